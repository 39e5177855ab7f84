import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import { deleteOldSegments } from "../../../sim/kafka/log/retention.ts";
import { BATCH_BYTES, LogRig } from "./log-rig.ts";

const NOW: Era = "2.8";
const ONE_PER_SEGMENT = { "segment.bytes": String(BATCH_BYTES) };
/** In message format v1 the rig's batches are smaller. */
const ONE_PER_SEGMENT_V1 = { "segment.bytes": "60" };

/** A log with a segment for each record, all committed; ages in ms. */
function logOf(
  overrides: Readonly<Record<string, string>>,
  ages: readonly number[],
  era: Era = NOW,
): LogRig {
  const rig = new LogRig(era, {
    ...(era === NOW ? ONE_PER_SEGMENT : ONE_PER_SEGMENT_V1),
    "segment.ms": "9000000000000000",
    ...overrides,
  });
  for (const age of ages) rig.append({ timestampMs: rig.nowMs - age });
  rig.log.updateHighWatermark(rig.log.logEndOffset);
  return rig;
}

/** Deletes; how the log is afterwards. */
function afterDeletion({ log, nowMs }: LogRig) {
  const deleted = deleteOldSegments(log, nowMs);
  const { logStartOffset, logEndOffset } = log;
  return { deleted, logStartOffset, logEndOffset, segments: log.segments.all.length };
}

describe("retention.ms", () => {
  test("takes the oldest segments whose records are all older", () => {
    const rig = logOf({ "retention.ms": "1000" }, [3000, 1001, 1000, 0]);
    expect(afterDeletion(rig)).toMatchObject({ deleted: 2, logStartOffset: 2, segments: 2 });
    expect(rig.log.read(1, 4, 1000, true)).toBeNull();
    expect(rig.log.read(2, 4, 1000, true)).not.toBeNull();
  });

  test("stops at a record of the future: that segment and all later ones stay", () => {
    const rig = logOf({ "retention.ms": "1000" }, [3000, -1_000_000, 3000, 3000]);
    expect(afterDeletion(rig)).toMatchObject({ deleted: 1, logStartOffset: 1 });
  });

  test("of -1 takes nothing", () => {
    expect(afterDeletion(logOf({ "retention.ms": "-1" }, [9e12, 9e12]))).toMatchObject({
      deleted: 0,
    });
  });

  test("takes the active segment too, when everything is older: a new one goes on", () => {
    const rig = logOf({ "retention.ms": "1000" }, [3000, 2000]);
    const empty = { deleted: 2, logStartOffset: 2, logEndOffset: 2, segments: 1 };
    expect(afterDeletion(rig)).toEqual(empty);
    rig.nowMs += 1_000_000;
    expect(afterDeletion(rig)).toEqual({ ...empty, deleted: 0 });
    rig.append({});
    expect(rig.log.logEndOffset).toBe(3);
  });

  test("goes by the time of the files where records have none, and until 0.10.0 always", () => {
    const ages = (era: Era, timestampMs: number) => {
      const rig = new LogRig(era, { "retention.ms": "1000" });
      rig.append({ timestampMs: timestampMs < 0 ? -1 : rig.nowMs - timestampMs });
      rig.log.updateHighWatermark(1);
      rig.nowMs += 900;
      const early = afterDeletion(rig).deleted;
      rig.nowMs += 101;
      return [early, afterDeletion(rig).deleted];
    };
    expect(ages("2.8", -1)).toEqual([0, 1]);
    expect(ages("0.9", 5000)).toEqual([0, 1]);
    expect(ages("2.8", 5000)).toEqual([1, 0]);
  });
});

describe("retention.bytes", () => {
  test.each([
    [350, 0],
    [300, 1],
    [299, 1],
    [200, 2],
    [0, 4],
    [-1, 0],
  ])("of %i takes %i of four segments of 100 bytes", (retentionBytes, deleted) => {
    const rig = logOf({ "retention.bytes": String(retentionBytes) }, [0, 0, 0, 0]);
    expect(afterDeletion(rig)).toMatchObject({ deleted, logStartOffset: deleted });
  });

  property.prop([fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 12 }), fc.nat(5000)])(
    "leaves as much as it asks for, and nothing that it does not",
    (sizes, retentionBytes) => {
      const rig = logOf({ "retention.bytes": String(retentionBytes) }, []);
      for (const size of sizes) rig.append({ sizeBytes: size * 10 });
      const { log } = rig;
      log.updateHighWatermark(log.logEndOffset);
      const before = log.segments.sizeBytes;
      deleteOldSegments(log, rig.nowMs);
      const after = log.segments.sizeBytes;
      expect(after).toBeGreaterThanOrEqual(Math.min(before, retentionBytes));
      expect(after - log.segments.first.sizeBytes).toBeLessThanOrEqual(retentionBytes);
    },
  );
});

