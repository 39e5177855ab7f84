import { describe, expect, test } from "vitest";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import { FETCH, type FetchResponse, LEADER_AND_ISR } from "../../../sim/kafka/messages.ts";
import { TestCluster } from "./test-cluster.ts";

const LAG = { "replica.lag.time.max.ms": 10_000 };

/** Leaders write their ISRs to ZooKeeper themselves. */
function olderCluster(brokers: number, era: Era = "2.6", config = {}): TestCluster {
  return new TestCluster(brokers, { ...LAG, ...config }, "1", era);
}

/** A cluster whose leader 1 is about to drop follower 2, for which ZooKeeper takes long. */
function shrinkingCluster(era: Era = "2.6", config = {}): TestCluster {
  const cluster = olderCluster(2, era, config);
  for (const partition of [0, 1]) cluster.elect(1, [1, 2], { tp: cluster.tp(partition) });
  cluster.run(1000);
  cluster.registry.isrWriteMs = 20_000;
  cluster.act(() => cluster.sim.kill(cluster.host(2)));
  for (const partition of [0, 1]) cluster.produce(1, 1, ["a"], { tp: cluster.tp(partition) });
  cluster.until(() => cluster.registry.isrWrites.length > 0);
  return cluster;
}

function fetches(cluster: TestCluster): FetchResponse[] {
  return cluster.answers
    .filter(({ kind }) => kind === FETCH)
    .map(({ body }) => body as FetchResponse);
}

describe("a leader that writes its ISR to ZooKeeper", () => {
  test("names the epoch it leads in, the controller that made it leader, and the version it knows", () => {
    const cluster = olderCluster(2);
    cluster.elect(1, [1]);
    cluster.until(() => cluster.partition(1).isrState.isr.length === 2);
    expect(cluster.registry.isrWrites).toEqual([
      {
        tp: cluster.tp(),
        leader: 1,
        leaderEpoch: 0,
        isr: [1, 2],
        zkVersion: 0,
        controllerEpoch: 1,
      },
    ]);
    expect(cluster.partition(1).zkVersion).toBe(1);
    expect(cluster.registry.alterIsrs).toEqual([]);
  });

  test("keeps its ISR and version when ZooKeeper has another version, and tries again", () => {
    const cluster = olderCluster(2);
    cluster.registry.refusesIsrWrites = true;
    cluster.elect(1, [1]);
    cluster.run(3000);
    expect(cluster.partition(1).isrState).toMatchObject({ isr: [1], maximalIsr: [1] });
    expect(cluster.partition(1).zkVersion).toBe(0);
    expect(cluster.registry.isrWrites.length).toBeGreaterThan(2);
    cluster.registry.refusesIsrWrites = false;
    cluster.until(() => cluster.partition(1).isrState.isr.length === 2);
  });

  test("of 2.8 or later counts the maximal ISR, and tries nothing more, when ZooKeeper refused", () => {
    const cluster = olderCluster(2, "2.8", { "inter.broker.protocol.version": "2.6" });
    cluster.registry.refusesIsrWrites = true;
    cluster.elect(1, [1]);
    cluster.run(3000);
    expect(cluster.partition(1).isrState).toMatchObject({ isr: [1], maximalIsr: [1, 2] });
    cluster.registry.refusesIsrWrites = false;
    cluster.run(40_000);
    expect(cluster.registry.isrWrites).toHaveLength(1);
    cluster.elect(1, [1]);
    cluster.until(() => cluster.partition(1).isrState.isr.length === 2);
  });

  test("lets the high watermark rise as soon as a silent follower is out of the ISR", () => {
    const cluster = olderCluster(2);
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.produce(1, -1, ["a"]);
    cluster.until(() => cluster.produced().length > 0);
    expect(cluster.produced()).toEqual([[Errors.NONE, 0]]);
    expect(cluster.partition(1).isrState.isr).toEqual([1]);
    expect(cluster.log(1).highWatermark).toBe(1);
  });

  test("raises no high watermark past a follower whose joining is being written", () => {
    const cluster = olderCluster(2, "2.6", { "replica.lag.time.max.ms": 1000 });
    cluster.registry.isrWriteMs = 20_000;
    cluster.elect(1, [1]);
    cluster.until(() => cluster.registry.isrWrites.length === 1);
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.produce(1, 1, ["a"]);
    cluster.run(15_000);
    expect(cluster.log(1).highWatermark).toBe(0);
  });
});

