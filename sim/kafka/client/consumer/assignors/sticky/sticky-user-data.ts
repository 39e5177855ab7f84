import { ByteReader, ByteWriter } from "../../../../record/byte-buffer.ts";
import {
  groupByHash,
  readTopicPartitions,
  unlessUnreadable,
  writeTopicPartitions,
} from "../../topic-partition-bytes.ts";
import type { TopicPartition } from "../partition-assignor.ts";
import { DEFAULT_GENERATION, type MemberData } from "./member-data.ts";

/**
 * What an eager sticky member remembers of its assignment (`StickyAssignor`); without a generation before
 * KIP-341. Topics come in the order of a `HashMap`.
 */
export function serializeStickyUserData(
  partitions: readonly TopicPartition[],
  generation: number | null,
): Uint8Array {
  const writer = new ByteWriter();
  writeTopicPartitions(writer, groupByHash(partitions));
  if (generation !== null) writer.int32(generation);
  return writer.toBytes();
}

/** Of either form. What cannot be read is nothing. */
export function deserializeStickyUserData(bytes: Uint8Array | null): MemberData {
  if (bytes === null || bytes.length === 0) return { partitions: [], generation: null };
  const reader = new ByteReader(bytes);
  const partitions = unlessUnreadable(() => readTopicPartitions(reader));
  if (partitions === null) return { partitions: [], generation: DEFAULT_GENERATION };
  return { partitions, generation: unlessUnreadable(() => reader.int32()) };
}

/** What a cooperative member adds to the partitions that it owns: in which generation (KAFKA-13081). */
export function serializeCooperativeUserData(generation: number): Uint8Array {
  return new ByteWriter().int32(generation).toBytes();
}

/** null where there is nothing to read; the default generation where it cannot be read. */
export function deserializeCooperativeUserData(bytes: Uint8Array | null): number | null {
  if (bytes === null) return null;
  return unlessUnreadable(() => new ByteReader(bytes).int32()) ?? DEFAULT_GENERATION;
}
