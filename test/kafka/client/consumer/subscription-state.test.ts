import { describe, expect, test } from "vitest";
import {
  AWAIT_RESET,
  AWAIT_VALIDATION,
  FETCHING,
  INITIALIZING,
  type PartitionState,
} from "../../../../sim/kafka/client/consumer/partition-state.ts";
import { SubscriptionState } from "../../../../sim/kafka/client/consumer/subscription-state.ts";
import { KafkaNames } from "../../../../sim/kafka/context.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import { Simulation } from "../../../../sim/kernel/simulation.ts";

const NOW = { keepsPartitionState: true, validatesPositions: true };

function made(settings: { keepsPartitionState: boolean; validatesPositions: boolean } = NOW) {
  const sim = new Simulation({ seed: "1", messageName: () => "?" });
  const host = sim.addHost("client", "consumer", () => {
    throw new Error("it is never booted");
  });
  const names = new KafkaNames(sim.facts);
  const state = new SubscriptionState(host, names, settings);
  const tps = [0, 1, 2].map((partition) => names.topicPartitions.id("orders", partition));
  const partition = (at: number): PartitionState =>
    present(state.partition(tps[at] as number), "it is assigned");
  return { state, tps, partition };
}

describe("an assignment by hand", () => {
  test("begins without positions, and keeps those of partitions that stay", () => {
    const { state, tps, partition } = made();
    state.assignFromUser(tps.slice(0, 2));
    expect(state.partitions.map(({ state }) => state)).toEqual([INITIALIZING, INITIALIZING]);
    state.seekValidated(partition(1), 7, 0);
    state.assignFromUser(tps.slice(1));
    expect(state.assignedPartitions()).toEqual(tps.slice(1));
    expect(partition(1)).toMatchObject({ state: FETCHING, offset: 7 });
    expect(state.partition(tps[0] as number)).toBeUndefined();
    expect(state.hasAllFetchPositions).toBe(false);
    state.seekValidated(partition(2), 0, -1);
    expect(state.hasAllFetchPositions).toBe(true);
  });

  test("excludes a subscription", () => {
    const { state, tps } = made();
    state.assignFromUser(tps);
    expect(() => state.subscribe(["orders"])).toThrow("exclude each other");
    state.unsubscribe();
    expect(state.subscribe(["orders"])).toBe(true);
    expect(() => state.assignFromUser(tps)).toThrow("exclude each other");
  });
});

describe("an assignment by the group", () => {
  test.each([true, false])("keeps the state of partitions that stay: %s, by era", (keeps) => {
    const { state, tps, partition } = made({ ...NOW, keepsPartitionState: keeps });
    state.subscribe(["orders"]);
    state.assignFromSubscribed(tps.slice(0, 2));
    state.seekValidated(partition(0), 7, 0);
    state.setPaused(partition(0), true);
    state.assignFromSubscribed(tps);
    const expected = keeps
      ? { state: FETCHING, offset: 7, paused: true }
      : { state: INITIALIZING, offset: -1, paused: false };
    expect(partition(0)).toMatchObject(expected);
  });

  test("the same topics are no change", () => {
    const { state } = made();
    expect(state.subscribe(["b", "a"])).toBe(true);
    expect(state.subscription).toEqual(["a", "b"]);
    expect(state.subscribe(["a", "b"])).toBe(false);
    expect(state.subscribe(["a"])).toBe(true);
  });

  test("the leader needs the metadata of all members' topics", () => {
    const { state } = made();
    state.subscribe(["a"]);
    state.groupSubscribe(["b", "a"]);
    expect([...state.metadataTopics].sort()).toEqual(["a", "b"]);
    state.resetGroupSubscription();
    expect(state.metadataTopics).toEqual(["a"]);
  });
});

describe("positions", () => {
  test("only what the application may have got is committed", () => {
    const { state, tps, partition } = made();
    state.assignFromUser(tps);
    state.seekValidated(partition(0), 7, 3);
    state.requestOffsetReset(partition(1), -2);
    const [tp] = tps;
    expect(state.allConsumed()).toEqual([{ tp, offset: 7, leaderEpoch: 3 }]);
    // Until the leader has confirmed the position, it is not valid.
    state.maybeValidatePosition(partition(0), 2, 4);
    expect(partition(0).state).toBe(AWAIT_VALIDATION);
    expect(state.allConsumed()).toEqual([]);
    state.completeValidation(partition(0));
    expect(state.allConsumed()).toHaveLength(1);
  });

  test("are not validated without epochs, nor before KIP-320", () => {
    for (const [validatesPositions, epoch, expected] of [
      [true, 3, AWAIT_VALIDATION],
      [true, -1, FETCHING],
      [false, 3, FETCHING],
    ] as const) {
      const { state, tps, partition } = made({ ...NOW, validatesPositions });
      state.assignFromUser(tps.slice(0, 1));
      state.seekUnvalidated(partition(0), { offset: 7, leaderEpoch: epoch }, 1, 4);
      expect(partition(0)).toMatchObject({ state: expected, leader: 1, leaderEpoch: 4 });
    }
  });

  test("of a partition that is being reset do not look at leaders", () => {
    const { state, tps, partition } = made();
    state.assignFromUser(tps.slice(0, 1));
    state.requestOffsetReset(partition(0), -1);
    state.maybeValidatePosition(partition(0), 2, 4);
    expect(partition(0).state).toBe(AWAIT_RESET);
  });
});
