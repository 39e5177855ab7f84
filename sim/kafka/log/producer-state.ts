import { type ErrorCode, Errors } from "../errors.ts";
import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE, type RecordBatch } from "../records.ts";

/** Batches a log remembers per producer to recognise a retry (`NumBatchesToRetain`). */
const BATCHES_TO_RETAIN = 5;
const INT_MAX = 2_147_483_647;

/** Who wrote a batch: only what clients send is checked (`AppendOrigin`). */
export type AppendOrigin = "client" | "replication";

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

  add(producerEpoch: number, metadata: BatchMetadata): void {
    if (producerEpoch !== this.producerEpoch) {
      this.producerEpoch = producerEpoch;
      this.batches = [];
    }
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
  /** Everything below this offset is accounted for. */
  mapEndOffset = 0;

  constructor(snapshots: ProducerSnapshots) {
    this.snapshots = snapshots;
  }

  get isEmpty(): boolean {
    return this.producers.size === 0;
  }

  entry(producerId: number): ProducerStateEntry | undefined {
    return this.producers.get(producerId);
  }

  /** The batch this one repeats, if it is one of the producer's last five. */
  findDuplicate(batch: RecordBatch): BatchMetadata | null {
    return this.producers.get(batch.producerId)?.findDuplicate(batch) ?? null;
  }

  /**
   * Whether a producer's batch may be appended: INVALID_PRODUCER_EPOCH for an older epoch,
   * OUT_OF_ORDER_SEQUENCE_NUMBER for a gap, a partial repetition or one that is too old to be known.
   * A producer that is not known may begin anywhere (KIP-360).
   */
  validate(batch: RecordBatch): ErrorCode {
    const entry = this.producers.get(batch.producerId);
    if (entry === undefined) return Errors.NONE;
    if (batch.producerEpoch < entry.producerEpoch) return Errors.INVALID_PRODUCER_EPOCH;
    const next = batch.baseSequence;
    if (batch.producerEpoch !== entry.producerEpoch) {
      return next === 0 || entry.producerEpoch === NO_PRODUCER_EPOCH
        ? Errors.NONE
        : Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
    }
    const last = entry.lastSequence;
    const inSequence = next === last + 1 || (next === 0 && last === INT_MAX);
    return inSequence ? Errors.NONE : Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
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
    entry.add(batch.producerEpoch, {
      firstSequence: batch.baseSequence,
      lastSequence: batch.lastSequence,
      firstOffset: batch.baseOffset,
      lastOffset: batch.lastOffset,
    });
  }

  /** Writes a snapshot of what is accounted for, unless there is one of that offset. */
  takeSnapshot(): void {
    const known = this.snapshots.readSnapshots();
    const latest = known.at(-1);
    if (latest !== undefined && latest.offset >= this.mapEndOffset) return;
    if (this.mapEndOffset === 0) return;
    const producers = [...this.producers.values()].map((entry) => ({
      producerId: entry.producerId,
      producerEpoch: entry.producerEpoch,
      lastBatch: entry.batches.at(-1) ?? null,
    }));
    this.snapshots.writeSnapshots([...known, { offset: this.mapEndOffset, producers }]);
  }

  /**
   * Goes back to the latest snapshot between the log's start and `endOffset`. What lies between
   * {@link mapEndOffset} and the end must be accounted for again by `update`.
   */
  truncateAndReload(logStartOffset: number, endOffset: number): void {
    const known = this.snapshots.readSnapshots();
    const kept = known.filter(({ offset }) => offset > logStartOffset && offset <= endOffset);
    if (kept.length !== known.length) this.snapshots.writeSnapshots(kept);
    if (endOffset === this.mapEndOffset) return;
    this.producers.clear();
    const latest = kept.at(-1);
    this.mapEndOffset = latest?.offset ?? logStartOffset;
    for (const { producerId, producerEpoch, lastBatch } of latest?.producers ?? []) {
      const entry = new ProducerStateEntry(producerId);
      entry.producerEpoch = producerEpoch;
      if (lastBatch !== null) entry.batches.push(lastBatch);
      this.producers.set(producerId, entry);
    }
  }

  /** Forgets everything; the log begins anew at `offset`. */
  truncateFullyAndStartAt(offset: number): void {
    this.producers.clear();
    this.snapshots.writeSnapshots([]);
    this.mapEndOffset = offset;
  }
}
