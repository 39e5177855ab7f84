import type { Episode, FaultPlan } from "../../../sim/faults/plan.ts";
import type { ClusterSpec, TopicSpec } from "../../../sim/index.ts";

/** Names of hosts and partitions that a scenario has. */
interface Known {
  readonly brokers: readonly number[];
  readonly zookeeperServers: number;
  /** Clients by name. */
  readonly clients: readonly string[];
  readonly topics: readonly TopicSpec[];
  readonly hasHardware: boolean;
}

/**
 * A plan for a cluster that it was not drawn for: brokers and servers that are not there become others
 * that are; what strikes nobody then is left out.
 */
export function fitPlan(
  plan: FaultPlan,
  cluster: ClusterSpec,
  topics: readonly TopicSpec[],
  clients: readonly string[],
): FaultPlan {
  const { brokers, zookeeperServers = 1, hardware } = cluster;
  const known: Known = {
    brokers:
      typeof brokers === "number" ? Array.from({ length: brokers }, (_, i) => i + 1) : brokers,
    zookeeperServers,
    clients,
    topics,
    hasHardware: hardware !== undefined,
  };
  return plan.flatMap((episode) => fitEpisode(episode, known));
}

function fitEpisode(episode: Episode, known: Known): readonly Episode[] {
  switch (episode.kind) {
    case "kill":
    case "shutdown":
    case "powerLoss":
    case "pause":
    case "slowSync": {
      const hosts = hostsOf(episode.hosts, known);
      return hosts.length === 0 ? [] : [{ ...episode, hosts }];
    }
    case "slowDisk": {
      const hosts = hostsOf(episode.hosts, known);
      return hosts.length === 0 || !known.hasHardware ? [] : [{ ...episode, hosts }];
    }
    case "cut":
    case "hold":
    case "reset": {
      const from = hostsOf(episode.from, known);
      const to = hostsOf(episode.to, known).filter((name) => !from.includes(name));
      return from.length === 0 || to.length === 0 ? [] : [{ ...episode, from, to }];
    }
    case "expireSession":
    case "jumpClock":
      return hostsOf([episode.host], known).map((host) => ({ ...episode, host }));
    case "failLogDir":
      return [{ ...episode, broker: brokerOf(episode.broker, known) }];
    case "corrupt": {
      const partition = partitionOf(episode.partition, known);
      if (partition === null) return [];
      return [{ ...episode, broker: brokerOf(episode.broker, known), partition }];
    }
  }
}

function hostsOf(names: readonly string[], known: Known): readonly string[] {
  const fitted = names.flatMap((name) => {
    const broker = /^broker-(\d+)$/.exec(name);
    if (broker !== null) return [`broker-${brokerOf(Number(broker[1]), known)}`];
    const server = /^zookeeper-(\d+)$/.exec(name);
    if (server !== null) return [serverOf(Number(server[1]), known)];
    return name === "zookeeper" || known.clients.includes(name) ? [name] : [];
  });
  return [...new Set(fitted)];
}

function brokerOf(id: number, { brokers }: Known): number {
  if (brokers.includes(id)) return id;
  return brokers[Math.abs(id - 1) % brokers.length] ?? 1;
}

function serverOf(number: number, { zookeeperServers }: Known): string {
  if (zookeeperServers === 1) return "zookeeper";
  return `zookeeper-${(Math.abs(number - 1) % zookeeperServers) + 1}`;
}

function partitionOf(name: string, { topics }: Known): string | null {
  const has = topics.some(
    ({ name: topic, partitions = 1, assignment }) =>
      name.startsWith(`${topic}-`) &&
      Number(name.slice(topic.length + 1)) < (assignment?.length ?? partitions),
  );
  if (has) return name;
  const [first] = topics;
  return first === undefined ? null : `${first.name}-0`;
}
