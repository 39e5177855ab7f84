import type { ErrorCode } from "../errors.ts";
import { NO_PRODUCER_ID, type RecordBatch } from "../record/record-batch.ts";
import { OpenTransactions } from "./open-transactions.ts";
import { type AppendOrigin, validateProducerAppend } from "./producer-append-validation.ts";
import {
  loadedProducer,
  type ProducerSnapshot,
  type ProducerSnapshots,
  type SavedProducer,
  savedProducer,
} from "./producer-snapshot.ts";
import type { ProducerStateConfig } from "./producer-state-config.ts";
import { type BatchMetadata, ProducerStateEntry } from "./producer-state-entry.ts";

/** How much later than its time-out a transaction counts as hanging (`LATE_TRANSACTION_BUFFER_MS`). */
const LATE_TRANSACTION_BUFFER_MS = 300_000;

/** A transaction that a marker decided (`CompletedTxn`). */
export interface CompletedTxn {
  readonly producerId: number;
  readonly firstOffset: number;
  /** Offset of the marker. */
  readonly lastOffset: number;
  readonly isAborted: boolean;
}

/**
 * What a log knows of the idempotent producers that wrote to it (`ProducerStateManager`). It is
 * rebuilt from a snapshot and the log, on load and on truncation. Times are of the broker's own wall
 * clock: each replica forgets an idle producer when it thinks it is time.
 */
export class ProducerStateManager {
  private readonly snapshots: ProducerSnapshots;
  private readonly config: ProducerStateConfig;
  private readonly producers = new Map<number, ProducerStateEntry>();
  private readonly transactions = new OpenTransactions();
  /** Everything below this offset is accounted for. */
  mapEndOffset = 0;
  /** Offset of the latest snapshot, or where the log starts. */
  private lastSnapOffset = 0;

  constructor(snapshots: ProducerSnapshots, config: ProducerStateConfig) {
    this.snapshots = snapshots;
    this.config = config;
  }

  get isEmpty(): boolean {
    return this.producers.size === 0 && this.transactions.allReplicated;
  }

  /** Where the earliest undecided transaction begins; -1 when there is none. */
  get firstUndecidedOffset(): number {
    return this.transactions.firstUndecidedOffset;
  }

  /**
   * The first offset that is not stable: of a transaction that is undecided, or decided by a marker that
   * is not below the HW. -1 when there is none.
   */
  get firstUnstableOffset(): number {
    return this.transactions.firstUnstableOffset;
  }

  /** The producers that are known, in the order in which they became so. */
  get activeProducers(): readonly ProducerStateEntry[] {
    return [...this.producers.values()];
  }

  /** Offsets of the snapshots, ascending. */
  get snapshotOffsets(): readonly number[] {
    return this.snapshots.readSnapshots().map(({ offset }) => offset);
  }

  onHighWatermarkUpdated(highWatermark: number): void {
    this.transactions.removeUnreplicated(highWatermark);
  }

  entry(producerId: number): ProducerStateEntry | undefined {
    return this.producers.get(producerId);
  }

  /** The batch this one repeats, if it is one of those that are remembered of its producer. */
  findDuplicate(batch: RecordBatch): BatchMetadata | null {
    return this.producers.get(batch.producerId)?.findDuplicate(batch) ?? null;
  }

  /** Whether a batch may be appended: see `validateProducerAppend`. It does not look for a repetition. */
  validate(batch: RecordBatch, origin: AppendOrigin): ErrorCode {
    return validateProducerAppend(batch, this.producers.get(batch.producerId), origin, this.config);
  }

  /**
   * Accounts for a batch as it is stored. Returns the transaction that it decides, for
   * {@link completeTxn}, or null.
   */
  update(batch: RecordBatch): CompletedTxn | null {
    this.mapEndOffset = batch.nextOffset;
    if (batch.producerId === NO_PRODUCER_ID) return null;
    let entry = this.producers.get(batch.producerId);
    if (entry === undefined) {
      entry = new ProducerStateEntry(batch.producerId);
      this.producers.set(batch.producerId, entry);
    }
    if (batch.marker !== null) return this.addMarker(entry, batch);
    entry.addBatch(batch, this.config);
    if (batch.isTransactional && entry.currentTxnFirstOffset < 0) {
      entry.currentTxnFirstOffset = batch.baseOffset;
      this.transactions.begin(batch.producerId, batch.baseOffset);
    }
    return null;
  }

  /** A marker that compaction emptied leaves nothing behind: its transaction is gone (KAFKA-7467). */
  private addMarker(entry: ProducerStateEntry, batch: RecordBatch): CompletedTxn | null {
    const { marker, producerId, baseOffset } = batch;
    if (marker === null || batch.records.length === 0) return null;
    let firstOffset = entry.currentTxnFirstOffset;
    if (firstOffset < 0 && this.config.emptyTransactions === "unstable") {
      firstOffset = baseOffset;
      this.transactions.begin(producerId, firstOffset);
    }
    entry.addMarker(batch, marker.coordinatorEpoch, this.config);
    if (firstOffset < 0) return null;
    return { producerId, firstOffset, lastOffset: baseOffset, isAborted: marker.type === "ABORT" };
  }

  /** Up to where everything will be decided when that transaction is (for the transaction index). */
  lastStableOffset({ producerId, lastOffset }: CompletedTxn): number {
    const undecided = this.transactions.firstUndecidedOffsetBesides(producerId);
    return undecided < 0 ? lastOffset + 1 : undecided;
  }

