import { Broker } from "../../../sim/kafka/broker/broker.ts";
import type { Partition } from "../../../sim/kafka/broker/partition.ts";
import { type ConfigValues, resolveConfig } from "../../../sim/kafka/config/config.ts";
import { KafkaNames } from "../../../sim/kafka/context.ts";
import { brokerSwitches } from "../../../sim/kafka/era/broker-switches.ts";
import { DEFAULT_ERA, type Era } from "../../../sim/kafka/era/eras.ts";
import type { Log } from "../../../sim/kafka/log/log.ts";
import {
  API_NAMES,
  FETCH,
  type FetchPartition,
  type FetchRequest,
  type FetchResponse,
  LEADER_AND_ISR,
  LIST_OFFSETS,
  type ListOffsetsResponse,
  PRODUCE,
  type ProduceRequest,
  STOP_REPLICA,
  UPDATE_METADATA,
} from "../../../sim/kafka/messages.ts";
import { RecordBatch } from "../../../sim/kafka/record/record-batch.ts";
import { present } from "../../../sim/kernel/assert.ts";
import type { Message } from "../../../sim/kernel/connection.ts";
import { FACT_STRIDE } from "../../../sim/kernel/facts.ts";
import type { Host } from "../../../sim/kernel/host.ts";
import { KIND_STEP } from "../../../sim/kernel/kinds.ts";
import { type InFlightRequest, Link, type LinkOwner } from "../../../sim/kernel/link.ts";
import type { Endpoint, Process } from "../../../sim/kernel/process.ts";
import { Simulation } from "../../../sim/kernel/simulation.ts";
import { ms } from "../../../sim/kernel/time.ts";
import { FakeController, FakeRegistry } from "./fake-controller.ts";

/** An answer that the probe got. */
export interface Answer {
  readonly kind: number;
  readonly body: unknown;
  /** Virtual time, ms. */
  readonly atMs: number;
}

/** A client of all brokers that sends whatever a test wants and keeps the answers. */
class Probe implements Process, LinkOwner {
  readonly answers: Answer[] = [];
  readonly disconnects: string[] = [];
  private readonly host: Host;
  private readonly links = new Map<string, Link>();
  private readonly queued = new Map<Link, (() => void)[]>();

  constructor(host: Host) {
    this.host = host;
  }

  start(): void {}
  onTimer(): void {}
  shutdown(): void {}
  onAccept(): Endpoint {
    throw new Error("nobody connects to the probe");
  }

  /** Each `lane` is a connection of its own. */
  send(server: number, lane: number, kind: number, body: unknown, oneWay: boolean): void {
    const key = `${server}/${lane}`;
    const link = this.links.get(key) ?? new Link(this.host, server, this, server, ms(10_000));
    this.links.set(key, link);
    const send = () =>
      oneWay
        ? link.sendOneWay(kind, body, 100)
        : link.send(kind, body, 100, Number.POSITIVE_INFINITY, null);
    if (link.state === "connected") {
      send();
      return;
    }
    this.queued.set(link, [...(this.queued.get(link) ?? []), send]);
    if (link.state === "disconnected") link.connect();
  }

  closeAll(server: number): void {
    for (const link of this.links.values()) {
      if (link.server === server && link.state !== "disconnected")
        link.close("closed by the probe");
    }
  }

  close(server: number, lane: number): void {
    this.links.get(`${server}/${lane}`)?.close("closed by the probe");
  }

  onLinkConnected(link: Link): void {
    for (const send of this.queued.get(link) ?? []) send();
    this.queued.delete(link);
  }

  onLinkDisconnected(_link: Link, reason: string): void {
    this.disconnects.push(reason);
  }

  onLinkResponse(_link: Link, request: InFlightRequest, response: Message): void {
    const atMs = this.host.simulation.now / 1000;
    this.answers.push({ kind: request.kind, body: response.body, atMs });
  }
}

/** A fact as it was emitted. */
export interface EmittedFact {
  readonly row: number;
  readonly values: readonly number[];
}

/**
 * Two or three real brokers over the real kernel, with a fake controller: tests elect leaders
 * themselves.
 */
export class TestCluster {
  readonly sim: Simulation;
  readonly names: KafkaNames;
  readonly registry = new FakeRegistry();
  readonly facts: EmittedFact[] = [];
  readonly hosts = new Map<number, Host>();
  private readonly probeHost: Host;
  private lastRecord = 0;
  private lastBatch = 0;

