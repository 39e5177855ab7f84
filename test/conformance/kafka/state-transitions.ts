import {
  isValidPartitionStateTransition,
  type PartitionState,
} from "../../../sim/kafka/controller/leaders/partition-state.ts";
import {
  isValidReplicaStateTransition,
  type ReplicaState,
} from "../../../sim/kafka/controller/replicas/replica-state.ts";
import { check } from "./support/fields.ts";
import { movePartition, moveReplica } from "./support/moves.ts";
import type { KafkaVector } from "./support/vector.ts";

/** `partitionStateTransition`: whether the controller moves a partition from one state to another. */
export function runPartitionStateTransition({ era, input, expected }: KafkaVector): void {
  const from = input.text("from") as PartitionState;
  const to = input.text("to") as PartitionState;
  const isValid = isValidPartitionStateTransition(from, to);
  check("the transition is valid", expected.boolean("valid"), isValid);
  check("the state after it", expected.text("stateAfter"), movePartition(era, from, to));
}

/** `replicaStateTransition`: the same of a replica. */
export function runReplicaStateTransition({ era, input, expected }: KafkaVector): void {
  const from = input.text("from") as ReplicaState;
  const to = input.text("to") as ReplicaState;
  const isValid = isValidReplicaStateTransition(from, to);
  check("the transition is valid", expected.boolean("valid"), isValid);
  check("the state after it", expected.text("stateAfter"), moveReplica(era, from, to).state);
}
