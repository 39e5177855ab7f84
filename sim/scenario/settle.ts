import { GROUP_METADATA_TOPIC_NAME } from "../kafka/coordinator/group/group-log.ts";
import { type Micros, seconds } from "../kernel/time.ts";
import type { PartitionState, State, TopicState } from "../trace/state.ts";
import { isRegistered, type View } from "./conditions.ts";
import { groupsAreSettled } from "./settle-groups.ts";

/** How long a run goes on after its cluster has settled. */
export const SETTLED_TAIL_US: Micros = seconds(5);
/** How long a run waits, after its last step, for a cluster that does not settle. */
export const LONGEST_SETTLING_US: Micros = seconds(300);

/**
 * Whether nothing more is to come: every producer has heard what became of its records, no group is about
 * to rebalance, every running broker is registered, no partition is being moved, and every partition with a
 * living leader has all its living replicas in sync up to its end. A partition that is being deleted has no
 * such leader.
 */
export function isSettled({ state, records }: View): boolean {
  if (records.pending > 0 || !groupsAreSettled(state)) return false;
  for (const name in state.hosts) {
    const host = state.hosts[name];
    if (host?.broker === null || host?.life !== "up") continue;
    if (!isRegistered(state, host.broker)) return false;
  }
  for (const name in state.topics) {
    const topic = state.topics[name];
    const moves = name === GROUP_METADATA_TOPIC_NAME;
    if (topic !== undefined && !topicIsSettled(name, topic, state, moves)) return false;
  }
  return true;
}

/**
 * Whether nothing is under way now in the log of offsets, which grows as long as consumers commit: a run
 * does not wait until that is over, but does not end in the middle of it.
 */
export function offsetsAreReplicated({ state }: View): boolean {
  const topic = state.topics[GROUP_METADATA_TOPIC_NAME];
  return topic === undefined || topicIsSettled(GROUP_METADATA_TOPIC_NAME, topic, state, false);
}

/** @param moves its logs may be growing: their ends do not matter */
function topicIsSettled(name: string, topic: TopicState, state: State, moves: boolean): boolean {
  for (const index in topic.assignment) {
    if ((topic.adding[index] ?? []).length > 0 || (topic.removing[index] ?? []).length > 0) {
      return false;
    }
    const partition = state.partitions[`${name}-${index}`];
    if (partition === undefined) return false;
    const assigned = topic.assignment[index] ?? [];
    if (!partitionIsSettled(partition, assigned, state, moves)) return false;
  }
  return true;
}

function partitionIsSettled(
  partition: PartitionState,
  assigned: readonly number[],
  state: State,
  moves: boolean,
): boolean {
  if (partition.leader === null) return false;
  if (partition.leader === -1) {
    return !partition.isr.some((id) => state.hosts[`broker-${id}`]?.life === "up");
  }
  const leader = partition.replicas[partition.leader];
  if (leader === undefined || leader.role !== "leader") return false;
  if (leader.leaderEpoch !== partition.leaderEpoch) return false;
  // Of an idle partition a follower may not hear the high watermark for long.
  if (!moves && leader.highWatermark !== leader.logEndOffset) return false;
  for (const id of assigned) {
    const replica = partition.replicas[id];
    if (replica === undefined || state.hosts[`broker-${id}`]?.life !== "up") continue;
    if (!partition.isr.includes(id) || replica.leaderEpoch !== leader.leaderEpoch) return false;
    if (!moves && replica.logEndOffset !== leader.logEndOffset) return false;
  }
  return true;
}
