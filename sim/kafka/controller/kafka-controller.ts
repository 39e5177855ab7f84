import { AssertionError, present } from "../../kernel/assert.ts";
import type { Message } from "../../kernel/connection.ts";
import { type EventHandle, NO_EVENT } from "../../kernel/event-queue.ts";
import { US_PER_MS } from "../../kernel/time.ts";
import type { Reply, WatchEvent } from "../../zookeeper/types.ts";
import { numberOf } from "../config/config.ts";
import type {
  AlterIsrRequest,
  AlterPartitionReassignmentsRequest,
  ControlledShutdownRequest,
  ControlResponse,
  ListPartitionReassignmentsRequest,
  NewTopic,
  StopReplicaRequest,
} from "../messages.ts";
import {
  ALTER_PARTITION_REASSIGNMENTS,
  CREATE_PARTITIONS,
  CREATE_TOPICS,
  DELETE_TOPICS,
  ELECT_LEADERS,
  INCREMENTAL_ALTER_CONFIGS,
  LEADER_AND_ISR,
  LIST_PARTITION_REASSIGNMENTS,
  STOP_REPLICA,
} from "../messages.ts";
import {
  TIMER_AUTO_REBALANCE,
  TIMER_CONTROL_CHANNEL,
  TIMER_CONTROLLER_EVENT,
  TIMER_DELAYED_ELECT_LEADER,
} from "../timers.ts";
import type { RegistrationListener, ThreadOfRegistration } from "../zk/broker-registration.ts";
import type { ConsumerOffsetsWork } from "../zk/consumer-offsets.ts";
import {
  dataOf,
  KafkaZkClient,
  type KafkaZkClientOwner,
  zkRequest,
} from "../zk/kafka-zk-client.ts";
import {
  CONFIG_CHANGES_PATH,
  decodeConfig,
  type LeaderIsrAndControllerEpoch,
  topicConfigPath,
} from "../zk/zk-data.ts";
import { zookeeperServers } from "../zk/zookeeper-servers.ts";
import { ActiveController } from "./active-controller.ts";
import { type BrokerZkStep, BrokerZkWork } from "./broker-zk-work.ts";
import {
  ControllerChannelManager,
  type ControlRequest,
  type ControlResponseListener,
} from "./control-channel.ts";
import type { BrokerCallbacks, BrokerEnvironment, ControllerApi } from "./controller-api.ts";
import { ControllerContext } from "./controller-context.ts";
import { ControllerThread } from "./controller-thread.ts";
import { isrChangeNotification } from "./isr-change-notification.ts";
import { ElectLeaders } from "./leaders/elect-leaders.ts";
import { logDirEventNotification } from "./log-dir-change.ts";
import { type AlterConfigsStep, ConfigAdministration } from "./settings/config-administration.ts";
import { DynamicBrokerConfig } from "./settings/dynamic-broker-config.ts";
import { DynamicConfigManager, type DynamicConfigStep } from "./settings/dynamic-config-manager.ts";
import { deletionAnswer } from "./topics/topic-deletion.ts";
import { type TopicRequestStep, TopicRequests } from "./topics/topic-requests.ts";

/** Who waits for an answer of ZooKeeper. */
type ZkPurpose =
  | { readonly task: "controllerThread"; readonly thread: ThreadOfRegistration }
  | { readonly task: "topicConfig"; readonly topic: string }
  | { readonly task: "isrChange"; readonly tps: readonly number[] }
  | { readonly task: "logDirEvent" }
  | BrokerZkStep
  | DynamicConfigStep
  | AlterConfigsStep
  | TopicRequestStep;

/** `a` of the timer that gives up on the first connection to ZooKeeper. */
const CONNECTION_TIMEOUT = 0;
/** `a` of the timer after which a thread tries again to register the broker. `b`: which thread. */
const REGISTRATION_DELAY = -1;
const THREADS: readonly ThreadOfRegistration[] = ["controller", "own"];
const NO_BROKER_EPOCH = -1;

