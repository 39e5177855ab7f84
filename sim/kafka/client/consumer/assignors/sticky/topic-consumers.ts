import type { GroupInput } from "../group-input.ts";
import type { TopicPartition } from "../partition-assignor.ts";
import type { PartitionTable } from "../partition-table.ts";

/** Who could be given what: topics that are there, and their members. */
export class TopicConsumers {
  private readonly partitions = new Map<string, readonly TopicPartition[]>();
  private readonly consumersByTopic = new Map<string, string[]>();
  private readonly topicsByConsumer = new Map<string, ReadonlySet<string>>();
  private readonly potential = new Map<string, readonly TopicPartition[]>();

  constructor({ partitionsPerTopic, subscriptions }: GroupInput, table: PartitionTable) {
    for (const [topic, infos] of partitionsPerTopic.entries()) {
      this.consumersByTopic.set(topic, []);
      this.partitions.set(
        topic,
        infos.map(({ partition }) => table.of(topic, partition)),
      );
    }
    for (const [consumer, subscription] of subscriptions.entries()) {
      const topics = subscription.topics.filter((topic) => partitionsPerTopic.has(topic));
      for (const topic of topics) this.consumersByTopic.get(topic)?.push(consumer);
      this.topicsByConsumer.set(consumer, new Set(topics));
      this.potential.set(
        consumer,
        topics.flatMap((topic) => this.partitionsOf(topic)),
      );
    }
  }

  consumers(): Iterable<string> {
    return this.topicsByConsumer.keys();
  }

  partitionsOf(topic: string): readonly TopicPartition[] {
    return this.partitions.get(topic) ?? [];
  }

  consumersOf(topic: string): readonly string[] {
    return this.consumersByTopic.get(topic) ?? [];
  }

  subscribes(consumer: string, topic: string): boolean {
    return this.topicsByConsumer.get(consumer)?.has(topic) === true;
  }

  potentialPartitions(consumer: string): readonly TopicPartition[] {
    return this.potential.get(consumer) ?? [];
  }

  potentialCount(consumer: string): number {
    return this.potentialPartitions(consumer).length;
  }
}
