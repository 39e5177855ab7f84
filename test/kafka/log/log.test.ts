import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { UnexpectedAppendOffsetError } from "../../../sim/kafka/log/log-append-info.ts";
import { offsetForTimestamp } from "../../../sim/kafka/log/offset-lookup.ts";
import { appendAll, batchOf, LogMachine } from "./support.ts";

const entries = (machine: LogMachine) =>
  machine.log().leaderEpochCache.entries.map(({ epoch, startOffset }) => [epoch, startOffset]);

describe("a log", () => {
  test("gives each batch the next offsets and the leader's epoch", () => {
    const machine = new LogMachine();
    appendAll(machine.log(), 0, 3, 2);
    appendAll(machine.log(), 4, 1);
    expect(machine.log().logEndOffset).toBe(6);
    expect(entries(machine)).toEqual([
      [0, 0],
      [4, 5],
    ]);
  });

  test("refuses batches that are larger than the topic allows, or than a segment", () => {
    const machine = new LogMachine();
    const tooLarge = machine
      .log({ "max.message.bytes": "100" })
      .appendAsLeader(batchOf(5), 0, "client");
    expect(tooLarge).toMatchObject({ error: Errors.MESSAGE_TOO_LARGE, firstOffset: -1 });
    const list = machine.log({ "segment.bytes": "100" }).appendAsLeader(batchOf(5), 0, "client");
    expect(list.error).toBe(Errors.RECORD_LIST_TOO_LARGE);
    expect(machine.log().logEndOffset).toBe(0);
  });

  test("notes its leader's epoch before it finds that a batch is larger than a segment", () => {
    const machine = new LogMachine();
    const log = machine.log({ "segment.bytes": "100" });
    expect(log.appendAsLeader(batchOf(5), 3, "client").error).toBe(Errors.RECORD_LIST_TOO_LARGE);
    expect(log.leaderEpochCache.entries).toEqual([{ epoch: 3, startOffset: 0 }]);
  });

  test("reads nothing of the batch that its bound lies in", () => {
    const log = new LogMachine().log();
    appendAll(log, 0, 4, 4);
    expect(log.read(0, 6, 1000, true)?.map(({ baseOffset }) => baseOffset)).toEqual([0]);
    expect(log.read(5, 6, 1000, true)).toEqual([]);
    expect(log.segments.bytesBetween(4, 6, 1000)).toBe(0);
  });

  test("reads whole batches, up to a bound and a size, at least one if it must", () => {
    const machine = new LogMachine();
    const log = machine.log();
    appendAll(log, 0, 2, 2, 2, 2);
    const bases = (offset: number, end: number, bytes: number, one: boolean) =>
      log.read(offset, end, bytes, one)?.map(({ baseOffset }) => baseOffset) ?? null;
    expect(bases(0, 8, 1000, true)).toEqual([0, 2, 4, 6]);
    expect(bases(3, 8, 1000, true)).toEqual([2, 4, 6]);
    expect(bases(0, 4, 1000, true)).toEqual([0, 2]);
    expect(bases(4, 4, 1000, true)).toEqual([]);
    expect(bases(6, 4, 1000, true)).toEqual([]);
    expect(bases(0, 8, 250, true)).toEqual([0, 2]);
    expect(bases(0, 8, 10, true)).toEqual([0]);
    expect(bases(0, 8, 10, false)).toEqual([]);
    expect(bases(8, 8, 1000, true)).toEqual([]);
    expect(bases(9, 8, 1000, true)).toBeNull();
  });

  test("reads from one segment at a time", () => {
    const machine = new LogMachine();
    const log = machine.log({ "segment.bytes": "250" });
    appendAll(log, 0, 2, 2, 2, 2);
    expect(log.segments.all.map(({ baseOffset }) => baseOffset)).toEqual([0, 4]);
    expect(log.read(2, 8, 1000, true)?.map(({ baseOffset }) => baseOffset)).toEqual([2]);
    expect(log.segments.floor(3).baseOffset).toBe(0);
    expect(log.segments.floor(8).baseOffset).toBe(4);
  });

  test("finds the first record with a timestamp", () => {
    const machine = new LogMachine();
    const log = machine.log();
    log.appendAsLeader(batchOf(2, undefined, 100), 0, "client");
    log.appendAsLeader(batchOf(2, undefined, 200), 3, "client");
    expect(offsetForTimestamp(log, 101)).toEqual({ offset: 1, leaderEpoch: 0 });
    expect(offsetForTimestamp(log, 150)).toEqual({ offset: 2, leaderEpoch: 3 });
    expect(offsetForTimestamp(log, 300)).toBeNull();
  });

  test("keeps the high watermark within its bounds", () => {
    const machine = new LogMachine();
    const log = machine.log();
    appendAll(log, 0, 3);
    expect(log.updateHighWatermark(10)).toBe(3);
    expect(log.updateHighWatermark(1)).toBe(1);
    expect(log.maybeIncrementHighWatermark(1)).toBe(false);
    expect(log.maybeIncrementHighWatermark(2)).toBe(true);
    expect(() => log.maybeIncrementHighWatermark(4)).toThrow("beyond the end of the log");
    expect(log.maybeIncrementLogStartOffset(3)).toBe(false);
    expect(log.maybeIncrementLogStartOffset(2)).toBe(true);
    expect(log.logStartOffset).toBe(2);
    expect(log.updateHighWatermark(0)).toBe(2);
  });
});

