import { type ErrorCode, Errors } from "../../../errors.ts";
import type { JoinGroupMember } from "../../../group-messages.ts";

/** A join that was begun and whose outcome poll has not seen yet (`AbstractCoordinator.joinFuture`). */
export interface JoinAttempt {
  stage: "joining" | "assigning" | "syncing" | "succeeded" | "failed";
  /** Of one that failed. */
  error: ErrorCode;
  /** Of one that succeeded: a serialized assignment. */
  assignment: Uint8Array;
  /** Of one that succeeded: it is being taken over, and will be whatever becomes of the membership. */
  completing: boolean;
  /** What the leader was told of its group, while it waits for metadata to assign. */
  leading: { readonly members: readonly JoinGroupMember[]; readonly skip: boolean } | null;
}

const NOTHING = new Uint8Array(0);

/** A join that begins. */
export function newJoin(): JoinAttempt {
  return {
    stage: "joining",
    error: Errors.NONE,
    assignment: NOTHING,
    completing: false,
    leading: null,
  };
}

/** After these a member joins again without a pause; also after REBALANCE_IN_PROGRESS of a join (KAFKA-10870). */
const AT_ONCE: readonly ErrorCode[] = [
  Errors.UNKNOWN_MEMBER_ID,
  Errors.ILLEGAL_GENERATION,
  Errors.REBALANCE_IN_PROGRESS,
  Errors.MEMBER_ID_REQUIRED,
];
/** After these it joins again, after a pause; NETWORK_EXCEPTION stands for a lost connection. */
const RETRIABLE: readonly ErrorCode[] = [
  Errors.COORDINATOR_LOAD_IN_PROGRESS,
  Errors.COORDINATOR_NOT_AVAILABLE,
  Errors.NOT_COORDINATOR,
  Errors.NETWORK_EXCEPTION,
];

export function joinsAgainAtOnce(error: ErrorCode): boolean {
  return AT_ONCE.includes(error);
}

export function mayJoinLater(error: ErrorCode): boolean {
  return RETRIABLE.includes(error);
}

/** The coordinator is somewhere else, or not there. */
export function isWrongCoordinator(error: ErrorCode): boolean {
  return error === Errors.COORDINATOR_NOT_AVAILABLE || error === Errors.NOT_COORDINATOR;
}
