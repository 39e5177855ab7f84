import { assignorNamed } from "../../../../../sim/kafka/client/consumer/assignors/assignor-named.ts";
import type {
  AssignedCluster,
  PartitionAssignor,
  Subscription,
  TopicPartition,
} from "../../../../../sim/kafka/client/consumer/assignors/partition-assignor.ts";
import { serializeStickyUserData } from "../../../../../sim/kafka/client/consumer/assignors/sticky/sticky-user-data.ts";
import { resolveConfig, textOf } from "../../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../../sim/kafka/era/eras.ts";

/** `orders-0`. */
export function partition(name: string): TopicPartition {
  const dash = name.lastIndexOf("-");
  return { topic: name.slice(0, dash), partition: Number(name.slice(dash + 1)) };
}

/** Several of them, between blanks. */
export function partitions(names: string): TopicPartition[] {
  return names.split(" ").filter(Boolean).map(partition);
}

export function nameOf({ topic, partition: number }: TopicPartition): string {
  return `${topic}-${number}`;
}

/** A new assignor, as a consumer of that era has it. */
export function assignorOf(name: string, era: Era): PartitionAssignor {
  return assignorNamed(name, textOf(resolveConfig("consumer", {}, era), "stickyAssignor"));
}

/** Topics with so many partitions; racks of replicas, where a test is about them. */
export function cluster(
  topics: Readonly<Record<string, number>>,
  racksOf: (topic: string, partition: number) => readonly (string | null)[] = () => [],
): AssignedCluster {
  const entries = Object.entries(topics).map(([topic, count]) => {
    const infos = Array.from({ length: count }, (_, i) => ({
      partition: i,
      replicaRacks: racksOf(topic, i),
    }));
    return [topic, infos] as const;
  });
  return { partitionsByTopic: new Map(entries) };
}

const NEW_MEMBER: Subscription = {
  topics: [],
  userData: null,
  ownedPartitions: [],
  generationId: null,
  rackId: null,
  instanceId: null,
};

export function subscription(topics: string, more: Partial<Subscription> = {}): Subscription {
  return { ...NEW_MEMBER, topics: topics.split(" ").filter(Boolean), ...more };
}

/** A member that had something in a generation, as it tells an assignor of that name. */
export function returning(
  assignor: string,
  topics: string,
  owned: readonly TopicPartition[],
  generation: number | null,
): Subscription {
  const userData = assignor === "sticky" ? serializeStickyUserData(owned, generation) : null;
  const ownedPartitions = assignor === "sticky" ? [] : owned;
  return subscription(topics, { userData, ownedPartitions, generationId: generation });
}

/** Partitions by member, by name, between blanks. */
export function named(
  assignment: ReadonlyMap<string, readonly TopicPartition[]>,
): Record<string, string> {
  const entries = [...assignment].map(([id, given]) => [id, given.map(nameOf).join(" ")] as const);
  return Object.fromEntries(entries);
}
