import { MetadataCache } from "../../../sim/kafka/broker/metadata-cache.ts";
import { type ConfigValues, resolveConfig } from "../../../sim/kafka/config/config.ts";
import { KafkaNames } from "../../../sim/kafka/context.ts";
import type { BrokerCallbacks } from "../../../sim/kafka/controller/controller-api.ts";
import { KafkaController } from "../../../sim/kafka/controller/kafka-controller.ts";
import { brokerSwitches } from "../../../sim/kafka/era/broker-switches.ts";
import { DEFAULT_ERA } from "../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import { FACT_CONTROLLER, FACT_ELECTION } from "../../../sim/kafka/facts.ts";
import type {
  AlterIsrRequest,
  ControlledShutdownRequest,
  ControlResponse,
  CreateTopicsRequest,
  CreateTopicsResponse,
  LeaderAndIsrRequest,
  NewTopic,
  StopReplicaRequest,
  UpdateMetadataRequest,
} from "../../../sim/kafka/messages.ts";
import {
  ALTER_ISR,
  ALTER_PARTITION_REASSIGNMENTS,
  CONTROLLED_SHUTDOWN,
  CREATE_PARTITIONS,
  CREATE_TOPICS,
  DELETE_TOPICS,
  ELECT_LEADERS,
  INCREMENTAL_ALTER_CONFIGS,
  LEADER_AND_ISR,
  LIST_PARTITION_REASSIGNMENTS,
  STOP_REPLICA,
  UPDATE_METADATA,
} from "../../../sim/kafka/messages.ts";
import type {
  ConsumerOffsetResult,
  ConsumerOffsetsWork,
} from "../../../sim/kafka/zk/consumer-offsets.ts";
import { decodeTopicPartitionState } from "../../../sim/kafka/zk/zk-data.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { type Connection, type Message, SERVER_SIDE } from "../../../sim/kernel/connection.ts";
import { FACT_STRIDE } from "../../../sim/kernel/facts.ts";
import type { Host } from "../../../sim/kernel/host.ts";
import { KAFKA_TIMERS } from "../../../sim/kernel/kinds.ts";
import { type InFlightRequest, Link, type LinkOwner } from "../../../sim/kernel/link.ts";
import type { Endpoint, Process } from "../../../sim/kernel/process.ts";
import { Simulation } from "../../../sim/kernel/simulation.ts";
import { ms, US_PER_SECOND } from "../../../sim/kernel/time.ts";
import { ZooKeeperServer } from "../../../sim/zookeeper/server.ts";
import { sessionTimes } from "../../../sim/zookeeper/session-tracker.ts";
import type { Operation } from "../../../sim/zookeeper/types.ts";
import { ZooKeeperTool } from "./zookeeper-tool.ts";

/** A control request that a broker received. */
export type ReceivedRequest =
  | { readonly api: "LeaderAndIsr"; readonly body: LeaderAndIsrRequest }
  | { readonly api: "UpdateMetadata"; readonly body: UpdateMetadataRequest }
  | { readonly api: "StopReplica"; readonly body: StopReplicaRequest };

/** A broker that does nothing but to run its controller and to record control requests. */
export class FakeBroker implements Process, BrokerCallbacks, Endpoint {
  readonly host: Host;
  readonly controller: KafkaController;
  readonly received: ReceivedRequest[] = [];
  readonly topicConfigs: Record<string, Readonly<Record<string, string>>> = {};
  readonly producerIdBlocks: [number, number][] = [];
  readonly consumerOffsets: {
    readonly work: ConsumerOffsetsWork;
    readonly results: readonly ConsumerOffsetResult[];
  }[] = [];
  readonly controllerChanges: number[] = [];
  /** Partition and version of every answer to an ISR that was to be written. */
  readonly isrAnswers: [number, number][] = [];
  /** Partitions that answer a LeaderAndIsr with KAFKA_STORAGE_ERROR. */
  readonly offline = new Set<number>();
  readonly fatal: string[];
  readonly metadataCache: MetadataCache;
  /** The effective settings, as they change. */
  config: ConfigValues;
  registeredEpochs: number[] = [];

