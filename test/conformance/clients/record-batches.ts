import { batchSizeInBytes } from "../../../sim/kafka/record/batch-size.ts";
import {
  type EndTransactionMarker,
  type Magic,
  RecordBatch,
  type RecordBatchFields,
  type RecordData,
  type RecordHeader,
} from "../../../sim/kafka/record/record-batch.ts";
import { bytesOf, type EntryOfBytes, readEntries } from "../../../sim/kafka/record/record-bytes.ts";
import { check, Fields } from "../kafka/support/fields.ts";
import { markerType } from "../kafka/support/records.ts";
import type { ClientVector } from "./support/client-vector.ts";
import { bytesOfHex, hexOf } from "./support/hex.ts";

/** `recordBatch`: the bytes of a batch or a message set of any format. */
export function runRecordBatch({ fields }: ClientVector): void {
  const magic = magicOf(fields.number("magic", 2));
  const timestampType = fields.text("timestampType", "CreateTime");
  const isLogAppendTime = timestampType === "LogAppendTime";
  const records = recordsOf(fields);
  const times = records.map(({ timestampMs }) => timestampMs);
  const batch = batchOf({
    ...commonFields(fields),
    magic,
    records,
    timestampType: isLogAppendTime ? "LogAppendTime" : "CreateTime",
    maxTimestampMs: isLogAppendTime ? fields.number("logAppendTime") : Math.max(-1, ...times),
    deleteHorizonMs: fields.numberOrNull("deleteHorizonMs") ?? -1,
    ...offsetsOf(fields),
  });
  if (!isLogAppendTime && fields.has("logAppendTime")) {
    check("logAppendTime", -1, fields.number("logAppendTime"));
  }
  if (timestampType === "NoTimestampType") check("the format without times", 0, magic);
  const entries = checkBytes(fields, batch);
  checkLast(fields, batch, entries);
}

/** The offsets of its records, where compaction left gaps; `lastOffset` is the batch's then. */
function offsetsOf(fields: Fields): Pick<RecordBatchFields, "offsetDeltas" | "lastOffsetDelta"> {
  if (!fields.has("offsets")) return {};
  const base = fields.number("baseOffset", 0);
  const offsetDeltas = fields.numbers("offsets").map((offset) => offset - base);
  return { offsetDeltas, lastOffsetDelta: fields.number("lastOffset") - base };
}

/** What a vector says of the batch; of a message set, of the last entry of it. */
function checkLast(fields: Fields, batch: RecordBatch, entries: readonly EntryOfBytes[]): void {
  if (fields.has("batches")) check("batches", fields.number("batches"), entries.length);
  const last = entries.at(-1);
  if (last === undefined) throw new Error("no entry was read");
  const read = last.magic === 2 ? ofBatch(last.batch) : ofMessage(last.record);
  for (const name of ["checksum", "lastOffset", "maxTimestamp"] as const) {
    if (fields.has(name)) check(name, fields.number(name), read[name]);
  }
  if (fields.has("lastSequence")) {
    check("lastSequence", fields.number("lastSequence"), batch.lastSequence);
  }
}

function ofBatch({ checksum, header }: Extract<EntryOfBytes, { magic: 2 }>["batch"]) {
  const lastOffset = header.baseOffset + header.lastOffsetDelta;
  return { checksum, lastOffset, maxTimestamp: header.maxTimestampMs };
}

function ofMessage(record: Extract<EntryOfBytes, { magic: 0 | 1 }>["record"]) {
  const { checksum, offset, timestampMs } = record;
  return { checksum, lastOffset: offset, maxTimestamp: timestampMs };
}

/** `emptyBatchHeader`: what compaction leaves of a batch whose sequence is still needed. */
export function runEmptyBatchHeader({ fields }: ClientVector): void {
  const common = commonFields(fields);
  const timestampType = fields.text("timestampType", "CreateTime");
  const batch = batchOf({
    ...common,
    records: [],
    lastOffsetDelta: fields.number("lastOffset") - common.baseOffset,
    maxTimestampMs: fields.number("timestamp"),
    timestampType: timestampType === "LogAppendTime" ? "LogAppendTime" : "CreateTime",
    marker: fields.boolean("control", false) ? { type: "ABORT", coordinatorEpoch: 0 } : null,
  });
  checkBytes(fields, batch);
  if (fields.has("lastSequence")) {
    check("lastSequence", fields.number("lastSequence"), batch.lastSequence);
  }
}

/** `controlBatch`: what ends a transaction in a log. */
export function runControlBatch({ fields }: ClientVector): void {
  const timestampMs = fields.number("timestamp");
  const marker: EndTransactionMarker = {
    type: markerType(fields.text("type")),
    coordinatorEpoch: fields.number("coordinatorEpoch"),
  };
  const record = { id: 1, key: null, value: marker.type, timestampMs, sizeBytes: 0 };
  const batch = batchOf({
    ...commonFields(fields),
    marker,
    isTransactional: true,
    maxTimestampMs: timestampMs,
    records: [record],
  });
  check("transactional", true, fields.boolean("transactional", true));
  check("isControl", true, fields.boolean("isControl", true));
  checkLast(fields, batch, checkBytes(fields, batch));
}

function commonFields(fields: Fields) {
  return {
    baseOffset: fields.number("baseOffset", 0),
    partitionLeaderEpoch: fields.number("partitionLeaderEpoch", -1),
    producerId: fields.number("producerId", -1),
    producerEpoch: fields.number("producerEpoch", -1),
    baseSequence: fields.number("baseSequence", -1),
    isTransactional: fields.boolean("transactional", false),
  };
}

function recordsOf(fields: Fields): readonly RecordData[] {
  return fields.objects("records").map((record, i) => {
    const headers = headersOf(record);
    const data = {
      id: i + 1,
      key: record.textOrNull("key"),
      value: record.textOrNull("value"),
      timestampMs: record.number("timestamp", -1),
      sizeBytes: 0,
      headers,
    };
    record.finish();
    return data;
  });
}

/** Pairs, or objects with a key and a value. */
export function headersOf(record: Fields): readonly RecordHeader[] {
  if (!record.has("headers")) return [];
  return record.list("headers").map((header) => {
    if (Array.isArray(header)) {
      const [key, value] = header as [string, string | null];
      return { key, value };
    }
    const named = new Fields(header, "a header");
    const pair = { key: named.text("key"), value: named.textOrNull("value") };
    named.finish();
    return pair;
  });
}

function magicOf(magic: number): Magic {
  if (magic === 0 || magic === 1 || magic === 2) return magic;
  throw new Error(`no message format has magic ${magic}`);
}

/** The batch with the size that the simulation gives to one of these records. */
function batchOf(fields: Omit<RecordBatchFields, "id" | "sizeBytes">): RecordBatch {
  const unsized = new RecordBatch({ id: 1, sizeBytes: 0, ...fields });
  return unsized.with({ sizeBytes: batchSizeInBytes(unsized) });
}

/** The bytes are the vector's, as many as the simulation counts, and are read as what they are. */
function checkBytes(fields: Fields, batch: RecordBatch): readonly EntryOfBytes[] {
  const bytes = bytesOf(batch);
  check("hex", fields.text("hex"), hexOf(bytes));
  check("the size of the batch", batch.sizeBytes, bytes.length);
  if (fields.has("sizeInBytes")) {
    check("sizeInBytes", fields.number("sizeInBytes"), batch.sizeBytes);
  }
  return readEntries(bytesOfHex(fields.text("hex")));
}
