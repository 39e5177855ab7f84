import type { Message } from "../../kernel/connection.ts";
import type { Reply, WatchEvent } from "../../zookeeper/types.ts";
import { textOf } from "../config.ts";
import { Errors } from "../errors.ts";
import {
  BrokerRegistration,
  CREATE_TOP_LEVEL_PATHS,
  REGISTER_BROKER,
  type RegistrationListener,
} from "../zk/broker-registration.ts";
import type { ZkRequest } from "../zk/kafka-zk-client.ts";
import {
  BROKER_IDS_PATH,
  CONTROLLER_PATH,
  ISR_CHANGE_NOTIFICATION_PATH,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  TOPICS_PATH,
} from "../zk/zk-data.ts";
import { type ActiveController, NO_CONTROLLER } from "./active-controller.ts";
import { AlterIsr } from "./alter-isr.ts";
import { AutoRebalance, REBALANCE } from "./auto-rebalance.ts";
import { BrokerChange, READ_BROKER_IDS } from "./broker-change.ts";
import type { ControllerChannelManager } from "./control-channel.ts";
import { ControlledShutdown } from "./controlled-shutdown.ts";
import type { BrokerCallbacks, BrokerEnvironment } from "./controller-api.ts";
import type { ControllerContext } from "./controller-context.ts";
import { ControllerElection, ELECT, MAYBE_RESIGN } from "./controller-election.ts";
import type { ControllerEvent } from "./controller-event.ts";
import {
  ControllerEventManager,
  type ControllerEventProcessor,
} from "./controller-event-manager.ts";
import { ControllerFailover } from "./controller-failover.ts";
import type { ControllerStep, StepMachine } from "./controller-step.ts";
import { IsrChange, READ_ISR_CHANGES } from "./isr-change-notification.ts";
import { LogDirChange, READ_LOG_DIR_EVENTS } from "./log-dir-change.ts";
import { PartitionStateMachine } from "./partition-state-machine.ts";
import { ReplicaStateMachine } from "./replica-state-machine.ts";
import { RequestBatch } from "./request-batch.ts";
import { READ_QUEUE, SequentialElection } from "./sequential-election.ts";
import { READ_TOPICS, TopicChange } from "./topic-change.ts";

/** What the controller thread is made of. */
export interface ControllerThreadParts {
  readonly environment: BrokerEnvironment;
  readonly callbacks: BrokerCallbacks;
  readonly context: ControllerContext;
  readonly activeController: ActiveController;
  readonly channels: ControllerChannelManager;
  readonly registration: RegistrationListener;
  /** Sends the request of the step that then waits for {@link ControllerThread.replied}. */
  readonly send: (request: ZkRequest) => void;
}

/** Each does the steps that bear its name. */
interface StepMachines {
  readonly registration: BrokerRegistration;
  readonly election: ControllerElection;
  readonly electionQueue: SequentialElection;
  readonly failover: ControllerFailover;
  readonly brokerChange: BrokerChange;
  readonly topicChange: TopicChange;
  readonly partitions: PartitionStateMachine;
  readonly replicas: ReplicaStateMachine;
  readonly requestBatch: RequestBatch;
  readonly alterIsr: AlterIsr;
  readonly isrChange: IsrChange;
  readonly logDirChange: LogDirChange;
  readonly controlledShutdown: ControlledShutdown;
  readonly rebalance: AutoRebalance;
}

/**
 * Everything a broker does on its controller thread: registering, electing, and, as the active
 * controller, all decisions about partitions. One event at a time, each a list of steps.
 */
export class ControllerThread implements ControllerEventProcessor {
  readonly events: ControllerEventManager;
  private readonly parts: ControllerThreadParts;
  private readonly sequential: boolean;
  private readonly machines: StepMachines;

  constructor(parts: ControllerThreadParts) {
    const { environment, callbacks, context, activeController, channels } = parts;
    this.parts = parts;
    this.events = new ControllerEventManager(this);
    this.sequential = textOf(environment.config, "controller.election") === "sequential";
    const requestBatch = new RequestBatch(environment, context, channels);
    const partitions = new PartitionStateMachine(environment, context, requestBatch);
    const replicas = new ReplicaStateMachine(environment, context, requestBatch);
    const rebalance = new AutoRebalance(environment, context);
    const resign = () => this.resign();
    this.machines = {
      registration: new BrokerRegistration(environment, parts.registration),
      election: new ControllerElection(environment, context, activeController, resign),
      electionQueue: new SequentialElection(environment),
      failover: new ControllerFailover({
        environment,
        context,
        channels,
        requestBatch,
        replicas,
        partitions,
        rebalance,
      }),
      brokerChange: new BrokerChange(context, channels, requestBatch),
      topicChange: new TopicChange(context),
      partitions,
      replicas,
      requestBatch,
      alterIsr: new AlterIsr(environment, callbacks, context, activeController, requestBatch),
      isrChange: new IsrChange(environment.names.topicPartitions, context, requestBatch),
      logDirChange: new LogDirChange(context),
      controlledShutdown: new ControlledShutdown(
        callbacks,
        context,
        activeController,
        requestBatch,
      ),
      rebalance,
    };
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
    else if (path === ISR_CHANGE_NOTIFICATION_PATH) {
      this.events.put({ kind: "IsrChangeNotification" });
    } else if (path === LOG_DIR_EVENT_NOTIFICATION_PATH) {
      this.events.put({ kind: "LogDirEventNotification" });
    }
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
    this.machines.electionQueue.sessionExpired();
    this.parts.activeController.set(NO_CONTROLLER, this.parts.context.epoch);
    this.resign();
  }

  begin(event: ControllerEvent): readonly ControllerStep[] {
    const { isActive } = this.parts.activeController;
    switch (event.kind) {
      case "Startup":
        return [CREATE_TOP_LEVEL_PATHS, REGISTER_BROKER, ...MAYBE_RESIGN, this.candidacy];
      case "RegisterBrokerAndReelect":
        return [REGISTER_BROKER, ...MAYBE_RESIGN, this.candidacy];
      case "Reelect":
        return [...MAYBE_RESIGN, this.candidacy];
      case "ControllerChange":
        return MAYBE_RESIGN;
      case "BrokerChange":
        return isActive ? [READ_BROKER_IDS] : [];
      case "TopicChange":
        return isActive ? [READ_TOPICS] : [];
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

  send(request: ZkRequest): void {
    this.parts.send(request);
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
    }
  }

  /** Forgets all that belongs to an active controller (`onControllerResignation`). */
  private resign(): void {
    this.machines.rebalance.shutdown();
    this.parts.channels.shutdown();
    this.machines.requestBatch.clear();
    this.parts.context.reset();
  }

  private get candidacy(): ControllerStep {
    return this.sequential ? READ_QUEUE : ELECT;
  }

  private machineOf(step: ControllerStep): StepMachine<ControllerStep> {
    return this.machines[step.machine] as StepMachine<ControllerStep>;
  }
}
