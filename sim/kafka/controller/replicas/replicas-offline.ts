import type { ControllerContext, PartitionAndReplica } from "../controller-context.ts";
import type { ControllerStep } from "../controller-step.ts";
import { changePartitions, TRIGGER_ONLINE_PARTITIONS } from "../leaders/partition-state-machine.ts";
import { failReplicaDeletion } from "../topics/topic-deletion.ts";
import { changeReplicas } from "./replica-state-machine.ts";

/**
 * Replicas went with their broker or its log directory (`onReplicasBecomeOffline`): new leaders where
 * one is gone, then the replicas leave the ISRs; those that were to be deleted cannot be now. Where no leader is gone the brokers still have to hear
 * of it.
 */
export function replicasBecomeOffline(
  context: ControllerContext,
  replicas: readonly PartitionAndReplica[],
): readonly ControllerStep[] {
  const leaderless = context.partitionsWithOfflineLeader;
  const doomed = replicas.filter(({ tp }) => context.isToBeDeleted(tp));
  const kept = replicas.filter(({ tp }) => !context.isToBeDeleted(tp));
  const steps: ControllerStep[] = [
    changePartitions(leaderless, "OfflinePartition"),
    TRIGGER_ONLINE_PARTITIONS,
    changeReplicas(kept, "OfflineReplica"),
    failReplicaDeletion(doomed),
  ];
  if (leaderless.length > 0) return steps;
  return [...steps, { machine: "requestBatch", step: "liveBrokersToAll" }];
}
