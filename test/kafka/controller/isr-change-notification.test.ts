import { describe, expect, test } from "vitest";
import type { Operation } from "../../../sim/zookeeper/types.ts";
import { FakeCluster } from "./fake-cluster.ts";
import { forget, startedCluster, told } from "./observations.ts";

const NOTIFICATIONS = "/isr_change_notification";

function clusterWithTopic(): FakeCluster {
  const cluster = startedCluster();
  cluster.createTopic("t", [[2, 3, 1]]);
  forget(cluster);
  return cluster;
}

/** Broker 2 leads t-0 and writes this ISR. */
function writeIsr(cluster: FakeCluster, isr: readonly number[], overrides: object = {}): void {
  const state = { ...cluster.state("t", 0), isr, ...overrides };
  cluster.broker(2).controller.updateLeaderAndIsr(cluster.tp("t", 0), state);
}

function answers(cluster: FakeCluster): readonly (readonly [number, number])[] {
  return cluster.broker(2).isrAnswers;
}

function setsState(operation: Operation): boolean {
  return operation.op === "setData";
}

describe("an ISR that a leader writes to ZooKeeper", () => {
  test("gets the next version", () => {
    const cluster = clusterWithTopic();
    writeIsr(cluster, [2, 3]);
    cluster.run(100);
    expect(answers(cluster)).toEqual([[cluster.tp("t", 0), 1]]);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 0, isr: [2, 3] });
  });

  test("is not written over what somebody else wrote", () => {
    const cluster = clusterWithTopic();
    writeIsr(cluster, [2, 3], { zkVersion: 5 });
    cluster.run(100);
    expect(answers(cluster)).toEqual([[cluster.tp("t", 0), -1]]);
    expect(cluster.state("t", 0)).toMatchObject({ isr: [2, 3, 1], zkVersion: 0 });
  });

  test("is known to be written when the answer is lost with the connection", () => {
    const cluster = clusterWithTopic();
    writeIsr(cluster, [2, 3]);
    cluster.runUntilRequest(2, setsState);
    cluster.resetConnections(2, cluster.zookeeper);
    cluster.run(5000);
    expect(answers(cluster)).toEqual([[cluster.tp("t", 0), 1]]);
    expect(cluster.state("t", 0).zkVersion).toBe(1);
  });

  test("counts as not written when the session expires before the answer", () => {
    const cluster = clusterWithTopic();
    cluster.cut(2, cluster.zookeeper, true);
    writeIsr(cluster, [2, 3]);
    cluster.run(60_000);
    cluster.cut(2, cluster.zookeeper, false);
    cluster.run(60_000);
    expect(answers(cluster)).toEqual([[cluster.tp("t", 0), -1]]);
  });
});

describe("a notification of ISR changes", () => {
  test("makes the controller read the states and tell all brokers, not as LeaderAndIsr", () => {
    const cluster = clusterWithTopic();
    const tp = cluster.tp("t", 0);
    writeIsr(cluster, [2, 3]);
    cluster.run(1000);
    for (const id of [1, 2, 3]) expect(told(cluster, id, "UpdateMetadata", tp)).toEqual([]);
    cluster.broker(2).controller.propagateIsrChanges([tp]);
    cluster.run(100);
    for (const id of [1, 2, 3]) {
      expect(told(cluster, id, "LeaderAndIsr", tp)).toEqual([]);
      expect(told(cluster, id, "UpdateMetadata", tp)).toEqual([
        { leader: 2, leaderEpoch: 0, isr: [2, 3] },
      ]);
    }
  });

  test("is deleted when it was dealt with, and the next one is heard too", () => {
    const cluster = clusterWithTopic();
    const tp = cluster.tp("t", 0);
    for (const isr of [[2, 3], [2]]) {
      writeIsr(cluster, isr);
      cluster.run(100);
      cluster.broker(2).controller.propagateIsrChanges([tp]);
      cluster.run(100);
    }
    expect(told(cluster, 3, "UpdateMetadata", tp).map(({ isr }) => isr)).toEqual([[2, 3], [2]]);
    expect(cluster.znode(`${NOTIFICATIONS}/isr_change_0000000000`)).toBeNull();
    expect(cluster.znode(`${NOTIFICATIONS}/isr_change_0000000001`)).toBeNull();
  });

  test("says what is written in Kafka's own format", () => {
    const cluster = clusterWithTopic();
    cluster.broker(2).controller.propagateIsrChanges([cluster.tp("t", 0)]);
    const path = `${NOTIFICATIONS}/isr_change_0000000000`;
    cluster.runUntil(() => cluster.znode(path) !== null, 1000);
    expect(cluster.znode(path)).toBe('{"version":1,"partitions":[{"topic":"t","partition":0}]}');
  });

  test("of a controller's predecessor is deleted by the new controller", () => {
    const cluster = clusterWithTopic();
    const path = `${NOTIFICATIONS}/isr_change_0000000000`;
    cluster.kill(1);
    cluster.run(1000);
    writeIsr(cluster, [2, 3]);
    cluster.broker(2).controller.propagateIsrChanges([cluster.tp("t", 0)]);
    cluster.run(1000);
    expect(cluster.znode(path)).not.toBeNull();
    cluster.run(60_000);
    expect(cluster.activeController()).not.toBe(1);
    expect(cluster.znode(path)).toBeNull();
  });

  test("is not heard where brokers do not know it", () => {
    const cluster = new FakeCluster(3, { isrChangeNotification: false });
    cluster.start();
    cluster.createTopic("t", [[2, 3, 1]]);
    forget(cluster);
    cluster.broker(2).controller.propagateIsrChanges([cluster.tp("t", 0)]);
    cluster.run(10_000);
    expect(told(cluster, 3, "UpdateMetadata", cluster.tp("t", 0))).toEqual([]);
  });
});
