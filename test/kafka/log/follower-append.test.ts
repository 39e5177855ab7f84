import { describe, expect, test } from "vitest";
import { RecordBatchTooLargeError } from "../../../sim/kafka/log/log-append-info.ts";
import { ProducerAppendError } from "../../../sim/kafka/log/producer-append-validation.ts";
import type { RecordBatch } from "../../../sim/kafka/record/record-batch.ts";
import { batchOf, LogMachine } from "./support.ts";

/** Bytes of a batch of one record. */
const ONE = batchOf(1).sizeBytes;

/** Batches of one record each, as the leader stored them from `baseOffset` on. */
function fetched(baseOffset: number, count: number): readonly RecordBatch[] {
  return Array.from({ length: count }, (_, i) => batchOf(1).stored(baseOffset + i, 0));
}

const bases = ({ segments }: ReturnType<LogMachine["log"]>) =>
  segments.all.map(({ baseOffset }) => baseOffset);

describe("what one fetch brings", () => {
  test("is appended to one segment: a follower's segments are not its leader's", () => {
    const settings = { "segment.bytes": String(5 * ONE) };
    const leader = new LogMachine().log(settings);
    const follower = new LogMachine().log(settings);
    for (const batch of fetched(0, 12)) leader.appendAsFollower([batch]);
    for (const from of [0, 3, 6, 9]) follower.appendAsFollower(fetched(from, 3));
    expect(bases(leader)).toEqual([0, 5, 10]);
    expect(bases(follower)).toEqual([0, 3, 6, 9]);
    expect(follower.logEndOffset).toBe(12);
  });

  test("does not go into a segment that may not be so large, nor does part of it", () => {
    const log = new LogMachine().log({ "segment.bytes": String(2 * ONE) });
    expect(() => log.appendAsFollower(fetched(0, 3))).toThrow(RecordBatchTooLargeError);
    expect(log.logEndOffset).toBe(0);
  });

  test("counts as one for the indexes", () => {
    const log = new LogMachine().log({ "index.interval.bytes": "0" });
    log.appendAsFollower(fetched(0, 3));
    log.appendAsFollower(fetched(3, 3));
    log.appendAsFollower(fetched(6, 3));
    const { offsets } = log.segments.active.indexes;
    expect(offsets.map(({ offset }) => offset)).toEqual([5, 8]);
  });

  test("rolls a segment that waited for the latest of its records", () => {
    const log = new LogMachine().log({ "segment.ms": "100" });
    const at = (offset: number, ...times: readonly number[]) =>
      times.map((time, i) => batchOf(1, undefined, time).stored(offset + i, 0));
    log.appendAsFollower(at(0, 1000, 1500));
    log.appendAsFollower(at(2, 1600));
    expect(bases(log)).toEqual([0]);
    log.appendAsFollower(at(3, 1300, 1601));
    expect(bases(log)).toEqual([0, 3]);
  });

  test("begins a segment where it begins, with a snapshot of its own", () => {
    const machine = new LogMachine();
    const log = machine.log({ "segment.bytes": String(ONE) });
    log.appendAsFollower(fetched(0, 1));
    log.appendAsFollower(fetched(10, 1));
    expect(bases(log)).toEqual([0, 10]);
    expect(log.producerState.snapshotOffsets).toEqual([10]);
  });
});

describe("what one fetch brings of producers", () => {
  const of = (sequence: number, isTransactional = false) =>
    batchOf(1, { id: 7, epoch: 0, sequence }).with({ isTransactional });

  test("is refused as a whole by KAFKA-6003, which goes by what came before in it", () => {
    const machine = new LogMachine();
    machine.start({ "KAFKA-6003": true });
    const log = machine.log();
    log.appendAsFollower([of(0).stored(0, 0), of(1).stored(1, 0)]);
    expect(() => log.appendAsFollower([of(2).stored(2, 0), of(4).stored(3, 0)])).toThrow(
      ProducerAppendError,
    );
    expect(log.logEndOffset).toBe(2);
  });

  test("may not mix something plain into a transaction", () => {
    const log = new LogMachine().log();
    const plain = [of(0, true).stored(0, 0), of(1).stored(1, 0)];
    expect(() => log.appendAsFollower(plain)).toThrow(ProducerAppendError);
    log.appendAsFollower([of(0, true).stored(0, 0), of(5, true).stored(1, 0)]);
    expect(() => log.appendAsFollower([of(6).stored(2, 0)])).toThrow(ProducerAppendError);
    expect(log.logEndOffset).toBe(2);
  });
});
