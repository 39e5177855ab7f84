import { assert, present } from "../../../kernel/assert.ts";
import type { Operation, Reply, SetDataOperation } from "../../../zookeeper/types.ts";
import { booleanOf } from "../../config/config.ts";
import { FACT_ELECTION } from "../../facts.ts";
import { NO_LEADER } from "../../messages.ts";
import {
  controllerWrites,
  dataOf,
  NO_REQUEST,
  type ZkRequest,
  zkRequest,
} from "../../zk/kafka-zk-client.ts";
import {
  decodeConfig,
  decodeTopicPartitionState,
  encodeTopicPartitionState,
  type LeaderAndIsr,
  topicConfigPath,
  topicPartitionPath,
  topicPartitionStatePath,
  topicPartitionsPath,
} from "../../zk/zk-data.ts";
import type { BrokerEnvironment } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import type { ControllerStep, StepMachine } from "../controller-step.ts";
import { type RequestBatch, SEND_REQUESTS } from "../request-batch.ts";
import type { DynamicBrokerConfig } from "../settings/dynamic-broker-config.ts";
import { type ElectionStrategy, electLeader } from "./election-strategies.ts";
import { batchesOf, isConflict, ownWrite } from "./leader-and-isr-writes.ts";
import { isValidPartitionStateTransition, type PartitionState } from "./partition-state.ts";

/** The first leader and ISR of a new partition. */
interface InitialState {
  readonly tp: number;
  readonly state: LeaderAndIsr;
}

/** A partition and what its state znode holds. */
interface ReadState {
  readonly tp: number;
  readonly current: LeaderAndIsr;
}

/** What an election decided. */
interface Decision {
  readonly tp: number;
  readonly elected: LeaderAndIsr;
  readonly unclean: boolean;
  readonly recipients: readonly number[];
}

export type PartitionStep = { readonly machine: "partitions" } & (
  | { readonly step: "change"; readonly tps: readonly number[]; readonly target: PartitionState }
  | { readonly step: "elect"; readonly tps: readonly number[]; readonly strategy: ElectionStrategy }
  /** Elects leaders for all partitions that have none and are not to be deleted; or a topic's. */
  | { readonly step: "triggerOnline"; readonly topic: string | null }
  | { readonly step: "createTopicPartitions"; readonly initial: readonly InitialState[] }
  | { readonly step: "createPartitions"; readonly initial: readonly InitialState[] }
  | { readonly step: "createStates"; readonly initial: readonly InitialState[] }
  | {
      readonly step: "readStates";
      readonly tps: readonly number[];
      readonly strategy: ElectionStrategy;
    }
  | {
      readonly step: "readConfigs";
      readonly topics: readonly string[];
      readonly states: readonly ReadState[];
    }
  | {
      /** Last: writes that met another version, perhaps their own. */
      readonly step: "writeStates" | "checkStates";
      readonly decisions: readonly Decision[];
      readonly strategy: ElectionStrategy;
    }
);

/** Moves partitions to a state that needs no election. */
export function changePartitions(tps: readonly number[], target: PartitionState): PartitionStep {
  assert(target !== "OnlinePartition", "a partition goes online by an election");
  return { machine: "partitions", step: "change", tps, target };
}

/** Moves partitions to OnlinePartition: new ones get their first leader, others are elected one. */
export function electPartitions(tps: readonly number[], strategy: ElectionStrategy): PartitionStep {
  return { machine: "partitions", step: "elect", tps, strategy };
}

export const TRIGGER_ONLINE_PARTITIONS: PartitionStep = {
  machine: "partitions",
  step: "triggerOnline",
  topic: null,
};

/** {@link TRIGGER_ONLINE_PARTITIONS} for one topic. */
export function triggerOnlinePartitions(topic: string): PartitionStep {
  return { machine: "partitions", step: "triggerOnline", topic };
}

/** Elects the leaders of partitions and writes them to ZooKeeper (`PartitionStateMachine`). */
export class PartitionStateMachine implements StepMachine<PartitionStep> {
  private readonly environment: BrokerEnvironment;
  private readonly context: ControllerContext;
  private readonly requests: RequestBatch;
  private readonly settings: DynamicBrokerConfig;
  private elected = new Map<number, number>();

