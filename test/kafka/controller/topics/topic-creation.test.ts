import { describe, expect, test } from "vitest";
import { CREATE_TOPICS } from "../../../../sim/kafka/messages.ts";
import { FakeCluster, newTopic } from "../fake-cluster.ts";

function startedCluster(): FakeCluster {
  const cluster = new FakeCluster(3);
  cluster.start();
  return cluster;
}

function automatic(name: string, numPartitions: number, replicationFactor: number) {
  return { name, numPartitions, replicationFactor, assignment: null, configs: {} };
}

describe("creating topics", () => {
  test("replicas are placed round the live brokers, from a place that the seed chooses", () => {
    const leaders = (seed: string) => {
      const cluster = new FakeCluster(3, {}, seed);
      cluster.start();
      const [result] = cluster.createTopics(automatic("t", 6, 2));
      expect(result).toEqual({ name: "t", error: 0, message: null });
      return [0, 1, 2, 3, 4, 5].map((p) => cluster.state("t", p).leader);
    };
    const [first = 0, second = 0, third = 0, ...rest] = leaders("1");
    expect([first, second, third].sort()).toEqual([1, 2, 3]);
    expect(rest).toEqual([first, second, third]);
    expect(leaders("1")[0]).toBe(first);
    const starts = new Set(["1", "2", "3", "4", "5", "6", "7", "8"].map((s) => leaders(s)[0]));
    expect(starts.size).toBeGreaterThan(1);
  });

  test("the defaults of the broker fill in what is not given", () => {
    const cluster = new FakeCluster(3, { "num.partitions": 4, "default.replication.factor": 3 });
    cluster.start();
    cluster.createTopics(automatic("t", -1, -1));
    expect(cluster.state("t", 3).isr).toHaveLength(3);
    expect(cluster.znode("/brokers/topics/t/partitions/4")).toBeNull();
  });

  test("without replication a partition lives on the first broker of its assignment", () => {
    const cluster = new FakeCluster(2, { replication: false });
    cluster.start();
    cluster.createTopic("t", [[2, 1]]);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, isr: [2] });
    const [result] = cluster.createTopics(automatic("u", 2, 3));
    expect(result).toMatchObject({ error: 0 });
    expect(cluster.state("u", 1).isr).toHaveLength(1);
  });

  test("the configuration is written before the topic, and can be read by a broker", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1]], { "min.insync.replicas": "2" });
    const writes = cluster.zooKeeperRequests.flatMap(({ operation }) =>
      operation.op === "create" ? [operation.path] : [],
    );
    const config = writes.indexOf("/config/topics/t");
    expect(config).toBeGreaterThan(-1);
    expect(writes.indexOf("/brokers/topics/t")).toBeGreaterThan(config);
    const broker = cluster.broker(3);
    broker.controller.requestTopicConfig("t");
    broker.controller.requestTopicConfig("none");
    cluster.run(100);
    expect(broker.topicConfigs).toEqual({ t: { "min.insync.replicas": "2" }, none: {} });
  });

  test("the answer comes when the leaders are known to the controller's broker", () => {
    const cluster = startedCluster();
    cluster.createTopics(automatic("t", 2, 2));
    const tps = [cluster.tp("t", 0), cluster.tp("t", 1)];
    const known = cluster
      .broker(1)
      .received.flatMap((r) => (r.api === "UpdateMetadata" ? r.body.partitions : []))
      .map(({ tp }) => tp);
    expect(known).toEqual(expect.arrayContaining(tps));
  });

  test("several topics of one request are answered one by one", () => {
    const cluster = startedCluster();
    cluster.createTopic("old", [[1]]);
    const results = cluster.createTopics(
      automatic("a", 1, 1),
      automatic("old", 1, 1),
      automatic("b", 1, 9),
      automatic("c", 1, 3),
    );
    expect(results.map(({ name, error }) => [name, error])).toEqual([
      ["a", 0],
      ["old", 36],
      ["b", 38],
      ["c", 0],
    ]);
  });

  test.each([
    ["no partition", automatic("t", 0, 1), 37],
    ["no replica", automatic("t", 1, 0), 38],
    ["more replicas than brokers", automatic("t", 1, 4), 38],
    ["an empty name", automatic("", 1, 1), 17],
    ["an illegal name", automatic("a b", 1, 1), 17],
    ["a name of dots", automatic("..", 1, 1), 17],
    ["a long name", automatic("x".repeat(250), 1, 1), 17],
    ["unequal replica counts", newTopic("t", [[1, 2], [1]]), 39],
    ["a replica twice", newTopic("t", [[1, 1]]), 39],
    ["an empty assignment", newTopic("t", []), 39],
    ["numbers and an assignment", { ...newTopic("t", [[1]]), numPartitions: 1 }, 42],
    ["an unknown setting", newTopic("t", [[1]], { "no.such.setting": "1" }), 40],
    ["a bad number", newTopic("t", [[1]], { "min.insync.replicas": "0" }), 40],
    ["a bad boolean", newTopic("t", [[1]], { "unclean.leader.election.enable": "yes" }), 40],
  ])("%s is refused, and nothing is written", (_, topic, error) => {
    const cluster = startedCluster();
    expect(cluster.createTopics(topic)).toMatchObject([{ name: topic.name, error }]);
    if (topic.name !== "") expect(cluster.znode(`/brokers/topics/${topic.name}`)).toBeNull();
  });

  test("names that differ in '.' and '_' only collide", () => {
    const cluster = startedCluster();
    cluster.createTopic("a.b", [[1]]);
    expect(cluster.createTopics(automatic("a_b", 1, 1))).toMatchObject([{ error: 17 }]);
  });

  test("another broker than the controller refuses", () => {
    const cluster = startedCluster();
    const body = { topics: [automatic("t", 1, 1)] };
    expect(cluster.request(2, CREATE_TOPICS, body)).toEqual({
      topics: [{ name: "t", error: 41, message: null }],
    });
  });
});

describe("producer ids", () => {
  test("brokers get blocks of 1000 ids that do not overlap", () => {
    const cluster = startedCluster();
    for (const id of [1, 2, 3, 1]) cluster.broker(id).controller.requestProducerIdBlock();
    cluster.run(1000);
    const blocks = [1, 2, 3].flatMap((id) => cluster.broker(id).producerIdBlocks);
    expect(blocks.map(([first]) => first).sort((a, b) => a - b)).toEqual([0, 1000, 2000, 3000]);
    for (const [first, last] of blocks) expect(last).toBe(first + 999);
  });

  test("a lost answer wastes no block", () => {
    const cluster = startedCluster();
    const [one, zookeeper] = [cluster.host(1).index, cluster.zookeeper.index];
    cluster.broker(1).controller.requestProducerIdBlock();
    const written = () => (cluster.znode("/latest_producer_id_block") ?? "") !== "";
    expect(cluster.runUntil(written, 1000)).toBe(true);
    expect(cluster.broker(1).producerIdBlocks).toEqual([]);
    cluster.sim.external(2000, -1, () => cluster.sim.network.reset(one, zookeeper));
    cluster.run(8000);
    expect(cluster.broker(1).producerIdBlocks).toEqual([[0, 999]]);
    expect(JSON.parse(cluster.znode("/latest_producer_id_block") ?? "")).toMatchObject({
      broker: 1,
      block_start: "0",
      block_end: "999",
    });
  });
});
