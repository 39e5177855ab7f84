import { present } from "../../kernel/assert.ts";
import type { TopicPartitions } from "../context.ts";
import type { LeaderIsrAndControllerEpoch } from "../zk/zk-data.ts";
import type { PartitionState } from "./partition-state.ts";
import type { ReplicaState } from "./replica-state.ts";

/** A replica of a partition: `tp` is an id of `TopicPartitions`, `replica` a broker. */
export interface PartitionAndReplica {
  readonly tp: number;
  readonly replica: number;
}

const NO_PARTITIONS: ReadonlySet<number> = new Set();

/**
 * What the active controller knows of the cluster (`ControllerContext`): a copy of what ZooKeeper
 * holds, as old as its last read. Empty while the broker is not the controller.
 */
export class ControllerContext {
  /** Of this controller; 0 while it is none. */
  epoch = 0;
  /** Version of `/controller_epoch` when this controller was elected. */
  epochZkVersion = 0;
  readonly shuttingDownBrokerIds = new Set<number>();
  private readonly topicPartitions: TopicPartitions;
  private readonly brokerEpochs = new Map<number, number>();
  private readonly topics = new Map<string, readonly number[]>();
  private readonly offlineDirReplicas = new Map<number, ReadonlySet<number>>();
  private readonly assignments = new Map<number, readonly number[]>();
  private readonly leadership = new Map<number, LeaderIsrAndControllerEpoch>();
  private readonly partitionStates = new Map<number, PartitionState>();
  private readonly replicaStates = new Map<number, Map<number, ReplicaState>>();

  constructor(topicPartitions: TopicPartitions) {
    this.topicPartitions = topicPartitions;
  }

  reset(): void {
    this.epoch = 0;
    this.epochZkVersion = 0;
    this.shuttingDownBrokerIds.clear();
    this.brokerEpochs.clear();
    this.offlineDirReplicas.clear();
    this.topics.clear();
    this.assignments.clear();
    this.leadership.clear();
    this.partitionStates.clear();
    this.replicaStates.clear();
  }

  addLiveBroker(brokerId: number, brokerEpoch: number): void {
    this.brokerEpochs.set(brokerId, brokerEpoch);
  }

  removeLiveBroker(brokerId: number): void {
    this.brokerEpochs.delete(brokerId);
  }

  /** Registered brokers without those in a controlled shutdown, ascending. */
  get liveBrokerIds(): readonly number[] {
    return this.liveOrShuttingDownBrokerIds.filter((id) => !this.shuttingDownBrokerIds.has(id));
  }

  /** Registered brokers, ascending. */
  get liveOrShuttingDownBrokerIds(): readonly number[] {
    return [...this.brokerEpochs.keys()].sort((a, b) => a - b);
  }

  isLiveOrShuttingDown(brokerId: number): boolean {
    return this.brokerEpochs.has(brokerId);
  }

  /** The epoch (czxid) of a registered broker. */
  brokerEpoch(brokerId: number): number | undefined {
    return this.brokerEpochs.get(brokerId);
  }

  /** Whether the broker runs and the partition's log directory works there, as far as is known. */
  isReplicaOnline(brokerId: number, tp: number): boolean {
    if (!this.brokerEpochs.has(brokerId) || this.shuttingDownBrokerIds.has(brokerId)) return false;
    return !this.replicasOnOfflineDirs(brokerId).has(tp);
  }

  /** Partitions whose log is in a failed directory of a broker, as it answered (KIP-112). */
  replicasOnOfflineDirs(brokerId: number): ReadonlySet<number> {
    return this.offlineDirReplicas.get(brokerId) ?? NO_PARTITIONS;
  }

  putReplicasOnOfflineDirs(brokerId: number, tps: ReadonlySet<number>): void {
    if (tps.size > 0) this.offlineDirReplicas.set(brokerId, tps);
    else this.offlineDirReplicas.delete(brokerId);
  }

  hasTopic(topic: string): boolean {
    return this.topics.has(topic);
  }

  /** Adds a topic with the replicas of its partitions. Returns its partitions. */
  addTopic(topic: string, assignment: readonly (readonly number[])[]): readonly number[] {
    const partitions = assignment.map((replicas, partition) => {
      const tp = this.topicPartitions.id(topic, partition);
      this.assignments.set(tp, replicas);
      return tp;
    });
    this.topics.set(topic, partitions);
    return partitions;
  }

  get allPartitions(): readonly number[] {
    return [...this.assignments.keys()];
  }

  /** The replicas of a partition, the preferred leader first; none of an unknown one. */
  replicaAssignment(tp: number): readonly number[] {
    return this.assignments.get(tp) ?? [];
  }

  partitionsOnBroker(brokerId: number): readonly number[] {
    return this.allPartitions.filter((tp) => this.replicaAssignment(tp).includes(brokerId));
  }

  replicasOnBrokers(brokerIds: readonly number[]): readonly PartitionAndReplica[] {
    return brokerIds.flatMap((replica) =>
      this.partitionsOnBroker(replica).map((tp) => ({ tp, replica })),
    );
  }

  replicasOfPartitions(tps: readonly number[]): readonly PartitionAndReplica[] {
    return tps.flatMap((tp) => this.replicaAssignment(tp).map((replica) => ({ tp, replica })));
  }

  leadershipInfo(tp: number): LeaderIsrAndControllerEpoch | undefined {
    return this.leadership.get(tp);
  }

  putLeadershipInfo(tp: number, info: LeaderIsrAndControllerEpoch): void {
    this.leadership.set(tp, info);
  }

  get partitionsWithLeaders(): readonly number[] {
    return [...this.leadership.keys()];
  }

  get partitionsWithOfflineLeader(): readonly number[] {
    return [...this.leadership]
      .filter(([tp, info]) => !this.isReplicaOnline(info.leader, tp))
      .map(([tp]) => tp);
  }

  /** Partitions that a broker leads and another replica could. */
  partitionLeadersOnBroker(brokerId: number): readonly number[] {
    return [...this.leadership]
      .filter(([tp, { leader }]) => leader === brokerId && this.replicaAssignment(tp).length > 1)
      .map(([tp]) => tp);
  }

  partitionState(tp: number): PartitionState {
    return this.partitionStates.get(tp) ?? "NonExistentPartition";
  }

  putPartitionState(tp: number, state: PartitionState): void {
    this.partitionStates.set(tp, state);
  }

  partitionsInStates(states: readonly PartitionState[]): readonly number[] {
    return [...this.partitionStates]
      .filter(([, state]) => states.includes(state))
      .map(([tp]) => tp);
  }

  replicaState({ tp, replica }: PartitionAndReplica): ReplicaState {
    return this.replicaStates.get(tp)?.get(replica) ?? "NonExistentReplica";
  }

  putReplicaState({ tp, replica }: PartitionAndReplica, state: ReplicaState): void {
    let states = this.replicaStates.get(tp);
    if (states === undefined) {
      states = new Map();
      this.replicaStates.set(tp, states);
    }
    states.set(replica, state);
  }

  /** Leader and ISR of a partition that must have them. */
  knownLeadershipInfo(tp: number): LeaderIsrAndControllerEpoch {
    return present(this.leadership.get(tp), `${this.topicPartitions.name(tp)} has a leader`);
  }
}
