import { type ErrorCode, Errors } from "../errors.ts";
import type { EpochEndOffset, FetchPartition } from "../messages.ts";
import type { RecordBatch } from "../record/record-batch.ts";
import type { FetchSession } from "./fetch-session.ts";
import type { Partition } from "./partition.ts";

const NO_BATCHES: readonly RecordBatch[] = [];

/**
 * One partition of a fetch session at the broker that is fetched from (KIP-227): what the fetcher
 * asked for, what it was told last, and what the last read found.
 *
 * It is *dirty* while a fetch may have to look at it. A clean one has no records for the fetcher and
 * nothing to tell it, and if the fetcher is a follower it is caught up. Whatever changes the partition
 * makes it dirty, so a fetch costs what changed and not what the session holds.
 */
export class CachedPartition {
  readonly tp: number;
  readonly session: FetchSession;
  partition: Partition | null = null;
  dirty = true;
  /** The broker's metadata did not know it; such a partition does not end the wait of a fetch. */
  isMissing = false;
  fetchOffset = 0;
  fetcherLogStartOffset = 0;
  maxBytes = 0;
  /** -1: not given. */
  currentLeaderEpoch = -1;
  /** -1: not given. */
  lastFetchedEpoch = -1;
  /** What the fetcher was told last; -1 makes the next response tell it. */
  sentHighWatermark = -1;
  sentLogStartOffset = -1;
  error: ErrorCode = Errors.NONE;
  batches: readonly RecordBatch[] = NO_BATCHES;
  divergingEpoch: EpochEndOffset | null = null;
  /** The HW, start and end of the log before the read; -1 on error. */
  highWatermark = -1;
  logStartOffset = -1;
  logEndOffset = -1;
  /** Base offset of the segment that the fetch offset was in. */
  segmentBaseOffset = -1;

  constructor(session: FetchSession, request: FetchPartition) {
    this.tp = request.tp;
    this.session = session;
    this.update(request);
  }

  update(request: FetchPartition): void {
    this.fetchOffset = request.fetchOffset;
    this.fetcherLogStartOffset = request.logStartOffset;
    this.maxBytes = request.maxBytes;
    this.currentLeaderEpoch = request.currentLeaderEpoch;
    this.lastFetchedEpoch = request.lastFetchedEpoch;
  }

  /** The next fetch must look at it. */
  markDirty(): void {
    if (this.dirty) return;
    this.dirty = true;
    this.session.dirty.push(this);
    if (this.session.isFollower) this.noteFetches();
  }

  /** Watches a partition instead of the one it watched. */
  watch(partition: Partition | null): void {
    if (this.partition === partition) return;
    this.partition?.unwatchFetches(this);
    this.partition = partition;
    partition?.watchFetches(this);
  }

  fail(error: ErrorCode): void {
    this.error = error;
    this.batches = NO_BATCHES;
    this.divergingEpoch = null;
    this.highWatermark = -1;
    this.logStartOffset = -1;
    this.logEndOffset = -1;
  }

  succeed(batches: readonly RecordBatch[]): void {
    this.error = Errors.NONE;
    this.batches = batches;
    this.divergingEpoch = null;
  }

  diverge(divergingEpoch: EpochEndOffset): void {
    this.error = Errors.NONE;
    this.batches = NO_BATCHES;
    this.divergingEpoch = divergingEpoch;
  }

  dropBatches(): void {
    this.batches = NO_BATCHES;
  }

  /** Whether an incremental response must mention it. */
  get hasNews(): boolean {
    return (
      this.batches.length > 0 ||
      this.highWatermark !== this.sentHighWatermark ||
      this.logStartOffset !== this.sentLogStartOffset ||
      this.error !== Errors.NONE ||
      this.divergingEpoch !== null
    );
  }

  /** Remembers that a response told what the last read found. */
  noteSent(): void {
    this.sentHighWatermark = this.error === Errors.NONE ? this.highWatermark : -1;
    this.sentLogStartOffset = this.logStartOffset;
  }

  /** Whether the next fetch must look at it even if nothing changes until then. */
  get staysDirty(): boolean {
    const log = this.partition?.log ?? null;
    if (this.error !== Errors.NONE || this.divergingEpoch !== null || log === null) return true;
    if (this.partition?.isrWrite !== null) return true;
    if (log.highWatermark !== this.sentHighWatermark) return true;
    if (log.logStartOffset !== this.sentLogStartOffset) return true;
    if (!this.session.isFollower) return this.fetchOffset < log.highWatermark;
    // A replica that is not in the ISR may join it with every fetch.
    const isInSync = this.partition?.isrState.isr.includes(this.session.replicaId) ?? false;
    return this.fetchOffset !== log.logEndOffset || !this.isFollowersReplica || !isInSync;
  }

  private get isFollowersReplica(): boolean {
    const replica = this.partition?.replica(this.session.replicaId) ?? null;
    return replica !== null && replica.cached === this;
  }

  /** Writes down what the session's fetches meant while this partition was clean. */
  private noteFetches(): void {
    const replica = this.partition?.replica(this.session.replicaId) ?? null;
    if (replica?.cached === this) replica.noteCaughtUp(this.session.lastFetchTimeMs);
  }
}