  constructor(cluster: FakeCluster, host: Host, brokerId: number, config: ConfigValues) {
    this.host = host;
    this.fatal = cluster.fatal;
    this.config = config;
    const { names, addresses } = cluster;
    const { facts } = host.simulation;
    this.metadataCache = new MetadataCache(brokerId, facts, names.topicPartitions, true);
    const environment = {
      host,
      brokerId,
      names,
      addresses,
      config,
      switches: brokerSwitches(config),
    };
    this.controller = new KafkaController(environment, this);
  }

  start(): void {
    this.host.listening = true;
    this.controller.startup();
  }

  onTimer(handler: number, a: number, b: number): void {
    this.controller.onTimer(handler, a, b);
  }

  onAccept(): Endpoint {
    return this;
  }

  shutdown(): void {
    this.controller.close();
    this.host.simulation.exit(this.host);
  }

  onConnected(): void {}
  onClosed(): void {}

  onMessage(_connection: Connection, message: Message): void {
    switch (message.kind) {
      case ALTER_ISR:
        this.controller.handleAlterIsr(message, message.body as AlterIsrRequest);
        return;
      case CONTROLLED_SHUTDOWN:
        this.controller.handleControlledShutdown(
          message,
          message.body as ControlledShutdownRequest,
        );
        return;
      case CREATE_TOPICS:
      case DELETE_TOPICS:
      case CREATE_PARTITIONS:
      case ALTER_PARTITION_REASSIGNMENTS:
      case LIST_PARTITION_REASSIGNMENTS:
      case ELECT_LEADERS:
      case INCREMENTAL_ALTER_CONFIGS:
        this.controller.handleAdminRequest(message);
        return;
      case LEADER_AND_ISR:
        this.record(message, { api: "LeaderAndIsr", body: message.body as LeaderAndIsrRequest });
        return;
      case UPDATE_METADATA:
        this.metadataCache.update(message.body as UpdateMetadataRequest);
        this.controller.onMetadataUpdate();
        this.record(message, {
          api: "UpdateMetadata",
          body: message.body as UpdateMetadataRequest,
        });
        return;
      case STOP_REPLICA:
        this.record(message, { api: "StopReplica", body: message.body as StopReplicaRequest });
    }
  }

  respond(request: Message, body: unknown, sizeBytes: number): void {
    const { network } = this.host.simulation;
    const connection = network.connection(request.connection);
    if (connection === undefined) return;
    const { kind, correlationId, id } = request;
    network.send(connection, SERVER_SIDE, kind + 1, correlationId, id, sizeBytes, body);
  }

  onRegistered(brokerEpoch: number): void {
    this.registeredEpochs.push(brokerEpoch);
  }

  onFatal(reason: string): void {
    this.fatal.push(reason);
    this.host.simulation.exit(this.host, reason);
  }

  onTopicConfig(topic: string, configs: Readonly<Record<string, string>>): void {
    this.topicConfigs[topic] = configs;
  }

  onBrokerConfig(config: ConfigValues): void {
    this.config = config;
  }

  onConsumerOffsets(work: ConsumerOffsetsWork, results: readonly ConsumerOffsetResult[]): void {
    this.consumerOffsets.push({ work, results });
  }

  onProducerIdBlock(first: number, last: number): void {
    this.producerIdBlocks.push([first, last]);
  }

  onLeaderAndIsrUpdated(tp: number, zkVersion: number): void {
    this.isrAnswers.push([tp, zkVersion]);
  }

  onControllerChange(controllerId: number): void {
    this.controllerChanges.push(controllerId);
  }

