import type { TopicPartitions } from "../../context.ts";
import { Errors } from "../../errors.ts";
import type {
  DescribeGroupsRequest,
  DescribeGroupsResponse,
  FindCoordinatorResponse,
  OffsetCommitRequest,
  OffsetCommitResponse,
  OffsetFetchRequest,
  OffsetFetchResponse,
} from "../../group-messages.ts";
import { INVALID_OFFSET, UNKNOWN_GENERATION_ID, UNKNOWN_MEMBER_ID } from "../../group-messages.ts";
import {
  CONSUMER_REPLICA_ID,
  DESCRIBE_GROUPS,
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  LIST_OFFSETS,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
  type MetadataResponse,
  OFFSET_COMMIT,
  OFFSET_FETCH,
  READ_UNCOMMITTED,
} from "../../messages.ts";
import {
  type CoordinatedTask,
  coordinatorFound,
  coordinatorRefused,
  findCoordinatorCall,
  isCoordinatorError,
} from "./group-coordinator.ts";
import {
  type Call,
  ended,
  endedBy,
  next,
  type Progress,
  type ResetOffsets,
  repeat,
} from "./operations.ts";
import { type LedPartition, partitionsFound, topicMetadataCall } from "./partitions-of-topic.ts";

/** Offsets by ids of `TopicPartitions`. */
type Offsets = Readonly<Record<number, number>>;

/**
 * What the tool has found out so far, step by step: that the group has no members, the partitions and their
 * leaders, then whatever of committed offsets, log start offsets and ends the new offsets depend on.
 */
export type ResetOffsetsTask = ResetOffsets &
  CoordinatedTask & {
    /** The group has no members. */
    readonly isInactive: boolean;
    readonly partitions: readonly LedPartition[] | null;
    readonly committed: Offsets | null;
    readonly starts: Offsets;
    readonly ends: Offsets;
  };

export function firstResetOffsetsTask(operation: ResetOffsets): ResetOffsetsTask {
  const nothing = { isInactive: false, partitions: null, committed: null, starts: {}, ends: {} };
  return { ...operation, coordinator: null, ...nothing };
}

/** Versions that carry neither a retention nor a leader epoch, and speak of `__consumer_offsets`. */
const OFFSET_COMMIT_VERSION = 2;
const OFFSET_FETCH_VERSION = 1;

/** What comes next (`ConsumerGroupService.resetOffsets`, KIP-122). */
export function resetOffsetsCall(task: ResetOffsetsTask): Call {
  const { group, topic, coordinator, partitions } = task;
  if (coordinator === null) return findCoordinatorCall(group);
  if (!task.isInactive) {
    const body: DescribeGroupsRequest = { groups: [group] };
    return { target: coordinator, api: DESCRIBE_GROUPS, body, entries: 1 };
  }
  if (partitions === null) return topicMetadataCall(topic);
  const entries = partitions.length;
  if (needsCommitted(task)) {
    const body: OffsetFetchRequest = {
      version: OFFSET_FETCH_VERSION,
      groupId: group,
      partitions: partitions.map(({ tp }) => tp),
      requireStable: false,
    };
    return { target: coordinator, api: OFFSET_FETCH, body, entries };
  }
  const wanted = nextListed(task, partitions);
  if (wanted !== null) return listOffsetsCall(wanted);
  const offsets = newOffsets(task, partitions);
  const body: OffsetCommitRequest = {
    version: OFFSET_COMMIT_VERSION,
    groupId: group,
    generationId: UNKNOWN_GENERATION_ID,
    memberId: UNKNOWN_MEMBER_ID,
    instanceId: null,
    retentionTimeMs: -1,
    partitions: partitions.map(({ tp }) => {
      return { tp, offset: offsets[tp] ?? 0, leaderEpoch: -1, metadata: "" };
    }),
  };
  return { target: coordinator, api: OFFSET_COMMIT, body, entries };
}

export function resetOffsetsAnswered(
  task: ResetOffsetsTask,
  response: unknown,
  topicPartitions: TopicPartitions,
): Progress<ResetOffsetsTask> {
  if (task.coordinator === null) {
    return coordinatorFound(task, response as FindCoordinatorResponse);
  }
  if (!task.isInactive) return described(task, response as DescribeGroupsResponse);
  if (task.partitions === null) {
    const found = partitionsFound(response as MetadataResponse, task, topicPartitions);
    return "error" in found ? ended([found]) : next({ ...task, partitions: found });
  }
  if (needsCommitted(task)) return fetched(task, response as OffsetFetchResponse);
  const wanted = nextListed(task, task.partitions);
  if (wanted !== null) return listed(task, wanted, response as ListOffsetsResponse);
  return committed(task, response as OffsetCommitResponse);
}

