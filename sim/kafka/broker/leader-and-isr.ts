import { type ErrorCode, Errors } from "../errors.ts";
import { storageErrorCode } from "../log/log-dir-failure-channel.ts";
import { TRUNCATION_REASONS } from "../log/truncation-reasons.ts";
import type { ControlResponse, LeaderAndIsrPartition, LeaderAndIsrRequest } from "../messages.ts";
import type { Partition } from "./partition.ts";
import type { ReplicaManager } from "./replica-manager.ts";

/** The overrides of a partition's topic. */
export type TopicConfigOf = (tp: number) => Readonly<Record<string, string>>;

/** Who is told when this broker begins or ceases to lead a partition (`onLeadershipChange`). */
export interface LeadershipChanges {
  onElection(tp: number): void;
  onResignation(tp: number): void;
}

interface StateChange {
  readonly partition: Partition;
  readonly state: LeaderAndIsrPartition;
}

/**
 * Carries out a LeaderAndIsr request (`ReplicaManager.becomeLeaderOrFollower`): a request of an older
 * controller is refused; a partition takes it only in a greater leader epoch. First this broker becomes
 * the leader of what it is to lead, then a follower of the rest. A partition whose log cannot be opened
 * because a log directory failed answers KAFKA_STORAGE_ERROR, which tells the controller (KIP-112).
 */
export function becomeLeaderOrFollower(
  replicas: ReplicaManager,
  request: LeaderAndIsrRequest,
  topicConfigOf: TopicConfigOf,
  leadership: LeadershipChanges,
): ControlResponse {
  if (request.controllerEpoch < replicas.controllerEpoch) {
    return { error: Errors.STALE_CONTROLLER_EPOCH, partitions: [] };
  }
  replicas.controllerEpoch = request.controllerEpoch;
  const errors = new Map<number, ErrorCode>();
  const leaders: StateChange[] = [];
  const followers: StateChange[] = [];
  for (const state of request.partitions) {
    const error = validate(replicas, state);
    errors.set(state.tp, error);
    if (error !== Errors.NONE) continue;
    const change = { partition: replicas.getOrCreatePartition(state.tp), state };
    if (state.leader === replicas.brokerId) leaders.push(change);
    else followers.push(change);
  }
  const elected = makeLeaders(replicas, leaders, topicConfigOf, errors);
  const resigned = makeFollowers(replicas, followers, topicConfigOf, errors);
  for (const { tp } of request.partitions) {
    if ((replicas.partition(tp)?.log ?? null) === null) replicas.markPartitionOffline(tp);
  }
  replicas.startHighWatermarkCheckpoints();
  replicas.fetcherManager.shutdownIdleFetchers();
  for (const { tp } of elected) leadership.onElection(tp);
  for (const { tp } of resigned) leadership.onResignation(tp);
  const partitions = [...errors].map(([tp, error]) => ({ tp, error }));
  return { error: Errors.NONE, partitions };
}

function validate(replicas: ReplicaManager, state: LeaderAndIsrPartition): ErrorCode {
  if (replicas.isOffline(state.tp)) return Errors.KAFKA_STORAGE_ERROR;
  const known = replicas.partition(state.tp);
  if (known !== null && state.leaderEpoch <= known.leaderEpoch)
    return Errors.STALE_CONTROLLER_EPOCH;
  return state.replicas.includes(replicas.brokerId)
    ? Errors.NONE
    : Errors.UNKNOWN_TOPIC_OR_PARTITION;
}

/** Returns those that this broker did not lead before. */
function makeLeaders(
  replicas: ReplicaManager,
  changes: readonly StateChange[],
  topicConfigOf: TopicConfigOf,
  errors: Map<number, ErrorCode>,
): readonly Partition[] {
  const elected: Partition[] = [];
  if (changes.length === 0) return elected;
  replicas.fetcherManager.removeFetchers(changes.map(({ partition }) => partition));
  for (const { partition, state } of changes) {
    const isNewLeader = !partition.isLeader;
    try {
      const highWatermarkRose = partition.makeLeader(state, topicConfigOf(state.tp));
      if (isNewLeader) elected.push(partition);
      if (!highWatermarkRose) continue;
      replicas.highWatermarkRose(partition);
      replicas.completeDelayedRequests(partition);
    } catch (error) {
      errors.set(state.tp, storageErrorCode(error));
    }
  }
  return elected;
}

/**
 * A leader that the metadata cache does not hold for alive is not followed: then only the log is
 * opened, so that its HW stays in the checkpoint (KAFKA-1647), and the epoch is not taken. A partition
 * that goes on with the same leader keeps its fetcher. Returns those that follow another leader now.
 */
function makeFollowers(
  replicas: ReplicaManager,
  changes: readonly StateChange[],
  topicConfigOf: TopicConfigOf,
  errors: Map<number, ErrorCode>,
): readonly Partition[] {
  const made: Partition[] = [];
  if (changes.length === 0) return made;
  for (const { partition, state } of changes) {
    const configs = topicConfigOf(state.tp);
    try {
      if (replicas.metadataCache.isAlive(state.leader)) {
        if (partition.makeFollower(state, configs)) made.push(partition);
      } else {
        partition.createLogIfNotExists(configs, state.isNew);
      }
    } catch (error) {
      errors.set(state.tp, storageErrorCode(error));
    }
  }
  const { fetcherManager } = replicas;
  fetcherManager.removeFetchers(made);
  if (fetcherManager.truncation.truncatesToHighWatermark) {
    for (const partition of made) truncateToHighWatermark(partition);
  }
  for (const partition of made) replicas.becameFollower(partition);
  if (!replicas.isShuttingDown) fetcherManager.addFetchers(made);
  return made;
}

function truncateToHighWatermark(partition: Partition): void {
  const { log } = partition;
  if (log === null) return;
  partition.truncateTo(log.highWatermark, TRUNCATION_REASONS.TO_HIGH_WATERMARK);
}
