import { describe, expect, test } from "vitest";
import type { Log } from "../../../sim/kafka/log/log.ts";
import type { AbortedTxn } from "../../../sim/kafka/log/transaction-index.ts";
import { TransactionIndex } from "../../../sim/kafka/log/transaction-index.ts";
import { batchOf, LogMachine } from "./support.ts";

const SMALL = { "segment.bytes": "250" };

function index(...entries: readonly AbortedTxn[]): TransactionIndex {
  let stored: readonly AbortedTxn[] = [];
  const made = new TransactionIndex({
    read: () => stored,
    write: (all) => {
      stored = all;
    },
  });
  for (const entry of entries) made.append(entry);
  return made;
}

const aborted = (
  producerId: number,
  firstOffset: number,
  lastOffset: number,
  lastStableOffset: number,
): AbortedTxn => ({ producerId, firstOffset, lastOffset, lastStableOffset });

describe("the transaction index of a segment", () => {
  const FIVE = [
    aborted(0, 0, 10, 11),
    aborted(1, 5, 15, 13),
    aborted(2, 18, 35, 25),
    aborted(3, 32, 50, 40),
  ];

  test("finds what has something in a range, and says whether later segments matter", () => {
    const all = index(...FIVE);
    expect(all.collectAbortedTxns(0, 100)).toEqual({
      abortedTransactions: FIVE,
      isComplete: false,
    });
    expect(all.collectAbortedTxns(0, 32)).toEqual({
      abortedTransactions: FIVE.slice(0, 3),
      isComplete: true,
    });
    expect(all.collectAbortedTxns(16, 35)).toEqual({
      abortedTransactions: FIVE.slice(2),
      isComplete: true,
    });
    expect(all.collectAbortedTxns(25, 26)).toEqual({
      abortedTransactions: FIVE.slice(2, 3),
      isComplete: true,
    });
  });

  test("is cut by the offsets of the markers", () => {
    const all = index(...FIVE);
    all.truncateTo(51);
    expect(all.entries).toEqual(FIVE);
    all.truncateTo(50);
    expect(all.entries).toEqual(FIVE.slice(0, 3));
    all.reset();
    expect(all.entries).toEqual([]);
  });

  test("takes markers in their order only", () => {
    expect(() => index(aborted(0, 0, 10, 11)).append(aborted(1, 2, 10, 11))).toThrow("order");
  });
});

/** Producer 1 aborts, from offset 0 to 2; producer 2 from 3 to 5, in the next segment. */
function twoAborted(machine: LogMachine): Log {
  const log = machine.log(SMALL);
  for (const [id, sequence] of [
    [1, 0],
    [1, 1],
    [1, -1],
    [2, 0],
    [2, 1],
    [2, -1],
  ] as const) {
    const batch = batchOf(1, { id, epoch: 0, sequence }).with({
      isTransactional: true,
      marker: sequence < 0 ? { type: "ABORT", coordinatorEpoch: 0 } : null,
    });
    log.appendAsLeader(batch, 0, sequence < 0 ? "coordinator" : "client");
  }
  expect(log.segments.all.map(({ baseOffset }) => baseOffset)).toEqual([0, 3]);
  return log;
}

const BOTH = [aborted(1, 0, 2, 3), aborted(2, 3, 5, 6)];
const all = (log: Log) => log.collectAbortedTransactions(0, log.logEndOffset);

describe("the aborted transactions of a log", () => {
  test("are found over its segments", () => {
    const log = twoAborted(new LogMachine());
    expect(all(log)).toEqual(BOTH);
    expect(log.collectAbortedTransactions(3, 6)).toEqual([BOTH[1]]);
    expect(log.collectAbortedTransactions(0, 3)).toEqual([BOTH[0]]);
  });

  test("go with what is truncated", () => {
    const log = twoAborted(new LogMachine());
    log.truncateTo(5, "a test");
    expect(all(log)).toEqual([BOTH[0]]);
    expect(log.firstUnstableOffset).toBe(3);
    log.truncateTo(2, "a test");
    expect(all(log)).toEqual([]);
    expect(log.firstUnstableOffset).toBe(0);
  });

  test("go with deleted segments", () => {
    const log = twoAborted(new LogMachine());
    log.updateHighWatermark(6);
    log.deleteOldestSegments(1);
    expect(log.transactionIndex(log.segments.first).entries).toEqual([BOTH[1]]);
    expect(log.collectAbortedTransactions(0, 6)).toEqual([BOTH[1]]);
  });

  test("are on the disk after a clean shutdown", () => {
    const machine = new LogMachine();
    twoAborted(machine);
    machine.manager.shutdown();
    machine.start();
    expect(all(machine.log(SMALL))).toEqual(BOTH);
  });

  test("are found again in the batches after a crash", () => {
    const machine = new LogMachine();
    twoAborted(machine);
    const { directory } = machine;
    for (const base of [0, 3]) directory.writeAbortedTransactions("t-0", base, []);
    machine.start();
    expect(all(machine.log(SMALL))).toEqual(BOTH);
  });

  test("do not hold back readers of what is committed", () => {
    const log = twoAborted(new LogMachine());
    log.updateHighWatermark(5);
    expect(log.lastStableOffset).toBe(3);
    log.updateHighWatermark(6);
    expect(log.lastStableOffset).toBe(6);
  });

  test("begin for readers where the log does", () => {
    const log = new LogMachine().log();
    const batch = batchOf(3, { id: 1, epoch: 0, sequence: 0 }).with({ isTransactional: true });
    log.appendAsLeader(batch, 0, "client");
    log.updateHighWatermark(3);
    log.maybeIncrementLogStartOffset(2);
    expect(log.firstUnstableOffset).toBe(2);
    expect(log.lastStableOffset).toBe(2);
  });
});
