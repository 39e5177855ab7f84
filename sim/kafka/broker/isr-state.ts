import { type ErrorCode, Errors } from "../errors.ts";

/**
 * The ISR as its leader holds it (KIP-497). While a change is proposed, the maximal ISR holds every
 * replica that may be a member: the HW and the answers to acks=all wait for all of them.
 */
export interface IsrState {
  /** What the registry holds, as far as the leader knows. */
  readonly isr: readonly number[];
  readonly maximalIsr: readonly number[];
  /** What an AlterIsr request proposes; null when none is in flight. */
  readonly proposed: readonly number[] | null;
}

export function committedIsr(isr: readonly number[]): IsrState {
  return { isr, maximalIsr: isr, proposed: null };
}

/** A replica that is to join counts at once. */
export function pendingExpandIsr(isr: readonly number[], newInSyncReplica: number): IsrState {
  const expanded = [...isr, newInSyncReplica];
  return { isr, maximalIsr: expanded, proposed: expanded };
}

/** A replica that is to leave counts until the controller agreed. */
export function pendingShrinkIsr(isr: readonly number[], outOfSync: readonly number[]): IsrState {
  return { isr, maximalIsr: isr, proposed: isr.filter((id) => !outOfSync.includes(id)) };
}

/** What is left to do after the controller answered. */
export type AlterIsrOutcome = "done" | "retry" | "highWatermarkRose";

/** Whether a proposal that was refused stays pending until the next LeaderAndIsr. */
export function staysPending(error: ErrorCode): boolean {
  return (
    error === Errors.UNKNOWN_TOPIC_OR_PARTITION ||
    error === Errors.FENCED_LEADER_EPOCH ||
    error === Errors.INVALID_UPDATE_VERSION
  );
}

/** Whether the controller knows the current state and has refused to change it (KIP-841). */
export function isTakenBack(error: ErrorCode): boolean {
  return error === Errors.INELIGIBLE_REPLICA || error === Errors.OPERATION_NOT_ATTEMPTED;
}
