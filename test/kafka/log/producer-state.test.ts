import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../../sim/kafka/config/config.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import type { ProducerSnapshot } from "../../../sim/kafka/log/producer-snapshot.ts";
import { ProducerStateManager } from "../../../sim/kafka/log/producer-state.ts";
import { producerStateConfig } from "../../../sim/kafka/log/producer-state-config.ts";
import type { RecordBatch } from "../../../sim/kafka/record/record-batch.ts";
import { batchOf } from "./support.ts";

const INT_MAX = 2_147_483_647;
const NOW_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;
const { NONE, OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID, INVALID_PRODUCER_EPOCH } = Errors;

function manager(era: Era = "2.8", settings: Readonly<Record<string, boolean | number>> = {}) {
  let snapshots: readonly ProducerSnapshot[] = [];
  return new ProducerStateManager(
    {
      readSnapshots: () => snapshots,
      writeSnapshots: (written) => {
        snapshots = written;
      },
    },
    producerStateConfig(resolveConfig("broker", settings, era)),
  );
}

/** A stored batch of the producer 1. */
const stored = (epoch: number, sequence: number, offset: number, count = 1, timestampMs = NOW_MS) =>
  batchOf(count, { id: 1, epoch, sequence }, timestampMs).stored(offset, 0);

const transactional = (sequence: number, offset: number) =>
  stored(0, sequence, offset).with({ isTransactional: true });

function marker(epoch: number, offset: number, type: "COMMIT" | "ABORT" = "COMMIT"): RecordBatch {
  return stored(epoch, -1, offset).with({ marker: { type, coordinatorEpoch: 0 } });
}

/** Accounts for batches as a log does. */
function update(state: ProducerStateManager, ...batches: readonly RecordBatch[]): void {
  for (const batch of batches) {
    const completed = state.update(batch);
    if (completed !== null) state.completeTxn(completed);
  }
}

describe("the batches of an idempotent producer", () => {
  test.each<[Era, number]>([
    ["0.11", OUT_OF_ORDER_SEQUENCE_NUMBER],
    ["1.1", UNKNOWN_PRODUCER_ID],
    ["2.4", UNKNOWN_PRODUCER_ID],
    ["2.6", NONE],
    ["3.9", NONE],
  ])("in %s that is not known begin with 0, or get %i", (era, error) => {
    expect(manager(era).validate(stored(0, 17, 0), "client")).toBe(error);
    expect(manager(era).validate(stored(0, 0, 0), "client")).toBe(NONE);
  });

  test.each<[Era, number]>([
    ["0.11", OUT_OF_ORDER_SEQUENCE_NUMBER],
    ["1.1", OUT_OF_ORDER_SEQUENCE_NUMBER],
    ["2.0", UNKNOWN_PRODUCER_ID],
    ["2.4", UNKNOWN_PRODUCER_ID],
    ["2.6", OUT_OF_ORDER_SEQUENCE_NUMBER],
  ])("in %s of which only a marker is known begin with 0, or get %i", (era, error) => {
    const state = manager(era);
    update(state, marker(2, 27));
    expect(state.validate(stored(0, 0, 28), "client")).toBe(INVALID_PRODUCER_EPOCH);
    expect(state.validate(stored(2, 17, 28), "client")).toBe(error);
    expect(state.validate(stored(2, 0, 28), "client")).toBe(NONE);
  });

  test("wrap from the greatest sequence number to 0, and not to 1", () => {
    const state = manager();
    update(state, stored(15, INT_MAX, 735));
    expect(state.validate(stored(15, 1, 736), "client")).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(state.validate(stored(15, 0, 736), "client")).toBe(NONE);
    update(state, stored(15, 0, 736));
    expect(state.entry(1)?.lastSequence).toBe(0);
  });

  test("may wrap within one batch", () => {
    const state = manager();
    const batch = stored(0, INT_MAX - 1, 0, 4);
    expect(batch.lastSequence).toBe(1);
    update(state, batch);
    expect(state.findDuplicate(batch)).toMatchObject({ firstOffset: 0, lastOffset: 3 });
    expect(state.validate(stored(0, 2, 4), "client")).toBe(NONE);
  });

  test("of a new epoch begin with 0", () => {
    const state = manager();
    update(state, stored(0, 9, 0));
    expect(state.validate(stored(1, 10, 1), "client")).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(state.validate(stored(1, 0, 1), "client")).toBe(NONE);
    expect(state.validate(stored(0, 10, 1), "client")).toBe(NONE);
    update(state, stored(1, 0, 1));
    expect(state.validate(stored(0, 10, 2), "client")).toBe(INVALID_PRODUCER_EPOCH);
  });

  test("are recognised if they are among the last five, as they were sent", () => {
    const state = manager();
    for (let i = 0; i < 6; i++) update(state, stored(0, i, i * 10));
    expect(state.findDuplicate(stored(0, 0, 0))).toBeNull();
    expect(state.validate(stored(0, 0, 0), "client")).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(state.findDuplicate(stored(0, 1, 0))).toMatchObject({ firstOffset: 10, lastOffset: 10 });
    expect(state.findDuplicate(stored(0, 4, 0, 2))).toBeNull();
    expect(state.findDuplicate(stored(1, 5, 0))).toBeNull();
  });

  test("in 0.11 are recognised only if it was the last", () => {
    const state = manager("0.11");
    update(state, stored(0, 0, 0), stored(0, 1, 1));
    expect(state.findDuplicate(stored(0, 0, 0))).toBeNull();
    expect(state.validate(stored(0, 0, 2), "client")).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(state.findDuplicate(stored(0, 1, 0))).toMatchObject({ firstOffset: 1 });
    expect(state.validate(stored(0, 1, 2), "client")).toBe(Errors.DUPLICATE_SEQUENCE_NUMBER);
  });

  test("in 0.11 a repetition after the marker is told the marker's offset", () => {
    const state = manager("0.11");
    update(state, transactional(0, 7), marker(0, 8));
    expect(state.findDuplicate(stored(0, 0, 0))).toMatchObject({ firstOffset: 8, lastOffset: 8 });
    const later = manager("1.1");
    update(later, transactional(0, 7), marker(0, 8));
    expect(later.findDuplicate(stored(0, 0, 0))).toMatchObject({ firstOffset: 7, lastOffset: 7 });
  });

  test("of followers are not checked, but for KAFKA-6003", () => {
    const batch = stored(0, 5, 1);
    const old = manager("0.11", { "KAFKA-6003": true });
    expect(old.validate(batch, "replication")).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(manager("0.11").validate(batch, "replication")).toBe(NONE);
    update(old, stored(1, 0, 0));
    expect(old.validate(batch, "replication")).toBe(INVALID_PRODUCER_EPOCH);
  });

  test("of a coordinator need no sequence numbers", () => {
    const state = manager();
    update(state, transactional(-1, 0));
    expect(state.validate(transactional(-1, 1), "coordinator")).toBe(NONE);
    expect(state.validate(transactional(-1, 1), "client")).toBe(OUT_OF_ORDER_SEQUENCE_NUMBER);
  });

  test("outside its open transaction are refused", () => {
    const state = manager();
    update(state, transactional(0, 0));
    expect(state.validate(stored(0, 1, 1), "client")).toBe(Errors.INVALID_TXN_STATE);
    expect(state.validate(transactional(1, 1), "client")).toBe(NONE);
  });
});

