import { partitionFor } from "../kafka/coordinator/group/partition-for.ts";
import { lastOf } from "./last-of.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { PartitionModel } from "./model/partition-model.ts";

export const OFFSETS_TOPIC = "__consumer_offsets";
const INTERNAL_TOPICS: readonly string[] = [OFFSETS_TOPIC, "__transaction_state"];

/**
 * Whether only brokers write a partition (`topic-partition`): its replicas are checked as any, but no
 * records are accounted for, and its story is not told.
 */
export function isInternal(partition: string): boolean {
  return INTERNAL_TOPICS.includes(partition.slice(0, partition.lastIndexOf("-")));
}

/** The partition in which brokers keep a group; undefined while there is none. */
export function offsetsPartitionOf(model: ClusterModel, group: string): PartitionModel | undefined {
  const ofOffsets = model.partitions.filter(({ topic }) => topic === OFFSETS_TOPIC);
  const count = new Set(ofOffsets.map(({ name }) => name)).size;
  if (count === 0) return undefined;
  const name = `${OFFSETS_TOPIC}-${partitionFor(group, count)}`;
  return lastOf(ofOffsets, (partition) => partition.name === name);
}
