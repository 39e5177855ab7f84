import {
  BufferUnderflowError,
  type ByteReader,
  type ByteWriter,
} from "../../record/byte-buffer.ts";
import { utf8Bytes, utf8Text } from "../../record/utf8.ts";
import type { TopicPartition } from "./assignors/partition-assignor.ts";
import { stringHashMap } from "./assignors/partition-table.ts";

/** Partitions of a topic, as protocols between clients write them. */
export interface TopicPartitions {
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** Topics in the order of a `HashMap`, partitions as they come (`CollectionUtils.groupPartitionsByTopic`). */
export function groupByHash(partitions: readonly TopicPartition[]): TopicPartitions[] {
  const groups = stringHashMap<number[]>();
  for (const { topic, partition } of partitions) {
    const group = groups.get(topic);
    if (group === undefined) groups.set(topic, [partition]);
    else group.push(partition);
  }
  return [...groups.entries()].map(([topic, group]) => ({ topic, partitions: group }));
}

/** Topics in the order in which they first come. */
export function groupInOrder(partitions: readonly TopicPartition[]): TopicPartitions[] {
  const groups = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const group = groups.get(topic);
    if (group === undefined) groups.set(topic, [partition]);
    else group.push(partition);
  }
  return [...groups].map(([topic, group]) => ({ topic, partitions: group }));
}

export function writeTopicPartitions(writer: ByteWriter, topics: readonly TopicPartitions[]): void {
  writer.int32(topics.length);
  for (const { topic, partitions } of topics) {
    writeString(writer, topic);
    writer.int32(partitions.length);
    for (const partition of partitions) writer.int32(partition);
  }
}

/** @throws BufferUnderflowError if the bytes are something else */
export function readTopicPartitions(reader: ByteReader): TopicPartition[] {
  return readArray(reader, () => {
    const topic = readString(reader);
    return readArray(reader, () => ({ topic, partition: reader.int32() }));
  }).flat();
}

export function writeString(writer: ByteWriter, text: string): void {
  const bytes = utf8Bytes(text);
  writer.int16(bytes.length).append(bytes);
}

export function readString(reader: ByteReader): string {
  return utf8Text(reader.take(reader.int16()));
}

/** A text or null, as lengths below 0 mean. */
export function readNullableString(reader: ByteReader): string | null {
  const length = reader.int16();
  return length < 0 ? null : utf8Text(reader.take(length));
}

/** An array that is not null. */
export function readArray<T>(reader: ByteReader, readItem: () => T): T[] {
  const length = reader.int32();
  if (length < 0 || length > reader.remaining) {
    throw new BufferUnderflowError(`${length} items are to be read of ${reader.remaining} bytes`);
  }
  return Array.from({ length }, readItem);
}

/** Bytes that may be null; their length goes before them. */
export function writeNullableBytes(writer: ByteWriter, bytes: Uint8Array | null): void {
  if (bytes === null) writer.int32(-1);
  else writer.int32(bytes.length).append(bytes);
}

export function readNullableBytes(reader: ByteReader): Uint8Array | null {
  const length = reader.int32();
  return length < 0 ? null : reader.take(length).slice();
}

/** null if the bytes end before what is read does. */
export function unlessUnreadable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof BufferUnderflowError) return null;
    throw error;
  }
}