  constructor(brokers: number, config: ConfigValues = {}, seed = "1", era: Era = DEFAULT_ERA) {
    this.sim = new Simulation({ seed, messageName: (kind) => API_NAMES.get(kind) ?? `${kind}` });
    this.sim.network.paths.default = { latencyUs: 500, jitterUs: 0, bytesPerUs: 125 };
    this.names = new KafkaNames(this.sim.facts);
    this.sim.observers.push({ onEvent: (sim) => this.record(sim) });
    const hostOfBroker = new Map<number, number>();
    for (let id = 1; id <= brokers; id++) {
      const resolved = resolveConfig("broker", config, era);
      const environment = {
        brokerId: id,
        names: this.names,
        addresses: {
          zookeeper: new Map([["zookeeper", 0]]),
          hostOfBroker,
          brokerIds: ids(brokers),
        },
        config: resolved,
        switches: brokerSwitches(resolved),
      };
      const host = this.sim.addHost(
        `broker-${id}`,
        "broker",
        (own) =>
          new Broker(
            { ...environment, host: own },
            (e, callbacks) => new FakeController(e, callbacks, this.registry),
          ),
      );
      this.hosts.set(id, host);
      hostOfBroker.set(id, host.index);
    }
    this.probeHost = this.sim.addHost("probe", "producer", (own) => new Probe(own));
    for (const host of this.sim.hosts) this.sim.boot(host);
    this.run(1);
  }

  losePower(id: number): void {
    this.act(() => {
      this.probe.closeAll(this.host(id).index);
      this.sim.losePower(this.host(id), "all");
    });
  }

  /** Holds what `from` sends to `to`; a fetch that waits there has been answered by then. */
  cut(from: number, to: number): void {
    this.sim.network.hold(this.host(from).index, this.host(to).index);
    this.run(1000);
  }

  /** The id of a partition of the topic `t`. */
  tp(partition = 0, topic = "t"): number {
    return this.names.topicPartitions.id(topic, partition);
  }

  broker(id: number): Broker {
    return this.host(id).running() as Broker;
  }

  host(id: number): Host {
    return present(this.hosts.get(id), `there is a broker ${id}`);
  }

  get probe(): Probe {
    return this.probeHost.running() as Probe;
  }

  get answers(): Answer[] {
    return this.probe.answers;
  }

  partition(id: number, tp = this.tp()): Partition {
    return present(this.broker(id).replicaManager.partition(tp), `broker ${id} hosts it`);
  }

  log(id: number, tp = this.tp()): Log {
    return present(this.broker(id).logManager.log(tp), `broker ${id} has the log`);
  }

  /** Leader and epoch of every record of a replica, as `epoch:value`. */
  contents(id: number, tp = this.tp()): string[] {
    return this.log(id, tp).segments.all.flatMap((segment) =>
      segment.batches.flatMap((batch) =>
        batch.records.map((record) => `${batch.partitionLeaderEpoch}:${record.value}`),
      ),
    );
  }

  /** Runs for so many milliseconds. */
  run(durationMs: number): void {
    const end = this.sim.now + durationMs * 1000;
    while (this.sim.queue.peekTime() <= end && this.sim.step()) {}
    this.sim.now = Math.max(this.sim.now, end);
  }

  /** Runs until something is so; fails after `limitMs`. */
  until(condition: () => boolean, limitMs = 60_000): void {
    const end = this.sim.now + limitMs * 1000;
    while (!condition()) {
      if (this.sim.queue.peekTime() > end || !this.sim.step()) {
        throw new Error("what was waited for did not happen");
      }
    }
  }

  act(action: () => void): void {
    this.sim.external(KIND_STEP, -1, action);
  }

  send(broker: number, kind: number, body: unknown, lane = 0, oneWay = false): void {
    this.act(() => this.probe.send(this.host(broker).index, lane, kind, body, oneWay));
  }

  /** Closes a connection of the probe. */
  disconnect(broker: number, lane = 0): void {
    this.act(() => this.probe.close(this.host(broker).index, lane));
  }

  /** Sends a request and returns the answer. */
  ask<T>(broker: number, kind: number, body: unknown): T {
    const before = this.answers.length;
    this.send(broker, kind, body);
    this.until(() => this.answers.length > before);
    return present(this.answers.at(-1), "there is an answer").body as T;
  }

  /** How many partitions the registry has of `__consumer_offsets`; 0: as many as are configured. */
  offsetsPartitions = 0;

  /** Tells all running brokers who lives, and of the partitions. */
  updateMetadata(live: readonly number[] = this.liveBrokers()): void {
    for (const id of this.liveBrokers()) {
      this.ask(id, UPDATE_METADATA, {
        controllerId: this.registry.controllerId,
        controllerEpoch: 1,
        brokerEpoch: -1,
        liveBrokers: live,
        racks: {},
        offsetsPartitions: this.offsetsPartitions,
        partitions: [...this.registry.partitions].map(([tp, state]) => ({
          tp,
          controllerEpoch: 1,
          offlineReplicas: [],
          ...state,
        })),
      });
    }
  }

