import { assert } from "../../../kernel/assert.ts";

/** Paths of a group's znodes (`ZKGroupDirs`). */
export function consumerIdsPath(group: string): string {
  return `/consumers/${group}/ids`;
}

export function consumerIdPath(group: string, consumerId: string): string {
  return `${consumerIdsPath(group)}/${consumerId}`;
}

/** The znode that says which thread owns a partition (`getConsumerPartitionOwnerPath`). */
export function ownerPath(group: string, topic: string, partition: number): string {
  return `/consumers/${group}/owners/${topic}/${partition}`;
}

/** What a consumer tells of itself under its id: one stream for each of its topics. */
export function encodeRegistration(topics: readonly string[], timestampMs: number): string {
  return JSON.stringify({
    version: 1,
    subscription: Object.fromEntries(topics.map((topic) => [topic, 1])),
    pattern: "static",
    timestamp: String(timestampMs),
  });
}

/** Streams by topic. */
export function decodeRegistration(data: string): ReadonlyMap<string, number> {
  const { subscription } = JSON.parse(data) as { readonly subscription?: unknown };
  assert(typeof subscription === "object" && subscription !== null, `${data} tells its topics`);
  return new Map(Object.entries(subscription).map(([topic, count]) => [topic, Number(count)]));
}

/** Ids of a consumer's threads, one for each stream (`ConsumerThreadId.toString`). */
export function consumerThreadIds(consumerId: string, streams: number): readonly string[] {
  return Array.from({ length: streams }, (_, thread) => `${consumerId}-${thread}`);
}

/** The paths above one, the topmost first. */
export function pathsAbove(path: string): readonly string[] {
  const names = path.split("/").slice(1, -1);
  return names.map((_, i) => `/${names.slice(0, i + 1).join("/")}`);
}