describe("while a leader writes an ISR to ZooKeeper", () => {
  test("producers of that partition wait, those of another do not", () => {
    const cluster = shrinkingCluster();
    const before = cluster.produced().length;
    cluster.produce(1, 1, ["b"], { lane: 2 });
    cluster.produce(1, 1, ["c"], { lane: 3, tp: cluster.tp(1) });
    cluster.run(5000);
    expect(cluster.produced().length).toBe(before + 1);
    expect(cluster.contents(1)).toEqual(["0:a"]);
    expect(cluster.contents(1, cluster.tp(1))).toEqual(["0:a", "0:c"]);
    cluster.until(() => cluster.contents(1).length === 2);
    expect(cluster.partition(1).isrState.isr).toEqual([1]);
  });

  test("a producer that waited meets the new ISR", () => {
    const cluster = shrinkingCluster("2.6", { "min.insync.replicas": 2 });
    cluster.produce(1, -1, ["b"], { lane: 2 });
    cluster.run(5000);
    cluster.until(() => cluster.produced().length === 3);
    expect(cluster.produced().at(-1)).toEqual([Errors.NOT_ENOUGH_REPLICAS, -1]);
  });

  test("requests of one connection keep their order", () => {
    const cluster = shrinkingCluster();
    for (const value of ["b", "c", "d"]) cluster.produce(1, 1, [value], { lane: 2 });
    cluster.until(() => cluster.contents(1).length === 4);
    expect(cluster.contents(1)).toEqual(["0:a", "0:b", "0:c", "0:d"]);
  });

  test.each<[Era, number]>([
    ["2.6", 0],
    ["1.1", 1],
  ])("a consumer waits since KIP-320, and not before (%s)", (era, answers) => {
    const cluster = shrinkingCluster(era);
    cluster.send(1, FETCH, cluster.fetch({}), 2);
    cluster.run(5000);
    expect(fetches(cluster)).toHaveLength(answers);
    cluster.until(() => fetches(cluster).length === 1);
  });

  test("a consumer's fetch that was parked before is answered when the write is over", () => {
    const cluster = olderCluster(2);
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.registry.isrWriteMs = 20_000;
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.produce(1, 1, ["a"]);
    cluster.run(1);
    cluster.send(1, FETCH, cluster.fetch({ fetchOffset: 0 }, { maxWaitMs: 16_000 }), 2);
    cluster.until(() => cluster.registry.isrWrites.length > 0);
    cluster.run(17_000);
    expect(fetches(cluster)).toHaveLength(0);
    cluster.until(() => fetches(cluster).length === 1);
    expect(fetches(cluster)[0]?.partitions[0]?.highWatermark).toBe(1);
  });

  test("the follower that is to join waits with its fetch", () => {
    const cluster = olderCluster(2);
    cluster.registry.isrWriteMs = 5000;
    cluster.elect(1, [1]);
    cluster.until(() => cluster.registry.isrWrites.length === 1);
    cluster.produce(1, 1, ["a"], { lane: 2 });
    cluster.run(4000);
    expect(cluster.contents(2)).toEqual([]);
    cluster.until(() => cluster.contents(2).length === 1);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
    cluster.until(() => cluster.log(1).highWatermark === 1);
  });

  test("a follower that is to join is answered when the write is over, also if there are records", () => {
    const cluster = olderCluster(3);
    cluster.registry.isrWriteMs = 5000;
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, 1, ["a"]);
    cluster.run(10);
    cluster.send(1, FETCH, cluster.fetch({ fetchOffset: 0 }, { replicaId: 3 }), 2);
    cluster.run(4900);
    expect(cluster.registry.isrWrites.map(({ isr }) => isr)).toEqual([[1, 2, 3]]);
    expect(fetches(cluster)).toHaveLength(0);
    cluster.run(200);
    expect(fetches(cluster)[0]?.partitions[0]?.batches).toHaveLength(1);
  });

  test("requests that came behind one that then waits keep their order", () => {
    const cluster = olderCluster(2);
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.registry.isrWriteMs = 20_000;
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.produce(1, -1, ["a"], { timeoutMs: 16_000 });
    for (const value of ["b", "c"]) cluster.produce(1, 1, [value]);
    cluster.until(() => cluster.produced().length === 1);
    expect(cluster.produced()).toEqual([[Errors.REQUEST_TIMED_OUT, -1]]);
    expect(cluster.partition(1).isrWrite).not.toBeNull();
    cluster.until(() => cluster.contents(1).length === 3);
    expect(cluster.contents(1)).toEqual(["0:a", "0:b", "0:c"]);
  });

  test.each<Era>(["2.6", "1.1"])("its other followers wait with their fetches (%s)", (era) => {
    const cluster = olderCluster(3, era);
    cluster.elect(1, [1, 2, 3]);
    cluster.run(1000);
    cluster.registry.isrWriteMs = 8000;
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.produce(1, 1, ["a"]);
    cluster.until(() => cluster.registry.isrWrites.length > 0);
    const beganMs = cluster.host(1).wallMs();
    cluster.run(1000);
    const heardOf3 = () => cluster.partition(1).replica(3)?.logEndOffsetUpdateTimeMs ?? 0;
    expect(heardOf3()).toBeLessThanOrEqual(beganMs);
    cluster.run(6000);
    expect(heardOf3()).toBeLessThanOrEqual(beganMs);
    cluster.run(2000);
    expect(heardOf3()).toBeGreaterThan(beganMs + 8000);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 3]);
  });

  test("a new role waits too", () => {
    const cluster = shrinkingCluster();
    const state = cluster.registry.partitions.get(cluster.tp());
    if (state !== undefined) state.leaderEpoch++;
    cluster.act(() => {});
    cluster.send(1, LEADER_AND_ISR, {
      controllerId: 1,
      controllerEpoch: 1,
      brokerEpoch: -1,
      partitions: [{ tp: cluster.tp(), controllerEpoch: 1, isNew: false, ...state }],
    });
    cluster.run(5000);
    expect(cluster.partition(1).leaderEpoch).toBe(0);
    cluster.until(() => cluster.partition(1).leaderEpoch === 1);
  });

  test("its check of the other partitions waits", () => {
    const cluster = shrinkingCluster();
    cluster.run(15_000);
    expect(cluster.registry.isrWrites.map(({ tp }) => tp)).toEqual([cluster.tp(0)]);
    cluster.until(() => cluster.registry.isrWrites.length === 2);
    expect(cluster.partition(1).isrState.isr).toEqual([1]);
    expect(cluster.registry.isrWrites[1]?.tp).toBe(cluster.tp(1));
  });
});

