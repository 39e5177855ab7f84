import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { ALTER_ISR } from "../../../../sim/kafka/messages.ts";
import {
  decodeReassignPartitions,
  encodeReassignPartitions,
  REASSIGN_PARTITIONS_PATH,
} from "../../../../sim/kafka/zk/zk-data.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import { forget, startedCluster, told } from "../observations.ts";
import {
  alter,
  alterIsr,
  assignment,
  assignments,
  list,
  state,
  states,
  stops,
} from "./reassignment-rig.ts";

function clusterWith(replicas: readonly number[], settings = {}) {
  const cluster = startedCluster(4, settings);
  cluster.createTopic("t", [replicas]);
  forget(cluster);
  return cluster;
}

const settled = (replicas: readonly number[]) => ({ replicas, adding: [], removing: [] });

describe("A partition that moves from one broker to another", () => {
  test("waits for the new replica under a new leader epoch", () => {
    const cluster = clusterWith([2]);
    const tp = cluster.tp("t", 0);
    expect(alter(cluster, [3])).toBe(Errors.NONE);
    expect(assignment(cluster)).toEqual({ replicas: [3, 2], adding: [3], removing: [2] });
    expect(state(cluster)).toEqual({ leader: 2, leaderEpoch: 1, isr: [2] });
    expect(list(cluster)).toEqual([{ tp, replicas: [3, 2], adding: [3], removing: [2] }]);
    expect(told(cluster, 2, "LeaderAndIsr", tp)).toEqual([{ leader: 2, leaderEpoch: 1, isr: [2] }]);
    const [request] = cluster.broker(3).received.filter(({ api }) => api === "LeaderAndIsr");
    expect(request?.body.partitions).toMatchObject([
      { replicas: [3, 2], addingReplicas: [3], removingReplicas: [2], isNew: true },
    ]);
  });

  test("ends three leader epochs later, and its old replica is deleted", () => {
    const cluster = clusterWith([2]);
    alter(cluster, [3]);
    expect(alterIsr(cluster, [2, 3])).toBe(Errors.NONE);
    cluster.run(1000);
    expect(states(cluster)).toEqual([
      { leader: 2, leaderEpoch: 1, isr: [2] },
      { leader: 2, leaderEpoch: 1, isr: [2, 3] },
      { leader: 3, leaderEpoch: 2, isr: [2, 3] },
      { leader: 3, leaderEpoch: 3, isr: [3] },
    ]);
    expect(assignments(cluster)).toEqual([
      { replicas: [3, 2], adding: [3], removing: [2] },
      settled([3]),
    ]);
    expect(stops(cluster, 2)).toEqual([false, true]);
    expect(list(cluster)).toEqual([]);
  });
});

