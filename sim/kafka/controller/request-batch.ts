import { assert } from "../../kernel/assert.ts";
import type { Reply } from "../../zookeeper/types.ts";
import { GROUP_METADATA_TOPIC_NAME } from "../coordinator/group/group-log.ts";
import type {
  LeaderAndIsrPartition,
  LeaderAndIsrRequest,
  StopReplicaRequest,
  UpdateMetadataPartition,
  UpdateMetadataRequest,
} from "../messages.ts";
import {
  LEADER_AND_ISR,
  LEADER_DURING_DELETE,
  MESSAGE_OVERHEAD_BYTES,
  PARTITION_OVERHEAD_BYTES,
  STOP_REPLICA,
  UPDATE_METADATA,
} from "../messages.ts";
import { NO_REQUEST, type ZkRequest } from "../zk/kafka-zk-client.ts";
import type { LeaderIsrAndControllerEpoch } from "../zk/zk-data.ts";
import type { ControllerChannelManager } from "./control-channel.ts";
import type { BrokerEnvironment } from "./controller-api.ts";
import type { ControllerContext } from "./controller-context.ts";
import type { ControllerStep, StepMachine } from "./controller-step.ts";

/** `LeaderAndIsr.NoEpoch`: the partition has no leader yet, or the request does not say. */
const NO_EPOCH = -1;
/** `AbstractControlRequest.UNKNOWN_BROKER_EPOCH`: any process of the broker is meant. */
const UNKNOWN_BROKER_EPOCH = -1;
/** `LeaderAndIsr.EpochDuringDelete`: a deletion overrides every epoch. */
const EPOCH_DURING_DELETE = -2;
/** `LeaderAndIsr.duringDelete`: how brokers' metadata caches learn that a topic goes. */
const DURING_DELETE = { leader: LEADER_DURING_DELETE, leaderEpoch: 0, zkVersion: 0 };

type StopReplicaPartition = StopReplicaRequest["partitions"][number];

export type RequestBatchStep =
  /** Sends what the state changes before it have gathered. */
  | { readonly machine: "requestBatch"; readonly step: "send" }
  /** Tells all brokers which brokers are alive. */
  | { readonly machine: "requestBatch"; readonly step: "liveBrokersToAll" };

export const SEND_REQUESTS: RequestBatchStep = { machine: "requestBatch", step: "send" };

/**
 * Gathers what a state change has to tell the brokers, so that each gets one request of a kind
 * (`ControllerBrokerRequestBatch`). Sent in this order: LeaderAndIsr, UpdateMetadata, StopReplica.
 */
export class RequestBatch implements StepMachine<RequestBatchStep> {
  private readonly environment: BrokerEnvironment;
  private readonly context: ControllerContext;
  private readonly channels: ControllerChannelManager;
  private readonly leaderAndIsr = new Map<number, Map<number, LeaderAndIsrPartition>>();
  private readonly stopReplica = new Map<number, Map<number, StopReplicaPartition>>();
  private readonly updateMetadataBrokers = new Set<number>();
  private readonly updateMetadata = new Map<number, UpdateMetadataPartition>();

  constructor(
    environment: BrokerEnvironment,
    context: ControllerContext,
    channels: ControllerChannelManager,
  ) {
    this.environment = environment;
    this.context = context;
    this.channels = channels;
  }

  ask(): ZkRequest {
    return NO_REQUEST;
  }

  proceed({ step }: RequestBatchStep, _replies: readonly Reply[]): readonly ControllerStep[] {
    if (step === "send") this.send();
    else this.sendUpdateMetadata(this.context.liveOrShuttingDownBrokerIds, []);
    return [];
  }

  newBatch(): void {
    const empty =
      this.leaderAndIsr.size === 0 &&
      this.stopReplica.size === 0 &&
      this.updateMetadataBrokers.size === 0;
    assert(empty, "the requests of the last state change were sent");
  }

  clear(): void {
    this.leaderAndIsr.clear();
    this.stopReplica.clear();
    this.updateMetadataBrokers.clear();
    this.updateMetadata.clear();
  }

  /** Also tells all brokers of the partition. */
  addLeaderAndIsr(
    brokerIds: readonly number[],
    tp: number,
    info: LeaderIsrAndControllerEpoch,
    isNew: boolean,
  ): void {
    const { controllerEpoch, leader, leaderEpoch, isr, zkVersion } = info;
    const { replicas, adding, removing } = this.context.fullReplicaAssignment(tp);
    for (const brokerId of brokerIds) {
      const partitions = partitionsOf(this.leaderAndIsr, brokerId);
      const alreadyNew = partitions.get(tp)?.isNew ?? false;
      partitions.set(tp, {
        tp,
        controllerEpoch,
        leader,
        leaderEpoch,
        isr,
        zkVersion,
        replicas,
        addingReplicas: adding,
        removingReplicas: removing,
        isNew: isNew || alreadyNew,
      });
    }
    this.addUpdateMetadata(this.context.liveOrShuttingDownBrokerIds, [tp]);
  }

