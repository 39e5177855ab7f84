import { describe, expect, test } from "vitest";
import { FACT_CONTROLLER } from "../../../sim/kafka/facts.ts";
import type { Operation } from "../../../sim/zookeeper/types.ts";
import { FakeCluster } from "../controller/fake-cluster.ts";

const PARTITIONS = 40;
const LATENCY_US = 20_000;

/** How long the second controller needs to read and confirm all partitions, in trips to ZooKeeper. */
function roundTripsOfFailover(zkPipelining: boolean): number {
  const cluster = new FakeCluster(2, { zkPipelining });
  cluster.start();
  cluster.createTopic(
    "t",
    Array.from({ length: PARTITIONS }, () => [2, 1]),
  );
  cluster.run(2000);
  cluster.sim.network.paths.default = { latencyUs: LATENCY_US, jitterUs: 0, bytesPerUs: 125 };
  cluster.shutdown(1);
  const isElected = () =>
    cluster.facts.some(
      ({ code, values: [broker, , active] }) =>
        code === FACT_CONTROLLER && broker === 2 && active === 1,
    );
  expect(cluster.runUntil(isElected, 60_000)).toBe(true);
  const electedAt = cluster.sim.now;
  cluster.broker(2).received.length = 0;
  const told = () => cluster.broker(2).received.some(({ api }) => api === "LeaderAndIsr");
  expect(cluster.runUntil(told, 60_000)).toBe(true);
  return (cluster.sim.now - electedAt) / (2 * LATENCY_US);
}

test("reading one thing after another, a failover with many partitions takes longer", () => {
  expect(roundTripsOfFailover(false)).toBeGreaterThan(PARTITIONS);
  expect(roundTripsOfFailover(true)).toBeLessThan(20);
});

test("without pipelining no operation is sent before the one before it is answered", () => {
  const cluster = new FakeCluster(1, { zkPipelining: false });
  cluster.start();
  cluster.zooKeeperRequests.length = 0;
  cluster.cut(1, cluster.zookeeper, true);
  cluster.post(1, 38 + 64, {
    topics: [
      {
        name: "t",
        numPartitions: -1,
        replicationFactor: -1,
        assignment: [[1], [1], [1]],
        configs: {},
      },
    ],
  });
  cluster.run(500);
  cluster.resetConnections(1, cluster.zookeeper);
  cluster.cut(1, cluster.zookeeper, false);
  cluster.run(5000);
  const states = cluster.zooKeeperRequests
    .map(({ operation }) => operation)
    .filter((operation) => JSON.stringify(operation).includes('/state"'));
  expect(states.length).toBeGreaterThanOrEqual(3);
  for (const partition of [0, 1, 2]) expect(cluster.state("t", partition).leader).toBe(1);
});

function readsState(operation: Operation): boolean {
  return operation.op === "getData" && operation.path === "/brokers/topics/t/partitions/0/state";
}

describe("what a controller was doing when its session expired", () => {
  function epochOfElection(expiredSessionWork: "resumed" | "dropped"): number {
    const cluster = new FakeCluster(2, { expiredSessionWork, controllerZkCheck: false });
    cluster.start();
    cluster.createTopic("t", [[2, 1]]);
    cluster.shutdown(2);
    cluster.runUntilRequest(1, readsState);
    cluster.cut(1, cluster.zookeeper, true);
    cluster.resetConnections(1, cluster.zookeeper);
    cluster.run(30_000);
    cluster.cut(1, cluster.zookeeper, false);
    cluster.run(10_000);
    expect(cluster.activeController()).toBe(1);
    expect(cluster.znode("/controller_epoch")).toBe("2");
    expect(cluster.state("t", 0).leader).toBe(1);
    return cluster.state("t", 0).controllerEpoch;
  }

  test("goes on in the next session, before it is elected anew", () => {
    expect(epochOfElection("resumed")).toBe(1);
  });

  test("is dropped; it begins again when it is elected anew", () => {
    expect(epochOfElection("dropped")).toBe(2);
  });
});

describe("a controller whose next session expires as well before it has looked around", () => {
  function afterTwoExpiries(controllerAfterExpiry: "stops" | "continues"): FakeCluster {
    const cluster = new FakeCluster(1, {
      expiredSessionWork: "resumed",
      controllerEpochRaise: "afterwards",
      controllerZkCheck: false,
      controllerAfterExpiry,
    });
    cluster.start();
    for (let i = 0; i < 2; i++) {
      cluster.cut(1, cluster.zookeeper, true);
      cluster.resetConnections(1, cluster.zookeeper);
      cluster.run(30_000);
      cluster.cut(1, cluster.zookeeper, false);
      if (i === 0) cluster.runUntilRequest(1, ({ op }) => op !== "setWatches");
    }
    cluster.run(10_000);
    return cluster;
  }

  test("finds itself in /controller and does not begin again (KAFKA-4229)", () => {
    const cluster = afterTwoExpiries("stops");
    expect(JSON.parse(cluster.znode("/controller") ?? "")).toMatchObject({ brokerid: 1 });
    expect(cluster.broker(1).controller.isActive).toBe(false);
  });

  test("goes on since 0.10.2", () => {
    const cluster = afterTwoExpiries("continues");
    expect(JSON.parse(cluster.znode("/controller") ?? "")).toMatchObject({ brokerid: 1 });
    expect(cluster.broker(1).controller.isActive).toBe(true);
  });
});

test.each(["race", "sequential"])(
  "a controller whose work is resumed steps down after it, when another was elected by %s",
  (mode) => {
    const cluster = new FakeCluster(3, {
      "controller.election": mode,
      expiredSessionWork: "resumed",
    });
    cluster.start();
    cluster.cut(1, cluster.zookeeper, true);
    cluster.run(30_000);
    cluster.cut(1, cluster.zookeeper, false);
    cluster.run(10_000);
    expect(cluster.activeController()).not.toBe(1);
    expect(cluster.broker(1).registeredEpochs).toHaveLength(2);
  },
);

test("a broker that finds the /controller of its expired session takes itself for the controller, and does nothing (KAFKA-13407)", () => {
  const cluster = new FakeCluster(1);
  cluster.start();
  const { sessionId } = cluster.broker(1).controller;
  const data = cluster.znode("/controller") ?? "";
  cluster.cut(1, cluster.zookeeper, true);
  cluster.run(30_000);
  cluster.createEphemeral("/controller", data, sessionId);
  cluster.cut(1, cluster.zookeeper, false);
  cluster.run(10_000);
  const { controller } = cluster.broker(1);
  expect([controller.isActive, controller.controllerEpoch]).toEqual([true, 0]);
  cluster.deleteZnode("/controller");
  cluster.setZnode("/controller_epoch", "7");
  cluster.createTopic("t", [[1]]);
  cluster.run(1000);
  expect(cluster.znode("/controller_epoch")).toBe("8");
  expect([controller.isActive, controller.controllerEpoch]).toEqual([true, 8]);
});
