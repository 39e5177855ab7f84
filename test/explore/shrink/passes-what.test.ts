import { describe, expect, test } from "vitest";
import { applicationsPass } from "../../../sim/explore/shrink/passes/applications.ts";
import { brokersPass } from "../../../sim/explore/shrink/passes/brokers.ts";
import { clientsPass } from "../../../sim/explore/shrink/passes/clients.ts";
import { hardwarePass } from "../../../sim/explore/shrink/passes/hardware.ts";
import { networkPass } from "../../../sim/explore/shrink/passes/network.ts";
import { partitionsPass } from "../../../sim/explore/shrink/passes/partitions.ts";
import { replicasPass } from "../../../sim/explore/shrink/passes/replicas.ts";
import { settingsPass } from "../../../sim/explore/shrink/passes/settings.ts";
import { topicsPass } from "../../../sim/explore/shrink/passes/topics.ts";
import { zookeeperPass } from "../../../sim/explore/shrink/passes/zookeeper.ts";
import { caseWith, simplified } from "./support.ts";

const hasKill = JSON.stringify({ kill: 3 }).slice(1, -1);

describe("passes that make what there is smaller", () => {
  test("clients that do not matter go, and the steps about them", () => {
    const start = caseWith({
      clients: [
        { name: "producer", producer: {} },
        { name: "other", producer: {} },
        { name: "reader", consumer: {}, assign: ["orders-0"], starts: "byStep" },
      ],
      steps: [
        { produce: { client: "producer", topic: "orders", values: "r0..r3" } },
        { produce: { client: "other", topic: "orders", values: "x" } },
        { start: ["reader"] },
        {
          wait: {
            all: [
              { read: "r0", by: "reader" },
              { records: "r0", status: "acked" },
            ],
          },
        },
      ],
    });
    const { scenario } = simplified(clientsPass, start, ({ scenario }) =>
      scenario.clients.some(({ name }) => name === "producer"),
    );
    expect(scenario.clients.map(({ name }) => name)).toEqual(["producer"]);
    expect(scenario.steps).toEqual([
      { produce: { client: "producer", topic: "orders", values: "r0..r3" } },
      { wait: { all: [{ records: "r0", status: "acked" }] } },
    ]);
  });

  test("topics that do not matter go, and what reads and writes them", () => {
    const start = caseWith({
      topics: [{ name: "orders" }, { name: "audit" }],
      clients: [
        { name: "producer", producer: {} },
        { name: "reader", consumer: { "group.id": "g" }, subscribe: ["orders", "audit"] },
      ],
      steps: [
        { produce: { client: "producer", topic: "audit", values: "x" } },
        { deleteTopic: ["orders", "audit"] },
      ],
    });
    const { scenario } = simplified(topicsPass, start, ({ scenario }) =>
      scenario.topics.some(({ name }) => name === "orders"),
    );
    expect(scenario.topics).toEqual([{ name: "orders" }]);
    expect(scenario.clients[1]).toMatchObject({ subscribe: ["orders"] });
    expect(scenario.steps).toEqual([{ deleteTopic: ["orders"] }]);
  });

  test("partitions that do not matter go, and the others move up", () => {
    const start = caseWith({
      topics: [
        { name: "orders", assignment: [[1], [2], [3], [1]] },
        { name: "audit", partitions: 4 },
      ],
      clients: [
        { name: "producer", producer: {} },
        { name: "reader", consumer: {}, assign: ["orders-1", "orders-2"] },
      ],
      steps: [
        { produce: { client: "producer", topic: "orders", partition: 1, values: "a" } },
        { produce: { client: "producer", topic: "orders", partition: 2, values: "b" } },
        { wait: { partition: "orders-2", leader: 3 } },
      ],
    });
    const { scenario } = simplified(partitionsPass, start, ({ scenario }) =>
      (scenario.topics[0]?.assignment ?? []).some(([leader]) => leader === 3),
    );
    expect(scenario.topics).toEqual([
      { name: "orders", assignment: [[3]] },
      { name: "audit", partitions: 1 },
    ]);
    expect(scenario.clients[1]).toMatchObject({ assign: ["orders-0"] });
    expect(scenario.steps).toEqual([
      { produce: { client: "producer", topic: "orders", partition: 0, values: "b" } },
      { wait: { partition: "orders-0", leader: 3 } },
    ]);
  });

  test("brokers that do not matter go, and the others are numbered anew", () => {
    const start = caseWith({
      cluster: {
        brokers: 5,
        controller: 5,
        brokerSettings: { 2: { "broker.rack": "a" }, 4: { "broker.rack": "b" } },
        network: { links: [{ between: [1, 2], latency: "5ms" }] },
      },
      topics: [
        { name: "orders", assignment: [[4, 1, 2]] },
        { name: "audit", replicationFactor: 5 },
      ],
      steps: [
        { kill: [4, 1] },
        { cut: { from: 4, to: [2, "zookeeper"] } },
        { wait: { partition: "orders-0", leader: 4, isr: [4, 2] } },
        { reassign: { "orders-0": [4, 2] } },
      ],
    });
    const { scenario } = simplified(brokersPass, start, ({ scenario: { cluster, topics } }) => {
      const leader = topics[0]?.assignment?.[0]?.[0] ?? 0;
      return cluster.brokerSettings?.[leader]?.["broker.rack"] === "b";
    });
    expect(scenario.cluster).toEqual({
      brokers: 1,
      brokerSettings: { 1: { "broker.rack": "b" } },
    });
    expect(scenario.topics).toEqual([
      { name: "orders", assignment: [[1]] },
      { name: "audit", replicationFactor: 1 },
    ]);
    expect(scenario.steps).toEqual([
      { kill: 1 },
      { cut: { from: 1, to: "zookeeper" } },
      { wait: { partition: "orders-0", leader: 1, isr: [1] } },
      { reassign: { "orders-0": [1] } },
    ]);
  });

  test("replicas that do not matter go", () => {
    const start = caseWith({
      topics: [
        {
          name: "orders",
          assignment: [
            [1, 2, 3],
            [3, 2, 1],
          ],
        },
        { name: "audit", replicationFactor: 3 },
      ],
    });
    const { scenario } = simplified(replicasPass, start, ({ scenario }) =>
      (scenario.topics[0]?.assignment?.[1] ?? []).includes(1),
    );
    expect(scenario.topics).toMatchObject([
      { assignment: [[expect.any(Number)], [1]] },
      { replicationFactor: 1 },
    ]);
  });

  test("an ensemble becomes one server, without the steps about the others", () => {
    const start = caseWith({
      cluster: { brokers: 3, zookeeperServers: 5 },
      steps: [{ kill: "zookeeper-2" }, { kill: 3 }],
    });
    const one = simplified(zookeeperPass, start, ({ scenario }) =>
      JSON.stringify(scenario.steps).includes(hasKill),
    );
    expect(one.scenario.cluster).toEqual({ brokers: 3 });
    expect(one.scenario.steps).toEqual([{ kill: 3 }]);
    const two = simplified(zookeeperPass, start, ({ scenario }) => scenario.steps.length === 2);
    expect(two.scenario.cluster).toEqual({ brokers: 3, zookeeperServers: 2 });
  });

  test("hardware goes, and what is said of its disks; or what of it does not matter", () => {
    const start = caseWith({
      cluster: { brokers: 3, hardware: { disk: "hdd", zeroCopy: false } },
      steps: [{ slow: { host: 1, disk: 10 } }, { kill: 3 }],
    });
    const none = simplified(hardwarePass, start, () => true);
    expect(none.scenario.cluster).toEqual({ brokers: 3 });
    expect(none.scenario.steps).toEqual([{ kill: 3 }]);
    const some = simplified(hardwarePass, start, ({ scenario }) => scenario.steps.length === 2);
    expect(some.scenario.cluster).toEqual({ brokers: 3, hardware: { disk: "hdd" } });
  });

  test("latencies, jitter and single links become the usual ones", () => {
    const start = caseWith({
      cluster: {
        brokers: 3,
        network: {
          latency: "7ms",
          jitter: "3ms",
          links: [
            { between: [1, 2], latency: "5ms", jitter: "1ms" },
            { between: [2, 3], latency: "50ms", jitter: "1ms" },
          ],
        },
      },
    });
    expect(simplified(networkPass, start, () => true).scenario.cluster).toEqual({ brokers: 3 });
    const { scenario } = simplified(networkPass, start, ({ scenario }) =>
      JSON.stringify(scenario).includes("50ms"),
    );
    expect(scenario.cluster.network).toEqual({
      links: [{ between: [2, 3], latency: "50ms" }],
    });
  });

  test("applications do less, and clients start with the cluster", () => {
    const start = caseWith({
      clients: [
        {
          name: "reader",
          consumer: { "group.id": "g" },
          subscribe: ["orders"],
          starts: "byStep",
          delays: { k: "5s" },
          application: { processing: "5ms", commit: "afterProcessing", thread: "worker" },
        },
      ],
      steps: [{ start: "reader" }],
    });
    const { scenario } = simplified(applicationsPass, start, ({ scenario }) =>
      JSON.stringify(scenario).includes("afterProcessing"),
    );
    expect(scenario.clients).toEqual([
      {
        name: "reader",
        consumer: { "group.id": "g" },
        subscribe: ["orders"],
        application: { commit: "afterProcessing" },
      },
    ]);
    expect(scenario.steps).toEqual([]);
  });

  test("a setting that somebody asked for stays, said once", () => {
    const start = caseWith({
      cluster: { brokers: 3, settings: { "min.insync.replicas": 1, "log.dirs": "/a,/b" } },
      topics: [{ name: "orders", configs: { "min.insync.replicas": 1 } }],
      clients: [{ name: "producer", producer: { acks: "1", "linger.ms": 5 } }],
    });
    const asked = { ...start, fixed: ["producer.acks", "min.insync.replicas"] };
    const { scenario } = simplified(settingsPass, asked, () => true);
    expect(scenario.cluster.settings).toEqual({ "min.insync.replicas": 1 });
    expect(scenario.topics).toEqual([{ name: "orders" }]);
    expect(scenario.clients).toEqual([{ name: "producer", producer: { acks: "1" } }]);
  });

  test("settings go back to their defaults wherever they are, or become round", () => {
    const start = caseWith({
      cluster: {
        brokers: 3,
        settings: { "replica.lag.time.max.ms": 8731, "min.insync.replicas": 2 },
        brokerSettings: { 1: { "broker.rack": "a" } },
        zookeeper: { tickTime: 700 },
      },
      topics: [{ name: "orders", configs: { "min.insync.replicas": 2 } }],
      clients: [{ name: "producer", producer: { acks: "all", retries: 3 } }],
    });
    const { scenario } = simplified(settingsPass, start, ({ scenario }) => {
      const lag = scenario.cluster.settings?.["replica.lag.time.max.ms"];
      const [producer] = scenario.clients;
      const acks = producer !== undefined && "producer" in producer && producer.producer.acks;
      return acks === "all" && typeof lag === "number" && lag < 9000;
    });
    expect(scenario.cluster).toEqual({
      brokers: 3,
      settings: { "replica.lag.time.max.ms": 8700 },
    });
    expect(scenario.topics).toEqual([{ name: "orders" }]);
    expect(scenario.clients).toEqual([{ name: "producer", producer: { acks: "all" } }]);
  });
});
