import { describe, expect, test } from "vitest";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import { LogSegment } from "../../../sim/kafka/log/log-segment.ts";
import { shouldRoll } from "../../../sim/kafka/log/roll-rule.ts";
import { BATCH_BYTES, LogRig } from "./log-rig.ts";
import { batchOf } from "./support.ts";

const NOW: Era = "2.8";
const FOREVER = { "segment.ms": "9000000000000000" };

const bases = ({ log }: LogRig) => log.segments.all.map(({ baseOffset }) => baseOffset);

describe("the indexes of a segment that is opened again", () => {
  test("have its latest time, and wait for a whole interval", () => {
    const times = [5, 7, 6].map((timestampMs) => ({ timestampMs }));
    const rig = new LogRig(NOW, { "index.interval.bytes": "150" });
    for (const time of times) rig.append(time);
    expect(rig.log.segments.active.indexes.times).toEqual([{ timestampMs: 7, offset: 1 }]);
    rig.append({ timestampMs: 9 });
    const opened = new LogSegment(0, rig.log.segments.active.file, {
      nowMs: 0,
      rollJitterMs: 0,
      indexIntervalBytes: 150,
      maxIndexSize: 1000,
      timeIndex: true,
    });
    expect(opened.indexes.times.map(({ timestampMs }) => timestampMs)).toEqual([7, 9]);
    expect(opened.indexes.offsets).toHaveLength(1);
    opened.append(rig.log.segments.active.batches.slice(0, 1), 0);
    expect(opened.indexes.offsets).toHaveLength(1);
  });
});

describe("a segment rolls", () => {
  test("before a batch that does not fit into it any more", () => {
    const rig = new LogRig(NOW, { "segment.bytes": String(3 * BATCH_BYTES) });
    for (let i = 0; i < 7; i++) rig.append({});
    expect(bases(rig)).toEqual([0, 3, 6]);
  });

  test("when records are later than its first by more than segment.ms", () => {
    const rig = new LogRig(NOW, { "segment.ms": "1000" });
    rig.append({ timestampMs: 5000 });
    rig.append({ timestampMs: 6000 });
    rig.nowMs += 100_000;
    rig.append({ timestampMs: 5500 });
    expect(bases(rig)).toEqual([0]);
    rig.append({ timestampMs: 6001 });
    expect(bases(rig)).toEqual([0, 3]);
  });

  test.each<[Era, number]>([
    ["0.9", 2],
    ["0.10.2", 1],
  ])("in %s by the time that counts there: the clock's or the records'", (era, segments) => {
    const rig = new LogRig(era, { "segment.ms": "1000" });
    rig.append({ timestampMs: 5000 });
    rig.nowMs += 1001;
    rig.append({ timestampMs: 5001 });
    expect(rig.segments).toBe(segments);
  });

  test("by the clock where its first record has no time", () => {
    const rig = new LogRig(NOW, { "segment.ms": "1000" });
    rig.append({ timestampMs: -1 });
    rig.nowMs += 1000;
    rig.append({ timestampMs: 9_000_000_000_000 });
    expect(rig.segments).toBe(1);
    rig.nowMs += 1;
    rig.append({ timestampMs: -1 });
    expect(rig.segments).toBe(2);
  });

  test("never by time while it is empty", () => {
    const rig = new LogRig(NOW, { "segment.ms": "1000" });
    rig.nowMs += 100_000;
    rig.append({ timestampMs: -1 });
    expect(bases(rig)).toEqual([0]);
  });

  test("earlier by its jitter", () => {
    const settings = { "segment.ms": "1000", "segment.jitter.ms": "400" };
    const rig = new LogRig(NOW, settings, 300);
    rig.append({ timestampMs: 5000 });
    rig.append({ timestampMs: 5700 });
    expect(rig.segments).toBe(1);
    rig.append({ timestampMs: 5701 });
    expect(rig.segments).toBe(2);
  });

  test("when its offset index is full", () => {
    const settings = { "segment.index.bytes": "36", "index.interval.bytes": "0", ...FOREVER };
    const rig = new LogRig(NOW, settings);
    // The first entry comes with the second append; 36 bytes are 4 entries, but times without change have none.
    for (let i = 0; i < 5; i++) rig.append({ timestampMs: 7 });
    expect(rig.log.segments.active.indexes.offsets).toHaveLength(4);
    rig.append({ timestampMs: 7 });
    expect(bases(rig)).toEqual([0, 5]);
  });

  test.each<[Era, readonly number[]]>([
    ["0.9", [0, 5]],
    ["2.8", [0, 3, 6]],
  ])("in %s when its time index is full, if it has one", (era, expected) => {
    const settings = { "segment.index.bytes": "36", "index.interval.bytes": "0", ...FOREVER };
    const rig = new LogRig(era, settings);
    for (let i = 0; i < 7; i++) rig.append({ timestampMs: 7 + i });
    expect(bases(rig)).toEqual(expected);
  });

  test("where an offset would not fit into its indexes, at the first offset of the batch", () => {
    const rig = new LogRig(NOW, FOREVER);
    rig.append({ baseOffset: 0 });
    rig.append({ baseOffset: 2_147_483_647 });
    expect(bases(rig)).toEqual([0]);
    rig.append({ baseOffset: 2_147_483_648 });
    expect(bases(rig)).toEqual([0, 2_147_483_648]);
  });
});

