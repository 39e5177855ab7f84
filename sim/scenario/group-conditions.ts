import { GROUP_METADATA_TOPIC_NAME } from "../kafka/coordinator/group/group-log.ts";
import { partitionFor } from "../kafka/coordinator/group/partition-for.ts";
import type { CoordinatedGroupState, MembershipState, State } from "../trace/state.ts";
import { isList, matches, sameMembers } from "./matches.ts";
import { parsePartition } from "./names.ts";
import type { Condition, GroupCondition } from "./types.ts";

export type AssignmentCondition = Extract<Condition, { readonly assignment: string }>;
export type MemberCondition = Extract<Condition, { readonly member: string }>;
export type LagCondition = Extract<Condition, { readonly lag: string }>;

/** A group as the broker that coordinates it holds it. */
export interface CoordinatedGroup {
  /** Id of the coordinator; -1: none. */
  readonly coordinator: number;
  /** null: it holds nothing of the group. */
  readonly held: CoordinatedGroupState | null;
}

/**
 * What the coordinator of a group holds of it. The coordinator is the leader of the group's partition of
 * `__consumer_offsets`; while that has none, whoever alone still holds the group.
 */
export function coordinatedGroup(name: string, state: State): CoordinatedGroup {
  const holders = state.groups[name]?.coordinators ?? {};
  const leader = state.partitions[offsetsPartitionOf(name, state)]?.leader ?? -1;
  if (leader !== -1) return { coordinator: leader, held: holders[leader] ?? null };
  const [only, ...others] = Object.entries(holders);
  if (only === undefined || others.length > 0) return { coordinator: -1, held: null };
  return { coordinator: Number(only[0]), held: only[1] };
}

export function groupHolds(condition: GroupCondition, state: State): boolean {
  const { coordinator, held } = coordinatedGroup(condition.group, state);
  const { protocol } = condition;
  return (
    (condition.coordinator === undefined || condition.coordinator === coordinator) &&
    (condition.state === undefined || condition.state === (held?.state ?? "Dead")) &&
    (protocol === undefined || protocol === held?.protocol) &&
    matches(condition.generation, held?.generation ?? 0) &&
    matches(condition.members, Object.keys(held?.members ?? {}).length)
  );
}

/**
 * What a group has committed of a partition: as its coordinator holds it, or else what is in ZooKeeper
 * (`/consumers/G/offsets/T/P`); -1: nothing.
 */
export function committedOffset(group: string, partition: string, state: State): number {
  const held = coordinatedGroup(group, state).held?.offsets[partition] ?? -1;
  if (held !== -1) return held;
  const parsed = parsePartition(partition);
  if (parsed === null) return -1;
  const znodes = state.zookeeper.root.children.consumers?.children[group]?.children.offsets;
  const znode = znodes?.children[parsed.topic]?.children[parsed.partition];
  const offset = znode === undefined || znode.data === "" ? -1 : Number(znode.data);
  return Number.isSafeInteger(offset) ? offset : -1;
}

/** How far a consumer, or what a group has committed, is behind; null: nobody knows. */
export function lagOf(condition: LagCondition, state: State): number | null {
  const { lag } = condition;
  if ("client" in condition) {
    const position = state.clients[condition.client]?.positions[lag];
    const leader = leaderOf(lag, state);
    if (position === undefined || leader === null) return null;
    return Math.max(0, leader.highWatermark - position);
  }
  const topic = state.topics[lag];
  if (topic === undefined) return lagOfGroup(condition.group, lag, state);
  let sum = 0;
  for (const partition in topic.assignment) {
    const own = lagOfGroup(condition.group, `${lag}-${partition}`, state);
    if (own === null) return null;
    sum += own;
  }
  return sum;
}

export function assignmentHolds(
  { assignment, partitions }: AssignmentCondition,
  state: State,
): boolean {
  const owned = state.clients[assignment]?.assignment ?? [];
  return isList(partitions) ? sameMembers(partitions, owned) : matches(partitions, owned.length);
}

/** What a consumer takes itself for; of one that never joined, nobody's member. */
export function membershipOf(client: string, state: State): Omit<MembershipState, "group"> {
  return state.clients[client]?.membership ?? { member: null, generation: -1, state: "unjoined" };
}

export function memberHolds(condition: MemberCondition, state: State): boolean {
  const found = membershipOf(condition.member, state);
  if (condition.state !== undefined && condition.state !== found.state) return false;
  return matches(condition.generation, found.generation);
}

/** Of what nothing is committed of, all that is there is yet to be consumed. */
function lagOfGroup(group: string, partition: string, state: State): number | null {
  const leader = leaderOf(partition, state);
  if (leader === null) return null;
  const committed = committedOffset(group, partition, state);
  const from = committed === -1 ? leader.logStartOffset : committed;
  return Math.max(0, leader.highWatermark - from);
}

function leaderOf(partition: string, state: State) {
  const replicas = Object.values(state.partitions[partition]?.replicas ?? {});
  return replicas.find(({ role }) => role === "leader") ?? null;
}

/** The partition of `__consumer_offsets` that a group belongs to; none while there is no such topic. */
function offsetsPartitionOf(group: string, { topics }: State): string {
  const count = Object.keys(topics[GROUP_METADATA_TOPIC_NAME]?.assignment ?? {}).length;
  return count === 0 ? "" : `${GROUP_METADATA_TOPIC_NAME}-${partitionFor(group, count)}`;
}
