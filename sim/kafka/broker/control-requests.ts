import type { Message } from "../../kernel/connection.ts";
import type { BrokerSwitches } from "../era/broker-switches.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import {
  type ControlResponse,
  LEADER_AND_ISR,
  type LeaderAndIsrRequest,
  MESSAGE_OVERHEAD_BYTES,
  PARTITION_OVERHEAD_BYTES,
  STOP_REPLICA,
  type StopReplicaRequest,
  type UpdateMetadataRequest,
} from "../messages.ts";
import { becomeLeaderOrFollower, type LeadershipChanges } from "./leader-and-isr.ts";
import type { MetadataCache } from "./metadata-cache.ts";
import type { ReplicaManager } from "./replica-manager.ts";
import type { RequestChannel } from "./request-channel.ts";
import { stopReplicas } from "./stop-replica.ts";
import type { TopicConfigs } from "./topic-configs.ts";

/** `AbstractControlRequest.UNKNOWN_BROKER_EPOCH`: any process of the broker is meant. */
const UNKNOWN_BROKER_EPOCH = -1;

interface ControlRequest {
  readonly channel: RequestChannel;
  readonly message: Message;
}

/** Who is also told what the metadata says. */
export interface LeadershipListener extends LeadershipChanges {
  /** @param deleted partitions that are being deleted */
  onMetadataUpdate(deleted: readonly number[]): void;
}

/** What control requests need of their broker. */
export interface ControlledBroker {
  /** -1 before it is registered. */
  readonly brokerEpoch: number;
  /** The metadata cache has changed. */
  onMetadataUpdate(): void;
}

/**
 * The controller's requests: LeaderAndIsr, StopReplica, UpdateMetadata. They are carried out one after
 * the other, in the order in which they arrived (Kafka holds `replicaStateChangeLock`); one that waits
 * for the overrides of a topic holds up those behind it.
 */
export class ControlRequests {
  private readonly broker: ControlledBroker;
  private readonly replicas: ReplicaManager;
  private readonly metadataCache: MetadataCache;
  private readonly topicConfigs: TopicConfigs;
  private readonly leadership: LeadershipListener;
  private readonly newerBrokerEpoch: BrokerSwitches["newerBrokerEpoch"];
  private readonly queue: ControlRequest[] = [];

  constructor(
    broker: ControlledBroker,
    replicas: ReplicaManager,
    metadataCache: MetadataCache,
    topicConfigs: TopicConfigs,
    leadership: LeadershipListener,
    newerBrokerEpoch: BrokerSwitches["newerBrokerEpoch"],
  ) {
    this.broker = broker;
    this.replicas = replicas;
    this.metadataCache = metadataCache;
    this.topicConfigs = topicConfigs;
    this.leadership = leadership;
    this.newerBrokerEpoch = newerBrokerEpoch;
  }

  handle(channel: RequestChannel, message: Message): void {
    this.queue.push({ channel, message });
    if (this.queue.length === 1) this.drain();
  }

  onTopicConfig(topic: string, configs: Readonly<Record<string, string>>): void {
    this.topicConfigs.onTopicConfig(topic, configs);
    this.drain();
  }

  private drain(): void {
    for (let next = this.queue[0]; next !== undefined; next = this.queue[0]) {
      const response = this.carryOut(next.message);
      if (response === null) return;
      this.queue.shift();
      const count = response.partitions.length;
      const sizeBytes = MESSAGE_OVERHEAD_BYTES + count * PARTITION_OVERHEAD_BYTES;
      next.channel.respond(response, sizeBytes);
    }
  }

  /** The response; null when the request must wait. */
  private carryOut({ kind, body }: Message): ControlResponse | null {
    const error = this.brokerEpochError((body as { readonly brokerEpoch: number }).brokerEpoch);
    if (error !== Errors.NONE) return { error, partitions: [] };
    if (kind === LEADER_AND_ISR) return this.leaderAndIsr(body as LeaderAndIsrRequest);
    if (kind === STOP_REPLICA) return this.stopReplica(body as StopReplicaRequest);
    return this.updateMetadata(body as UpdateMetadataRequest);
  }

  /**
   * After a quick restart there may be requests meant for the process before this one (KIP-380). A newer
   * epoch than its own comes to a broker that registers in a new session, when the controller hears of
   * that first; 2.2 to 2.4 throw an IllegalStateException then (KAFKA-9839).
   */
  private brokerEpochError(brokerEpoch: number): ErrorCode {
    if (brokerEpoch === UNKNOWN_BROKER_EPOCH) return Errors.NONE;
    const current = this.broker.brokerEpoch;
    if (brokerEpoch < current) return Errors.STALE_BROKER_EPOCH;
    return brokerEpoch > current && this.newerBrokerEpoch === "refused"
      ? Errors.UNKNOWN_SERVER_ERROR
      : Errors.NONE;
  }

  private leaderAndIsr(request: LeaderAndIsrRequest): ControlResponse | null {
    const { replicas } = this;
    if (request.controllerEpoch >= replicas.controllerEpoch) {
      const opened = request.partitions.filter(({ tp }) => replicas.partition(tp)?.log == null);
      if (!this.topicConfigs.request(opened.map(({ tp }) => tp))) return null;
    }
    const { leadership, topicConfigs } = this;
    return becomeLeaderOrFollower(replicas, request, (tp) => topicConfigs.of(tp), leadership);
  }

  private stopReplica(request: StopReplicaRequest): ControlResponse {
    const response = stopReplicas(this.replicas, request);
    // A replica that a reassignment takes away hears of it in no other way.
    for (const { tp, error } of response.partitions) {
      const asked = request.partitions.find((each) => each.tp === tp);
      if (error === Errors.NONE && asked?.deletePartition) this.leadership.onResignation(tp);
    }
    for (const { tp, deletePartition } of request.partitions) {
      if (deletePartition && !this.replicas.logManager.hasTopicOf(tp)) this.topicConfigs.forget(tp);
    }
    return response;
  }

  private updateMetadata(request: UpdateMetadataRequest): ControlResponse {
    if (request.controllerEpoch < this.replicas.controllerEpoch) {
      return { error: Errors.STALE_CONTROLLER_EPOCH, partitions: [] };
    }
    this.replicas.controllerEpoch = request.controllerEpoch;
    const deleted = this.metadataCache.update(request);
    for (const tp of deleted) this.replicas.partition(tp)?.markFetchesDirty();
    this.leadership.onMetadataUpdate(deleted);
    this.broker.onMetadataUpdate();
    return { error: Errors.NONE, partitions: [] };
  }
}
