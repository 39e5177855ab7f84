import type {
  BrokerCallbacks,
  BrokerEnvironment,
  ControllerApi,
} from "../../../sim/kafka/controller/controller-api.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import { INVALID_OFFSET } from "../../../sim/kafka/group-messages.ts";
import type {
  AlterIsrRequest,
  AlterIsrResponse,
  ControlledShutdownRequest,
  ControlledShutdownResponse,
  NewTopic,
} from "../../../sim/kafka/messages.ts";
import { TIMER_CONTROLLER_EVENT } from "../../../sim/kafka/timers.ts";
import {
  type ConsumerOffsetResult,
  type ConsumerOffsetsWork,
  consumerOffsetPath,
} from "../../../sim/kafka/zk/consumer-offsets.ts";
import type { LeaderIsrAndControllerEpoch } from "../../../sim/kafka/zk/zk-data.ts";
import type { Message } from "../../../sim/kernel/connection.ts";
import { ms } from "../../../sim/kernel/time.ts";

/** What the registry holds of a partition, for all fake controllers of a test. */
export interface RegistryPartition {
  leader: number;
  leaderEpoch: number;
  isr: readonly number[];
  zkVersion: number;
  replicas: readonly number[];
}

/** The registry that the brokers of a test share; tests read and set it. */
export class FakeRegistry {
  readonly partitions = new Map<number, RegistryPartition>();
  readonly topicConfigs = new Map<string, Readonly<Record<string, string>>>();
  readonly alterIsrs: AlterIsrRequest[] = [];
  readonly configReads: string[] = [];
  /** Topics that brokers created for themselves. */
  readonly createdTopics: NewTopic[] = [];
  /** Offsets of groups by path. */
  readonly consumerOffsets = new Map<string, number>();
  /** Brokers that told of a failed log directory. */
  readonly logDirEvents: number[] = [];
  /** While false nobody answers AlterIsr. */
  answersAlterIsr = true;
  alterIsrError: number = Errors.NONE;
  controllerId = 1;
  brokerEpochs = 0;
  remainingLeaders: readonly number[] = [];
  /** What leaders wrote to ZooKeeper themselves, or tried to. */
  readonly isrWrites: (LeaderIsrAndControllerEpoch & { readonly tp: number })[] = [];
  /** Of which partitions leaders told the controller, one list for each notification. */
  readonly isrChanges: (readonly number[])[] = [];
  /** How long ZooKeeper takes for an ISR, ms. */
  isrWriteMs = 3;
  /** While true every write meets another version than the leader knows. */
  refusesIsrWrites = false;
}

interface IsrAnswer {
  readonly tp: number;
  readonly zkVersion: number;
}

const ANSWER_ISR_WRITE = 2;
const ANSWER_OFFSETS = 3;

/** Stands for the controller side of a broker: registers at once and agrees to every ISR. */
export class FakeController implements ControllerApi {
  brokerEpoch = -1;
  readonly controllerEpoch = 1;
  closed = false;
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;
  private readonly registry: FakeRegistry;
  private readonly topics: string[] = [];
  private readonly isrAnswers: IsrAnswer[] = [];
  private readonly offsetAnswers: {
    readonly work: ConsumerOffsetsWork;
    readonly results: readonly ConsumerOffsetResult[];
  }[] = [];

  constructor(environment: BrokerEnvironment, callbacks: BrokerCallbacks, registry: FakeRegistry) {
    this.environment = environment;
    this.callbacks = callbacks;
    this.registry = registry;
  }

  get isActive(): boolean {
    return this.registry.controllerId === this.environment.brokerId;
  }

  get controllerId(): number {
    return this.registry.controllerId;
  }

  startup(): void {
    this.brokerEpoch = ++this.registry.brokerEpochs;
    this.callbacks.onRegistered(this.brokerEpoch);
  }

