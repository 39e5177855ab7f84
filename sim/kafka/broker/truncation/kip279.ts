import type { EpochEndOffset } from "../../messages.ts";
import type { EpochLookup, OffsetTruncationState, TruncationRule } from "./truncation-rule.ts";

/** The answer names the epoch too, and the follower asks until both logs have it (2.0). */
export const KIP279_TRUNCATION: TruncationRule = {
  hasLeaderEpochs: true,
  checksLeaderEpoch: false,
  truncatesOnFetch: false,
  truncatesToHighWatermark: false,
  initialFetchOffset: ({ highWatermark }) => highWatermark,
  startsTruncating: () => true,
  offsetTruncationState,
};

/**
 * Where to truncate after the leader said up to where it shares an epoch
 * (`AbstractFetcherThread.getOffsetTruncationState`, KIP-279). An epoch that the follower does not know
 * takes it back to the end of an older one, and the leader must be asked again.
 *
 * @param initialFetchOffset where it would fetch (the HW, before KIP-595), if the leader knows nothing
 */
export function offsetTruncationState(
  leader: EpochEndOffset,
  log: EpochLookup,
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
