import { describe, expect, test } from "vitest";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import type { Operation } from "../../../../sim/zookeeper/types.ts";
import { FakeCluster } from "../fake-cluster.ts";

const STATE_PATH = "/brokers/topics/t/partitions/0/state";
const OLD = { controllerZkCheck: false, zkPipelining: false, controllerBatches: false } as const;

function startedCluster(settings: ConfigValues): FakeCluster {
  const cluster = new FakeCluster(3, settings);
  cluster.start();
  return cluster;
}

function writesState(operation: Operation): boolean {
  return operation.op === "setData" && operation.path === STATE_PATH;
}

describe("a write of the controller whose answer is lost", () => {
  /** Broker 2 leads, 3 and 1 follow; one of them goes, and the controller writes without hearing. */
  function lost(gone: number, settings: ConfigValues): FakeCluster {
    const cluster = startedCluster({ ...OLD, ...settings });
    cluster.createTopic("t", [[2, 3, 1]]);
    cluster.shutdown(gone);
    cluster.runUntilRequest(1, writesState);
    cluster.resetConnections(1, cluster.zookeeper);
    cluster.run(8000);
    return cluster;
  }

  function lastTold(cluster: FakeCluster, broker: number) {
    const told = cluster.broker(broker).received.flatMap((request) => {
      return request.api === "LeaderAndIsr" ? request.body.partitions : [];
    });
    return told.at(-1);
  }

  test.each([
    ["recognised", 1],
    ["doneAgain", 2],
  ])("of an elected leader: %s", (controllerLostWrite, leaderEpoch) => {
    const cluster = lost(2, { controllerLostWrite });
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, leaderEpoch, isr: [3, 1] });
    const zkVersion = leaderEpoch;
    expect(lastTold(cluster, 3)).toMatchObject({ leader: 3, leaderEpoch, zkVersion });
    expect(cluster.elections().at(-1)).toMatchObject({ leader: 3, epoch: leaderEpoch });
  });

  test.each([
    ["recognised", 1],
    // The follower is found to be out of the ISR already.
    ["doneAgain", 1],
  ])("of an ISR without a dead follower: %s", (controllerLostWrite, leaderEpoch) => {
    const cluster = lost(3, { controllerLostWrite });
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch, isr: [2, 1] });
    expect(lastTold(cluster, 2)).toMatchObject({ leader: 2, leaderEpoch, zkVersion: leaderEpoch });
  });

  test.each([
    ["recognised", 1],
    ["doneAgain", 2],
  ])("of the last member of an ISR, which stays in it: %s", (controllerLostWrite, leaderEpoch) => {
    const cluster = startedCluster({ ...OLD, controllerLostWrite });
    cluster.createTopic("t", [[2]]);
    cluster.shutdown(2);
    cluster.runUntilRequest(1, writesState);
    cluster.resetConnections(1, cluster.zookeeper);
    cluster.run(8000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: -1, leaderEpoch, isr: [2] });
  });

  test("that somebody else has overwritten meanwhile is decided anew", () => {
    const cluster = startedCluster({ ...OLD, controllerLostWrite: "recognised" });
    cluster.createTopic("t", [[2, 3, 1]]);
    cluster.shutdown(2);
    cluster.runUntilRequest(1, writesState);
    cluster.resetConnections(1, cluster.zookeeper);
    const written = cluster.state("t", 0);
    expect(written).toMatchObject({ leaderEpoch: 1, isr: [3, 1] });
    const { leader, leaderEpoch } = written;
    const changed = {
      controller_epoch: 1,
      leader,
      version: 1,
      leader_epoch: leaderEpoch,
      isr: [3],
    };
    cluster.setZnode(STATE_PATH, JSON.stringify(changed));
    cluster.run(8000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, leaderEpoch: 2, isr: [3] });
  });
});

describe("the states of two partitions", () => {
  /** What the controller does with their znodes when broker `gone` has left. */
  function work(gone: number, controllerBatches: boolean): readonly string[] {
    const cluster = startedCluster({ controllerZkCheck: false, controllerBatches });
    cluster.createTopic("t", [
      [2, 3, 1],
      [2, 3, 1],
    ]);
    cluster.zooKeeperRequests.length = 0;
    cluster.shutdown(gone);
    cluster.run(500);
    return cluster.zooKeeperRequests.flatMap(({ host, operation }) => {
      const partition = "path" in operation ? /(\d)\/state$/.exec(operation.path)?.[1] : undefined;
      return host !== "broker-1" || partition === undefined ? [] : [operation.op + partition];
    });
  }

  const ONE_BY_ONE = ["getData0", "setData0", "getData1", "setData1"];
  const TOGETHER = ["getData0", "getData1", "setData0", "setData1"];

  test.each([
    [false, ONE_BY_ONE],
    [true, TOGETHER],
  ])("are read before they are written, batches: %s", (controllerBatches, expected) => {
    expect(work(3, controllerBatches)).toEqual(expected);
    expect(work(2, controllerBatches).slice(0, 4)).toEqual(expected);
  });

  test("a slow controller that goes one by one sees what leaders wrote meanwhile", () => {
    const cluster = startedCluster({ ...OLD });
    cluster.createTopic("t", [
      [2, 3, 1],
      [2, 3, 1],
    ]);
    cluster.shutdown(2);
    cluster.runUntilRequest(1, writesState);
    const path = STATE_PATH.replace("/0/", "/1/");
    const changed = { controller_epoch: 1, leader: 2, version: 1, leader_epoch: 0, isr: [2, 1] };
    cluster.setZnode(path, JSON.stringify(changed));
    cluster.run(500);
    expect(cluster.state("t", 1)).toMatchObject({ leader: 1, leaderEpoch: 1, isr: [1] });
    expect(cluster.state("t", 1).zkVersion).toBe(2);
  });
});

describe("a replica that died with its controller", () => {
  function failover(deadReplicasAtFailover: string): FakeCluster {
    const cluster = startedCluster({ deadReplicasAtFailover });
    cluster.createTopic("t", [
      [2, 3, 1],
      [1, 2, 3],
    ]);
    cluster.shutdown(1);
    cluster.run(500);
    return cluster;
  }

  test("stays in the ISR of those who still have a leader until KAFKA-3143", () => {
    const cluster = failover("stayInIsr");
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 0, isr: [2, 3, 1] });
    expect(cluster.state("t", 1)).toMatchObject({ leader: 2, leaderEpoch: 1, isr: [2, 3] });
  });

  test("is taken out of it since", () => {
    const cluster = failover("leaveIsr");
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 1, isr: [2, 3] });
    expect(cluster.state("t", 1)).toMatchObject({ leader: 2, leaderEpoch: 2, isr: [2, 3] });
  });
});
