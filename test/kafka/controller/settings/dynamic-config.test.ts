import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import type {
  ConfigResource,
  IncrementalAlterConfigsRequest,
  IncrementalAlterConfigsResponse,
} from "../../../../sim/kafka/messages.ts";
import { INCREMENTAL_ALTER_CONFIGS } from "../../../../sim/kafka/messages.ts";
import { CONFIG_CHANGES_PATH } from "../../../../sim/kafka/zk/zk-data.ts";
import type { FakeCluster } from "../fake-cluster.ts";
import { bounce, forget, startedCluster } from "../observations.ts";

const UNCLEAN = "unclean.leader.election.enable";
const TOPIC: ConfigResource = { type: "topic", name: "t" };
const ALL_BROKERS: ConfigResource = { type: "broker", name: "" };

type Changes = IncrementalAlterConfigsRequest["resources"][number]["changes"];

/** Asks broker 2, which is not the controller. */
function alter(cluster: FakeCluster, resource: ConfigResource, changes: Changes, broker = 2) {
  const body: IncrementalAlterConfigsRequest = { resources: [{ resource, changes }] };
  const { resources } = cluster.request<IncrementalAlterConfigsResponse>(
    broker,
    INCREMENTAL_ALTER_CONFIGS,
    body,
  );
  cluster.run(200);
  return resources.map(({ error }) => error);
}

function changeNotifications(cluster: FakeCluster): readonly string[] {
  return Array.from({ length: 20 }, (_, i) => `config_change_${String(i).padStart(10, "0")}`)
    .map((name) => cluster.znode(`${CONFIG_CHANGES_PATH}/${name}`))
    .filter((data) => data !== null);
}

describe("a topic's settings", () => {
  test("are written and then told to all brokers; what is null goes", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1]], { "flush.messages": "7" });
    expect(alter(cluster, TOPIC, { "min.insync.replicas": "2" })).toEqual([Errors.NONE]);
    const both = { "flush.messages": "7", "min.insync.replicas": "2" };
    expect(JSON.parse(cluster.znode("/config/topics/t") ?? "")).toEqual({
      version: 1,
      config: both,
    });
    expect(changeNotifications(cluster)).toEqual(['{"version":2,"entity_path":"topics/t"}']);
    for (const id of [1, 2, 3]) expect(cluster.broker(id).topicConfigs.t).toEqual(both);
    alter(cluster, TOPIC, { "flush.messages": null });
    expect(cluster.broker(3).topicConfigs.t).toEqual({ "min.insync.replicas": "2" });
  });

  test.each([
    ["an unknown name", TOPIC, { "min.insync.replica": "2" }, Errors.INVALID_CONFIG],
    ["a bad value", TOPIC, { "min.insync.replicas": "0" }, Errors.INVALID_REQUEST],
    ["an unknown topic", { type: "topic", name: "u" }, {}, Errors.UNKNOWN_TOPIC_OR_PARTITION],
  ] as const)("with %s are refused", (_, resource, changes, error) => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1]]);
    expect(alter(cluster, resource, changes)).toEqual([error]);
    expect(changeNotifications(cluster)).toEqual([]);
    expect(cluster.znode("/config/topics/t")).toBe('{"version":1,"config":{}}');
  });
});

describe("brokers' settings", () => {
  const twice = { "min.insync.replicas": "2" };

  test("of all are followed by each, under those of its own", () => {
    const cluster = startedCluster();
    expect(alter(cluster, ALL_BROKERS, twice)).toEqual([Errors.NONE]);
    expect(alter(cluster, { type: "broker", name: "2" }, { "min.insync.replicas": "3" })).toEqual([
      Errors.NONE,
    ]);
    const values = [1, 2, 3].map((id) => cluster.broker(id).config["min.insync.replicas"]);
    expect(values).toEqual([2, 3, 2]);
    alter(cluster, { type: "broker", name: "2" }, { "min.insync.replicas": null });
    expect(cluster.broker(2).config["min.insync.replicas"]).toBe(2);
  });

  test("are there again after a restart, without any notification", () => {
    const cluster = startedCluster();
    alter(cluster, ALL_BROKERS, twice);
    const path = `${CONFIG_CHANGES_PATH}/config_change_0000000000`;
    cluster.execute({ op: "delete", path, version: -1 });
    cluster.run(500);
    expect(changeNotifications(cluster)).toEqual([]);
    bounce(cluster, 3);
    expect(cluster.broker(3).config["min.insync.replicas"]).toBe(2);
  });

  test.each([
    ["another broker's", { type: "broker", name: "3" }, twice],
    ["what needs a restart", ALL_BROKERS, { "replica.lag.time.max.ms": "1" }],
    ["a bad value", ALL_BROKERS, { "unclean.leader.election.enable": "perhaps" }],
  ] as const)("are refused: %s", (_, resource, changes) => {
    const cluster = startedCluster();
    expect(alter(cluster, resource, changes)).toEqual([Errors.INVALID_REQUEST]);
    expect(changeNotifications(cluster)).toEqual([]);
  });

  test("were not dynamic before KIP-226", () => {
    const cluster = startedCluster(3, { dynamicBrokerConfig: false });
    alter(cluster, ALL_BROKERS, twice);
    bounce(cluster, 3);
    for (const id of [1, 3]) expect(cluster.broker(id).config["min.insync.replicas"]).toBe(1);
  });
});

