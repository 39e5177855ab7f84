import {
  isValidPartitionStateTransition,
  type PartitionState,
} from "../../../sim/kafka/controller/leaders/partition-state.ts";
import {
  isValidReplicaStateTransition,
  type ReplicaState,
} from "../../../sim/kafka/controller/replicas/replica-state.ts";
import { check } from "./support/fields.ts";
import type { KafkaVector } from "./support/vector.ts";

/** `partitionStateTransition`: whether the controller may move a partition from one state to another. */
export function runPartitionStateTransition(vector: KafkaVector): void {
  runTransition(vector, (from, to) =>
    isValidPartitionStateTransition(from as PartitionState, to as PartitionState),
  );
}

/** `replicaStateTransition`: the same of a replica. */
export function runReplicaStateTransition(vector: KafkaVector): void {
  runTransition(vector, (from, to) =>
    isValidReplicaStateTransition(from as ReplicaState, to as ReplicaState),
  );
}

function runTransition(
  { input, expected }: KafkaVector,
  isValid: (from: string, to: string) => boolean,
): void {
  const from = input.text("from");
  const to = input.text("to");
  const valid = isValid(from, to);
  check("the transition is valid", expected.boolean("valid"), valid);
  check("the state after it", expected.text("stateAfter"), valid ? to : from);
}