  private record(message: Message, request: ReceivedRequest): void {
    this.received.push(request);
    const tps = request.api === "UpdateMetadata" ? [] : request.body.partitions.map(({ tp }) => tp);
    const partitions = tps.map((tp) => {
      return { tp, error: this.offline.has(tp) ? Errors.KAFKA_STORAGE_ERROR : Errors.NONE };
    });
    const response: ControlResponse = { error: Errors.NONE, partitions };
    this.respond(message, response, 64);
  }
}

/** Sends one request to one broker and keeps the response. */
class Requester implements LinkOwner {
  response: unknown = null;
  private readonly link: Link;
  private readonly kind: number;
  private readonly body: unknown;

  constructor(host: Host, server: number, kind: number, body: unknown) {
    this.kind = kind;
    this.body = body;
    this.link = new Link(host, server, this, 0, US_PER_SECOND);
    this.link.connect();
  }

  onLinkConnected(): void {
    this.link.send(this.kind, this.body, 64, 60 * US_PER_SECOND, null);
  }

  onLinkDisconnected(): void {}

  onLinkResponse(_link: Link, _request: InFlightRequest, response: Message): void {
    this.response = response.body;
    this.link.close("done");
  }
}

export interface Fact {
  readonly atUs: number;
  readonly code: number;
  readonly values: readonly number[];
}

/** A ZooKeeper server and fake brokers over the real kernel. */
export class FakeCluster {
  readonly sim: Simulation;
  readonly names: KafkaNames;
  readonly zookeeper: Host;
  readonly brokers = new Map<number, Host>();
  readonly addresses: {
    readonly zookeeper: ReadonlyMap<string, number>;
    readonly hostOfBroker: ReadonlyMap<number, number>;
    readonly brokerIds: readonly number[];
  };
  readonly facts: Fact[] = [];
  /** Why brokers gave up. */
  readonly fatal: string[] = [];
  /** Requests that reached ZooKeeper, by host name. */
  readonly zooKeeperRequests: { readonly host: string; readonly operation: Operation }[] = [];
  private readonly admin: Host;

  /** @param own settings of single brokers, by id */
  constructor(
    brokerCount: number,
    settings: ConfigValues = {},
    seed = "1",
    own: Readonly<Record<number, ConfigValues>> = {},
  ) {
    const sim = new Simulation({ seed, messageName: String });
    this.sim = sim;
    this.names = new KafkaNames(sim.facts);
    this.zookeeper = sim.addHost("zookeeper", "zookeeper", (host) => this.zooKeeperServer(host));
    const hostOfBroker = new Map<number, number>();
    for (let id = 1; id <= brokerCount; id++) {
      const config = resolveConfig("broker", { ...settings, ...own[id] }, DEFAULT_ERA);
      const program = (host: Host) => new FakeBroker(this, host, id, config);
      const host = sim.addHost(`broker-${id}`, "broker", program);
      this.brokers.set(id, host);
      hostOfBroker.set(id, host.index);
    }
    const brokerIds = [...hostOfBroker.keys()];
    const servers = new Map([[this.zookeeper.name, this.zookeeper.index]]);
    this.addresses = { zookeeper: servers, hostOfBroker, brokerIds };
    this.admin = sim.addHost("admin", "admin", (host) => {
      return new ZooKeeperTool(host, this.zookeeper.index);
    });
    sim.observers.push({ onEvent: () => this.recordFacts() });
    sim.boot(this.zookeeper);
    sim.boot(this.admin);
    sim.step();
    sim.step();
  }

  /** Starts brokers one after another, so that the first becomes the controller. */
  start(ids: readonly number[] = this.addresses.brokerIds): void {
    for (const id of ids) {
      this.sim.boot(this.host(id));
      this.run(500);
    }
  }

  run(durationMs: number): void {
    this.runUntil(() => false, durationMs);
  }

  /** Runs until the condition holds; returns whether it did in time. */
  runUntil(condition: () => boolean, limitMs: number): boolean {
    const end = this.sim.now + ms(limitMs);
    this.admin.setTimer(ms(limitMs), KAFKA_TIMERS);
    while (!condition()) {
      if (this.sim.now >= end || !this.sim.step()) return false;
    }
    return true;
  }

