import { describe, expect, test } from "vitest";
import { type ConfigValues, resolveConfig } from "../../../../sim/kafka/config/config.ts";
import { brokerSwitches } from "../../../../sim/kafka/era/broker-switches.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import type { LogCleanerManager } from "../../../../sim/kafka/log/cleaner/log-cleaner-manager.ts";
import {
  cleanableOffsets,
  filthiestOf,
  logToClean,
  maxCompactionDelayMs,
} from "../../../../sim/kafka/log/cleaner/log-to-clean.ts";
import { LogRig } from "../log-rig.ts";

const COMPACT = { "cleanup.policy": "compact" };

/** A log of so many segments of one record each, committed, of which the last is active. */
function segmentsOf(
  count: number,
  era: Era = "3.9",
  overrides: Readonly<Record<string, string>> = {},
  settings: ConfigValues = {},
): LogRig {
  const rig = new LogRig(era, { ...COMPACT, "segment.bytes": "100", ...overrides }, 0, settings);
  for (let i = 0; i < count; i++) rig.append({});
  expect(rig.segments).toBe(count);
  rig.log.updateHighWatermark(rig.log.logEndOffset);
  return rig;
}

function rulesOf(era: Era) {
  return brokerSwitches(resolveConfig("broker", {}, era));
}

function managerOf({ manager }: LogRig): LogCleanerManager {
  if (manager.cleanerManager === null) throw new Error("nothing is compacted");
  return manager.cleanerManager;
}

function offsetsIn(rig: LogRig, lastCleanOffset: number | null, era: Era = "3.9") {
  return cleanableOffsets(rig.log, lastCleanOffset, rig.nowMs, rulesOf(era));
}

describe("what may be cleaned", () => {
  test("begins at the checkpoint, or at the start of the log", () => {
    const rig = segmentsOf(4);
    expect(offsetsIn(rig, null)).toMatchObject({ firstDirtyOffset: 0 });
    expect(offsetsIn(rig, 2)).toMatchObject({ firstDirtyOffset: 2, forceUpdateCheckpoint: false });
  });

  test("begins at the start when the log has no such offset, and the checkpoint is corrected", () => {
    const rig = segmentsOf(4);
    rig.log.maybeIncrementLogStartOffset(2);
    for (const wrong of [1, 10]) {
      expect(offsetsIn(rig, wrong)).toMatchObject({
        firstDirtyOffset: 2,
        forceUpdateCheckpoint: true,
      });
    }
    expect(offsetsIn(rig, 10, "2.1")).toMatchObject({
      firstDirtyOffset: 10,
      forceUpdateCheckpoint: false,
    });
  });

  test("ends at the active segment", () => {
    expect(offsetsIn(segmentsOf(4), null)).toMatchObject({ firstUncleanableDirtyOffset: 3 });
  });

  test("ends at the high watermark since KAFKA-13194", () => {
    const rig = segmentsOf(4);
    rig.log.updateHighWatermark(1);
    expect(offsetsIn(rig, null).firstUncleanableDirtyOffset).toBe(1);
    expect(offsetsIn(rig, null, "2.8").firstUncleanableDirtyOffset).toBe(3);
  });

  test("ends before the first segment with a record younger than min.compaction.lag.ms", () => {
    const rig = new LogRig("3.9", {
      ...COMPACT,
      "segment.bytes": "100",
      "min.compaction.lag.ms": "1000",
    });
    for (const _ of [0, 1, 2, 3]) {
      rig.append({});
      rig.nowMs += 400;
    }
    rig.log.updateHighWatermark(4);
    // Written 1,600, 1,200, 800 and 400 ms ago.
    expect(offsetsIn(rig, null).firstUncleanableDirtyOffset).toBe(2);
  });

  test("a segment with the first uncleanable offset in it stays as a whole", () => {
    const rig = new LogRig("3.9", { ...COMPACT, "segment.bytes": "300" });
    for (let i = 0; i < 10; i++) rig.append({});
    expect(logToClean(rig.log, 0, 4).firstUncleanableOffset).toBe(3);
    expect(logToClean(rig.log, 3, 9)).toMatchObject({ cleanableBytes: 600, totalBytes: 900 });
  });
});

