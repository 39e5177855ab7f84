import { assert } from "../../kernel/assert.ts";
import type { Message } from "../../kernel/connection.ts";
import { NO_EVENT } from "../../kernel/event-queue.ts";
import type { Host } from "../../kernel/host.ts";
import { US_PER_MS } from "../../kernel/time.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import {
  type FetchPartitionResponse,
  type FetchRequest,
  type FetchResponse,
  MESSAGE_OVERHEAD_BYTES,
  PARTITION_OVERHEAD_BYTES,
} from "../messages.ts";
import type { RecordBatch } from "../record/record-batch.ts";
import { TIMER_DELAYED_FETCH } from "../timers.ts";
import type { CachedPartition } from "./cached-partition.ts";
import { DelayedFetch, type FetchInterruption, type LockedPartition } from "./delayed-fetch.ts";
import { FetchSession, NO_SESSION } from "./fetch-session.ts";
import type { FetchSessionCache } from "./fetch-session-cache.ts";
import type { MetadataCache } from "./metadata-cache.ts";
import type { Partition } from "./partition.ts";
import { readRecords } from "./read-records.ts";
import type { ReplicaManager } from "./replica-manager.ts";
import type { RequestChannel } from "./request-channel.ts";

const INITIAL_EPOCH = 0;
const FINAL_EPOCH = -1;
const INT_MAX = 2_147_483_647;

/** What differs from version to version. */
export interface FetchRules {
  /** Reading takes the lock that a leader holds while it writes its ISR to ZooKeeper. */
  readonly readsTakeIsrLock: boolean;
  /** A follower is told of a new HW at once. */
  readonly hwEndsFetchWait: boolean;
}

/**
 * Fetch requests of followers and consumers (`ReplicaManager.fetchMessages`): read, note where the
 * follower is, answer at once or wait in the purgatory.
 */
export class FetchMessages {
  private readonly host: Host;
  private readonly replicaManager: ReplicaManager;
  private readonly metadataCache: MetadataCache;
  private readonly sessions: FetchSessionCache;
  private readonly rules: FetchRules;
  /** Fetches of followers that wait for such a lock. */
  private interrupted: DelayedFetch[] = [];

  constructor(
    host: Host,
    replicaManager: ReplicaManager,
    metadataCache: MetadataCache,
    sessions: FetchSessionCache,
    rules: FetchRules,
  ) {
    this.host = host;
    this.replicaManager = replicaManager;
    this.metadataCache = metadataCache;
    this.sessions = sessions;
    this.rules = rules;
  }

  handle(channel: RequestChannel, message: Message): void {
    const request = message.body as FetchRequest;
    const session = this.sessionOf(request);
    if (session === null) {
      this.refuse(channel, request);
      return;
    }
    session.beginFetch(channel.handlingBeganMs);
    const count = session.dirty.length;
    const mustAnswer = this.read(session, count, request.maxBytes);
    const hwEndsWait = session.isFollower && this.rules.hwEndsFetchWait;
    const isEnough =
      mustAnswer ||
      request.maxWaitMs <= 0 ||
      this.bytesRead(session, count) >= request.minBytes ||
      (hwEndsWait && hasNewHighWatermark(session, count));
    if (session.isFollower) {
      const locked = this.noteFollower(session, 0, count);
      if (locked !== null) {
        const delayed = new DelayedFetch(session, channel, request, hwEndsWait);
        this.interrupt(delayed, { ...locked, count, isEnough });
        return;
      }
    }
    if (isEnough) this.answer(channel, session, count);
    else this.answerOrPark(new DelayedFetch(session, channel, request, hwEndsWait), count);
  }

  /** A leader's ISR was written, or could not be: what waited for the partition goes on. */
  onIsrWritten(partition: Partition): void {
    const interrupted = this.interrupted;
    this.interrupted = [];
    for (const delayed of interrupted) {
      if (delayed.interruption?.partition === partition) this.resume(delayed);
      else if (delayed.interruption !== null) this.interrupted.push(delayed);
    }
    for (const { session } of [...partition.fetchWatchers]) {
      const { parked } = session;
      if (parked?.isOverdue && !session.isLocked) this.complete(parked);
      else this.tryComplete(session);
    }
  }

  /** A partition got records: the parked fetches of followers may have enough. */
  onLogEndOffset(partition: Partition): void {
    const watchers = partition.fetchWatchers;
    for (let i = 0; i < watchers.length; i++) {
      const read = watchers[i] as CachedPartition;
      if (!read.session.isFollower) continue;
      read.markDirty();
      this.tryComplete(read.session);
      if (watchers[i] !== read) i--;
    }
  }

