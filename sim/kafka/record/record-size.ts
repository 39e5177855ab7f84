import { RECORD_BATCH_OVERHEAD } from "./record-batch.ts";

/** `DefaultRecord.MAX_RECORD_OVERHEAD`: everything but key, value and headers, at its largest. */
const MAX_RECORD_OVERHEAD = 21;
const NULL_LENGTH = -1;

/**
 * Bytes of one record in a v2 batch without headers (`DefaultRecord.sizeInBytes`).
 * @param keyBytes -1 for no key
 * @param valueBytes -1 for no value
 */
export function recordSizeInBytes(
  offsetDelta: number,
  timestampDelta: number,
  keyBytes: number,
  valueBytes: number,
): number {
  const body =
    1 + varintSize(timestampDelta) + varintSize(offsetDelta) + payloadSize(keyBytes, valueBytes);
  return varintSize(body) + body;
}

/** The most that a batch of this one record can take (`estimateSizeInBytesUpperBound`). */
export function batchSizeUpperBound(keyBytes: number, valueBytes: number): number {
  return RECORD_BATCH_OVERHEAD + MAX_RECORD_OVERHEAD + payloadSize(keyBytes, valueBytes);
}

function payloadSize(keyBytes: number, valueBytes: number): number {
  return fieldSize(keyBytes) + fieldSize(valueBytes) + varintSize(0);
}

function fieldSize(bytes: number): number {
  return bytes < 0 ? varintSize(NULL_LENGTH) : varintSize(bytes) + bytes;
}

/** Bytes of a zigzag varint. */
function varintSize(value: number): number {
  let rest = value < 0 ? -2 * value - 1 : 2 * value;
  let size = 1;
  while (rest >= 128) {
    rest = Math.floor(rest / 128);
    size++;
  }
  return size;
}
