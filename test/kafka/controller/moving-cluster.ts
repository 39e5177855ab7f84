import { Checker } from "../../../sim/check/checker.ts";
import { buildCluster } from "../../../sim/cluster/cluster.ts";
import { brokerHost, type Cluster, hostNamed } from "../../../sim/cluster/hosts.ts";
import { applyFault, obstacle, stepKindOf } from "../../../sim/faults/apply.ts";
import type { Fault } from "../../../sim/faults/fault.ts";
import type { Admin } from "../../../sim/kafka/client/admin/admin.ts";
import type { Producer } from "../../../sim/kafka/client/producer/producer.ts";
import type { ConfigValues } from "../../../sim/kafka/config/config.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";
import { ROLE_NONE } from "../../../sim/kafka/facts.ts";
import {
  decodeTopic,
  decodeTopicPartitionState,
  topicPartitionStatePath,
} from "../../../sim/kafka/zk/zk-data.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { KIND_STEP } from "../../../sim/kernel/kinds.ts";
import { DEFAULT_PATH } from "../../../sim/kernel/paths.ts";
import { Simulation } from "../../../sim/kernel/simulation.ts";
import { ms } from "../../../sim/kernel/time.ts";
import { messageName } from "../../../sim/trace/union.ts";
import type { ZooKeeperServer } from "../../../sim/zookeeper/server.ts";
import { runFor } from "../../bench/steady-cluster.ts";

const SETTINGS = {
  "min.insync.replicas": 2,
  "replica.lag.time.max.ms": 2000,
  "zookeeper.session.timeout.ms": 2000,
};

/** Real brokers with one topic that somebody writes to all the time, checked as they run. */
export class MovingCluster {
  readonly checker: Checker;
  private readonly cluster: Cluster;
  private readonly sim: Simulation;
  private readonly brokers: readonly string[];

  constructor(
    brokers: number,
    assignment: readonly (readonly number[])[],
    { era, seed = "1", settings = {} }: { era: Era; seed?: string; settings?: ConfigValues },
  ) {
    const ids = Array.from({ length: brokers }, (_, i) => i + 1);
    this.brokers = ids.map(brokerHost);
    this.sim = new Simulation({ seed, messageName });
    this.cluster = buildCluster(this.sim, {
      brokers: ids.map((id) => ({ id, era, settings: { ...SETTINGS, ...settings } })),
      zookeeper: {},
      zookeeperServers: 1,
      clients: [{ kind: "producer", name: "writer", era, settings: { acks: "all" } }],
      admin: { era, settings: {} },
      network: { path: DEFAULT_PATH, links: [] },
    });
    this.checker = new Checker(this.sim, {
      producers: { writer: { acks: -1, idempotence: false, maxInFlight: 5 } },
      minInsyncReplicas: 2,
      uncleanLeaderElection: false,
    });
    this.sim.observers.push(this.checker);
    this.start(assignment);
  }

  run(durationMs: number): void {
    runFor(this.sim, ms(durationMs));
  }

  /** Has the operator move partitions of the topic, or cancel that (null). */
  reassign(wanted: Readonly<Record<number, readonly number[] | null>>): void {
    const partitions = Object.entries(wanted).map(([partition, replicas]) => {
      return { topic: "t", partition: Number(partition), replicas };
    });
    this.sim.external(KIND_STEP, -1, () => {
      this.admin.begin({ kind: "reassignPartitions", partitions });
    });
  }

  /** Injects a fault, unless the state of its host forbids it. */
  inject(fault: Fault): void {
    const { cluster } = this;
    if (obstacle(cluster, fault) !== null) return;
    this.sim.external(stepKindOf(fault), -1, () => applyFault(cluster, fault));
  }

  /** Ends all faults and gives the cluster time to come to rest; nobody writes any more. */
  settle(durationMs: number): void {
    this.inject({ kind: "healAll" });
    for (const name of this.brokers) this.inject({ kind: "resume", hosts: [name] });
    for (let round = 0; round < 4; round++) {
      for (const name of this.brokers) this.inject({ kind: "restart", hosts: [name] });
      this.run(durationMs / 4);
    }
    this.inject({ kind: "kill", hosts: ["writer"] });
    this.run(5000);
  }

  /** What the topic's znode says of a partition. */
  assignment(partition = 0) {
    return present(decodeTopic(this.znode("/brokers/topics/t") ?? "")[partition], "it exists");
  }

  state(partition = 0) {
    const data = present(this.znode(topicPartitionStatePath("t", partition)), "it has a state");
    return decodeTopicPartitionState(data, 0);
  }

  /** Data of a znode; null when there is none. */
  znode(path: string): string | null {
    const server = hostNamed(this.cluster, "zookeeper").running() as ZooKeeperServer;
    return server.database.tree.get(path)?.data ?? null;
  }

  /** Brokers that hold a replica of a partition, ascending. */
  holders(partition = 0): readonly number[] {
    const found = this.checker.model.partitions.find(({ name }) => name === `t-${partition}`);
    return (found?.replicas ?? [])
      .filter(({ role }) => role !== ROLE_NONE)
      .map(({ broker }) => broker)
      .sort((a, b) => a - b);
  }

  private start(assignment: readonly (readonly number[])[]): void {
    const { sim, cluster } = this;
    for (const name of ["zookeeper", ...this.brokers, "admin", "writer"]) {
      sim.boot(hostNamed(cluster, name));
    }
    this.run(3000);
    const topic = { name: "t", numPartitions: -1, replicationFactor: -1, assignment, configs: {} };
    sim.external(KIND_STEP, -1, () => {
      this.admin.begin({ kind: "createTopics", topics: [topic] });
    });
    this.run(3000);
    sim.external(KIND_STEP, -1, () => {
      this.writer.produce({
        topic: "t",
        partitions: assignment.length,
        recordsPerSecond: 50,
        valueBytes: 100,
      });
    });
    this.run(1000);
  }

  private get admin(): Admin {
    return hostNamed(this.cluster, "admin").running() as Admin;
  }

  private get writer(): Producer {
    return hostNamed(this.cluster, "writer").running() as Producer;
  }
}
