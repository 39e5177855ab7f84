import { assert } from "../../kernel/assert.ts";
import type { FactLog } from "../../kernel/facts.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import {
  FACT_EPOCH_CACHE,
  FACT_LOG_APPEND,
  FACT_LOG_APPEND_PART,
  FACT_LOG_TRUNCATE,
  FACT_REPLICA_HW,
  FACT_REPLICA_LEO,
  FACT_REPLICA_START,
} from "../facts.ts";
import type { EpochEndOffset } from "../messages.ts";
import { NO_PRODUCER_ID, type RecordBatch } from "../record/record-batch.ts";
import {
  type EpochEntry,
  LeaderEpochFileCache,
  type LeaderEpochOwner,
} from "./leader-epoch-cache.ts";
import type { LogConfig } from "./log-config.ts";
import type { LogDirectory } from "./log-files.ts";
import type { FoundOffset, LogSegment } from "./log-segment.ts";
import { LogSegments } from "./log-segments.ts";
import {
  type AppendOrigin,
  type ProducerSnapshot,
  type ProducerSnapshots,
  ProducerStateManager,
} from "./producer-state.ts";
import { rebuildProducerState } from "./rebuild-producer-state.ts";

/** Whose log it is, and where its facts go. */
export interface LogIdentity {
  readonly tp: number;
  /** `topic-partition`: the name of its directory. */
  readonly name: string;
  /** The interned name. */
  readonly text: number;
  readonly brokerId: number;
  readonly facts: FactLog;
}

/** What became of a batch. `firstOffset` and `lastOffset` are -1 when it was refused. */
export interface LogAppendInfo {
  readonly error: ErrorCode;
  /** Those of the batch it repeats, if it is a duplicate. */
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly duplicate: boolean;
}

/** A follower was given records that lie before the end of its log. */
export class UnexpectedAppendOffsetError extends Error {
  override readonly name = "UnexpectedAppendOffsetError";
  readonly firstOffset: number;
  readonly lastOffset: number;

  constructor(firstOffset: number, lastOffset: number, logEndOffset: number) {
    super(`records ${firstOffset} to ${lastOffset} lie before the log end offset ${logEndOffset}`);
    this.firstOffset = firstOffset;
    this.lastOffset = lastOffset;
  }
}

/**
 * One replica's log: segments of record batches, its offsets, its leader epochs and what it knows of
 * idempotent producers (`kafka.log.Log`). Each offset has one setter, which emits its fact.
 */
export class Log implements LeaderEpochOwner, ProducerSnapshots {
  readonly identity: LogIdentity;
  readonly leaderEpochCache: LeaderEpochFileCache;
  readonly producerState: ProducerStateManager;
  readonly segments: LogSegments;
  config: LogConfig;
  readonly directory: LogDirectory;
  private startOffset: number;
  private endOffset: number;
  private committedOffset: number;
  /** Everything below it was flushed. */
  recoveryPoint: number;
  /** Wall clock of the last flush, or of the opening of the log. */
  lastFlushTimeMs: number;

  /** Use `loadLog`, which also recovers. */
  constructor(
    identity: LogIdentity,
    directory: LogDirectory,
    config: LogConfig,
    segments: LogSegment[],
    logStartOffset: number,
    recoveryPoint: number,
  ) {
    this.identity = identity;
    this.directory = directory;
    this.config = config;
    this.segments = new LogSegments(identity, directory, segments);
    this.startOffset = logStartOffset;
    this.endOffset = this.segments.active.nextOffset;
    this.committedOffset = logStartOffset;
    this.recoveryPoint = recoveryPoint;
    this.lastFlushTimeMs = directory.wallMs();
    this.leaderEpochCache = new LeaderEpochFileCache(
      this,
      directory.leaderEpochs(identity.name),
      config.epochCacheAssignment,
    );
    this.producerState = new ProducerStateManager(this);
  }

  /** The first readable offset. */
  get logStartOffset(): number {
    return this.startOffset;
  }

  /** The offset of the next record. */
  get logEndOffset(): number {
    return this.endOffset;
  }

  /** The end of what is known here to be committed, exclusively. */
  get highWatermark(): number {
    return this.committedOffset;
  }

