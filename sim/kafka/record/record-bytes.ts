import { ByteReader, ByteWriter } from "./byte-buffer.ts";
import { CorruptRecordError } from "./corrupt-record-error.ts";
import { type DefaultBatch, readDefaultBatch, writeDefaultBatch } from "./default-record-batch.ts";
import { markerKey, markerValue } from "./end-transaction-marker.ts";
import { type LegacyRecord, readLegacyRecord, writeLegacyRecord } from "./legacy-record.ts";
import { NO_TIMESTAMP, type RecordBatch, type RecordData } from "./record-batch.ts";
import { LOG_OVERHEAD } from "./record-size.ts";
import { utf8Bytes } from "./utf8.ts";

const SIZE_OFFSET = 8;
const MAGIC_OFFSET = 16;
const LEGACY_CRC_OFFSET = 12;
const CRC_OFFSET = 17;
/** What rot changes: the last bit. */
const ROTTEN_BIT = 1;

/**
 * The bytes of a batch as they lie in a segment and go over the wire; those of a batch that is not
 * valid have a bit flipped. In the formats v0 and v1 a batch of several records is a message set.
 */
export function bytesOf(batch: RecordBatch): Uint8Array {
  const bytes = batch.magic < 2 ? messageSetOf(batch) : defaultBatchOf(batch);
  if (!batch.isValid) bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ ROTTEN_BIT;
  return bytes;
}

/** The checksum that a batch carries, unsigned; of one that is not valid its bytes do not match it. */
export function checksumOf(batch: RecordBatch): number {
  const at = batch.magic < 2 ? LEGACY_CRC_OFFSET : CRC_OFFSET;
  return new ByteReader(bytesOf(batch), at).uint32();
}

/** An entry of a log as it was read from bytes. */
export type EntryOfBytes =
  | { readonly magic: 2; readonly batch: DefaultBatch }
  | { readonly magic: 0 | 1; readonly record: LegacyRecord & { readonly checksum: number } };

/**
 * Reads and checks the entries that lie one after another in bytes, of any format, uncompressed.
 * @throws CorruptRecordError when one of them is not whole or does not match its checksum
 */
export function readEntries(bytes: Uint8Array): readonly EntryOfBytes[] {
  const entries: EntryOfBytes[] = [];
  let position = 0;
  while (position < bytes.length) {
    const size = entrySize(bytes, position);
    entries.push(readEntry(bytes.subarray(position, position + size)));
    position += size;
  }
  return entries;
}

function entrySize(bytes: Uint8Array, position: number): number {
  if (bytes.length - position <= MAGIC_OFFSET) throw new CorruptRecordError("an entry is cut off");
  const size = LOG_OVERHEAD + new ByteReader(bytes, position + SIZE_OFFSET).int32();
  if (size <= MAGIC_OFFSET || size > bytes.length - position) {
    throw new CorruptRecordError(`an entry cannot have ${size} bytes`);
  }
  return size;
}

function readEntry(bytes: Uint8Array): EntryOfBytes {
  const magic = bytes[MAGIC_OFFSET];
  if (magic === 2) return { magic, batch: readDefaultBatch(bytes) };
  const record = readLegacyRecord(bytes);
  return { magic: record.magic, record };
}

function messageSetOf(batch: RecordBatch): Uint8Array {
  const magic = batch.magic === 0 ? 0 : 1;
  const isLogAppendTime = batch.timestampType === "LogAppendTime";
  const out = new ByteWriter();
  batch.records.forEach((record, i) => {
    const offset = batch.offsetOf(i);
    const timestampMs = batch.timestampMsOf(i);
    const { key, value } = payloadOf(record);
    out.append(writeLegacyRecord({ offset, magic, timestampMs, isLogAppendTime, key, value }));
  });
  return out.toBytes();
}

function defaultBatchOf(batch: RecordBatch): Uint8Array {
  const { marker, deleteHorizonMs } = batch;
  const hasDeleteHorizon = deleteHorizonMs >= 0;
  const baseTimestampMs = baseTimestampOf(batch);
  const header = {
    baseOffset: batch.baseOffset,
    partitionLeaderEpoch: batch.partitionLeaderEpoch,
    lastOffsetDelta: batch.lastOffsetDelta,
    baseTimestampMs,
    maxTimestampMs: batch.maxTimestampMs,
    producerId: batch.producerId,
    producerEpoch: batch.producerEpoch,
    baseSequence: batch.baseSequence,
    isLogAppendTime: batch.timestampType === "LogAppendTime",
    isTransactional: batch.isTransactional,
    isControl: marker !== null,
    hasDeleteHorizon,
  };
  const records = batch.records.map((record, i) => ({
    offsetDelta: batch.offsetOf(i) - batch.baseOffset,
    timestampDelta: record.timestampMs - baseTimestampMs,
    ...(marker === null
      ? payloadOf(record)
      : { key: markerKey(marker), value: markerValue(marker) }),
    headers: (record.headers ?? []).map(({ key, value }) => ({
      key: utf8Bytes(key),
      value: value === null ? null : utf8Bytes(value),
    })),
  }));
  return writeDefaultBatch(header, records);
}

/** The time of the first record, but for the horizon that takes its place (KIP-534). */
function baseTimestampOf({ deleteHorizonMs, records }: RecordBatch): number {
  if (deleteHorizonMs >= 0) return deleteHorizonMs;
  return records[0]?.timestampMs ?? NO_TIMESTAMP;
}

function payloadOf({ key, value }: RecordData) {
  return {
    key: key === null ? null : utf8Bytes(key),
    value: value === null ? null : utf8Bytes(value),
  };
}
