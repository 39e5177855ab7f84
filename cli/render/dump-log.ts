import {
  type DescribedBatch,
  type DescribedSegment,
  type Era,
  isFrom,
  type RecordBatch,
} from "../../sim/index.ts";
import type { LogQuestion } from "../log-command.ts";
import { printable } from "./width.ts";

/** What of a dump a person asked for. */
type Depth = Pick<LogQuestion, "printDataLog" | "deepIteration">;

/** What `kafka-dump-log.sh` of a version prints of one file. */
export interface DumpedFile {
  readonly lines: readonly string[];
  /** What it complains of. */
  readonly complaints: readonly string[];
}

type Row = (one: DescribedBatch, index: number) => string;

/** How a version prints batches and their records (`DumpLogSegments`). */
interface Format {
  readonly start: string;
  /** Null: batches are only printed where records are not. */
  readonly batch: ((one: DescribedBatch) => string) | null;
  readonly record: Row;
  /** Keys of records without a value are printed too. */
  readonly keyWithoutValue: boolean;
  /** Where records are printed below their batch. */
  readonly nested: boolean;
  readonly complaint: string;
}

/** The dump of one segment file. */
export function dumpFile(era: Era, segment: DescribedSegment, depth: Depth): DumpedFile {
  const format = formatOf(era);
  const lines = [`Dumping ${segment.file}`, `${format.start}: ${segment.baseOffset}`];
  const deep = depth.deepIteration || depth.printDataLog;
  for (const one of segment.batches) {
    if (format.batch !== null && (format.nested || !deep)) lines.push(format.batch(one));
    if (format.batch !== null && !deep) continue;
    for (let i = 0; i < one.batch.records.length; i++) {
      const contents = depth.printDataLog ? contentsOf(format, one.batch, i) : "";
      lines.push(`${format.record(one, i)}${contents}`);
    }
  }
  const seesRecords = deep || format.batch === null;
  const gaps = seesRecords ? gapsOf(segment.batches) : [];
  const complaints = gaps.map(([from, to]) => `  ${from} is followed by ${to}`);
  if (gaps.length > 0) complaints.unshift(`${format.complaint}${segment.file}`);
  return { lines, complaints };
}

function formatOf(era: Era): Format {
  if (!isFrom(era, "0.10.2")) return { ...BEFORE_BATCHES, record: messageRow };
  if (!isFrom(era, "0.11")) return { ...BEFORE_BATCHES, record: timedMessageRow };
  if (!isFrom(era, "2.4")) return { ...UNNESTED, batch: (one) => batchRow(era, one) };
  return {
    start: isFrom(era, "3.9") ? "Log starting offset" : "Starting offset",
    batch: (one) => batchRow(era, one),
    record: nestedRow(era),
    keyWithoutValue: true,
    nested: true,
    complaint: isFrom(era, "2.8") ? "Non-consecutive offsets in " : "Non-consecutive offsets in :",
  };
}

/** Up to 0.10 there are only messages. */
const BEFORE_BATCHES: Omit<Format, "record"> = {
  start: "Starting offset",
  batch: null,
  keyWithoutValue: false,
  nested: false,
  complaint: "Non-secutive offsets in :",
};

/** From 0.11 to 2.1: batches, or else records. */
const UNNESTED: Omit<Format, "batch"> = {
  start: "Starting offset",
  record: recordRow,
  keyWithoutValue: false,
  nested: false,
  complaint: "Non-consecutive offsets in :",
};

function messageRow(one: DescribedBatch, index: number): string {
  const { batch, position, crc } = one;
  return (
    `offset: ${batch.offsetOf(index)} position: ${position} isvalid: ${batch.isValid}` +
    ` payloadsize: ${valueSize(batch, index)} magic: ${batch.magic}` +
    ` compresscodec: NoCompressionCodec crc: ${crc}${keySizeOf(batch, index)}`
  );
}

