import type { JavaHashMap } from "./java-hash-map.ts";
import type { AssignedCluster, PartitionInfo, Subscription } from "./partition-assignor.ts";
import { stringHashMap } from "./partition-table.ts";

/** What every assignor starts from, in the order in which Java's maps iterate. */
export interface GroupInput {
  /** Subscribed topics that have partitions; partitions ascending. */
  readonly partitionsPerTopic: JavaHashMap<string, readonly PartitionInfo[]>;
  readonly subscriptions: JavaHashMap<string, Subscription>;
}

/**
 * Keeps of the cluster what the group subscribes to (`AbstractPartitionAssignor.assign`). Topics that
 * are not known yet are left out. `members` are in the order in which the coordinator named them.
 */
export function groupInput(
  cluster: AssignedCluster,
  members: ReadonlyMap<string, Subscription>,
): GroupInput {
  const subscriptions = stringHashMap<Subscription>();
  for (const [memberId, subscription] of members) subscriptions.set(memberId, subscription);
  const allSubscribedTopics = stringHashMap<true>();
  for (const { topics } of subscriptions.values()) {
    for (const topic of topics) allSubscribedTopics.set(topic, true);
  }
  const partitionsPerTopic = stringHashMap<readonly PartitionInfo[]>();
  for (const topic of allSubscribedTopics.keys()) {
    const partitions = cluster.partitionsByTopic.get(topic) ?? [];
    if (partitions.length === 0) continue;
    partitionsPerTopic.set(
      topic,
      [...partitions].sort((a, b) => a.partition - b.partition),
    );
  }
  return { partitionsPerTopic, subscriptions };
}
