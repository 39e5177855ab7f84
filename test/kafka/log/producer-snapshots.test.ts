import { describe, expect, test } from "vitest";
import { snapshotOffsetToRetain } from "../../../sim/kafka/log/snapshot-retention.ts";
import { appendAll, batchOf, LogMachine } from "./support.ts";

const SMALL = { "segment.bytes": "250" };

/** Segments from 0, 4, 8 and 12 on. */
function fourSegments(producerSnapshots: string): LogMachine {
  const machine = new LogMachine();
  machine.start({ producerSnapshots });
  appendAll(machine.log(SMALL), 0, 2, 2, 2, 2, 2, 2, 2);
  return machine;
}

const offsets = (machine: LogMachine) => machine.log(SMALL).producerState.snapshotOffsets;

describe("the snapshots of a log's producers", () => {
  test("are one for each segment since KAFKA-9393", () => {
    const machine = fourSegments("eachSegment");
    machine.manager.checkpointRecoveryPoints();
    machine.log(SMALL).flush();
    expect(offsets(machine)).toEqual([4, 8, 12]);
    machine.log(SMALL).updateHighWatermark(14);
    machine.log(SMALL).deleteOldestSegments(2);
    expect(offsets(machine)).toEqual([8, 12]);
  });

  test("before the last two segments go with a flush in 0.11", () => {
    const machine = fourSegments("lastTwoSegments");
    machine.log(SMALL).flush();
    expect(offsets(machine)).toEqual([8, 12]);
  });

  test("before the recovery point go when it is checkpointed, until KAFKA-9393", () => {
    const machine = fourSegments("unflushedToo");
    machine.log(SMALL).flush();
    expect(offsets(machine)).toEqual([4, 8, 12]);
    machine.manager.checkpointRecoveryPoints();
    expect(offsets(machine)).toEqual([8, 12]);
  });

  test("from the recovery point on stay, until KAFKA-9393", () => {
    const { all } = fourSegments("unflushedToo").log(SMALL).segments;
    expect(snapshotOffsetToRetain(all, 0)).toBe(0);
    expect(snapshotOffsetToRetain(all, 5)).toBe(4);
    expect(snapshotOffsetToRetain(all, 8)).toBe(4);
    expect(snapshotOffsetToRetain(all, 14)).toBe(8);
  });

  test.each([true, false])(
    "leave one batch of a producer after a restart, clean: %s",
    (isClean) => {
      const machine = new LogMachine();
      const batches = [0, 1, 2].map((sequence) => batchOf(1, { id: 1, epoch: 0, sequence }));
      for (const batch of batches) machine.log().appendAsLeader(batch, 0, "client");
      if (isClean) machine.manager.shutdown();
      machine.start();
      const known = batches.map((batch) => machine.log().producerState.findDuplicate(batch));
      expect(known).toEqual([null, null, expect.objectContaining({ firstOffset: 2 })]);
    },
  );

  test("are not needed for what lies behind them in the log", () => {
    const log = new LogMachine().log();
    const batches = [0, 1, 2].map((sequence) => batchOf(1, { id: 1, epoch: 0, sequence }));
    for (const batch of batches) log.appendAsLeader(batch, 0, "client");
    log.truncateTo(2, "a test");
    const known = batches.map((batch) => log.producerState.findDuplicate(batch)?.firstOffset);
    expect(known).toEqual([0, 1, undefined]);
  });
});
