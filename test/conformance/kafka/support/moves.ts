import type { PartitionState } from "../../../../sim/kafka/controller/leaders/partition-state.ts";
import {
  changePartitions,
  electPartitions,
} from "../../../../sim/kafka/controller/leaders/partition-state-machine.ts";
import type { ReplicaState } from "../../../../sim/kafka/controller/replicas/replica-state.ts";
import { changeReplicas } from "../../../../sim/kafka/controller/replicas/replica-state-machine.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { ControllerRig, type SentRequest } from "./controller-rig.ts";

const LEADER = 5;
const FOLLOWER = 6;
const REPLICAS = [LEADER, FOLLOWER];

/** Has the partition's machine move a partition, and tells what becomes of it. */
export function movePartition(era: Era, from: PartitionState, to: PartitionState): PartitionState {
  const rig = new ControllerRig(era, {}, REPLICAS, REPLICAS);
  if (from === "OnlinePartition" || from === "OfflinePartition") putLeader(rig);
  rig.context.putPartitionState(rig.tp, from);
  const online = to === "OnlinePartition";
  rig.run(online ? electPartitions([rig.tp], "offline") : changePartitions([rig.tp], to));
  return rig.context.partitionState(rig.tp);
}

/** Has the replicas' machine move the follower of a partition that has a leader. */
export function moveReplica(
  era: Era,
  from: ReplicaState,
  to: ReplicaState,
): { readonly state: ReplicaState; readonly sent: readonly SentRequest[] } {
  const rig = new ControllerRig(era, {}, REPLICAS, REPLICAS);
  const replica = { tp: rig.tp, replica: FOLLOWER };
  putLeader(rig);
  rig.context.putReplicaState(replica, from);
  rig.run(changeReplicas([replica], to));
  return { state: rig.context.replicaState(replica), sent: rig.sent };
}

function putLeader(rig: ControllerRig): void {
  const controllerEpoch = rig.context.epoch;
  const state = { leader: LEADER, isr: REPLICAS, leaderEpoch: 0, zkVersion: 0, controllerEpoch };
  rig.createState(state);
  rig.context.putLeadershipInfo(rig.tp, state);
}
