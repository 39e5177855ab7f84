import { ADMIN_HOST, zookeeperHosts } from "../cluster/hosts.ts";
import { type ConfigValues, numberOf, resolveConfig } from "../kafka/config/config.ts";
import { DEFAULT_ERA } from "../kafka/era/eras.ts";
import type { ClusterSpec, HostRef, Scenario, TopicSpec } from "./types.ts";

/** Whether no client may have that host name. */
export function isReservedName(name: string): boolean {
  return (
    ["zookeeper", "admin", "all", "controller"].includes(name) ||
    /^(broker|zookeeper)-\d+$/.test(name)
  );
}

/** Broker ids in ascending order. */
export function brokerIdsOf(cluster: ClusterSpec): readonly number[] {
  if (typeof cluster.brokers !== "number") return [...cluster.brokers].sort((x, y) => x - y);
  return Array.from({ length: cluster.brokers }, (_, i) => i + 1);
}

/** The broker that starts first and so becomes the controller. */
export function firstControllerOf(cluster: ClusterSpec): number {
  return cluster.controller ?? brokerIdsOf(cluster).at(-1) ?? 0;
}

/** The host that a reference names: 1 is `broker-1`. */
export function hostName(reference: HostRef): string {
  return typeof reference === "number" ? `broker-${reference}` : reference;
}

export function hostNames(references: HostRef | readonly HostRef[]): readonly string[] {
  return typeof references === "object" ? references.map(hostName) : [hostName(references)];
}

/** Every host of a scenario, in the order of the hosts of its run. */
export function hostNamesOf(scenario: Scenario): readonly string[] {
  const brokers = brokerIdsOf(scenario.cluster).map(hostName);
  const clients = scenario.clients.map((client) => client.name);
  return [...zookeeperServersOf(scenario.cluster), ...brokers, ...clients, ADMIN_HOST];
}

/** Host names of a cluster's ZooKeeper servers. */
export function zookeeperServersOf({ zookeeperServers }: ClusterSpec): readonly string[] {
  return zookeeperHosts(zookeeperServers ?? 1);
}

/** Topic and partition of `orders-0`; null when it is not such a name. */
export function parsePartition(name: string): { topic: string; partition: number } | null {
  const match = /^(.+)-(0|[1-9]\d{0,5})$/.exec(name);
  return match === null ? null : { topic: match[1] ?? "", partition: Number(match[2]) };
}

/** The topics that a scenario has from the beginning or ever creates. */
export function topicNamesOf({ topics, steps }: Scenario): readonly string[] {
  const created = steps.flatMap((step) => ("createTopic" in step ? [step.createTopic.name] : []));
  return [...topics.map(({ name }) => name), ...created];
}

/** Partitions of a topic; the broker's `num.partitions` when the scenario does not say. */
export function partitionsOf(topic: TopicSpec, cluster: ClusterSpec): number {
  const given = topic.assignment?.length ?? topic.partitions;
  return given ?? numberOf(brokerConfig(cluster), "num.partitions");
}

/** Replicas of each partition of a topic without an assignment. */
export function replicationFactorOf(topic: TopicSpec, cluster: ClusterSpec): number {
  return topic.replicationFactor ?? numberOf(brokerConfig(cluster), "default.replication.factor");
}

/** For settings whose defaults are the same in every era. */
function brokerConfig({ settings }: ClusterSpec): ConfigValues {
  return resolveConfig("broker", settings ?? {}, DEFAULT_ERA);
}
