import { buildCluster } from "../../../../../sim/cluster/cluster.ts";
import { type Cluster, hostNamed } from "../../../../../sim/cluster/hosts.ts";
import type { Admin } from "../../../../../sim/kafka/client/admin/admin.ts";
import type { ConfigValues } from "../../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../../sim/kafka/era/eras.ts";
import { FACT_ASSIGNMENT, FACT_GROUP, FACT_MEMBERSHIP } from "../../../../../sim/kafka/facts.ts";
import { FACT_STRIDE } from "../../../../../sim/kernel/facts.ts";
import { KIND_STEP } from "../../../../../sim/kernel/kinds.ts";
import { DEFAULT_PATH } from "../../../../../sim/kernel/paths.ts";
import { Simulation } from "../../../../../sim/kernel/simulation.ts";
import { ms } from "../../../../../sim/kernel/time.ts";
import { messageName } from "../../../../../sim/trace/union.ts";

const BROKERS = [1, 2, 3];
const CONSUMERS = ["a", "b", "c"];

/** Real brokers, and members a, b and c of one group over a topic of six partitions. */
export class GroupCluster {
  readonly sim: Simulation;
  readonly cluster: Cluster;
  /** What each consumer takes itself for the owner of. */
  readonly assigned = new Map<string, readonly string[]>();
  readonly generations = new Map<string, number>();
  /** How often each partition changed hands, or was given up. */
  moves = 0;
  /** The broker that coordinates the group. */
  coordinator = -1;

  constructor(era: Era, settings: ConfigValues, seed = "1") {
    this.sim = new Simulation({ seed, messageName });
    const broker = { "offsets.topic.replication.factor": 3, "zookeeper.session.timeout.ms": 6000 };
    this.cluster = buildCluster(this.sim, {
      brokers: BROKERS.map((id) => ({ id, era, settings: broker })),
      zookeeper: {},
      zookeeperServers: 1,
      clients: CONSUMERS.map((name) => ({
        kind: "consumer",
        name,
        era,
        settings: { "group.id": "g", "session.timeout.ms": 10_000, ...settings },
        subscribe: ["orders"],
      })),
      admin: { era, settings: {} },
      network: { path: DEFAULT_PATH, links: [] },
    });
    this.sim.observers.push({ onEvent: () => this.readFacts() });
    for (const name of ["zookeeper", ...BROKERS.map((id) => `broker-${id}`), "admin"])
      this.boot(name);
    this.run(3000);
    const topic = {
      name: "orders",
      numPartitions: 6,
      replicationFactor: 3,
      assignment: null,
      configs: {},
    };
    this.sim.external(KIND_STEP, -1, () => {
      const admin = hostNamed(this.cluster, "admin").running() as Admin;
      admin.begin({ kind: "createTopics", topics: [topic] });
    });
    this.run(2000);
  }

  boot(name: string): void {
    this.sim.external(KIND_STEP, -1, () => this.sim.boot(hostNamed(this.cluster, name)));
  }

  kill(name: string): void {
    this.assigned.delete(name);
    this.sim.external(KIND_STEP, -1, () => this.sim.kill(hostNamed(this.cluster, name)));
  }

  isUp(name: string): boolean {
    return hostNamed(this.cluster, name).up;
  }

  /** A clean end. */
  shutdown(name: string): void {
    this.sim.external(KIND_STEP, -1, () => hostNamed(this.cluster, name).running().shutdown());
  }

  run(durationMs: number): void {
    const end = this.sim.now + ms(durationMs);
    while (this.sim.step(end));
    this.sim.now = end;
  }

  /** How many partitions each consumer has, in ascending order, if each has one owner. */
  shares(): number[] | string {
    const all = [...this.assigned.values()].flat();
    if (new Set(all).size !== all.length) return "a partition has two owners";
    return [...this.assigned.values()].map(({ length }) => length).sort((a, b) => a - b);
  }

  private readFacts(): void {
    const { data, length, texts } = this.sim.facts;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const [code, first, second, , third] = data.slice(at, at + 5) as unknown as number[];
      const name = this.sim.hosts[first ?? -1]?.name ?? "";
      if (code === FACT_ASSIGNMENT)
        this.onAssignment(name, JSON.parse(texts.text(second ?? -1) ?? "[]"));
      else if (code === FACT_MEMBERSHIP) this.generations.set(name, third ?? -1);
      else if (code === FACT_GROUP) this.coordinator = second ?? -1;
    }
  }

  private onAssignment(name: string, partitions: readonly string[]): void {
    const before = this.assigned.get(name) ?? [];
    this.moves += before.filter((partition) => !partitions.includes(partition)).length;
    this.assigned.set(name, partitions);
  }
}
