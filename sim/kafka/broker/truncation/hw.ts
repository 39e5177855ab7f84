import type { TruncationRule } from "./truncation-rule.ts";

/**
 * Until 0.10.2 a follower truncates to its own high watermark (`ReplicaManager.makeFollowers`), which
 * is often behind its leader's: what it drops may be committed (KAFKA-1211), and what it keeps may not
 * be what its leader has.
 */
export const HW_TRUNCATION: TruncationRule = {
  hasLeaderEpochs: false,
  checksLeaderEpoch: false,
  truncatesOnFetch: false,
  truncatesToHighWatermark: true,
  initialFetchOffset: ({ logEndOffset }) => logEndOffset,
  startsTruncating: () => false,
  offsetTruncationState: (_leader, _log, offset) => ({ offset, truncationCompleted: true }),
};
