import type { CachedPartition } from "./cached-partition.ts";

/** The offset of a follower that has not fetched in this leadership. */
export const UNKNOWN_OFFSET = -1;

/**
 * What a leader knows of one of its followers (`kafka.cluster.Replica`). All of it comes from the
 * follower's fetch requests; times are of the leader's wall clock.
 *
 * A fetch of an incremental session that finds a caught-up follower still caught up changes nothing
 * but the times. Those follow from the session (see {@link CachedPartition}) and are written here
 * only when something else changes, so that such a fetch costs nothing per partition.
 */
export class Replica {
  readonly brokerId: number;
  logEndOffset = UNKNOWN_OFFSET;
  logStartOffset = UNKNOWN_OFFSET;
  /** The partition of the session through which the follower fetched last. */
  cached: CachedPartition | null = null;
  private caughtUpTimeMs = 0;
  private lastFetchLeaderLogEndOffset = 0;
  private lastFetchTimeMs = 0;

  constructor(brokerId: number) {
    this.brokerId = brokerId;
  }

  /** When it had last everything its leader had; 0 is long ago. */
  get lastCaughtUpTimeMs(): number {
    const cached = this.cached;
    if (cached === null || cached.dirty) return this.caughtUpTimeMs;
    return Math.max(this.caughtUpTimeMs, cached.session.lastFetchTimeMs);
  }

  /**
   * Notes a fetch at `fetchTimeMs` of a follower whose log ended at `fetchOffset`, while the leader's
   * ended at `leaderEndOffset`. A follower that reached where the leader was at its previous fetch was
   * caught up at that time.
   */
  updateFetchState(
    fetchOffset: number,
    logStartOffset: number,
    fetchTimeMs: number,
    leaderEndOffset: number,
  ): void {
    if (fetchOffset >= leaderEndOffset) {
      this.caughtUpTimeMs = Math.max(this.caughtUpTimeMs, fetchTimeMs);
    } else if (fetchOffset >= this.lastFetchLeaderLogEndOffset) {
      this.caughtUpTimeMs = Math.max(this.caughtUpTimeMs, this.lastFetchTimeMs);
    }
    this.logStartOffset = logStartOffset;
    this.logEndOffset = fetchOffset;
    this.lastFetchLeaderLogEndOffset = leaderEndOffset;
    this.lastFetchTimeMs = fetchTimeMs;
  }

  /** Writes down a fetch at `fetchTimeMs` that found it still caught up. */
  noteCaughtUp(fetchTimeMs: number): void {
    this.caughtUpTimeMs = Math.max(this.caughtUpTimeMs, fetchTimeMs);
    this.lastFetchTimeMs = fetchTimeMs;
  }

  /** Begins anew as its leader is elected. */
  resetLastCaughtUpTime(leaderEndOffset: number, nowMs: number, lastCaughtUpTimeMs: number): void {
    this.lastFetchLeaderLogEndOffset = leaderEndOffset;
    this.lastFetchTimeMs = nowMs;
    this.caughtUpTimeMs = lastCaughtUpTimeMs;
  }
}
