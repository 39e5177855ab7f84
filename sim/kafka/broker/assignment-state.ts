import type { IsrState } from "./isr-state.ts";

/** The replicas of a partition as the controller told its leader (`AssignmentState`, KIP-455). */
export interface AssignmentState {
  /** Also those that are being added or removed. */
  readonly replicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
}

export const NO_REPLICAS: AssignmentState = {
  replicas: [],
  addingReplicas: [],
  removingReplicas: [],
};

export function isReassigning({ addingReplicas, removingReplicas }: AssignmentState): boolean {
  return addingReplicas.length > 0 || removingReplicas.length > 0;
}

export function isAddingReplica({ addingReplicas }: AssignmentState, brokerId: number): boolean {
  return addingReplicas.includes(brokerId);
}

/** While replicas are added, the number of those that were there before. */
export function replicationFactor({ replicas, addingReplicas }: AssignmentState): number {
  return replicas.filter((id) => !addingReplicas.includes(id)).length;
}

/** Whether a leader has fewer members in its ISR than the partition has replicas. */
export function isUnderReplicated(partition: {
  readonly isLeader: boolean;
  readonly assignment: AssignmentState;
  readonly isrState: IsrState;
}): boolean {
  const { isLeader, assignment, isrState } = partition;
  return isLeader && isrState.isr.length < replicationFactor(assignment);
}
