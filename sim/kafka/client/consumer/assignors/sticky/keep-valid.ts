import type { GroupInput } from "../group-input.ts";
import type { JavaHashMap } from "../java-hash-map.ts";
import type { TopicPartition } from "../partition-assignor.ts";
import type { TopicConsumers } from "./topic-consumers.ts";

/**
 * Leaves members what is there and what they subscribe to, and gives every member an entry. Says who
 * held what, and whether somebody held what he no longer subscribes to.
 */
export function keepValid(
  current: JavaHashMap<string, TopicPartition[]>,
  { subscriptions }: GroupInput,
  topics: TopicConsumers,
): { ownerOf: Map<TopicPartition, string>; revocationRequired: boolean } {
  for (const consumer of subscriptions.keys()) {
    if (!current.has(consumer)) current.set(consumer, []);
  }
  const ownerOf = new Map<TopicPartition, string>();
  let revocationRequired = false;
  for (const [consumer, partitions] of current.entries()) {
    const subscribed = subscriptions.get(consumer)?.topics ?? [];
    const valid = partitions.filter((partition) => {
      const { topic } = partition;
      if (!topics.partitionsOf(topic).includes(partition)) return false;
      ownerOf.set(partition, consumer);
      const isSubscribed = subscribed.includes(topic);
      if (!isSubscribed) revocationRequired = true;
      return isSubscribed;
    });
    current.set(consumer, valid);
  }
  return { ownerOf, revocationRequired };
}
