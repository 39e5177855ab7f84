import type { PlantedBug } from "./planted-bug.ts";

/** What leaders acknowledge, show and count, and what followers copy. */
export const REPLICATION_BUGS: readonly PlantedBug[] = [
  {
    name: "ack-before-isr",
    does: "a leader answers acks=all as soon as it has the records itself",
    file: "kafka/broker/partition.ts",
    find: "if (log.highWatermark < requiredOffset) return null;",
    replace: "if (log.logEndOffset < requiredOffset) return null;",
    expected: ["ack-durability", "lost"],
  },
  {
    name: "hw-maximum",
    does: "the HW is the greatest end of the logs, not the least",
    file: "kafka/broker/isr-rules.ts",
    find: "if (replica.logEndOffset >= highWatermark) continue;",
    replace: "if (replica.logEndOffset <= highWatermark) continue;",
    expected: ["strong-isr", "ack-durability", "leader-completeness"],
  },
  {
    name: "hw-ignores-member",
    does: "the HW does not wait for the first of the followers",
    file: "kafka/broker/isr-rules.ts",
    find: "for (let i = 0; i < replicas.length; i++) {",
    replace: "for (let i = 1; i < replicas.length; i++) {",
    expected: ["strong-isr", "ack-durability", "leader-completeness"],
  },
  {
    name: "hw-ignores-proposed",
    does: "the HW does not wait for a follower whose membership is only proposed (KIP-497)",
    file: "kafka/broker/partition.ts",
    find: "isrRules.highWatermark(log.logEndOffset, this.remotes.all, maximalIsr, nowMs),",
    replace: "isrRules.highWatermark(log.logEndOffset, this.remotes.all, isr, nowMs),",
    expected: ["strong-isr", "ack-durability", "leader-completeness", "maximal-isr"],
  },
  {
    name: "counts-what-was-sent",
    does: "a leader counts the records of a fetch before the follower says that it has them",
    file: "kafka/broker/partition.ts",
    find: "const { fetchOffset, fetcherLogStartOffset, logEndOffset } = read;",
    replace: `const { fetcherLogStartOffset, logEndOffset } = read;
    const fetchOffset = read.batches.at(-1)?.nextOffset ?? read.fetchOffset;`,
    expected: ["strong-isr", "ack-durability", "leader-completeness"],
  },
  {
    name: "remembers-followers",
    does: "a new leader takes the log ends that it knew in an earlier leadership for those of now",
    file: "kafka/broker/remote-replicas.ts",
    find: "if (isNewLeader) replica.forgetLogEndOffset();",
    replace: "",
    expected: ["strong-isr", "ack-durability", "leader-completeness"],
  },
  {
    name: "follower-accepts-produce",
    does: "a follower appends what producers send",
    file: "kafka/broker/partition.ts",
    find: `if (log === null || !this.isLeader) return refusedAppend(Errors.NOT_LEADER_OR_FOLLOWER);
    if (acks === -1 &&`,
    replace: `if (log === null) return refusedAppend(Errors.NOT_LEADER_OR_FOLLOWER);
    if (acks === -1 && this.isLeader &&`,
    expected: ["log-matching", "leader-completeness", "offset-order", "convergence"],
  },
  {
    name: "follower-answers-fetches",
    does: "a follower lets others fetch from it as if it were the leader",
    file: "kafka/broker/partition.ts",
    find: "return this.isLeader && this.log !== null ? Errors.NONE : Errors.NOT_LEADER_OR_FOLLOWER;",
    replace: "return this.log !== null ? Errors.NONE : Errors.NOT_LEADER_OR_FOLLOWER;",
    // Later ones compare epochs too.
    era: "2.0",
    expected: ["consistent-read", "strong-isr", "log-matching", "convergence"],
  },
  {
    name: "reads-past-hw",
    does: "consumers read to the end of the log, not to the HW",
    file: "kafka/broker/fetch-session.ts",
    find: "return this.readsCommitted ? log.lastStableOffset : log.highWatermark;",
    replace: "return this.readsCommitted ? log.lastStableOffset : log.logEndOffset;",
    expected: ["consistent-read"],
  },
  {
    name: "fetch-epoch-unchecked",
    does: "a leader answers fetches of any leader epoch (KIP-320)",
    file: "kafka/broker/partition.ts",
    find: "if (!this.truncation.checksLeaderEpoch) return Errors.NONE;",
    replace: "if (currentLeaderEpoch !== Number.NaN) return Errors.NONE;",
    expected: ["strong-isr", "log-matching", "epoch-cache-order", "convergence"],
  },
  {
    name: "no-truncation",
    does: "a leader does not tell followers where their logs part from its own (KIP-595)",
    file: "kafka/broker/read-records.ts",
    find: "return end.epoch < lastFetchedEpoch || end.endOffset < fetchOffset ? end : null;",
    replace: "return null;",
    expected: ["log-matching", "strong-isr", "consistent-read"],
  },
  {
    name: "truncates-one-too-many",
    does: "a follower whose log diverges also drops the last record that agrees",
    file: "kafka/broker/truncation/kip279.ts",
    find: "const offset = Math.min(own.endOffset, leader.endOffset, logEndOffset);",
    replace:
      "const offset = Math.max(0, Math.min(own.endOffset, leader.endOffset, logEndOffset) - 1);",
    expected: ["strong-isr", "ack-durability", "leader-completeness", "convergence"],
  },
  {
    name: "truncates-one-too-few",
    does: "a follower whose log diverges keeps the first record that differs",
    file: "kafka/broker/truncation/kip279.ts",
    find: "const offset = Math.min(own.endOffset, leader.endOffset, logEndOffset);",
    replace: "const offset = Math.min(own.endOffset, leader.endOffset + 1, logEndOffset);",
    expected: ["log-matching", "strong-isr", "convergence"],
  },
  {
    name: "min-insync-unchecked",
    does: "a leader accepts and acknowledges acks=all whatever min.insync.replicas says",
    file: "kafka/broker/isr-rules.ts",
    find: "return this.hwBlockedUnderMinIsr ? Math.min(configured, replicas) : configured;",
    replace: "return Math.min(1, configured, replicas);",
    expected: ["min-insync-replicas", "ack-durability", "lost"],
  },
];
