import { assert } from "../kernel/assert.ts";
import type { FactLog } from "../kernel/facts.ts";

/** Small numbers for topic-partitions, in the order in which a run first names them. */
export class TopicPartitions {
  private readonly facts: FactLog;
  private readonly ids = new Map<string, number>();
  private readonly topics: string[] = [];
  private readonly partitions: number[] = [];
  private readonly texts: number[] = [];

  constructor(facts: FactLog) {
    this.facts = facts;
  }

  id(topic: string, partition: number): number {
    const name = `${topic}-${partition}`;
    const known = this.ids.get(name);
    if (known !== undefined) return known;
    const id = this.topics.length;
    this.ids.set(name, id);
    this.topics.push(topic);
    this.partitions.push(partition);
    this.texts.push(this.facts.intern(name));
    return id;
  }

  topic(id: number): string {
    const topic = this.topics[id];
    assert(topic !== undefined, "the topic-partition is known");
    return topic;
  }

  partition(id: number): number {
    const partition = this.partitions[id];
    assert(partition !== undefined, "the topic-partition is known");
    return partition;
  }

  /** `topic-partition`, as Kafka prints it. */
  name(id: number): string {
    return `${this.topic(id)}-${this.partition(id)}`;
  }

  /** Interned text of the name, for facts. */
  text(id: number): number {
    return this.texts[id] as number;
  }

  /** How many are known. */
  get count(): number {
    return this.topics.length;
  }
}

/** Names that all processes of a run share; no process learns anything through it. */
export class KafkaNames {
  readonly topicPartitions: TopicPartitions;
  private lastRecord = 0;
  private lastBatch = 0;

  constructor(facts: FactLog) {
    this.topicPartitions = new TopicPartitions(facts);
  }

  /** Identity of the next record that is sent, from 1. */
  nextRecordId(): number {
    return ++this.lastRecord;
  }

  /** Identity of the next batch that a producer makes, from 1. */
  nextBatchId(): number {
    return ++this.lastBatch;
  }
}

/** Broker ids and the hosts they run on: what `bootstrap.servers` and `listeners` tell. */
export interface ClusterAddresses {
  /** Host index by name of each ZooKeeper server. */
  readonly zookeeper: ReadonlyMap<string, number>;
  /** Host index by broker id. */
  readonly hostOfBroker: ReadonlyMap<number, number>;
  /** Broker ids in ascending order. */
  readonly brokerIds: readonly number[];
}
