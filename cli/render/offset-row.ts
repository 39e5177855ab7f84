import type { TopicPartitionName } from "../../sim/index.ts";

/** One line of `kafka-consumer-groups.sh --describe`, as texts. */
export interface OffsetRow {
  readonly group: string;
  readonly topic: string;
  readonly partition: string;
  readonly offset: string;
  readonly end: string;
  readonly lag: string;
  readonly consumer: string;
  readonly host: string;
  readonly client: string;
}

/** What is not known. */
export const MISSING = "-";

export const HEADER: OffsetRow = {
  group: "GROUP",
  topic: "TOPIC",
  partition: "PARTITION",
  offset: "CURRENT-OFFSET",
  end: "LOG-END-OFFSET",
  lag: "LAG",
  consumer: "CONSUMER-ID",
  host: "HOST",
  client: "CLIENT-ID",
};

/** 0.9 and before say it in a word. */
export function known(text: string): string {
  return text === MISSING ? "unknown" : text;
}

export function numberOr(value: number | null | undefined): string {
  return value === null || value === undefined ? MISSING : String(value);
}

/** `topic-partition` */
export function nameOf({ topic, partition }: TopicPartitionName): string {
  return `${topic}-${partition}`;
}
