import type { Message } from "../../kernel/connection.ts";
import type { Host } from "../../kernel/host.ts";
import type { CostProperties } from "../broker/cost/cost-properties.ts";
import type { ConfigValues } from "../config/config.ts";
import type { ClusterAddresses, KafkaNames } from "../context.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import type { AlterIsrRequest, ControlledShutdownRequest, NewTopic } from "../messages.ts";
import type { ConsumerOffsetResult, ConsumerOffsetsWork } from "../zk/consumer-offsets.ts";
import type { LeaderIsrAndControllerEpoch } from "../zk/zk-data.ts";

/** What every part of a broker process knows of its surroundings. */
export interface BrokerEnvironment {
  readonly host: Host;
  readonly brokerId: number;
  readonly names: KafkaNames;
  readonly addresses: ClusterAddresses;
  /** Effective broker settings. */
  readonly config: ConfigValues;
  /** How brokers of this version behave. */
  readonly switches: BrokerSwitches;
  /** What its work costs; absent: no time. The host has a `storage` then. */
  readonly costs?: CostProperties;
}

/** What a broker's metadata cache tells. */
export interface MetadataView {
  readonly liveBrokers: readonly number[];
  readonly allPartitions: readonly number[];
  /** The rack of a live broker; null for none. */
  rack(brokerId: number): string | null;
  hasTopic(topic: string): boolean;
  /** null of an unknown partition; a leader of -1 is none. */
  partition(tp: number): { readonly leader: number } | null;
}

/** What the controller and the ZooKeeper side of a broker ask of the broker around them. */
export interface BrokerCallbacks {
  readonly metadataCache: MetadataView;
  /** Answers a request that came over a connection, now or later; unmutes its channel. */
  respond(request: Message, body: unknown, sizeBytes: number): void;
  /** `/brokers/ids/N` was created in a new session; its czxid is the broker epoch (KIP-380). */
  onRegistered(brokerEpoch: number): void;
  /** Registration failed for good (another live owner of the id): the process must end. */
  onFatal(reason: string): void;
  /** The overrides of a topic in `/config/topics/T`: asked for, or changed. */
  onTopicConfig(topic: string, configs: Readonly<Record<string, string>>): void;
  /** Settings of this broker were changed while it runs; these are all (KIP-226). */
  onBrokerConfig(config: ConfigValues): void;
  /** A block of producer ids was allocated: `first` to `last`. */
  onProducerIdBlock(first: number, last: number): void;
  /**
   * What became of {@link ControllerApi.updateLeaderAndIsr}: the new version of the state znode; -1 when
   * it has another version than the leader knows, so that nothing was written.
   */
  onLeaderAndIsrUpdated(tp: number, zkVersion: number): void;
  /** What became of {@link ControllerApi.requestConsumerOffsets}: a result for each offset. */
  onConsumerOffsets(work: ConsumerOffsetsWork, results: readonly ConsumerOffsetResult[]): void;
  /** `/controller` names this broker now; -1 is none. */
  onControllerChange(controllerId: number): void;
}

/**
 * The ZooKeeper session of a broker process with everything that lives on it: the broker's
 * registration, the controller (active or not), topic configurations, producer id blocks.
 */
export interface ControllerApi {
  /** Opens the session, registers the broker, watches and elects the controller. */
  startup(): void;
  onTimer(handler: number, a: number, b: number): void;
  /** Only the active controller does these; others answer NOT_CONTROLLER. */
  handleAlterIsr(request: Message, body: AlterIsrRequest): void;
  handleControlledShutdown(request: Message, body: ControlledShutdownRequest): void;
  /** Any other request of an operator's tools: topics, partitions, reassignments, elections, settings. */
  handleAdminRequest(request: Message): void;
  /** The metadata cache of this broker was updated. */
  onMetadataUpdate(): void;
  /** Reads a topic's overrides; answered by `onTopicConfig`. */
  requestTopicConfig(topic: string): void;
  /** Allocates a block of producer ids; answered by `onProducerIdBlock`. */
  requestProducerIdBlock(): void;
  /**
   * Writes the state of a partition that this broker leads, if its znode has that version; answered by
   * `onLeaderAndIsrUpdated`. It is tried until ZooKeeper answers.
   */
  updateLeaderAndIsr(tp: number, state: LeaderIsrAndControllerEpoch): void;
  /**
   * Creates a topic that this broker itself needs, controller or not (`AdminUtils.createTopic`). Nobody
   * is told what became of it: the metadata shows it.
   */
  createTopic(topic: NewTopic): void;
  /** Reads or writes offsets that a group keeps in ZooKeeper; answered by `onConsumerOffsets`. */
  requestConsumerOffsets(work: ConsumerOffsetsWork): void;
  /** Tells the controller through ZooKeeper that a log directory of this broker failed. */
  propagateLogDirEvent(): void;
  /** Tells the controller through ZooKeeper of which partitions the ISR was changed. */
  propagateIsrChanges(tps: readonly number[]): void;
  /** The broker's current epoch (czxid of its registration); -1 before. */
  readonly brokerEpoch: number;
  /** True while this broker takes itself for the active controller. */
  readonly isActive: boolean;
  readonly controllerEpoch: number;
  /** Whom `/controller` named when it was last read; -1 is none, or that it was never read. */
  readonly controllerId: number;
  /** Closes the session, which removes the ephemeral znodes at once; the last act of a clean shutdown. */
  close(): void;
}