describe("the controller is told of ISRs that leaders wrote", () => {
  test("once five quiet seconds have passed, in one notification", () => {
    const cluster = olderCluster(2);
    cluster.elect(1, [1], { tp: cluster.tp(0) });
    cluster.run(2000);
    cluster.elect(1, [1], { tp: cluster.tp(1) });
    cluster.until(() => cluster.registry.isrWrites.length === 2);
    const lastChangeMs = cluster.sim.now / 1000;
    cluster.run(4900);
    expect(cluster.registry.isrChanges).toEqual([]);
    cluster.until(() => cluster.registry.isrChanges.length === 1);
    expect(cluster.sim.now / 1000 - lastChangeMs).toBeLessThan(7600);
    expect(cluster.registry.isrChanges).toEqual([[cluster.tp(0), cluster.tp(1)]]);
  });

  test("after a minute, when there is no quiet", () => {
    const cluster = olderCluster(2);
    const changes = () => cluster.registry.isrChanges.length;
    for (let i = 0; i < 19; i++) {
      cluster.elect(1, [1]);
      cluster.run(3000);
    }
    expect(changes()).toBe(0);
    for (let i = 0; i < 2; i++) {
      cluster.elect(1, [1]);
      cluster.run(3000);
    }
    expect(changes()).toBe(1);
  });

  test("never in 0.8.2", () => {
    const cluster = olderCluster(2, "0.8.2");
    cluster.elect(1, [1]);
    cluster.run(60_000);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
    expect(cluster.registry.isrChanges).toEqual([]);
  });

  test("not of one that was not written", () => {
    const cluster = olderCluster(2);
    cluster.registry.refusesIsrWrites = true;
    cluster.elect(1, [1]);
    cluster.run(70_000);
    expect(cluster.registry.isrChanges).toEqual([]);
  });
});
