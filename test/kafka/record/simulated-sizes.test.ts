import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { ProducerBatch } from "../../../sim/kafka/client/producer/producer-batch.ts";
import { convertBatch, entriesOf } from "../../../sim/kafka/record/convert-batch.ts";
import type { Magic, RecordBatch } from "../../../sim/kafka/record/record-batch.ts";
import { bytesOf } from "../../../sim/kafka/record/record-bytes.ts";
import { utf8Length } from "../../../sim/kafka/record/utf8.ts";

const MAGICS: readonly Magic[] = [0, 1, 2];
const magic = fc.constantFrom(...MAGICS);
const sent = fc.array(
  fc.record({
    key: fc.option(fc.string({ unit: "grapheme" }), { nil: null }),
    value: fc.option(fc.string({ unit: "grapheme", maxLength: 300 }), { nil: null }),
    timestampMs: fc.integer({ min: 1_600_000_000_000, max: 1_600_000_900_000 }),
  }),
  { minLength: 1, maxLength: 8 },
);

function lengthOf(text: string | null): number {
  return text === null ? -1 : utf8Length(text);
}

/** What a producer makes of these records. */
function produced(
  format: Magic,
  records: readonly {
    readonly key: string | null;
    readonly value: string | null;
    readonly timestampMs: number;
  }[],
): RecordBatch {
  const batch = new ProducerBatch(1, 0, 1_000_000, 0, 0, format);
  records.forEach(({ key, value, timestampMs }, i) => {
    batch.tryAppend(i + 1, key, value, lengthOf(key), lengthOf(value), timestampMs, 0);
  });
  return batch.recordBatch();
}

describe("the size that the simulation gives to a batch is that of its bytes", () => {
  property.prop([magic, sent])("as a producer makes it", (format, records) => {
    const batch = produced(format, records);
    expect(batch.magic).toBe(format);
    expect(bytesOf(batch)).toHaveLength(batch.sizeBytes);
  });

  property.prop([magic, magic, sent])("as a broker converts it", (from, to, records) => {
    const batch = convertBatch(produced(from, records), to);
    expect(bytesOf(batch.stored(70, -1))).toHaveLength(batch.sizeBytes);
  });

  property.prop([magic, sent])("as it lies in a log, entry by entry", (format, records) => {
    const set = produced(format, records).stored(1000, -1);
    const entries = entriesOf(set);
    expect(entries).toHaveLength(format === 2 ? 1 : records.length);
    for (const entry of entries) expect(bytesOf(entry)).toHaveLength(entry.sizeBytes);
    const bytes = entries.flatMap((entry) => [...bytesOf(entry)]);
    expect(bytes).toEqual([...bytesOf(set)]);
  });

  test("as pieces of a batch that was too large", () => {
    const records = Array.from({ length: 4 }, (_, i) => ({
      key: null,
      value: "x".repeat(200),
      timestampMs: 1_600_000_000_000 + 100 * i,
    }));
    const whole = produced(2, records);
    const piece = new ProducerBatch(2, 0, 500, 0, 0, 2);
    const taken = whole.records.slice(1).filter((record) => piece.tryTake(record));
    expect(taken.length).toBeLessThan(3);
    expect(bytesOf(piece.recordBatch())).toHaveLength(piece.sizeBytes);
  });
});
