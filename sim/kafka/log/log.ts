import { assert } from "../../kernel/assert.ts";
import type { FactLog } from "../../kernel/facts.ts";
import { Errors } from "../errors.ts";
import {
  FACT_EPOCH_CACHE,
  FACT_LOG_TRUNCATE,
  FACT_REPLICA_HW,
  FACT_REPLICA_LEO,
  FACT_REPLICA_START,
} from "../facts.ts";
import type { EpochEndOffset } from "../messages.ts";
import { NO_LEADER_EPOCH, NO_PRODUCER_ID, type RecordBatch } from "../record/record-batch.ts";
import {
  type EpochEntry,
  LeaderEpochFileCache,
  type LeaderEpochOwner,
} from "./leader-epoch-cache.ts";
import {
  appendedTogether,
  checkOffsets,
  checkSize,
  emitAppend,
  type LogAppendInfo,
  refusedAppend,
} from "./log-append-info.ts";
import type { LogConfig } from "./log-config.ts";
import type { LogDirectory } from "./log-files.ts";
import { LogProducers } from "./log-producers.ts";
import type { LogSegment } from "./log-segment.ts";
import { LogSegments } from "./log-segments.ts";
import { validateMessages } from "./log-validator.ts";
import type { AppendOrigin } from "./producer-append-validation.ts";
import type { ProducerStateManager } from "./producer-state.ts";
import { shouldRoll } from "./roll-rule.ts";
import type { AbortedTxn, TransactionIndex } from "./transaction-index.ts";

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

/**
 * One replica's log: segments of record batches, its offsets, its leader epochs and what it knows of
 * idempotent producers (`kafka.log.Log`). Each offset has one setter, which emits its fact.
 */