  /** Up to here, exclusively, every transaction is decided and replicated, and so stable (LSO). */
  get lastStableOffset(): number {
    const unstable = this.producerState.firstUnstableOffset;
    if (unstable < 0 || unstable >= this.committedOffset) return this.committedOffset;
    return Math.max(unstable, this.startOffset);
  }

  /** The latest leader epoch with a record or a start here; -1 when there is none. */
  get latestEpoch(): number {
    return this.leaderEpochCache.latestEpoch;
  }

  /** Emits everything a person sees of the log; after loading it. */
  announce(reason: string | null): void {
    const { facts, text, brokerId } = this.identity;
    if (reason !== null) {
      facts.add(FACT_LOG_TRUNCATE, text, brokerId, this.endOffset, facts.intern(reason));
    }
    this.segments.emit();
    facts.add(FACT_REPLICA_START, text, brokerId, this.startOffset);
    facts.add(FACT_REPLICA_LEO, text, brokerId, this.endOffset);
    facts.add(FACT_REPLICA_HW, text, brokerId, this.committedOffset);
    this.emitLeaderEpochs(this.leaderEpochCache.entries);
  }

  /**
   * Appends what a producer sent, as its leader in `leaderEpoch`; -1 when the message format has no
   * epochs (before v2). A duplicate is not appended but
   * succeeds with the offsets of the original. Errors: MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE,
   * INVALID_PRODUCER_EPOCH, OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_TXN_STATE,
   * TRANSACTION_COORDINATOR_FENCED.
   */
  appendAsLeader(batch: RecordBatch, leaderEpoch: number, origin: AppendOrigin): LogAppendInfo {
    this.directory.checkForIoError();
    if (batch.sizeBytes > this.config.maxMessageBytes)
      return refusedAppend(Errors.MESSAGE_TOO_LARGE);
    if (batch.sizeBytes > this.config.segmentBytes)
      return refusedAppend(Errors.RECORD_LIST_TOO_LARGE);
    const baseOffset = this.endOffset;
    if (leaderEpoch >= 0) this.leaderEpochCache.assign(leaderEpoch, baseOffset);
    if (batch.producerId !== NO_PRODUCER_ID && this.config.producerIds) {
      const duplicate = origin === "client" ? this.producerState.findDuplicate(batch) : null;
      if (duplicate !== null) {
        const { firstOffset, lastOffset } = duplicate;
        return { error: Errors.NONE, firstOffset, lastOffset, duplicate: true };
      }
      const error = this.producerState.validate(batch, origin);
      if (error !== Errors.NONE) return refusedAppend(error);
    }
    const stored = batch.stored(baseOffset, leaderEpoch);
    this.append(stored);
    return {
      error: Errors.NONE,
      firstOffset: baseOffset,
      lastOffset: stored.lastOffset,
      duplicate: false,
    };
  }

  /**
   * Appends what the leader stored, unchanged.
   * @throws UnexpectedAppendOffsetError when it begins before the end of the log
   */
  appendAsFollower(batch: RecordBatch): void {
    this.directory.checkForIoError();
    if (batch.baseOffset < this.endOffset) {
      throw new UnexpectedAppendOffsetError(batch.baseOffset, batch.lastOffset, this.endOffset);
    }
    if (batch.partitionLeaderEpoch >= 0 && this.config.hasLeaderEpochs) {
      this.leaderEpochCache.assign(batch.partitionLeaderEpoch, batch.baseOffset);
    } else {
      // A batch of an older message format: epochs no longer say anything (KAFKA-7601).
      this.leaderEpochCache.clear();
    }
    this.append(batch);
  }

  /**
   * The batches from the one that holds `offset` up to `maxOffset`, of one segment, at most
   * `maxBytes` of them, but at least one if `minOneMessage`. Null when the offset is out of range.
   */
  read(
    offset: number,
    maxOffset: number,
    maxBytes: number,
    minOneMessage: boolean,
  ): readonly RecordBatch[] | null {
    if (offset === this.endOffset) return NO_BATCHES;
    if (offset > this.endOffset || offset < this.startOffset) return null;
    if (offset >= maxOffset) return NO_BATCHES;
    this.directory.checkForIoError();
    return this.segments.read(offset, maxOffset, maxBytes, minOneMessage);
  }

