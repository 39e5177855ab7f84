import { describe, expect, test } from "vitest";
import { GROUP_METADATA_TOPIC_NAME } from "../../../../sim/kafka/coordinator/group/group-log.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import type { FindCoordinatorResponse } from "../../../../sim/kafka/group-messages.ts";
import { FIND_COORDINATOR } from "../../../../sim/kafka/messages.ts";
import { TestCluster } from "../../broker/test-cluster.ts";

const NONE = { error: Errors.COORDINATOR_NOT_AVAILABLE, nodeId: -1 };

function clusterOf(brokers: number, era: Era = "2.8"): TestCluster {
  const cluster = new TestCluster(brokers, {}, "1", era);
  cluster.elect(1, [1], { tp: cluster.tp() });
  return cluster;
}

const find = (cluster: TestCluster, broker: number, key = "readers", keyType = 0) =>
  cluster.ask<FindCoordinatorResponse>(broker, FIND_COORDINATOR, { keyType, key });

describe("the coordinator of a group", () => {
  test("is not there while __consumer_offsets is not: whoever is asked creates it", () => {
    const cluster = clusterOf(3);
    expect(find(cluster, 2)).toEqual(NONE);
    expect(cluster.registry.createdTopics).toEqual([
      {
        name: GROUP_METADATA_TOPIC_NAME,
        numPartitions: 50,
        replicationFactor: 3,
        assignment: null,
        configs: { "cleanup.policy": "compact", "segment.bytes": "104857600" },
      },
    ]);
  });

  test.each([
    ["0.8.2", [2]],
    ["0.10.2", [2]],
    ["0.11", []],
    ["2.8", []],
  ] as const)("with too few brokers has fewer replicas, or is not there (%s)", (era, factors) => {
    const cluster = clusterOf(2, era);
    expect(find(cluster, 1)).toEqual(NONE);
    const { createdTopics } = cluster.registry;
    expect(createdTopics.map(({ replicationFactor }) => replicationFactor)).toEqual(factors);
  });

  test("leads one of all partitions, though a broker has been told of some only", () => {
    const cluster = new TestCluster(3, {}, "1", "2.8");
    cluster.offsetsPartitions = 2;
    cluster.elect(2, [2], { tp: cluster.tp(0, GROUP_METADATA_TOPIC_NAME), replicas: [2] });
    // "a".hashCode() is 97, "b".hashCode() is 98.
    expect(find(cluster, 1, "a")).toEqual(NONE);
    expect(find(cluster, 1, "b")).toEqual({ error: Errors.NONE, nodeId: 2 });
  });

  test("is the leader of the group's partition, as any broker says", () => {
    const cluster = clusterOf(3);
    // "readers".hashCode() is 1080410128, and its absolute value mod 50 is 28.
    cluster.elect(2, [2], { tp: cluster.tp(28, GROUP_METADATA_TOPIC_NAME), replicas: [2] });
    for (let p = 0; p < 50; p++) {
      if (p === 28) continue;
      const tp = cluster.tp(p, GROUP_METADATA_TOPIC_NAME);
      const state = { leader: 1, leaderEpoch: 0, isr: [1], zkVersion: 0, replicas: [1] };
      cluster.registry.partitions.set(tp, state);
    }
    cluster.updateMetadata();
    for (const broker of [1, 2, 3]) {
      expect(find(cluster, broker)).toEqual({ error: Errors.NONE, nodeId: 2 });
    }
    expect(find(cluster, 1, "others")).toEqual({ error: Errors.NONE, nodeId: 1 });
  });

  test("is not there while its leader is dead, or of a transaction", () => {
    const cluster = clusterOf(3);
    for (let p = 0; p < 50; p++) {
      const tp = cluster.tp(p, GROUP_METADATA_TOPIC_NAME);
      const state = { leader: 3, leaderEpoch: 0, isr: [3], zkVersion: 0, replicas: [3] };
      cluster.registry.partitions.set(tp, state);
    }
    cluster.updateMetadata([1, 2]);
    expect(find(cluster, 1)).toEqual(NONE);
    cluster.updateMetadata([1, 2, 3]);
    expect(find(cluster, 1)).toEqual({ error: Errors.NONE, nodeId: 3 });
    expect(find(cluster, 1, "t", 1)).toEqual(NONE);
  });
});
