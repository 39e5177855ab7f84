import type { EpochEndOffset } from "../../messages.ts";
import type { EpochLookup, OffsetTruncationState, TruncationRule } from "./truncation-rule.ts";

/**
 * The follower asks its leader where the latest epoch of its log ends (0.11 to 1.1). The answer is an
 * offset alone: the leader may not know that epoch at all, and then says where the next one starts, so
 * that logs can still diverge (KAFKA-6361).
 */
export const KIP101_TRUNCATION: TruncationRule = {
  hasLeaderEpochs: true,
  checksLeaderEpoch: false,
  truncatesOnFetch: false,
  truncatesToHighWatermark: false,
  initialFetchOffset: ({ highWatermark }) => highWatermark,
  startsTruncating: () => true,
  offsetTruncationState: truncateToLeadersOffset,
};

function truncateToLeadersOffset(
  { endOffset }: EpochEndOffset,
  { logEndOffset }: EpochLookup,
  initialFetchOffset: number,
): OffsetTruncationState {
  const offset = endOffset < 0 ? initialFetchOffset : Math.min(endOffset, logEndOffset);
  return { offset, truncationCompleted: true };
}
