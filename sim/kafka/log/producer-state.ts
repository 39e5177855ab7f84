import { type ErrorCode, Errors } from "../errors.ts";
import {
  type EndTransactionMarker,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  type RecordBatch,
} from "../record/record-batch.ts";
import { OpenTransactions } from "./open-transactions.ts";

/** Batches a log remembers per producer to recognise a retry (`NumBatchesToRetain`). */
const BATCHES_TO_RETAIN = 5;
const INT_MAX = 2_147_483_647;

/**
 * Who wrote a batch (`AppendOrigin`): of what clients send epoch and sequence are checked, of what a
 * transaction coordinator sends the epochs, of what a leader sends nothing.
 */
export type AppendOrigin = "client" | "coordinator" | "replication";

/** What a log remembers of one batch of a producer. */
export interface BatchMetadata {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/** The state of one idempotent producer in one log. */
export class ProducerStateEntry {
  readonly producerId: number;
  producerEpoch = NO_PRODUCER_EPOCH;
  /** At most five, the oldest first. */
  batches: BatchMetadata[] = [];
  /** Where its open transaction begins here; -1 when it has none. */
  currentTxnFirstOffset = -1;
  /** Epoch of the coordinator that wrote the last marker. */
  coordinatorEpoch = -1;

  constructor(producerId: number) {
    this.producerId = producerId;
  }

  get lastSequence(): number {
    return this.batches.at(-1)?.lastSequence ?? NO_SEQUENCE;
  }

  /** The batch with exactly these sequence numbers, if it is still remembered. */
  findDuplicate(batch: RecordBatch): BatchMetadata | null {
    if (batch.producerEpoch !== this.producerEpoch) return null;
    const lastSequence = batch.lastSequence;
    for (const known of this.batches) {
      if (known.firstSequence === batch.baseSequence && known.lastSequence === lastSequence) {
        return known;
      }
    }
    return null;
  }

  updateProducerEpoch(producerEpoch: number): void {
    if (producerEpoch === this.producerEpoch) return;
    this.producerEpoch = producerEpoch;
    this.batches = [];
  }

  add(producerEpoch: number, metadata: BatchMetadata): void {
    this.updateProducerEpoch(producerEpoch);
    this.batches.push(metadata);
    if (this.batches.length > BATCHES_TO_RETAIN) this.batches.shift();
  }
}

/** A snapshot file: of each producer only its last batch. */
export interface ProducerSnapshot {
  readonly offset: number;
  readonly producers: readonly {
    readonly producerId: number;
    readonly producerEpoch: number;
    readonly lastBatch: BatchMetadata | null;
    readonly currentTxnFirstOffset: number;
    readonly coordinatorEpoch: number;
  }[];
}

/** Where a log keeps its snapshots. */
export interface ProducerSnapshots {
  readSnapshots(): readonly ProducerSnapshot[];
  writeSnapshots(snapshots: readonly ProducerSnapshot[]): void;
}

/**
 * What a log knows of the idempotent producers that wrote to it (`ProducerStateManager`). It is
 * rebuilt from a snapshot and the log, on load and on truncation.
 */
export class ProducerStateManager {
  private readonly snapshots: ProducerSnapshots;
  private readonly producers = new Map<number, ProducerStateEntry>();
  private readonly transactions = new OpenTransactions();
  /** Everything below this offset is accounted for. */
  mapEndOffset = 0;
  /** Offset of the latest snapshot, or where the log starts. */
  private lastSnapOffset = 0;

