import type { LeaderAndIsrPartition } from "../../../../sim/kafka/messages.ts";
import type { Brokers } from "./brokers.ts";

/** What the controller says of the partition; what is not said follows from the rest. */
export interface RoleDescription {
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly leader?: number;
  readonly isr?: readonly number[];
  readonly partitionVersion?: number;
  readonly controllerEpoch?: number;
  readonly addingReplicas?: readonly number[];
  readonly removingReplicas?: readonly number[];
}

/** The state of the partition in a LeaderAndIsr request. */
export function partitionState(
  brokers: Brokers,
  leader: number,
  description: RoleDescription,
): LeaderAndIsrPartition {
  const { leaderEpoch, replicas, isr = replicas, partitionVersion, controllerEpoch } = description;
  const { addingReplicas = [], removingReplicas = [] } = description;
  return {
    tp: brokers.tp,
    controllerEpoch: controllerEpoch ?? 0,
    leader: description.leader ?? leader,
    leaderEpoch,
    isr,
    zkVersion: partitionVersion ?? 1,
    replicas,
    addingReplicas,
    removingReplicas,
    isNew: false,
  };
}

/**
 * Makes a broker the leader as `Partition.makeLeader` does, without a request. All brokers learn of
 * it.
 */
export function leadPartition(
  brokers: Brokers,
  brokerId: number,
  description: RoleDescription,
): void {
  const state = partitionState(brokers, brokerId, description);
  const partition = brokers.partition(brokerId);
  brokers.act(() => partition.makeLeader(state, {}));
  brokers.updateMetadata(description.replicas, [state], description.controllerEpoch);
}

/** Makes a broker a follower as `Partition.makeFollower` does. Returns whether something changed. */
export function followPartition(
  brokers: Brokers,
  brokerId: number,
  leader: number,
  description: RoleDescription,
): boolean {
  const state = partitionState(brokers, leader, description);
  const partition = brokers.partition(brokerId);
  return brokers.act(() => partition.makeFollower(state, {}));
}
