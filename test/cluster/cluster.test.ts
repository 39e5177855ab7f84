import { describe, expect, test } from "vitest";
import { buildCluster } from "../../sim/cluster/cluster.ts";
import type { ClusterDescription } from "../../sim/cluster/description.ts";
import { type Cluster, hostNamed, hostsNamed } from "../../sim/cluster/hosts.ts";
import { DEFAULT_ERA } from "../../sim/kafka/era/eras.ts";
import { FACT_MESSAGE_SEND } from "../../sim/kernel/kernel-facts.ts";
import { DEFAULT_PATH } from "../../sim/kernel/paths.ts";
import { Simulation } from "../../sim/kernel/simulation.ts";
import { messageName } from "../../sim/trace/union.ts";

const DESCRIPTION: ClusterDescription = {
  brokers: [
    { id: 1, era: DEFAULT_ERA, settings: {} },
    { id: 7, era: DEFAULT_ERA, settings: { "min.insync.replicas": 2 } },
  ],
  zookeeper: {},
  zookeeperServers: 1,
  clients: [
    { kind: "producer", name: "writer", era: DEFAULT_ERA, settings: { acks: "all" } },
    { kind: "consumer", name: "reader", era: DEFAULT_ERA, settings: {}, assign: ["orders-0"] },
  ],
  admin: { era: DEFAULT_ERA, settings: {} },
  network: {
    path: DEFAULT_PATH,
    links: [
      {
        between: ["broker-1", "broker-7"],
        path: { latencyUs: 9000, jitterUs: 0, bytesPerUs: 125 },
      },
    ],
  },
};

function build(description = DESCRIPTION): Cluster {
  return buildCluster(new Simulation({ seed: "1", messageName }), description);
}

/** Virtual time that one small message needs from one host to another. */
function travelUs(cluster: Cluster, from: string, to: string): number {
  const { sim } = cluster;
  const sender = hostNamed(cluster, from);
  const receiver = hostNamed(cluster, to);
  const start = sim.now;
  sim.external(2000, -1, () => {
    sim.network.connect(sender, receiver.index, {
      onConnected() {},
      onMessage() {},
      onClosed() {},
    });
  });
  while (sim.step());
  return (sim.now - start) / 2;
}

describe("a cluster", () => {
  test("may have an ensemble of ZooKeeper servers, which one name means", () => {
    const cluster = build({ ...DESCRIPTION, zookeeperServers: 3 });
    const servers = ["zookeeper-1", "zookeeper-2", "zookeeper-3"];
    expect([...cluster.hosts.keys()].slice(0, 3)).toEqual(servers);
    expect([...cluster.addresses.zookeeper]).toEqual(servers.map((name, i) => [name, i]));
    expect(hostsNamed(cluster, "zookeeper").map(({ name }) => name)).toEqual(servers);
    expect(hostsNamed(cluster, "zookeeper-2").map(({ name }) => name)).toEqual(["zookeeper-2"]);
  });

  test("has its hosts in a fixed order, by name", () => {
    const cluster = build();
    const names = ["zookeeper", "broker-1", "broker-7", "writer", "reader", "admin"];
    expect(cluster.sim.hosts.map((host) => host.name)).toEqual(names);
    expect([...cluster.hosts.keys()]).toEqual(names);
    expect(cluster.addresses.brokerIds).toEqual([1, 7]);
    expect(cluster.addresses.hostOfBroker.get(7)).toBe(2);
  });

  test("does nothing before a host is started", () => {
    const { sim } = build();
    expect(sim.queue.length).toBe(0);
    expect(sim.hosts.every((host) => host.process === null)).toBe(true);
  });

  test("is reached from itself without a wire", () => {
    // A refused connection: there and back.
    expect(travelUs(build(), "broker-1", "broker-1")).toBeLessThan(60);
  });

  test("has the latencies of its links, both ways", () => {
    expect(travelUs(build(), "broker-1", "broker-7")).toBeCloseTo(9000, -2);
    expect(travelUs(build(), "broker-7", "broker-1")).toBeCloseTo(9000, -2);
    expect(travelUs(build(), "broker-1", "zookeeper")).toBeLessThan(1100);
  });

  test("ZooKeeper and a broker come up and talk", () => {
    const cluster = build();
    const { sim } = cluster;
    let sent = 0;
    sim.observers.push({
      onEvent() {
        for (let at = 0; at < sim.facts.length; at += 7) {
          if (sim.facts.data[at] === FACT_MESSAGE_SEND) sent++;
        }
      },
    });
    sim.boot(hostNamed(cluster, "zookeeper"));
    sim.boot(hostNamed(cluster, "broker-7"));
    while (sim.now < 2_000_000 && sim.step());
    expect(sent).toBeGreaterThan(10);
    expect(hostNamed(cluster, "broker-7").up).toBe(true);
  });
});
