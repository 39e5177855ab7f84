import { present } from "../../kernel/assert.ts";
import type { TopicPartitions } from "../context.ts";
import type { LeaderIsrAndControllerEpoch } from "../zk/zk-data.ts";
import type { PartitionState } from "./leaders/partition-state.ts";
import { NO_REPLICAS, type ReplicaAssignment } from "./replicas/replica-assignment.ts";
import type { ReplicaState } from "./replicas/replica-state.ts";

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
  /** Topics that were asked to be deleted and still exist. */
  readonly topicsToBeDeleted = new Set<string>();
  /** Those of them whose replicas are being deleted. */
  readonly topicsWithDeletionStarted = new Set<string>();
  /** Those of them that must wait: a replica's broker is down, or a reassignment is under way. */
  readonly topicsIneligibleForDeletion = new Set<string>();
  readonly partitionsBeingReassigned = new Set<number>();
  /** Topics whose znodes are watched for more partitions. */
  readonly watchedTopics = new Set<string>();
  private readonly topicPartitions: TopicPartitions;
  private readonly brokerEpochs = new Map<number, number>();
  private readonly racks = new Map<number, string | null>();
  private readonly topics = new Map<string, readonly number[]>();
  private readonly offlineDirReplicas = new Map<number, ReadonlySet<number>>();
  private readonly assignments = new Map<number, ReplicaAssignment>();
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
    this.topicsToBeDeleted.clear();
    this.topicsWithDeletionStarted.clear();
    this.topicsIneligibleForDeletion.clear();
    this.partitionsBeingReassigned.clear();
    this.watchedTopics.clear();
    this.brokerEpochs.clear();
    this.racks.clear();
    this.offlineDirReplicas.clear();
    this.topics.clear();
    this.assignments.clear();
    this.leadership.clear();
    this.partitionStates.clear();
    this.replicaStates.clear();
  }

  addLiveBroker(brokerId: number, brokerEpoch: number, rack: string | null = null): void {
    this.brokerEpochs.set(brokerId, brokerEpoch);
    this.racks.set(brokerId, rack);
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

  /** The rack of a broker; null for none. */
  rack(brokerId: number): string | null {
    return this.racks.get(brokerId) ?? null;
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

  /** In the order in which the controller learned of them. */
  get allTopics(): readonly string[] {
    return [...this.topics.keys()];
  }

  /** Adds a topic with the replicas of its partitions from 0. Returns its partitions. */
  addTopic(topic: string, assignments: readonly ReplicaAssignment[]): readonly number[] {
    this.topics.set(topic, []);
    return assignments.map((assignment, partition) => {
      const tp = this.topicPartitions.id(topic, partition);
      this.putAssignment(tp, assignment);
      return tp;
    });
  }

  /** Forgets a topic, its partitions, and that it was to be deleted. */
  removeTopic(topic: string): void {
    this.topicsToBeDeleted.delete(topic);
    this.topicsWithDeletionStarted.delete(topic);
    for (const tp of this.partitionsOfTopic(topic)) {
      this.assignments.delete(tp);
      this.leadership.delete(tp);
    }
    this.topics.delete(topic);
  }

  /** Partitions of a topic; none of an unknown one. */
  partitionsOfTopic(topic: string): readonly number[] {
    return this.topics.get(topic) ?? [];
  }

  /** Whether somebody asked to delete the topic of a partition. */
  isToBeDeleted(tp: number): boolean {
    return this.topicsToBeDeleted.has(this.topicPartitions.topic(tp));
  }

  /** Whether the replicas of a partition are being deleted. */
  isDeletionStarted(tp: number): boolean {
    return this.topicsWithDeletionStarted.has(this.topicPartitions.topic(tp));
  }

  get allPartitions(): readonly number[] {
    return [...this.assignments.keys()];
  }

  /** The replicas of a partition, the preferred leader first; none of an unknown one. */
  replicaAssignment(tp: number): readonly number[] {
    return this.fullReplicaAssignment(tp).replicas;
  }

  /** With those that a reassignment adds or removes. */
  fullReplicaAssignment(tp: number): ReplicaAssignment {
    return this.assignments.get(tp) ?? NO_REPLICAS;
  }

  /** A partition that was not known becomes its topic's. */
  putAssignment(tp: number, assignment: ReplicaAssignment): void {
    if (!this.assignments.has(tp)) {
      const topic = this.topicPartitions.topic(tp);
      this.topics.set(topic, [...this.partitionsOfTopic(topic), tp]);
    }
    this.assignments.set(tp, assignment);
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

  topicsOf(replicas: readonly PartitionAndReplica[]): readonly string[] {
    return [...new Set(replicas.map(({ tp }) => this.topicPartitions.topic(tp)))];
  }

  leadershipInfo(tp: number): LeaderIsrAndControllerEpoch | undefined {
    return this.leadership.get(tp);
  }

  putLeadershipInfo(tp: number, info: LeaderIsrAndControllerEpoch): void {
    this.leadership.set(tp, info);
  }

  /** Without those that are to be deleted. */
  get partitionsWithLeaders(): readonly number[] {
    return [...this.leadership.keys()].filter((tp) => !this.isToBeDeleted(tp));
  }

  /** Without those that are to be deleted. */
  get partitionsWithOfflineLeader(): readonly number[] {
    return [...this.leadership]
      .filter(([tp, info]) => !this.isReplicaOnline(info.leader, tp) && !this.isToBeDeleted(tp))
      .map(([tp]) => tp);
  }

  partitionState(tp: number): PartitionState {
    return this.partitionStates.get(tp) ?? "NonExistentPartition";
  }

  putPartitionState(tp: number, state: PartitionState): void {
    if (state === "NonExistentPartition") this.partitionStates.delete(tp);
    else this.partitionStates.set(tp, state);
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
    if (state === "NonExistentReplica") states.delete(replica);
    else states.set(replica, state);
  }

  /** Replicas of a topic that are in that state. */
  replicasInState(topic: string, state: ReplicaState): readonly PartitionAndReplica[] {
    return this.replicasOfPartitions(this.partitionsOfTopic(topic)).filter(
      (replica) => this.replicaState(replica) === state,
    );
  }

  /** Leader and ISR of a partition that must have them. */
  knownLeadershipInfo(tp: number): LeaderIsrAndControllerEpoch {
    return present(this.leadership.get(tp), `${this.topicPartitions.name(tp)} has a leader`);
  }
}
