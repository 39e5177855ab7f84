/** States of a partition in the controller (`PartitionState`). */
export type PartitionState =
  | "NonExistentPartition"
  | "NewPartition"
  | "OnlinePartition"
  | "OfflinePartition";

const VALID_PREVIOUS_STATES: Readonly<Record<PartitionState, readonly PartitionState[]>> = {
  NewPartition: ["NonExistentPartition"],
  OnlinePartition: ["NewPartition", "OnlinePartition", "OfflinePartition"],
  OfflinePartition: ["NewPartition", "OnlinePartition", "OfflinePartition"],
  NonExistentPartition: ["OfflinePartition"],
};

export function isValidPartitionStateTransition(from: PartitionState, to: PartitionState): boolean {
  return VALID_PREVIOUS_STATES[to].includes(from);
}
