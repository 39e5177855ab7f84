import { DEFAULT_FAULT_KINDS } from "../../../sim/faults/plan.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** What a log knows after a truncation or a start, and of its producers; and what groups commit. */
export const LOG_AND_GROUP_BUGS: readonly PlantedBug[] = [
  {
    name: "hw-checkpoint-lost",
    does: "a broker that starts takes 0 for the HW of every log",
    file: "kafka/broker/partition.ts",
    find: "log.updateHighWatermark(log.directory.highWatermarks.get(this.tp) ?? 0);",
    replace: "log.updateHighWatermark(0);",
    // Followers truncate to their HW.
    era: "0.10.2",
    expected: ["strong-isr", "weak-isr", "ack-durability", "committed-offset-durability"],
  },
  {
    name: "hw-at-log-end",
    does: "a broker that starts takes the end of every log for its HW",
    file: "kafka/broker/partition.ts",
    find: "log.updateHighWatermark(log.directory.highWatermarks.get(this.tp) ?? 0);",
    replace: "log.updateHighWatermark(log.logEndOffset);",
    expected: ["strong-isr", "consistent-read", "log-matching", "weak-isr"],
  },
  {
    name: "recovery-drops-good-batch",
    does: "the recovery of a log after a crash drops its last batch",
    file: "kafka/log/log-segment.ts",
    find: "if (rotten < 0) return false;",
    replace: `if (rotten < 0 && entries.length > 0) {
      this.indexes.truncateTo((entries[entries.length - 1] as RecordBatch).baseOffset);
      this.cut(entries.length - 1);
      return true;
    }
    if (rotten < 0) return false;`,
    expected: ["strong-isr", "ack-durability", "leader-completeness"],
  },
  {
    name: "recovery-keeps-torn-batch",
    does: "the recovery of a log after a power failure keeps what was torn",
    file: "kafka/log/log-segment.ts",
    find: "if (rotten < 0) return false;",
    replace: "if (rotten < entries.length) return false;",
    faults: [...DEFAULT_FAULT_KINDS, "powerLoss"],
    expected: ["log-matching", "strong-isr", "convergence", "ack-durability"],
  },
  {
    name: "epochs-not-truncated",
    does: "a log that is truncated keeps the leader epochs of what is gone",
    file: "kafka/log/log.ts",
    find: "this.leaderEpochCache.truncateFromEnd(offset);",
    replace: "",
    // Later ones push out what a new epoch contradicts.
    era: "0.11",
    expected: ["epoch-cache-order", "log-matching"],
  },
  {
    name: "follower-learns-no-epochs",
    does: "a follower does not note the leader epochs of what it copies",
    file: "kafka/log/log.ts",
    find: "this.assignEpochs(batches);",
    replace: "",
    expected: ["epoch-cache-order", "log-matching", "strong-isr"],
  },
  {
    name: "sequence-unchecked",
    does: "a leader appends batches of an idempotent producer in any order",
    file: "kafka/log/producer-append-validation.ts",
    find: 'const error = origin === "coordinator" ? Errors.NONE : checkSequence(batch, entry, config);',
    replace: "const error: ErrorCode = Errors.NONE;",
    expected: ["idempotence", "reordered", "duplicated"],
  },
  {
    name: "idempotence-off",
    does: "a leader neither recognises repeated batches nor looks at their sequence",
    file: "kafka/log/log.ts",
    find: "if (batch.producerId !== NO_PRODUCER_ID && this.config.producerIds) {",
    replace: 'if (batch.producerId !== NO_PRODUCER_ID && origin !== "client") {',
    expected: ["idempotence", "duplicated", "reordered"],
  },
  {
    name: "repetition-refused",
    does: "a leader takes a repeated batch for one out of order, and refuses it",
    file: "kafka/log/log.ts",
    find: 'const duplicate = origin === "client" ? this.producerState.findDuplicate(batch) : null;',
    replace:
      'const duplicate = origin === "replication" ? this.producerState.findDuplicate(batch) : null;',
    expected: ["failed-records", "idempotence"],
  },
  {
    name: "producers-forgotten",
    does: "a broker that starts does not read from its logs what it knew of producers",
    file: "kafka/log/log-loading.ts",
    find: "log.reloadProducerState();",
    replace: "",
    expected: ["idempotence", "duplicated"],
  },
  {
    name: "producers-not-truncated",
    does: "a log that is truncated still knows the producers' batches that are gone",
    file: "kafka/log/log.ts",
    find: "this.reloadProducerState();",
    replace: "",
    expected: ["ack-durability", "lost", "failed-records"],
  },
  {
    name: "generation-unchecked",
    does: "members of any generation may commit and send heartbeats",
    file: "kafka/coordinator/group/current-member.ts",
    find: "return generationId === group.generationId ? Errors.NONE : Errors.ILLEGAL_GENERATION;",
    replace: "return generationId >= 0 ? Errors.NONE : Errors.ILLEGAL_GENERATION;",
    expected: [
      "committed-offset-monotonicity",
      "overwritten",
      "group-exclusivity",
      "processed-twice",
    ],
  },
  {
    name: "commit-unfenced",
    does: "a coordinator takes commits from members that it has removed",
    file: "kafka/coordinator/group/group-coordinator.ts",
    find: "if (error !== Errors.NONE || isTransactional || group.is(Empty)) return error;",
    replace: `if (error === Errors.UNKNOWN_MEMBER_ID) return Errors.NONE;
    if (error !== Errors.NONE || isTransactional || group.is(Empty)) return error;`,
    expected: ["committed-offset-monotonicity", "overwritten", "processed-twice"],
  },
  {
    name: "commit-not-replicated",
    does: "a coordinator answers commits before the ISR has them",
    file: "kafka/coordinator/group/group-log.ts",
    find: 'this.requiredAcks = numberOf(config, "offsets.commit.required.acks");',
    replace: 'this.requiredAcks = Math.min(1, numberOf(config, "offsets.commit.timeout.ms"));',
    expected: ["committed-offset-durability"],
  },
  {
    name: "serves-before-loading",
    does: "a coordinator answers before it has read its log",
    file: "kafka/coordinator/group/group-status.ts",
    find: "if (store.isGroupLoading(groupId)) return Errors.COORDINATOR_LOAD_IN_PROGRESS;",
    replace: "if (store.isGroupLoading(groupId)) return Errors.NONE;",
    expected: [
      "committed-offset-durability",
      "committed-offset-monotonicity",
      "never-processed",
      "processed-twice",
    ],
  },
  {
    name: "offsets-not-loaded",
    does: "a new coordinator reads the members of its groups, and not what they committed",
    file: "kafka/coordinator/group/group-metadata-manager.ts",
    find: "own.initialize(offsets, transactional);",
    replace: "",
    expected: ["committed-offset-durability"],
  },
];
