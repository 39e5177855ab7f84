import { type ErrorCode, Errors } from "../errors.ts";
import { storageErrorCode } from "../log/log-dir-failure-channel.ts";
import type { ControlResponse, StopReplicaRequest } from "../messages.ts";
import type { ReplicaManager } from "./replica-manager.ts";

/** `LeaderAndIsr.NoEpoch`: the request does not say, as all of controllers up to 2.5. */
const NO_EPOCH = -1;
/** `LeaderAndIsr.EpochDuringDelete`: a deletion overrides every epoch. */
const EPOCH_DURING_DELETE = -2;

/**
 * Carries out a StopReplica request (`ReplicaManager.stopReplicas`): the fetchers stop, and where it
 * says so the replica and its log are deleted. An older leader epoch is fenced (KIP-570), and for long
 * an equal one too (KAFKA-13972).
 */
export function stopReplicas(
  replicas: ReplicaManager,
  request: StopReplicaRequest,
): ControlResponse {
  if (request.controllerEpoch < replicas.controllerEpoch) {
    return { error: Errors.STALE_CONTROLLER_EPOCH, partitions: [] };
  }
  replicas.controllerEpoch = request.controllerEpoch;
  const errors = new Map<number, ErrorCode>();
  const stopped: { readonly tp: number; readonly deletePartition: boolean }[] = [];
  for (const { tp, leaderEpoch, deletePartition } of request.partitions) {
    if (replicas.isOffline(tp)) {
      errors.set(tp, Errors.KAFKA_STORAGE_ERROR);
      continue;
    }
    const current = replicas.partition(tp)?.leaderEpoch ?? NO_EPOCH;
    const accepted =
      leaderEpoch === EPOCH_DURING_DELETE ||
      leaderEpoch === NO_EPOCH ||
      leaderEpoch > current ||
      (replicas.stopsInEpoch && leaderEpoch === current);
    errors.set(tp, accepted ? Errors.NONE : Errors.FENCED_LEADER_EPOCH);
    if (accepted) stopped.push({ tp, deletePartition });
  }
  stopPartitions(replicas, stopped, errors);
  replicas.fetcherManager.shutdownIdleFetchers();
  const partitions = [...errors].map(([tp, error]) => ({ tp, error }));
  return { error: Errors.NONE, partitions };
}

function stopPartitions(
  replicas: ReplicaManager,
  stopped: readonly { readonly tp: number; readonly deletePartition: boolean }[],
  errors: Map<number, ErrorCode>,
): void {
  const hosted = stopped
    .map(({ tp }) => replicas.partition(tp))
    .filter((partition) => partition !== null);
  replicas.fetcherManager.removeFetchers(hosted);
  for (const { tp, deletePartition } of stopped) {
    const partition = replicas.partition(tp);
    if (partition === null) continue;
    if (deletePartition) {
      replicas.removePartition(tp);
      partition.delete();
    }
    replicas.completeDelayedRequests(partition);
  }
  for (const { tp, deletePartition } of stopped) {
    if (!deletePartition) continue;
    try {
      replicas.logManager.delete(tp);
    } catch (error) {
      errors.set(tp, storageErrorCode(error));
    }
  }
}
