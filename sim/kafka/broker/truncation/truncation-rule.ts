import type { EpochEndOffset } from "../../messages.ts";

/** Where a follower truncates to, and whether it then knows that its log agrees with the leader's. */
export interface OffsetTruncationState {
  readonly offset: number;
  readonly truncationCompleted: boolean;
}

/** What a follower looks up in its own log to compare it with its leader's. */
export interface EpochLookup {
  readonly logEndOffset: number;
  /** -1 and -1 when the epoch is not known. */
  endOffsetForEpoch(leaderEpoch: number): EpochEndOffset;
}

/** A follower's log as its fetcher finds it. */
export interface FollowerLog extends EpochLookup {
  readonly highWatermark: number;
  /** -1 when no epoch is known. */
  readonly latestEpoch: number;
}

/**
 * How the followers on a broker find where their logs part from their leaders', and what the broker says
 * and asks of leader epochs: the switch `truncation`, chosen once per broker.
 */
export interface TruncationRule {
  /** Batches carry the epoch of their leader (message format v2, KIP-101). */
  readonly hasLeaderEpochs: boolean;
  /** Requests carry the current leader epoch, and one that is not ours is refused (KIP-320). */
  readonly checksLeaderEpoch: boolean;
  /** A fetch carries the epoch of the follower's last record, and its answer where the logs part (KIP-595). */
  readonly truncatesOnFetch: boolean;
  /** True: as it becomes a follower it truncates, before it fetches, to its own HW. */
  readonly truncatesToHighWatermark: boolean;
  /** Where a fetcher begins, or where it truncates to if its leader knows nothing. */
  initialFetchOffset(log: FollowerLog): number;
  /** Whether a fetcher must truncate before it fetches. */
  startsTruncating(log: FollowerLog): boolean;
  /** Where to truncate after the leader said up to where it shares an epoch with this log. */
  offsetTruncationState(
    leader: EpochEndOffset,
    log: EpochLookup,
    initialFetchOffset: number,
  ): OffsetTruncationState;
}
