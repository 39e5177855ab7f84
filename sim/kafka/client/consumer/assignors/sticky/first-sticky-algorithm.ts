import { AssignmentFailedError } from "../assignment-failed-error.ts";
import type { GroupInput } from "../group-input.ts";
import type { JavaHashMap } from "../java-hash-map.ts";
import type { TopicPartition } from "../partition-assignor.ts";
import {
  PartitionTable,
  partitionHashMap,
  removeFirst,
  stringHashMap,
} from "../partition-table.ts";
import { GeneralAssignment, sortByConsumers } from "./general-assignment.ts";
import { keepValid } from "./keep-valid.ts";
import { NO_RACKS } from "./rack-info.ts";
import { SortedConsumers } from "./sorted-consumers.ts";
import type { ReadMemberData, StickyAlgorithm, StickyAssignment } from "./sticky-algorithm.ts";
import { TopicConsumers } from "./topic-consumers.ts";

/**
 * `StickyAssignor` until 2.2 (KIP-54). What members say that they had is believed, even if two say it of
 * the same partition; a subscribed topic that is not there fails the assignment (KAFKA-7962).
 */
export class FirstStickyAlgorithm implements StickyAlgorithm {
  assign(input: GroupInput, memberData: ReadMemberData): StickyAssignment {
    for (const { topics } of input.subscriptions.values()) {
      if (topics.every((topic) => input.partitionsPerTopic.has(topic))) continue;
      throw new AssignmentFailedError("NullPointerException");
    }
    const table = new PartitionTable();
    const current = stringHashMap<TopicPartition[]>();
    for (const [consumer, subscription] of input.subscriptions.entries()) {
      if ((subscription.userData?.length ?? 0) === 0) continue;
      current.set(consumer, table.all(memberData(subscription, false).partitions));
    }
    const isFresh = current.size === 0;
    if (!isFresh && input.partitionsPerTopic.size === 0) {
      throw new AssignmentFailedError("NoSuchElementException");
    }
    const topics = new TopicConsumers(input, table);
    for (const consumer of input.subscriptions.keys()) {
      if (!current.has(consumer)) current.set(consumer, []);
    }
    const sortedPartitions =
      !isFresh && areSubscriptionsIdentical(input, topics)
        ? sortByOwners(input, topics, current)
        : sortByConsumers(topics, input);
    const { ownerOf } = keepValid(current, input, topics);
    const unassigned = [...sortedPartitions];
    for (const partitions of current.values()) {
      for (const partition of partitions) removeFirst(unassigned, partition);
    }
    const assignment = new GeneralAssignment(topics, NO_RACKS, {
      current,
      ownerOf,
      previousOwner: new Map(),
      sortedPartitions,
      unassigned,
      movesUnassignedFirst: false,
      movableLead: 1,
    }).build();
    return { assignment, transferring: null };
  }
}

function areSubscriptionsIdentical(
  { partitionsPerTopic, subscriptions }: GroupInput,
  topics: TopicConsumers,
): boolean {
  return [...partitionsPerTopic.keys()].every(
    (topic) => topics.consumersOf(topic).length === subscriptions.size,
  );
}

/** One from the member that has most then, and so on; then what nobody has, in a `HashMap`'s order. */
function sortByOwners(
  { partitionsPerTopic }: GroupInput,
  topics: TopicConsumers,
  current: JavaHashMap<string, TopicPartition[]>,
): TopicPartition[] {
  const all = partitionHashMap<true>();
  for (const topic of partitionsPerTopic.keys()) {
    for (const partition of topics.partitionsOf(topic)) all.set(partition, true);
  }
  const remaining = new Map<string, TopicPartition[]>();
  for (const [consumer, partitions] of current.entries()) {
    remaining.set(
      consumer,
      partitions.filter((partition) => all.has(partition)),
    );
  }
  const consumers = new SortedConsumers((consumer) => remaining.get(consumer)?.length ?? 0);
  for (const consumer of remaining.keys()) consumers.add(consumer);
  const sorted: TopicPartition[] = [];
  for (let most = consumers.most; most !== undefined; most = consumers.most) {
    consumers.remove(most);
    const partition = remaining.get(most)?.shift();
    if (partition === undefined) continue;
    sorted.push(partition);
    consumers.add(most);
  }
  const listed = new Set(sorted);
  return [...sorted, ...[...all.keys()].filter((partition) => !listed.has(partition))];
}