  /** Elects a leader in a greater epoch, and tells the brokers given (all replicas by default). */
  elect(
    leader: number,
    isr: readonly number[],
    options: { tp?: number; tell?: readonly number[]; replicas?: readonly number[] } = {},
  ): void {
    const tp = options.tp ?? this.tp();
    const before = this.registry.partitions.get(tp);
    const replicas = options.replicas ?? before?.replicas ?? [...this.hosts.keys()];
    this.registry.partitions.set(tp, {
      leader,
      leaderEpoch: (before?.leaderEpoch ?? -1) + 1,
      isr,
      zkVersion: (before?.zkVersion ?? -1) + 1,
      replicas,
    });
    this.updateMetadata();
    const tell = options.tell ?? replicas.filter((id) => this.host(id).up);
    for (const id of tell) this.leaderAndIsr(id, tp);
  }

  /** Tells one broker of the current leader. */
  leaderAndIsr(broker: number, tp = this.tp()): unknown {
    const state = present(this.registry.partitions.get(tp), "the partition exists");
    return this.ask(broker, LEADER_AND_ISR, {
      controllerId: this.registry.controllerId,
      controllerEpoch: 1,
      brokerEpoch: -1,
      partitions: [{ tp, controllerEpoch: 1, isNew: false, ...state }],
    });
  }

  stopReplica(broker: number, tp: number, leaderEpoch: number, deletePartition: boolean): unknown {
    return this.ask(broker, STOP_REPLICA, {
      controllerId: 1,
      controllerEpoch: 1,
      brokerEpoch: -1,
      partitions: [{ tp, leaderEpoch, deletePartition }],
    });
  }

  /** A batch of one record per value, as a producer makes it. */
  batch(
    values: readonly string[],
    producer: { id: number; epoch: number; sequence: number } = { id: -1, epoch: -1, sequence: -1 },
  ): RecordBatch {
    const records = values.map((value) => ({
      id: ++this.lastRecord,
      key: null,
      value,
      timestampMs: 1_600_000_000_000 + this.lastRecord,
      sizeBytes: 20,
    }));
    return new RecordBatch({
      id: ++this.lastBatch,
      producerId: producer.id,
      producerEpoch: producer.epoch,
      baseSequence: producer.sequence,
      maxTimestampMs: present(records.at(-1), "a batch has a record").timestampMs,
      sizeBytes: 61 + 20 * records.length,
      records,
    });
  }

  produce(
    broker: number,
    acks: number,
    values: readonly string[],
    options: { tp?: number; timeoutMs?: number; batch?: RecordBatch; lane?: number } = {},
  ): void {
    const batch = options.batch ?? this.batch(values);
    const request: ProduceRequest = {
      acks,
      timeoutMs: options.timeoutMs ?? 30_000,
      partitions: [{ tp: options.tp ?? this.tp(), batch }],
    };
    this.send(broker, PRODUCE, request, options.lane ?? 1, acks === 0);
  }

  /** Error and base offset of the answers to produce requests, in order. */
  produced(): [error: number, baseOffset: number][] {
    return this.answers
      .filter(({ kind }) => kind === PRODUCE)
      .flatMap(({ body }) =>
        (body as { partitions: { error: number; baseOffset: number }[] }).partitions.map(
          ({ error, baseOffset }): [number, number] => [error, baseOffset],
        ),
      );
  }

  /** A fetch without a session. */
  fetch(partition: Partial<FetchPartition>, request: Partial<FetchRequest> = {}): FetchRequest {
    return {
      replicaId: -1,
      maxWaitMs: 0,
      minBytes: 1,
      maxBytes: 1_000_000,
      isolationLevel: 0,
      sessionId: 0,
      sessionEpoch: -1,
      partitions: [
        {
          tp: this.tp(),
          fetchOffset: 0,
          logStartOffset: -1,
          currentLeaderEpoch: -1,
          lastFetchedEpoch: -1,
          maxBytes: 1_000_000,
          ...partition,
        },
      ],
      forgotten: [],
      ...request,
    };
  }

  fetchAnswer(broker: number, request: FetchRequest) {
    return this.ask<FetchResponse>(broker, FETCH, request);
  }

  listOffsets(broker: number, timestamp: number, replicaId = -1) {
    const body = this.ask<ListOffsetsResponse>(broker, LIST_OFFSETS, {
      replicaId,
      partitions: [{ tp: this.tp(), timestamp, currentLeaderEpoch: -1 }],
    });
    return present(body.partitions[0], "one partition was asked for");
  }

  /** Values of the facts of one code, without the code. */
  factsOf(code: number): number[][] {
    return this.facts
      .filter(({ values }) => values[0] === code)
      .map(({ values }) => values.slice(1));
  }

  private liveBrokers(): number[] {
    return [...this.hosts].filter(([, host]) => host.up).map(([id]) => id);
  }

  private record(sim: Simulation): void {
    for (let at = 0; at < sim.facts.length; at += FACT_STRIDE) {
      this.facts.push({
        row: sim.row,
        values: Array.from(sim.facts.data.subarray(at, at + FACT_STRIDE)),
      });
    }
  }
}

function ids(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
