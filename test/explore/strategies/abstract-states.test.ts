import { describe, expect, test } from "vitest";
import { PartitionModel } from "../../../sim/check/model/partition-model.ts";
import { partitionState } from "../../../sim/explore/strategies/abstract-partition.ts";
import { AbstractStates } from "../../../sim/explore/strategies/abstract-states.ts";
import { ROLE_FOLLOWER, ROLE_LEADER } from "../../../sim/kafka/facts.ts";
import { LIFE_DOWN, LIFE_UP } from "../../../sim/kernel/kernel-facts.ts";
import { swarmRun } from "./support.ts";

interface Look {
  readonly name?: string;
  /** Brokers, the leader first. */
  readonly brokers?: readonly [number, number, number];
  readonly isr?: readonly number[];
  readonly ends?: readonly [number, number, number];
  readonly highWatermark?: number;
  readonly followerEpoch?: number;
  readonly down?: readonly number[];
}

/** The state of a partition of three replicas that looks like that. */
function stateOf(look: Look): number {
  const { brokers = [1, 2, 3], ends = [20, 20, 20], highWatermark = 20, followerEpoch = 4 } = look;
  const partition = new PartitionModel(0, look.name ?? "orders-0", null);
  const [leader] = brokers;
  const isr = look.isr ?? brokers;
  partition.truth = { leader, leaderEpoch: 4, isr, controllerEpoch: 1 };
  for (const [i, broker] of brokers.entries()) {
    const replica = partition.replica(broker);
    replica.role = i === 0 ? ROLE_LEADER : ROLE_FOLLOWER;
    replica.leaderEpoch = i === 0 ? 4 : followerEpoch;
    replica.logEndOffset = ends[i] as number;
    replica.highWatermark = highWatermark;
    replica.isr = i === 0 ? isr : [];
    replica.maximalIsr = replica.isr;
  }
  const hostOfBroker = (broker: number) => ({
    index: broker,
    broker,
    name: `broker-${broker}`,
    kind: "broker" as const,
    life: look.down?.includes(broker) === true ? LIFE_DOWN : LIFE_UP,
  });
  return partitionState(partition, { hostOfBroker }, 0);
}

describe("the abstract state of a partition", () => {
  const plain = stateOf({});

  test("is the same whatever the names of the partition and its brokers", () => {
    expect(stateOf({ name: "audit-3", brokers: [3, 1, 2] })).toBe(plain);
    expect(stateOf({ brokers: [1, 2, 3], ends: [20, 15, 20] })).toBe(
      stateOf({ brokers: [2, 3, 1], ends: [20, 20, 15] }),
    );
  });

  test("is the same for offsets that are as far apart", () => {
    expect(stateOf({ ends: [90, 90, 90], highWatermark: 90 })).toBe(plain);
    expect(stateOf({ ends: [20, 15, 20] })).toBe(stateOf({ ends: [20, 13, 20] }));
  });

  test.each<[string, Look]>([
    ["a member leaves the ISR", { isr: [1, 2] }],
    ["the leader is down", { down: [1] }],
    ["a follower is down", { down: [3] }],
    ["a follower lags", { ends: [20, 20, 19] }],
    ["a follower lags far", { ends: [20, 20, 2] }],
    ["a follower is ahead", { ends: [20, 20, 22] }],
    ["followers live in an older epoch", { followerEpoch: 3 }],
    ["the high watermark is behind", { highWatermark: 19 }],
  ])("is another one when %s", (_, look) => {
    expect(stateOf(look)).not.toBe(plain);
  });
});

describe("the abstract states of a run", () => {
  test("are distinct 32-bit numbers in ascending order, the same each time", () => {
    const states = [1, 2].map(() => {
      const run = swarmRun("4", null);
      const watched = new AbstractStates(run.sim, run.checker.model);
      run.sim.observers.push(watched);
      run.finish();
      return watched.states;
    });
    const [first = [], second] = states;
    expect(second).toEqual(first);
    expect(first.length).toBeGreaterThan(10);
    expect(first).toEqual([...new Set(first)].sort((x, y) => x - y));
    expect(first.every((hash) => Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32)).toBe(true);
  });

  test("are watched without a change to the run", () => {
    const plain = swarmRun("6", null).finish().hash;
    const run = swarmRun("6", null);
    run.sim.observers.push(new AbstractStates(run.sim, run.checker.model));
    expect(run.finish().hash).toBe(plain);
  });
});
