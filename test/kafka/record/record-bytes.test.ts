import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { batchSizeInBytes } from "../../../sim/kafka/record/batch-size.ts";
import { CorruptRecordError } from "../../../sim/kafka/record/corrupt-record-error.ts";
import {
  ATTRIBUTES_OFFSET,
  readDefaultBatch,
} from "../../../sim/kafka/record/default-record-batch.ts";
import { readMarker } from "../../../sim/kafka/record/end-transaction-marker.ts";
import { readLegacyRecord } from "../../../sim/kafka/record/legacy-record.ts";
import {
  type Magic,
  RecordBatch,
  type RecordBatchFields,
} from "../../../sim/kafka/record/record-batch.ts";
import { bytesOf, readEntries } from "../../../sim/kafka/record/record-bytes.ts";

const textOrNull = fc.option(fc.string({ unit: "grapheme", maxLength: 200 }), { nil: null });
const record = fc.record({
  id: fc.nat(),
  key: textOrNull,
  value: textOrNull,
  timestampMs: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  sizeBytes: fc.constant(0),
  headers: fc.array(fc.record({ key: fc.string(), value: textOrNull }), { maxLength: 3 }),
});
const offset = fc.integer({ min: 0, max: 2 ** 40 });
const int32 = fc.integer({ min: 0, max: 0x7fffffff });

const defaultBatches = fc
  .record({
    baseOffset: offset,
    partitionLeaderEpoch: int32,
    producerId: fc.integer({ min: -1, max: 2 ** 40 }),
    producerEpoch: fc.integer({ min: -1, max: 0x7fff }),
    baseSequence: fc.integer({ min: -1, max: 0x7fffffff }),
    maxTimestampMs: fc.integer({ min: -1, max: 2 ** 40 }),
    timestampType: fc.constantFrom("CreateTime" as const, "LogAppendTime" as const),
    isTransactional: fc.boolean(),
    deleteHorizonMs: fc.constantFrom(-1, 1_700_000_000_000),
    records: fc.array(record, { maxLength: 6 }),
    /** Offsets that compaction took before each record. */
    gaps: fc.array(fc.nat(300), { minLength: 6, maxLength: 6 }),
    compacted: fc.boolean(),
  })
  .map(({ gaps, compacted, records, ...fields }) => {
    const deltas = records.map((_, i) => i + gaps.slice(0, i + 1).reduce((a, b) => a + b, 0));
    const isCompacted = compacted || records.length === 0;
    return sized({
      ...fields,
      records,
      offsetDeltas: isCompacted ? deltas : null,
      lastOffsetDelta: isCompacted ? (deltas.at(-1) ?? 0) + 5 : records.length - 1,
    });
  });

const messageSets = fc
  .record({
    magic: fc.constantFrom<Magic>(0, 1),
    baseOffset: offset,
    timestampType: fc.constantFrom("CreateTime" as const, "LogAppendTime" as const),
    maxTimestampMs: fc.integer({ min: -1, max: 2 ** 40 }),
    records: fc.array(record, { minLength: 1, maxLength: 6 }),
  })
  .map(sized);

function sized(fields: Omit<RecordBatchFields, "id" | "sizeBytes">): RecordBatch {
  const batch = new RecordBatch({ id: 1, sizeBytes: 0, ...fields });
  return batch.with({ sizeBytes: batchSizeInBytes(batch) });
}

function textOf(bytes: ArrayLike<number> | null): string | null {
  return bytes === null ? null : new TextDecoder().decode(Uint8Array.from(bytes));
}

