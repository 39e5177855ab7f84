import type { KafkaNames } from "../../../context.ts";
import type { TopicPartition } from "../assignors/partition-assignor.ts";

/** Partitions by name and by id (`TopicPartitions`), in the order of their names. */
export class PartitionOrder {
  private readonly names: KafkaNames;

  constructor(names: KafkaNames) {
    this.names = names;
  }

  topic(tp: number): string {
    return this.names.topicPartitions.topic(tp);
  }

  partition(tp: number): number {
    return this.names.topicPartitions.partition(tp);
  }

  named(tps: readonly number[]): TopicPartition[] {
    return tps.map((tp) => ({ topic: this.topic(tp), partition: this.partition(tp) }));
  }

  /** Sorted by topic and number. */
  ids(partitions: readonly TopicPartition[]): number[] {
    const sorted = [...partitions].sort((a, b) =>
      a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1,
    );
    return sorted.map(({ topic, partition }) => this.names.topicPartitions.id(topic, partition));
  }
}
