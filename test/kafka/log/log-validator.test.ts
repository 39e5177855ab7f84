import { describe, expect, test } from "vitest";
import { type ConfigValues, resolveConfig } from "../../../sim/kafka/config/config.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import { logConfig } from "../../../sim/kafka/log/log-config.ts";
import { validateMessages } from "../../../sim/kafka/log/log-validator.ts";
import { batchSizeInBytes } from "../../../sim/kafka/record/batch-size.ts";
import {
  RecordBatch,
  type RecordBatchFields,
  type RecordData,
} from "../../../sim/kafka/record/record-batch.ts";

const NOW_MS = 1_700_000_000_000;

function record(timestampMs = NOW_MS, key: string | null = "k", value = "v"): RecordData {
  return { id: 1, key, value, timestampMs, sizeBytes: 0 };
}

function batchOf(records: readonly RecordData[], fields: Partial<RecordBatchFields> = {}) {
  const maxTimestampMs = Math.max(...records.map(({ timestampMs }) => timestampMs));
  const batch = new RecordBatch({ id: 1, sizeBytes: 0, maxTimestampMs, records, ...fields });
  return batch.with({ sizeBytes: batchSizeInBytes(batch) });
}

function validate(
  batch: RecordBatch,
  overrides: Readonly<Record<string, string>> = {},
  era: Era = "2.8",
  settings: ConfigValues = {},
) {
  const config = logConfig(resolveConfig("broker", settings, era), overrides);
  return validateMessages(batch, config, "client", NOW_MS);
}

describe("a leader refuses", () => {
  test("what does not match its checksum", () => {
    const { error } = validate(batchOf([record()], { isValid: false }));
    expect(error).toBe(Errors.CORRUPT_MESSAGE);
  });

  test("a control batch of a client, and a producer id without a sequence", () => {
    const marker = { type: "COMMIT", coordinatorEpoch: 0 } as const;
    expect(validate(batchOf([record()], { marker })).error).toBe(Errors.INVALID_RECORD);
    const producer = { producerId: 7, producerEpoch: 0 };
    expect(validate(batchOf([record()], producer)).error).toBe(Errors.INVALID_RECORD);
    const sequence = { ...producer, baseSequence: 0 };
    expect(validate(batchOf([record()], sequence)).error).toBe(Errors.NONE);
  });

  test("a batch with fewer records than offsets", () => {
    expect(validate(batchOf([record()], { lastOffsetDelta: 4 })).error).toBe(Errors.INVALID_RECORD);
  });

  test.each<[Era, number]>([
    ["0.9", Errors.CORRUPT_MESSAGE],
    ["2.1", Errors.CORRUPT_MESSAGE],
    ["2.4", Errors.INVALID_RECORD],
    ["3.9", Errors.INVALID_RECORD],
  ])("in %s a record without a key on a compacted topic, with error %i", (era, error) => {
    const compact = { "cleanup.policy": "compact" };
    const batch = batchOf([record(), record(NOW_MS, null)]);
    expect(validate(batch, compact, era).error).toBe(error);
    expect(validate(batchOf([record()]), compact, era).error).toBe(Errors.NONE);
    expect(validate(batch, {}, era).error).toBe(Errors.NONE);
  });
});

describe("the time of a record", () => {
  const DIFFERENCE = { "message.timestamp.difference.max.ms": "1000" };

  test("may differ from the broker's by so much, either way, until 3.5", () => {
    const errorAt = (ms: number) => validate(batchOf([record(NOW_MS + ms)]), DIFFERENCE).error;
    expect([-1001, -1000, 1000, 1001].map(errorAt)).toEqual([
      Errors.INVALID_TIMESTAMP,
      Errors.NONE,
      Errors.NONE,
      Errors.INVALID_TIMESTAMP,
    ]);
  });

  test("may lie before it and after it by different amounts since 3.6", () => {
    const limits = {
      "message.timestamp.before.max.ms": "1000",
      "message.timestamp.after.max.ms": "10",
    };
    const errorAt = (ms: number) => validate(batchOf([record(NOW_MS + ms)]), limits, "3.9").error;
    expect([-1001, -1000, 10, 11].map(errorAt)).toEqual([
      Errors.INVALID_TIMESTAMP,
      Errors.NONE,
      Errors.NONE,
      Errors.INVALID_TIMESTAMP,
    ]);
  });

  test("does not matter where there is none, or where the broker sets it", () => {
    expect(validate(batchOf([record(-1)]), DIFFERENCE).error).toBe(Errors.NONE);
    const own = { ...DIFFERENCE, "message.timestamp.type": "LogAppendTime" };
    const { error, batch } = validate(batchOf([record(5), record(6)]), own);
    expect(error).toBe(Errors.NONE);
    expect([batch.timestampMsOf(0), batch.timestampMsOf(1)]).toEqual([NOW_MS, NOW_MS]);
    expect(batch.maxTimestampMs).toBe(NOW_MS);
    // The bytes of the records are not written anew.
    expect(batch.records.map(({ timestampMs }) => timestampMs)).toEqual([5, 6]);
  });

  test("is not the broker's when a producer says so", () => {
    const batch = batchOf([record()], { timestampType: "LogAppendTime" });
    expect(validate(batch).error).toBe(Errors.INVALID_TIMESTAMP);
  });
});

