import { Broker } from "../../../../sim/kafka/broker/broker.ts";
import type { Partition } from "../../../../sim/kafka/broker/partition.ts";
import { type ConfigValues, resolveConfig } from "../../../../sim/kafka/config/config.ts";
import { KafkaNames } from "../../../../sim/kafka/context.ts";
import { brokerSwitches } from "../../../../sim/kafka/era/broker-switches.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import type { Log } from "../../../../sim/kafka/log/log.ts";
import {
  API_NAMES,
  type LeaderAndIsrPartition,
  UPDATE_METADATA,
} from "../../../../sim/kafka/messages.ts";
import { present } from "../../../../sim/kernel/assert.ts";
import type { Host } from "../../../../sim/kernel/host.ts";
import { KIND_STEP } from "../../../../sim/kernel/kinds.ts";
import type { Process } from "../../../../sim/kernel/process.ts";
import { Simulation } from "../../../../sim/kernel/simulation.ts";
import { ms } from "../../../../sim/kernel/time.ts";
import { FakeRegistry } from "../../../kafka/broker/fake-controller.ts";
import { HeldController } from "./held-controller.ts";
import { Probe, type ProbeRequest } from "./probe.ts";

/** What brokers a vector needs. */
export interface BrokersOptions {
  readonly era: Era;
  readonly ids: readonly number[];
  readonly settings?: ConfigValues;
  /** Puts something between the network and a broker. */
  readonly wrap?: (brokerId: number, broker: Broker) => Process;
}

const QUICK_PATH = { latencyUs: 1, jitterUs: 0, bytesPerUs: 1_000_000 };
const LIMIT_MS = 60_000;

/**
 * Real brokers over the real kernel, without ZooKeeper: vectors say what the controller decides. The
 * wall clocks of the brokers stand still but for {@link advanceTime}; messages take microseconds.
 */
export class Brokers {
  readonly sim: Simulation;
  readonly names: KafkaNames;
  readonly registry = new FakeRegistry();
  /** The topic-partition of the vectors. */
  readonly tp: number;
  private readonly controllers = new Map<number, HeldController>();
  private readonly brokers = new Map<number, Broker>();
  private readonly hosts = new Map<number, Host>();
  private readonly probeHost: Host;
  private wallUs = 0;

  constructor({ era, ids, settings = {}, wrap }: BrokersOptions) {
    this.sim = new Simulation({
      seed: "1",
      messageName: (kind) => API_NAMES.get(kind) ?? `${kind}`,
    });
    this.sim.network.paths.default = QUICK_PATH;
    this.names = new KafkaNames(this.sim.facts);
    this.tp = this.names.topicPartitions.id("t", 0);
    this.registry.controllerId = present(ids[0], "there is a broker");
    const hostOfBroker = new Map<number, number>();
    for (const brokerId of ids) {
      const config = resolveConfig("broker", settings, era);
      const host = this.sim.addHost(`broker-${brokerId}`, "broker", (own) => {
        const broker = new Broker(
          {
            host: own,
            brokerId,
            names: this.names,
            addresses: { zookeeper: new Map<string, number>(), hostOfBroker, brokerIds: ids },
            config,
            switches: brokerSwitches(config),
          },
          (environment, callbacks) => {
            const controller = new HeldController(environment, callbacks, this.registry);
            this.controllers.set(brokerId, controller);
            return controller;
          },
        );
        this.brokers.set(brokerId, broker);
        return wrap === undefined ? broker : wrap(brokerId, broker);
      });
      this.hosts.set(brokerId, host);
      hostOfBroker.set(brokerId, host.index);
    }
    this.probeHost = this.sim.addHost("probe", "producer", (own) => new Probe(own));
    for (const host of this.sim.hosts) this.sim.boot(host);
    this.wallUs = Math.ceil(this.host(this.registry.controllerId).wallUs() / 1000) * 1000;
    this.settle();
    this.updateMetadata(ids);
  }

  broker(id: number): Broker {
    return present(this.brokers.get(id), `there is a broker ${id}`);
  }

  host(id: number): Host {
    return present(this.hosts.get(id), `there is a broker ${id}`);
  }

  controller(id = this.registry.controllerId): HeldController {
    return present(this.controllers.get(id), `broker ${id} has started`);
  }

  /** The partition on a broker, made where it is not. */
  partition(id: number): Partition {
    return this.broker(id).replicaManager.getOrCreatePartition(this.tp);
  }

  /** The log of the partition on a broker, made where it is not. */
  log(id: number): Log {
    const partition = this.partition(id);
    return partition.log ?? this.act(() => partition.createLogIfNotExists({}));
  }

  /** The wall clock of the brokers. */
  get nowMs(): number {
    return this.wallUs / 1000;
  }

  advanceTime(durationMs: number): void {
    this.wallUs += ms(durationMs);
    this.adjustClocks();
  }

  /** Does something in an event of its own; then everything that was sent arrives. */
  act<T>(action: () => T): T {
    const result = this.actOnly(action);
    this.settle();
    return result;
  }

  /** Does something in an event of its own. */
  actOnly<T>(action: () => T): T {
    const results: T[] = [];
    this.sim.external(KIND_STEP, -1, () => results.push(action()));
    if (results.length === 0) throw new Error("the broker halted");
    return results[0] as T;
  }

  /** Tells all brokers who lives, and of the partitions. */
  updateMetadata(
    liveBrokers: readonly number[],
    partitions: readonly LeaderAndIsrPartition[] = [],
    controllerEpoch = 0,
  ): void {
    const { controllerId } = this.registry;
    for (const id of this.brokers.keys()) {
      this.ask(id, UPDATE_METADATA, {
        controllerId,
        controllerEpoch,
        brokerEpoch: -1,
        liveBrokers,
        partitions: partitions.map((state) => ({ ...state, offlineReplicas: [] })),
      });
    }
  }

  send(brokerId: number, kind: number, body: unknown): ProbeRequest {
    const { index } = this.host(brokerId);
    const probe = this.probeHost.running() as Probe;
    return this.actOnly(() => probe.send(index, kind, body));
  }

  /** Sends a request to a broker and returns the answer. */
  ask<T>(brokerId: number, kind: number, body: unknown): T {
    const request = this.send(brokerId, kind, body);
    const end = this.sim.now + ms(LIMIT_MS);
    while (request.answer === null) {
      if (!this.sim.step(end)) throw new Error(`no answer to ${API_NAMES.get(kind)}`);
    }
    this.adjustClocks();
    return request.answer as T;
  }

  /** Runs for a moment, in which all that is under way arrives. */
  settle(): void {
    const end = this.sim.now + ms(1);
    while (this.sim.step(end)) {}
    this.sim.now = end;
    this.adjustClocks();
  }

  private adjustClocks(): void {
    for (const host of this.hosts.values()) {
      const offsetUs = this.wallUs - host.wallUs();
      this.sim.external(KIND_STEP, -1, () => this.sim.jumpWallClock(host, offsetUs));
    }
  }
}