describe("a roll", () => {
  test("flushes what was written and leaves a snapshot of the producers", () => {
    const rig = new LogRig(NOW, { "segment.bytes": String(BATCH_BYTES) });
    rig.append({ producerId: 7 });
    expect(rig.log.recoveryPoint).toBe(0);
    rig.append({});
    expect(rig.log.recoveryPoint).toBe(1);
    expect(rig.log.producerState.snapshotOffsets).toEqual([1]);
  });
});

describe("the indexes of a segment", () => {
  test("have an entry after every index.interval.bytes, for the batch that comes then", () => {
    const rig = new LogRig(NOW, { "index.interval.bytes": "250" });
    for (let i = 0; i < 8; i++) rig.append({ timestampMs: 10 - i });
    const { indexes } = rig.log.segments.active;
    expect(indexes.offsets).toEqual([
      { offset: 3, position: 300 },
      { offset: 6, position: 600 },
    ]);
    expect(indexes.times).toEqual([{ timestampMs: 10, offset: 0 }]);
  });

  test("lose their entries with the records, and are the same after a restart", () => {
    const rig = new LogRig(NOW, { "index.interval.bytes": "50" });
    for (let i = 0; i < 6; i++) rig.append({ timestampMs: i });
    rig.log.truncateTo(3, "test");
    const { indexes, largestTimestampMs } = rig.log.segments.active;
    expect(indexes.offsets.map(({ offset }) => offset)).toEqual([1, 2]);
    expect(indexes.times.map(({ offset }) => offset)).toEqual([1, 2]);
    expect(largestTimestampMs).toBe(2);
  });
});

test("an offset that lies before a segment does not fit into its indexes", () => {
  const segment = {
    baseOffset: 100,
    sizeBytes: 1,
    rollJitterMs: 0,
    isOffsetIndexFull: false,
    isTimeIndexFull: false,
    timeWaitedForRollMs: () => 0,
  };
  const config = { segmentBytes: 1000, segmentMs: 1000 };
  const rolls = (lastOffset: number) =>
    shouldRoll(segment, config, { sizeBytes: 1, maxTimestampMs: 0, lastOffset }, 0);
  expect([99, 100, 2_147_483_747, 2_147_483_748].map(rolls)).toEqual([true, false, false, true]);
});

describe("a segment that is due to roll", () => {
  const send = ({ log }: LogRig, sequence: number) =>
    log.appendAsLeader(batchOf(1, { id: 1, epoch: 0, sequence }), 0, "client");

  test.each<[Era, readonly number[]]>([
    ["2.1", [0]],
    ["2.4", [0, 1]],
  ])("in %s for a repetition, or for what is refused: %j", (era, expected) => {
    for (const sequence of [0, 7]) {
      const rig = new LogRig(era, { "segment.bytes": String(batchOf(1).sizeBytes) });
      send(rig, 0);
      const { duplicate, error } = send(rig, sequence);
      expect(duplicate).toBe(sequence === 0);
      expect(error === Errors.NONE).toBe(sequence === 0);
      expect(bases(rig)).toEqual(expected);
      expect(rig.log.logEndOffset).toBe(1);
    }
  });
});

test.each<[Era, readonly number[]]>([
  ["1.1", [0, 1]],
  ["2.0", [0, 10]],
])("in %s a follower's new segment at a gap begins at %j", (era, expected) => {
  const rig = new LogRig(era, { "segment.bytes": String(BATCH_BYTES) });
  rig.append({ baseOffset: 0 });
  rig.append({ baseOffset: 10 });
  expect(bases(rig)).toEqual(expected);
});