  /** The first record from `logStartOffset` on with at least that timestamp, or null. */
  offsetForTimestamp(timestampMs: number): FoundOffset | null {
    this.directory.checkForIoError();
    return this.segments.offsetForTimestamp(timestampMs, this.startOffset);
  }

  /** Where the largest epoch up to `leaderEpoch` ends; -1 and -1 when that is not known. */
  endOffsetForEpoch(leaderEpoch: number): EpochEndOffset {
    return this.leaderEpochCache.endOffsetFor(leaderEpoch);
  }

  /** Sets the HW, moved into the bounds of the log; not monotone. Returns the new value. */
  updateHighWatermark(highWatermark: number): number {
    this.setHighWatermark(Math.max(this.startOffset, Math.min(highWatermark, this.endOffset)));
    return this.committedOffset;
  }

  /** Raises a leader's HW; true when it rose. */
  maybeIncrementHighWatermark(highWatermark: number): boolean {
    assert(highWatermark <= this.endOffset, "the high watermark is beyond the end of the log");
    if (highWatermark <= this.committedOffset) return false;
    this.setHighWatermark(highWatermark);
    return true;
  }

  /** Raises the log start offset, as its leader did. False when that is beyond the HW. */
  maybeIncrementLogStartOffset(logStartOffset: number): boolean {
    if (logStartOffset > this.committedOffset) return false;
    if (logStartOffset > this.startOffset) {
      this.directory.checkForIoError();
      this.setLogStartOffset(logStartOffset);
      this.recoveryPoint = Math.max(this.recoveryPoint, logStartOffset);
      this.leaderEpochCache.truncateFromStart(logStartOffset);
    }
    return true;
  }

  /**
   * Drops everything from `offset` on. Beyond the end of the log only an epoch goes that began there
   * and never got a record (of a leader that was deposed before it wrote; it stays until KAFKA-10706).
   */
  truncateTo(offset: number, reason: string): void {
    assert(offset >= 0, "a log cannot be truncated to a negative offset");
    this.directory.checkForIoError();
    if (offset >= this.endOffset) {
      if (this.config.truncationAtLogEnd === "dropsEpochs") {
        this.leaderEpochCache.truncateFromEnd(this.endOffset);
      }
      return;
    }
    const { segments } = this;
    if (segments.first.baseOffset > offset) {
      this.truncateFullyAndStartAt(offset, reason);
      return;
    }
    while (segments.active.baseOffset > offset) segments.removeActive();
    segments.active.truncateTo(offset);
    this.leaderEpochCache.truncateFromEnd(offset);
    this.completeTruncation(Math.min(offset, this.startOffset), offset, reason);
  }

  /** Drops everything; the log goes on, empty, at `offset`. */
  truncateFullyAndStartAt(offset: number, reason: string): void {
    this.directory.checkForIoError();
    while (this.segments.all.length > 0) this.segments.removeActive();
    this.segments.add(offset);
    this.leaderEpochCache.clear();
    this.producerState.truncateFullyAndStartAt(offset);
    this.completeTruncation(offset, offset, reason);
  }

  /** fsync of everything written so far. */
  flush(): void {
    if (this.endOffset <= this.recoveryPoint) return;
    this.directory.checkForIoError();
    const segments = this.segments.all;
    for (let i = this.segments.floorIndex(this.recoveryPoint); i < segments.length; i++) {
      (segments[i] as LogSegment).file.sync();
    }
    this.recoveryPoint = this.endOffset;
    this.lastFlushTimeMs = this.directory.wallMs();
  }

  /** Flushes and leaves a producer snapshot behind: the end of a clean shutdown. */
  close(): void {
    this.flush();
    this.producerState.takeSnapshot();
  }

  /** Removes the log from the disk. */
  delete(): void {
    while (this.segments.all.length > 0) this.segments.removeActive();
    this.directory.removeLog(this.identity.name);
  }

  /** Accounts for the producers up to the end of the log, from the latest snapshot on. */
  reloadProducerState(): void {
    rebuildProducerState(this.producerState, this.segments.all, this.startOffset, this.endOffset);
  }

