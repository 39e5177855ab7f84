import type { GroupArguments, MembersGone } from "../sim/check/told-groups.ts";
import { seconds } from "./format.ts";
import type { Messages } from "./messages.ts";

/** What becomes of records, owners and offsets in consumer groups. */
export const checkGroupsEn: Messages<GroupArguments> = {
  "why.processedBy": ({ client, generation, timeUs }) =>
    `${client} processed it at ${seconds(timeUs)}${generation < 0 ? "" : `, as it had polled it in generation ${generation}`}.`,
  "why.failedOn": ({ client, timeUs }) =>
    `${client} failed to process it, and gave up at ${seconds(timeUs)}.`,
  "why.clientPaused": ({ client, timeUs }) => `${client} stood still from ${seconds(timeUs)} on.`,
  "why.rebalanced": ({ group, generation, timeUs }) =>
    `Group ${group} rebalanced; generation ${generation} was stable at ${seconds(timeUs)}.`,
  "why.startedFrom": ({ client, offset, committed, timeUs }) =>
    `${client} began at offset ${offset} at ${seconds(timeUs)}: ${committed < 0 ? "nothing was committed" : `offset ${committed} was committed`}.`,
  "why.commitRefused": ({ client, error, timeUs }) =>
    `The commit of ${client} failed at ${seconds(timeUs)}: ${error}.`,
  "why.offsetCommitted": ({ client, partition, offset, timeUs }) =>
    `${client} was told at ${seconds(timeUs)} that offset ${offset} of ${partition} is committed.`,
  "why.offsetsRead": ({ broker, partition, to, logEndOffset, timeUs }) =>
    to < logEndOffset
      ? `Broker ${broker}, the new coordinator, read ${partition} up to its own high watermark, ${to}, at ${seconds(timeUs)}; the log ends at ${logEndOffset}.`
      : `Broker ${broker}, the new coordinator, read ${partition} to its end, ${to}, at ${seconds(timeUs)}.`,
  "why.offsetExpired": ({ group, partition, timeUs }) =>
    `The offset of group ${group} in ${partition} expired at ${seconds(timeUs)}.`,
  "why.offsetDeleted": ({ group, partition, timeUs }) =>
    `The offset of group ${group} in ${partition} was deleted at ${seconds(timeUs)}.`,
  "why.offsetSet": ({ group, partition, offset, timeUs }) =>
    `At ${seconds(timeUs)} the offset of group ${group} in ${partition} was set to ${offset}.`,
  "why.twiceInLog": ({ offsets }) => `It is in the log more than once: at offsets ${offsets}.`,
  "why.polled": ({ client }) => `${client} polled it.`,
  "why.committedPast": ({ client, offset, timeUs }) =>
    `${client} was told at ${seconds(timeUs)} that offset ${offset} is committed, and was not through with it.`,
  "why.skippedOver": ({ client, from, to, timeUs }) =>
    from < 0
      ? `${client} began behind it, at offset ${to}, at ${seconds(timeUs)}.`
      : `${client} went from offset ${from} to ${to} at ${seconds(timeUs)}.`,
  "why.cutBelowReader": ({ partition, broker, offset, timeUs }) =>
    `At ${seconds(timeUs)} broker ${broker} truncated ${partition} to offset ${offset}, below what had been read; the log went on there, and nobody read that.`,
  "why.newerEffect": ({ key, value, newer, offset }) =>
    `The outside system had ${newer} (offset ${offset}) for key ${key}; after that it has ${value}.`,

  "class.atLeastOnce": () =>
    "What was processed and not yet committed is delivered again: at least once, which is what committing after processing promises.",
  "class.staleOwner": () =>
    "It went on with what it had polled after its partition was given to another; Kafka can refuse its commits, not its effects elsewhere.",
  "class.sought": () => "A consumer moved its own position, or committed so.",
  "class.offsetsExpired": () =>
    "The committed offset had expired (offsets.retention.minutes); auto.offset.reset decided where to go on.",
  "class.offsetsSet": () => "Somebody outside the group set or deleted its offsets.",
  "class.offsetsInZooKeeper": () =>
    "Its group had committed to ZooKeeper, nothing in Kafka, and it looks only there (dual.commit.enabled=false); auto.offset.reset decided where to begin.",
  "class.resetToLatest": () =>
    "Nothing was committed, and auto.offset.reset is latest: what was there before is passed over.",
  "class.committedBefore": () =>
    "It was committed before it was processed: at most once, which is what that promises.",
  "class.autoCommitOfWorker": () =>
    "Auto-commit commits what poll has returned, whether another thread is through with it or not.",
  "class.processingFailed": () => "Its processing failed, and the application went on.",
  "class.effectRefused": () =>
    "The outside system refused its effect: it came from a generation that was over.",
  "class.twiceInLog": () => "The group processed both: a consumer cannot tell that they are one.",

  "violation.assigned-twice": ({ group, broker, generation, partition, one, other }) =>
    `Generation ${generation} of group ${group} on broker ${broker}: ${partition} is assigned to ${one} and to ${other}.`,
  "violation.owned-twice": ({ group, generation, partition, one, other }) =>
    `Generation ${generation} of group ${group}: ${one} and ${other} both take themselves for the owner of ${partition}.`,
  "violation.instance-twice": ({ group, generation, partition, one, other, instance }) =>
    `Generation ${generation} of group ${group}: ${one} and ${other} both take themselves for the owner of ${partition}, for both were given group.instance.id ${instance}; the coordinator fences the first with its next request.`,
  "violation.unassigned": ({ group, broker, generation, partitions }) =>
    `Generation ${generation} of group ${group} on broker ${broker} is stable, and nobody has ${partitions}.`,
  "violation.offset-lost": ({ group, partition, broker, committed, found, client }) =>
    `${client} was told that offset ${committed} of ${partition} is committed for group ${group}; broker ${broker}, the coordinator now, has ${found < 0 ? "none" : found}.`,
  "violation.stale-commit": ({ group, partition, from, to, client }) =>
    `The committed offset of group ${group} in ${partition} went back from ${from} to ${to} by a commit of ${client}, which was no member any more.`,

  "story.rebalanced": (told) =>
    `Group ${told.group} is in generation ${told.generation}: ${told.members} ${told.members === 1 ? "member" : "members"}, ${told.protocol}${changesText(told)}; the rebalance took ${seconds(told.tookUs)}${waitText(told)}.`,
  "story.moreRebalances": ({ group, times }) =>
    `… and ${times} more ${times === 1 ? "rebalance" : "rebalances"} of group ${group}.`,
  "story.moreRestarts": ({ count }) => `… and ${count} more stops and starts of clients.`,
  "story.groupEmpty": (told) => `Group ${told.group} has no members any more${changesText(told)}.`,
  "story.groupMoved": ({ group, broker, before }) =>
    `Broker ${broker} coordinates group ${group} now, no longer broker ${before}.`,
  "story.offsetsExpired": ({ group, partitions }) =>
    `The offsets of group ${group} expire: ${partitions}.`,
  "story.offsetsDeleted": ({ group, partitions }) =>
    `The offsets of group ${group} are deleted: ${partitions}.`,
  "story.offsetsSet": ({ group, partitions }) =>
    `The offsets of group ${group} are set from outside: ${partitions}.`,
  "story.offsetsLost": ({ group, partitions }) =>
    `Offsets that group ${group} had committed are gone: ${partitions}.`,
  "story.staleOwner": ({ group, clients, count, generation, ownerGeneration, partitions }) =>
    `${clients} still ${count === 1 ? "takes itself for the owner" : "take themselves for the owners"} of ${partitions} in generation ${generation} of group ${group}; in generation ${ownerGeneration} another has them.`,
  "story.processingFailed": ({ client, value }) => `${client} fails to process ${value}.`,
  "story.processedTwice": ({ group, values, class: judged }) =>
    `Processed more than once in group ${group} (${judged}): ${values}.`,
  "story.neverProcessed": ({ group, values, class: judged }) =>
    `Never processed in group ${group} (${judged}): ${values}.`,
  "story.overwritten": ({ group, keys }) =>
    `Group ${group} left the effect of an older record for: ${keys}.`,
};

/** ` (c3 joined; c1, c2 left)`; nothing when nothing changed. */
function changesText(gone: MembersGone & { joined?: string }): string {
  const { joined = "" } = gone;
  const parts = [
    joined === "" ? "" : `${joined} joined`,
    gone.down === "" ? "" : `${areOrIs(gone.down)} down`,
    gone.paused === "" ? "" : `standing still: ${gone.paused}`,
    gone.left === "" ? "" : `${gone.left} left`,
    gone.late === "" ? "" : `${gone.late} did not poll in time and left`,
    gone.out === "" ? "" : `put out: ${gone.out}`,
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

type Waiting = Pick<GroupArguments["story.rebalanced"], "waitedFor" | "who" | "isMember">;

/** Why a rebalance took so long. */
function waitText({ waitedFor, who, isMember }: Waiting): string {
  switch (waitedFor) {
    case "more":
      return ", in case more members came";
    case "gone":
      return `, until ${isMember ? "the former " : ""}${who} was gone`;
    case "join":
      return `, until ${who} joined${isMember ? " again" : ""}`;
    default:
      return "";
  }
}

function areOrIs(names: string): string {
  return `${names} ${/, |\.\./.test(names) ? "are" : "is"}`;
}
