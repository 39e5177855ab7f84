import type { EpochEndOffset } from "../messages.ts";

/** Where a follower truncates to, and whether it then knows that its log agrees with the leader's. */
export interface OffsetTruncationState {
  readonly offset: number;
  readonly truncationCompleted: boolean;
}

/** What a follower looks up in its own log. */
export interface FollowerLog {
  readonly logEndOffset: number;
  /** -1 and -1 when the epoch is not known. */
  endOffsetForEpoch(leaderEpoch: number): EpochEndOffset;
}

/**
 * Where to truncate after the leader said up to where it shares an epoch
 * (`AbstractFetcherThread.getOffsetTruncationState`, KIP-279). An epoch that the follower does not know
 * takes it back to the end of an older one, and the leader must be asked again.
 *
 * @param initialFetchOffset where it would fetch (the HW, before KIP-595), if the leader knows nothing
 */
export function offsetTruncationState(
  leader: EpochEndOffset,
  log: FollowerLog,
  initialFetchOffset: number,
): OffsetTruncationState {
  if (leader.endOffset < 0) return { offset: initialFetchOffset, truncationCompleted: true };
  const { logEndOffset } = log;
  const own = leader.epoch < 0 ? null : log.endOffsetForEpoch(leader.epoch);
  if (own === null || own.endOffset < 0) {
    return { offset: Math.min(leader.endOffset, logEndOffset), truncationCompleted: true };
  }
  if (own.epoch !== leader.epoch) {
    return { offset: Math.min(own.endOffset, logEndOffset), truncationCompleted: false };
  }
  const offset = Math.min(own.endOffset, leader.endOffset, logEndOffset);
  return { offset, truncationCompleted: true };
}