/**
 * A broker's ZooKeeper session and all that hangs on it. The controller thread's work goes through
 * its queue; topic creation, configurations and producer ids are other threads' work and do not.
 */
export class KafkaController
  implements
    ControllerApi,
    KafkaZkClientOwner<ZkPurpose>,
    ControlResponseListener,
    RegistrationListener
{
  private readonly environment: BrokerEnvironment;
  private readonly callbacks: BrokerCallbacks;
  private readonly context: ControllerContext;
  private readonly activeController: ActiveController;
  private readonly zk: KafkaZkClient<ZkPurpose>;
  private readonly thread: ControllerThread;
  private readonly topicRequests: TopicRequests;
  private readonly brokerWork: BrokerZkWork;
  private readonly electLeaders: ElectLeaders;
  private readonly dynamicConfigs: DynamicConfigManager;
  private readonly configAdministration: ConfigAdministration;
  private connectionTimer: EventHandle = NO_EVENT;
  private readonly registrationTimers: EventHandle[] = [NO_EVENT, NO_EVENT];
  private registeredBrokerEpoch = NO_BROKER_EPOCH;

  constructor(environment: BrokerEnvironment, callbacks: BrokerCallbacks) {
    const { host, addresses, config, names, switches } = environment;
    this.environment = environment;
    this.callbacks = callbacks;
    this.context = new ControllerContext(names.topicPartitions);
    this.activeController = new ActiveController(environment, callbacks);
    const sessionTimeoutMs = numberOf(config, "zookeeper.session.timeout.ms");
    const servers = zookeeperServers(config, addresses);
    this.zk = new KafkaZkClient(host, servers, sessionTimeoutMs, switches, this);
    const settings = new DynamicBrokerConfig(config);
    this.electLeaders = new ElectLeaders(environment, callbacks);
    this.thread = new ControllerThread({
      environment,
      callbacks,
      context: this.context,
      activeController: this.activeController,
      channels: new ControllerChannelManager(environment, this),
      registration: this,
      settings,
      electLeaders: this.electLeaders,
      send: (thread, request) => this.zk.send(request, { task: "controllerThread", thread }),
    });
    this.dynamicConfigs = new DynamicConfigManager(
      environment,
      callbacks,
      settings,
      (request, step) => this.zk.send(request, step),
      (event) => this.thread.events.put(event),
    );
    this.configAdministration = new ConfigAdministration(environment, callbacks, (request, step) =>
      this.zk.send(request, step),
    );
    this.brokerWork = new BrokerZkWork(environment, callbacks, (request, step) =>
      this.zk.send(request, step),
    );
    this.topicRequests = new TopicRequests(environment, callbacks, this.context, (request, step) =>
      this.zk.send(request, step),
    );
  }

  get brokerEpoch(): number {
    return this.registeredBrokerEpoch;
  }

  get isActive(): boolean {
    return this.activeController.isActive;
  }

  get controllerEpoch(): number {
    return this.context.epoch;
  }

  get controllerId(): number {
    return this.activeController.id;
  }

  get sessionId(): number {
    return this.zk.sessionId;
  }

  /** ZooKeeper has to be reached within `zookeeper.connection.timeout.ms` (the session timeout). */
  startup(): void {
    const { host, config } = this.environment;
    const timeoutUs = numberOf(config, "zookeeper.session.timeout.ms") * US_PER_MS;
    this.connectionTimer = host.setTimer(timeoutUs, TIMER_CONTROLLER_EVENT, CONNECTION_TIMEOUT);
    this.zk.openSession();
    this.dynamicConfigs.initialize();
    this.thread.events.put({ kind: "Startup" });
  }

  close(): void {
    const { host } = this.environment;
    this.connectionTimer = host.cancelTimer(this.connectionTimer);
    for (const timer of this.registrationTimers) host.cancelTimer(timer);
    this.thread.expire();
    this.zk.close();
  }

  onTimer(handler: number, a: number, b: number): void {
    if (handler === TIMER_CONTROL_CHANNEL) this.thread.onChannelTimer(a);
    else if (handler === TIMER_AUTO_REBALANCE) {
      this.thread.events.put({ kind: "AutoPreferredReplicaLeaderElection" });
    } else if (handler === TIMER_DELAYED_ELECT_LEADER) this.electLeaders.onTimer(a);
    else if (handler !== TIMER_CONTROLLER_EVENT) this.zk.onTimer(handler);
    else if (a === CONNECTION_TIMEOUT) this.fatal("timed out waiting for ZooKeeper");
    else if (a === REGISTRATION_DELAY) this.registrationDelayOver(b);
    else this.topicRequests.onTimer(a);
  }

  handleAlterIsr(request: Message, body: AlterIsrRequest): void {
    if (this.isActive) this.thread.events.put({ kind: "AlterIsrReceived", request, body });
    else this.thread.rejectAlterIsr(request);
  }

  handleControlledShutdown(request: Message, body: ControlledShutdownRequest): void {
    this.thread.events.put({ kind: "ControlledShutdown", request, body });
  }

  handleAdminRequest(request: Message): void {
    switch (request.kind) {
      case CREATE_TOPICS:
      case DELETE_TOPICS:
      case CREATE_PARTITIONS:
        this.topicRequests.handle(request, this.isActive);
        break;
      case INCREMENTAL_ALTER_CONFIGS:
        this.configAdministration.handle(request);
        break;
      case ELECT_LEADERS: {
        const asked = this.electLeaders.begin(request);
        this.thread.events.put({ kind: "ReplicaLeaderElection", asked });
        break;
      }
      case ALTER_PARTITION_REASSIGNMENTS: {
        const body = request.body as AlterPartitionReassignmentsRequest;
        this.thread.events.put({ kind: "ApiPartitionReassignment", request, body });
        break;
      }
      case LIST_PARTITION_REASSIGNMENTS: {
        const body = request.body as ListPartitionReassignmentsRequest;
        this.thread.events.put({ kind: "ListPartitionReassignments", request, body });
        break;
      }
      default:
        throw new AssertionError(`the controller does not know requests of kind ${request.kind}`);
    }
  }

  onMetadataUpdate(): void {
    this.topicRequests.onMetadataUpdate();
    this.electLeaders.onMetadataUpdate();
  }

  requestTopicConfig(topic: string): void {
    const operation = { op: "getData", path: topicConfigPath(topic), watch: false } as const;
    this.zk.send(zkRequest([operation]), { task: "topicConfig", topic });
  }

  requestProducerIdBlock(): void {
    this.brokerWork.requestProducerIdBlock();
  }

  updateLeaderAndIsr(tp: number, state: LeaderIsrAndControllerEpoch): void {
    this.brokerWork.updateLeaderAndIsr(tp, state);
  }

  createTopic(topic: NewTopic): void {
    this.topicRequests.createTopic(topic);
  }

  requestConsumerOffsets(work: ConsumerOffsetsWork): void {
    this.brokerWork.requestConsumerOffsets(work);
  }

  propagateLogDirEvent(): void {
    const operation = logDirEventNotification(this.environment.brokerId);
    this.zk.send(zkRequest([operation]), { task: "logDirEvent" });
  }

  propagateIsrChanges(tps: readonly number[]): void {
    const { topicPartitions } = this.environment.names;
    const operation = isrChangeNotification(tps, topicPartitions);
    this.zk.send(zkRequest([operation]), { task: "isrChange", tps });
  }

  onZkReplies(purpose: ZkPurpose, replies: readonly Reply[]): void {
    switch (purpose.task) {
      case "controllerThread":
        this.thread.threadOf(purpose.thread).replied(replies);
        return;
      case "topicRequest":
        this.topicRequests.replied(purpose, replies);
        return;
      case "dynamicConfig":
        this.dynamicConfigs.replied(purpose, replies);
        return;
      case "alterConfigs":
        this.configAdministration.replied(purpose, replies);
        return;
      case "topicConfig": {
        const found = dataOf(present(replies[0], "the read is answered"));
        const configs = found === null ? {} : decodeConfig(found.data);
        this.callbacks.onTopicConfig(purpose.topic, configs);
        return;
      }
      case "isrChange":
      case "logDirEvent":
        return;
      default:
        this.brokerWork.replied(purpose, replies);
    }
  }

  onZkControllerMoved(): void {
    this.thread.events.controllerMoved();
  }

  onZkWatch(event: WatchEvent): void {
    if (event.path === CONFIG_CHANGES_PATH) this.dynamicConfigs.processNotifications();
    else this.thread.onWatch(event);
  }

  onZkConnected(): void {
    this.connectionTimer = this.environment.host.cancelTimer(this.connectionTimer);
  }

  /** A broker whose work is dropped gives up if it was never registered; any other begins anew. */
  onZkSessionExpired(unanswered: readonly ZkPurpose[]): void {
    if (this.environment.switches.expiredSessionWork === "resumed") {
      this.zk.openSession();
      this.thread.sessionRenewed();
      return;
    }
    this.thread.expire();
    if (this.registeredBrokerEpoch === NO_BROKER_EPOCH) {
      this.fatal("the ZooKeeper session expired before the broker was registered");
      return;
    }
    this.zk.openSession();
    this.thread.registerAgain();
    for (const purpose of unanswered) {
      if (purpose.task === "topicRequest") this.topicRequests.sessionExpired(purpose);
      else if (purpose.task === "dynamicConfig") this.dynamicConfigs.sessionExpired(purpose);
      else if (purpose.task === "alterConfigs") this.configAdministration.sessionExpired(purpose);
      else if (purpose.task === "topicConfig") this.requestTopicConfig(purpose.topic);
      else if (purpose.task === "isrChange") this.propagateIsrChanges(purpose.tps);
      else if (purpose.task === "logDirEvent") this.propagateLogDirEvent();
      else if (purpose.task !== "controllerThread") this.brokerWork.sessionExpired(purpose);
    }
  }

  onRegistered(brokerEpoch: number): void {
    this.registeredBrokerEpoch = brokerEpoch;
    this.dynamicConfigs.processNotifications();
    this.callbacks.onRegistered(brokerEpoch);
  }

  onRegistrationFailed(reason: string): void {
    this.fatal(reason);
  }

  onRegistrationDelayed(thread: ThreadOfRegistration): void {
    const { host, config } = this.environment;
    const delayUs = numberOf(config, "zookeeper.session.timeout.ms") * US_PER_MS;
    const b = THREADS.indexOf(thread);
    this.thread.threadOf(thread).sleep();
    this.registrationTimers[b] = host.setTimer(
      delayUs,
      TIMER_CONTROLLER_EVENT,
      REGISTRATION_DELAY,
      b,
    );
  }

  onRegistrationHandedOver(): void {
    this.thread.register();
  }

  onControlResponse(brokerId: number, request: ControlRequest, { body }: Message): void {
    if (request.kind === LEADER_AND_ISR) {
      const response = body as ControlResponse;
      this.thread.events.put({ kind: "LeaderAndIsrResponseReceived", brokerId, response });
    }
    if (request.kind === STOP_REPLICA) {
      const asked = request.body as StopReplicaRequest;
      const answer = deletionAnswer(this.context, brokerId, asked, body as ControlResponse);
      if (answer !== null) {
        this.thread.events.put({ kind: "TopicDeletionStopReplicaResponseReceived", answer });
      }
    }
  }

  private registrationDelayOver(b: number): void {
    this.registrationTimers[b] = NO_EVENT;
    this.thread.threadOf(present(THREADS[b], "the timer names a thread")).wake();
  }

  private fatal(reason: string): void {
    this.close();
    this.callbacks.onFatal(reason);
  }
}
