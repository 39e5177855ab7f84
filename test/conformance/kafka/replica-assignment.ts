import {
  isBeingReassigned,
  type ReplicaAssignment,
  reassignTo,
  targetReplicas,
} from "../../../sim/kafka/controller/replicas/replica-assignment.ts";
import { check, type Fields } from "./support/fields.ts";
import type { KafkaVector } from "./support/vector.ts";

/** `reassignTo`: the assignment of a partition while it moves to a target. */
export function runReassignTo({ input, expected }: KafkaVector): void {
  const current = assignmentIn(input.object("current"));
  const { replicas, adding, removing } = reassignTo(current, input.numbers("target"));
  check("the replicas", expected.numbers("replicas"), replicas);
  check("those that are added", expected.numbers("adding"), adding);
  check("those that are removed", expected.numbers("removing"), removing);
}

/** `targetReplicas`: the replicas when all that is under way is done, and whether anything is. */
export function runTargetReplicas({ input, expected }: KafkaVector): void {
  const assignment = assignmentIn(input);
  check("the target", expected.numbers("targetReplicas"), targetReplicas(assignment));
  const moves = isBeingReassigned(assignment);
  check("whether it is being reassigned", expected.boolean("isBeingReassigned"), moves);
}

function assignmentIn(fields: Fields): ReplicaAssignment {
  return {
    replicas: fields.numbers("replicas"),
    adding: fields.numbers("adding"),
    removing: fields.numbers("removing"),
  };
}