describe("which log is cleaned", () => {
  const candidate = {
    needCompactionNow: false,
    cleanableBytes: 1,
    totalBytes: 2,
    cleanableRatio: 0.5,
    minCleanableDirtyRatio: 0.5,
  };

  test("only one dirtier than min.cleanable.dirty.ratio", () => {
    expect(filthiestOf([candidate])).toBeNull();
    const dirtier = { ...candidate, cleanableRatio: 0.51 };
    expect(filthiestOf([dirtier])).toBe(dirtier);
  });

  test("the dirtiest, of equal ones the first", () => {
    const logs = [0.6, 0.8, 0.8, 0.7].map((cleanableRatio) => ({ ...candidate, cleanableRatio }));
    expect(filthiestOf(logs)).toBe(logs[1]);
  });

  test("one that is overdue, if there is anything to clean", () => {
    const overdue = { ...candidate, needCompactionNow: true, cleanableRatio: 0.1 };
    expect(filthiestOf([overdue])).toBe(overdue);
    expect(filthiestOf([{ ...overdue, cleanableBytes: 0 }])).toBeNull();
  });

  test("max.compaction.lag.ms counts from the first batch of a dirty segment", () => {
    const rig = segmentsOf(3, "3.9", { "max.compaction.lag.ms": "1000" });
    rig.nowMs += 1000;
    expect(maxCompactionDelayMs(rig.log, 0, rig.nowMs)).toBe(0);
    rig.nowMs += 1;
    expect(maxCompactionDelayMs(rig.log, 0, rig.nowMs)).toBe(1);
    expect(maxCompactionDelayMs(rig.log, 2, rig.nowMs)).toBe(0);
  });

  test("none that could not be cleaned before", () => {
    const rig = segmentsOf(3);
    const manager = managerOf(rig);
    expect(manager.grabFilthiestCompactedLog(rig.nowMs)?.log).toBe(rig.log);
    manager.markPartitionUncleanable(rig.log);
    expect(manager.grabFilthiestCompactedLog(rig.nowMs)).toBeNull();
  });

  test("none that is not compacted, and none at all without a cleaner", () => {
    const rig = segmentsOf(3, "3.9", { "cleanup.policy": "delete" });
    expect(managerOf(rig).grabFilthiestCompactedLog(rig.nowMs)).toBeNull();
    expect(new LogRig("0.8.2", COMPACT).manager.cleanerManager).toBeNull();
  });
});

describe("the checkpoint", () => {
  const tpOf = ({ log }: LogRig) => log.identity.tp;
  const checkpointOf = (rig: LogRig) => rig.log.directory.cleanerOffsets.get(tpOf(rig));

  test("says how far a log was cleaned", () => {
    const rig = segmentsOf(4);
    managerOf(rig).doneCleaning(rig.log, 3);
    expect(checkpointOf(rig)).toBe(3);
    expect(managerOf(rig).grabFilthiestCompactedLog(rig.nowMs)).toBeNull();
  });

  test("goes back with a truncation, since KAFKA-3330", () => {
    for (const [value, expected] of [
      ["lowered", 2],
      ["kept", 3],
    ] as const) {
      const rig = segmentsOf(4, "3.9", {}, { cleanerCheckpointOnTruncation: value });
      managerOf(rig).doneCleaning(rig.log, 3);
      rig.manager.truncateTo(rig.log, 2, "test");
      expect(checkpointOf(rig)).toBe(expected);
    }
  });

  test("is corrected when the log has no such offset", () => {
    const rig = segmentsOf(4);
    managerOf(rig).doneCleaning(rig.log, 100);
    managerOf(rig).grabFilthiestCompactedLog(rig.nowMs);
    expect(checkpointOf(rig)).toBe(0);
  });

  test("goes with the log", () => {
    const rig = segmentsOf(2);
    managerOf(rig).doneCleaning(rig.log, 1);
    rig.manager.delete(tpOf(rig));
    expect(checkpointOf(rig)).toBeUndefined();
  });
});

test("cleaner threads delete old segments of compacted logs too, since KAFKA-7400 always", () => {
  const deletable = (era: Era, policy: string) =>
    managerOf(segmentsOf(2, era, { "cleanup.policy": policy })).deletableLogs().length;
  expect(deletable("2.8", "compact")).toBe(1);
  expect(deletable("2.0", "compact")).toBe(0);
  expect(deletable("2.0", "compact,delete")).toBe(1);
  expect(deletable("2.8", "delete")).toBe(0);
});

test.each<[Era, number]>([
  ["0.8.2", 524_288_000],
  ["0.9", 134_217_728],
])("in %s a cleaner has %i bytes for its keys", (era, expected) => {
  const config = resolveConfig("broker", {}, era);
  expect(config["log.cleaner.dedupe.buffer.size"]).toBe(expected);
});
