import { topicOf } from "./internal-topics.ts";

/** Runs of partitions that are told one by one. */
const MOST_RANGES = 6;

/** As {@link partitionRanges} where these are few, or else only how many partitions there are. */
export function briefRanges(partitions: readonly string[], count: (n: number) => string): string {
  const text = partitionRanges(partitions);
  return text.split(", ").length > MOST_RANGES ? count(partitions.length) : text;
}

/** Partitions in few words: `orders-0–4, orders-7`. @param partitions in the order of their numbers */
export function partitionRanges(partitions: readonly string[]): string {
  const ranges: { topic: string; first: number; last: number }[] = [];
  for (const tp of partitions) {
    const topic = topicOf(tp);
    const number = Number(tp.slice(topic.length + 1));
    const open = ranges.at(-1);
    if (open !== undefined && open.topic === topic && open.last + 1 === number) open.last = number;
    else ranges.push({ topic, first: number, last: number });
  }
  return ranges
    .map(({ topic, first, last }) => `${topic}-${first}${last > first ? `–${last}` : ""}`)
    .join(", ");
}
