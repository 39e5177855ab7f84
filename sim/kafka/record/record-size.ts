import type { Magic, RecordHeader } from "./record-batch.ts";
import { utf8Length } from "./utf8.ts";
import { sizeOfVarint } from "./varint.ts";

/** Bytes of a v2 batch header (`DefaultRecordBatch.RECORD_BATCH_OVERHEAD`). */
export const RECORD_BATCH_OVERHEAD = 61;
/** Offset and size before every message or batch (`Records.LOG_OVERHEAD`). */
export const LOG_OVERHEAD = 12;
/** Everything of a v0 message but its key and value (`LegacyRecord.RECORD_OVERHEAD_V0`). */
export const RECORD_OVERHEAD_V0 = 14;
/** The same of a v1 message: its timestamp too. */
export const RECORD_OVERHEAD_V1 = 22;
/** `DefaultRecord.MAX_RECORD_OVERHEAD`: everything but key, value and headers, at its largest. */
export const MAX_RECORD_OVERHEAD = 21;

const NULL_LENGTH = -1;
const NO_HEADERS: readonly RecordHeader[] = [];

/**
 * Bytes of one record in a v2 batch (`DefaultRecord.sizeInBytes`).
 * @param keyBytes -1 for no key
 * @param valueBytes -1 for no value
 */
export function recordSizeInBytes(
  offsetDelta: number,
  timestampDelta: number,
  keyBytes: number,
  valueBytes: number,
  headers: readonly RecordHeader[] = NO_HEADERS,
): number {
  const body =
    1 +
    sizeOfVarint(timestampDelta) +
    sizeOfVarint(offsetDelta) +
    payloadSize(keyBytes, valueBytes, headers);
  return sizeOfVarint(body) + body;
}

/**
 * Bytes of one entry of an uncompressed message set of the format v0 or v1.
 * @param keyBytes -1 for no key
 * @param valueBytes -1 for no value
 */
export function legacySizeInBytes(magic: 0 | 1, keyBytes: number, valueBytes: number): number {
  const overhead = magic === 0 ? RECORD_OVERHEAD_V0 : RECORD_OVERHEAD_V1;
  return LOG_OVERHEAD + overhead + Math.max(0, keyBytes) + Math.max(0, valueBytes);
}

/**
 * Bytes that one more record takes in a batch, or in a message set; deltas matter in v2 only.
 * @param keyBytes -1 for no key
 * @param valueBytes -1 for no value
 */
export function appendedSizeInBytes(
  magic: Magic,
  offsetDelta: number,
  timestampDelta: number,
  keyBytes: number,
  valueBytes: number,
): number {
  if (magic < 2) return legacySizeInBytes(magic === 0 ? 0 : 1, keyBytes, valueBytes);
  return recordSizeInBytes(offsetDelta, timestampDelta, keyBytes, valueBytes);
}

/** Bytes of a batch before its first record; a message set has none. */
export function batchHeaderSizeInBytes(magic: Magic): number {
  return magic < 2 ? 0 : RECORD_BATCH_OVERHEAD;
}

/**
 * The most that a batch of this one record can take (`AbstractRecords.estimateSizeInBytesUpperBound`).
 * @param keyBytes -1 for no key
 * @param valueBytes -1 for no value
 */
export function batchSizeUpperBound(
  keyBytes: number,
  valueBytes: number,
  magic: Magic = 2,
  headers: readonly RecordHeader[] = NO_HEADERS,
): number {
  if (magic < 2) return legacySizeInBytes(magic === 0 ? 0 : 1, keyBytes, valueBytes);
  return RECORD_BATCH_OVERHEAD + MAX_RECORD_OVERHEAD + payloadSize(keyBytes, valueBytes, headers);
}

function payloadSize(
  keyBytes: number,
  valueBytes: number,
  headers: readonly RecordHeader[],
): number {
  let size = fieldSize(keyBytes) + fieldSize(valueBytes) + sizeOfVarint(headers.length);
  for (const { key, value } of headers) {
    size +=
      fieldSize(utf8Length(key)) + fieldSize(value === null ? NULL_LENGTH : utf8Length(value));
  }
  return size;
}

function fieldSize(bytes: number): number {
  return bytes < 0 ? sizeOfVarint(NULL_LENGTH) : sizeOfVarint(bytes) + bytes;
}