describe("a producer that is idle", () => {
  test.each<[Era, number]>([
    ["0.11", 7 * DAY_MS],
    ["2.8", 7 * DAY_MS],
    ["3.9", DAY_MS],
  ])("is forgotten in %s after %i ms", (era, expirationMs) => {
    const state = manager(era);
    update(state, stored(0, 0, 0));
    state.removeExpiredProducers(NOW_MS + expirationMs - 1);
    expect(state.entry(1)).toBeDefined();
    state.removeExpiredProducers(NOW_MS + expirationMs);
    expect(state.entry(1)).toBeUndefined();
  });

  test.each<[Era, string, number]>([
    ["2.8", "transactional.id.expiration.ms", 1000],
    ["3.9", "producer.id.expiration.ms", 1000],
  ])("is forgotten in %s as %s says", (era, name, expirationMs) => {
    const state = manager(era, { [name]: expirationMs });
    update(state, stored(0, 0, 0));
    state.removeExpiredProducers(NOW_MS + expirationMs);
    expect(state.isEmpty).toBe(true);
  });

  test("counts from the latest time of a record in its last batch", () => {
    const state = manager("3.9", { "producer.id.expiration.ms": 1000 });
    update(state, stored(0, 0, 0, 11, NOW_MS));
    state.removeExpiredProducers(NOW_MS + 1009);
    expect(state.entry(1)).toBeDefined();
    state.removeExpiredProducers(NOW_MS + 1010);
    expect(state.entry(1)).toBeUndefined();
  });

  test("is known while it has an open transaction", () => {
    const state = manager();
    update(state, transactional(0, 0));
    state.removeExpiredProducers(NOW_MS + 100 * DAY_MS);
    expect(state.entry(1)?.currentTxnFirstOffset).toBe(0);
    update(state, marker(0, 1));
    state.removeExpiredProducers(NOW_MS + 100 * DAY_MS);
    expect(state.entry(1)).toBeUndefined();
  });

  test.each<[Era, boolean]>([
    ["0.11", true],
    ["1.1", false],
    ["2.1", false],
    ["2.4", true],
  ])("in %s is kept by a marker alone: %s", (era, isKept) => {
    const state = manager(era);
    update(state, stored(0, 0, 0), marker(1, 1));
    state.removeExpiredProducers(NOW_MS + 1);
    expect(state.entry(1) !== undefined).toBe(isKept);
  });

  test("is not taken from a snapshot when it is too old", () => {
    const state = manager();
    update(state, stored(0, 0, 0));
    state.takeSnapshot();
    update(state, stored(0, 1, 1));
    state.truncateAndReload(0, 1, NOW_MS + 7 * DAY_MS);
    expect(state.isEmpty).toBe(true);
  });
});

