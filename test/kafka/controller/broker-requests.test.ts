import { describe, expect, test } from "vitest";
import type { AlterIsrResponse, ControlledShutdownResponse } from "../../../sim/kafka/messages.ts";
import { ALTER_ISR, CONTROLLED_SHUTDOWN } from "../../../sim/kafka/messages.ts";
import type { FakeCluster } from "./fake-cluster.ts";
import { forget, startedCluster, told } from "./observations.ts";

test("brokers are told how many partitions __consumer_offsets has with whatever they are told", () => {
  const cluster = startedCluster();
  cluster.createTopic("__consumer_offsets", [[2], [3]]);
  forget(cluster);
  cluster.createTopic("t", [[2, 3, 1]]);
  const counts = cluster.broker(1).received.flatMap(({ api, body }) => {
    return api === "UpdateMetadata" ? [[body.partitions.length, body.offsetsPartitions]] : [];
  });
  expect(counts).toEqual([[1, 2]]);
});

describe("AlterIsr", () => {
  function alterIsr(cluster: FakeCluster, overrides: object = {}, partition: object = {}) {
    const request = {
      brokerId: 2,
      brokerEpoch: cluster.broker(2).controller.brokerEpoch,
      partitions: [
        {
          tp: cluster.tp("t", 0),
          leaderEpoch: 0,
          newIsr: [2, 3],
          currentIsrVersion: 0,
          ...partition,
        },
      ],
      ...overrides,
    };
    return cluster.request<AlterIsrResponse>(1, ALTER_ISR, request);
  }

  function clusterWithTopic(): FakeCluster {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2, 3, 1]]);
    forget(cluster);
    return cluster;
  }

  test("the new ISR is written under the same leader epoch and told to all, not as LeaderAndIsr", () => {
    const cluster = clusterWithTopic();
    const tp = cluster.tp("t", 0);
    expect(alterIsr(cluster)).toEqual({
      error: 0,
      partitions: [{ tp, error: 0, leader: 2, leaderEpoch: 0, isr: [2, 3], currentIsrVersion: 1 }],
    });
    expect(cluster.state("t", 0)).toMatchObject({
      leader: 2,
      leaderEpoch: 0,
      isr: [2, 3],
      zkVersion: 1,
    });
    cluster.run(100);
    for (const id of [1, 2, 3]) {
      expect(told(cluster, id, "LeaderAndIsr", tp)).toEqual([]);
      expect(told(cluster, id, "UpdateMetadata", tp)).toEqual([
        { leader: 2, leaderEpoch: 0, isr: [2, 3] },
      ]);
    }
  });

  test("a repeated request succeeds without another write", () => {
    const cluster = clusterWithTopic();
    const first = alterIsr(cluster);
    expect(alterIsr(cluster)).toEqual(first);
    expect(cluster.state("t", 0).zkVersion).toBe(1);
  });

  test("a stale version is refused", () => {
    const cluster = clusterWithTopic();
    alterIsr(cluster);
    expect(alterIsr(cluster, {}, { newIsr: [2] }).partitions).toMatchObject([{ error: 95 }]);
    expect(cluster.state("t", 0).isr).toEqual([2, 3]);
  });

  test("a stale leader epoch is fenced", () => {
    const cluster = clusterWithTopic();
    cluster.shutdown(3);
    cluster.run(500);
    expect(alterIsr(cluster).partitions).toMatchObject([{ error: 74 }]);
  });

  test("an unknown partition, a stale broker epoch, an unknown broker and a wrong controller are told", () => {
    const cluster = clusterWithTopic();
    const unknown = cluster.tp("u", 0);
    expect(alterIsr(cluster, {}, { tp: unknown }).partitions).toMatchObject([{ error: 3 }]);
    expect(alterIsr(cluster, { brokerEpoch: 1 })).toEqual({ error: 77, partitions: [] });
    expect(alterIsr(cluster, { brokerId: 9 })).toEqual({ error: 77, partitions: [] });
    const answer = cluster.request<AlterIsrResponse>(3, ALTER_ISR, {
      brokerId: 2,
      brokerEpoch: 1,
      partitions: [],
    });
    expect(answer).toEqual({ error: 41, partitions: [] });
  });

  test("of a controller that knows KIP-841 refuses a member that shuts down, and what is outdated", () => {
    const cluster = startedCluster(3, { expandNeedsLiveFollower: true });
    cluster.createTopic("t", [[2, 3, 1]]);
    const errorOf = (partition: object) => alterIsr(cluster, {}, partition).partitions[0]?.error;
    expect(errorOf({ newIsr: [2] })).toBe(0);
    expect(errorOf({ newIsr: [2, 1], currentIsrVersion: 0 })).toBe(95);
    expect(errorOf({ newIsr: [2, 1], currentIsrVersion: 2 })).toBe(41);
    expect(errorOf({ newIsr: [2, 1], currentIsrVersion: 1, leaderEpoch: 1 })).toBe(41);
    const brokerEpoch = cluster.broker(3).controller.brokerEpoch;
    cluster.request(1, CONTROLLED_SHUTDOWN, { brokerId: 3, brokerEpoch });
    expect(errorOf({ newIsr: [2, 3], currentIsrVersion: 1 })).toBe(107);
    expect(errorOf({ newIsr: [2, 1], currentIsrVersion: 1 })).toBe(0);
  });

  test("requests wait their turn behind what the controller is doing", () => {
    const cluster = clusterWithTopic();
    const brokerEpoch = cluster.broker(2).controller.brokerEpoch;
    cluster.shutdown(3);
    // The controller waits for ZooKeeper, whose answers are held.
    const [one, zookeeper] = [cluster.host(1).index, cluster.zookeeper.index];
    cluster.run(1);
    cluster.sim.network.hold(zookeeper, one);
    const tp = cluster.tp("t", 0);
    const waiting = cluster.post(1, ALTER_ISR, {
      brokerId: 2,
      brokerEpoch,
      partitions: [{ tp, leaderEpoch: 0, newIsr: [2], currentIsrVersion: 0 }],
    });
    cluster.run(1000);
    expect(waiting.response).toBeNull();
    cluster.sim.network.release(zookeeper, one);
    cluster.run(1000);
    expect(waiting.response).toMatchObject({ partitions: [{ error: 74 }] });
  });
});

