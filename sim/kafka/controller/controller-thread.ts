import type { Message } from "../../kernel/connection.ts";
import type { Reply, WatchEvent } from "../../zookeeper/types.ts";
import { textOf } from "../config/config.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import {
  CREATE_TOP_LEVEL_PATHS,
  type RegistrationListener,
  registerBroker,
  type ThreadOfRegistration,
} from "../zk/broker-registration.ts";
import type { ZkRequest } from "../zk/kafka-zk-client.ts";
import {
  BROKER_IDS_PATH,
  CONTROLLER_PATH,
  DELETE_TOPICS_PATH,
  ISR_CHANGE_NOTIFICATION_PATH,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  PREFERRED_REPLICA_ELECTION_PATH,
  partitionOfStatePath,
  REASSIGN_PARTITIONS_PATH,
  TOPICS_PATH,
  topicOfPath,
  topicPath,
} from "../zk/zk-data.ts";
import { type ActiveController, NO_CONTROLLER } from "./active-controller.ts";
import { READ_BROKER_IDS } from "./broker-change.ts";
import type { ControllerChannelManager } from "./control-channel.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "./controller-api.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { ControllerEvent } from "./controller-event.ts";
import {
  ControllerEventManager,
  type ControllerEventProcessor,
} from "./controller-event-manager.ts";
import type { ControllerStep, StepMachine } from "./controller-step.ts";
import { CANDIDACY, MAYBE_RESIGN } from "./election/controller-election.ts";
import { READ_QUEUE } from "./election/sequential-election.ts";
import { READ_ISR_CHANGES } from "./isr-change-notification.ts";
import { REBALANCE } from "./leaders/auto-rebalance.ts";
import type { ElectLeaders } from "./leaders/elect-leaders.ts";
import {
  TRIGGER_ONLINE_PARTITIONS,
  triggerOnlinePartitions,
} from "./leaders/partition-state-machine.ts";
import { type AskedElections, electionRequest } from "./leaders/replica-leader-election.ts";
import { READ_LOG_DIR_EVENTS } from "./log-dir-change.ts";
import { failReassignmentRequest } from "./reassignment/reassignment-requests.ts";
import {
  maybeCompleteReassignments,
  READ_ZK_REASSIGNMENTS,
} from "./reassignment/reassignment-steps.ts";
import { electionAtStart, electionInNewSession } from "./registration-order.ts";
import type { DynamicBrokerConfig } from "./settings/dynamic-broker-config.ts";
import { type StepMachines, stepMachines } from "./step-machines.ts";
import { readModifications } from "./topics/partition-modifications.ts";
import { READ_TOPICS } from "./topics/topic-change.ts";
import { deletionAnswered, READ_DELETIONS } from "./topics/topic-deletion.ts";

/** What the controller thread is made of. */
export interface ControllerThreadParts {
  readonly environment: BrokerEnvironment;
  readonly callbacks: BrokerCallbacks;
  readonly context: ControllerContext;
  readonly activeController: ActiveController;
  readonly channels: ControllerChannelManager;
  readonly registration: RegistrationListener;
  readonly settings: DynamicBrokerConfig;
  readonly electLeaders: ElectLeaders;
  /** Sends the request of a step; the thread then waits for its replies. */
  readonly send: (thread: ThreadOfRegistration, request: ZkRequest) => void;
}

/**
 * Everything a broker does on its controller thread: registering, electing, and, as the active
 * controller, all decisions about partitions. One event at a time, each a list of steps.
 */
export class ControllerThread implements ControllerEventProcessor {
  readonly events: ControllerEventManager;
  /** Registers the broker where the controller's thread does not. */
  private readonly registrations: ControllerEventManager;
  private readonly parts: ControllerThreadParts;
  private readonly sequential: boolean;
  private readonly order: BrokerSwitches["registrationOrder"];
  private readonly machines: StepMachines;