export class Log implements LeaderEpochOwner {
  readonly identity: LogIdentity;
  readonly leaderEpochCache: LeaderEpochFileCache;
  readonly producers: LogProducers;
  readonly segments: LogSegments;
  config: LogConfig;
  readonly directory: LogDirectory;
  private startOffset: number;
  private endOffset: number;
  private committedOffset: number;
  private isHighWatermarkStale = false;
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
    this.producers = new LogProducers(
      identity.name,
      directory,
      this.segments,
      config.producerState,
    );
  }

  get producerState(): ProducerStateManager {
    return this.producers.state;
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

  /** The first offset in the log that is not stable; -1 when there is none. */
  get firstUnstableOffset(): number {
    const unstable = this.producerState.firstUnstableOffset;
    return unstable < 0 ? unstable : Math.max(unstable, this.startOffset);
  }

  /** Up to here, exclusively, every transaction is decided and replicated, and so stable (LSO). */
  get lastStableOffset(): number {
    const unstable = this.firstUnstableOffset;
    return unstable < 0 ? this.committedOffset : Math.min(unstable, this.committedOffset);
  }

  /** What is known of where the HW lies is of the segment before: reads go past it (KAFKA-9196). */
  get readsPastHighWatermark(): boolean {
    return this.isHighWatermarkStale;
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
   * Appends what a producer sent, as its leader in `leaderEpoch`, which is written into batches where
   * their format has epochs. A duplicate is not appended but succeeds with the offsets of the original.
   * Errors: those of `validateMessages` and `validateProducerAppend`, and RECORD_LIST_TOO_LARGE.
   */
  appendAsLeader(sent: RecordBatch, leaderEpoch: number, origin: AppendOrigin): LogAppendInfo {
    const { config, directory } = this;
    directory.checkForIoError();
    const validated = validateMessages(sent, config, origin, directory.wallMs());
    if (validated.error !== Errors.NONE) return refusedAppend(validated.error);
    const { batch } = validated;
    const baseOffset = this.endOffset;
    const epoch = config.hasLeaderEpochs ? leaderEpoch : NO_LEADER_EPOCH;
    const stored = [batch.stored(baseOffset, epoch)];
    this.assignEpochs(stored);
    if (batch.sizeBytes > config.segmentBytes) return refusedAppend(Errors.RECORD_LIST_TOO_LARGE);
    if (config.rollOfRefused) this.maybeRoll(stored);
    if (batch.producerId !== NO_PRODUCER_ID && this.config.producerIds) {
      const duplicate = origin === "client" ? this.producerState.findDuplicate(batch) : null;
      if (duplicate !== null) {
        const { firstOffset, lastOffset } = duplicate;
        return { error: Errors.NONE, firstOffset, lastOffset, duplicate: true };
      }
      const error = this.producerState.validate(batch, origin);
      if (error !== Errors.NONE) return refusedAppend(error);
    }
    this.append(stored);
    const lastOffset = this.endOffset - 1;
    return { error: Errors.NONE, firstOffset: baseOffset, lastOffset, duplicate: false };
  }

  /**
   * Appends what the leader stored and one fetch brought, unchanged: all of it, in one segment.
   * @throws UnexpectedAppendOffsetError when it begins before the end of the log
   * @throws RecordBatchTooLargeError when it is larger than a segment may be
   * @throws ProducerAppendError when it does not go on what is known here of its producer (KAFKA-6003)
   */
  appendAsFollower(batches: readonly RecordBatch[]): void {
    this.directory.checkForIoError();
    if (batches.length === 0) return;
    checkOffsets(batches, this.endOffset);
    this.assignEpochs(batches);
    checkSize(batches, this.config.segmentBytes);
    this.producers.checkReplicated(batches);
    this.append(batches);
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
    if (offset > this.endOffset || offset < this.startOffset) return null;
    if (offset >= maxOffset) return this.readNothing(offset, maxOffset, maxBytes, minOneMessage);
    this.directory.checkForIoError();
    return this.segments.read(offset, maxOffset, maxBytes, minOneMessage);
  }

  /** Where the largest epoch up to `leaderEpoch` ends; -1 and -1 when that is not known. */
  endOffsetForEpoch(leaderEpoch: number): EpochEndOffset {
    return this.leaderEpochCache.endOffsetFor(leaderEpoch);
  }

  /** Sets the HW, moved into the bounds of the log; not monotone. Returns the new value. */
  updateHighWatermark(highWatermark: number): number {
    const { highWatermarkBelowStart } = this.config;
    const lowest = highWatermarkBelowStart === "stays" ? 0 : this.startOffset;
    this.setHighWatermark(Math.max(lowest, Math.min(highWatermark, this.endOffset)));
    return this.committedOffset;
  }

  /** Raises a leader's HW; true when it rose. */
  maybeIncrementHighWatermark(highWatermark: number): boolean {
    assert(highWatermark <= this.endOffset, "the high watermark is beyond the end of the log");
    if (highWatermark <= this.committedOffset) return false;
    this.setHighWatermark(highWatermark);
    return true;
  }

  /** Raises the log start offset, for DeleteRecords or as its leader did. False: that is beyond the HW. */
  maybeIncrementLogStartOffset(logStartOffset: number): boolean {
    if (logStartOffset > this.committedOffset) return false;
    if (logStartOffset > this.startOffset) this.incrementLogStartOffset(logStartOffset);
    return true;
  }

  /** Deletes the oldest segments; if they are all, a new one takes over. Without records the log starts anew. */
  deleteOldestSegments(count: number): void {
    this.directory.checkForIoError();
    if (count === this.segments.all.length) this.roll();
    const deleted = this.segments.all.slice(0, count);
    this.segments.removeFirst(count, this.config);
    this.producers.onSegmentsDeleted(deleted);
    const { baseOffset } = this.segments.first;
    if (baseOffset > this.startOffset) this.incrementLogStartOffset(baseOffset);
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
    while (segments.active.baseOffset > offset) segments.removeActive(this.config);
    segments.active.truncateTo(offset, this.directory.wallMs());
    this.transactionIndex(segments.active).truncateTo(offset);
    this.leaderEpochCache.truncateFromEnd(offset);
    this.completeTruncation(Math.min(offset, this.startOffset), offset, reason);
  }

  /** Drops everything; the log goes on, empty, at `offset`. */
  truncateFullyAndStartAt(offset: number, reason: string): void {
    this.directory.checkForIoError();
    while (this.segments.all.length > 0) this.segments.removeActive(this.config);
    this.segments.add(offset, this.config);
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
    this.producers.onFlush(this.recoveryPoint);
  }

  /** Which transactions were aborted by a marker in that segment. */
  transactionIndex(segment: LogSegment): TransactionIndex {
    return this.producers.transactionIndex(segment);
  }

  /** The aborted transactions with something from `startOffset` to below `upperBoundOffset`. */
  collectAbortedTransactions(startOffset: number, upperBoundOffset: number): AbortedTxn[] {
    return this.producers.collectAbortedTransactions(startOffset, upperBoundOffset);
  }

  /** Flushes and leaves a producer snapshot behind: the end of a clean shutdown. */
  close(): void {
    this.flush();
    this.producerState.takeSnapshot();
  }

  /** Removes the log from the disk. */
  delete(): void {
    this.segments.delete();
    this.directory.removeLog(this.identity.name);
  }

  /** Accounts for the producers up to the end of the log, from the latest snapshot on. */
  reloadProducerState(): void {
    this.producers.reload(this.startOffset, this.endOffset);
  }

  writeLeaderEpochs(entries: readonly EpochEntry[]): void {
    this.directory.writeLeaderEpochs(this.identity.name, entries);
    this.emitLeaderEpochs(entries);
  }

  private assignEpochs(batches: readonly RecordBatch[]): void {
    for (const { partitionLeaderEpoch, baseOffset } of batches) {
      if (partitionLeaderEpoch >= 0 && this.config.hasLeaderEpochs) {
        this.leaderEpochCache.assign(partitionLeaderEpoch, baseOffset);
      } else {
        // A batch of an older message format: epochs no longer say anything (KAFKA-7601).
        this.leaderEpochCache.clear();
      }
    }
  }

  private maybeRoll(batches: readonly RecordBatch[]): void {
    const { config, segments } = this;
    const together = appendedTogether(batches);
    if (!shouldRoll(segments.active, config, together, this.directory.wallMs())) return;
    // Older formats do not tell a follower where a set of messages begins.
    const isKnown = config.rolledSegmentBase === "firstOffset" && batches[0]?.magic === 2;
    this.roll(isKnown ? together.baseOffset : this.endOffset);
  }

  private append(batches: readonly RecordBatch[]): void {
    this.maybeRoll(batches);
    this.segments.active.append(batches, this.directory.wallMs());
    for (const batch of batches) {
      if (this.config.producerIds) this.producers.update(batch);
      emitAppend(this.identity, batch);
      // That fact says where the log ends now, too.
      this.endOffset = batch.nextOffset;
    }
    if (this.endOffset - this.recoveryPoint >= this.config.flushMessages) this.flush();
  }

  /**
   * Begins a new segment at `baseOffset`, which may lie behind the end of the log; everything before it
   * is flushed, and a snapshot of the producers belongs to it. An empty segment that begins there stays.
   */
  roll(baseOffset = this.endOffset): void {
    if (this.segments.active.baseOffset === baseOffset) return;
    this.producerState.mapEndOffset = baseOffset;
    this.producerState.takeSnapshot();
    this.flush();
    this.segments.add(baseOffset, this.config);
    this.isHighWatermarkStale =
      this.config.highWatermarkMetadataAtRoll === "stale" &&
      this.committedOffset === this.endOffset;
  }

  /**
   * A read from the bound on, or from behind it. Where nothing is known of the HW in the segment that
   * just began there, everything in it is read (KAFKA-9196). Null: the HW has no place in the log.
   */
  private readNothing(
    offset: number,
    maxOffset: number,
    maxBytes: number,
    minOneMessage: boolean,
  ): readonly RecordBatch[] | null {
    if (maxOffset < this.startOffset && this.config.highWatermarkBelowStart === "failsReads") {
      return null;
    }
    if (!this.isHighWatermarkStale || offset !== maxOffset) return NO_BATCHES;
    return this.segments.read(offset, this.endOffset, maxBytes, minOneMessage);
  }

  private incrementLogStartOffset(logStartOffset: number): void {
    this.directory.checkForIoError();
    this.setLogStartOffset(logStartOffset);
    this.recoveryPoint = Math.max(this.recoveryPoint, logStartOffset);
    this.leaderEpochCache.truncateFromStart(logStartOffset);
    this.producerState.onLogStartOffsetIncremented(logStartOffset);
  }

  private completeTruncation(startOffset: number, endOffset: number, reason: string): void {
    const { facts, text, brokerId } = this.identity;
    facts.add(FACT_LOG_TRUNCATE, text, brokerId, endOffset, facts.intern(reason));
    if (startOffset !== this.startOffset) this.setLogStartOffset(startOffset);
    this.setLogEndOffset(endOffset);
    this.recoveryPoint = Math.min(this.recoveryPoint, endOffset);
    this.reloadProducerState();
    if (this.config.highWatermarkBelowStart === "raised") {
      this.updateHighWatermark(this.committedOffset);
    } else if (this.committedOffset > endOffset) this.setHighWatermark(endOffset);
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
    this.isHighWatermarkStale = false;
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