  addStopReplica(brokerId: number, tp: number, deletePartition: boolean): void {
    const leaderEpoch = this.stopReplicaEpoch(tp);
    const partitions = partitionsOf(this.stopReplica, brokerId);
    const alreadyDeleted = partitions.get(tp)?.deletePartition ?? false;
    const deleted = deletePartition || alreadyDeleted;
    partitions.set(tp, { tp, leaderEpoch, deletePartition: deleted });
  }

  /** Brokers refuse what is older than the epoch they have (KIP-570). */
  private stopReplicaEpoch(tp: number): number {
    if (!this.environment.switches.stopReplicaEpoch) return NO_EPOCH;
    if (this.context.isToBeDeleted(tp)) return EPOCH_DURING_DELETE;
    return this.context.leadershipInfo(tp)?.leaderEpoch ?? NO_EPOCH;
  }

  /** Partitions that have no leader yet are left out. */
  addUpdateMetadata(brokerIds: readonly number[], tps: readonly number[]): void {
    for (const brokerId of brokerIds) this.updateMetadataBrokers.add(brokerId);
    for (const tp of tps) {
      const info = this.context.leadershipInfo(tp);
      if (info === undefined) continue;
      const { controllerEpoch, isr } = info;
      const { leader, leaderEpoch, zkVersion } = this.context.isToBeDeleted(tp)
        ? DURING_DELETE
        : info;
      const replicas = this.context.replicaAssignment(tp);
      const offlineReplicas = replicas.filter((id) => !this.context.isReplicaOnline(id, tp));
      this.updateMetadata.set(tp, {
        tp,
        controllerEpoch,
        leader,
        leaderEpoch,
        isr,
        zkVersion,
        replicas,
        offlineReplicas,
      });
    }
  }

  /** A batch of its own. For long, no partitions meant all of them (`brokerChangeMetadata`). */
  sendUpdateMetadata(brokerIds: readonly number[], tps: readonly number[]): void {
    const isWhole = this.environment.switches.brokerChangeMetadata === "whole" && tps.length === 0;
    this.newBatch();
    this.addUpdateMetadata(brokerIds, isWhole ? this.context.allPartitions : tps);
    this.send();
  }

  /** Brokers that are not registered get nothing. */
  send(): void {
    for (const brokerId of this.context.liveOrShuttingDownBrokerIds) {
      const partitions = this.leaderAndIsr.get(brokerId);
      if (partitions === undefined) continue;
      const body: LeaderAndIsrRequest = {
        ...this.headerFor(brokerId),
        partitions: [...partitions.values()],
      };
      this.channels.send(brokerId, LEADER_AND_ISR, body, requestBytes(partitions.size));
    }
    const liveBrokers = this.context.liveOrShuttingDownBrokerIds;
    const metadata = [...this.updateMetadata.values()];
    const cluster = {
      liveBrokers,
      racks: this.racksOf(liveBrokers),
      offsetsPartitions: this.context.partitionsOfTopic(GROUP_METADATA_TOPIC_NAME).length,
    };
    for (const brokerId of liveBrokers) {
      if (!this.updateMetadataBrokers.has(brokerId)) continue;
      const header = this.headerFor(brokerId);
      const body: UpdateMetadataRequest = { ...header, partitions: metadata, ...cluster };
      const sizeBytes = requestBytes(metadata.length + liveBrokers.length);
      this.channels.send(brokerId, UPDATE_METADATA, body, sizeBytes);
    }
    for (const brokerId of liveBrokers) {
      const partitions = this.stopReplica.get(brokerId);
      if (partitions === undefined) continue;
      const body: StopReplicaRequest = {
        ...this.headerFor(brokerId),
        partitions: [...partitions.values()],
      };
      this.channels.send(brokerId, STOP_REPLICA, body, requestBytes(partitions.size));
    }
    this.clear();
  }

  private racksOf(brokerIds: readonly number[]): Readonly<Record<string, string>> {
    const entries = brokerIds.flatMap((id) => {
      const rack = this.context.rack(id);
      return rack === null ? [] : [[id, rack] as const];
    });
    return Object.fromEntries(entries);
  }

  private headerFor(brokerId: number): {
    readonly controllerId: number;
    readonly controllerEpoch: number;
    readonly brokerEpoch: number;
  } {
    const brokerEpoch = this.context.brokerEpoch(brokerId);
    assert(brokerEpoch !== undefined, `broker ${brokerId} is registered`);
    const { brokerId: controllerId } = this.environment;
    return {
      controllerId,
      controllerEpoch: this.context.epoch,
      brokerEpoch: this.environment.switches.brokerEpoch ? brokerEpoch : UNKNOWN_BROKER_EPOCH,
    };
  }
}

function requestBytes(entries: number): number {
  return MESSAGE_OVERHEAD_BYTES + entries * PARTITION_OVERHEAD_BYTES;
}

function partitionsOf<T>(requests: Map<number, Map<number, T>>, brokerId: number): Map<number, T> {
  let partitions = requests.get(brokerId);
  if (partitions === undefined) {
    partitions = new Map();
    requests.set(brokerId, partitions);
  }
  return partitions;
}
