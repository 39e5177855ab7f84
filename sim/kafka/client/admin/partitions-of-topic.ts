import type { TopicPartitions } from "../../context.ts";
import { Errors } from "../../errors.ts";
import {
  METADATA,
  type MetadataRequest,
  type MetadataResponse,
  NO_LEADER,
} from "../../messages.ts";
import type { AdminError, Call } from "./operations.ts";

/** A partition and the broker that leads it. */
export interface LedPartition {
  /** An id of `TopicPartitions`. */
  readonly tp: number;
  readonly leader: number;
}

/** Asks for the partitions of a topic and their leaders. */
export function topicMetadataCall(topic: string): Call {
  const body: MetadataRequest = { topics: [topic] };
  return { target: "any", api: METADATA, body, entries: 1 };
}

/**
 * The partitions of a topic, or one of it.
 * @returns an error when the topic or the partition is not there, or has no leader
 */
export function partitionsFound(
  { topics }: MetadataResponse,
  { topic, partition }: { readonly topic: string; readonly partition: number | null },
  topicPartitions: TopicPartitions,
): readonly LedPartition[] | AdminError {
  const wanted = partition === null ? null : topicPartitions.id(topic, partition);
  const all = topics.flatMap(({ partitions }) => partitions);
  const found = all.filter(({ tp }) => wanted === null || tp === wanted);
  if (found.length === 0) {
    return { error: Errors.UNKNOWN_TOPIC_OR_PARTITION, tp: wanted ?? -1 };
  }
  const orphan = found.find(({ leader }) => leader === NO_LEADER);
  if (orphan !== undefined) return { error: Errors.LEADER_NOT_AVAILABLE, tp: orphan.tp };
  return found
    .map(({ tp, leader }) => ({ tp, leader }))
    .sort((x, y) => topicPartitions.partition(x.tp) - topicPartitions.partition(y.tp));
}
