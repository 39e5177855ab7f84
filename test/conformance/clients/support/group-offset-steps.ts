import { type ErrorCode, Errors } from "../../../../sim/kafka/errors.ts";
import type {
  DeleteGroupsResponse,
  DescribeGroupsResponse,
  ListGroupsResponse,
  OffsetCommitResponse,
  OffsetDeleteResponse,
  OffsetFetchResponse,
} from "../../../../sim/kafka/group-messages.ts";
import {
  DELETE_GROUPS,
  DESCRIBE_GROUPS,
  LIST_GROUPS,
  OFFSET_COMMIT,
  OFFSET_DELETE,
  OFFSET_FETCH,
} from "../../../../sim/kafka/messages.ts";
import { check, type Fields } from "../../kafka/support/fields.ts";
import { markerType } from "../../kafka/support/records.ts";
import type { GroupStory } from "./group-story.ts";
import { expectedError, numberOf, numberOr } from "./step-fields.ts";

/** Nobody's generation: of an operator, or of a consumer that is in no group. */
const NO_GENERATION = -1;
const LATEST_VERSION = 8;

export function offsetCommit(story: GroupStory, step: Fields): void {
  const call = story.rig.send(OFFSET_COMMIT, {
    version: LATEST_VERSION,
    groupId: story.groupOf(step),
    generationId: story.generationOf(step, NO_GENERATION),
    memberId: story.memberIdOf(step),
    instanceId: story.instanceIdOf(step),
    retentionTimeMs: step.number("retentionTimeMs", -1),
    partitions: [{ tp: partitionOf(story, step), ...offsetIn(step) }],
  });
  const { partitions } = story.answer<OffsetCommitResponse>(call);
  check("error", expectedError(step), partitions[0]?.error);
}

/** `OffsetFetch`: `expectOffset` -1 is none. */
export function offsetFetch(story: GroupStory, step: Fields): void {
  const isOfAll = step.boolean("allPartitions", false);
  const tp = partitionOf(story, step);
  const call = story.rig.send(OFFSET_FETCH, {
    version: LATEST_VERSION,
    groupId: story.groupOf(step),
    partitions: isOfAll ? null : [tp],
    requireStable: step.boolean("requireStable", false),
  });
  const { error, partitions } = story.answer<OffsetFetchResponse>(call);
  const found = partitions.find((one) => one.tp === tp);
  check("error", expectedError(step), error === Errors.NONE ? (found?.error ?? 0) : error);
  for (const name of ["expectOffset", "offset"]) {
    if (step.has(name)) check(name, step.numberOrNull(name) ?? -1, found?.offset ?? -1);
  }
  if (step.has("metadata")) check("metadata", step.text("metadata"), found?.metadata);
  if (step.has("leaderEpoch")) check("leaderEpoch", step.number("leaderEpoch"), found?.leaderEpoch);
}

/**
 * `TxnOffsetCommit`: as a commit, but pending until the marker of its transaction; it need name neither
 * generation nor member.
 */
export function txnOffsetCommit(story: GroupStory, step: Fields): void {
  const { rig } = story;
  const groupId = story.groupOf(step);
  const tp = partitionOf(story, step);
  const producerId = numberOr(step, 1000, "producerId", "pid");
  const epoch = numberOr(step, 0, "epoch", "producerEpoch");
  const generation = story.generationOf(step, NO_GENERATION);
  const memberId = story.memberIdOf(step);
  const instanceId = story.instanceIdOf(step);
  const offset = offsetIn(step);
  const status = rig.coordinator.validateGroupStatus(groupId, OFFSET_COMMIT);
  let error: ErrorCode = status;
  const group = status === Errors.NONE ? rig.manager.getOrMaybeCreateGroup(groupId, true) : null;
  if (group !== null) {
    const { coordinator } = rig;
    error = coordinator.validateOffsetCommit(group, generation, memberId, instanceId, true);
    if (error === Errors.NONE) {
      const commit = { ...offset, commitTimestampMs: rig.host.wallMs(), expireTimestampMs: -1 };
      error = rig.commitInTransaction(group, new Map([[tp, commit]]), producerId, epoch);
    }
  }
  check("error", expectedError(step), error);
}

/** `marker`: it is in all partitions of `__consumer_offsets` to which the transaction has written. */
export function endTransaction(story: GroupStory, step: Fields): void {
  const { rig } = story;
  const isCommit = markerType(step.text(step.has("type") ? "type" : "result")) === "COMMIT";
  const producerId = numberOf(step, "producerId", "pid");
  step.skip("epoch", "producerEpoch");
  const partition = rig.manager.partitionFor(story.groupOf(step));
  rig.act(() => rig.manager.completeTransaction(producerId, [partition], isCommit));
}

export function describeGroups(story: GroupStory, step: Fields): void {
  const call = story.rig.send(DESCRIBE_GROUPS, { groups: [story.groupOf(step)] });
  const [found] = story.answer<DescribeGroupsResponse>(call).groups;
  check("error", expectedError(step), found?.error);
  for (const name of ["state", "protocolType", "protocolName"] as const) {
    if (step.has(name)) check(name, step.text(name), found?.[name]);
  }
  if (step.has("protocol")) check("protocol", step.text("protocol"), found?.protocolName);
  if (!step.has("members")) return;
  const members = step.raw("members");
  const ids = found?.members.map(({ memberId }) => memberId).sort();
  if (typeof members === "number") check("members", members, ids?.length);
  else if (Array.isArray(members)) {
    const named = members.map((one) => (story.knows(String(one)) ? story.memberId(one) : one));
    check("members", named.sort(), ids);
  } else throw new Error("members should be a number or a list of names");
}

export function listGroups(story: GroupStory, step: Fields): void {
  const { error, groups } = story.answer<ListGroupsResponse>(story.rig.send(LIST_GROUPS, {}));
  check("error", expectedError(step), error);
  if (!step.has("groups")) return;
  const expected = step.list("groups");
  const asText = expected.every((one) => typeof one === "string");
  const found = groups.map((one) => (asText ? one.groupId : { ...one }));
  check("groups", [...expected].map(comparable).sort(), found.map(comparable).sort());
}

export function deleteGroups(story: GroupStory, step: Fields): void {
  const call = story.rig.send(DELETE_GROUPS, { groups: [story.groupOf(step)] });
  const [found] = story.answer<DeleteGroupsResponse>(call).groups;
  check("error", expectedError(step), found?.error);
}

export function offsetDelete(story: GroupStory, step: Fields): void {
  const partitions = [partitionOf(story, step)];
  const call = story.rig.send(OFFSET_DELETE, { groupId: story.groupOf(step), partitions });
  const found = story.answer<OffsetDeleteResponse>(call);
  const error = found.error === Errors.NONE ? found.partitions[0]?.error : found.error;
  check("error", expectedError(step), error);
}

function partitionOf(story: GroupStory, step: Fields): number {
  const { topicPartitions } = story.rig.names;
  return topicPartitions.id(step.text("topic", "topic"), step.number("partition", 0));
}

function offsetIn(step: Fields) {
  return {
    offset: step.number("offset", 0),
    leaderEpoch: step.number("leaderEpoch", -1),
    metadata: step.text("metadata", ""),
  };
}

function comparable(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return JSON.stringify(Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1)));
}