function timedMessageRow(one: DescribedBatch, index: number): string {
  const { batch, position, crc } = one;
  return (
    `offset: ${batch.offsetOf(index)} position: ${position}` +
    ` ${timeOf(batch, recordTime(batch, index))} isvalid: ${batch.isValid}` +
    ` payloadsize: ${valueSize(batch, index)} magic: ${batch.magic} compresscodec: NONE` +
    ` crc: ${crc}${keySizeOf(batch, index)}`
  );
}

function recordRow({ batch, position, crc }: DescribedBatch, index: number): string {
  const identity =
    batch.magic === 2
      ? ` producerId: ${batch.producerId} producerEpoch: ${batch.producerEpoch}` +
        ` sequence: ${sequenceOf(batch, index)} isTransactional: ${batch.isTransactional}` +
        ` headerKeys: ${headerKeys(batch, index)}`
      : ` crc: ${crc}`;
  return (
    `offset: ${batch.offsetOf(index)} position: ${position}` +
    ` ${timeOf(batch, recordTime(batch, index))} isvalid: ${batch.magic === 2 || batch.isValid}` +
    ` keysize: ${keySize(batch, index)} valuesize: ${valueSize(batch, index)}` +
    ` magic: ${batch.magic} compresscodec: NONE${identity}${markerOf(batch)}`
  );
}

function nestedRow(era: Era): Row {
  if (isFrom(era, "3.9")) {
    return (one, i) =>
      `| ${shortRow(one, i, "keySize", "valueSize", ` isValid: ${one.batch.isValid} crc: ${one.crc}}`)}`;
  }
  if (isFrom(era, "2.8")) return (one, i) => `| ${longRow(one, i)}`;
  return (one, i) =>
    `| ${shortRow(one, i, "keysize", "valuesize", ` crc: ${one.crc} isvalid: ${one.batch.isValid}`)}`;
}

function shortRow(
  { batch }: DescribedBatch,
  index: number,
  keyName: string,
  valueName: string,
  ofMessage: string,
): string {
  const identity =
    batch.magic === 2
      ? ` sequence: ${sequenceOf(batch, index)} headerKeys: ${headerKeys(batch, index)}`
      : ofMessage;
  return (
    `offset: ${batch.offsetOf(index)} ${timeOf(batch, recordTime(batch, index))}` +
    ` ${keyName}: ${keySize(batch, index)} ${valueName}: ${valueSize(batch, index)}` +
    `${identity}${markerOf(batch)}`
  );
}

function longRow({ batch, position, crc }: DescribedBatch, index: number): string {
  const ofRecord = batch.magic === 2 ? null : crc;
  const isValid = batch.magic === 2 || batch.isValid;
  const identity =
    batch.magic === 2
      ? ` sequence: ${sequenceOf(batch, index)} headerKeys: ${headerKeys(batch, index)}`
      : ` crc: ${crc} isvalid: ${isValid}`;
  return (
    `offset: ${batch.offsetOf(index)} isValid: ${isValid} crc: ${ofRecord}` +
    ` keySize: ${keySize(batch, index)} valueSize: ${valueSize(batch, index)}` +
    ` ${timeOf(batch, recordTime(batch, index))} baseOffset: ${batch.baseOffset}` +
    ` lastOffset: ${batch.lastOffset} baseSequence: ${batch.baseSequence}` +
    ` lastSequence: ${batch.lastSequence} producerEpoch: ${batch.producerEpoch}` +
    ` partitionLeaderEpoch: ${batch.partitionLeaderEpoch} batchSize: ${batch.sizeBytes}` +
    ` magic: ${batch.magic} compressType: NONE position: ${position}${identity}${markerOf(batch)}`
  );
}

