import { present } from "../../kernel/assert.ts";
import type { Connection, Message } from "../../kernel/connection.ts";
import type { Host } from "../../kernel/host.ts";
import { KAFKA_TIMERS } from "../../kernel/kinds.ts";
import type { Endpoint, Process } from "../../kernel/process.ts";
import { ms } from "../../kernel/time.ts";
import { booleanOf, type ConfigValues, numberOf, textOf } from "../config/config.ts";
import type {
  BrokerCallbacks,
  BrokerEnvironment,
  ControllerApi,
} from "../controller/controller-api.ts";
import { KafkaController } from "../controller/kafka-controller.ts";
import { BROKER_STATES, FACT_BROKER_STATE } from "../facts.ts";
import type { LogManager } from "../log/log-manager.ts";
import { TIMER_CONTROLLER_EVENT, TIMER_LOG_LOADING } from "../timers.ts";
import type { ConsumerOffsetResult, ConsumerOffsetsWork } from "../zk/consumer-offsets.ts";
import { AlterIsrManager } from "./alter-isr-manager.ts";
import { BrokerTimers } from "./broker-timers.ts";
import { BrokerToControllerChannel } from "./broker-to-controller.ts";
import { type ControlledBroker, ControlRequests } from "./control-requests.ts";
import { ControlledShutdown, type ShuttingDownBroker } from "./controlled-shutdown.ts";
import { Coordinators } from "./coordinators.ts";
import { CostModel } from "./cost/cost-model.ts";
import { RequestPath } from "./cost/request-path.ts";
import { DeleteRecordsMessages } from "./delete-records.ts";
import { FetchMessages } from "./fetch-messages.ts";
import { FetchSessionCache } from "./fetch-session-cache.ts";
import { fetcherConfig } from "./fetcher-config.ts";
import { IsrWriteGate } from "./isr-write-gate.ts";
import { KafkaApis } from "./kafka-apis.ts";
import { LogDirFailureHandler } from "./log-dir-failure.ts";
import { LogStorage } from "./log-storage.ts";
import { MetadataCache } from "./metadata-cache.ts";
import type { Partition } from "./partition.ts";
import { ProduceMessages } from "./produce-messages.ts";
import { ProducerIds } from "./producer-ids.ts";
import { ReplicaFetcherManager } from "./replica-fetcher-manager.ts";
import { ReplicaManager } from "./replica-manager.ts";
import { RequestChannel, type RequestHandler } from "./request-channel.ts";
import { TopicConfigs } from "./topic-configs.ts";
import { ZkIsrManager } from "./zk-isr-manager.ts";

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
  private readonly logStorage: LogStorage;
  private readonly logDirFailures: LogDirFailureHandler;
  private readonly apis: KafkaApis;
  private readonly produce: ProduceMessages;
  private readonly fetch: FetchMessages;
  private readonly deleteRecords: DeleteRecordsMessages;
  private readonly topicConfigs: TopicConfigs;
  private readonly control: ControlRequests;
  private readonly producerIds: ProducerIds;
  private readonly toController: BrokerToControllerChannel;
  /** False where brokers queue up to be elected: then only the first of them reads `/controller`. */
  private readonly readsController: boolean;
  /** One of the two: `isrUpdate`. */
  private readonly alterIsrManager: AlterIsrManager | null;
  private readonly zkIsrManager: ZkIsrManager | null;
  private readonly isrWriteGate: IsrWriteGate | null;
  private readonly controlledShutdown: ControlledShutdown;
  private readonly coordinators: Coordinators;
  private readonly timers: BrokerTimers;
  readonly requestPath: RequestPath | null;
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
    const fetchers = fetcherConfig(brokerId, config, environment.switches);
    this.logStorage = new LogStorage(environment);
    this.logManager = this.logStorage.logManager;
    const { truncation } = fetchers;
    this.metadataCache = new MetadataCache(
      brokerId,
      facts,
      topicPartitions,
      truncation.checksLeaderEpoch,
    );
    this.readsController = textOf(config, "controller.election") === "race";
    this.controller = makeController(environment, this);
    this.toController = new BrokerToControllerChannel(
      host,
      addresses,
      this.metadataCache,
      ms(numberOf(config, "controller.socket.timeout.ms")),
    );
    const { switches } = environment;
    this.alterIsrManager =
      switches.isrUpdate === "alterIsr"
        ? new AlterIsrManager(host, this, this.toController, this, switches.overtakenIsrProposal)
        : null;
    this.zkIsrManager =
      this.alterIsrManager === null
        ? new ZkIsrManager(host, this.controller, switches.isrChangeNotification, this)
        : null;
    const fetcherManager = new ReplicaFetcherManager(
      host,
      addresses,
      topicPartitions,
      fetchers,
      numberOf(config, "num.replica.fetchers"),
      this,
    );
    this.replicaManager = new ReplicaManager(
      host,
      brokerId,
      config,
      topicPartitions,
      this.logManager,
      this.metadataCache,
      fetcherManager,
      present(this.alterIsrManager ?? this.zkIsrManager, "a leader can change its ISR"),
      switches,
    );
    const { replicaManager, metadataCache } = this;
    this.logDirFailures = new LogDirFailureHandler(
      host,
      this.logStorage.failures,
      replicaManager,
      this.controller,
    );
    this.produce = new ProduceMessages(
      host,
      brokerId,
      replicaManager,
      metadataCache,
      switches.acksAboveOne,
    );
    const sessions = new FetchSessionCache(
      numberOf(config, "max.incremental.fetch.session.cache.slots"),
      simulation.choices.stream(`fetch-session/${host.name}`),
    );
    const { zkIsrManager } = this;
    const fetchRules = {
      readsTakeIsrLock: zkIsrManager !== null && switches.readsTakeIsrLock,
      hwEndsFetchWait: switches.hwEndsFetchWait,
    };
    this.isrWriteGate =
      zkIsrManager === null
        ? null
        : new IsrWriteGate(zkIsrManager, replicaManager, sessions, fetchRules.readsTakeIsrLock);
    this.fetch = new FetchMessages(host, replicaManager, metadataCache, sessions, fetchRules);
    this.deleteRecords = new DeleteRecordsMessages(host, replicaManager, topicPartitions);
    replicaManager.setPurgatories(this.produce, this.fetch, this.deleteRecords);
    this.topicConfigs = new TopicConfigs(topicPartitions, this.controller);
    this.coordinators = new Coordinators(
      environment,
      metadataCache,
      replicaManager,
      this.produce,
      this.controller,
      this,
    );
    this.control = new ControlRequests(
      this,
      replicaManager,
      metadataCache,
      this.topicConfigs,
      this.coordinators,
      switches.newerBrokerEpoch,
    );
    this.producerIds = new ProducerIds(this.controller);
    this.apis = new KafkaApis(
      this.produce,
      this.fetch,
      this.deleteRecords,
      this.control,
      replicaManager,
      metadataCache,
      this.producerIds,
      this.controller,
      this.coordinators,
      environment.switches,
    );
    this.controlledShutdown = new ControlledShutdown(host, brokerId, addresses, config, this);
    const { costs } = environment;
    if (costs === undefined) this.requestPath = null;
    else {
      const storage = present(host.storage, "a broker whose work takes time has a disk");
      fetchers.costs = new CostModel(host, storage, costs, replicaManager, sessions);
      this.requestPath = new RequestPath(fetchers.costs, config, (channel, message) => {
        this.execute(channel, message);
      });
    }
    const { logStorage, logDirFailures, produce, fetch, deleteRecords, coordinators } = this;
    const { toController, alterIsrManager, controlledShutdown, requestPath, channels } = this;
    this.timers = new BrokerTimers({
      channels,
      replicaManager,
      logStorage,
      logDirFailures,
      produce,
      fetch,
      deleteRecords,
      coordinators,
      toController,
      alterIsrManager,
      zkIsrManager,
      controlledShutdown,
      requestPath,
    });
  }

  get brokerEpoch(): number {
    return this.controller.brokerEpoch;
  }

  get controllerId(): number {
    const { controller, metadataCache } = this;
    return this.readsController ? controller.controllerId : metadataCache.controllerId;
  }

  get acceptsRequests(): boolean {
    return (
      this.state === BROKER_STATES.RUNNING_AS_BROKER ||
      this.state === BROKER_STATES.PENDING_CONTROLLED_SHUTDOWN
    );
  }

  start(): void {
    this.setState(BROKER_STATES.STARTING);
    this.logStorage.startLoading();
    if (this.logStorage.recovers) this.setState(BROKER_STATES.RECOVERING_FROM_UNCLEAN_SHUTDOWN);
    if (this.logStorage.isLoaded) this.onLogsLoaded();
  }

  /** A process that is still starting cannot shut down in order: it halts. */
  shutdown(): void {
    if (this.replicaManager.isShuttingDown) return;
    const { state } = this;
    if (
      state === BROKER_STATES.STARTING ||
      state === BROKER_STATES.RECOVERING_FROM_UNCLEAN_SHUTDOWN
    ) {
      this.host.simulation.halt(this.host, "halted: shut down while it was starting");
    }
    this.replicaManager.isShuttingDown = true;
    const isRunning = state === BROKER_STATES.RUNNING_AS_BROKER;
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
    if (handler === TIMER_LOG_LOADING) {
      this.logStorage.onLoadingTimer(a);
      if (this.logStorage.isLoaded) this.onLogsLoaded();
      return;
    }
    if (!this.timers.onTimer(handler, a, b)) this.onControllerTimer(handler, a, b);
  }

  handleRequest(channel: RequestChannel, message: Message): void {
    if (this.requestPath === null || channel.isTakenUp(message)) this.execute(channel, message);
    else this.requestPath.receive(channel, message);
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
    this.logManager.updateTopicConfig(topic, configs);
    this.control.onTopicConfig(topic, configs);
  }

  onBrokerConfig(config: ConfigValues): void {
    this.logManager.reconfigureDefaultLogConfig(config, (tp) => this.topicConfigs.of(tp));
  }

  onProducerIdBlock(first: number, last: number): void {
    this.producerIds.onBlock(first, last);
  }

  onConsumerOffsets(work: ConsumerOffsetsWork, results: readonly ConsumerOffsetResult[]): void {
    this.coordinators.onConsumerOffsets(work, results);
  }

  onLeaderAndIsrUpdated(tp: number, zkVersion: number): void {
    this.zkIsrManager?.onUpdated(tp, zkVersion);
  }

  onIsrWritten(partition: Partition, highWatermarkRose: boolean): void {
    this.replicaManager.onIsrWritten(partition, highWatermarkRose);
    this.produce.onIsrWritten();
    this.isrWriteGate?.release();
  }

  highWatermarkRose(partition: Partition): void {
    this.replicaManager.highWatermarkRose(partition);
  }

  onControllerChange(_controllerId: number): void {
    // The metadata cache, not /controller, says where AlterIsr requests go.
  }

  onMetadataUpdate(): void {
    this.toController.onMetadataUpdate();
    this.controller.onMetadataUpdate();
  }

  onControlledShutdownDone(): void {
    this.finishShutdown("shut down");
  }

  private execute(channel: RequestChannel, message: Message): void {
    if (this.isrWriteGate?.blocks(channel, message)) return;
    this.apis.handle(channel, message);
  }

  private onLogsLoaded(): void {
    this.logStorage.startup();
    this.replicaManager.startup();
    this.coordinators.startup();
    this.host.listening = true;
    this.controller.startup();
    this.logStorage.failures.start();
  }

  private finishShutdown(reason: string): void {
    this.setState(BROKER_STATES.BROKER_SHUTTING_DOWN);
    this.coordinators.shutdown();
    this.replicaManager.shutdown();
    this.logManager.shutdown();
    this.controller.close();
    this.setState(BROKER_STATES.NOT_RUNNING);
    this.host.simulation.exit(this.host, reason);
  }

  private onControllerTimer(handler: number, a: number, b: number): void {
    const isControllers = handler < KAFKA_TIMERS || handler >= TIMER_CONTROLLER_EVENT;
    if (isControllers) this.controller.onTimer(handler, a, b);
  }

  private setState(state: number): void {
    this.state = state;
    this.host.simulation.facts.add(FACT_BROKER_STATE, this.brokerId, state);
  }
}
