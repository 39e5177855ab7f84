import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import type { ControlledShutdownResponse } from "../../../sim/kafka/messages.ts";
import { CONTROLLED_SHUTDOWN } from "../../../sim/kafka/messages.ts";
import type { FakeCluster } from "./fake-cluster.ts";
import { bounce, forget, rejoin, startedCluster, stuckDeletion } from "./observations.ts";

function shutDown(cluster: FakeCluster, brokerId: number, brokerEpoch = -1) {
  const body = { brokerId, brokerEpoch };
  const controller = cluster.activeController();
  return cluster.request<ControlledShutdownResponse>(controller, CONTROLLED_SHUTDOWN, body);
}

/** How many requests of a kind a broker got. */
function count(cluster: FakeCluster, broker: number, api: string): number {
  return cluster.broker(broker).received.filter((request) => request.api === api).length;
}

describe("who leads after a broker that shuts down", () => {
  test.each([
    ["assignment", 3],
    ["isr", 4],
  ])("is the first that remains, in the order of the %s", (controlledShutdownOrder, leader) => {
    const settings = { controlledShutdownOrder, "auto.leader.rebalance.enable": false };
    const cluster = startedCluster(4, settings);
    cluster.createTopic("t", [[2, 3, 4]]);
    bounce(cluster, 3);
    rejoin(cluster, "t", 0, 3);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, isr: [2, 4, 3] });
    expect(shutDown(cluster, 2)).toEqual({ error: Errors.NONE, remaining: [] });
    expect(cluster.state("t", 0)).toMatchObject({ leader, isr: [4, 3] });
  });
});

describe("a controlled shutdown", () => {
  test.each([
    ["together", 1],
    ["eachAlone", 2],
  ])("moves leaders %s", (leadershipMoves, requests) => {
    const cluster = startedCluster(3, { leadershipMoves });
    cluster.createTopic("t", [
      [2, 3],
      [2, 3],
    ]);
    forget(cluster);
    expect(shutDown(cluster, 2).remaining).toEqual([]);
    cluster.run(100);
    expect(count(cluster, 3, "LeaderAndIsr")).toBe(requests);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, isr: [3] });
    expect(cluster.state("t", 1)).toMatchObject({ leader: 3, isr: [3] });
  });

  test("stops followers and takes them out of the ISR", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[3, 2]]);
    forget(cluster);
    expect(shutDown(cluster, 2).remaining).toEqual([]);
    cluster.run(100);
    expect(count(cluster, 2, "StopReplica")).toBe(2);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, leaderEpoch: 1, isr: [3] });
  });

  test("leaves a partition with one replica where it is, and says nothing of it", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2]]);
    expect(shutDown(cluster, 2)).toEqual({ error: Errors.NONE, remaining: [] });
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 0, isr: [2] });
  });

  test("names what the broker still leads as the last of the ISR", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [
      [2, 3],
      [2, 1],
    ]);
    shutDown(cluster, 3);
    expect(shutDown(cluster, 2).remaining).toEqual([cluster.tp("t", 0)]);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, isr: [2] });
    expect(cluster.state("t", 1)).toMatchObject({ leader: 1, isr: [1] });
  });

  test.each([
    ["ignores", 2],
    ["waits", 3],
  ])("%s topics that are to be deleted", (shutdownDuringDeletion, leader) => {
    const cluster = startedCluster(4, { shutdownDuringDeletion });
    cluster.createTopic("t", [[2, 3, 4]]);
    stuckDeletion(cluster, "t", 4);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, isr: [2, 3] });
    expect(shutDown(cluster, 2).remaining).toEqual([]);
    expect(cluster.state("t", 0)).toMatchObject({ leader });
  });

  test("of a broker that is not registered, or was restarted since, is refused", () => {
    const cluster = startedCluster();
    const { brokerEpoch } = cluster.broker(2).controller;
    bounce(cluster, 2);
    expect(shutDown(cluster, 2, brokerEpoch).error).toBe(Errors.STALE_BROKER_EPOCH);
    cluster.shutdown(2);
    cluster.run(500);
    expect(shutDown(cluster, 2).error).toBe(Errors.BROKER_NOT_AVAILABLE);
    expect(shutDown(cluster, 2, 1e9).error).toBe(Errors.UNKNOWN_SERVER_ERROR);
  });

  test("is refused by a broker that is not the controller", () => {
    const cluster = startedCluster();
    const body = { brokerId: 2, brokerEpoch: -1 };
    const response = cluster.request<ControlledShutdownResponse>(3, CONTROLLED_SHUTDOWN, body);
    expect(response.error).toBe(Errors.STALE_CONTROLLER_EPOCH);
  });
});
