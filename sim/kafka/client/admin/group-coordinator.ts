import { type ErrorCode, Errors } from "../../errors.ts";
import {
  COORDINATOR_OF_GROUP,
  type FindCoordinatorRequest,
  type FindCoordinatorResponse,
} from "../../group-messages.ts";
import { FIND_COORDINATOR } from "../../messages.ts";
import { type Call, endedBy, next, type Progress, repeat } from "./operations.ts";

/** What is asked of the coordinator of a group. */
export interface CoordinatedTask {
  /** Id of the broker; null: not looked up yet. */
  readonly coordinator: number | null;
}

/** Asks any broker who coordinates a group. */
export function findCoordinatorCall(group: string): Call {
  const body: FindCoordinatorRequest = { keyType: COORDINATOR_OF_GROUP, key: group };
  return { target: "any", api: FIND_COORDINATOR, body, entries: 1 };
}

export function coordinatorFound<Task extends CoordinatedTask>(
  task: Task,
  { error, nodeId }: FindCoordinatorResponse,
): Progress<Task> {
  if (error === Errors.NONE) return next({ ...task, coordinator: nodeId });
  return isRetriable(error) ? repeat(task, [{ error, tp: -1 }]) : endedBy(error);
}

/**
 * What to do when a coordinator answered with an error that concerns the whole request: it is looked up
 * anew, or asked again once it has loaded the group. Other errors are the operator's
 * (`KafkaAdminClient.handleGroupRequestError`).
 */
export function coordinatorRefused<Task extends CoordinatedTask>(
  task: Task,
  error: ErrorCode,
): Progress<Task> {
  const errors = [{ error, tp: -1 }];
  if (error === Errors.NOT_COORDINATOR) return repeat({ ...task, coordinator: null }, errors);
  return isRetriable(error) ? repeat(task, errors) : endedBy(error);
}

/** Whether a coordinator may answer otherwise later, or another one may. */
export function isCoordinatorError(error: ErrorCode): boolean {
  return error === Errors.NOT_COORDINATOR || isRetriable(error);
}

function isRetriable(error: ErrorCode): boolean {
  return (
    error === Errors.COORDINATOR_LOAD_IN_PROGRESS || error === Errors.COORDINATOR_NOT_AVAILABLE
  );
}
