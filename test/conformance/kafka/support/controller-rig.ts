import { resolveConfig } from "../../../../sim/kafka/config/config.ts";
import { KafkaNames } from "../../../../sim/kafka/context.ts";
import { ControllerChannelManager } from "../../../../sim/kafka/controller/control-channel.ts";
import { ControllerContext } from "../../../../sim/kafka/controller/controller-context.ts";
import type { ControllerStep } from "../../../../sim/kafka/controller/controller-step.ts";
import { PartitionStateMachine } from "../../../../sim/kafka/controller/leaders/partition-state-machine.ts";
import { assigned } from "../../../../sim/kafka/controller/replicas/replica-assignment.ts";
import { ReplicaStateMachine } from "../../../../sim/kafka/controller/replicas/replica-state-machine.ts";
import { RequestBatch } from "../../../../sim/kafka/controller/request-batch.ts";
import { DynamicBrokerConfig } from "../../../../sim/kafka/controller/settings/dynamic-broker-config.ts";
import { brokerSwitches } from "../../../../sim/kafka/era/broker-switches.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import {
  decodeTopicPartitionState,
  encodeTopicPartitionState,
  type LeaderIsrAndControllerEpoch,
  TOPICS_PATH,
  topicPartitionPath,
  topicPartitionStatePath,
  topicPartitionsPath,
  topicPath,
} from "../../../../sim/kafka/zk/zk-data.ts";
import { Simulation } from "../../../../sim/kernel/simulation.ts";
import { Database } from "../../../../sim/zookeeper/database.ts";
import { RequestProcessor } from "../../../../sim/zookeeper/request-processor.ts";
import type { Operation, Reply } from "../../../../sim/zookeeper/types.ts";
import { Probe } from "./probe.ts";

const TOPIC = "t";
const CONTROLLER_EPOCH = 1;
const SESSION_TIMEOUT_MS = 18_000;

/** A request that the controller sent to a broker. */
export interface SentRequest {
  readonly brokerId: number;
  readonly kind: number;
  readonly body: unknown;
}

class RecordedChannels extends ControllerChannelManager {
  readonly sent: SentRequest[] = [];

  override send(brokerId: number, kind: number, body: unknown): void {
    this.sent.push({ brokerId, kind, body });
  }
}

/** The state machines of a controller over a registry, with one partition, step by step. */
export class ControllerRig {
  readonly context: ControllerContext;
  readonly tp: number;
  private readonly channels: RecordedChannels;
  private readonly machines: {
    readonly partitions: PartitionStateMachine;
    readonly replicas: ReplicaStateMachine;
    readonly requestBatch: RequestBatch;
  };
  private readonly registry: RequestProcessor;
  private readonly session: number;

  constructor(
    era: Era,
    settings: Readonly<Record<string, boolean>>,
    assignment: readonly number[],
    live: readonly number[],
  ) {
    const sim = new Simulation({ seed: "1", messageName: String });
    const host = sim.addHost("broker-0", "broker", (own) => new Probe(own));
    const names = new KafkaNames(sim.facts);
    const config = resolveConfig("broker", settings, era);
    const addresses = {
      zookeeper: new Map<string, number>(),
      hostOfBroker: new Map(),
      brokerIds: [],
    };
    const switches = brokerSwitches(config);
    const environment = { host, brokerId: 0, names, addresses, config, switches };
    this.context = new ControllerContext(names.topicPartitions);
    this.context.epoch = CONTROLLER_EPOCH;
    for (const id of live) this.context.addLiveBroker(id, 1);
    this.context.addTopic(TOPIC, [assigned(assignment)]);
    this.tp = names.topicPartitions.id(TOPIC, 0);
    this.channels = new RecordedChannels(environment, { onControlResponse() {} });
    const requestBatch = new RequestBatch(environment, this.context, this.channels);
    const partitions = new PartitionStateMachine(
      environment,
      this.context,
      requestBatch,
      new DynamicBrokerConfig(config),
    );
    const replicas = new ReplicaStateMachine(environment, this.context, requestBatch);
    this.machines = { partitions, replicas, requestBatch };
    this.registry = new RequestProcessor(
      new Database({
        znodeChanged() {},
        znodeRemoved() {},
        sessionOpened() {},
        sessionEnded() {},
      }),
      { append() {} },
    );
    this.session = this.registry.createSession(SESSION_TIMEOUT_MS, 0);
    for (const path of ["/brokers", TOPICS_PATH, topicPath(TOPIC)]) this.create(path, "");
  }

  get sent(): readonly SentRequest[] {
    return this.channels.sent;
  }

  /** Writes a leader and ISR into the registry, where the state znode is not there yet. */
  createState(info: LeaderIsrAndControllerEpoch): void {
    this.create(topicPartitionsPath(TOPIC), "");
    this.create(topicPartitionPath(TOPIC, 0), "");
    this.create(STATE_PATH, encodeTopicPartitionState(info));
  }

  /** What the registry holds of the partition. */
  get state(): LeaderIsrAndControllerEpoch | null {
    const reply = this.process({ op: "getData", path: STATE_PATH, watch: false });
    if (reply.op !== "getData") return null;
    return decodeTopicPartitionState(reply.data, reply.stat.version);
  }

  /** Does a step and all that come of it, as the controller thread does. */
  run(first: ControllerStep): void {
    const steps: ControllerStep[] = [first];
    for (let step = steps.shift(); step !== undefined; step = steps.shift()) {
      steps.unshift(...this.proceed(step));
    }
  }

  private proceed(step: ControllerStep): readonly ControllerStep[] {
    const { partitions, replicas, requestBatch } = this.machines;
    const replies = (operations: readonly Operation[]) => operations.map((op) => this.process(op));
    switch (step.machine) {
      case "partitions":
        return partitions.proceed(step, replies(partitions.ask(step).operations));
      case "replicas":
        return replicas.proceed(step, replies(replicas.ask(step).operations));
      case "requestBatch":
        return requestBatch.proceed(step, []);
      default:
        throw new Error(`no vector needs the steps of ${step.machine}`);
    }
  }

  private create(path: string, data: string): void {
    this.process({ op: "create", path, data, mode: "persistent" });
  }

  private process(operation: Operation): Reply {
    return this.registry.process(this.session, operation).reply;
  }
}

const STATE_PATH = topicPartitionStatePath(TOPIC, 0);