function batchRow(era: Era, { batch, position, crc }: DescribedBatch): string {
  const tellsCount = isFrom(era, "2.0");
  const tellsControl = isFrom(era, "1.1");
  const tellsHorizon = isFrom(era, "3.9");
  const { deleteHorizonMs } = batch;
  const horizon = deleteHorizonMs < 0 ? "OptionalLong.empty" : `OptionalLong[${deleteHorizonMs}]`;
  const head =
    batch.magic === 2
      ? `baseOffset: ${batch.baseOffset} lastOffset: ${batch.lastOffset}` +
        `${tellsCount ? ` count: ${batch.records.length}` : ""}` +
        ` baseSequence: ${batch.baseSequence} lastSequence: ${batch.lastSequence}` +
        ` producerId: ${batch.producerId} producerEpoch: ${batch.producerEpoch}` +
        ` partitionLeaderEpoch: ${batch.partitionLeaderEpoch}` +
        ` isTransactional: ${batch.isTransactional}` +
        `${tellsControl ? ` isControl: ${batch.marker !== null}` : ""}` +
        `${tellsHorizon ? ` deleteHorizonMs: ${horizon}` : ""}`
      : `offset: ${batch.lastOffset}`;
  const isValidFirst = !isFrom(era, "2.4");
  const codec = isFrom(era, "3.9") ? "none" : "NONE";
  return (
    `${head} position: ${position} ${timeOf(batch, batch.maxTimestampMs)}` +
    `${isValidFirst ? ` isvalid: ${batch.isValid}` : ""} size: ${batch.sizeBytes}` +
    ` magic: ${batch.magic} compresscodec: ${codec} crc: ${crc}` +
    `${isValidFirst ? "" : ` isvalid: ${batch.isValid}`}`
  );
}

function contentsOf({ keyWithoutValue }: Format, batch: RecordBatch, index: number): string {
  const record = batch.records[index];
  if (record === undefined || batch.marker !== null) return "";
  const tellsKey = record.key !== null && (record.value !== null || keyWithoutValue);
  const key = tellsKey ? ` key: ${printable(record.key)}` : "";
  return record.value === null ? key : `${key} payload: ${printable(record.value)}`;
}

function markerOf({ marker }: RecordBatch): string {
  if (marker === null) return "";
  return ` endTxnMarker: ${marker.type} coordinatorEpoch: ${marker.coordinatorEpoch}`;
}

function timeOf({ magic, timestampType }: RecordBatch, timestampMs: number): string {
  return magic === 0 ? "NoTimestampType: -1" : `${timestampType}: ${timestampMs}`;
}

/** Where the broker's clock counts, all records have the time of the batch. */
function recordTime(batch: RecordBatch, index: number): number {
  if (batch.timestampType === "LogAppendTime") return batch.maxTimestampMs;
  return batch.records[index]?.timestampMs ?? -1;
}

function sequenceOf(batch: RecordBatch, index: number): number {
  if (batch.baseSequence < 0) return -1;
  return (batch.baseSequence + batch.offsetOf(index) - batch.baseOffset) % 2_147_483_648;
}

function headerKeys(batch: RecordBatch, index: number): string {
  const headers = batch.records[index]?.headers ?? [];
  return `[${headers.map(({ key }) => printable(key)).join(",")}]`;
}

function keySizeOf(batch: RecordBatch, index: number): string {
  const size = keySize(batch, index);
  return size < 0 ? "" : ` keysize: ${size}`;
}

function keySize(batch: RecordBatch, index: number): number {
  return bytesOf(batch.records[index]?.key ?? null);
}

function valueSize(batch: RecordBatch, index: number): number {
  return bytesOf(batch.records[index]?.value ?? null);
}

function bytesOf(text: string | null): number {
  return text === null ? -1 : Buffer.byteLength(text);
}

/** Offsets that are not followed by the next one. */
function gapsOf(batches: readonly DescribedBatch[]): readonly (readonly [number, number])[] {
  const offsets = batches.flatMap(({ batch }) => batch.records.map((_, i) => batch.offsetOf(i)));
  return offsets.flatMap((offset, i) => {
    const next = offsets[i + 1];
    return next === undefined || next === offset + 1 ? [] : [[offset, next] as const];
  });
}
