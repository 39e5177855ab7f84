import type { GroupInput } from "../group-input.ts";
import type { JavaHashMap } from "../java-hash-map.ts";
import type { Subscription, TopicPartition } from "../partition-assignor.ts";
import { compareTopicPartitions, PartitionTable } from "../partition-table.ts";
import { ConstrainedAssignment } from "./constrained-assignment.ts";
import { GeneralAssignment, type GeneralStart, sortByConsumers } from "./general-assignment.ts";
import { DEFAULT_GENERATION, type MemberData } from "./member-data.ts";
import { type OwnedPartitions, ownedPartitions } from "./owned-partitions.ts";
import { type RackInfo, rackInfo, racksMismatch } from "./rack-info.ts";
import type { ReadMemberData, StickyAlgorithm, StickyAssignment } from "./sticky-algorithm.ts";
import { TopicConsumers } from "./topic-consumers.ts";
import { partitionsBut } from "./unassigned-partitions.ts";

/** `AbstractStickyAssignor` of 3.9: KAFKA-12464, KAFKA-12675, KAFKA-12984, KAFKA-13715, KIP-881. */
export class QuotaAlgorithm implements StickyAlgorithm {
  /** The highest that this leader ever saw. */
  private maxGeneration = DEFAULT_GENERATION;

  assign(input: GroupInput, memberData: ReadMemberData): StickyAssignment {
    const table = new PartitionTable();
    const racks = rackInfo(input.partitionsPerTopic, input.subscriptions, table);
    // What was read is rewound before it is read again (KAFKA-13406).
    const read = (subscription: Subscription) => memberData(subscription, false);
    const ownership = ownedPartitions(input, read, table, this.maxGeneration);
    this.maxGeneration = ownership.maxGeneration;
    if (ownership.subscriptionsEqual) {
      return new ConstrainedAssignment(input.partitionsPerTopic, ownership, racks, table).build();
    }
    const topics = new TopicConsumers(input, table);
    const previousOwner = this.previousOwners(input, read, table);
    const start = generalStart(input, topics, ownership, racks, previousOwner);
    return { assignment: new GeneralAssignment(topics, racks, start).build(), transferring: null };
  }

  /** By members that were left behind; the latest of them. */
  private previousOwners(
    { subscriptions }: GroupInput,
    memberData: (subscription: Subscription) => MemberData,
    table: PartitionTable,
  ): ReadonlyMap<TopicPartition, string> {
    const owners = new Map<TopicPartition, string>();
    const generations = new Map<TopicPartition, number>();
    for (const [consumer, subscription] of subscriptions.entries()) {
      const data = memberData(subscription);
      const generation = data.generation ?? DEFAULT_GENERATION;
      if (generation >= this.maxGeneration) continue;
      for (const partition of table.all(data.partitions)) {
        const known = generations.get(partition);
        if (known !== undefined && known >= generation) continue;
        generations.set(partition, generation);
        owners.set(partition, consumer);
      }
    }
    return owners;
  }
}

function generalStart(
  input: GroupInput,
  topics: TopicConsumers,
  { owned }: OwnedPartitions,
  racks: RackInfo,
  previousOwner: ReadonlyMap<TopicPartition, string>,
): GeneralStart {
  const ownerOf = new Map<TopicPartition, string>();
  for (const [consumer, partitions] of owned.entries()) {
    for (const partition of partitions) ownerOf.set(partition, consumer);
  }
  const assigned = dropInvalid(owned, topics, racks);
  const sortedPartitions = sortByConsumers(topics, input);
  const consumers = (partition: TopicPartition) => topics.consumersOf(partition.topic).length;
  const sortedAssigned = assigned.kept.sort(
    (a, b) => consumers(a) - consumers(b) || compareTopicPartitions(a, b),
  );
  return {
    current: owned,
    ownerOf,
    previousOwner,
    sortedPartitions,
    unassigned: partitionsBut(sortedPartitions, sortedAssigned),
    movesUnassignedFirst: !assigned.revocationRequired,
    movableLead: 2,
  };
}

/** Takes from members what they may no longer have, or what is far from them. */
function dropInvalid(
  owned: JavaHashMap<string, TopicPartition[]>,
  topics: TopicConsumers,
  racks: RackInfo,
): { kept: TopicPartition[]; revocationRequired: boolean } {
  const kept: TopicPartition[] = [];
  let revocationRequired = false;
  for (const [consumer, partitions] of owned.entries()) {
    const valid = partitions.filter(
      (partition) =>
        topics.subscribes(consumer, partition.topic) && !racksMismatch(racks, consumer, partition),
    );
    if (valid.length < partitions.length) revocationRequired = true;
    owned.set(consumer, valid);
    kept.push(...valid);
  }
  return { kept, revocationRequired };
}