  constructor(parts: ControllerThreadParts) {
    const { environment } = parts;
    this.parts = parts;
    this.events = new ControllerEventManager(this, (request) => parts.send("controller", request));
    this.registrations = new ControllerEventManager(this, (request) => parts.send("own", request));
    this.order = environment.switches.registrationOrder;
    this.sequential = textOf(environment.config, "controller.election") === "sequential";
    const resign = () => this.resign();
    const put = (event: ControllerEvent) => this.events.put(event);
    this.machines = stepMachines(parts, { resign, put });
  }

  /** Something that was watched happened. */
  onWatch(event: WatchEvent): void {
    const { path, type } = event;
    if (path === CONTROLLER_PATH) {
      const mayFollow = type === "NODE_DELETED" && !this.machines.electionQueue.isWaiting;
      this.events.put({ kind: mayFollow ? "Reelect" : "ControllerChange" });
    } else if (this.machines.electionQueue.isTurn(event)) this.events.put({ kind: "Reelect" });
    else if (!this.parts.activeController.isActive) return;
    else if (path === BROKER_IDS_PATH) this.events.put({ kind: "BrokerChange" });
    else if (path === TOPICS_PATH) this.events.put({ kind: "TopicChange" });
    else if (path === DELETE_TOPICS_PATH) this.events.put({ kind: "TopicDeletion" });
    else if (path === ISR_CHANGE_NOTIFICATION_PATH) {
      this.events.put({ kind: "IsrChangeNotification" });
    } else if (path === LOG_DIR_EVENT_NOTIFICATION_PATH) {
      this.events.put({ kind: "LogDirEventNotification" });
    } else if (path === REASSIGN_PARTITIONS_PATH) this.onReassignmentsZnode(type);
    else if (path === PREFERRED_REPLICA_ELECTION_PATH) this.onElectionRequest(type);
    else if (type === "NODE_DATA_CHANGED") this.onData(path);
  }

  /** Up to 1.0 the controller never stopped watching; since, it looks again after each request. */
  private onElectionRequest(type: WatchEvent["type"]): void {
    const watchesAlways = !this.parts.environment.switches.zkPipelining;
    if (type === "NODE_CREATED" || (watchesAlways && type === "NODE_DELETED")) {
      this.events.put({ kind: "ReplicaLeaderElection", asked: null });
    }
  }

  /** Only the oldest controllers look at it again while it is there. */
  private onReassignmentsZnode(type: WatchEvent["type"]): void {
    const isFollowed = this.parts.environment.switches.reassignmentZnode === "followed";
    if (type === "NODE_CREATED" || (isFollowed && type === "NODE_DATA_CHANGED")) {
      this.events.put({ kind: "ZkPartitionReassignment" });
    }
  }

  /**
   * The topic whose znode that is has perhaps more partitions now; or the partition whose state that is
   * has perhaps all its new replicas in sync.
   */
  private onData(path: string): void {
    const state = partitionOfStatePath(path);
    if (state !== null) {
      const { topicPartitions } = this.parts.environment.names;
      const tp = topicPartitions.id(state.topic, state.partition);
      this.events.put({ kind: "PartitionReassignmentIsrChange", tp });
      return;
    }
    const topic = topicOfPath(path);
    if (topic === null || !this.parts.context.watchedTopics.has(topic)) return;
    this.events.put({ kind: "PartitionModifications", topic });
  }

  /** Answers at once, without a turn in the queue. */
  rejectAlterIsr(request: Message): void {
    this.machines.alterIsr.fail(request, Errors.NOT_CONTROLLER);
  }

  /** The back-off of the channel to a broker is over. */
  onChannelTimer(brokerId: number): void {
    this.parts.channels.onTimer(brokerId);
  }

  /** The session is gone, and whatever was based on it (Kafka's `Expire`, which runs before all else). */
  expire(): void {
    this.events.clear();
    this.registrations.clear();
    this.machines.electionQueue.sessionExpired();
    this.stop();
  }

