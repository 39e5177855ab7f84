import { Errors } from "../../errors.ts";
import type {
  DeleteGroupsRequest,
  DeleteGroupsResponse,
  FindCoordinatorResponse,
} from "../../group-messages.ts";
import { DELETE_GROUPS } from "../../messages.ts";
import {
  type CoordinatedTask,
  coordinatorFound,
  coordinatorRefused,
  findCoordinatorCall,
  isCoordinatorError,
} from "./group-coordinator.ts";
import { type AdminOperationOf, type Call, ended, next, type Progress } from "./operations.ts";

/** Groups are deleted one after another, each at its own coordinator. */
export type DeleteGroupsTask = AdminOperationOf<"deleteGroups"> & CoordinatedTask;

/** Asks the coordinator of the first group to delete it (KIP-229). */
export function deleteGroupsCall({ groups, coordinator }: DeleteGroupsTask): Call {
  const [group = ""] = groups;
  if (coordinator === null) return findCoordinatorCall(group);
  const body: DeleteGroupsRequest = { groups: [group] };
  return { target: coordinator, api: DELETE_GROUPS, body, entries: 1 };
}

/** @param maybeDone whether an earlier request may have been carried out, though nobody said so */
export function deleteGroupsAnswered(
  task: DeleteGroupsTask,
  response: unknown,
  maybeDone: boolean,
): Progress<DeleteGroupsTask> {
  if (task.coordinator === null) {
    return coordinatorFound(task, response as FindCoordinatorResponse);
  }
  const error = (response as DeleteGroupsResponse).groups[0]?.error ?? Errors.NONE;
  if (isCoordinatorError(error)) return coordinatorRefused(task, error);
  const isDone = error === Errors.NONE || (maybeDone && error === Errors.GROUP_ID_NOT_FOUND);
  const errors = isDone ? [] : [{ error, tp: -1 }];
  const groups = task.groups.slice(1);
  return groups.length === 0
    ? ended(errors)
    : next({ ...task, groups, coordinator: null }, { errors });
}
