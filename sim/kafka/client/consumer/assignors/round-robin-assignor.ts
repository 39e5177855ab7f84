import { assert } from "../../../../kernel/assert.ts";
import { compareJavaStrings } from "../../../java-string-hash.ts";
import { groupInput } from "./group-input.ts";
import { compareMembers } from "./member-info.ts";
import type {
  AssignedCluster,
  PartitionAssignor,
  RebalanceProtocol,
  Subscription,
  TopicPartition,
} from "./partition-assignor.ts";

/**
 * Deals all partitions of all topics out, one by one, in a circle of members (`RoundRobinAssignor`). A
 * member that does not subscribe to a topic is passed over and not made up for.
 */
export class RoundRobinAssignor implements PartitionAssignor {
  readonly name = "roundrobin";
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
    const circle = [...subscriptions.entries()]
      .map(([memberId, { instanceId, topics }]) => ({
        memberId,
        instanceId,
        topics: new Set(topics),
        given: [] as TopicPartition[],
      }))
      .sort(compareMembers);
    let next = 0;
    const taker = () => {
      const member = circle[next];
      assert(member !== undefined, "the circle of members is closed");
      next = (next + 1) % circle.length;
      return member;
    };
    for (const topic of [...partitionsPerTopic.keys()].sort(compareJavaStrings)) {
      for (const { partition } of partitionsPerTopic.get(topic) ?? []) {
        let member = taker();
        while (!member.topics.has(topic)) member = taker();
        member.given.push({ topic, partition });
      }
    }
    return new Map(circle.map(({ memberId, given }) => [memberId, given]));
  }
}