  /**
   * A new session follows an expired one, and the work goes on (`expiredSessionWork`). After that the
   * broker registers and looks who is the controller. Watches are gone: what was watched counts as
   * changed.
   */
  sessionRenewed(): void {
    this.machines.electionQueue.sessionExpired();
    this.registerAgain();
    const { isrChangeNotification } = this.parts.environment.switches;
    const notifications = isrChangeNotification ? [ISR_CHANGE_NOTIFICATION_PATH] : [];
    for (const path of [BROKER_IDS_PATH, TOPICS_PATH, DELETE_TOPICS_PATH, ...notifications]) {
      this.onWatch({ type: "NODE_CHILDREN_CHANGED", path });
    }
    for (const topic of this.parts.context.watchedTopics) this.onData(topicPath(topic));
    this.onReassignmentsZnode("NODE_CREATED");
    for (const tp of this.parts.context.partitionsBeingReassigned) {
      this.events.put({ kind: "PartitionReassignmentIsrChange", tp });
    }
  }

  /** A new session: the broker registers again, and looks who is the controller. */
  registerAgain(): void {
    if (this.order === "besideElection") this.register();
    this.events.put({ kind: "RegisterBrokerAndReelect" });
  }

  /** Registers the broker on a thread of its own. */
  register(): void {
    this.registrations.put({ kind: "RegisterBroker" });
  }

  threadOf(thread: ThreadOfRegistration): ControllerEventManager {
    return thread === "own" ? this.registrations : this.events;
  }

  begin(event: ControllerEvent): readonly ControllerStep[] {
    const { isActive } = this.parts.activeController;
    switch (event.kind) {
      case "Startup":
        return [CREATE_TOP_LEVEL_PATHS, ...electionAtStart(this.order, this.candidacy)];
      case "RegisterBrokerAndReelect":
        if (this.parts.environment.switches.controllerAfterExpiry === "stops") this.stop();
        return electionInNewSession(this.order, this.reelection);
      case "RegisterBroker":
        return [registerBroker("own", [])];
      case "Reelect":
        return this.reelection;
      case "ControllerChange":
        return MAYBE_RESIGN;
      case "BrokerChange":
        return isActive ? [READ_BROKER_IDS] : [];
      case "TopicChange":
        return isActive ? [READ_TOPICS] : [];
      case "TopicDeletion":
        return isActive ? [READ_DELETIONS] : [];
      case "PartitionModifications":
        return isActive ? [readModifications(event.topic)] : [];
      case "TopicDeletionStopReplicaResponseReceived":
        return isActive ? deletionAnswered(event.answer) : [];
      case "ZkPartitionReassignment":
        return isActive ? [READ_ZK_REASSIGNMENTS] : [];
      case "PartitionReassignmentIsrChange":
        return isActive ? maybeCompleteReassignments(this.parts.context, [event.tp]) : [];
      case "ApiPartitionReassignment": {
        const { request, body } = event;
        if (isActive) return [{ machine: "reassignment", step: "alter", request, body }];
        failReassignmentRequest(this.parts.callbacks, request, Errors.NOT_CONTROLLER);
        return [];
      }
      case "ListPartitionReassignments": {
        const { request, body } = event;
        if (isActive) return [{ machine: "reassignment", step: "list", request, body }];
        failReassignmentRequest(this.parts.callbacks, request, Errors.NOT_CONTROLLER);
        return [];
      }
      case "IsrChangeNotification":
        return isActive ? [READ_ISR_CHANGES] : [];
      case "LogDirEventNotification":
        return isActive ? [READ_LOG_DIR_EVENTS] : [];
      case "LeaderAndIsrResponseReceived": {
        const { brokerId, response } = event;
        const step = { machine: "logDirChange", step: "answered", brokerId, response } as const;
        return isActive ? [step] : [];
      }
      case "AutoPreferredReplicaLeaderElection":
        return isActive ? REBALANCE : [];
      case "ReplicaLeaderElection":
        if (isActive) return [electionRequest(event.asked)];
        this.refuseElections(event.asked, Errors.NOT_CONTROLLER);
        return [];
      case "UncleanLeaderElectionEnable":
        return isActive ? [TRIGGER_ONLINE_PARTITIONS] : [];
      case "TopicUncleanLeaderElectionEnable":
        return isActive ? [triggerOnlinePartitions(event.topic)] : [];
      case "AlterIsrReceived": {
        const { request, body } = event;
        return [{ machine: "alterIsr", step: "process", request, body }];
      }
      case "ControlledShutdown": {
        const { request, body } = event;
        return [{ machine: "controlledShutdown", step: "process", request, body }];
      }
    }
  }

