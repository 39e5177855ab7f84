import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import {
  type ProducerSnapshot,
  ProducerStateManager,
} from "../../../sim/kafka/log/producer-state.ts";
import { batchOf } from "./support.ts";

const INT_MAX = 2_147_483_647;

function manager() {
  let snapshots: readonly ProducerSnapshot[] = [];
  return new ProducerStateManager({
    readSnapshots: () => snapshots,
    writeSnapshots: (written) => {
      snapshots = written;
    },
  });
}

/** A stored batch of the producer 1. */
const stored = (epoch: number, sequence: number, offset: number, count = 1) =>
  batchOf(count, { id: 1, epoch, sequence }).stored(offset, 0);

describe("the batches of an idempotent producer", () => {
  test("may begin anywhere when it is not known", () => {
    expect(manager().validate(stored(0, 17, 0), "client")).toBe(Errors.NONE);
  });

  test("wrap from the greatest sequence number to 0, and not to 1", () => {
    const state = manager();
    state.update(stored(15, INT_MAX, 735));
    expect(state.validate(stored(15, 1, 736), "client")).toBe(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(state.validate(stored(15, 0, 736), "client")).toBe(Errors.NONE);
    state.update(stored(15, 0, 736));
    expect(state.entry(1)?.lastSequence).toBe(0);
  });

  test("may wrap within one batch", () => {
    const state = manager();
    const batch = stored(0, INT_MAX - 1, 0, 4);
    expect(batch.lastSequence).toBe(1);
    state.update(batch);
    expect(state.findDuplicate(batch)).toMatchObject({ firstOffset: 0, lastOffset: 3 });
    expect(state.validate(stored(0, 2, 4), "client")).toBe(Errors.NONE);
  });

  test("of a new epoch begin with 0", () => {
    const state = manager();
    state.update(stored(0, 9, 0));
    expect(state.validate(stored(1, 10, 1), "client")).toBe(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(state.validate(stored(1, 0, 1), "client")).toBe(Errors.NONE);
    expect(state.validate(stored(0, 10, 1), "client")).toBe(Errors.NONE);
    state.update(stored(1, 0, 1));
    expect(state.validate(stored(0, 10, 2), "client")).toBe(Errors.INVALID_PRODUCER_EPOCH);
  });

  test("are recognised if they are among the last five, as they were sent", () => {
    const state = manager();
    for (let i = 0; i < 6; i++) state.update(stored(0, i, i * 10));
    expect(state.findDuplicate(stored(0, 0, 0))).toBeNull();
    expect(state.validate(stored(0, 0, 0), "client")).toBe(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER);
    expect(state.findDuplicate(stored(0, 1, 0))).toMatchObject({ firstOffset: 10, lastOffset: 10 });
    expect(state.findDuplicate(stored(0, 4, 0, 2))).toBeNull();
    expect(state.findDuplicate(stored(1, 5, 0))).toBeNull();
  });
});

describe("a snapshot", () => {
  test("holds the last batch of each producer", () => {
    const state = manager();
    for (let i = 0; i < 3; i++) state.update(stored(0, i, i));
    state.takeSnapshot();
    state.update(stored(0, 3, 3));
    state.truncateAndReload(0, 3);
    expect(state.mapEndOffset).toBe(3);
    expect(state.findDuplicate(stored(0, 2, 0))).not.toBeNull();
    expect(state.findDuplicate(stored(0, 1, 0))).toBeNull();
    expect(state.validate(stored(0, 3, 3), "client")).toBe(Errors.NONE);
  });

  test("beyond the end of the log is removed", () => {
    const state = manager();
    state.update(stored(0, 0, 0));
    state.takeSnapshot();
    state.update(stored(0, 1, 1));
    state.takeSnapshot();
    state.truncateAndReload(0, 1);
    expect(state.mapEndOffset).toBe(1);
    expect(state.entry(1)?.lastSequence).toBe(0);
    state.truncateAndReload(0, 0);
    expect(state.isEmpty).toBe(true);
  });
});
