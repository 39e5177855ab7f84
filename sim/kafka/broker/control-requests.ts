import type { Message } from "../../kernel/connection.ts";
import { Errors } from "../errors.ts";
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
import { becomeLeaderOrFollower } from "./leader-and-isr.ts";
import type { MetadataCache } from "./metadata-cache.ts";
import type { ReplicaManager } from "./replica-manager.ts";
import type { RequestChannel } from "./request-channel.ts";
import { stopReplicas } from "./stop-replica.ts";
import type { TopicConfigs } from "./topic-configs.ts";

interface ControlRequest {
  readonly channel: RequestChannel;
  readonly message: Message;
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
  private readonly queue: ControlRequest[] = [];

  constructor(
    broker: ControlledBroker,
    replicas: ReplicaManager,
    metadataCache: MetadataCache,
    topicConfigs: TopicConfigs,
  ) {
    this.broker = broker;
    this.replicas = replicas;
    this.metadataCache = metadataCache;
    this.topicConfigs = topicConfigs;
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
    const { brokerEpoch } = body as { readonly brokerEpoch: number };
    // After a quick restart there may be requests meant for the process before this one (KIP-380).
    if (brokerEpoch >= 0 && brokerEpoch < this.broker.brokerEpoch) {
      return { error: Errors.STALE_BROKER_EPOCH, partitions: [] };
    }
    if (kind === LEADER_AND_ISR) return this.leaderAndIsr(body as LeaderAndIsrRequest);
    if (kind === STOP_REPLICA) return this.stopReplica(body as StopReplicaRequest);
    return this.updateMetadata(body as UpdateMetadataRequest);
  }

  private leaderAndIsr(request: LeaderAndIsrRequest): ControlResponse | null {
    const { replicas } = this;
    if (request.controllerEpoch >= replicas.controllerEpoch) {
      const opened = request.partitions.filter(({ tp }) => replicas.partition(tp)?.log == null);
      if (!this.topicConfigs.request(opened.map(({ tp }) => tp))) return null;
    }
    return becomeLeaderOrFollower(replicas, request, (tp) => this.topicConfigs.of(tp));
  }

  private stopReplica(request: StopReplicaRequest): ControlResponse {
    const response = stopReplicas(this.replicas, request);
    for (const { tp, deletePartition } of request.partitions) {
      if (deletePartition) this.topicConfigs.forget(tp);
    }
    return response;
  }

  private updateMetadata(request: UpdateMetadataRequest): ControlResponse {
    if (request.controllerEpoch < this.replicas.controllerEpoch) {
      return { error: Errors.STALE_CONTROLLER_EPOCH, partitions: [] };
    }
    this.replicas.controllerEpoch = request.controllerEpoch;
    for (const tp of this.metadataCache.update(request)) {
      this.replicas.partition(tp)?.markFetchesDirty();
    }
    this.broker.onMetadataUpdate();
    return { error: Errors.NONE, partitions: [] };
  }
}
