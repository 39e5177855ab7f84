import { present } from "../../../../kernel/assert.ts";
import type { JoinGroupMember } from "../../../group-messages.ts";
import type { Metadata } from "../../metadata.ts";
import type {
  PartitionAssignor,
  PartitionInfo,
  Subscription,
} from "../assignors/partition-assignor.ts";
import { deserializeSubscription, serializeAssignment } from "../consumer-protocol.ts";
import type { GroupAssignment } from "./group-requests.ts";
import type { PartitionOrder } from "./partition-order.ts";

/** The members of a group as their leader sees them. */
export interface GroupMembers {
  /** By member id, in the order of the coordinator's answer. */
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  /** The topics of all of them, sorted. */
  readonly topics: readonly string[];
}

/** Reads what the members told of themselves. */
export function readMembers(
  members: readonly JoinGroupMember[],
  protocolVersion: number,
): GroupMembers {
  const subscriptions = new Map<string, Subscription>();
  const topics = new Set<string>();
  for (const { memberId, instanceId, metadata } of members) {
    const read = present(
      deserializeSubscription(metadata, protocolVersion),
      "members send subscriptions",
    );
    subscriptions.set(memberId, { ...read, instanceId });
    for (const topic of read.topics) topics.add(topic);
  }
  return { subscriptions, topics: [...topics].sort() };
}

/** What the leader gives to each member (`performAssignment`). */
export function sharePartitions(
  assignor: PartitionAssignor,
  { subscriptions, topics }: GroupMembers,
  metadata: Metadata,
  order: PartitionOrder,
  protocolVersion: number,
): GroupAssignment {
  const partitionsByTopic = new Map<string, readonly PartitionInfo[]>();
  for (const topic of topics) {
    const partitions = metadata.partitions(topic);
    if (partitions.length === 0) continue;
    const infos = partitions.map((tp) => ({
      partition: order.partition(tp),
      replicaRacks: metadata.replicaRacks(tp),
    }));
    partitionsByTopic.set(topic, infos);
  }
  const assigned = assignor.assign({ partitionsByTopic }, subscriptions);
  return [...assigned].map(([memberId, partitions]) => ({
    memberId,
    assignment: serializeAssignment({ partitions, userData: null }, protocolVersion),
  }));
}