  /** The HW of a partition rose: the parked fetches of consumers may have enough. */
  onHighWatermark(partition: Partition): void {
    const watchers = partition.fetchWatchers;
    for (let i = 0; i < watchers.length; i++) {
      const read = watchers[i] as CachedPartition;
      read.markDirty();
      if (read.session.isFollower && !this.rules.hwEndsFetchWait) continue;
      this.tryComplete(read.session);
      if (watchers[i] !== read) i--;
    }
  }

  /** The role of a partition changed: every parked fetch of it looks again. */
  onRoleChange({ fetchWatchers }: Partition): void {
    for (const read of [...fetchWatchers]) this.tryComplete(read.session);
  }

  onTimer(channel: RequestChannel): void {
    const delayed = channel.delayedFetch;
    if (delayed === null) return;
    delayed.timer = NO_EVENT;
    if (this.mustWait(delayed)) delayed.isOverdue = true;
    else this.complete(delayed);
  }

  private tryComplete(session: FetchSession): void {
    const delayed = session.parked;
    if (delayed === null || this.mustWait(delayed)) return;
    if (delayed.canComplete()) this.complete(delayed);
  }

  /** Whether a parked fetch may not read now. */
  private mustWait({ interruption, session }: DelayedFetch): boolean {
    return interruption !== null || (this.rules.readsTakeIsrLock && session.isLocked);
  }

  private answerOrPark(delayed: DelayedFetch, count: number): void {
    const { channel, session, maxWaitMs } = delayed;
    session.settle(count);
    if (delayed.canComplete()) {
      this.readAndAnswer(delayed);
      return;
    }
    session.parked = delayed;
    channel.delayedFetch = delayed;
    delayed.timer = this.host.setTimer(maxWaitMs * US_PER_MS, TIMER_DELAYED_FETCH, channel.id);
  }

  private interrupt(delayed: DelayedFetch, interruption: FetchInterruption): void {
    const { channel, session } = delayed;
    delayed.interruption = interruption;
    session.parked = delayed;
    channel.delayedFetch = delayed;
    this.interrupted.push(delayed);
  }

  private resume(delayed: DelayedFetch): void {
    const { channel, session, interruption } = delayed;
    assert(interruption !== null, "it was interrupted");
    const { next, count, isEnough } = interruption;
    this.unpark(delayed);
    const locked = this.noteFollower(session, next, count);
    if (locked !== null) this.interrupt(delayed, { ...locked, count, isEnough });
    else if (isEnough) this.answer(channel, session, count);
    else this.answerOrPark(delayed, count);
  }

  private complete(delayed: DelayedFetch): void {
    this.unpark(delayed);
    this.readAndAnswer(delayed);
  }

  private unpark(delayed: DelayedFetch): void {
    delayed.timer = this.host.cancelTimer(delayed.timer);
    delayed.interruption = null;
    delayed.session.parked = null;
    delayed.channel.delayedFetch = null;
  }

  /** The read is done again, with what is there now; where the follower is was noted on arrival. */
  private readAndAnswer({ channel, session, maxBytes }: DelayedFetch): void {
    const count = session.dirty.length;
    this.read(session, count, maxBytes);
    this.answer(channel, session, count);
  }

  /** The session a request belongs to; null when it names one that is not there, or a wrong epoch. */
  private sessionOf(request: FetchRequest): FetchSession | null {
    const { sessionId, sessionEpoch } = request;
    if (sessionEpoch === INITIAL_EPOCH || sessionEpoch === FINAL_EPOCH) {
      if (sessionId !== NO_SESSION) this.sessions.remove(sessionId);
      const session = new FetchSession(request.replicaId, request.isolationLevel);
      session.update(request.partitions);
      if (sessionEpoch === FINAL_EPOCH) session.epoch = FINAL_EPOCH;
      return session;
    }
    const session = this.sessions.get(sessionId);
    if (session === undefined || session.epoch !== sessionEpoch) return null;
    if (session.parked !== null) this.supersede(session.parked);
    session.update(request.partitions);
    session.forget(request.forgotten);
    if (session.partitions.size === 0) {
      this.sessions.remove(sessionId);
      session.epoch = FINAL_EPOCH;
    } else {
      session.lastUsedMs = this.host.monotonicMs();
      session.epoch = sessionEpoch === INT_MAX ? 1 : sessionEpoch + 1;
    }
    return session;
  }

  /** The fetcher went on without waiting for the answer: that fetch is of an old session epoch. */
  private supersede(delayed: DelayedFetch): void {
    this.unpark(delayed);
    this.respond(delayed.channel, Errors.INVALID_FETCH_SESSION_EPOCH, delayed.session.id, []);
  }