  constructor(
    environment: BrokerEnvironment,
    context: ControllerContext,
    requests: RequestBatch,
    settings: DynamicBrokerConfig,
  ) {
    this.environment = environment;
    this.context = context;
    this.requests = requests;
    this.settings = settings;
  }

  /** Leaders by partition, as the last elections of {@link electPartitions} brought them. */
  get electedLeaders(): ReadonlyMap<number, number> {
    return this.elected;
  }

  /** Finds the states of all partitions from what was read of ZooKeeper. */
  initialize(): void {
    for (const tp of this.context.allPartitions) {
      const info = this.context.leadershipInfo(tp);
      const state =
        info === undefined
          ? "NewPartition"
          : this.context.isReplicaOnline(info.leader, tp)
            ? "OnlinePartition"
            : "OfflinePartition";
      this.context.putPartitionState(tp, state);
    }
  }

  ask(step: PartitionStep): ZkRequest {
    switch (step.step) {
      case "change":
      case "elect":
      case "triggerOnline":
        return NO_REQUEST;
      case "createTopicPartitions": {
        const topics = new Set(step.initial.map(({ tp }) => this.names.topic(tp)));
        return this.creates([...topics].map((topic) => [topicPartitionsPath(topic), ""]));
      }
      case "createPartitions":
        return this.creates(
          step.initial.map(({ tp }) => [this.pathOf(tp, topicPartitionPath), ""]),
        );
      case "createStates":
        return this.creates(
          step.initial.map(({ tp, state }) => [
            this.pathOf(tp, topicPartitionStatePath),
            this.encode(state),
          ]),
        );
      case "readStates":
        return zkRequest(step.tps.map((tp) => this.read(this.pathOf(tp, topicPartitionStatePath))));
      case "readConfigs":
        return zkRequest(step.topics.map((topic) => this.read(topicConfigPath(topic))));
      case "checkStates":
        return zkRequest(
          step.decisions.map(({ tp }) => this.read(this.pathOf(tp, topicPartitionStatePath))),
        );
      case "writeStates":
        return controllerWrites(
          step.decisions.map(
            ({ tp, elected }): SetDataOperation => ({
              op: "setData",
              path: this.pathOf(tp, topicPartitionStatePath),
              data: this.encode(elected),
              version: elected.zkVersion,
            }),
          ),
          this.context.epochZkVersion,
        );
    }
  }

  proceed(step: PartitionStep, replies: readonly Reply[]): readonly ControllerStep[] {
    switch (step.step) {
      case "change":
        for (const tp of this.valid(step.tps, step.target)) {
          this.context.putPartitionState(tp, step.target);
        }
        return [];
      case "elect":
        return this.elect(step.tps, step.strategy);
      case "triggerOnline": {
        const { topic } = step;
        const tps = this.context.partitionsInStates(["OfflinePartition", "NewPartition"]);
        const wanted = tps.filter((tp) => topic === null || this.names.topic(tp) === topic);
        const kept = wanted.filter((tp) => !this.context.isToBeDeleted(tp));
        return [electPartitions(kept, "offline")];
      }
      case "createTopicPartitions":
        return [{ machine: "partitions", step: "createPartitions", initial: step.initial }];
      case "createPartitions":
        return [{ machine: "partitions", step: "createStates", initial: step.initial }];
      case "createStates":
        this.statesCreated(step.initial, replies);
        return [];
      case "readStates":
        return this.statesRead(step.tps, step.strategy, replies);
      case "readConfigs":
        return this.configsRead(step.topics, step.states, replies);
      case "writeStates":
        return this.statesWritten(step.decisions, step.strategy, replies);
      case "checkStates":
        return this.statesChecked(step.decisions, step.strategy, replies);
    }
  }

