import type { Cluster } from "../../sim/cluster/hosts.ts";
import { sessionsServer } from "../../sim/cluster/zookeeper.ts";
import { Broker } from "../../sim/kafka/broker/broker.ts";
import { KafkaController } from "../../sim/kafka/controller/kafka-controller.ts";
import { decodeTopic } from "../../sim/kafka/zk/zk-data.ts";
import type { Simulation } from "../../sim/kernel/simulation.ts";
import { ZooKeeperServer } from "../../sim/zookeeper/server.ts";

/** Replicas by partition of every topic. */
export type Topics = Readonly<Record<string, readonly (readonly number[])[]>>;

export function runningBrokers({ hosts }: Simulation): readonly Broker[] {
  return hosts.flatMap(({ process }) => (process instanceof Broker ? [process] : []));
}

/** Logs of running brokers, as `broker:topic-partition`. */
export function logsOf(sim: Simulation): readonly string[] {
  return runningBrokers(sim)
    .flatMap(({ brokerId, logManager }) =>
      [...logManager.all].map(({ identity: { name } }) => `${brokerId}:${name}`),
    )
    .sort();
}

/** The logs that there should be. */
export function logsWanted(topics: Topics): readonly string[] {
  return Object.entries(topics)
    .flatMap(([topic, partitions]) =>
      partitions.flatMap((replicas, p) => replicas.map((id) => `${id}:${topic}-${p}`)),
    )
    .sort();
}

export function topicsInRegistry(cluster: Cluster): Topics {
  const { tree } = registryOf(cluster);
  const names = [...(tree.get("/brokers/topics")?.children ?? [])];
  return Object.fromEntries(
    names.map((name) => {
      const data = tree.get(`/brokers/topics/${name}`)?.data ?? "";
      return [name, decodeTopic(data).map(({ replicas }) => replicas)];
    }),
  );
}

/** Names of topics that are still to be deleted, and of those that have overrides. */
export function leftovers(cluster: Cluster): readonly (readonly string[])[] {
  const { tree } = registryOf(cluster);
  return ["/admin/delete_topics", "/config/topics"].map((path) => [
    ...(tree.get(path)?.children ?? []),
  ]);
}

/** What the controllers among the running brokers know. */
export function topicsOfControllers(sim: Simulation): readonly Topics[] {
  return runningBrokers(sim).flatMap(({ controller }) => {
    if (!(controller instanceof KafkaController) || !controller.isActive) return [];
    // biome-ignore lint/complexity/useLiteralKeys: what a controller knows is nobody else's business
    const context = controller["context"];
    const topics = context.allTopics.map((topic): [string, readonly (readonly number[])[]] => [
      topic,
      context.partitionsOfTopic(topic).map((tp) => context.replicaAssignment(tp)),
    ]);
    return [Object.fromEntries(topics)];
  });
}

function registryOf(cluster: Cluster) {
  const server = sessionsServer(cluster);
  if (!(server instanceof ZooKeeperServer)) throw new Error("ZooKeeper stands alone here");
  return server.database;
}
