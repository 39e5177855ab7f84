import { type ErrorCode, Errors } from "../../errors.ts";
import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID } from "../../record/record-batch.ts";
import { PartitionSequences } from "./partition-sequences.ts";
import type { ProducerBatch } from "./producer-batch.ts";

export const UNKNOWN_LOG_START_OFFSET = -1;

/**
 * What makes a producer idempotent (`TransactionManager`, without transactions): a producer id, an
 * epoch, and sequences per partition, given out when a batch is drained. What is done when sequences
 * are in doubt is a matter of the era: see `EpochBumping`, `ProducerIdReset`, `OneInFlight`.
 */
export abstract class TransactionManager {
  producerId = NO_PRODUCER_ID;
  producerEpoch = NO_PRODUCER_EPOCH;
  /** The broker answered something that ends the producer. */
  fatalError: ErrorCode = Errors.NONE;
  protected entries: (PartitionSequences | undefined)[] = [];
  /** Partitions with an unresolved sequence, in the order in which that came about. */
  protected unresolved: number[] = [];
  private readonly invalidEpochIsFatal: boolean;

  /** @param invalidEpochIsFatal the switch `invalidProducerEpoch` */
  constructor(invalidEpochIsFatal: boolean) {
    this.invalidEpochIsFatal = invalidEpochIsFatal;
  }

  get hasProducerId(): boolean {
    return this.producerId !== NO_PRODUCER_ID;
  }

  setProducerIdAndEpoch(producerId: number, producerEpoch: number): void {
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
  }

  /** Whether a batch must stay in its queue for now. */
  shouldStopDrain(first: ProducerBatch): boolean {
    if (!this.hasProducerId) return true;
    const entry = this.entry(first.tp);
    if (!first.hasSequence) return this.holdsNewBatches(entry);
    const firstInFlight = entry.inFlight[0];
    return firstInFlight !== undefined && first.baseSequence !== firstInFlight.baseSequence;
  }

  /** Gives a batch that is drained for the first time its sequence. */
  assignSequence(batch: ProducerBatch): void {
    const entry = this.entry(batch.tp);
    const sequence = entry.take(batch.records.length);
    batch.setProducerState(this.producerId, this.producerEpoch, sequence);
    entry.add(batch);
  }

  /** Tracks a batch that is drained or waits for a retry; harmless when it is tracked. */
  addInFlightBatch(batch: ProducerBatch): void {
    this.entry(batch.tp).add(batch);
  }

  removeInFlightBatch(batch: ProducerBatch): void {
    this.entry(batch.tp).remove(batch);
  }

  abstract handleCompletedBatch(batch: ProducerBatch, baseOffset: number): void;

  /** @param adjustSequences the broker refused it for good: what follows would find a gap */
  abstract handleFailedBatch(
    batch: ProducerBatch,
    error: ErrorCode,
    adjustSequences: boolean,
  ): void;

  /**
   * Whether a batch that met `error` is sent again, as far as its sequences go.
   * @param retriable whether any producer would try again after that error
   */
  abstract canRetry(
    batch: ProducerBatch,
    error: ErrorCode,
    logStartOffset: number,
    retriable: boolean,
  ): boolean;

  /** A batch that was to be sent again is dropped, because its producer id is not the producer's any more. */
  abstract isForeign(batch: ProducerBatch): boolean;

  /** A batch that was sent before expired: nobody knows whether its sequences are used. */
  markSequenceUnresolved(batch: ProducerBatch): void {
    const entry = this.entry(batch.tp);
    if (entry.isResolved) this.unresolved.push(batch.tp);
    entry.unresolvedSequence = Math.max(entry.unresolvedSequence, batch.lastSequence + 1);
  }

  /** Where nothing is in flight any more: either a later batch got through, or there is a gap. */
  abstract maybeResolveSequences(): void;

  /** Raises the epoch if that was asked for; an exhausted epoch gives the producer id up. */
  abstract maybeBumpEpoch(): void;

  /** Batches that were never sent wait for what is in flight in their partition. */
  protected abstract holdsNewBatches(entry: PartitionSequences): boolean;

  /** Notes an error that ends the producer; answers whether one has been met. */
  protected metFatal(error: ErrorCode): boolean {
    const fenced = error === Errors.PRODUCER_FENCED;
    if (fenced || (this.invalidEpochIsFatal && error === Errors.INVALID_PRODUCER_EPOCH))
      this.fatalError = error;
    return this.fatalError !== Errors.NONE;
  }

  protected hasProducerIdAndEpoch(batch: ProducerBatch): boolean {
    return batch.producerId === this.producerId && batch.producerEpoch === this.producerEpoch;
  }

  protected entry(tp: number): PartitionSequences {
    const known = this.entries[tp];
    if (known !== undefined) return known;
    while (this.entries.length < tp) this.entries.push(undefined);
    const entry = new PartitionSequences();
    this.entries[tp] = entry;
    return entry;
  }
}
