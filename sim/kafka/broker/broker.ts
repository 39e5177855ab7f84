import { present } from "../../kernel/assert.ts";
import type { Connection, Message } from "../../kernel/connection.ts";
import type { Host } from "../../kernel/host.ts";
import { KAFKA_TIMERS } from "../../kernel/kinds.ts";
import type { Endpoint, Process } from "../../kernel/process.ts";
import { ms } from "../../kernel/time.ts";
import { booleanOf, type ConfigValues, numberOf } from "../config.ts";
import type {
  BrokerCallbacks,
  BrokerEnvironment,
  ControllerApi,
} from "../controller/controller-api.ts";
import { KafkaController } from "../controller/kafka-controller.ts";
import { BROKER_STATES, FACT_BROKER_STATE } from "../facts.ts";
import { LogDirectory } from "../log/log-files.ts";
import { LogManager } from "../log/log-manager.ts";
import {
  TIMER_ALTER_ISR,
  TIMER_BROKER_TASK,
  TIMER_CONTROLLED_SHUTDOWN,
  TIMER_CONTROLLER_EVENT,
  TIMER_CONTROLLER_LINK,
  TIMER_DELAYED_FETCH,
  TIMER_DELAYED_PRODUCE,
  TIMER_FETCHER,
  TIMER_HW_CHECKPOINT,
  TIMER_ISR_EXPIRATION,
  TIMER_RECOVERY_POINT_CHECKPOINT,
} from "../timers.ts";
import { AlterIsrManager } from "./alter-isr-manager.ts";
import { BrokerToControllerChannel } from "./broker-to-controller.ts";
import { type ControlledBroker, ControlRequests } from "./control-requests.ts";
import { ControlledShutdown, type ShuttingDownBroker } from "./controlled-shutdown.ts";
import { FetchMessages } from "./fetch-messages.ts";
import { FetchSessionCache } from "./fetch-session-cache.ts";
import { KafkaApis } from "./kafka-apis.ts";
import { MetadataCache } from "./metadata-cache.ts";
import { ProduceMessages } from "./produce-messages.ts";
import { ProducerIds } from "./producer-ids.ts";
import { fetcherConfig } from "./replica-fetcher.ts";
import { ReplicaFetcherManager } from "./replica-fetcher-manager.ts";
import { ReplicaManager } from "./replica-manager.ts";
import { RequestChannel, type RequestHandler } from "./request-channel.ts";
import { TopicConfigs } from "./topic-configs.ts";

/** Pause before the periodic work on logs begins (`LogManager.InitialTaskDelayMs`). */
const INITIAL_TASK_DELAY_US = ms(30_000);

/** Makes the controller side of a broker. */
export type ControllerFactory = (
  environment: BrokerEnvironment,
  callbacks: BrokerCallbacks,
) => ControllerApi;

/**
 * A broker process (`KafkaServer`). It loads its logs, and recovers them after an unclean shutdown;
 * then it listens, registers in ZooKeeper, and serves requests once it is registered. A clean shutdown
 * moves the leaders away, flushes and leaves a mark on the disk.
 */
