import type { ControllerContext, PartitionAndReplica } from "./controller-context.ts";
import type { ControllerStep } from "./controller-step.ts";
import { changePartitions, TRIGGER_ONLINE_PARTITIONS } from "./partition-state-machine.ts";
import { changeReplicas } from "./replica-state-machine.ts";

/**
 * Replicas went with their broker or its log directory (`onReplicasBecomeOffline`): new leaders where
 * one is gone, then the replicas leave the ISRs. Where no leader is gone the brokers still have to hear
 * of it.
 */
export function replicasBecomeOffline(
  context: ControllerContext,
  replicas: readonly PartitionAndReplica[],
): readonly ControllerStep[] {
  const leaderless = context.partitionsWithOfflineLeader;
  const steps: ControllerStep[] = [
    changePartitions(leaderless, "OfflinePartition"),
    TRIGGER_ONLINE_PARTITIONS,
    changeReplicas(replicas, "OfflineReplica"),
  ];
  if (leaderless.length > 0) return steps;
  return [...steps, { machine: "requestBatch", step: "liveBrokersToAll" }];
}