describe("controlled shutdown", () => {
  function shutDown(cluster: FakeCluster, brokerId: number): ControlledShutdownResponse {
    const brokerEpoch = cluster.broker(brokerId).controller.brokerEpoch;
    const body = { brokerId, brokerEpoch };
    return cluster.request(cluster.activeController(), CONTROLLED_SHUTDOWN, body);
  }

  test("leaders move, followers stop and leave the ISR, single replicas stay", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [
      [2, 3, 1],
      [3, 2, 1],
    ]);
    cluster.createTopic("single", [[2]]);
    forget(cluster);
    expect(shutDown(cluster, 2)).toEqual({ error: 0, remaining: [] });
    cluster.run(100);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, leaderEpoch: 1, isr: [3, 1] });
    expect(cluster.state("t", 1)).toMatchObject({ leader: 3, leaderEpoch: 1, isr: [3, 1] });
    expect(cluster.state("single", 0)).toMatchObject({ leader: 2, leaderEpoch: 0, isr: [2] });
    expect(cluster.elections()).toMatchObject([
      { tp: "t-0", leader: 3, strategy: "controlledShutdown" },
    ]);
    const stopped = cluster.broker(2).received.filter(({ api }) => api === "StopReplica");
    expect(stopped[0]).toMatchObject({
      body: { partitions: [{ tp: cluster.tp("t", 1), leaderEpoch: 0, deletePartition: false }] },
    });
    // Then the broker goes: no partition but the single one changes again.
    cluster.shutdown(2);
    cluster.run(500);
    expect(cluster.state("t", 0).leaderEpoch).toBe(1);
    expect(cluster.state("t", 1).leaderEpoch).toBe(1);
    expect(cluster.state("single", 0)).toMatchObject({ leader: -1, leaderEpoch: 1, isr: [2] });
  });

  test("what nobody else can lead remains", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2, 3]]);
    cluster.shutdown(3);
    cluster.run(500);
    expect(shutDown(cluster, 2)).toEqual({ error: 0, remaining: [cluster.tp("t", 0)] });
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, isr: [2] });
  });

  test("a stale broker epoch and a wrong controller are told", () => {
    const cluster = startedCluster();
    const stale = { brokerId: 2, brokerEpoch: 1 };
    expect(cluster.request(1, CONTROLLED_SHUTDOWN, stale)).toMatchObject({ error: 77 });
    expect(cluster.request(3, CONTROLLED_SHUTDOWN, stale)).toMatchObject({ error: 11 });
  });
});
