import { type EventHandle, NO_EVENT } from "../../kernel/event-queue.ts";
import { Errors } from "../errors.ts";
import type { FetchRequest } from "../messages.ts";
import type { CachedPartition } from "./cached-partition.ts";
import type { FetchSession } from "./fetch-session.ts";
import type { Partition } from "./partition.ts";
import { divergingEpoch } from "./read-records.ts";
import type { RequestChannel } from "./request-channel.ts";

/** Where the noting of a follower's fetch had to stop. */
export interface LockedPartition {
  /** Its ISR is being written. */
  readonly partition: Partition;
  /** Index of the next partition to be noted. */
  readonly next: number;
}

/** A follower's fetch of `count` dirty partitions that is noted in part. */
export interface FetchInterruption extends LockedPartition {
  readonly count: number;
  /** It needs no more waiting once all are noted. */
  readonly isEnough: boolean;
}

/** A fetch that waits for enough bytes or for its time to pass (`fetch.max.wait.ms`). */
export class DelayedFetch {
  readonly session: FetchSession;
  readonly channel: RequestChannel;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly maxWaitMs: number;
  /** Whether a new HW completes it (KIP-392, until KAFKA-9952). */
  private readonly hwEndsWait: boolean;
  timer: EventHandle = NO_EVENT;
  /** Null once it waits in the purgatory. */
  interruption: FetchInterruption | null = null;
  /** Its time passed while a partition was locked. */
  isOverdue = false;

  constructor(
    session: FetchSession,
    channel: RequestChannel,
    request: FetchRequest,
    hwEndsWait: boolean,
  ) {
    this.session = session;
    this.channel = channel;
    this.minBytes = request.minBytes;
    this.maxBytes = request.maxBytes;
    this.maxWaitMs = request.maxWaitMs;
    this.hwEndsWait = hwEndsWait;
  }

  /**
   * Whether it has waited enough: the bytes are there, a partition is no longer led here or its epoch
   * is fenced, the fetch offset and the end lie in different segments, or the logs diverge. A clean
   * partition adds nothing to any of these.
   */
  canComplete(): boolean {
    const dirty = this.session.dirty;
    let bytes = 0;
    for (let i = 0; i < dirty.length; i++) {
      const partition = dirty[i] as CachedPartition;
      const available = this.available(partition);
      if (available < 0) return true;
      bytes += available;
      if (bytes >= this.minBytes) return true;
    }
    return bytes >= this.minBytes;
  }

  /** Bytes of one partition; -1 when it completes the fetch by itself. */
  private available(read: CachedPartition): number {
    if (read.isMissing) return 0;
    const partition = read.partition;
    const log = partition?.log ?? null;
    if (partition === null || log === null) return -1;
    const error = partition.checkFetch(read.currentLeaderEpoch);
    if (error === Errors.UNKNOWN_LEADER_EPOCH) return 0;
    if (error !== Errors.NONE) return -1;
    const { fetchOffset, lastFetchedEpoch, segmentBaseOffset } = read;
    if (lastFetchedEpoch >= 0 && divergingEpoch(log, lastFetchedEpoch, fetchOffset) !== null) {
      return -1;
    }
    if (this.hwEndsWait && log.highWatermark > Math.max(read.sentHighWatermark, 0)) return -1;
    const endOffset = this.session.endOffset(log);
    if (endOffset === fetchOffset) return 0;
    if (log.segments.floor(endOffset).baseOffset !== segmentBaseOffset) return -1;
    return log.segments.bytesBetween(
      fetchOffset,
      endOffset,
      Math.min(this.minBytes, read.maxBytes),
    );
  }
}
