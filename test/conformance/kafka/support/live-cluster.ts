import { buildCluster } from "../../../../sim/cluster/cluster.ts";
import {
  brokerHost,
  type Cluster,
  hostNamed,
  ZOOKEEPER_HOST,
} from "../../../../sim/cluster/hosts.ts";
import type { Broker } from "../../../../sim/kafka/broker/broker.ts";
import type { ConfigValues } from "../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { API_NAMES } from "../../../../sim/kafka/messages.ts";
import {
  brokerIdPath,
  CONTROLLER_PATH,
  decodeController,
  decodeTopicPartitionState,
  type LeaderIsrAndControllerEpoch,
  topicPartitionStatePath,
} from "../../../../sim/kafka/zk/zk-data.ts";
import type { Host } from "../../../../sim/kernel/host.ts";
import { KIND_STEP } from "../../../../sim/kernel/kinds.ts";
import { Simulation } from "../../../../sim/kernel/simulation.ts";
import { ms } from "../../../../sim/kernel/time.ts";
import type { ZooKeeperServer } from "../../../../sim/zookeeper/server.ts";
import type { Operation } from "../../../../sim/zookeeper/types.ts";
import { ZooKeeperTool } from "../../../kafka/controller/zookeeper-tool.ts";
import { Probe } from "./probe.ts";

const PATH = { latencyUs: 500, jitterUs: 0, bytesPerUs: 125 };
const LIMIT_MS = 1_000_000;
const TOPIC = "t";

/** A whole cluster with ZooKeeper and its controller, and what its registry holds. */
export class LiveCluster {
  readonly tp: number;
  private readonly sim: Simulation;
  private readonly cluster: Cluster;
  private readonly probeHost: Host;
  private readonly toolHost: Host;

  constructor(era: Era, ids: readonly number[], settings: ConfigValues) {
    this.sim = new Simulation({
      seed: "1",
      messageName: (kind) => API_NAMES.get(kind) ?? `${kind}`,
    });
    this.cluster = buildCluster(this.sim, {
      brokers: [...ids].sort((a, b) => a - b).map((id) => ({ id, era, settings })),
      zookeeper: {},
      zookeeperServers: 1,
      clients: [],
      admin: { era, settings: {} },
      network: { path: PATH, links: [] },
    });
    this.tp = this.cluster.names.topicPartitions.id(TOPIC, 0);
    this.probeHost = this.sim.addHost("probe", "producer", (own) => new Probe(own));
    this.sim.boot(this.probeHost);
    const zookeeper = hostNamed(this.cluster, ZOOKEEPER_HOST);
    this.toolHost = this.sim.addHost("tool", "admin", (own) => {
      return new ZooKeeperTool(own, zookeeper.index);
    });
    this.sim.boot(this.toolHost);
    this.sim.boot(zookeeper);
  }

  /** Starts a broker and waits until it is registered. */
  start(id: number): void {
    this.sim.boot(this.host(id));
    this.until(`broker ${id} is registered`, () => this.znode(brokerIdPath(id)) !== null);
    this.until("there is a controller", () => this.controllerId !== null);
  }

  /** Shuts a broker down cleanly and waits for its end. */
  stop(id: number): void {
    this.sim.external(KIND_STEP, -1, () => this.host(id).running().shutdown());
    this.until(`broker ${id} has ended`, () => !this.host(id).up);
    this.run(5000);
  }

  /** Data and version of a znode; null when there is none. */
  znode(path: string): { readonly data: string; readonly version: number } | null {
    const zookeeper = hostNamed(this.cluster, ZOOKEEPER_HOST).process as ZooKeeperServer | null;
    return zookeeper?.database.tree.get(path) ?? null;
  }

  /** Has an operator's tool write to the registry; it does not wait. */
  write(operation: Operation): void {
    const tool = this.toolHost.running() as ZooKeeperTool;
    this.sim.external(KIND_STEP, -1, () => tool.execute(operation));
  }

  get controllerId(): number | null {
    const found = this.znode(CONTROLLER_PATH);
    return found === null ? null : decodeController(found.data);
  }

  /** What the registry holds of a partition; null before it has a leader. */
  state(partition = 0): LeaderIsrAndControllerEpoch | null {
    const found = this.znode(topicPartitionStatePath(TOPIC, partition));
    return found === null ? null : decodeTopicPartitionState(found.data, found.version);
  }

  isUp(id: number): boolean {
    return this.host(id).up;
  }

  broker(id: number): Broker {
    return this.host(id).running() as Broker;
  }

  /** Sends a request to a broker and returns the answer. */
  ask<Response>(id: number, kind: number, body: unknown): Response {
    const probe = this.probeHost.running() as Probe;
    let answer: { readonly answer: unknown } = { answer: null };
    this.sim.external(KIND_STEP, -1, () => {
      answer = probe.send(this.host(id).index, kind, body);
    });
    this.until(`${API_NAMES.get(kind)} is answered`, () => answer.answer !== null);
    return answer.answer as Response;
  }

  run(durationMs: number): void {
    const end = this.sim.now + ms(durationMs);
    while (this.sim.step(end)) {}
    this.sim.now = end;
  }

  until(what: string, condition: () => boolean): void {
    const end = this.sim.now + ms(LIMIT_MS);
    while (!condition()) {
      if (!this.sim.step(end)) throw new Error(`it never came that ${what}`);
    }
  }

  private host(id: number): Host {
    return hostNamed(this.cluster, brokerHost(id));
  }
}