  /** A transaction is decided; it stays unstable until its marker lies below the HW. */
  completeTxn({ firstOffset, lastOffset }: CompletedTxn): void {
    this.transactions.complete(firstOffset, lastOffset);
  }

  /**
   * Whether the oldest open transaction got nothing for longer than a transaction may last, and five
   * minutes more: it hangs (KIP-664).
   */
  hasLateTransaction(nowMs: number, maxTransactionTimeoutMs: number): boolean {
    const oldest = this.transactions.firstUndecided;
    const lastMs = (oldest && this.producers.get(oldest.producerId)?.lastTimestampMs) ?? -1;
    return lastMs > 0 && nowMs - lastMs > maxTransactionTimeoutMs + LATE_TRANSACTION_BUFFER_MS;
  }

  /** Forgets the producers that wrote nothing for too long and have no open transaction. */
  removeExpiredProducers(nowMs: number): void {
    for (const [producerId, entry] of [...this.producers]) {
      if (this.isExpired(entry, nowMs)) this.producers.delete(producerId);
    }
  }

  private isExpired(entry: ProducerStateEntry, nowMs: number): boolean {
    const idleMs = nowMs - entry.lastTimestampMs;
    return entry.currentTxnFirstOffset < 0 && idleMs >= this.config.producerIdExpirationMs;
  }

  /** Writes a snapshot of what is accounted for, unless there is one of that offset. */
  takeSnapshot(): void {
    if (this.mapEndOffset <= this.lastSnapOffset) return;
    const producers = [...this.producers.values()].map(savedProducer);
    const known = this.snapshots.readSnapshots();
    this.snapshots.writeSnapshots([...known, { offset: this.mapEndOffset, producers }]);
    this.lastSnapOffset = this.mapEndOffset;
  }

  /**
   * Drops the snapshots that do not lie at the beginning of a segment, but for the latest of them if it
   * lies behind all beginnings: a clean shutdown left it.
   * @param segmentBaseOffsets ascending
   */
  removeStraySnapshots(segmentBaseOffsets: readonly number[]): void {
    const last = segmentBaseOffsets.at(-1) ?? 0;
    const { snapshotOffsets } = this;
    const latest = snapshotOffsets.at(-1) ?? -1;
    this.keepSnapshots(
      ({ offset }) => segmentBaseOffsets.includes(offset) || (offset === latest && offset > last),
    );
  }

  deleteSnapshotsBefore(offset: number): void {
    this.keepSnapshots((snapshot) => snapshot.offset >= offset);
  }

  /** A segment is deleted, and its snapshot with it. */
  removeSnapshot(offset: number): void {
    this.keepSnapshots((snapshot) => snapshot.offset !== offset);
  }

  private keepSnapshots(isKept: (snapshot: ProducerSnapshot) => boolean): void {
    const known = this.snapshots.readSnapshots();
    const kept = known.filter(isKept);
    if (kept.length !== known.length) this.snapshots.writeSnapshots(kept);
  }

  /**
   * The head of the log is gone (`truncateHead`). Until KAFKA-7190 the producers go whose last batch was
   * there, and with them their open transactions.
   */
  onLogStartOffsetIncremented(logStartOffset: number): void {
    for (const [producerId, entry] of [...this.producers]) {
      if (this.isRetained(entry, logStartOffset)) continue;
      this.producers.delete(producerId);
      this.transactions.removeUndecidedOf(producerId);
    }
    this.transactions.removeUnreplicated(logStartOffset);
    this.mapEndOffset = Math.max(this.mapEndOffset, logStartOffset);
    if (this.config.producerSnapshots !== "eachSegment") this.deleteSnapshotsBefore(logStartOffset);
    this.lastSnapOffset = this.snapshotOffsets.at(-1) ?? logStartOffset;
  }

  private isRetained(entry: ProducerStateEntry, logStartOffset: number): boolean {
    const forgets = this.config.producersOfDeletedRecords === "forgotten";
    return !forgets || entry.lastDataOffset >= logStartOffset;
  }

  /**
   * Goes back to the latest snapshot between the log's start and `endOffset`. What lies between
   * {@link mapEndOffset} and the end must be accounted for again by `update`.
   */
  truncateAndReload(logStartOffset: number, endOffset: number, nowMs: number): void {
    this.keepSnapshots(({ offset }) => offset > logStartOffset && offset <= endOffset);
    if (endOffset === this.mapEndOffset) {
      this.onLogStartOffsetIncremented(logStartOffset);
      return;
    }
    this.producers.clear();
    this.transactions.clear();
    const latest = this.snapshots.readSnapshots().at(-1);
    this.lastSnapOffset = latest?.offset ?? logStartOffset;
    this.mapEndOffset = this.lastSnapOffset;
    for (const saved of latest?.producers ?? []) this.load(saved, logStartOffset, nowMs);
  }

  private load(saved: SavedProducer, logStartOffset: number, nowMs: number): void {
    const entry = loadedProducer(saved);
    if (!this.isRetained(entry, logStartOffset) || this.isExpired(entry, nowMs)) return;
    this.producers.set(saved.producerId, entry);
    if (saved.currentTxnFirstOffset >= 0) {
      this.transactions.begin(saved.producerId, saved.currentTxnFirstOffset);
    }
  }

  /** Forgets everything; the log begins anew at `offset`. */
  truncateFullyAndStartAt(offset: number): void {
    this.producers.clear();
    this.transactions.clear();
    this.snapshots.writeSnapshots([]);
    this.lastSnapOffset = 0;
    this.mapEndOffset = offset;
  }
}
