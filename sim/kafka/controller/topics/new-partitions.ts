import type { ControllerContext } from "../controller-context.ts";
import type { ControllerStep } from "../controller-step.ts";
import { changePartitions, electPartitions } from "../leaders/partition-state-machine.ts";
import { changeReplicas } from "../replicas/replica-state-machine.ts";

/** Brings partitions online whose replicas have just become known (`onNewPartitionCreation`). */
export function newPartitions(
  context: ControllerContext,
  tps: readonly number[],
): readonly ControllerStep[] {
  const replicas = context.replicasOfPartitions(tps);
  return [
    changePartitions(tps, "NewPartition"),
    changeReplicas(replicas, "NewReplica"),
    electPartitions(tps, "offline"),
    changeReplicas(replicas, "OnlineReplica"),
  ];
}
