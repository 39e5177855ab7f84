import type { Message } from "../../../kernel/connection.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import type {
  AlterPartitionReassignmentsResponse,
  ListPartitionReassignmentsRequest,
  ListPartitionReassignmentsResponse,
} from "../../messages.ts";
import { MESSAGE_OVERHEAD_BYTES, PARTITION_OVERHEAD_BYTES } from "../../messages.ts";
import type { ActiveController } from "../active-controller.ts";
import type { BrokerCallbacks } from "../controller-api.ts";
import type { ControllerContext } from "../controller-context.ts";
import { isBeingReassigned, reassignTo } from "../replicas/replica-assignment.ts";

/**
 * Whether a partition may be reassigned to these replicas: there are some, each is named once, and those
 * that are new run (`validateReplicas`).
 */
export function validateReplicas(
  context: ControllerContext,
  tp: number,
  replicas: readonly number[],
): ErrorCode {
  const { adding } = reassignTo(context.fullReplicaAssignment(tp), replicas);
  const live = context.liveBrokerIds;
  const isValid =
    replicas.length > 0 &&
    new Set(replicas).size === replicas.length &&
    replicas.every((id) => id >= 0) &&
    adding.every((id) => live.includes(id));
  return isValid ? Errors.NONE : Errors.INVALID_REPLICA_ASSIGNMENT;
}

/** Says what became of each partition: begun, not finished. */
export function answerAlterReassignments(
  callbacks: BrokerCallbacks,
  request: Message,
  tps: readonly number[],
  results: ReadonlyMap<number, ErrorCode>,
): void {
  const partitions = tps.map((tp) => ({ tp, error: results.get(tp) ?? Errors.NONE }));
  const response: AlterPartitionReassignmentsResponse = { error: Errors.NONE, partitions };
  callbacks.respond(request, response, sizeOf(tps.length));
}

/** Answers an alter or a list with one error for the whole request. */
export function failReassignmentRequest(
  callbacks: BrokerCallbacks,
  request: Message,
  error: ErrorCode,
): void {
  const response: AlterPartitionReassignmentsResponse = { error, partitions: [] };
  callbacks.respond(request, response, sizeOf(0));
}

/** Tells which partitions are being reassigned (`processListPartitionReassignments`). */
export function listReassignments(
  parts: {
    readonly callbacks: BrokerCallbacks;
    readonly context: ControllerContext;
    readonly activeController: ActiveController;
  },
  request: Message,
  { partitions }: ListPartitionReassignmentsRequest,
): void {
  const { callbacks, context } = parts;
  const listed = (partitions ?? [...context.partitionsBeingReassigned]).flatMap((tp) => {
    const assignment = context.fullReplicaAssignment(tp);
    return isBeingReassigned(assignment) ? [{ tp, ...assignment }] : [];
  });
  const response: ListPartitionReassignmentsResponse = { error: Errors.NONE, partitions: listed };
  callbacks.respond(request, response, sizeOf(listed.length));
}

function sizeOf(partitions: number): number {
  return MESSAGE_OVERHEAD_BYTES + partitions * PARTITION_OVERHEAD_BYTES;
}
