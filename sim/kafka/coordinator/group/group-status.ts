import type { BrokerSwitches } from "../../era/broker-switches.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import {
  DELETE_GROUPS,
  DESCRIBE_GROUPS,
  JOIN_GROUP,
  OFFSET_COMMIT,
  OFFSET_FETCH,
  SYNC_GROUP,
} from "../../messages.ts";
import type { GroupStore } from "./group-store.ts";

/** Requests that may be about a group without a name: only its offsets are ever of use. */
const OF_NAMELESS_GROUPS: readonly number[] = [
  OFFSET_COMMIT,
  OFFSET_FETCH,
  DESCRIBE_GROUPS,
  DELETE_GROUPS,
];

/**
 * Whether this broker can say anything of a group: its name, and whether the broker coordinates it
 * (`GroupCoordinator.validateGroupStatus`).
 * @param kind of the request
 */
export function validateGroupStatus(
  store: GroupStore,
  groupId: string,
  kind: number,
  whileLoading: BrokerSwitches["groupWhileLoading"],
): ErrorCode {
  if (whileLoading === "loading") {
    if (groupId === "" && !OF_NAMELESS_GROUPS.includes(kind)) return Errors.INVALID_GROUP_ID;
    if (!store.isActive) return Errors.COORDINATOR_NOT_AVAILABLE;
    if (store.isGroupLoading(groupId)) return Errors.COORDINATOR_LOAD_IN_PROGRESS;
    return store.isGroupLocal(groupId) ? Errors.NONE : Errors.NOT_COORDINATOR;
  }
  if (!store.isActive) return Errors.COORDINATOR_NOT_AVAILABLE;
  const isForbidden = kind === JOIN_GROUP || kind === DELETE_GROUPS;
  if (groupId === "" && isForbidden) return Errors.INVALID_GROUP_ID;
  if (!store.isGroupLocal(groupId)) return Errors.NOT_COORDINATOR;
  const isLoading = kind !== SYNC_GROUP && store.isGroupLoading(groupId);
  return isLoading ? Errors.COORDINATOR_LOAD_IN_PROGRESS : Errors.NONE;
}