describe("truncation", () => {
  test("takes records, epochs, the HW and the recovery point back", () => {
    const machine = new LogMachine();
    const log = machine.log();
    appendAll(log, 0, 2);
    appendAll(log, 1, 2);
    appendAll(log, 2, 2);
    log.updateHighWatermark(6);
    log.flush();
    machine.manager.truncateTo(log, 2, "test");
    expect(log.logEndOffset).toBe(2);
    expect(log.highWatermark).toBe(2);
    expect(log.recoveryPoint).toBe(2);
    expect(entries(machine)).toEqual([[0, 0]]);
    expect(machine.directory.recoveryPoints.get(machine.tp)).toBe(2);
  });

  test("beyond the end drops only an epoch that never got a record", () => {
    const machine = new LogMachine();
    const log = machine.log();
    appendAll(log, 19, 2);
    log.leaderEpochCache.assign(20, 2);
    log.truncateTo(2, "test");
    expect(entries(machine)).toEqual([[19, 0]]);
    log.leaderEpochCache.assign(24, 2);
    log.truncateTo(7, "test");
    expect(entries(machine)).toEqual([[19, 0]]);
    expect(log.logEndOffset).toBe(2);
  });

  test("removes the segments behind the new end", () => {
    const machine = new LogMachine();
    const log = machine.log({ "segment.bytes": "150" });
    appendAll(log, 0, 2, 2, 2);
    expect(machine.disk.fileNames()).toHaveLength(3);
    log.truncateTo(2, "test");
    expect(machine.disk.fileNames()).toHaveLength(2);
    appendAll(log, 1, 1);
    expect(log.logEndOffset).toBe(3);
  });

  test("of everything starts anew at an offset", () => {
    const machine = new LogMachine();
    const log = machine.log();
    appendAll(log, 0, 2, 2);
    log.updateHighWatermark(3);
    log.truncateFullyAndStartAt(40, "test");
    expect([log.logStartOffset, log.highWatermark, log.logEndOffset]).toEqual([40, 40, 40]);
    expect(entries(machine)).toEqual([]);
    expect(machine.disk.fileNames()).toEqual(["/data/t-0/00000000000000000040.log"]);
  });

  test("forgets the producer's batches that are gone, and only those", () => {
    const machine = new LogMachine();
    const log = machine.log();
    const send = (sequence: number) =>
      log.appendAsLeader(batchOf(1, { id: 5, epoch: 0, sequence }), 0, "client");
    for (let sequence = 0; sequence < 4; sequence++) send(sequence);
    log.truncateTo(2, "test");
    expect(send(1)).toMatchObject({ duplicate: true, firstOffset: 1 });
    expect(send(3).error).toBe(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(send(2)).toMatchObject({ error: Errors.NONE, duplicate: false, firstOffset: 2 });
  });
});

describe("a follower's log", () => {
  test("takes the leader's batches as they are, gaps included", () => {
    const machine = new LogMachine();
    const log = machine.log();
    log.appendAsFollower([batchOf(2).stored(27, 19)]);
    expect([log.logStartOffset, log.logEndOffset, log.latestEpoch]).toEqual([0, 29, 19]);
  });

  test("refuses what lies before its end", () => {
    const machine = new LogMachine();
    const log = machine.log();
    log.appendAsFollower([batchOf(2).stored(0, 0)]);
    expect(() => log.appendAsFollower([batchOf(1).stored(1, 0)])).toThrow(
      UnexpectedAppendOffsetError,
    );
  });
});

describe("loading", () => {
  test("after an unclean end takes the epochs from the batches and drops those beyond the end", () => {
    const machine = new LogMachine();
    appendAll(machine.log(), 0, 2);
    machine.log().flush();
    appendAll(machine.log(), 3, 2);
    machine.manager.checkpointRecoveryPoints();
    const file = machine.file();
    file.truncate(file.syncedEntries);
    machine.start();
    expect(machine.log().logEndOffset).toBe(2);
    expect(entries(machine)).toEqual([[0, 0]]);
    expect(machine.log().recoveryPoint).toBe(2);
    expect(machine.log().highWatermark).toBe(0);
  });

  test("takes the clean-shutdown mark away, so that the next crash is one", () => {
    const machine = new LogMachine();
    appendAll(machine.log(), 0, 2);
    machine.manager.shutdown();
    expect(machine.directory.hasCleanShutdownMark).toBe(true);
    machine.start();
    expect(machine.directory.hasCleanShutdownMark).toBe(false);
  });

  test("starts where the log start offset was checkpointed", () => {
    const machine = new LogMachine();
    appendAll(machine.log(), 0, 2, 2);
    machine.log().updateHighWatermark(4);
    machine.log().maybeIncrementLogStartOffset(3);
    machine.manager.checkpointLogStartOffsets();
    machine.start();
    expect(machine.log().logStartOffset).toBe(3);
    expect(entries(machine)).toEqual([[0, 3]]);
  });

  test("after a power loss below the log start offset begins anew there", () => {
    const machine = new LogMachine();
    appendAll(machine.log(), 0, 2, 2);
    machine.log().updateHighWatermark(4);
    machine.log().maybeIncrementLogStartOffset(3);
    machine.manager.checkpointLogStartOffsets();
    machine.file().truncate(0);
    machine.start();
    expect([machine.log().logStartOffset, machine.log().logEndOffset]).toEqual([3, 3]);
  });
});

describe("whatever is done to a log", () => {
  const step = fc.oneof(
    fc.record({ op: fc.constant("append" as const), count: fc.integer({ min: 1, max: 4 }) }),
    fc.record({ op: fc.constant("truncate" as const), share: fc.integer({ min: 0, max: 100 }) }),
    fc.record({ op: fc.constant("commit" as const), share: fc.integer({ min: 0, max: 100 }) }),
    fc.record({ op: fc.constant("restart" as const) }),
  );

  property.prop([fc.array(step, { maxLength: 40 })])(
    "its offsets are in order, its epochs ascend, and every record is found by its offset",
    (steps) => {
      const machine = new LogMachine();
      let epoch = 0;
      const bases: number[] = [];
      for (const action of steps) {
        const log = machine.log({ "segment.bytes": "300" });
        if (action.op === "append") {
          log.leaderEpochCache.assign(epoch, log.logEndOffset);
          bases.push(log.logEndOffset);
          appendAll(log, epoch, action.count);
        } else if (action.op === "truncate") {
          // Followers truncate to the beginning of a batch.
          const target = bases[Math.floor((bases.length * action.share) / 101)] ?? 0;
          log.truncateTo(target, "test");
          while ((bases.at(-1) ?? -1) >= target) bases.pop();
          epoch++;
        } else if (action.op === "commit") {
          log.updateHighWatermark(Math.floor((log.logEndOffset * action.share) / 100));
        } else {
          machine.start();
        }
        const now = machine.log({ "segment.bytes": "300" });
        expect(now.logStartOffset).toBeLessThanOrEqual(now.highWatermark);
        expect(now.highWatermark).toBeLessThanOrEqual(now.logEndOffset);
        expect(now.recoveryPoint).toBeLessThanOrEqual(now.logEndOffset);
        for (let offset = 0; offset < now.logEndOffset; offset++) {
          const batch = now.read(offset, now.logEndOffset, 1, true)?.[0];
          expect(batch?.baseOffset).toBeLessThanOrEqual(offset);
          expect(batch?.lastOffset).toBeGreaterThanOrEqual(offset);
        }
        now.leaderEpochCache.entries.reduce(
          (before, entry) => {
            expect(entry.epoch).toBeGreaterThan(before.epoch);
            expect(entry.startOffset).toBeGreaterThan(before.startOffset);
            return entry;
          },
          { epoch: -1, startOffset: -1 },
        );
      }
    },
  );
});
