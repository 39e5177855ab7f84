import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import type { CreatePartitionsResponse } from "../../../../sim/kafka/messages.ts";
import { CREATE_PARTITIONS } from "../../../../sim/kafka/messages.ts";
import { decodeTopic } from "../../../../sim/kafka/zk/zk-data.ts";
import { FakeCluster } from "../fake-cluster.ts";

/** Racks of brokers 1, 2, …; an empty text is none. */
function clusterIn(...racks: readonly string[]): FakeCluster {
  const own = Object.fromEntries(racks.map((rack, i) => [i + 1, { "broker.rack": rack }]));
  const cluster = new FakeCluster(racks.length, {}, "1", own);
  cluster.start();
  return cluster;
}

function createSpread(cluster: FakeCluster, numPartitions: number, replicationFactor: number) {
  const topic = { name: "t", numPartitions, replicationFactor, assignment: null, configs: {} };
  return cluster.createTopics(topic)[0]?.error;
}

function racksOf(cluster: FakeCluster, racks: readonly string[]): readonly (readonly string[])[] {
  return decodeTopic(cluster.znode("/brokers/topics/t") ?? "").map(({ replicas }) =>
    replicas.map((id) => racks[id - 1] ?? "").sort(),
  );
}

function addPartitions(cluster: FakeCluster, count: number) {
  const body = { topics: [{ name: "t", count, assignment: null }] };
  const active = cluster.activeController();
  return cluster.request<CreatePartitionsResponse>(active, CREATE_PARTITIONS, body).topics[0]
    ?.error;
}

describe("with broker.rack", () => {
  // Without racks the same brokers in this order would share racks.
  const racks = ["a", "a", "b", "b"];

  test("a broker's registration names its rack", () => {
    const cluster = clusterIn("a", "");
    const registration = (id: number) => JSON.parse(cluster.znode(`/brokers/ids/${id}`) ?? "");
    expect(registration(1)).toMatchObject({ rack: "a", version: 5 });
    expect(registration(2)).not.toHaveProperty("rack");
  });

  test("the replicas of each partition of a new topic are in different racks", () => {
    const cluster = clusterIn(...racks);
    expect(createSpread(cluster, 8, 2)).toBe(Errors.NONE);
    for (const found of racksOf(cluster, racks)) expect(found).toEqual(["a", "b"]);
  });

  test("so are those of partitions that are added", () => {
    const cluster = clusterIn(...racks);
    createSpread(cluster, 2, 2);
    expect(addPartitions(cluster, 10)).toBe(Errors.NONE);
    const found = racksOf(cluster, racks);
    expect(found).toHaveLength(10);
    for (const each of found) expect(each).toEqual(["a", "b"]);
  });

  test("of some brokers and not of others, nothing can be placed", () => {
    const cluster = clusterIn("a", "a", "", "b");
    expect(createSpread(cluster, 2, 2)).toBe(Errors.UNKNOWN_SERVER_ERROR);
    cluster.createTopic("t", [[1, 2]]);
    expect(addPartitions(cluster, 2)).toBe(Errors.UNKNOWN_SERVER_ERROR);
  });

  test("of one rack, replicas go anywhere", () => {
    const cluster = clusterIn("a", "a", "a");
    expect(createSpread(cluster, 3, 3)).toBe(Errors.NONE);
  });
});
