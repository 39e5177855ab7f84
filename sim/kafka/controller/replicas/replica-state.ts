/** States of a replica in the controller (`ReplicaState`). */
export type ReplicaState =
  | "NonExistentReplica"
  | "NewReplica"
  | "OnlineReplica"
  | "OfflineReplica"
  | "ReplicaDeletionStarted"
  | "ReplicaDeletionSuccessful"
  | "ReplicaDeletionIneligible";

const LIVING: readonly ReplicaState[] = [
  "NewReplica",
  "OnlineReplica",
  "OfflineReplica",
  "ReplicaDeletionIneligible",
];

const VALID_PREVIOUS_STATES: Readonly<Record<ReplicaState, readonly ReplicaState[]>> = {
  NewReplica: ["NonExistentReplica"],
  OnlineReplica: LIVING,
  OfflineReplica: LIVING,
  ReplicaDeletionStarted: ["OfflineReplica"],
  ReplicaDeletionSuccessful: ["ReplicaDeletionStarted"],
  ReplicaDeletionIneligible: ["OfflineReplica", "ReplicaDeletionStarted"],
  NonExistentReplica: ["ReplicaDeletionSuccessful"],
};

export function isValidReplicaStateTransition(from: ReplicaState, to: ReplicaState): boolean {
  return VALID_PREVIOUS_STATES[to].includes(from);
}