  ask(step: ControllerStep): ZkRequest {
    return this.machineOf(step).ask(step);
  }

  proceed(step: ControllerStep, replies: readonly Reply[]): readonly ControllerStep[] {
    return this.machineOf(step).proceed(step, replies);
  }

  /** A request of a broker gets an error; after anything else the broker looks whether it still rules. */
  controllerMoved(event: ControllerEvent): readonly ControllerStep[] {
    this.machines.requestBatch.clear();
    if (event.kind === "AlterIsrReceived") {
      this.machines.alterIsr.fail(event.request, Errors.UNKNOWN_SERVER_ERROR);
      return [];
    }
    if (event.kind === "ControlledShutdown") {
      this.machines.controlledShutdown.fail(event.request, Errors.STALE_CONTROLLER_EPOCH);
      return [];
    }
    return MAYBE_RESIGN;
  }

  /** As in Kafka, an AlterIsr that was not begun is never answered. */
  preempted(event: ControllerEvent, begun: boolean): void {
    if (event.kind === "ControlledShutdown") {
      this.machines.controlledShutdown.fail(event.request, Errors.STALE_CONTROLLER_EPOCH);
    } else if (event.kind === "AlterIsrReceived" && begun) {
      this.machines.alterIsr.fail(event.request, Errors.UNKNOWN_SERVER_ERROR);
    } else if (
      event.kind === "ApiPartitionReassignment" ||
      event.kind === "ListPartitionReassignments"
    ) {
      const error = begun ? Errors.UNKNOWN_SERVER_ERROR : Errors.NOT_CONTROLLER;
      failReassignmentRequest(this.parts.callbacks, event.request, error);
    } else if (event.kind === "ReplicaLeaderElection") {
      this.refuseElections(
        event.asked,
        begun ? Errors.UNKNOWN_SERVER_ERROR : Errors.NOT_CONTROLLER,
      );
    }
  }

  private refuseElections(asked: AskedElections | null, error: ErrorCode): void {
    if (asked !== null) this.parts.electLeaders.refuse(asked, error);
  }

  /** This broker is the controller no more, whatever `/controller` says. */
  private stop(): void {
    this.parts.activeController.set(NO_CONTROLLER, this.parts.context.epoch);
    this.resign();
  }

  /** Forgets all that belongs to an active controller (`onControllerResignation`). */
  private resign(): void {
    this.machines.rebalance.shutdown();
    this.parts.channels.shutdown();
    this.machines.requestBatch.clear();
    this.machines.zkReassignment.reset();
    this.parts.context.reset();
  }

  /** Who was the controller looks first whether it still is. */
  private get reelection(): readonly ControllerStep[] {
    const { isActive } = this.parts.activeController;
    return isActive ? [...MAYBE_RESIGN, ...this.candidacy] : this.candidacy;
  }

  private get candidacy(): readonly ControllerStep[] {
    return this.sequential ? [READ_QUEUE] : CANDIDACY;
  }

  private machineOf(step: ControllerStep): StepMachine<ControllerStep> {
    return this.machines[step.machine] as StepMachine<ControllerStep>;
  }
}
