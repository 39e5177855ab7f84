import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { findBatch, rotBatch } from "../../../sim/kafka/log/rotten-batch.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { appendAll, batchOf, LogMachine } from "./support.ts";

const SMALL = { "segment.bytes": "250" };

/** Segments of two batches of two records: offsets 0 to 3, 4 to 7, 8 and 9. */
function threeSegments(): LogMachine {
  const machine = new LogMachine();
  appendAll(machine.log(SMALL), 0, 2, 2, 2, 2, 2);
  expect(bases(machine)).toEqual([0, 4, 8]);
  return machine;
}

const bases = (machine: LogMachine) => machine.log(SMALL).segments.all.map((one) => one.baseOffset);

/** The power goes while that entry of a segment is written. */
function tear(machine: LogMachine, baseOffset: number, entry: number): void {
  machine.file(baseOffset).loseTail(entry, true);
}

/** The batch with that record rots on the disk. */
function rotAt({ disk }: LogMachine, offset: number): void {
  rotBatch(present(findBatch(disk, "t-0", offset), "it has the record"));
}

describe("recovery after an unclean end", () => {
  test("drops a torn batch", () => {
    const machine = threeSegments();
    tear(machine, 8, 0);
    machine.start();
    expect(machine.log(SMALL).logEndOffset).toBe(8);
    expect(bases(machine)).toEqual([0, 4, 8]);
    appendAll(machine.log(SMALL), 1, 1);
    expect(machine.log(SMALL).read(8, 9, 1000, true)).toHaveLength(1);
  });

  test("drops with a torn batch everything that follows it, later segments included", () => {
    const machine = threeSegments();
    machine.log(SMALL).recoveryPoint = 4;
    machine.manager.checkpointRecoveryPoints();
    tear(machine, 4, 1);
    machine.start();
    expect(machine.log(SMALL).logEndOffset).toBe(6);
    expect(bases(machine)).toEqual([0, 4]);
    expect(machine.disk.fileNames()).toHaveLength(2);
  });

  test("does not look at segments before that of the recovery point", () => {
    const machine = threeSegments();
    machine.manager.checkpointRecoveryPoints();
    expect(machine.log(SMALL).recoveryPoint).toBe(8);
    tear(machine, 4, 1);
    machine.start();
    expect(machine.log(SMALL).logEndOffset).toBe(10);
  });

  test("drops what rotted, and what follows it, but only in the segments that it reads", () => {
    const machine = threeSegments();
    machine.log(SMALL).recoveryPoint = 4;
    machine.manager.checkpointRecoveryPoints();
    rotAt(machine, 1);
    machine.start();
    expect(machine.log(SMALL).logEndOffset).toBe(10);
    rotAt(machine, 6);
    machine.start();
    expect(machine.log(SMALL).logEndOffset).toBe(6);
    expect(bases(machine)).toEqual([0, 4]);
  });

  test("that rotted is served after a clean shutdown", () => {
    const machine = threeSegments();
    machine.manager.shutdown();
    rotAt(machine, 9);
    machine.start();
    const read = machine.log(SMALL).read(8, 10, 1000, true) ?? [];
    expect(read.map(({ isValid }) => isValid)).toEqual([false]);
  });

  test("looks at every segment without a checkpoint of the recovery point", () => {
    const machine = threeSegments();
    tear(machine, 0, 1);
    machine.start();
    expect(machine.log(SMALL).logEndOffset).toBe(2);
    expect(bases(machine)).toEqual([0]);
  });

  test("is skipped after a clean shutdown", () => {
    const machine = threeSegments();
    machine.manager.shutdown();
    tear(machine, 4, 1);
    machine.start();
    expect(machine.log(SMALL).logEndOffset).toBe(10);
    expect(machine.log(SMALL).recoveryPoint).toBe(10);
  });

  test("does not raise the recovery point", () => {
    const machine = threeSegments();
    machine.manager.checkpointRecoveryPoints();
    machine.start();
    expect(machine.log(SMALL).recoveryPoint).toBe(8);
  });

  test.each([
    ["kept", 1],
    ["logEnd", 0],
  ])(
    "with recoveryPointAfterRecovery=%s leaves %i batches on the disk at the next clean shutdown",
    (recoveryPointAfterRecovery, synced) => {
      const machine = new LogMachine();
      appendAll(machine.log(), 0, 2);
      machine.start({ recoveryPointAfterRecovery });
      machine.manager.shutdown();
      expect(machine.file().syncedEntries).toBe(synced);
    },
  );
});

describe("a log of a message format without leader epochs", () => {
  const epochs = (machine: LogMachine) => machine.log().leaderEpochCache.entries;

  test.each([true, false])("forgets those it had when it is loaded (clean: %s)", (clean) => {
    const machine = new LogMachine();
    appendAll(machine.log(), 3, 2);
    if (clean) machine.manager.shutdown();
    machine.start({ truncation: "hw" });
    expect(epochs(machine)).toEqual([]);
    expect(machine.directory.leaderEpochs("t-0")).toEqual([]);
  });

  test("notes none of the batches that a newer leader wrote", () => {
    const machine = new LogMachine();
    machine.start({ truncation: "hw" });
    machine.log().appendAsFollower([batchOf(2).stored(0, 3)]);
    expect(epochs(machine)).toEqual([]);
  });
});

describe("producer snapshots", () => {
  const offsets = (machine: LogMachine) =>
    machine.directory.producerSnapshots("t-0").map(({ offset }) => offset);
  const send = (machine: LogMachine, sequence: number) =>
    machine.log(SMALL).appendAsLeader(batchOf(2, { id: 5, epoch: 0, sequence }), 0, "client");

  function sent(batches: number): LogMachine {
    const machine = new LogMachine();
    for (let i = 0; i < batches; i++) send(machine, 2 * i);
    return machine;
  }

  test("are taken when a segment rolls and at a clean shutdown", () => {
    const machine = sent(5);
    expect(offsets(machine)).toEqual([4, 8]);
    machine.manager.shutdown();
    expect(offsets(machine)).toEqual([4, 8, 10]);
  });

  test("are taken of every segment that is recovered", () => {
    const machine = sent(5);
    machine.directory.writeProducerSnapshots("t-0", []);
    machine.start();
    expect(offsets(machine)).toEqual([4, 8, 10]);
  });

  test("beyond the end of a recovered log are gone", () => {
    const machine = sent(5);
    tear(machine, 4, 1);
    machine.start();
    expect(machine.log(SMALL).logEndOffset).toBe(6);
    expect(offsets(machine)).toEqual([4, 6]);
    expect(send(machine, 6).error).toBe(Errors.NONE);
  });

  test("that belong to no segment go at the next start, but for the one at the end", () => {
    const machine = sent(5);
    machine.manager.shutdown();
    machine.start();
    send(machine, 10);
    machine.manager.shutdown();
    expect(offsets(machine)).toEqual([4, 8, 10, 12]);
    machine.start();
    expect(offsets(machine)).toEqual([4, 8, 12]);
  });

  test("hold the last batch of each producer only", () => {
    const machine = sent(3);
    expect(send(machine, 0)).toMatchObject({ error: Errors.NONE, duplicate: true });
    machine.manager.shutdown();
    machine.start();
    expect(send(machine, 4)).toMatchObject({ error: Errors.NONE, duplicate: true });
    expect(send(machine, 2).error).toBe(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
  });
});
