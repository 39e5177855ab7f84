import type { GroupInput } from "../group-input.ts";
import type { JavaHashMap } from "../java-hash-map.ts";
import type { Subscription, TopicPartition } from "../partition-assignor.ts";
import { type PartitionTable, removeFirst, stringHashMap } from "../partition-table.ts";
import { DEFAULT_GENERATION, type MemberData } from "./member-data.ts";

/** Who had what before. */
export interface OwnedPartitions {
  /** All members subscribe to the same topics. */
  readonly subscriptionsEqual: boolean;
  /** By member, in its order. */
  readonly owned: JavaHashMap<string, TopicPartition[]>;
  /** Claimed by more than one member, and so nobody's. */
  readonly withMultipleOwners: Set<TopicPartition>;
  /** The highest of what members say, or `maxGeneration` if that is higher. */
  readonly maxGeneration: number;
}

/**
 * Reads what members say that they had. Of two that claim a partition the one of the higher generation
 * is believed; of the same generation, none (KAFKA-12984, KAFKA-13715).
 */
export function ownedPartitions(
  { partitionsPerTopic, subscriptions }: GroupInput,
  memberData: (subscription: Subscription) => MemberData,
  table: PartitionTable,
  initialMaxGeneration: number,
): OwnedPartitions {
  const owned = stringHashMap<TopicPartition[]>();
  const withMultipleOwners = new Set<TopicPartition>();
  const ownerOf = new Map<TopicPartition, { consumer: string; partitions: TopicPartition[] }>();
  const equality = new SubscriptionEquality();
  let maxGeneration = initialMaxGeneration;

  for (const [consumer, subscription] of subscriptions.entries()) {
    equality.add(subscription.topics);
    const data = memberData(subscription);
    const generation = data.generation ?? DEFAULT_GENERATION;
    maxGeneration = Math.max(maxGeneration, generation);
    const partitions: TopicPartition[] = [];
    owned.set(consumer, partitions);
    for (const partition of table.all(data.partitions)) {
      if (!partitionsPerTopic.has(partition.topic)) continue;
      const other = ownerOf.get(partition);
      if (other === undefined) {
        partitions.push(partition);
        ownerOf.set(partition, { consumer, partitions });
        continue;
      }
      // The other's own word for its generation, not what its user data say.
      const otherGeneration = subscriptions.get(other.consumer)?.generationId ?? DEFAULT_GENERATION;
      if (generation < otherGeneration) continue;
      removeFirst(other.partitions, partition);
      if (generation > otherGeneration) partitions.push(partition);
      else withMultipleOwners.add(partition);
      ownerOf.set(partition, { consumer, partitions });
    }
  }
  return { subscriptionsEqual: equality.allEqual, owned, withMultipleOwners, maxGeneration };
}

/** Whether all members subscribe to what the first one does that subscribes to anything. */
export class SubscriptionEquality {
  allEqual = true;
  private readonly first = new Set<string>();

  add(topics: readonly string[]): void {
    if (this.first.size === 0) {
      for (const topic of topics) this.first.add(topic);
      return;
    }
    const isEqual =
      topics.length === this.first.size && topics.every((topic) => this.first.has(topic));
    if (!isEqual) this.allEqual = false;
  }
}
