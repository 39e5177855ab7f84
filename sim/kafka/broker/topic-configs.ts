import type { TopicPartitions } from "../context.ts";

type Overrides = Readonly<Record<string, string>>;

/** Who reads `/config/topics/T`. */
export interface TopicConfigSource {
  requestTopicConfig(topic: string): void;
}

/** The overrides of the topics whose replicas this broker opens, read from the registry when needed. */
export class TopicConfigs {
  private readonly topicPartitions: TopicPartitions;
  private readonly source: TopicConfigSource;
  private readonly overrides = new Map<string, Overrides>();
  private readonly requested = new Set<string>();

  constructor(topicPartitions: TopicPartitions, source: TopicConfigSource) {
    this.topicPartitions = topicPartitions;
    this.source = source;
  }

  of(tp: number): Overrides {
    return this.overrides.get(this.topicPartitions.topic(tp)) ?? NONE;
  }

  /** True when the overrides of all these partitions are known; those that are not are asked for. */
  request(tps: readonly number[]): boolean {
    let known = true;
    for (const tp of tps) {
      const topic = this.topicPartitions.topic(tp);
      if (this.overrides.has(topic)) continue;
      known = false;
      if (this.requested.has(topic)) continue;
      this.requested.add(topic);
      this.source.requestTopicConfig(topic);
    }
    return known;
  }

  /** What was asked for, or a change; of other topics nothing is kept. */
  onTopicConfig(topic: string, configs: Overrides): void {
    if (!this.requested.delete(topic) && !this.overrides.has(topic)) return;
    this.overrides.set(topic, configs);
  }

  /** The topic has no log here any more: one of that name that comes later has its own overrides. */
  forget(tp: number): void {
    this.overrides.delete(this.topicPartitions.topic(tp));
  }
}

const NONE: Overrides = {};