export class Broker
  implements Process, RequestHandler, BrokerCallbacks, ControlledBroker, ShuttingDownBroker
{
  readonly brokerId: number;
  readonly logManager: LogManager;
  readonly replicaManager: ReplicaManager;
  readonly metadataCache: MetadataCache;
  readonly controller: ControllerApi;
  /** One of `BROKER_STATES`. */
  state: number = BROKER_STATES.NOT_RUNNING;
  private readonly host: Host;
  private readonly config: ConfigValues;
  private readonly apis: KafkaApis;
  private readonly produce: ProduceMessages;
  private readonly fetch: FetchMessages;
  private readonly control: ControlRequests;
  private readonly producerIds: ProducerIds;
  private readonly toController: BrokerToControllerChannel;
  private readonly alterIsrManager: AlterIsrManager;
  private readonly controlledShutdown: ControlledShutdown;
  private readonly channels = new Map<number, RequestChannel>();

  constructor(
    environment: BrokerEnvironment,
    makeController: ControllerFactory = (e, c) => new KafkaController(e, c),
  ) {
    const { host, brokerId, names, addresses, config } = environment;
    const { simulation } = host;
    const { facts } = simulation;
    const { topicPartitions } = names;
    this.host = host;
    this.brokerId = brokerId;
    this.config = config;
    const directory = new LogDirectory(host.disk);
    this.logManager = new LogManager(directory, brokerId, facts, topicPartitions, config);
    this.metadataCache = new MetadataCache(brokerId, facts, topicPartitions);
    this.controller = makeController(environment, this);
    this.toController = new BrokerToControllerChannel(
      host,
      addresses,
      this.metadataCache,
      ms(numberOf(config, "controller.socket.timeout.ms")),
    );
    this.alterIsrManager = new AlterIsrManager(host, this, this.toController);
    const fetcherManager = new ReplicaFetcherManager(
      host,
      addresses,
      topicPartitions,
      fetcherConfig(brokerId, config),
      numberOf(config, "num.replica.fetchers"),
    );
    this.replicaManager = new ReplicaManager(
      host,
      brokerId,
      config,
      topicPartitions,
      this.logManager,
      this.metadataCache,
      fetcherManager,
      this.alterIsrManager,
    );
    const { replicaManager, metadataCache } = this;
    this.produce = new ProduceMessages(host, brokerId, replicaManager, metadataCache);
    const sessions = new FetchSessionCache(
      numberOf(config, "max.incremental.fetch.session.cache.slots"),
      simulation.choices.stream(`fetch-session/${host.name}`),
    );
    this.fetch = new FetchMessages(host, replicaManager, metadataCache, sessions);
    replicaManager.setPurgatories(this.produce, this.fetch);
    const topicConfigs = new TopicConfigs(topicPartitions, this.controller);
    this.control = new ControlRequests(this, replicaManager, metadataCache, topicConfigs);
    this.producerIds = new ProducerIds(this.controller);
    this.apis = new KafkaApis(
      this.produce,
      this.fetch,
      this.control,
      replicaManager,
      metadataCache,
      this.producerIds,
      this.controller,
    );
    this.controlledShutdown = new ControlledShutdown(host, brokerId, addresses, config, this);
  }

  get brokerEpoch(): number {
    return this.controller.brokerEpoch;
  }

  get controllerId(): number {
    return this.controller.controllerId;
  }

  get acceptsRequests(): boolean {
    return (
      this.state === BROKER_STATES.RUNNING_AS_BROKER ||
      this.state === BROKER_STATES.PENDING_CONTROLLED_SHUTDOWN
    );
  }

  start(): void {
    this.setState(BROKER_STATES.STARTING);
    if (this.logManager.loadLogs()) {
      this.setState(BROKER_STATES.RECOVERING_FROM_UNCLEAN_SHUTDOWN);
    }
    this.replicaManager.startup();
    this.host.setTimer(INITIAL_TASK_DELAY_US, TIMER_RECOVERY_POINT_CHECKPOINT);
    this.host.listening = true;
    this.controller.startup();
  }

  shutdown(): void {
    if (this.replicaManager.isShuttingDown) return;
    this.replicaManager.isShuttingDown = true;
    const isRunning = this.state === BROKER_STATES.RUNNING_AS_BROKER;
    if (isRunning && booleanOf(this.config, "controlled.shutdown.enable")) {
      this.setState(BROKER_STATES.PENDING_CONTROLLED_SHUTDOWN);
      this.controlledShutdown.start();
    } else {
      this.finishShutdown("shut down");
    }
  }

  onAccept(connection: Connection): Endpoint {
    const channel = new RequestChannel(connection, this.host, this);
    this.channels.set(channel.id, channel);
    return channel;
  }

  onTimer(handler: number, a: number, b: number): void {
    switch (handler) {
      case TIMER_DELAYED_FETCH:
        this.fetch.onTimer(this.channel(a));
        break;
      case TIMER_DELAYED_PRODUCE:
        this.produce.onTimer(this.channel(a));
        break;
      case TIMER_BROKER_TASK:
        this.channel(a).onNext();
        break;
      case TIMER_FETCHER:
        this.replicaManager.fetcherManager.onTimer(a);
        break;
      case TIMER_ISR_EXPIRATION:
        this.replicaManager.onIsrExpiration();
        break;
      case TIMER_HW_CHECKPOINT:
        this.replicaManager.onHighWatermarkCheckpoint();
        break;
      case TIMER_RECOVERY_POINT_CHECKPOINT:
        this.logManager.checkpointRecoveryPoints();
        this.logManager.checkpointLogStartOffsets();
        this.scheduleRecoveryPointCheckpoint();
        break;
      case TIMER_ALTER_ISR:
        this.alterIsrManager.onTimer();
        break;
      case TIMER_CONTROLLER_LINK:
        this.toController.onTimer();
        break;
      case TIMER_CONTROLLED_SHUTDOWN:
        this.controlledShutdown.onTimer();
        break;
      default:
        this.onControllerTimer(handler, a, b);
    }
  }

  handleRequest(channel: RequestChannel, message: Message): void {
    this.apis.handle(channel, message);
  }

  forgetChannel(channel: RequestChannel): void {
    this.channels.delete(channel.id);
  }

  respond(request: Message, body: unknown, sizeBytes: number): void {
    const channel = this.channels.get(request.connection);
    if (channel?.handles(request)) channel.respond(body, sizeBytes);
  }

  onRegistered(_brokerEpoch: number): void {
    if (this.acceptsRequests || this.replicaManager.isShuttingDown) return;
    this.setState(BROKER_STATES.RUNNING_AS_BROKER);
    for (const channel of this.channels.values()) channel.scheduleNext();
  }

  onFatal(reason: string): void {
    this.replicaManager.isShuttingDown = true;
    this.finishShutdown(reason);
  }

  onTopicConfig(topic: string, configs: Readonly<Record<string, string>>): void {
    this.control.onTopicConfig(topic, configs);
  }

  onProducerIdBlock(first: number, last: number): void {
    this.producerIds.onBlock(first, last);
  }

  onControllerChange(_controllerId: number): void {
    // The metadata cache, not /controller, says where AlterIsr requests go.
  }

  onMetadataUpdate(): void {
    this.toController.onMetadataUpdate();
  }

  onControlledShutdownDone(): void {
    this.finishShutdown("shut down");
  }

  private finishShutdown(reason: string): void {
    this.setState(BROKER_STATES.BROKER_SHUTTING_DOWN);
    this.replicaManager.shutdown();
    this.logManager.shutdown();
    this.controller.close();
    this.setState(BROKER_STATES.NOT_RUNNING);
    this.host.simulation.exit(this.host, reason);
  }

  private channel(id: number): RequestChannel {
    return present(this.channels.get(id), "a timer belongs to a channel that is known");
  }

  private onControllerTimer(handler: number, a: number, b: number): void {
    const isControllers = handler < KAFKA_TIMERS || handler >= TIMER_CONTROLLER_EVENT;
    if (isControllers) this.controller.onTimer(handler, a, b);
  }

  private setState(state: number): void {
    this.state = state;
    this.host.simulation.facts.add(FACT_BROKER_STATE, this.brokerId, state);
  }

  private scheduleRecoveryPointCheckpoint(): void {
    const intervalMs = numberOf(this.config, "log.flush.offset.checkpoint.interval.ms");
    this.host.setTimer(ms(intervalMs), TIMER_RECOVERY_POINT_CHECKPOINT);
  }
}
