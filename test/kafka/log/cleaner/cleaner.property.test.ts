import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../../../sim/kafka/config/config.ts";
import { brokerSwitches } from "../../../../sim/kafka/era/broker-switches.ts";
import { ERAS, type Era } from "../../../../sim/kafka/era/eras.ts";
import { Cleaner } from "../../../../sim/kafka/log/cleaner/cleaner.ts";
import type { Log } from "../../../../sim/kafka/log/log.ts";
import { batchSizeInBytes } from "../../../../sim/kafka/record/batch-size.ts";
import { RecordBatch } from "../../../../sim/kafka/record/record-batch.ts";
import { LogMachine } from "../support.ts";

const DAY_MS = 86_400_000;

type Deed =
  | { readonly kind: "write"; readonly records: readonly (readonly [key: number, gone: boolean])[] }
  | { readonly kind: "roll" }
  | { readonly kind: "clean"; readonly laterMs: number }
  | { readonly kind: "kill" }
  | { readonly kind: "powerLoss" }
  | { readonly kind: "restart" };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("write" as const),
      records: fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: "roll" as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("clean" as const),
      laterMs: fc.constantFrom(0, DAY_MS, 2 * DAY_MS),
    }),
  },
  fc.constantFrom<Deed>({ kind: "kill" }, { kind: "powerLoss" }, { kind: "restart" }),
);

/** The eras that can compact. */
const era = fc.constantFrom<Era>(...ERAS.filter((each) => each !== "0.7"));

/** One replica of a compacted log: a disk, and processes that come and go. */
class Replica {
  private readonly machine = new LogMachine();
  private readonly settings: { readonly [name: string]: string | boolean };
  private readonly cleaner: Cleaner;
  log: Log;

  /** @param slots of the offset map, where one that is full ends a cleaning and does not fail it */
  constructor(era: Era, slots: number) {
    const switches = brokerSwitches(resolveConfig("broker", {}, era));
    const canFill = switches.cleanerOffsetMap === "partialSegments";
    this.settings = { ...switches, "log.cleaner.enable": true };
    this.cleaner = new Cleaner(canFill ? slots : 100, 0.9, switches);
    this.log = this.boot();
  }

  /** Everything is flushed, so that a power loss takes nothing of it. */
  write(batch: RecordBatch): void {
    this.log.appendAsFollower([batch]);
    this.log.updateHighWatermark(this.log.logEndOffset);
    this.log.flush();
  }

  roll(): void {
    const { log } = this;
    if (log.segments.active.baseOffset < log.logEndOffset) {
      log.segments.add(log.logEndOffset, log.config);
    }
  }

  clean(nowMs: number): void {
    const manager = this.machine.manager.cleanerManager;
    const cleanable = manager?.grabFilthiestCompactedLog(nowMs) ?? null;
    if (cleanable === null) return;
    manager?.doneCleaning(this.log, this.cleaner.clean(cleanable, nowMs));
  }

  /** The process ends, or the machine does, and starts again. */
  restart(how: "kill" | "powerLoss" | "restart"): void {
    if (how === "restart") this.machine.manager.shutdown();
    if (how === "powerLoss") {
      for (const name of this.machine.disk.fileNames()) {
        const file = this.machine.disk.file(name);
        file.loseTail(file.syncedEntries, false);
      }
    }
    this.log = this.boot();
    this.log.updateHighWatermark(this.log.logEndOffset);
  }

  get batches(): readonly RecordBatch[] {
    return this.log.segments.all.flatMap(({ batches }) => batches);
  }

  private boot(): Log {
    this.machine.start(this.settings);
    return this.machine.log({ "cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.1" });
  }
}

/** The table that a log is: the last value of each key; a tombstone is as good as nothing. */
function tableOf(batches: readonly RecordBatch[]): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const { key, value } of batches.flatMap(({ records }) => records)) {
    if (key === null) continue;
    if (value === null) table.delete(key);
    else table.set(key, value);
  }
  return new Map([...table].sort(([x], [y]) => (x < y ? -1 : 1)));
}

function offsetsOf(batches: readonly RecordBatch[]): readonly number[] {
  return batches.flatMap((batch) => batch.records.map((_, i) => batch.offsetOf(i)));
}

let written = 0;

function batchesOf(
  records: readonly (readonly [key: number, gone: boolean])[],
  baseOffset: number,
): readonly RecordBatch[] {
  const made = records.map(([key, gone]) => {
    const value = gone ? null : `v${++written}`;
    return { id: written, key: `k${key}`, value, timestampMs: 1000, sizeBytes: 10 };
  });
  const batch = new RecordBatch({
    id: 1,
    baseOffset,
    partitionLeaderEpoch: 0,
    maxTimestampMs: 1000,
    sizeBytes: 0,
    records: made,
  });
  return [batch.with({ sizeBytes: batchSizeInBytes(batch) })];
}

describe("compaction keeps the table that a log is", () => {
  test("whatever is written, rolled, cleaned and restarted, on replicas that do so at different times", () => {
    fc.assert(
      fc.property(
        era,
        fc.integer({ min: 3, max: 8 }),
        fc.array(fc.tuple(deed, fc.boolean(), fc.boolean()), { minLength: 5, maxLength: 60 }),
        (era, slots, deeds) => {
          const replicas = [new Replica(era, 100), new Replica(era, slots)];
          const whole: RecordBatch[] = [];
          let nowMs = 1000;
          for (const [what, ...by] of deeds) {
            if (what.kind === "write") {
              const batches = batchesOf(what.records, whole.at(-1)?.nextOffset ?? 0);
              whole.push(...batches);
              for (const batch of batches) for (const each of replicas) each.write(batch);
              continue;
            }
            if (what.kind === "clean") nowMs += what.laterMs;
            replicas.forEach((replica, i) => {
              if (by[i] !== true) return;
              if (what.kind === "roll") replica.roll();
              else if (what.kind === "clean") replica.clean(nowMs);
              else replica.restart(what.kind);
            });
            for (const { batches, log } of replicas) {
              expect([...tableOf(batches)]).toEqual([...tableOf(whole)]);
              const offsets = offsetsOf(batches);
              expect(offsets.every((offset, j) => offset > (offsets[j - 1] ?? -1))).toBe(true);
              expect(log.logEndOffset).toBe(whole.at(-1)?.nextOffset ?? 0);
              for (const { sizeBytes, batches } of log.segments.all) {
                expect(sizeBytes).toBe(batches.reduce((sum, one) => sum + one.sizeBytes, 0));
              }
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