  writeLeaderEpochs(entries: readonly EpochEntry[]): void {
    this.directory.writeLeaderEpochs(this.identity.name, entries);
    this.emitLeaderEpochs(entries);
  }

  readSnapshots(): readonly ProducerSnapshot[] {
    return this.directory.producerSnapshots(this.identity.name);
  }

  writeSnapshots(snapshots: readonly ProducerSnapshot[]): void {
    this.directory.writeProducerSnapshots(this.identity.name, snapshots);
  }

  private append(batch: RecordBatch): void {
    const { active } = this.segments;
    if (active.sizeBytes + batch.sizeBytes > this.config.segmentBytes) this.maybeRoll();
    this.segments.active.append(batch);
    this.noteProducer(batch);
    const { facts, text, brokerId } = this.identity;
    const { baseOffset, partitionLeaderEpoch, id } = batch;
    const count = batch.lastOffsetDelta + 1;
    if (batch.isWhole) {
      facts.add(FACT_LOG_APPEND, text, brokerId, baseOffset, count, partitionLeaderEpoch, id);
    } else {
      const records = facts.intern(recordsJson(batch));
      const epoch = partitionLeaderEpoch;
      facts.add(FACT_LOG_APPEND_PART, text, brokerId, baseOffset, count, epoch, records);
    }
    // That fact says where the log ends now, too.
    this.endOffset = baseOffset + count;
    if (this.endOffset - this.recoveryPoint >= this.config.flushMessages) this.flush();
  }

  private noteProducer(batch: RecordBatch): void {
    if (this.config.producerIds) this.producerState.update(batch);
  }

  /** Begins a new segment; everything before it is flushed. */
  private maybeRoll(): void {
    if (this.segments.active.batches.length === 0) return;
    this.producerState.takeSnapshot();
    this.flush();
    this.segments.add(this.endOffset);
  }

  private completeTruncation(startOffset: number, endOffset: number, reason: string): void {
    const { facts, text, brokerId } = this.identity;
    facts.add(FACT_LOG_TRUNCATE, text, brokerId, endOffset, facts.intern(reason));
    if (startOffset !== this.startOffset) this.setLogStartOffset(startOffset);
    this.setLogEndOffset(endOffset);
    this.recoveryPoint = Math.min(this.recoveryPoint, endOffset);
    this.reloadProducerState();
    this.updateHighWatermark(this.committedOffset);
  }

  private setLogStartOffset(offset: number): void {
    this.startOffset = offset;
    const { facts, text, brokerId } = this.identity;
    facts.add(FACT_REPLICA_START, text, brokerId, offset);
  }

  private setLogEndOffset(offset: number): void {
    this.endOffset = offset;
    const { facts, text, brokerId } = this.identity;
    facts.add(FACT_REPLICA_LEO, text, brokerId, offset);
  }

  private setHighWatermark(offset: number): void {
    this.producerState.onHighWatermarkUpdated(offset);
    if (offset === this.committedOffset) return;
    this.committedOffset = offset;
    const { facts, text, brokerId } = this.identity;
    facts.add(FACT_REPLICA_HW, text, brokerId, offset);
  }

  private emitLeaderEpochs(entries: readonly EpochEntry[]): void {
    const { facts, text, brokerId } = this.identity;
    const json = JSON.stringify(entries.map(({ epoch, startOffset }) => [epoch, startOffset]));
    facts.add(FACT_EPOCH_CACHE, text, brokerId, facts.intern(json));
  }
}

const NO_BATCHES: readonly RecordBatch[] = [];

/** Which records of the producer's batch it has, and where (`FACT_LOG_APPEND_PART`). */
function recordsJson(batch: RecordBatch): string {
  const runs: [offset: number, index: number, count: number][] = [];
  for (let i = 0; i < batch.records.length; i++) {
    const offset = batch.offsetOf(i);
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[2] === offset) last[2]++;
    else runs.push([offset, batch.firstIndex + offset - batch.baseOffset, 1]);
  }
  return JSON.stringify([batch.id, runs]);
}

/** What is said of a batch that is not appended. */
export function refusedAppend(error: ErrorCode): LogAppendInfo {
  return { error, firstOffset: -1, lastOffset: -1, duplicate: false };
}
