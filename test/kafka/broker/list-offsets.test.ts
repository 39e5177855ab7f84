import { describe, expect, test } from "vitest";
import type { ConfigValues } from "../../../sim/kafka/config/config.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import {
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  MAX_TIMESTAMP,
} from "../../../sim/kafka/messages.ts";
import { TestCluster } from "./test-cluster.ts";

const FIRST_MS = 1_600_000_000_001;

/** Batches of one, two and two records, whose times rise by a millisecond; the last is not committed. */
function cluster(settings: ConfigValues = {}): TestCluster {
  const made = new TestCluster(2, settings);
  made.elect(1, [1, 2]);
  made.produce(1, -1, ["a"]);
  made.produce(1, -1, ["b", "c"]);
  made.run(2000);
  made.cut(2, 1);
  made.produce(1, 1, ["d", "e"]);
  made.run(100);
  const { highWatermark, logEndOffset } = made.log(1);
  expect([highWatermark, logEndOffset]).toEqual([3, 5]);
  return made;
}

const offsetAt = (made: TestCluster, timestamp: number, replicaId = -1) =>
  made.listOffsets(1, timestamp, replicaId).offset;

describe("ListOffsets", () => {
  test("finds the first record that is not older, within batches", () => {
    const made = cluster();
    expect(offsetAt(made, 0)).toBe(0);
    expect(offsetAt(made, FIRST_MS + 1)).toBe(1);
    expect(offsetAt(made, FIRST_MS + 2)).toBe(2);
  });

  test("tells a consumer of nothing that is not committed, but a follower", () => {
    const made = cluster();
    expect(offsetAt(made, FIRST_MS + 3)).toBe(-1);
    expect(offsetAt(made, FIRST_MS + 3, 2)).toBe(3);
    expect(offsetAt(made, LATEST_TIMESTAMP)).toBe(3);
    expect(offsetAt(made, LATEST_TIMESTAMP, 2)).toBe(5);
  });

  test("begins at the log start offset", () => {
    const made = cluster();
    made.act(() => made.log(1).maybeIncrementLogStartOffset(2));
    expect(offsetAt(made, EARLIEST_TIMESTAMP)).toBe(2);
    expect(offsetAt(made, 0)).toBe(2);
  });

  test("searches only the first segment with a time that is not too early", () => {
    const made = cluster({ "log.segment.bytes": 130 });
    const { segments } = made.log(1);
    expect(segments.all.map(({ baseOffset }) => baseOffset)).toEqual([0, 1, 3]);
    made.act(() => made.log(1).maybeIncrementLogStartOffset(1));
    // Segment 0 has such a record, which was deleted: nobody looks into the next.
    expect(offsetAt(made, FIRST_MS)).toBe(-1);
    expect(offsetAt(made, FIRST_MS + 1)).toBe(1);
  });

  test("goes by the changes of files where there is no time index", () => {
    const made = cluster({ timeIndex: false, "log.segment.bytes": 130 });
    const [first, second, third] = made.log(1).segments.all.map(({ file }) => file.lastModifiedMs);
    const times = [first, second, third].map((ms) => ms ?? NaN);
    expect(offsetAt(made, (times[0] ?? NaN) - 1)).toBe(-1);
    expect(times.map((ms) => offsetAt(made, ms, 2))).toEqual([0, 1, 3]);
    expect(offsetAt(made, 9_000_000_000_000)).toBe(3);
    expect(offsetAt(made, 9_000_000_000_000, 2)).toBe(5);
  });

  test("knows the record with the largest time since 3.0", () => {
    const made = cluster({ maxTimestampLookup: true });
    expect(offsetAt(made, MAX_TIMESTAMP, 2)).toBe(4);
    expect(offsetAt(made, MAX_TIMESTAMP)).toBe(-1);
    made.act(() => made.log(1).updateHighWatermark(5));
    expect(offsetAt(made, MAX_TIMESTAMP)).toBe(4);
    const older = cluster({ maxTimestampLookup: false });
    expect(older.listOffsets(1, MAX_TIMESTAMP).error).toBe(Errors.UNSUPPORTED_VERSION);
  });
});

describe("a read at the high watermark of a segment that has just begun (KAFKA-9196)", () => {
  test.each([
    [true, ["d", "e"]],
    [false, []],
  ])("with the bug: %s", (bug, expected) => {
    const made = cluster({ "KAFKA-9196": bug, "log.segment.bytes": 130 });
    const read = () =>
      made
        .log(1)
        .read(3, 3, 1000, true)
        ?.flatMap(({ records }) => records.map(({ value }) => value));
    expect(read()).toEqual(expected);
    // The high watermark moves: now its place is known again.
    made.act(() => made.log(1).updateHighWatermark(4));
    expect(read()).toEqual([]);
  });
});