  host(id: number): Host {
    return present(this.brokers.get(id), `there is no broker ${id}`);
  }

  broker(id: number): FakeBroker {
    return this.host(id).running() as FakeBroker;
  }

  kill(id: number): void {
    this.sim.external(2000, -1, () => this.sim.kill(this.host(id)));
  }

  shutdown(id: number): void {
    this.sim.external(2000, -1, () => this.host(id).running().shutdown());
  }

  /** Stops or continues a process, as a garbage collection does. */
  pause(id: number, on: boolean): void {
    const { sim } = this;
    sim.external(2000, -1, () => {
      if (on) sim.pause(this.host(id), true);
      else sim.resume(this.host(id));
    });
  }

  boot(id: number): void {
    this.sim.boot(this.host(id));
  }

  /** The broker that takes itself for the controller; there is exactly one. */
  activeController(): number {
    const active = this.addresses.brokerIds.filter(
      (id) => this.host(id).up && this.broker(id).controller.isActive,
    );
    if (active.length !== 1) throw new Error(`active controllers: ${active.join()}`);
    return present(active[0], "there is one");
  }

  /** Sends a request to a broker and runs until it is answered. */
  request<Response>(brokerId: number, kind: number, body: unknown): Response {
    const requester = new Requester(this.admin, this.host(brokerId).index, kind, body);
    if (!this.runUntil(() => requester.response !== null, 40_000)) throw new Error("no answer");
    return requester.response as Response;
  }

  /** Sends a request to a broker; the answer, when it comes, is in the result's `response`. */
  post(brokerId: number, kind: number, body: unknown): { readonly response: unknown } {
    return new Requester(this.admin, this.host(brokerId).index, kind, body);
  }

  createTopics(...topics: readonly NewTopic[]): CreateTopicsResponse["topics"] {
    const body: CreateTopicsRequest = { topics };
    const answer = this.request<CreateTopicsResponse>(this.activeController(), CREATE_TOPICS, body);
    return answer.topics;
  }

  /** Creates a topic with that assignment and waits until all is quiet. */
  createTopic(
    name: string,
    assignment: readonly (readonly number[])[],
    configs: Readonly<Record<string, string>> = {},
  ): void {
    const [result] = this.createTopics(newTopic(name, assignment, configs));
    if (result?.error !== 0) throw new Error(`${name}: ${result?.message}`);
    this.run(200);
  }

  tp(topic: string, partition: number): number {
    return this.names.topicPartitions.id(topic, partition);
  }

  /** Data of a znode; null when there is none. */
  znode(path: string): string | null {
    return this.server.database.tree.get(path)?.data ?? null;
  }

  /** What the registry says of a partition. */
  state(topic: string, partition: number) {
    const znode = this.server.database.tree.get(
      `/brokers/topics/${topic}/partitions/${partition}/state`,
    );
    const { data, version } = present(znode, `${topic}-${partition} has a state`);
    return decodeTopicPartitionState(data, version);
  }

  /** Makes the controller a deposed one, as another election would, behind its back. */
  raiseControllerEpoch(): void {
    this.setZnode("/controller_epoch", "99");
  }

  /** Writes a znode as somebody else would. */
  setZnode(path: string, data: string): void {
    const { database } = this.server;
    const { version } = present(database.tree.get(path), `${path} exists`);
    this.sim.external(2000, -1, () => {
      database.apply({
        zxid: database.lastZxid + 1,
        sessionId: 0,
        change: {
          type: "write",
          transactions: [{ type: "setData", path, data, version: version + 1 }],
        },
      });
    });
  }

