import { compareJavaStrings, javaStringHash } from "../../java-string-hash.ts";

/** A partition as znodes name it. */
export interface ZkTopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** What a consumer has read of its group (`AssignmentContext`). */
export interface AssignmentContext {
  /** Ids of the consumer's own threads, by topic. */
  readonly myThreads: ReadonlyMap<string, readonly string[]>;
  /** Numbers of partitions, by topic of the consumer. */
  readonly partitionsForTopic: ReadonlyMap<string, readonly number[]>;
  /** Ids of all threads that read a topic. */
  readonly threadsForTopic: ReadonlyMap<string, readonly string[]>;
}

/** A partition of the consumer, and which of its threads reads it. */
export interface OwnershipDecision extends ZkTopicPartition {
  readonly thread: string;
}

/**
 * Finds out which partitions are a consumer's own (`PartitionAssignor`): each consumer does so for
 * itself, from what it has read. Null: the strategy cannot be applied to this group.
 */
export type ZkPartitionAssignor = (
  context: AssignmentContext,
) => readonly OwnershipDecision[] | null;

/** Anything but `roundrobin` is `range` (`PartitionAssignor.createInstance`). */
export function zkAssignorNamed(name: string | null): ZkPartitionAssignor {
  return name === "roundrobin" ? roundRobin : range;
}

/** Topic by topic: partitions by number, threads by name; the first threads have one more. */
function range({
  myThreads,
  partitionsForTopic,
  threadsForTopic,
}: AssignmentContext): readonly OwnershipDecision[] {
  const decision: OwnershipDecision[] = [];
  for (const [topic, mine] of myThreads) {
    const threads = [...(threadsForTopic.get(topic) ?? [])].sort(compareJavaStrings);
    const partitions = [...(partitionsForTopic.get(topic) ?? [])].sort((a, b) => a - b);
    const each = Math.floor(partitions.length / Math.max(1, threads.length));
    const withExtra = partitions.length % Math.max(1, threads.length);
    for (const thread of mine) {
      const position = threads.indexOf(thread);
      if (position < 0) continue;
      const start = each * position + Math.min(position, withExtra);
      const count = each + (position < withExtra ? 1 : 0);
      for (const partition of partitions.slice(start, start + count))
        decision.push({ topic, partition, thread });
    }
  }
  return decision;
}

/**
 * All partitions in the order of their names' hash codes, dealt out to all threads in the order of their
 * names. Only if all of the group read the same topics in as many threads.
 */
function roundRobin({
  myThreads,
  partitionsForTopic,
  threadsForTopic,
}: AssignmentContext): readonly OwnershipDecision[] | null {
  const sets = [...threadsForTopic.values()].map((threads) =>
    [...threads].sort(compareJavaStrings),
  );
  const [threads] = sets;
  if (threads === undefined || sets.some((other) => other.join() !== threads.join())) return null;
  const own = new Set([...myThreads.values()].flat());
  return [...partitionsForTopic]
    .flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })))
    .sort((a, b) => nameHash(a) - nameHash(b) || compareNames(a, b))
    .map((each, i) => ({ ...each, thread: threads[i % threads.length] as string }))
    .filter(({ thread }) => own.has(thread));
}

/** `TopicAndPartition.toString.hashCode` */
function nameHash({ topic, partition }: ZkTopicPartition): number {
  return javaStringHash(`[${topic},${partition}]`);
}

function compareNames(a: ZkTopicPartition, b: ZkTopicPartition): number {
  return compareJavaStrings(a.topic, b.topic) || a.partition - b.partition;
}
