import { describe, expect, test } from "vitest";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import type {
  FindCoordinatorResponse,
  OffsetCommitResponse,
  OffsetFetchResponse,
} from "../../../../sim/kafka/group-messages.ts";
import {
  CREATE_TOPICS,
  FIND_COORDINATOR,
  OFFSET_COMMIT,
  OFFSET_FETCH,
} from "../../../../sim/kafka/messages.ts";
import { topicConfigPath, topicPath } from "../../../../sim/kafka/zk/zk-data.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import { LiveCluster } from "../../../conformance/kafka/support/live-cluster.ts";

const BROKERS = [1, 2, 3];
const GROUP = "readers";

/** Asks until there is a coordinator, as a client does. */
function coordinator(cluster: LiveCluster, broker: number): number {
  for (let i = 0; i < 600; i++) {
    const request = { keyType: 0, key: GROUP };
    const { error, nodeId } = cluster.ask<FindCoordinatorResponse>(
      broker,
      FIND_COORDINATOR,
      request,
    );
    if (error === Errors.NONE) return nodeId;
    cluster.run(100);
  }
  throw new Error("there is no coordinator");
}

function commit(cluster: LiveCluster, broker: number, offset: number, version = 2): number {
  const { partitions } = cluster.ask<OffsetCommitResponse>(broker, OFFSET_COMMIT, {
    version,
    groupId: GROUP,
    generationId: -1,
    memberId: "",
    instanceId: null,
    retentionTimeMs: -1,
    partitions: [{ tp: cluster.tp, offset, leaderEpoch: -1, metadata: "" }],
  });
  return present(partitions[0], "one partition is committed").error;
}

function fetchOffset(cluster: LiveCluster, broker: number, version = 2): number {
  const { partitions } = cluster.ask<OffsetFetchResponse>(broker, OFFSET_FETCH, {
    version,
    groupId: GROUP,
    partitions: [cluster.tp],
    requireStable: false,
  });
  return present(partitions[0], "one partition is asked for").offset;
}

function clusterWithTopic(era: Era): LiveCluster {
  const cluster = new LiveCluster(era, BROKERS, { "offsets.topic.num.partitions": 5 });
  for (const id of BROKERS) cluster.start(id);
  cluster.run(2000);
  const topic = {
    name: "t",
    numPartitions: 1,
    replicationFactor: 3,
    assignment: null,
    configs: {},
  };
  cluster.ask(cluster.controllerId ?? 1, CREATE_TOPICS, { topics: [topic] });
  cluster.run(1000);
  return cluster;
}

describe("commits in a cluster", () => {
  test.each(["0.8.2", "0.10.2", "2.8"] as const)("survive their coordinator (%s)", (era) => {
    const cluster = clusterWithTopic(era);
    // Not the controller: whoever is asked creates the topic.
    const asked = present(
      BROKERS.find((id) => id !== cluster.controllerId),
      "others are there",
    );
    const first = coordinator(cluster, asked);
    const created = present(cluster.znode(topicPath("__consumer_offsets")), "the topic is there");
    const { partitions } = JSON.parse(created.data) as { partitions: Record<string, number[]> };
    expect(Object.values(partitions).map(({ length }) => length)).toEqual([3, 3, 3, 3, 3]);
    const configs = cluster.znode(topicConfigPath("__consumer_offsets"))?.data;
    expect(JSON.parse(configs ?? "")).toMatchObject({ config: { "cleanup.policy": "compact" } });

    cluster.run(1000);
    expect(commit(cluster, first, 7)).toBe(Errors.NONE);
    expect(fetchOffset(cluster, first)).toBe(7);
    // So that followers know it to be committed: older coordinators read no further.
    cluster.run(2000);
    cluster.stop(first);
    const other = present(
      BROKERS.find((id) => id !== first),
      "others are there",
    );
    const second = coordinator(cluster, other);
    expect(second).not.toBe(first);
    cluster.run(1000);
    expect(fetchOffset(cluster, second)).toBe(7);
    expect(commit(cluster, second, 9)).toBe(Errors.NONE);
    cluster.start(first);
    cluster.run(400_000);
    expect(fetchOffset(cluster, coordinator(cluster, other))).toBe(9);
  });

  test("of version 0 are znodes", () => {
    const cluster = clusterWithTopic("0.8.2");
    expect(fetchOffset(cluster, 2, 0)).toBe(-1);
    expect(commit(cluster, 1, 7, 0)).toBe(Errors.NONE);
    expect(commit(cluster, 3, 8, 0)).toBe(Errors.NONE);
    expect(cluster.znode("/consumers/readers/offsets/t/0")?.data).toBe("8");
    expect(fetchOffset(cluster, 2, 0)).toBe(8);
    expect(cluster.znode(topicPath("__consumer_offsets"))).toBeNull();
  });
});
