import type { ConfigValues } from "../kafka/config/config.ts";
import type { ClusterAddresses, KafkaNames } from "../kafka/context.ts";
import type { Era } from "../kafka/era/eras.ts";
import { present } from "../kernel/assert.ts";
import type { Host } from "../kernel/host.ts";
import type { Simulation } from "../kernel/simulation.ts";

/** The version and the settings of a broker. */
export interface BrokerSoftware {
  readonly era: Era;
  /** What differs from the defaults of that era. */
  readonly settings: ConfigValues;
}

/** The hosts of one run. Nothing runs on them yet; see `Fault` `start`. */
export interface Cluster {
  readonly sim: Simulation;
  readonly names: KafkaNames;
  readonly addresses: ClusterAddresses;
  /** By name: `zookeeper` (or `zookeeper-1`…), `broker-1`…, the clients by their own names, `admin`. */
  readonly hosts: ReadonlyMap<string, Host>;
  /** What each broker runs when it starts next, by host name. */
  readonly software: Map<string, BrokerSoftware>;
}

/** The ZooKeeper server that stands alone; where there are several, all of them. */
export const ZOOKEEPER_HOST = "zookeeper";
export const ADMIN_HOST = "admin";

/** Host names of so many ZooKeeper servers. */
export function zookeeperHosts(count: number): readonly string[] {
  if (count === 1) return [ZOOKEEPER_HOST];
  return Array.from({ length: count }, (_, i) => `${ZOOKEEPER_HOST}-${i + 1}`);
}

/** Host name of a broker. */
export function brokerHost(id: number): string {
  return `broker-${id}`;
}

/** The hosts of that name: one, or every ZooKeeper server; fails when there is none. */
export function hostsNamed(cluster: Cluster, name: string): readonly Host[] {
  if (name !== ZOOKEEPER_HOST) return [hostNamed(cluster, name)];
  return [...cluster.addresses.zookeeper.keys()].map((server) => hostNamed(cluster, server));
}

/** The host of that name; fails when there is none. */
export function hostNamed(cluster: Cluster, name: string): Host {
  return present(cluster.hosts.get(name), `there is no host ${name}`);
}
