import { utf8Bytes } from "../../../record/utf8.ts";
import { murmur2, toPositive } from "../murmur2.ts";

/** Nothing is chosen yet. */
export const NO_PARTITION = -1;

/** What a partitioner must know of a topic. */
export interface TopicView {
  /** All partitions, by number. */
  partitions(topic: string): { readonly length: number };
  /** Numbers of the partitions that have a leader, in ascending order. */
  availablePartitions(topic: string): readonly number[];
}

/** Chooses the partitions of records that name none (`Partitioner`). */
export interface Partitioner {
  /** The partition of a record of a topic that has partitions. */
  partition(topic: string, key: string | null): number;
  /** A record of that partition needs a new batch; `partition` is asked again then (KIP-480). */
  onNewBatch(topic: string, previous: number): void;
}

/**
 * The partition of a key: its hash over all partitions, with or without a leader, so that more
 * partitions move keys. An empty key is a key.
 */
export function partitionForKey(key: string, partitionCount: number): number {
  return toPositive(murmur2(utf8Bytes(key))) % partitionCount;
}
