import type { GroupInput } from "../group-input.ts";
import type { JavaHashMap } from "../java-hash-map.ts";
import type { Subscription, TopicPartition } from "../partition-assignor.ts";
import {
  type PartitionTable,
  partitionHashMap,
  removeFirst,
  stringHashMap,
} from "../partition-table.ts";
import { DEFAULT_GENERATION, type MemberData } from "./member-data.ts";
import { SubscriptionEquality } from "./owned-partitions.ts";

/** Who had what, while all subscriptions are equal. */
export interface EqualOwnership {
  readonly owned: JavaHashMap<string, TopicPartition[]>;
  readonly withMultipleOwners: ReadonlySet<TopicPartition>;
}

/**
 * Reads what members of the highest generation had (KAFKA-9987); others count as having had nothing.
 * null as soon as a member subscribes to something else. Two may be left with the same partition, unless
 * `dropsDoubleClaims` (KAFKA-13081).
 */
export function equalOwnership(
  { partitionsPerTopic, subscriptions }: GroupInput,
  memberData: (subscription: Subscription) => MemberData,
  table: PartitionTable,
  dropsDoubleClaims: boolean,
): EqualOwnership | null {
  const owned = stringHashMap<TopicPartition[]>();
  const withMultipleOwners = new Set<TopicPartition>();
  const ownerOf = new Map<TopicPartition, TopicPartition[]>();
  const equality = new SubscriptionEquality();
  let highest: TopicPartition[][] = [];
  let maxGeneration = DEFAULT_GENERATION;
  for (const [consumer, subscription] of subscriptions.entries()) {
    equality.add(subscription.topics);
    if (!equality.allEqual) return null;
    const data = memberData(subscription);
    const partitions: TopicPartition[] = [];
    owned.set(consumer, partitions);
    const generation = data.generation ?? DEFAULT_GENERATION;
    if (generation < maxGeneration) continue;
    if (generation > maxGeneration) {
      maxGeneration = generation;
      for (const dropped of highest) dropped.length = 0;
      highest = [];
      ownerOf.clear();
      withMultipleOwners.clear();
    }
    highest.push(partitions);
    for (const partition of table.all(data.partitions)) {
      if (!partitionsPerTopic.has(partition.topic)) continue;
      const other = dropsDoubleClaims ? ownerOf.get(partition) : undefined;
      if (other === undefined) {
        ownerOf.set(partition, partitions);
        partitions.push(partition);
      } else {
        removeFirst(other, partition);
        withMultipleOwners.add(partition);
      }
    }
  }
  return { owned, withMultipleOwners };
}

/** Who had what in the last generation that anybody remembers, and in the one before (KIP-341). */
export interface GenerationOwnership {
  readonly current: JavaHashMap<string, TopicPartition[]>;
  readonly previousOwner: ReadonlyMap<TopicPartition, string>;
}

/** Of claims to a partition in the same generation the first counts; without any, the last. */
export function ownershipByGeneration(
  { subscriptions }: GroupInput,
  memberData: (subscription: Subscription) => MemberData,
  table: PartitionTable,
): GenerationOwnership {
  const claims = partitionHashMap<Map<number, string>>();
  for (const [consumer, subscription] of subscriptions.entries()) {
    const { partitions, generation } = memberData(subscription);
    for (const partition of table.all(partitions)) {
      let consumers = claims.get(partition);
      if (consumers === undefined) {
        consumers = new Map();
        claims.set(partition, consumers);
      }
      if (generation !== null && consumers.has(generation)) continue;
      consumers.set(generation ?? DEFAULT_GENERATION, consumer);
    }
  }
  const current = stringHashMap<TopicPartition[]>();
  const previousOwner = new Map<TopicPartition, string>();
  for (const [partition, consumers] of claims.entries()) {
    const [latest, previous] = [...consumers].sort(([a], [b]) => b - a);
    if (latest === undefined) continue;
    const [, owner] = latest;
    const owned = current.get(owner);
    if (owned === undefined) current.set(owner, [partition]);
    else owned.push(partition);
    if (previous !== undefined) previousOwner.set(partition, previous[1]);
  }
  return { current, previousOwner };
}