describe("the size limit", () => {
  const LIMIT = { "max.message.bytes": "100" };

  test("is that of a batch, and before v2 of each message", () => {
    const records = [record(), record(), record()].map((one) => ({ ...one, sizeBytes: 36 }));
    const set = batchOf(records, { magic: 1 });
    expect(set.sizeBytes).toBe(108);
    expect(validate(set, LIMIT, "0.10.2").error).toBe(Errors.NONE);
    const large = batchOf([record(NOW_MS, "k", "x".repeat(90))]);
    expect(validate(large, LIMIT).error).toBe(Errors.MESSAGE_TOO_LARGE);
    const one = { ...record(NOW_MS, "k", "x".repeat(90)), sizeBytes: 125 };
    const message = batchOf([one], { magic: 1 });
    expect(validate(message, LIMIT, "0.10.2").error).toBe(Errors.MESSAGE_TOO_LARGE);
  });
});

describe("the format of the log", () => {
  const magicOf = (era: Era, overrides = {}, settings: ConfigValues = {}) =>
    validate(batchOf([record()]), overrides, era, settings).batch.magic;

  test("is that of the version, or an older one that is asked for", () => {
    expect((["0.9", "0.10.2", "0.11", "3.9"] as const).map((era) => magicOf(era))).toEqual([
      0, 1, 2, 2,
    ]);
    expect(magicOf("2.8", { "message.format.version": "0.10.2" })).toBe(1);
    expect(magicOf("2.8", {}, { "log.message.format.version": "0.9" })).toBe(0);
    expect(magicOf("2.8", {}, { "inter.broker.protocol.version": "0.10.2" })).toBe(1);
    expect(magicOf("0.10.2", { "message.format.version": "2.8" })).toBe(1);
  });

  test("is v2 whatever is asked for since 3.0", () => {
    expect(magicOf("3.9", { "message.format.version": "0.10.2" })).toBe(2);
  });

  test("takes no producer ids before v2", () => {
    const producer = { producerId: 7, producerEpoch: 0, baseSequence: 0 };
    const { error } = validate(batchOf([record()], producer), {
      "message.format.version": "0.10.2",
    });
    expect(error).toBe(Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT);
  });

  test("changes sizes and loses what it does not know", () => {
    const headers = [{ key: "h", value: "1" }];
    const sent = batchOf([{ ...record(), headers }, record(NOW_MS + 5)]);
    const v1 = validate(sent, { "message.format.version": "0.10.2" }).batch;
    expect(v1.sizeBytes).toBe(2 * (12 + 22 + 2));
    expect(v1.records.map(({ sizeBytes }) => sizeBytes)).toEqual([36, 36]);
    expect(v1.records.map((one) => one.headers)).toEqual([undefined, undefined]);
    expect(v1.maxTimestampMs).toBe(NOW_MS + 5);
    const v0 = validate(sent, { "message.format.version": "0.9" }).batch;
    expect([v0.sizeBytes, v0.maxTimestampMs]).toEqual([2 * (12 + 14 + 2), -1]);
    const back = validate(batchOf([record()], { magic: 0 })).batch;
    expect([back.magic, back.timestampMsOf(0), back.maxTimestampMs]).toEqual([2, -1, -1]);
  });
});