  constructor(snapshots: ProducerSnapshots) {
    this.snapshots = snapshots;
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

  onHighWatermarkUpdated(highWatermark: number): void {
    this.transactions.removeUnreplicated(highWatermark);
  }

  entry(producerId: number): ProducerStateEntry | undefined {
    return this.producers.get(producerId);
  }

  /** The batch this one repeats, if it is one of the producer's last five. */
  findDuplicate(batch: RecordBatch): BatchMetadata | null {
    return this.producers.get(batch.producerId)?.findDuplicate(batch) ?? null;
  }

  /**
   * Whether a batch may be appended (`ProducerAppendInfo`): INVALID_PRODUCER_EPOCH for an older epoch;
   * OUT_OF_ORDER_SEQUENCE_NUMBER for a gap, a partial repetition or one that is too old to be known;
   * INVALID_TXN_STATE for a plain batch in the middle of a transaction;
   * TRANSACTION_COORDINATOR_FENCED for the marker of an older coordinator.
   * A producer that is not known may begin anywhere (KIP-360).
   */
  validate(batch: RecordBatch, origin: AppendOrigin): ErrorCode {
    const entry = this.producers.get(batch.producerId);
    if (entry === undefined || origin === "replication") return Errors.NONE;
    if (batch.producerEpoch < entry.producerEpoch) return Errors.INVALID_PRODUCER_EPOCH;
    if (batch.marker !== null) {
      return batch.marker.coordinatorEpoch < entry.coordinatorEpoch
        ? Errors.TRANSACTION_COORDINATOR_FENCED
        : Errors.NONE;
    }
    const error = origin === "client" ? checkSequence(batch, entry) : Errors.NONE;
    if (error !== Errors.NONE) return error;
    return entry.currentTxnFirstOffset >= 0 && !batch.isTransactional
      ? Errors.INVALID_TXN_STATE
      : Errors.NONE;
  }

  /** Accounts for a batch as it is stored. */
  update(batch: RecordBatch): void {
    this.mapEndOffset = batch.nextOffset;
    if (batch.producerId === NO_PRODUCER_ID) return;
    let entry = this.producers.get(batch.producerId);
    if (entry === undefined) {
      entry = new ProducerStateEntry(batch.producerId);
      this.producers.set(batch.producerId, entry);
    }
    if (batch.marker !== null) {
      this.endTransaction(entry, batch, batch.marker);
      return;
    }
    entry.add(batch.producerEpoch, {
      firstSequence: batch.baseSequence,
      lastSequence: batch.lastSequence,
      firstOffset: batch.baseOffset,
      lastOffset: batch.lastOffset,
    });
    if (!batch.isTransactional || entry.currentTxnFirstOffset >= 0) return;
    entry.currentTxnFirstOffset = batch.baseOffset;
    this.transactions.begin(batch.producerId, batch.baseOffset);
  }

  /** A marker that ends nothing leaves only its epochs behind. */
  private endTransaction(
    entry: ProducerStateEntry,
    { producerEpoch, baseOffset }: RecordBatch,
    { coordinatorEpoch }: EndTransactionMarker,
  ): void {
    if (entry.currentTxnFirstOffset >= 0) {
      this.transactions.complete(entry.currentTxnFirstOffset, baseOffset);
    }
    entry.updateProducerEpoch(producerEpoch);
    entry.currentTxnFirstOffset = -1;
    entry.coordinatorEpoch = coordinatorEpoch;
  }

  /** Writes a snapshot of what is accounted for, unless there is one of that offset. */
  takeSnapshot(): void {
    if (this.mapEndOffset <= this.lastSnapOffset) return;
    const producers = [...this.producers.values()].map((entry) => ({
      producerId: entry.producerId,
      producerEpoch: entry.producerEpoch,
      lastBatch: entry.batches.at(-1) ?? null,
      currentTxnFirstOffset: entry.currentTxnFirstOffset,
      coordinatorEpoch: entry.coordinatorEpoch,
    }));
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
    const known = this.snapshots.readSnapshots();
    const last = segmentBaseOffsets.at(-1) ?? 0;
    const kept = known.filter(
      ({ offset }, i) =>
        segmentBaseOffsets.includes(offset) || (i === known.length - 1 && offset > last),
    );
    if (kept.length !== known.length) this.snapshots.writeSnapshots(kept);
  }

  /**
   * Goes back to the latest snapshot between the log's start and `endOffset`. What lies between
   * {@link mapEndOffset} and the end must be accounted for again by `update`.
   */
  truncateAndReload(logStartOffset: number, endOffset: number): void {
    const known = this.snapshots.readSnapshots();
    const kept = known.filter(({ offset }) => offset > logStartOffset && offset <= endOffset);
    if (kept.length !== known.length) this.snapshots.writeSnapshots(kept);
    const latest = kept.at(-1);
    this.lastSnapOffset = latest?.offset ?? logStartOffset;
    if (endOffset === this.mapEndOffset) {
      this.transactions.removeUnreplicated(logStartOffset);
      return;
    }
    this.producers.clear();
    this.transactions.clear();
    this.mapEndOffset = this.lastSnapOffset;
    for (const saved of latest?.producers ?? []) this.load(saved);
  }

  private load(saved: ProducerSnapshot["producers"][number]): void {
    const entry = new ProducerStateEntry(saved.producerId);
    entry.producerEpoch = saved.producerEpoch;
    entry.currentTxnFirstOffset = saved.currentTxnFirstOffset;
    entry.coordinatorEpoch = saved.coordinatorEpoch;
    if (saved.lastBatch !== null) entry.batches.push(saved.lastBatch);
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

/** Sequence numbers go on where the last batch of that epoch ended; a new epoch begins with 0. */
function checkSequence(batch: RecordBatch, entry: ProducerStateEntry): ErrorCode {
  const next = batch.baseSequence;
  if (entry.producerEpoch === NO_PRODUCER_EPOCH) return Errors.NONE;
  const last = batch.producerEpoch === entry.producerEpoch ? entry.lastSequence : NO_SEQUENCE;
  const inSequence = next === last + 1 || (next === 0 && last === INT_MAX);
  return inSequence ? Errors.NONE : Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
}
