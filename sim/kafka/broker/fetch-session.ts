import type { Log } from "../log/log.ts";
import { CONSUMER_REPLICA_ID, type FetchPartition, READ_COMMITTED } from "../messages.ts";
import { CachedPartition } from "./cached-partition.ts";
import type { DelayedFetch } from "./delayed-fetch.ts";

/** `sessionId` of a fetch without a session. */
export const NO_SESSION = 0;

/**
 * The partitions of one fetcher, kept from request to request so that requests and responses name
 * only what changed (KIP-227). A fetch without a session has one too, for as long as it lasts.
 */
export class FetchSession {
  /** {@link NO_SESSION} until the cache took it in. */
  id = NO_SESSION;
  /** The epoch that the next request must have. */
  epoch = 1;
  readonly replicaId: number;
  readonly isFollower: boolean;
  private readonly readsCommitted: boolean;
  /** In the order in which they were added. */
  readonly partitions = new Map<number, CachedPartition>();
  /** The partitions that the next fetch must look at. */
  dirty: CachedPartition[] = [];
  /** Its fetch that waits in the purgatory. */
  parked: DelayedFetch | null = null;
  /** Wall clock of its last fetch. */
  lastFetchTimeMs = 0;
  /** Monotonic clock. */
  createdMs = 0;
  /** Monotonic clock. */
  lastUsedMs = 0;
  /** False when it is not (or no longer) in the cache: its partitions watch nothing after the answer. */
  cached = false;

  /** @param isolationLevel READ_UNCOMMITTED or READ_COMMITTED, of a consumer */
  constructor(replicaId: number, isolationLevel: number) {
    this.replicaId = replicaId;
    this.isFollower = replicaId !== CONSUMER_REPLICA_ID;
    this.readsCommitted = isolationLevel === READ_COMMITTED;
  }

  /** How far it may read: a follower to the end, a consumer to the HW or the last stable offset. */
  endOffset(log: Log): number {
    if (this.isFollower) return log.logEndOffset;
    return this.readsCommitted ? log.lastStableOffset : log.highWatermark;
  }

  /** Whether the ISR of one of its partitions is being written; those are never clean. */
  get isLocked(): boolean {
    return this.dirty.some(({ partition }) => partition !== null && partition.isrWrite !== null);
  }

  /** Adds partitions, or notes what changed in the request for them. */
  update(requests: readonly FetchPartition[]): void {
    for (let i = 0; i < requests.length; i++) {
      const request = requests[i] as FetchPartition;
      const known = this.partitions.get(request.tp);
      if (known === undefined) {
        const added = new CachedPartition(this, request);
        this.partitions.set(request.tp, added);
        this.dirty.push(added);
      } else {
        known.markDirty();
        known.update(request);
      }
    }
  }

  forget(tps: readonly number[]): void {
    for (const tp of tps) {
      const known = this.partitions.get(tp);
      if (known === undefined) continue;
      known.markDirty();
      known.watch(null);
      this.partitions.delete(tp);
      this.dirty.splice(this.dirty.indexOf(known), 1);
    }
  }

  /**
   * Notes the time of a fetch. Clean partitions take their followers' times from here, and those never
   * go back: when the wall clock did, all partitions are looked at.
   */
  beginFetch(nowMs: number): void {
    if (nowMs < this.lastFetchTimeMs) {
      for (const partition of this.partitions.values()) partition.markDirty();
    }
    this.lastFetchTimeMs = nowMs;
  }

  /**
   * Sorts the first `count` dirty partitions, which a fetch has looked at: those that need no further
   * look are clean; those that gave records come last, so that the others have their turn.
   */
  settle(count: number): void {
    const dirty = this.dirty;
    let kept = 0;
    let gave: CachedPartition[] | null = null;
    for (let i = 0; i < count; i++) {
      const partition = dirty[i] as CachedPartition;
      if (!partition.staysDirty) partition.dirty = false;
      else if (partition.batches.length === 0) dirty[kept++] = partition;
      else if (gave === null) gave = [partition];
      else gave.push(partition);
    }
    for (let i = count; i < dirty.length; i++) dirty[kept++] = dirty[i] as CachedPartition;
    if (gave !== null) for (const partition of gave) dirty[kept++] = partition;
    while (dirty.length > kept) dirty.pop();
  }

  /** It is over: nothing is watched any more. */
  close(): void {
    this.cached = false;
    if (this.parked !== null) return;
    for (const partition of this.partitions.values()) {
      partition.markDirty();
      partition.watch(null);
    }
  }
}