function described(
  task: ResetOffsetsTask,
  { groups }: DescribeGroupsResponse,
): Progress<ResetOffsetsTask> {
  const { error = Errors.NONE, state = "Dead" } = groups[0] ?? {};
  if (error !== Errors.NONE) return coordinatorRefused(task, error);
  // "Assignments can only be reset if the group is inactive": the tool says so without an error code.
  if (state !== "Empty" && state !== "Dead") return endedBy(Errors.NON_EMPTY_GROUP);
  return next({ ...task, isInactive: true });
}

function needsCommitted({ to, committed }: ResetOffsetsTask): boolean {
  return typeof to === "object" && committed === null;
}

/** What cannot be shifted, because nothing is committed, ends it for all partitions. */
function fetched(
  task: ResetOffsetsTask,
  { error, partitions }: OffsetFetchResponse,
): Progress<ResetOffsetsTask> {
  if (error !== Errors.NONE) return coordinatorRefused(task, error);
  const failed = partitions.find((each) => each.error !== Errors.NONE);
  if (failed !== undefined) return coordinatorRefused(task, failed.error);
  const without = partitions.find(({ offset }) => offset === INVALID_OFFSET);
  if (without !== undefined) return ended([{ error: Errors.INVALID_REQUEST, tp: without.tp }]);
  const offsets = Object.fromEntries(partitions.map(({ tp, offset }) => [tp, offset]));
  return next({ ...task, committed: offsets });
}

/** The partitions of one leader of which starts or ends are yet to be asked for. */
interface Listed {
  readonly what: "starts" | "ends";
  readonly leader: number;
  readonly partitions: readonly number[];
}

function nextListed(task: ResetOffsetsTask, partitions: readonly LedPartition[]): Listed | null {
  const { to } = task;
  for (const what of ["starts", "ends"] as const) {
    // Offsets given as numbers are held against both ends of the log.
    if (to === (what === "starts" ? "latest" : "earliest")) continue;
    const missing = partitions.filter(({ tp }) => task[what][tp] === undefined);
    const [first] = missing;
    if (first === undefined) continue;
    const ofLeader = missing.filter(({ leader }) => leader === first.leader);
    return { what, leader: first.leader, partitions: ofLeader.map(({ tp }) => tp) };
  }
  return null;
}

function listOffsetsCall({ what, leader, partitions }: Listed): Call {
  const timestamp = what === "starts" ? EARLIEST_TIMESTAMP : LATEST_TIMESTAMP;
  const body: ListOffsetsRequest = {
    replicaId: CONSUMER_REPLICA_ID,
    isolationLevel: READ_UNCOMMITTED,
    partitions: partitions.map((tp) => ({ tp, timestamp, currentLeaderEpoch: -1 })),
  };
  return { target: leader, api: LIST_OFFSETS, body, entries: partitions.length };
}

function listed(
  task: ResetOffsetsTask,
  { what }: Listed,
  { partitions }: ListOffsetsResponse,
): Progress<ResetOffsetsTask> {
  const errors = partitions.filter(({ error }) => error !== Errors.NONE);
  if (errors.some(({ error }) => error === Errors.NOT_LEADER_OR_FOLLOWER)) {
    return repeat({ ...task, partitions: null }, errors);
  }
  if (errors.length > 0) return ended(errors);
  const found = Object.fromEntries(partitions.map(({ tp, offset }) => [tp, offset]));
  return next({ ...task, [what]: { ...task[what], ...found } });
}

function newOffsets(task: ResetOffsetsTask, partitions: readonly LedPartition[]): Offsets {
  return Object.fromEntries(partitions.map(({ tp }) => [tp, newOffset(task, tp)]));
}

/** What is not in the log becomes its nearest end (`checkOffsetsRange`). */
function newOffset({ to, committed, starts, ends }: ResetOffsetsTask, tp: number): number {
  const start = starts[tp] ?? 0;
  const end = ends[tp] ?? 0;
  if (to === "earliest") return start;
  if (to === "latest") return end;
  const wanted = typeof to === "number" ? to : (committed?.[tp] ?? 0) + to.shiftBy;
  return Math.max(start, Math.min(end, wanted));
}

function committed(
  task: ResetOffsetsTask,
  { partitions }: OffsetCommitResponse,
): Progress<ResetOffsetsTask> {
  const errors = partitions.filter(({ error }) => error !== Errors.NONE);
  const again = errors.find(({ error }) => isCoordinatorError(error));
  return again === undefined ? ended(errors) : coordinatorRefused(task, again.error);
}