describe("the bytes of a batch", () => {
  property.prop([defaultBatches])("v2: what is written is read", (batch) => {
    const { header, records } = readDefaultBatch(bytesOf(batch));
    expect({
      baseOffset: header.baseOffset,
      partitionLeaderEpoch: header.partitionLeaderEpoch,
      producerId: header.producerId,
      producerEpoch: header.producerEpoch,
      baseSequence: header.baseSequence,
      maxTimestampMs: header.maxTimestampMs,
      lastOffsetDelta: header.lastOffsetDelta,
      timestampType: header.isLogAppendTime ? "LogAppendTime" : "CreateTime",
      isTransactional: header.isTransactional,
      deleteHorizonMs: header.hasDeleteHorizon ? header.baseTimestampMs : -1,
    }).toEqual({
      baseOffset: batch.baseOffset,
      partitionLeaderEpoch: batch.partitionLeaderEpoch,
      producerId: batch.producerId,
      producerEpoch: batch.producerEpoch,
      baseSequence: batch.baseSequence,
      maxTimestampMs: batch.maxTimestampMs,
      lastOffsetDelta: batch.lastOffsetDelta,
      timestampType: batch.timestampType,
      isTransactional: batch.isTransactional,
      deleteHorizonMs: batch.deleteHorizonMs,
    });
    const read = records.map(({ offsetDelta, timestampDelta, key, value, headers }) => ({
      offset: header.baseOffset + offsetDelta,
      timestampMs: header.baseTimestampMs + timestampDelta,
      key: textOf(key),
      value: textOf(value),
      headers: headers.map((one) => ({ key: textOf(one.key), value: textOf(one.value) })),
    }));
    expect(read).toEqual(
      batch.records.map(({ key, value, timestampMs, headers }, i) => ({
        offset: batch.offsetOf(i),
        timestampMs,
        key,
        value,
        headers,
      })),
    );
  });

  property.prop([messageSets])("v0 and v1: what is written is read", (set) => {
    const entries = readEntries(bytesOf(set));
    const isLogAppendTime = set.magic === 1 && set.timestampType === "LogAppendTime";
    expect(
      entries.map((entry) => {
        if (entry.magic === 2) throw new Error("it is of an old format");
        const { offset, magic, timestampMs, key, value } = entry.record;
        return {
          offset,
          magic,
          timestampMs,
          isLogAppendTime: entry.record.isLogAppendTime,
          key: textOf(key),
          value: textOf(value),
        };
      }),
    ).toEqual(
      set.records.map(({ key, value }, i) => ({
        offset: set.offsetOf(i),
        magic: set.magic,
        timestampMs: set.magic === 0 ? -1 : set.timestampMsOf(i),
        isLogAppendTime,
        key,
        value,
      })),
    );
  });

  property.prop([fc.oneof(defaultBatches, messageSets)])(
    "are as many as the size says",
    (batch) => {
      expect(bytesOf(batch)).toHaveLength(batch.sizeBytes);
    },
  );

  property.prop([defaultBatches, fc.nat()])("v2: one flipped bit is detected", (batch, choice) => {
    const bytes = bytesOf(batch);
    flip(bytes, ATTRIBUTES_OFFSET, choice);
    expect(() => readDefaultBatch(bytes)).toThrow(CorruptRecordError);
  });

  property.prop([messageSets, fc.nat()])(
    "v0 and v1: one flipped bit is detected",
    (set, choice) => {
      const [first] = set.records;
      const bytes = bytesOf(sized({ ...set, records: first === undefined ? [] : [first] }));
      flip(bytes, 16, choice);
      expect(() => readLegacyRecord(bytes)).toThrow(CorruptRecordError);
    },
  );

  property.prop([fc.oneof(defaultBatches, messageSets), fc.nat()])(
    "that are cut off are refused",
    (batch, choice) => {
      const bytes = bytesOf(batch);
      const whole = new Set<number>();
      let end = 0;
      for (const entry of readEntries(bytes)) {
        whole.add(end);
        end += entry.magic === 2 ? entry.batch.sizeInBytes : sizeOfEntry(bytes, end);
      }
      const length = choice % bytes.length;
      fc.pre(!whole.has(length));
      expect(() => readEntries(bytes.subarray(0, length))).toThrow(CorruptRecordError);
    },
  );

  test("what rotted does not match its checksum, in any format", () => {
    const records = [{ id: 1, key: "k", value: "v", timestampMs: 5, sizeBytes: 0 }];
    for (const magic of [0, 1, 2] as const) {
      const batch = sized({ magic, records, maxTimestampMs: 5 });
      expect(readEntries(bytesOf(batch))).toHaveLength(1);
      expect(() => readEntries(bytesOf(batch.with({ isValid: false })))).toThrow(
        CorruptRecordError,
      );
    }
  });

  test("the leader may change offset and epoch without the checksum", () => {
    const records = [{ id: 1, key: null, value: "v", timestampMs: 5, sizeBytes: 0 }];
    const sent = sized({ records, maxTimestampMs: 5 });
    const checksum = (batch: RecordBatch) => readDefaultBatch(bytesOf(batch)).checksum;
    expect(checksum(sent.stored(70, 3))).toBe(checksum(sent));
  });

  test("a control record is read as what it ends", () => {
    const marker = { type: "COMMIT", coordinatorEpoch: 7 } as const;
    const records = [{ id: 1, key: null, value: null, timestampMs: 5, sizeBytes: 0 }];
    const { header, records: read } = readDefaultBatch(
      bytesOf(sized({ records, marker, isTransactional: true, maxTimestampMs: 5 })),
    );
    expect(header.isControl).toBe(true);
    const [record] = read;
    const bytesIn = (bytes: ArrayLike<number> | null | undefined) => Uint8Array.from(bytes ?? []);
    expect(readMarker(bytesIn(record?.key), bytesIn(record?.value))).toEqual(marker);
  });
});

function flip(bytes: Uint8Array, from: number, choice: number): void {
  const bit = choice % ((bytes.length - from) * 8);
  const at = from + (bit >> 3);
  bytes[at] = (bytes[at] as number) ^ (1 << (bit & 7));
}

function sizeOfEntry(bytes: Uint8Array, position: number): number {
  return 12 + new DataView(bytes.buffer, bytes.byteOffset).getInt32(position + 8);
}
