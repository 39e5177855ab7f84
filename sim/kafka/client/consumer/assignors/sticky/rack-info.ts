import type { JavaHashMap } from "../java-hash-map.ts";
import type { PartitionInfo, Subscription, TopicPartition } from "../partition-assignor.ts";
import type { PartitionTable } from "../partition-table.ts";
import { rackOrNull, racksOf, usesRacks } from "../racks.ts";

/** Where consumers and replicas are (`AbstractStickyAssignor.RackInfo`, KIP-881). */
export interface RackInfo {
  /** By member; empty where racks make no difference. */
  readonly consumerRacks: ReadonlyMap<string, string>;
  readonly partitionRacks: ReadonlyMap<TopicPartition, ReadonlySet<string>>;
  /** How many consumers are near a partition; empty without racks of consumers. */
  readonly consumersNear: ReadonlyMap<TopicPartition, number>;
}

export const NO_RACKS: RackInfo = {
  consumerRacks: new Map(),
  partitionRacks: new Map(),
  consumersNear: new Map(),
};

export function rackInfo(
  partitionsPerTopic: JavaHashMap<string, readonly PartitionInfo[]>,
  subscriptions: JavaHashMap<string, Subscription>,
  table: PartitionTable,
): RackInfo {
  const consumerRacks = new Map<string, string>();
  const consumersIn = new Map<string, number>();
  for (const [memberId, { rackId }] of subscriptions.entries()) {
    const rack = rackOrNull(rackId);
    if (rack === null) continue;
    consumerRacks.set(memberId, rack);
    consumersIn.set(rack, (consumersIn.get(rack) ?? 0) + 1);
  }
  if (consumersIn.size === 0) return NO_RACKS;
  const partitionRacks = new Map<TopicPartition, ReadonlySet<string>>();
  for (const [topic, partitions] of partitionsPerTopic.entries()) {
    for (const info of partitions) {
      partitionRacks.set(table.of(topic, info.partition), racksOf(info));
    }
  }
  // Kafka counts them also where it then goes by no rack; it still orders partitions by them.
  const consumersNear = new Map<TopicPartition, number>();
  for (const [partition, racks] of partitionRacks) {
    let count = 0;
    for (const rack of racks) count += consumersIn.get(rack) ?? 0;
    consumersNear.set(partition, count);
  }
  const used = usesRacks(new Set(consumersIn.keys()), [...partitionRacks.values()]);
  return used ? { consumerRacks, partitionRacks, consumersNear } : { ...NO_RACKS, consumersNear };
}

/** The consumer is in a rack, and no replica of the partition is there. */
export function racksMismatch(
  { consumerRacks, partitionRacks }: RackInfo,
  consumer: string,
  partition: TopicPartition,
): boolean {
  const rack = consumerRacks.get(consumer);
  return rack !== undefined && partitionRacks.get(partition)?.has(rack) !== true;
}

/** Those that few consumers are near come first; otherwise as they are. */
export function sortByRackConsumers(
  { consumersNear }: RackInfo,
  partitions: readonly TopicPartition[],
): TopicPartition[] {
  const near = (partition: TopicPartition) => consumersNear.get(partition) ?? 0;
  return [...partitions].sort((a, b) => near(a) - near(b));
}

/** Index of the next consumer, in a circle from `firstIndex`, that is near a partition; -1 if none is. */
export function nextRackConsumer(
  { consumerRacks, partitionRacks }: RackInfo,
  partition: TopicPartition,
  consumers: readonly string[],
  firstIndex: number,
): number {
  const racks = partitionRacks.get(partition);
  for (let i = 0; i < consumers.length; i++) {
    const index = (firstIndex + i) % consumers.length;
    const rack = consumerRacks.get(consumers[index] ?? "");
    if (rack !== undefined && racks?.has(rack) === true) return index;
  }
  return -1;
}
