import type { BrokerSwitches } from "../era/broker-switches.ts";
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
  /** Whether reaching where the leader was at the previous fetch counts (KAFKA-4485). */
  private readonly countsPreviousFetch: boolean;
  private caughtUpTimeMs: number;
  private endOffsetUpdateTimeMs: number;
  private lastFetchLeaderLogEndOffset = 0;
  private lastFetchTimeMs = 0;

  /** @param nowMs when the leader first heard of it; then it counts as caught up under `readToEnd` */
  constructor(
    brokerId: number,
    caughtUpRule: BrokerSwitches["caughtUpRule"] = "previousFetch",
    nowMs = 0,
  ) {
    this.brokerId = brokerId;
    this.countsPreviousFetch = caughtUpRule === "previousFetch";
    this.caughtUpTimeMs = this.countsPreviousFetch ? 0 : nowMs;
    this.endOffsetUpdateTimeMs = nowMs;
  }

  /** When it had last everything its leader had; 0 is long ago. */
  get lastCaughtUpTimeMs(): number {
    return this.orLastFetch(this.caughtUpTimeMs);
  }

  /** When it was last heard of; its election counts for a leader. */
  get logEndOffsetUpdateTimeMs(): number {
    return this.orLastFetch(this.endOffsetUpdateTimeMs);
  }

  /**
   * Notes a fetch at `fetchTimeMs` of a follower whose log ended at `fetchOffset`, while the leader's
   * ended at `leaderEndOffset`.
   */
  updateFetchState(
    fetchOffset: number,
    logStartOffset: number,
    fetchTimeMs: number,
    leaderEndOffset: number,
  ): void {
    if (this.countsPreviousFetch) {
      if (fetchOffset >= leaderEndOffset) {
        this.caughtUpTimeMs = Math.max(this.caughtUpTimeMs, fetchTimeMs);
      } else if (fetchOffset >= this.lastFetchLeaderLogEndOffset) {
        this.caughtUpTimeMs = Math.max(this.caughtUpTimeMs, this.lastFetchTimeMs);
      }
    } else if (fetchOffset >= leaderEndOffset) {
      this.caughtUpTimeMs = fetchTimeMs;
    }
    this.logStartOffset = logStartOffset;
    this.logEndOffset = fetchOffset;
    this.endOffsetUpdateTimeMs = fetchTimeMs;
    this.lastFetchLeaderLogEndOffset = leaderEndOffset;
    this.lastFetchTimeMs = fetchTimeMs;
  }

  /** Writes down a fetch at `fetchTimeMs` that found it still caught up. */
  noteCaughtUp(fetchTimeMs: number): void {
    this.caughtUpTimeMs = Math.max(this.caughtUpTimeMs, fetchTimeMs);
    this.endOffsetUpdateTimeMs = Math.max(this.endOffsetUpdateTimeMs, fetchTimeMs);
    this.lastFetchTimeMs = fetchTimeMs;
  }

  /**
   * Begins anew as its leader is elected. Before KAFKA-4485 the time when it was caught up stays what it
   * was, even if that is long ago.
   */
  resetLastCaughtUpTime(leaderEndOffset: number, nowMs: number, lastCaughtUpTimeMs: number): void {
    this.lastFetchLeaderLogEndOffset = leaderEndOffset;
    this.lastFetchTimeMs = nowMs;
    this.endOffsetUpdateTimeMs = nowMs;
    this.caughtUpTimeMs = this.countsPreviousFetch ? lastCaughtUpTimeMs : this.lastCaughtUpTimeMs;
  }

  /** Forgets where its log ends: that was under another leader. */
  forgetLogEndOffset(): void {
    this.logStartOffset = UNKNOWN_OFFSET;
    this.logEndOffset = UNKNOWN_OFFSET;
    this.lastFetchLeaderLogEndOffset = UNKNOWN_OFFSET;
    this.lastFetchTimeMs = 0;
  }

  private orLastFetch(timeMs: number): number {
    const cached = this.cached;
    if (cached === null || cached.dirty) return timeMs;
    return Math.max(timeMs, cached.session.lastFetchTimeMs);
  }
}