  private elect(tps: readonly number[], strategy: ElectionStrategy): readonly ControllerStep[] {
    this.elected = new Map();
    if (tps.length === 0) return [];
    this.requests.newBatch();
    const batches = batchesOf(this.environment.switches, this.valid(tps, "OnlinePartition"));
    return [...batches.flatMap((batch) => this.electBatch(batch, strategy)), SEND_REQUESTS];
  }

  private electBatch(
    tps: readonly number[],
    strategy: ElectionStrategy,
  ): readonly ControllerStep[] {
    const uninitialized = tps.filter((tp) => this.context.partitionState(tp) === "NewPartition");
    const toElect = tps.filter((tp) => this.context.partitionState(tp) !== "NewPartition");
    const initial = uninitialized.flatMap((tp) => this.initialState(tp));
    const steps: ControllerStep[] = [];
    if (initial.length > 0) {
      steps.push({ machine: "partitions", step: "createTopicPartitions", initial });
    }
    if (toElect.length > 0) {
      steps.push({ machine: "partitions", step: "readStates", tps: toElect, strategy });
    }
    return steps;
  }

  /** The first live replica leads, all live replicas are in sync; nothing while none is live. */
  private initialState(tp: number): readonly InitialState[] {
    const { context } = this;
    const isr = context.replicaAssignment(tp).filter((id) => context.isReplicaOnline(id, tp));
    const leader = isr[0];
    if (leader === undefined) return [];
    return [{ tp, state: { leader, leaderEpoch: 0, isr, zkVersion: 0 } }];
  }

  /** A partition whose znode was there already stays new: somebody else knows more of it. */
  private statesCreated(initial: readonly InitialState[], replies: readonly Reply[]): void {
    initial.forEach(({ tp, state }, i) => {
      if (replies[i]?.op !== "create") return;
      const info = { ...state, controllerEpoch: this.context.epoch };
      this.context.putLeadershipInfo(tp, info);
      this.context.putPartitionState(tp, "OnlinePartition");
      this.requests.addLeaderAndIsr(info.isr, tp, info, true);
      this.emitElection(tp, state, "new", false);
    });
  }

  private statesRead(
    tps: readonly number[],
    strategy: ElectionStrategy,
    replies: readonly Reply[],
  ): readonly ControllerStep[] {
    const states: ReadState[] = [];
    tps.forEach((tp, i) => {
      const found = dataOf(present(replies[i], "every read is answered"));
      if (found === null) return;
      const current = decodeTopicPartitionState(found.data, found.version);
      // Written by a later controller: this one has been deposed and does not know yet.
      if (current.controllerEpoch > this.context.epoch) return;
      states.push({ tp, current });
    });
    if (strategy !== "offline") return this.decide(states, strategy, []);
    const withoutIsr = states.filter(
      ({ tp, current }) => !current.isr.some((id) => this.context.isReplicaOnline(id, tp)),
    );
    if (withoutIsr.length === 0) return this.decide(states, strategy, []);
    const topics = [...new Set(withoutIsr.map(({ tp }) => this.names.topic(tp)))];
    return [{ machine: "partitions", step: "readConfigs", topics, states }];
  }

  private configsRead(
    topics: readonly string[],
    states: readonly ReadState[],
    replies: readonly Reply[],
  ): readonly ControllerStep[] {
    const name = "unclean.leader.election.enable";
    const uncleanTopics = topics.filter((_, i) => {
      const found = dataOf(present(replies[i], "every read is answered"));
      const override = found === null ? undefined : decodeConfig(found.data)[name];
      return override === undefined ? booleanOf(this.settings.current, name) : override === "true";
    });
    return this.decide(states, "offline", uncleanTopics);
  }

