import { brokerHost } from "../../cluster/hosts.ts";
import { listOf } from "../../kafka/config/config.ts";
import { brokerIdsOf, partitionsOf, zookeeperServersOf } from "../../scenario/names.ts";
import type { Scenario } from "../../scenario/types.ts";
import { effective } from "./fixed.ts";
import type { SwarmSpace } from "./space.ts";

/** What faults may strike. Hosts go by name. */
export interface Targets {
  readonly brokers: readonly string[];
  readonly servers: readonly string[];
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
  readonly partitions: readonly PartitionTarget[];
  /** Brokers of the same rack. */
  readonly racks: readonly (readonly string[])[];
  /** Directories that brokers keep logs in. */
  readonly logDirs: readonly string[];
  /** Whether disks take time. */
  readonly hasHardware: boolean;
}

export interface PartitionTarget {
  readonly name: string;
  /** Hosts with a replica, the preferred leader first; all brokers when that is not known. */
  readonly replicas: readonly string[];
}

/** What there is to strike in a scenario. */
export function targetsOf(scenario: Scenario, space: SwarmSpace): Targets {
  const { cluster, topics, clients } = scenario;
  const ids = brokerIdsOf(cluster);
  const brokers = ids.map(brokerHost);
  const rackOf = (id: number) => String(cluster.brokerSettings?.[id]?.["broker.rack"] ?? id);
  const racks = [...new Set(ids.map(rackOf))].map((rack) =>
    ids.filter((id) => rackOf(id) === rack).map(brokerHost),
  );
  const partitions = topics.flatMap((topic) =>
    Array.from({ length: partitionsOf(topic, cluster) }, (_, i): PartitionTarget => {
      const replicas = topic.assignment?.[i]?.map(brokerHost) ?? brokers;
      return { name: `${topic.name}-${i}`, replicas };
    }),
  );
  return {
    brokers,
    servers: zookeeperServersOf(cluster),
    producers: clients.flatMap((client) => ("producer" in client ? [client.name] : [])),
    consumers: clients.flatMap((client) => ("consumer" in client ? [client.name] : [])),
    partitions,
    racks,
    logDirs: listOf(String(effective("broker", "log.dirs", cluster.settings, space))),
    hasHardware: cluster.hardware !== undefined,
  };
}
