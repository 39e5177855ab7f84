import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ReplicaLog } from "../../sim/check/model/replica-log.ts";
import { namesText, offsetsText, valuesRangesText } from "../../sim/check/ranges-text.ts";

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

const withGaps = fc.oneof(
  operation,
  fc.record({ skip: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ clean: fc.nat(15), count: fc.integer({ min: 1, max: 4 }) }),
);
type WithGaps = typeof withGaps extends fc.Arbitrary<infer T> ? T : never;

/** A log in which records are missing; null stands for one that is not there. */
function buildWithGaps(operations: readonly WithGaps[]) {
  const log = new ReplicaLog();
  const plain: (string | null)[] = [];
  for (const op of operations) {
    if ("append" in op) {
      const base = plain.length;
      for (let i = 0; i < op.append; i++) plain.push(`${op.batch}/${i}/${base}/${op.epoch}`);
      log.append(base, op.append, op.epoch, op.batch, true, 0, 0);
    } else if ("skip" in op) {
      // What is left of a batch: its last record.
      const base = plain.length;
      for (let i = 0; i < op.skip; i++) plain.push(null);
      plain.push(`9/${op.skip}/${base}/0`);
      const of = { batch: 9, leaderEpoch: 0, byLeader: true, event: 0, timeUs: 0 };
      log.appendPart(base + op.skip, 1, base, of);
    } else if ("clean" in op) {
      const end = Math.min(op.clean + op.count, plain.length);
      for (let i = op.clean; i < end; i++) plain[i] = null;
      log.clean(op.clean, end);
    } else {
      plain.length = Math.min(plain.length, op.truncate);
      log.truncate(op.truncate);
    }
  }
  return { log, plain };
}

describe("a log that compaction has been at", () => {
  test("holds what is left", () => {
    fc.assert(
      fc.property(fc.array(withGaps), (operations) => {
        const { log, plain } = buildWithGaps(operations);
        expect(log.end).toBe(plain.length);
        for (const [offset, record] of plain.entries()) {
          const [batch = -1, index = -1] = (record ?? "").split("/").map(Number);
          expect(log.holds(offset, batch, index)).toBe(record !== null);
          expect(log.isGap(offset)).toBe(record === null);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("matches another one where the records that both still have are the same", () => {
    const two = fc.tuple(fc.array(withGaps), fc.array(withGaps), fc.array(withGaps));
    fc.assert(
      fc.property(two, fc.nat(20), fc.nat(25), ([common, xs, ys], from, to) => {
        const x = buildWithGaps([...common, ...xs]);
        const y = buildWithGaps([...common, ...ys]);
        const end = Math.min(to, x.plain.length, y.plain.length);
        const isSame = (at: number) =>
          x.plain[at] === null || y.plain[at] === null || x.plain[at] === y.plain[at];
        let first = from;
        while (first < end && isSame(first)) first++;
        expect(x.log.matches(y.log, from, end)).toBe(first >= end);
        if (from <= end) expect(x.log.firstDifference(y.log, from, end)).toBe(Math.min(first, end));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("texts of ranges", () => {
  test("put runs together", () => {
    expect(offsetsText([7, 8, 9, 12, 14, 15])).toBe("7-9, 12, 14-15");
    expect(valuesRangesText(["r0", "r1", "r2", "x", "r9", "r10"])).toBe("r0..r2, x, r9, r10");
    expect(valuesRangesText([])).toBe("");
    expect(namesText(["b2", "a10", "b1", "a9", "b3", "c", "a8"])).toBe("b1..b3, a8..a10, c");
    expect(valuesRangesText(Array.from({ length: 40 }, (_, i) => `${i % 2}-${i * 3}`))).toContain(
      "… (40)",
    );
  });
});