  onTimer(_handler: number, a: number): void {
    if (a === 1) {
      this.callbacks.onProducerIdBlock(0, 999);
      return;
    }
    if (a === ANSWER_ISR_WRITE) {
      const answer = this.isrAnswers.shift();
      if (answer !== undefined) this.callbacks.onLeaderAndIsrUpdated(answer.tp, answer.zkVersion);
      return;
    }
    if (a === ANSWER_OFFSETS) {
      const answer = this.offsetAnswers.shift();
      if (answer !== undefined) this.callbacks.onConsumerOffsets(answer.work, answer.results);
      return;
    }
    const topic = this.topics.shift();
    if (topic === undefined) return;
    this.callbacks.onTopicConfig(topic, this.registry.topicConfigs.get(topic) ?? {});
  }

  handleAlterIsr(request: Message, body: AlterIsrRequest): void {
    const { registry } = this;
    registry.alterIsrs.push(body);
    if (!registry.answersAlterIsr) return;
    const partitions = body.partitions.map(({ tp, leaderEpoch, newIsr, currentIsrVersion }) => {
      const state = registry.partitions.get(tp);
      const error =
        registry.alterIsrError !== Errors.NONE
          ? registry.alterIsrError
          : state?.leaderEpoch !== leaderEpoch
            ? Errors.FENCED_LEADER_EPOCH
            : state.zkVersion !== currentIsrVersion
              ? Errors.INVALID_UPDATE_VERSION
              : Errors.NONE;
      if (state !== undefined && error === Errors.NONE) {
        state.isr = newIsr;
        state.zkVersion++;
      }
      const { leader, isr, zkVersion } = state ?? { leader: -1, isr: [], zkVersion: -1 };
      return { tp, error, leader, leaderEpoch, isr, currentIsrVersion: zkVersion };
    });
    const response: AlterIsrResponse = { error: Errors.NONE, partitions };
    this.callbacks.respond(request, response, 64);
  }

  handleControlledShutdown(request: Message, _body: ControlledShutdownRequest): void {
    const response: ControlledShutdownResponse = {
      error: Errors.NONE,
      remaining: this.registry.remainingLeaders,
    };
    this.callbacks.respond(request, response, 64);
  }

  onMetadataUpdate(): void {}

  handleAdminRequest(request: Message): void {
    this.callbacks.respond(request, {}, 64);
  }

  requestTopicConfig(topic: string): void {
    this.registry.configReads.push(topic);
    this.topics.push(topic);
    this.environment.host.setTimer(ms(2), TIMER_CONTROLLER_EVENT, 0);
  }

  createTopic(topic: NewTopic): void {
    this.registry.createdTopics.push(topic);
  }

  /** Executed at once; the answer takes its time. */
  requestConsumerOffsets(work: ConsumerOffsetsWork): void {
    const { consumerOffsets } = this.registry;
    const results = work.offsets.map(({ topic, partition, offset }) => {
      const path = consumerOffsetPath(work.group, topic, partition);
      if (work.api === "write") consumerOffsets.set(path, offset);
      return { offset: consumerOffsets.get(path) ?? INVALID_OFFSET, failed: false };
    });
    this.offsetAnswers.push({ work, results });
    this.environment.host.setTimer(ms(2), TIMER_CONTROLLER_EVENT, ANSWER_OFFSETS);
  }

  propagateLogDirEvent(): void {
    this.registry.logDirEvents.push(this.environment.brokerId);
  }

  requestProducerIdBlock(): void {
    this.environment.host.setTimer(ms(2), TIMER_CONTROLLER_EVENT, 1);
  }

  /** Executed at once; the answer takes its time. */
  updateLeaderAndIsr(tp: number, state: LeaderIsrAndControllerEpoch): void {
    const { registry, environment } = this;
    registry.isrWrites.push({ tp, ...state });
    const found = registry.partitions.get(tp);
    const matches = found !== undefined && found.zkVersion === state.zkVersion;
    let zkVersion = -1;
    if (matches && !registry.refusesIsrWrites) {
      found.isr = state.isr;
      zkVersion = ++found.zkVersion;
    }
    this.isrAnswers.push({ tp, zkVersion });
    environment.host.setTimer(ms(registry.isrWriteMs), TIMER_CONTROLLER_EVENT, ANSWER_ISR_WRITE);
  }

  propagateIsrChanges(tps: readonly number[]): void {
    this.registry.isrChanges.push(tps);
  }

  close(): void {
    this.closed = true;
  }
}