describe("the bound of retention", () => {
  test("is the high watermark: no segment that reaches beyond it goes", () => {
    const rig = logOf({ "retention.ms": "1000" }, [3000, 3000, 3000]);
    rig.log.updateHighWatermark(2);
    expect(afterDeletion(rig)).toMatchObject({ logStartOffset: 2, segments: 1 });
  });

  test("was the end of the log until KAFKA-5634: it can start after its high watermark", () => {
    const rig = logOf({ "retention.ms": "1000" }, [3000, 3000, 3000, 0], "0.10.2");
    rig.log.updateHighWatermark(1);
    expect(afterDeletion(rig)).toMatchObject({ logStartOffset: 3 });
    expect(rig.log.highWatermark).toBe(1);
  });
});

describe("cleanup.policy", () => {
  test("of compact takes nothing by time or size, but what lies before the log start offset", () => {
    const settings = {
      "cleanup.policy": "compact",
      "retention.ms": "1000",
      "retention.bytes": "0",
    };
    const rig = logOf(settings, [3000, 3000, 3000]);
    expect(afterDeletion(rig)).toMatchObject({ deleted: 0 });
    rig.log.maybeIncrementLogStartOffset(2);
    expect(afterDeletion(rig)).toMatchObject({ deleted: 2, logStartOffset: 2, segments: 1 });
  });

  test("of compact leaves the deletion to the cleaner", () => {
    const settings = { "cleanup.policy": "compact,delete", "retention.ms": "1000" };
    const rig = logOf(settings, [3000, 3000]);
    expect(rig.manager.cleanupLogs(rig.nowMs)).toEqual([]);
    expect(afterDeletion(rig)).toMatchObject({ deleted: 2 });
  });
});

describe("a log start offset within a segment", () => {
  test("keeps the segment, and hides what lies before it", () => {
    const rig = new LogRig(NOW, {});
    for (let i = 0; i < 4; i++) rig.append({});
    rig.log.updateHighWatermark(4);
    expect(rig.log.maybeIncrementLogStartOffset(5)).toBe(false);
    expect(rig.log.maybeIncrementLogStartOffset(2)).toBe(true);
    expect(afterDeletion(rig)).toMatchObject({ deleted: 0, logStartOffset: 2 });
    expect(rig.log.read(1, 4, 1000, true)).toBeNull();
  });
});

describe("the broker's settings", () => {
  test.each([
    [{}, 604_800_000],
    [{ "log.retention.hours": 1 }, 3_600_000],
    [{ "log.retention.hours": 1, "log.retention.minutes": 2 }, 120_000],
    [{ "log.retention.minutes": 2, "log.retention.ms": 3 }, 3],
    [{ "log.retention.hours": 1, "log.retention.ms": -1 }, -1],
    [{ "log.retention.hours": -1 }, -1],
  ])("%o mean a retention of %i ms: the finest of them counts", (settings, retentionMs) => {
    expect(new LogRig(NOW, {}, 0, settings).log.config.retentionMs).toBe(retentionMs);
  });

  test.each([
    [{}, 604_800_000, 0],
    [{ "log.roll.hours": 2, "log.roll.jitter.hours": 1 }, 7_200_000, 3_600_000],
    [{ "log.roll.hours": 2, "log.roll.ms": 5, "log.roll.jitter.ms": 4 }, 5, 4],
  ])("%o mean segments of %i ms with a jitter of %i", (settings, segmentMs, jitterMs) => {
    const { config } = new LogRig(NOW, {}, 0, settings).log;
    expect(config).toMatchObject({ segmentMs, segmentJitterMs: jitterMs });
  });
});