  private decide(
    states: readonly ReadState[],
    strategy: ElectionStrategy,
    uncleanTopics: readonly string[],
  ): readonly ControllerStep[] {
    const { context } = this;
    const decisions: Decision[] = [];
    for (const { tp, current } of states) {
      const { elected, unclean, recipients } = electLeader(strategy, {
        assignment: context.replicaAssignment(tp),
        current,
        isOnline: (id) => context.isReplicaOnline(id, tp),
        isShuttingDown: (id) => context.shuttingDownBrokerIds.has(id),
        allowUnclean: strategy === "unclean" || uncleanTopics.includes(this.names.topic(tp)),
        controlledShutdownOrder: this.environment.switches.controlledShutdownOrder,
      });
      if (elected !== null) decisions.push({ tp, elected, unclean, recipients });
      else if (strategy === "offline") {
        this.emitElection(tp, { ...current, leader: NO_LEADER }, strategy, false);
      }
    }
    if (decisions.length === 0) return [];
    return [{ machine: "partitions", step: "writeStates", decisions, strategy }];
  }

  private statesWritten(
    decisions: readonly Decision[],
    strategy: ElectionStrategy,
    replies: readonly Reply[],
  ): readonly ControllerStep[] {
    const refused: Decision[] = [];
    decisions.forEach((decision, i) => {
      const reply = present(replies[i], "every write is answered");
      if (reply.op === "setData") this.won(decision, reply.stat.version, strategy);
      else if (isConflict(reply)) refused.push(decision);
    });
    if (refused.length === 0) return [];
    return this.environment.switches.controllerLostWrite === "recognised"
      ? [{ machine: "partitions", step: "checkStates", decisions: refused, strategy }]
      : [electAgain(refused, strategy)];
  }

  private statesChecked(
    decisions: readonly Decision[],
    strategy: ElectionStrategy,
    replies: readonly Reply[],
  ): readonly ControllerStep[] {
    const overtaken = decisions.filter((decision, i) => {
      const reply = present(replies[i], "every read is answered");
      const version = ownWrite(reply, this.encode(decision.elected));
      if (version !== null) this.won(decision, version, strategy);
      return version === null;
    });
    return overtaken.length === 0 ? [] : [electAgain(overtaken, strategy)];
  }

  /** What was decided is written. */
  private won(decision: Decision, zkVersion: number, strategy: ElectionStrategy): void {
    const { tp, elected, unclean, recipients } = decision;
    const state = { ...elected, zkVersion };
    const info = { ...state, controllerEpoch: this.context.epoch };
    this.context.putLeadershipInfo(tp, info);
    this.context.putPartitionState(tp, "OnlinePartition");
    this.requests.addLeaderAndIsr(recipients, tp, info, false);
    this.elected.set(tp, state.leader);
    this.emitElection(tp, state, strategy, unclean);
  }

  private emitElection(
    tp: number,
    { leader, leaderEpoch, isr }: LeaderAndIsr,
    strategy: ElectionStrategy | "new",
    unclean: boolean,
  ): void {
    const { facts } = this.environment.host.simulation;
    const text = this.names.text(tp);
    const isrText = facts.intern(JSON.stringify(isr));
    const why = facts.intern(strategy);
    facts.add(FACT_ELECTION, text, leader, leaderEpoch, isrText, why, unclean ? 1 : 0);
  }

  private valid(tps: readonly number[], target: PartitionState): readonly number[] {
    return tps.filter((tp) =>
      isValidPartitionStateTransition(this.context.partitionState(tp), target),
    );
  }

  private get names() {
    return this.environment.names.topicPartitions;
  }

  private pathOf(tp: number, path: (topic: string, partition: number) => string): string {
    return path(this.names.topic(tp), this.names.partition(tp));
  }

  private encode(state: LeaderAndIsr): string {
    return encodeTopicPartitionState({ ...state, controllerEpoch: this.context.epoch });
  }

  private read(path: string): Operation {
    return { op: "getData", path, watch: false };
  }

  private creates(znodes: readonly (readonly [path: string, data: string])[]): ZkRequest {
    return controllerWrites(
      znodes.map(([path, data]) => ({ op: "create", path, data, mode: "persistent" })),
      this.context.epochZkVersion,
    );
  }
}

/** What met another version is read again, and elected anew. */
function electAgain(decisions: readonly Decision[], strategy: ElectionStrategy): PartitionStep {
  const tps = decisions.map(({ tp }) => tp);
  return { machine: "partitions", step: "readStates", tps, strategy };
}