describe("A reassignment", () => {
  test("that adds a replica keeps the leader and raises its epoch twice", () => {
    const cluster = clusterWith([2, 3]);
    alter(cluster, [2, 3, 4]);
    alterIsr(cluster, [2, 3, 4]);
    expect(state(cluster)).toEqual({ leader: 2, leaderEpoch: 2, isr: [2, 3, 4] });
    expect(assignment(cluster)).toEqual(settled([2, 3, 4]));
  });

  test("that removes a follower completes at once", () => {
    const cluster = clusterWith([2, 3, 4]);
    alter(cluster, [2, 3]);
    expect(state(cluster)).toEqual({ leader: 2, leaderEpoch: 2, isr: [2, 3] });
    expect(assignment(cluster)).toEqual(settled([2, 3]));
    expect(stops(cluster, 4)).toEqual([false, true]);
  });

  test("that removes the leader elects the first of the target", () => {
    const cluster = clusterWith([2, 3, 4]);
    alter(cluster, [4, 3]);
    expect(state(cluster)).toEqual({ leader: 4, leaderEpoch: 2, isr: [3, 4] });
    expect(cluster.elections()).toMatchObject([{ leader: 4, strategy: "reassign" }]);
  });

  test("to another order only changes the order", () => {
    const cluster = clusterWith([2, 3]);
    alter(cluster, [3, 2]);
    expect(state(cluster)).toEqual({ leader: 2, leaderEpoch: 1, isr: [2, 3] });
    expect(assignment(cluster)).toEqual(settled([3, 2]));
  });

  test("of a partition that is there already is complete", () => {
    const cluster = clusterWith([2, 3]);
    expect(alter(cluster, [2, 3])).toBe(Errors.NONE);
    expect(list(cluster)).toEqual([]);
    expect(assignment(cluster)).toEqual(settled([2, 3]));
  });

  test("to brokers that are dead, to none, or twice to one is refused", () => {
    const cluster = clusterWith([2]);
    cluster.kill(4);
    cluster.run(30_000);
    for (const replicas of [[4], [], [3, 3], [-1], [9]]) {
      expect(alter(cluster, replicas)).toBe(Errors.INVALID_REPLICA_ASSIGNMENT);
    }
    expect(assignment(cluster)).toEqual(settled([2]));
  });

  test("of an unknown partition is refused, as is a request to another than the controller", () => {
    const cluster = startedCluster(3);
    expect(alter(cluster, [2])).toBe(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    expect(alter(cluster, null)).toBe(Errors.NO_REASSIGNMENT_IN_PROGRESS);
  });

  test("that is cancelled leaves the partition where it was, and stops the new replica", () => {
    const cluster = clusterWith([2, 3]);
    alter(cluster, [4, 3]);
    expect(assignment(cluster)).toEqual({ replicas: [4, 3, 2], adding: [4], removing: [2] });
    expect(alter(cluster, null)).toBe(Errors.NONE);
    expect(assignment(cluster)?.adding).toEqual([]);
    expect([...(assignment(cluster)?.replicas ?? [])].sort()).toEqual([2, 3]);
    expect(stops(cluster, 4)).toEqual([false, true]);
    expect(state(cluster).isr).toEqual([2, 3]);
    expect(alter(cluster, null)).toBe(Errors.NO_REASSIGNMENT_IN_PROGRESS);
  });

  test("that another one overtakes goes to the second target, and drops what only the first wanted", () => {
    const cluster = clusterWith([2]);
    alter(cluster, [3]);
    alter(cluster, [4]);
    expect(assignment(cluster)).toEqual({ replicas: [4, 2], adding: [4], removing: [2] });
    expect(stops(cluster, 3)).toEqual([false, true]);
    alterIsr(cluster, [2, 4]);
    expect(state(cluster)).toMatchObject({ leader: 4, isr: [4] });
    expect(assignment(cluster)).toEqual(settled([4]));
  });

  test("that is replaced while only a replica it adds is in sync leaves no leader (KAFKA-14808)", () => {
    const cluster = clusterWith([2]);
    alter(cluster, [4, 3]);
    alterIsr(cluster, [2, 4]);
    cluster.kill(2);
    cluster.run(30_000);
    expect(state(cluster)).toMatchObject({ leader: 4, isr: [4] });
    alter(cluster, [3]);
    expect(state(cluster)).toMatchObject({ leader: -1, isr: [4] });
    expect(stops(cluster, 4)).toEqual([false, true]);
  });

  test("waits while its target is down, and goes on when it starts", () => {
    const cluster = clusterWith([2]);
    alter(cluster, [3]);
    cluster.kill(3);
    cluster.run(30_000);
    expect(list(cluster)).toHaveLength(1);
    const { leaderEpoch } = state(cluster);
    cluster.boot(3);
    cluster.run(5000);
    expect(state(cluster)).toEqual({ leader: 2, leaderEpoch: leaderEpoch + 1, isr: [2] });
    alterIsr(cluster, [2, 3]);
    expect(state(cluster)).toMatchObject({ leader: 3, isr: [3] });
    expect(assignment(cluster)).toEqual(settled([3]));
  });

  test("is taken over by the next controller", () => {
    const cluster = clusterWith([2]);
    alter(cluster, [3]);
    cluster.kill(cluster.activeController());
    cluster.run(30_000);
    expect(list(cluster)).toHaveLength(1);
    alterIsr(cluster, [2, 3]);
    expect(state(cluster)).toMatchObject({ leader: 3, isr: [3] });
    expect(assignment(cluster)).toEqual(settled([3]));
    expect(stops(cluster, 2)).toEqual([false, true]);
  });

  test("is completed wherever the controller dies", () => {
    let requests = 0;
    for (;;) {
      requests++;
      const cluster = clusterWith([2]);
      alter(cluster, [3]);
      const { zkVersion, leaderEpoch } = cluster.state("t", 0);
      cluster.zooKeeperRequests.length = 0;
      cluster.post(1, ALTER_ISR, {
        brokerId: 2,
        brokerEpoch: cluster.broker(2).controller.brokerEpoch,
        partitions: [
          { tp: cluster.tp("t", 0), leaderEpoch, newIsr: [2, 3], currentIsrVersion: zkVersion },
        ],
      });
      const ofController = () =>
        cluster.zooKeeperRequests.filter(({ host }) => host === "broker-1").length;
      if (!cluster.runUntil(() => ofController() >= requests, 1000)) break;
      cluster.kill(1);
      cluster.run(30_000);
      if (!state(cluster).isr.includes(3)) alterIsr(cluster, [2, 3]);
      expect(state(cluster), `killed after ${requests} requests`).toMatchObject({
        leader: 3,
        isr: [3],
      });
      expect(assignment(cluster)).toEqual(settled([3]));
      expect(list(cluster)).toEqual([]);
    }
    expect(requests).toBeGreaterThan(8);
  });

  test("keeps the preferred leaders from being elected meanwhile", () => {
    const cluster = clusterWith([2, 3], { "leader.imbalance.check.interval.seconds": 10 });
    cluster.createTopic("u", [[3, 2]]);
    alter(cluster, [2, 3, 4]);
    cluster.kill(3);
    cluster.run(20_000);
    cluster.boot(3);
    cluster.run(2000);
    expect(cluster.state("u", 0).leader).toBe(2);
    alterIsr(cluster, [2, 3], "u");
    cluster.run(30_000);
    expect(cluster.state("u", 0)).toMatchObject({ leader: 2, isr: [2, 3] });
    alterIsr(cluster, [2, 3, 4]);
    cluster.run(30_000);
    expect(cluster.state("u", 0).leader).toBe(3);
  });

  test("is asked for by a znode, too, which goes when it is done", () => {
    const cluster = clusterWith([2]);
    const reassignments = [
      { topic: "t", partition: 0, replicas: [3] },
      { topic: "nowhere", partition: 7, replicas: [3] },
    ];
    cluster.createZnode(REASSIGN_PARTITIONS_PATH, encodeReassignPartitions(reassignments));
    cluster.run(8000);
    expect(assignment(cluster)).toEqual({ replicas: [3, 2], adding: [3], removing: [2] });
    const data = present(cluster.znode(REASSIGN_PARTITIONS_PATH), "the znode is there");
    expect(decodeReassignPartitions(data)).toEqual([reassignments[0]]);
    alterIsr(cluster, [2, 3]);
    expect(assignment(cluster)).toEqual(settled([3]));
    expect(cluster.znode(REASSIGN_PARTITIONS_PATH)).toBeNull();
  });

  test("of a topic that waits for its deletion is refused", () => {
    const cluster = clusterWith([2, 3]);
    cluster.kill(3);
    cluster.run(30_000);
    cluster.createZnode("/admin/delete_topics/t");
    cluster.run(1000);
    expect(alter(cluster, [2, 4])).toBe(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  });

  test("does not keep its topic from being deleted, nor the controller from going on", () => {
    const cluster = clusterWith([2]);
    alter(cluster, [3]);
    cluster.createZnode("/admin/delete_topics/t");
    cluster.run(8000);
    expect(cluster.znode("/brokers/topics/t")).toBeNull();
    cluster.createTopic("t", [[2]]);
    alter(cluster, [4]);
    alterIsr(cluster, [2, 4]);
    expect(assignment(cluster)).toEqual(settled([4]));
    expect(list(cluster)).toEqual([]);
  });
});

describe("Where leaders write ISRs to ZooKeeper", () => {
  test("the controller watches the states of partitions that move", () => {
    const cluster = clusterWith([2], { isrUpdate: "zkWrite" });
    alter(cluster, [3]);
    const tp = cluster.tp("t", 0);
    const { zkVersion, leaderEpoch } = cluster.state("t", 0);
    const isr = { leader: 2, leaderEpoch, isr: [2, 3], zkVersion, controllerEpoch: 1 };
    cluster.broker(2).controller.updateLeaderAndIsr(tp, isr);
    cluster.run(200);
    expect(state(cluster)).toMatchObject({ leader: 3, isr: [3] });
    expect(assignment(cluster)).toEqual(settled([3]));
  });
});