  /** Creates an ephemeral znode of some session, as ZooKeeper keeps one that it forgot to delete. */
  createEphemeral(path: string, data: string, ephemeralOwner: number): void {
    const { database } = this.server;
    this.sim.external(2000, -1, () => {
      database.apply({
        zxid: database.lastZxid + 1,
        sessionId: 0,
        change: {
          type: "write",
          transactions: [{ type: "create", path, data, ephemeralOwner, parentCreations: 1 }],
        },
      });
    });
  }

  /** Has an operator execute a request in ZooKeeper. */
  execute(operation: Operation): void {
    const tool = this.admin.running() as ZooKeeperTool;
    this.sim.external(2000, -1, () => tool.execute(operation));
  }

  createZnode(path: string, data = ""): void {
    this.execute({ op: "create", path, data, mode: "persistent" });
  }

  /** Deletes a znode as somebody else would; who watches it hears of that with the next request. */
  deleteZnode(path: string): void {
    const { database } = this.server;
    this.sim.external(2000, -1, () => {
      database.apply({
        zxid: database.lastZxid + 1,
        sessionId: 0,
        change: { type: "write", transactions: [{ type: "delete", path }] },
      });
    });
  }

  /** Runs until ZooKeeper has executed such a request of a broker. */
  runUntilRequest(broker: number, isIt: (operation: Operation) => boolean): void {
    this.zooKeeperRequests.length = 0;
    const { name } = this.host(broker);
    const seen = () =>
      this.zooKeeperRequests.some(({ host, operation }) => host === name && isIt(operation));
    if (!this.runUntil(seen, 60_000)) throw new Error("the request never came");
  }

  /** Cuts or heals the connection between a broker and another host. */
  cut(broker: number, other: Host, on: boolean): void {
    const { network } = this.sim;
    const { index } = this.host(broker);
    for (const [from, to] of [
      [index, other.index],
      [other.index, index],
    ] as const) {
      if (on) network.hold(from, to);
      else network.release(from, to);
    }
  }

  /** Ends the connections between a broker and another host. */
  resetConnections(broker: number, other: Host): void {
    const { network } = this.sim;
    this.sim.external(2000, -1, () => network.reset(this.host(broker).index, other.index));
  }

  controllerFacts(): readonly (readonly number[])[] {
    return this.facts
      .filter(({ code }) => code === FACT_CONTROLLER)
      .map(({ values }) => values.slice(0, 3));
  }

  elections(): readonly {
    readonly tp: string | null;
    readonly leader: number;
    readonly epoch: number;
    readonly strategy: string | null;
    readonly unclean: boolean;
  }[] {
    const { texts } = this.sim.facts;
    return this.facts
      .filter(({ code }) => code === FACT_ELECTION)
      .map(({ values: [tp = -1, leader = -1, epoch = -1, , strategy = -1, unclean = 0] }) => ({
        tp: texts.text(tp),
        leader,
        epoch,
        strategy: texts.text(strategy),
        unclean: unclean === 1,
      }));
  }

  private get server(): ZooKeeperServer {
    return this.zookeeper.running() as ZooKeeperServer;
  }

  private zooKeeperServer(host: Host): ZooKeeperServer {
    const server = new ZooKeeperServer(host, sessionTimes(2000));
    const receive = server.receive.bind(server);
    server.receive = (from, message) => {
      const operation = message.body as Operation | null;
      if (operation !== null && "op" in operation) {
        const { name } = this.sim.host(message.from);
        this.zooKeeperRequests.push({ host: name, operation });
      }
      receive(from, message);
    };
    return server;
  }

  private recordFacts(): void {
    const { data, length } = this.sim.facts;
    for (let at = 0; at < length; at += FACT_STRIDE) {
      const [code = 0, ...values] = data.subarray(at, at + FACT_STRIDE);
      this.facts.push({ atUs: this.sim.now, code, values });
    }
  }
}

export function newTopic(
  name: string,
  assignment: readonly (readonly number[])[],
  configs: Readonly<Record<string, string>> = {},
): NewTopic {
  return { name, numPartitions: -1, replicationFactor: -1, assignment, configs };
}
