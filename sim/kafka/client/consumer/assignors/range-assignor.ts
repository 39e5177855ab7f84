import { groupInput } from "./group-input.ts";
import type { JavaHashMap } from "./java-hash-map.ts";
import { compareMembers, type MemberInfo } from "./member-info.ts";
import type {
  AssignedCluster,
  PartitionAssignor,
  RebalanceProtocol,
  Subscription,
  TopicPartition,
} from "./partition-assignor.ts";
import { compareTopicPartitions } from "./partition-table.ts";
import { rackOrNull } from "./racks.ts";
import { assignWithRackMatching } from "./range-racks.ts";
import { RangeTopic } from "./range-topic.ts";

/**
 * Cuts each topic's partitions into as many ranges as it has members, as equal as can be; the first
 * members get what is left over, of each topic anew (`RangeAssignor`). Since KIP-881 members get
 * partitions of their own rack first, where there are racks.
 */
export class RangeAssignor implements PartitionAssignor {
  readonly name = "range";
  readonly protocols: readonly RebalanceProtocol[] = ["EAGER"];

  subscriptionUserData(): null {
    return null;
  }

  onAssignment(): void {}

  assign(
    cluster: AssignedCluster,
    members: ReadonlyMap<string, Subscription>,
  ): Map<string, TopicPartition[]> {
    const { partitionsPerTopic, subscriptions } = groupInput(cluster, members);
    const consumers = consumersPerTopic(subscriptions);
    const racks = consumerRacks(subscriptions);
    const topics = [...partitionsPerTopic.entries()].map(
      ([topic, partitions]) =>
        new RangeTopic(topic, partitions, (consumers.get(topic) ?? []).sort(compareMembers), racks),
    );
    const assignment = new Map<string, TopicPartition[]>();
    for (const memberId of subscriptions.keys()) assignment.set(memberId, []);

    const rackAware = topics.some(({ needsRacks }) => needsRacks);
    if (rackAware) assignWithRackMatching(topics, assignment);
    for (const topic of topics) topic.assignRanges(() => true, assignment);
    if (rackAware) {
      for (const partitions of assignment.values()) partitions.sort(compareTopicPartitions);
    }
    return assignment;
  }
}

function consumersPerTopic(
  subscriptions: JavaHashMap<string, Subscription>,
): Map<string, MemberInfo[]> {
  const result = new Map<string, MemberInfo[]>();
  for (const [memberId, { topics, instanceId }] of subscriptions.entries()) {
    for (const topic of topics) {
      const consumers = result.get(topic);
      if (consumers === undefined) result.set(topic, [{ memberId, instanceId }]);
      else consumers.push({ memberId, instanceId });
    }
  }
  return result;
}

function consumerRacks(subscriptions: JavaHashMap<string, Subscription>): Map<string, string> {
  const racks = new Map<string, string>();
  for (const [memberId, { rackId }] of subscriptions.entries()) {
    const rack = rackOrNull(rackId);
    if (rack !== null) racks.set(memberId, rack);
  }
  return racks;
}
