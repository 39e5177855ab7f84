import { Broker } from "../kafka/broker/broker.ts";
import { Admin } from "../kafka/client/admin/admin.ts";
import { OutsideSystem } from "../kafka/client/application/outside-system.ts";
import { Producer } from "../kafka/client/producer/producer.ts";
import { numberOf, resolveConfig } from "../kafka/config/config.ts";
import { type ClusterAddresses, KafkaNames } from "../kafka/context.ts";
import { brokerSwitches } from "../kafka/era/broker-switches.ts";
import { DEFAULT_ERA } from "../kafka/era/eras.ts";
import { assert, present } from "../kernel/assert.ts";
import type { Host } from "../kernel/host.ts";
import type { Simulation } from "../kernel/simulation.ts";
import type { Ensemble } from "../zookeeper/ensemble.ts";
import { QuorumPeer } from "../zookeeper/quorum-peer.ts";
import { ZooKeeperServer } from "../zookeeper/server.ts";
import { sessionTimes } from "../zookeeper/session-tracker.ts";
import { addConsumer } from "./consumer-host.ts";
import type { ClusterDescription, ProducerDescription } from "./description.ts";
import { installHardware } from "./hardware.ts";
import {
  ADMIN_HOST,
  type BrokerSoftware,
  brokerHost,
  type Cluster,
  zookeeperHosts,
} from "./hosts.ts";
import { applyNetwork } from "./network.ts";

/**
 * Puts a cluster's hosts and their programs into a simulation.
 * @param description checked before: names are unique, settings exist and have legal values
 */
export function buildCluster(sim: Simulation, description: ClusterDescription): Cluster {
  assert(sim.hosts.length === 0, "a simulation holds one cluster");
  const names = new KafkaNames(sim.facts);
  const hosts = new Map<string, Host>();
  const software = new Map<string, BrokerSoftware>();
  const hostOfBroker = new Map<number, number>();
  const brokerIds = description.brokers.map((broker) => broker.id);
  const servers = addZooKeeper(sim, description);
  for (const server of servers) hosts.set(server.name, server);
  const zookeeper = new Map(servers.map((server) => [server.name, server.index]));
  const addresses: ClusterAddresses = { zookeeper, hostOfBroker, brokerIds };

  for (const broker of description.brokers) {
    const name = brokerHost(broker.id);
    software.set(name, broker);
    const host = sim.addHost(name, "broker", (h) => {
      const { settings, era } = present(software.get(name), "every broker has software");
      const config = resolveConfig("broker", settings, era);
      const switches = brokerSwitches(config);
      const environment = { host: h, brokerId: broker.id, names, addresses, config, switches };
      const costs = broker.hardware?.costs;
      return new Broker(costs === undefined ? environment : { ...environment, costs });
    });
    if (broker.hardware !== undefined) installHardware(host, broker.hardware);
    hostOfBroker.set(broker.id, host.index);
    hosts.set(host.name, host);
  }
  const outside = new OutsideSystem();
  for (const client of description.clients) {
    const host =
      client.kind === "producer"
        ? addProducer(sim, names, addresses, client)
        : addConsumer(sim, names, addresses, outside, client);
    hosts.set(host.name, host);
  }
  const admin = sim.addHost(ADMIN_HOST, "admin", (host) => {
    const { settings, era } = description.admin;
    return new Admin(host, names, addresses, settings, era);
  });
  hosts.set(admin.name, admin);
  const cluster = { sim, names, addresses, hosts, software };
  applyNetwork(cluster, description.network);
  return cluster;
}

function addZooKeeper(sim: Simulation, description: ClusterDescription): readonly Host[] {
  const { zookeeper, zookeeperServers } = description;
  const config = resolveConfig("zookeeper", zookeeper, DEFAULT_ERA);
  const times = sessionTimes(numberOf(config, "tickTime"));
  const names = zookeeperHosts(zookeeperServers);
  if (zookeeperServers === 1) {
    return names.map((name) =>
      sim.addHost(name, "zookeeper", (host) => new ZooKeeperServer(host, times)),
    );
  }
  const ensemble: Ensemble = {
    hosts: names.map((_, i) => sim.hosts.length + i),
    times,
    initLimit: numberOf(config, "initLimit"),
    syncLimit: numberOf(config, "syncLimit"),
    told: { zxid: 0 },
  };
  return names.map((name, i) =>
    sim.addHost(name, "zookeeper", (host) => new QuorumPeer(host, ensemble, i + 1)),
  );
}

function addProducer(
  sim: Simulation,
  names: KafkaNames,
  addresses: ClusterAddresses,
  { name, settings, era }: ProducerDescription,
): Host {
  return sim.addHost(name, "producer", (host) => {
    return new Producer(host, names, addresses, settings, era);
  });
}
