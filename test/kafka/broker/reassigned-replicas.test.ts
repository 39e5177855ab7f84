import { describe, expect, test } from "vitest";
import { isUnderReplicated } from "../../../sim/kafka/broker/assignment-state.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import { TestCluster } from "./test-cluster.ts";

const LAG_MS = 4000;
const ZK_ISR = {
  isrUpdate: "zkWrite",
  refusedIsrWrite: "retried",
  "replica.lag.time.max.ms": LAG_MS,
};

/** Broker 1 leads replicas 1 and 2, while the ISR still has 3, which was just taken away. */
function withUnassignedMember(settings: object): TestCluster {
  const cluster = new TestCluster(3, { ...ZK_ISR, ...settings });
  cluster.elect(1, [1, 2, 3], { replicas: [1, 2], tell: [1, 2] });
  cluster.run(100);
  return cluster;
}

describe("A member of the ISR that is not assigned any more", () => {
  test("holds up the high watermark until 0.9", () => {
    const cluster = withUnassignedMember({ hwWaitsForCaughtUp: false });
    cluster.produce(1, 1, ["a"]);
    cluster.run(1000);
    expect(cluster.log(1).highWatermark).toBe(0);
  });

  test("does not since 0.10", () => {
    const cluster = withUnassignedMember({ hwWaitsForCaughtUp: true });
    cluster.produce(1, 1, ["a"]);
    cluster.run(1000);
    expect(cluster.log(1).highWatermark).toBe(1);
  });

  test("leaves when it has lagged for long (`lags`)", () => {
    const cluster = withUnassignedMember({ unassignedIsrMember: "lags" });
    cluster.run(LAG_MS - 200);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2, 3]);
    cluster.run(LAG_MS);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
  });

  test("leaves with the next look (`leaves`)", () => {
    const cluster = withUnassignedMember({ unassignedIsrMember: "leaves" });
    cluster.run(LAG_MS / 2);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
  });

  test("stays, and keeps followers of later partitions in their ISRs too (`failsCheck`)", () => {
    const cluster = withUnassignedMember({ unassignedIsrMember: "failsCheck" });
    const later = cluster.tp(1);
    cluster.elect(1, [1, 2, 3], { tp: later, replicas: [1, 2, 3], tell: [1] });
    cluster.produce(1, 1, ["a"], { tp: later });
    cluster.run(4 * LAG_MS);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2, 3]);
    expect(cluster.partition(1, later).isrState.isr).toEqual([1, 2, 3]);
    cluster.elect(1, [1, 2], { replicas: [1, 2], tell: [1, 2] });
    cluster.run(4 * LAG_MS);
    expect(cluster.partition(1, later).isrState.isr).toEqual([1]);
  });
});

describe.each(["refused", "accepted"] as const)("stopReplicaInEpoch=%s", (stopReplicaInEpoch) => {
  test(`a StopReplica in the leader epoch that the replica has is ${stopReplicaInEpoch}`, () => {
    const cluster = new TestCluster(2, { stopReplicaInEpoch });
    cluster.elect(1, [1, 2]);
    cluster.run(100);
    const refused = stopReplicaInEpoch === "refused";
    expect(cluster.stopReplica(2, cluster.tp(), 0, true)).toMatchObject({
      partitions: [{ error: refused ? Errors.FENCED_LEADER_EPOCH : Errors.NONE }],
    });
    expect(cluster.broker(2).replicaManager.partition(cluster.tp()) === null).toBe(!refused);
    expect(cluster.host(2).disk.fileNames().length === 0).toBe(!refused);
  });
});

test("replicas that are added do not make a partition under-replicated", () => {
  const partition = {
    isLeader: true,
    assignment: { replicas: [3, 1, 2], addingReplicas: [3], removingReplicas: [1] },
    isrState: { isr: [1, 2], maximalIsr: [1, 2], proposed: null },
  };
  expect(isUnderReplicated(partition)).toBe(false);
  expect(isUnderReplicated({ ...partition, isrState: { ...partition.isrState, isr: [1] } })).toBe(
    true,
  );
});