describe("notifications of changes", () => {
  test("that were missed are processed in the next session", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1]]);
    cluster.pause(3, true);
    cluster.run(24_000);
    alter(cluster, ALL_BROKERS, { "min.insync.replicas": "2" });
    cluster.pause(3, false);
    cluster.run(3000);
    expect(cluster.broker(3).config["min.insync.replicas"]).toBe(2);
  });

  test("are deleted when they are 15 minutes old and another one comes", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1]]);
    alter(cluster, TOPIC, { "min.insync.replicas": "2" });
    cluster.run(14 * 60_000);
    alter(cluster, TOPIC, { "min.insync.replicas": "3" });
    expect(changeNotifications(cluster)).toHaveLength(2);
    cluster.run(2 * 60_000);
    alter(cluster, TOPIC, { "min.insync.replicas": "4" });
    expect(changeNotifications(cluster)).toHaveLength(2);
    for (const id of [1, 2, 3]) {
      expect(cluster.broker(id).topicConfigs.t).toEqual({ "min.insync.replicas": "4" });
    }
  });

  test("of several changes are all processed in order", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1]]);
    cluster.createTopic("u", [[1]]);
    const resources = ["t", "u"].map((name) => ({
      resource: { type: "topic", name } as const,
      changes: { "flush.messages": "5" },
    }));
    cluster.request(3, INCREMENTAL_ALTER_CONFIGS, { resources });
    cluster.run(200);
    const { topicConfigs } = cluster.broker(1);
    expect([topicConfigs.t, topicConfigs.u]).toEqual(resources.map(({ changes }) => changes));
  });
});

describe("unclean.leader.election.enable set while a partition has no leader", () => {
  function headless(settings = {}): FakeCluster {
    const cluster = startedCluster(3, settings);
    cluster.createTopic("t", [[3, 2]]);
    bounce(cluster, 2);
    cluster.shutdown(3);
    cluster.run(500);
    forget(cluster);
    expect(cluster.state("t", 0)).toMatchObject({ leader: -1, isr: [3] });
    return cluster;
  }

  test.each([
    ["topicsToo", TOPIC, 2],
    ["topicsToo", ALL_BROKERS, 2],
    ["brokers", TOPIC, -1],
    ["brokers", ALL_BROKERS, 2],
    ["none", TOPIC, -1],
    ["none", ALL_BROKERS, -1],
  ] as const)("elects a leader at once (%s), for %o: %i", (trigger, resource, leader) => {
    const cluster = headless({ uncleanElectionTrigger: trigger });
    alter(cluster, resource, { [UNCLEAN]: "true" });
    expect(cluster.state("t", 0)).toMatchObject({ leader });
    // The next event finds the new setting anyway.
    bounce(cluster, 2);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, isr: [2] });
  });

  test("of another topic elects nobody, though a change of this one went unnoticed", () => {
    const cluster = headless();
    cluster.createTopic("u", [[1]]);
    const data = JSON.stringify({ version: 1, config: { [UNCLEAN]: "true" } });
    cluster.execute({ op: "setData", path: "/config/topics/t", data, version: -1 });
    cluster.run(500);
    alter(cluster, { type: "topic", name: "u" }, { [UNCLEAN]: "true" });
    expect(cluster.state("t", 0)).toMatchObject({ leader: -1 });
  });
});
