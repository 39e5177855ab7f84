import type { TopicPartition } from "../../../../sim/kafka/client/consumer/assignors/partition-assignor.ts";

/** `orders-0`: the number follows the last dash. */
export function partitionNamed(name: unknown): TopicPartition {
  const match = typeof name === "string" ? /^(.+)-(\d+)$/.exec(name) : null;
  const [, topic, partition] = match ?? [];
  if (topic === undefined) throw new Error(`${JSON.stringify(name)} names no partition`);
  return { topic, partition: Number(partition) };
}

export function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`;
}

/** Words between commas; what follows in parentheses is a note. */
export function wordsOf(text: string): string[] {
  const list = text.replace(/\(.*\)/, "").trim();
  return list === "" ? [] : list.split(",").map((word) => word.trim());
}

/** A list of texts. */
export function texts(list: readonly unknown[], where: string): string[] {
  return list.map((item) => {
    if (typeof item === "string") return item;
    throw new Error(`${where} holds ${JSON.stringify(item)}, which is no text`);
  });
}
