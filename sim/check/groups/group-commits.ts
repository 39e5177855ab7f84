import type { CommittedChange, DoneCommit, GroupPartition } from "./group-model.ts";

/** More than a client leaves unanswered; what is older explains nothing any more. */
const MOST_SINCE_DONE = 64;

/** A coordinator's offset of a partition changed: what is no member's step forward is kept. */
export function noteCommittedOffset(
  of: GroupPartition,
  change: Omit<CommittedChange, "by" | "told">,
): void {
  const { from, to, cause, hadMembers } = change;
  of.sinceDone.push(to < 0 ? -1 : to);
  if (of.sinceDone.length > MOST_SINCE_DONE) of.sinceDone.shift();
  if (cause === "committed" && hadMembers && to >= from) return;
  of.changes.push({ ...change, by: null, told: false });
}

/** A consumer is told that its commit is done. Answers whether it set the offset back. */
export function noteCommit(of: GroupPartition, commit: DoneCommit): boolean {
  const { consumer, offset } = commit;
  if (of.lastDone === null || of.lastDone.offset !== offset) of.done.push(commit);
  of.lastDone = commit;
  const at = of.sinceDone.lastIndexOf(offset);
  if (at > 0) of.sinceDone.splice(0, at);
  const change = of.changes.at(-1);
  if (change === undefined || change.by !== null || change.to !== offset) return false;
  if (change.cause !== "committed") return false;
  // A member commits to a group that has members: what was set before it joined is not its doing.
  if (!change.hadMembers && consumer.generation >= 0) return false;
  if (change.to >= change.from) {
    of.changes.pop();
    return false;
  }
  change.by = consumer;
  return true;
}
