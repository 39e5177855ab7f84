import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ReplicaLog } from "../../sim/check/model/replica-log.ts";
import { offsetsText, valuesRangesText } from "../../sim/check/ranges-text.ts";

/** A log as a list of records, each with its identity. */
class PlainLog {
  records: string[] = [];
  start = 0;

  get end(): number {
    return this.start + this.records.length;
  }

  append(base: number, count: number, epoch: number, batch: number): void {
    for (let i = 0; i < count; i++) this.records.push(`${batch}/${i}/${base}/${epoch}`);
  }

  truncate(offset: number): void {
    this.records.length = Math.max(0, Math.min(this.records.length, offset - this.start));
  }

  at(offset: number): string | undefined {
    return offset < this.start ? undefined : this.records[offset - this.start];
  }
}

const operation = fc.oneof(
  fc.record({ append: fc.integer({ min: 1, max: 5 }), batch: fc.nat(3), epoch: fc.nat(2) }),
  fc.record({ truncate: fc.nat(20) }),
);

function build(
  operations: readonly (typeof operation extends fc.Arbitrary<infer T> ? T : never)[],
) {
  const log = new ReplicaLog();
  const plain = new PlainLog();
  for (const op of operations) {
    if ("append" in op) {
      plain.append(plain.end, op.append, op.epoch, op.batch);
      log.append(plain.end - op.append, op.append, op.epoch, op.batch, true, 0, 0);
    } else {
      plain.truncate(op.truncate);
      log.truncate(op.truncate);
    }
  }
  return { log, plain };
}

describe("the log of a replica, as checks see it", () => {
  test("ends where it ends and holds what it holds", () => {
    fc.assert(
      fc.property(fc.array(operation), (operations) => {
        const { log, plain } = build(operations);
        expect(log.end).toBe(plain.end);
        for (let offset = 0; offset < plain.end + 2; offset++) {
          const [batch, index] = (plain.at(offset) ?? "-1/-1").split("/").map(Number);
          expect(log.holds(offset, batch as number, index as number)).toBe(offset < plain.end);
        }
      }),
    );
  });

  test("matches another one exactly where their records are the same", () => {
    const two = fc.tuple(fc.array(operation), fc.array(operation), fc.array(operation));
    fc.assert(
      fc.property(two, fc.nat(25), fc.nat(25), ([common, xs, ys], from, to) => {
        const x = build([...common, ...xs]);
        const y = build([...common, ...ys]);
        const end = Math.min(to, x.plain.end, y.plain.end);
        let first = from;
        while (first < end && x.plain.at(first) === y.plain.at(first)) first++;
        expect(x.log.matches(y.log, from, end)).toBe(first >= end);
        if (from <= end) expect(x.log.firstDifference(y.log, from, end)).toBe(Math.min(first, end));
      }),
      { numRuns: 500 },
    );
  });

  test("is compared only where both logs begin", () => {
    const [x, y] = [new ReplicaLog(), new ReplicaLog()];
    for (let i = 0; i < 6; i++) x.append(i * 2, 2, 0, i, true, 0, 0);
    for (let i = 2; i < 6; i++) y.append(i * 2, 2, 0, i, true, 0, 0);
    expect(x.matches(y, 0, 12)).toBe(true);
    x.dropBefore(7);
    expect([x.start, x.end]).toEqual([6, 12]);
    expect(x.matches(y, 0, 12)).toBe(true);
    y.truncate(10);
    y.append(10, 2, 1, 5, true, 0, 0);
    expect(x.matches(y, 0, 12)).toBe(false);
    expect(x.matches(y, 0, 10)).toBe(true);
  });
});

describe("texts of ranges", () => {
  test("put runs together", () => {
    expect(offsetsText([7, 8, 9, 12, 14, 15])).toBe("7-9, 12, 14-15");
    expect(valuesRangesText(["r0", "r1", "r2", "x", "r9", "r10"])).toBe("r0..r2, x, r9, r10");
    expect(valuesRangesText([])).toBe("");
    expect(valuesRangesText(Array.from({ length: 40 }, (_, i) => `${i % 2}-${i * 3}`))).toContain(
      "… (40)",
    );
  });
});