describe("a producer whose last records are deleted", () => {
  test.each<[Era, boolean]>([
    ["0.11", false],
    ["2.1", false],
    ["2.4", true],
    ["3.9", true],
  ])("is known in %s: %s", (era, isKnown) => {
    const state = manager(era);
    update(state, stored(0, 0, 0), batchOf(1).stored(1, 0));
    state.onLogStartOffsetIncremented(1);
    expect(state.entry(1) !== undefined).toBe(isKnown);
  });

  test("stays as long as its last batch does", () => {
    const state = manager("2.1");
    update(state, stored(0, 0, 0, 3));
    state.onLogStartOffsetIncremented(2);
    expect(state.entry(1)).toBeDefined();
  });

  test("takes its open transaction with it until KAFKA-7190", () => {
    const state = manager("2.1");
    update(state, transactional(0, 0), batchOf(1).stored(1, 0));
    state.onLogStartOffsetIncremented(1);
    expect(state.firstUnstableOffset).toBe(-1);
    const later = manager("2.4");
    update(later, transactional(0, 0), batchOf(1).stored(1, 0));
    later.onLogStartOffsetIncremented(1);
    expect(later.firstUnstableOffset).toBe(0);
  });

  test("is not taken from a later snapshot until KAFKA-7190", () => {
    for (const [era, isKnown] of [["2.1", false] as const, ["2.4", true] as const]) {
      const state = manager(era);
      update(state, stored(0, 0, 0), batchOf(2).stored(1, 0));
      state.takeSnapshot();
      update(state, batchOf(1).stored(3, 0));
      state.truncateAndReload(1, 3, NOW_MS);
      expect(state.entry(1) !== undefined).toBe(isKnown);
    }
  });
});

describe("a marker that ends nothing", () => {
  test.each<[Era, number]>([
    ["0.11", 5],
    ["2.6", 5],
    ["2.8", -1],
  ])("makes in %s unstable what begins at %i", (era, unstable) => {
    const state = manager(era);
    update(state, marker(0, 5, "ABORT"));
    expect(state.firstUnstableOffset).toBe(unstable);
    state.onHighWatermarkUpdated(6);
    expect(state.firstUnstableOffset).toBe(-1);
  });

  test("leaves nothing when compaction emptied it", () => {
    const state = manager();
    expect(state.update(marker(0, 5).with({ records: [], lastOffsetDelta: 0 }))).toBeNull();
    expect(state.entry(1)).toMatchObject({ producerEpoch: -1, currentTxnFirstOffset: -1 });
  });
});

describe("a transaction", () => {
  test("hangs when it got nothing for its time-out and five minutes", () => {
    const state = manager();
    update(state, transactional(0, 0));
    expect(state.hasLateTransaction(NOW_MS + 900_000 + 300_000, 900_000)).toBe(false);
    expect(state.hasLateTransaction(NOW_MS + 900_000 + 300_001, 900_000)).toBe(true);
    update(state, marker(0, 1));
    expect(state.hasLateTransaction(NOW_MS + DAY_MS, 900_000)).toBe(false);
  });
});

describe("a snapshot", () => {
  test("holds the last batch of each producer", () => {
    const state = manager();
    for (let i = 0; i < 3; i++) update(state, stored(0, i, i));
    state.takeSnapshot();
    update(state, stored(0, 3, 3));
    state.truncateAndReload(0, 3, NOW_MS);
    expect(state.mapEndOffset).toBe(3);
    expect(state.findDuplicate(stored(0, 2, 0))).not.toBeNull();
    expect(state.findDuplicate(stored(0, 1, 0))).toBeNull();
    expect(state.validate(stored(0, 3, 3), "client")).toBe(NONE);
  });

  test("beyond the end of the log is removed", () => {
    const state = manager();
    update(state, stored(0, 0, 0));
    state.takeSnapshot();
    update(state, stored(0, 1, 1));
    state.takeSnapshot();
    state.truncateAndReload(0, 1, NOW_MS);
    expect(state.mapEndOffset).toBe(1);
    expect(state.entry(1)?.lastSequence).toBe(0);
    state.truncateAndReload(0, 0, NOW_MS);
    expect(state.isEmpty).toBe(true);
  });

  test("that lies at no segment is stray, but for that of a clean shutdown", () => {
    const state = manager();
    for (const offset of [1, 4, 41]) {
      update(state, stored(0, offset, offset));
      state.takeSnapshot();
    }
    expect(state.snapshotOffsets).toEqual([2, 5, 42]);
    state.removeStraySnapshots([5]);
    expect(state.snapshotOffsets).toEqual([5, 42]);
    state.removeStraySnapshots([42]);
    expect(state.snapshotOffsets).toEqual([42]);
  });
});
