import type { Message } from "../../../kernel/connection.ts";
import type {
  AlterPartitionReassignmentsRequest,
  ListPartitionReassignmentsRequest,
} from "../../messages.ts";
import type { ControllerContext } from "../controller-context.ts";
import type { ControllerStep } from "../controller-step.ts";
import { changeReplicas } from "../replicas/replica-state-machine.ts";

/** What happens that concerns reassignments, whichever way they are done. */
export type ReassignmentTrigger = { readonly machine: "reassignment" } & (
  | { readonly step: "load" }
  /** A new controller goes on with those that there are. */
  | { readonly step: "failover" }
  /** `/admin/reassign_partitions` was written. */
  | { readonly step: "znodeWritten" }
  | { readonly step: "brokersStarted"; readonly brokerIds: readonly number[] }
  /** The ISRs of these partitions changed: their replicas may have caught up. */
  | { readonly step: "isrChanged"; readonly tps: readonly number[] }
  | {
      readonly step: "alter";
      readonly request: Message;
      readonly body: AlterPartitionReassignmentsRequest;
    }
  | {
      readonly step: "list";
      readonly request: Message;
      readonly body: ListPartitionReassignmentsRequest;
    }
);

/** A new controller learns which there are. */
export const LOAD_REASSIGNMENTS: ReassignmentTrigger = { machine: "reassignment", step: "load" };
export const RESUME_REASSIGNMENTS: ReassignmentTrigger = {
  machine: "reassignment",
  step: "failover",
};
export const READ_ZK_REASSIGNMENTS: ReassignmentTrigger = {
  machine: "reassignment",
  step: "znodeWritten",
};

/** Goes on with reassignments to brokers that have started. */
export function resumeReassignments(brokerIds: readonly number[]): ReassignmentTrigger {
  return { machine: "reassignment", step: "brokersStarted", brokerIds };
}

/** Completes the reassignments of these partitions, if they are being reassigned and are in sync. */
export function maybeCompleteReassignments(
  context: ControllerContext,
  tps: readonly number[],
): readonly ControllerStep[] {
  const moving = tps.filter((tp) => context.partitionsBeingReassigned.has(tp));
  if (moving.length === 0) return [];
  return [{ machine: "reassignment", step: "isrChanged", tps: moving }];
}

/**
 * Takes replicas out of the ISR, stops them, and deletes their logs
 * (`stopRemovedReplicasOfReassignedPartition`). A broker that is down keeps its log.
 */
export function stopRemovedReplicas(
  tp: number,
  replicas: readonly number[],
): readonly ControllerStep[] {
  const removed = replicas.map((replica) => ({ tp, replica }));
  return [
    changeReplicas(removed, "OfflineReplica"),
    changeReplicas(removed, "ReplicaDeletionStarted"),
    changeReplicas(removed, "ReplicaDeletionSuccessful"),
    changeReplicas(removed, "NonExistentReplica"),
  ];
}
