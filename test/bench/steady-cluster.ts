import type { CheckSettings } from "../../sim/check/settings.ts";
import { buildCluster } from "../../sim/cluster/cluster.ts";
import { type Cluster, hostNamed } from "../../sim/cluster/hosts.ts";
import type { Admin } from "../../sim/kafka/client/admin/admin.ts";
import type { Producer } from "../../sim/kafka/client/producer/producer.ts";
import { DEFAULT_ERA } from "../../sim/kafka/era/eras.ts";
import { DEFAULT_PATH } from "../../sim/kernel/paths.ts";
import { Simulation } from "../../sim/kernel/simulation.ts";
import { seconds } from "../../sim/kernel/time.ts";
import { messageName } from "../../sim/trace/union.ts";

const TOPIC = "load";
const GROUP = "load";
const CONSUMERS = ["consumer-1", "consumer-2", "consumer-3"];

/** The shape of a cluster under steady load. */
export interface SteadyLoad {
  readonly brokers: number;
  readonly partitions: number;
  /** Of all producers together. */
  readonly recordsPerSecond: number;
}

/** What the load is promised. */
export const STEADY_CHECKS: CheckSettings = {
  producers: {
    "producer-1": { acks: -1, idempotence: false, maxInFlight: 5 },
    "producer-2": { acks: -1, idempotence: false, maxInFlight: 5 },
  },
  consumers: Object.fromEntries(
    CONSUMERS.map((name) => [
      name,
      {
        group: GROUP,
        subscribes: [TOPIC],
        autoCommit: true,
        reset: "earliest" as const,
        processes: false,
        commits: "never" as const,
        hasWorker: false,
        effect: "append" as const,
        stickyAssignor: "quotas",
      },
    ]),
  ),
  minInsyncReplicas: 1,
  uncleanLeaderElection: false,
};

/** A cluster with replication factor 3, two producers with linger.ms=5 and one group of three. */
export function steadyCluster({ brokers }: SteadyLoad): Cluster {
  const sim = new Simulation({ seed: "1", messageName });
  const producers = ["producer-1", "producer-2"].map((name) => {
    return {
      kind: "producer" as const,
      era: DEFAULT_ERA,
      name,
      settings: { "linger.ms": 5, acks: "all" },
    };
  });
  const consumers = CONSUMERS.map((name) => ({
    kind: "consumer" as const,
    era: DEFAULT_ERA,
    name,
    settings: { "group.id": GROUP, "auto.offset.reset": "earliest" },
    subscribe: [TOPIC],
  }));
  return buildCluster(sim, {
    brokers: Array.from({ length: brokers }, (_, i) => ({
      id: i + 1,
      era: DEFAULT_ERA,
      settings: {},
    })),
    zookeeper: {},
    zookeeperServers: 1,
    clients: [...producers, ...consumers],
    admin: { era: DEFAULT_ERA, settings: {} },
    network: { path: DEFAULT_PATH, links: [] },
  });
}

/** Until the engine has compiled what is hot. */
const WARM_UP_US = seconds(60);

/** Starts everything and runs until the load flows. */
export function warmUp(cluster: Cluster, load: SteadyLoad): void {
  const { sim } = cluster;
  for (const host of sim.hosts) {
    if (host.kind !== "producer" && host.kind !== "consumer") sim.boot(host);
  }
  runFor(sim, seconds(2));
  const admin = hostNamed(cluster, "admin").running() as Admin;
  const topic = {
    name: TOPIC,
    numPartitions: load.partitions,
    replicationFactor: 3,
    assignment: null,
    configs: { "min.insync.replicas": "2" },
  };
  admin.begin({ kind: "createTopics", topics: [topic] });
  runFor(sim, seconds(5));
  for (const host of sim.hosts) {
    if (host.kind === "producer" || host.kind === "consumer") sim.boot(host);
  }
  runFor(sim, seconds(1));
  for (const name of ["producer-1", "producer-2"]) {
    (hostNamed(cluster, name).running() as Producer).produce({
      topic: TOPIC,
      partitions: null,
      recordsPerSecond: load.recordsPerSecond / 2,
      valueBytes: 100,
    });
  }
  runFor(sim, WARM_UP_US);
}

/** Runs a simulation for some virtual time. */
export function runFor(sim: Simulation, durationUs: number): void {
  const end = sim.now + durationUs;
  while (sim.step(end));
  sim.now = end;
}
