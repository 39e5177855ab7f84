import { batchSizeInBytes } from "./batch-size.ts";
import { type Magic, NO_TIMESTAMP, type RecordBatch, type RecordData } from "./record-batch.ts";
import { legacySizeInBytes, recordSizeInBytes } from "./record-size.ts";
import { utf8Length } from "./utf8.ts";

/**
 * A batch in another message format (`MemoryRecordsBuilder`, `RecordsUtil.downConvert`). What the format
 * does not know is lost: times in v0, headers and the producer's state before v2. Times that v0 did not
 * carry do not come back.
 */
export function convertBatch(batch: RecordBatch, magic: Magic): RecordBatch {
  if (batch.magic === magic) return batch;
  const baseMs = batch.timestampMsOf(0);
  const records = batch.records.map((record, i) => {
    const timestampMs = batch.timestampMsOf(i);
    const offsetDelta = batch.offsetOf(i) - batch.baseOffset;
    const plain = { ...withoutHeaders(record), timestampMs };
    return { ...plain, sizeBytes: sizeOf(plain, magic, offsetDelta, timestampMs - baseMs) };
  });
  const times = records.map(({ timestampMs }) => timestampMs);
  const converted = batch.with({
    magic,
    records,
    timestampType: "CreateTime",
    maxTimestampMs: magic === 0 ? NO_TIMESTAMP : Math.max(NO_TIMESTAMP, ...times),
  });
  return converted.with({ sizeBytes: batchSizeInBytes(converted) });
}

/** The messages of a message set, each an entry of its own. A batch of the format v2 stays one entry. */
export function entriesOf(batch: RecordBatch): readonly RecordBatch[] {
  const { records, baseOffset, magic, firstIndex } = batch;
  if (magic === 2 || (records.length === 1 && batch.lastOffsetDelta === 0)) return [batch];
  return records.map((record, i) => {
    const delta = batch.offsetOf(i) - baseOffset;
    return batch.with({
      baseOffset: baseOffset + delta,
      records: [record],
      sizeBytes: record.sizeBytes,
      maxTimestampMs: batch.timestampMsOf(i),
      lastOffsetDelta: 0,
      offsetDeltas: null,
      firstIndex: firstIndex + delta,
    });
  });
}

function withoutHeaders({ id, key, value, timestampMs, sizeBytes }: RecordData): RecordData {
  return { id, key, value, timestampMs, sizeBytes };
}

function sizeOf(
  { key, value }: RecordData,
  magic: Magic,
  offsetDelta: number,
  timestampDelta: number,
): number {
  const keyBytes = key === null ? -1 : utf8Length(key);
  const valueBytes = value === null ? -1 : utf8Length(value);
  if (magic < 2) return legacySizeInBytes(magic === 0 ? 0 : 1, keyBytes, valueBytes);
  return recordSizeInBytes(offsetDelta, timestampDelta, keyBytes, valueBytes);
}
