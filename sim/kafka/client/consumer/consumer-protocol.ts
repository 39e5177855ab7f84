import { compareJavaStrings } from "../../java-string-hash.ts";
import { BufferUnderflowError, ByteReader, ByteWriter } from "../../record/byte-buffer.ts";
import type { Assignment, Subscription } from "./assignors/partition-assignor.ts";
import { compareTopicPartitions } from "./assignors/partition-table.ts";
import { rackOrNull } from "./assignors/racks.ts";
import {
  groupInOrder,
  readArray,
  readNullableBytes,
  readNullableString,
  readString,
  readTopicPartitions,
  unlessUnreadable,
  writeNullableBytes,
  writeString,
  writeTopicPartitions,
} from "./topic-partition-bytes.ts";

/** The highest version that there is: 1 adds owned partitions, 2 the generation, 3 the rack. */
const HIGHEST_VERSION = 3;

/**
 * What a member sends with JoinGroup; without `group.instance.id`, which the request has itself. Topics
 * and owned partitions are sorted (KAFKA-12898).
 * @param version 0 to 3: 1 adds owned partitions (KIP-429), 2 the generation (KIP-792), 3 the rack
 * (KIP-881)
 */
export function serializeSubscription(subscription: Subscription, version: number): Uint8Array {
  const writer = new ByteWriter().int16(version);
  const topics = [...subscription.topics].sort(compareJavaStrings);
  writer.int32(topics.length);
  for (const topic of topics) writeString(writer, topic);
  writeNullableBytes(writer, subscription.userData);
  if (version >= 1) {
    const owned = [...subscription.ownedPartitions].sort(compareTopicPartitions);
    writeTopicPartitions(writer, groupInOrder(owned));
  }
  if (version >= 2) writer.int32(subscription.generationId ?? -1);
  if (version >= 3) {
    if (subscription.rackId === null) writer.int16(-1);
    else writeString(writer, subscription.rackId);
  }
  return writer.toBytes();
}

/**
 * Reads a subscription as a client does that knows versions up to `highestVersion`: what a newer one adds
 * it does not see. null if the bytes are none. `group.instance.id` is not in it.
 */
export function deserializeSubscription(
  bytes: Uint8Array,
  highestVersion = HIGHEST_VERSION,
): Subscription | null {
  const reader = new ByteReader(bytes);
  return unlessUnreadable(() => {
    const version = Math.min(readVersion(reader), highestVersion);
    const topics = readArray(reader, () => readString(reader));
    const userData = readNullableBytes(reader);
    const ownedPartitions = version >= 1 ? readTopicPartitions(reader) : [];
    const generation = version >= 2 ? reader.int32() : -1;
    const rackId = version >= 3 ? rackOrNull(readNullableString(reader)) : null;
    const generationId = generation < 0 ? null : generation;
    return { topics, userData, ownedPartitions, generationId, rackId, instanceId: null };
  });
}

/** What a leader sends with SyncGroup for a member: topics in the order in which they first come. */
export function serializeAssignment(
  { partitions, userData }: Assignment,
  version: number,
): Uint8Array {
  const writer = new ByteWriter().int16(version);
  writeTopicPartitions(writer, groupInOrder(partitions));
  writeNullableBytes(writer, userData);
  return writer.toBytes();
}

/** Of any version; null if the bytes are no assignment, such as for a member that was left out. */
export function deserializeAssignment(bytes: Uint8Array): Assignment | null {
  const reader = new ByteReader(bytes);
  return unlessUnreadable(() => {
    readVersion(reader);
    const partitions = readTopicPartitions(reader);
    return { partitions, userData: readNullableBytes(reader) };
  });
}

function readVersion(reader: ByteReader): number {
  const version = reader.int16();
  if (version < 0) throw new BufferUnderflowError(`there is no version ${version}`);
  return version;
}