  private refuse(channel: RequestChannel, { sessionId }: FetchRequest): void {
    const known = this.sessions.get(sessionId) !== undefined;
    const error = known ? Errors.INVALID_FETCH_SESSION_EPOCH : Errors.FETCH_SESSION_ID_NOT_FOUND;
    this.respond(channel, error, NO_SESSION, []);
  }

  /**
   * Reads the first `count` dirty partitions. True when the fetch must not wait: an error or a
   * divergence is to be told, or there is no partition to wait for.
   */
  private read(session: FetchSession, count: number, maxBytes: number): boolean {
    let mustAnswer = false;
    let missing = 0;
    let minOneMessage = true;
    let limit = maxBytes;
    for (let i = 0; i < count; i++) {
      const read = session.dirty[i] as CachedPartition;
      const { tp } = read;
      const partition = this.replicaManager.partition(tp);
      read.watch(partition);
      read.isMissing = !this.metadataCache.contains(tp);
      if (read.isMissing) {
        read.fail(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        missing++;
        continue;
      }
      if (partition === null) read.fail(this.replicaManager.missingPartitionError(tp));
      else readRecords(partition, read, Math.min(limit, read.maxBytes), minOneMessage);
      if (read.batches.length > 0) {
        minOneMessage = false;
        limit = Math.max(0, limit - sizeOf(read.batches));
      }
      if (read.error !== Errors.NONE || read.divergingEpoch !== null) mustAnswer = true;
    }
    return mustAnswer || missing === session.partitions.size;
  }

  private bytesRead(session: FetchSession, count: number): number {
    let bytes = 0;
    for (let i = 0; i < count; i++) bytes += sizeOf((session.dirty[i] as CachedPartition).batches);
    return bytes;
  }

  /**
   * Notes where the follower is; one that is not assigned to a partition gets no records of it. Stops at
   * a partition whose ISR is being written, be it because of this very fetch.
   */
  private noteFollower(session: FetchSession, from: number, count: number): LockedPartition | null {
    for (let i = from; i < count; i++) {
      const read = session.dirty[i] as CachedPartition;
      const { partition } = read;
      if (partition === null || read.error !== Errors.NONE) continue;
      if (read.divergingEpoch !== null && !partition.countsDivergingFetches) continue;
      const replica = partition.replica(session.replicaId);
      if (replica === null) {
        read.dropBatches();
        continue;
      }
      if (partition.isrWrite !== null) return { partition, next: i };
      const rose = partition.updateFollowerFetchState(replica, read);
      if (rose) this.replicaManager.highWatermarkRose(partition);
      else this.replicaManager.followerFetched(partition);
      if (partition.isrWrite !== null) return { partition, next: i + 1 };
    }
    return null;
  }

  private answer(channel: RequestChannel, session: FetchSession, count: number): void {
    const isFull = session.id === NO_SESSION;
    const partitions: FetchPartitionResponse[] = [];
    for (let i = 0; i < count; i++) {
      const read = session.dirty[i] as CachedPartition;
      if (!isFull && !read.hasNews) continue;
      read.noteSent();
      partitions.push({
        tp: read.tp,
        error: read.error,
        highWatermark: read.highWatermark,
        logStartOffset: read.logStartOffset,
        batches: read.batches,
        divergingEpoch: read.divergingEpoch,
      });
    }
    session.settle(count);
    if (isFull && session.epoch !== FINAL_EPOCH) {
      this.sessions.add(session, this.host.monotonicMs());
    }
    if (!session.cached) session.close();
    const isOver = session.epoch === FINAL_EPOCH;
    this.respond(channel, Errors.NONE, isOver ? NO_SESSION : session.id, partitions);
  }

  private respond(
    channel: RequestChannel,
    error: ErrorCode,
    sessionId: number,
    partitions: readonly FetchPartitionResponse[],
  ): void {
    let sizeBytes = MESSAGE_OVERHEAD_BYTES + partitions.length * PARTITION_OVERHEAD_BYTES;
    for (const { batches } of partitions) sizeBytes += sizeOf(batches);
    const body: FetchResponse = { error, sessionId, partitions };
    channel.respond(body, sizeBytes);
  }
}

/** Whether the follower was told less than the leader's HW, as far as a fetch has read it. */
function hasNewHighWatermark(session: FetchSession, count: number): boolean {
  for (let i = 0; i < count; i++) {
    const { highWatermark, sentHighWatermark } = session.dirty[i] as CachedPartition;
    if (highWatermark > Math.max(sentHighWatermark, 0)) return true;
  }
  return false;
}

function sizeOf(batches: readonly RecordBatch[]): number {
  let bytes = 0;
  for (let i = 0; i < batches.length; i++) bytes += (batches[i] as RecordBatch).sizeBytes;
  return bytes;
}
