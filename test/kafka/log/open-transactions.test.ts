import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import type { Log } from "../../../sim/kafka/log/log.ts";
import { RecordBatch } from "../../../sim/kafka/record/record-batch.ts";
import { batchOf, LogMachine } from "./support.ts";

/** A batch of producer 1 in a transaction. */
function transactional(sequence: number, count = 1, epoch = 0): RecordBatch {
  const { records, sizeBytes } = batchOf(count);
  return new RecordBatch({
    id: 1,
    producerId: 1,
    producerEpoch: epoch,
    baseSequence: sequence,
    maxTimestampMs: 1,
    sizeBytes,
    records,
    isTransactional: true,
  });
}

function marker(type: "COMMIT" | "ABORT", epoch = 0, coordinatorEpoch = 0): RecordBatch {
  const { records, sizeBytes } = batchOf(1);
  return new RecordBatch({
    id: 1,
    producerId: 1,
    producerEpoch: epoch,
    maxTimestampMs: 1,
    sizeBytes,
    records,
    isTransactional: true,
    marker: { type, coordinatorEpoch },
  });
}

function append(log: Log, batch: RecordBatch): number {
  const origin = batch.marker === null ? "client" : "coordinator";
  return log.appendAsLeader(batch, 0, origin).error;
}

describe("the last stable offset", () => {
  test("stays where an open transaction begins, while the high watermark rises", () => {
    const log = new LogMachine().log();
    append(log, batchOf(2));
    append(log, transactional(0, 3));
    append(log, batchOf(1));
    log.updateHighWatermark(6);
    expect(log.lastStableOffset).toBe(2);
  });

  test("waits for the marker to be below the high watermark", () => {
    const log = new LogMachine().log();
    append(log, transactional(0, 3));
    append(log, marker("COMMIT"));
    log.updateHighWatermark(3);
    expect(log.lastStableOffset).toBe(0);
    log.updateHighWatermark(4);
    expect(log.lastStableOffset).toBe(4);
  });

  test("is the high watermark without transactions", () => {
    const log = new LogMachine().log();
    append(log, batchOf(3));
    log.updateHighWatermark(2);
    expect(log.lastStableOffset).toBe(2);
  });

  test("goes back with a truncation that takes the marker", () => {
    const log = new LogMachine().log();
    append(log, transactional(0, 2));
    append(log, marker("ABORT"));
    log.updateHighWatermark(3);
    log.truncateTo(2, "test");
    expect(log.producerState.firstUndecidedOffset).toBe(0);
    expect(log.lastStableOffset).toBe(0);
  });

  test("is known after a restart", () => {
    const machine = new LogMachine();
    append(machine.log(), transactional(0, 2));
    machine.manager.shutdown();
    machine.start();
    const log = machine.log();
    log.updateHighWatermark(2);
    expect(log.lastStableOffset).toBe(0);
  });
});

describe("a batch of a transaction", () => {
  test("may not be followed by one outside of it", () => {
    const log = new LogMachine().log();
    append(log, transactional(0));
    const plain = batchOf(1, { id: 1, epoch: 0, sequence: 1 });
    expect(append(log, plain)).toBe(Errors.INVALID_TXN_STATE);
    expect(log.logEndOffset).toBe(1);
  });

  test("of the next transaction is numbered on after the marker", () => {
    const log = new LogMachine().log();
    append(log, transactional(0));
    append(log, marker("COMMIT"));
    expect(append(log, transactional(0))).toBe(Errors.NONE);
    expect(append(log, transactional(2))).toBe(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(append(log, transactional(1))).toBe(Errors.NONE);
  });

  test("of an older epoch than the last marker is refused", () => {
    const log = new LogMachine().log();
    append(log, transactional(0));
    append(log, marker("ABORT", 1));
    expect(append(log, transactional(1, 1, 0))).toBe(Errors.INVALID_PRODUCER_EPOCH);
  });
});

test("a marker of an older coordinator is refused", () => {
  const log = new LogMachine().log();
  append(log, transactional(0));
  append(log, marker("COMMIT", 0, 5));
  expect(append(log, marker("COMMIT", 0, 4))).toBe(Errors.TRANSACTION_COORDINATOR_FENCED);
});
