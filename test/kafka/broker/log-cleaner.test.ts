import { describe, expect, test } from "vitest";
import type { ConfigValues } from "../../../sim/kafka/config/config.ts";
import { FACT_LOG_APPEND_PART, FACT_LOG_CLEAN } from "../../../sim/kafka/facts.ts";
import { TIMER_LOG_CLEANER } from "../../../sim/kafka/timers.ts";
import { TestCluster } from "./test-cluster.ts";

const COMPACTED = { "log.cleanup.policy": "compact", "log.segment.bytes": 81 };
const HOUR_MS = 3_600_000;

function cluster(settings: ConfigValues, brokers = 1): TestCluster {
  const made = new TestCluster(brokers, { "log.cleaner.enable": true, ...settings });
  made.elect(1, [...made.hosts.keys()]);
  return made;
}

/** Appends records of one key at a leader, each in a segment of its own. */
function write(made: TestCluster, key: string | null, count: number, tp = made.tp()): void {
  made.act(() => {
    for (let i = 0; i < count; i++) {
      const batch = made.batch([`v${i}`]);
      const records = batch.records.map((record) => ({ ...record, key }));
      made.partition(1, tp).appendRecordsToLeader(batch.with({ records }), 1);
    }
  });
  made.run(1000);
}

const baseOffsets = (made: TestCluster, id: number) =>
  made.log(id).segments.all.flatMap(({ batches }) => batches.map(({ baseOffset }) => baseOffset));

/** Virtual seconds of the cleaner's timers from now on. */
function looks(made: TestCluster, durationMs: number): readonly number[] {
  const at: number[] = [];
  made.sim.observers.push({
    onEvent: ({ now, rowKind }) => {
      if (rowKind === TIMER_LOG_CLEANER) at.push(Math.floor(now / 1e6));
    },
  });
  made.run(durationMs);
  return at;
}

describe("cleaner threads", () => {
  test("look every log.cleaner.backoff.ms, and at once again after a cleaning", () => {
    const made = cluster({ ...COMPACTED, "log.cleaner.backoff.ms": 10_000 });
    write(made, "k", 3);
    expect(looks(made, 25_000)).toEqual([10, 10, 20]);
    expect(baseOffsets(made, 1)).toEqual([1, 2]);
  });

  test("have no timers while nothing is compacted, and then look when they would have", () => {
    const made = cluster({ "log.cleaner.backoff.ms": 10_000 });
    expect(looks(made, HOUR_MS + 5000)).toEqual([]);
    made.act(() => {
      made.broker(1).logManager.updateTopicConfig("t", { "cleanup.policy": "compact" });
    });
    expect(looks(made, 20_000)).toEqual([3610, 3620]);
    made.act(() => made.broker(1).logManager.updateTopicConfig("t", {}));
    expect(looks(made, HOUR_MS)).toHaveLength(1);
  });

  test("begin anew after a restart, from the checkpoint", () => {
    const made = cluster(COMPACTED);
    write(made, "k", 3);
    made.run(20_000);
    made.act(() => made.sim.kill(made.host(1)));
    made.act(() => made.sim.boot(made.host(1)));
    made.run(1000);
    made.updateMetadata();
    made.elect(1, [1]);
    const before = made.factsOf(FACT_LOG_CLEAN).length;
    made.run(60_000);
    expect(made.factsOf(FACT_LOG_CLEAN)).toHaveLength(before);
    write(made, "k", 2);
    made.run(60_000);
    expect(baseOffsets(made, 1)).toEqual([3, 4]);
  });

  test("leave a log alone that they cannot clean, and died of it before KAFKA-7215", () => {
    const cleaned = (cleanerFailure: string) => {
      const made = cluster({ ...COMPACTED, cleanerFailure, "log.cleaner.backoff.ms": 10_000 });
      made.elect(1, [1], { tp: made.tp(1) });
      write(made, "k", 3);
      const { entries } = made.log(1).segments.first.file;
      entries[0] = (entries[0] as (typeof entries)[number]).with({ isValid: false });
      made.run(15_000);
      write(made, "k", 3, made.tp(1));
      made.run(15_000);
      return [made.tp(), made.tp(1)].map((tp) =>
        made.log(1, tp).segments.all.reduce((sum, { batches }) => sum + batches.length, 0),
      );
    };
    expect(cleaned("partitionUncleanable")).toEqual([3, 2]);
    expect(cleaned("threadDies")).toEqual([3, 3]);
  });

  test("are as many as log.cleaner.threads: the death of one is not the end", () => {
    const made = cluster({
      ...COMPACTED,
      cleanerFailure: "threadDies",
      "log.cleaner.threads": 2,
      "log.cleaner.backoff.ms": 1000,
    });
    expect(looks(made, 2500)).toEqual([1, 1, 2, 2]);
  });

  test("are none when log.cleaner.enable is false", () => {
    const made = cluster({ ...COMPACTED, "log.cleaner.enable": false });
    write(made, "k", 3);
    expect(looks(made, HOUR_MS)).toEqual([]);
    expect(baseOffsets(made, 1)).toEqual([0, 1, 2]);
  });

  test("delete old segments where cleanup.policy is compact and delete", () => {
    const made = cluster({
      ...COMPACTED,
      "log.cleanup.policy": "compact,delete",
      "log.retention.bytes": 81,
    });
    write(made, "k", 3);
    made.log(1).updateHighWatermark(3);
    made.run(30_000);
    expect(made.log(1).logStartOffset).toBe(2);
  });
});

test("a follower takes over batches with gaps, and where the log ends", () => {
  const made = cluster({ ...COMPACTED, "log.segment.bytes": 101 }, 2);
  made.act(() => made.sim.kill(made.host(2)));
  made.updateMetadata([1]);
  made.elect(1, [1], { tell: [1] });
  made.act(() => {
    for (const keys of [
      ["k1", "k2"],
      ["k1", "k3"],
    ]) {
      const batch = made.batch(["a", "b"]);
      const records = batch.records.map((record, i) => ({ ...record, key: keys[i] ?? null }));
      made.partition(1).appendRecordsToLeader(batch.with({ records }), 1);
    }
  });
  write(made, "k4", 1);
  made.run(30_000);
  expect(made.log(1).segments.first.batches[0]).toMatchObject({ baseOffset: 0, offsetDeltas: [1] });
  made.act(() => made.sim.boot(made.host(2)));
  made.run(3000);
  made.updateMetadata();
  made.elect(1, [1]);
  made.run(5000);
  expect(made.log(2).logEndOffset).toBe(made.log(1).logEndOffset);
  expect(made.contents(2)).toEqual(made.contents(1));
  expect(made.factsOf(FACT_LOG_APPEND_PART).length).toBeGreaterThan(0);
});
