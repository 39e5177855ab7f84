import { compareJavaStrings, javaStringHash } from "../../../java-string-hash.ts";
import { JavaHashMap } from "./java-hash-map.ts";
import type { TopicPartition } from "./partition-assignor.ts";

/** One object for each partition, so that partitions can be compared and looked up by identity. */
export class PartitionTable {
  private readonly topics = new Map<string, Map<number, TopicPartition>>();

  of(topic: string, partition: number): TopicPartition {
    let partitions = this.topics.get(topic);
    if (partitions === undefined) {
      partitions = new Map();
      this.topics.set(topic, partitions);
    }
    let known = partitions.get(partition);
    if (known === undefined) {
      known = { topic, partition };
      partitions.set(partition, known);
    }
    return known;
  }

  all(partitions: readonly TopicPartition[]): TopicPartition[] {
    return partitions.map(({ topic, partition }) => this.of(topic, partition));
  }
}

/** `TopicPartition.hashCode`. */
export function topicPartitionHash({ topic, partition }: TopicPartition): number {
  return (Math.imul(31, 31 + partition) + javaStringHash(topic)) | 0;
}

/** A `HashMap<TopicPartition, V>`. */
export function partitionHashMap<V>(): JavaHashMap<TopicPartition, V> {
  return new JavaHashMap<TopicPartition, V>(topicPartitionHash, null);
}

/** A `HashMap<String, V>`. */
export function stringHashMap<V>(): JavaHashMap<string, V> {
  return new JavaHashMap<string, V>(javaStringHash, compareJavaStrings);
}

export function compareTopicPartitions(a: TopicPartition, b: TopicPartition): number {
  return compareJavaStrings(a.topic, b.topic) || a.partition - b.partition;
}

/** Removes the first that is this one, if any. */
export function removeFirst<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
