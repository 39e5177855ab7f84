import { type ErrorCode, Errors } from "../errors.ts";
import type { ControlResponse, LeaderAndIsrPartition, LeaderAndIsrRequest } from "../messages.ts";
import type { Partition } from "./partition.ts";
import type { ReplicaManager } from "./replica-manager.ts";

/** The overrides of a partition's topic. */
export type TopicConfigOf = (tp: number) => Readonly<Record<string, string>>;

interface StateChange {
  readonly partition: Partition;
  readonly state: LeaderAndIsrPartition;
}

/**
 * Carries out a LeaderAndIsr request (`ReplicaManager.becomeLeaderOrFollower`): a request of an older
 * controller is refused; a partition takes it only in a greater leader epoch. First this broker becomes
 * the leader of what it is to lead, then a follower of the rest.
 */
export function becomeLeaderOrFollower(
  replicas: ReplicaManager,
  request: LeaderAndIsrRequest,
  topicConfigOf: TopicConfigOf,
): ControlResponse {
  if (request.controllerEpoch < replicas.controllerEpoch) {
    return { error: Errors.STALE_CONTROLLER_EPOCH, partitions: [] };
  }
  replicas.controllerEpoch = request.controllerEpoch;
  const results: { readonly tp: number; readonly error: ErrorCode }[] = [];
  const leaders: StateChange[] = [];
  const followers: StateChange[] = [];
  for (const state of request.partitions) {
    const error = validate(replicas, state);
    results.push({ tp: state.tp, error });
    if (error !== Errors.NONE) continue;
    const change = { partition: replicas.getOrCreatePartition(state.tp), state };
    if (state.leader === replicas.brokerId) leaders.push(change);
    else followers.push(change);
  }
  makeLeaders(replicas, leaders, topicConfigOf);
  makeFollowers(replicas, followers, topicConfigOf);
  replicas.startHighWatermarkCheckpoints();
  replicas.fetcherManager.shutdownIdleFetchers();
  return { error: Errors.NONE, partitions: results };
}

function validate(replicas: ReplicaManager, state: LeaderAndIsrPartition): ErrorCode {
  const known = replicas.partition(state.tp);
  if (known !== null && state.leaderEpoch <= known.leaderEpoch)
    return Errors.STALE_CONTROLLER_EPOCH;
  return state.replicas.includes(replicas.brokerId)
    ? Errors.NONE
    : Errors.UNKNOWN_TOPIC_OR_PARTITION;
}

function makeLeaders(
  replicas: ReplicaManager,
  changes: readonly StateChange[],
  topicConfigOf: TopicConfigOf,
): void {
  if (changes.length === 0) return;
  replicas.fetcherManager.removeFetchers(changes.map(({ partition }) => partition));
  for (const { partition, state } of changes) {
    if (!partition.makeLeader(state, topicConfigOf(state.tp))) continue;
    replicas.highWatermarkRose(partition);
    replicas.completeDelayedRequests(partition);
  }
}

/**
 * A leader that the metadata cache does not hold for alive is not followed: then only the log is
 * opened, so that its HW stays in the checkpoint (KAFKA-1647), and the epoch is not taken.
 */
function makeFollowers(
  replicas: ReplicaManager,
  changes: readonly StateChange[],
  topicConfigOf: TopicConfigOf,
): void {
  if (changes.length === 0) return;
  const made: Partition[] = [];
  for (const { partition, state } of changes) {
    const configs = topicConfigOf(state.tp);
    if (replicas.metadataCache.isAlive(state.leader)) {
      partition.makeFollower(state, configs);
      made.push(partition);
    } else {
      partition.createLogIfNotExists(configs);
    }
  }
  replicas.fetcherManager.removeFetchers(made);
  for (const partition of made) replicas.completeDelayedRequests(partition);
  if (!replicas.isShuttingDown) replicas.fetcherManager.addFetchers(made, initialFetchOffset);
}

/** From the end of the log; from the HW, to which it truncates first, when the log has no epochs. */
function initialFetchOffset({ log }: Partition): number {
  if (log === null) return 0;
  return log.latestEpoch >= 0 ? log.logEndOffset : log.highWatermark;
}
