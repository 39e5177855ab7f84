import { type ErrorCode, Errors } from "../../errors.ts";
import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE } from "../../record/record-batch.ts";
import type { PartitionSequences } from "./partition-sequences.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import { TransactionManager, UNKNOWN_LOG_START_OFFSET } from "./transaction-manager.ts";

/** `Short.MAX_VALUE`: the last epoch of a producer id. */
const MAX_EPOCH = 32_767;

/** A producer that raises its epoch by itself when a gap can no longer be closed (KIP-360). */
export class EpochBumping extends TransactionManager {
  /** Partitions whose sequences start anew at the next epoch. */
  private toRewrite: number[] = [];
  private epochBumpRequired = false;
  private readonly restartsSequences: boolean;

  /** @param restartsSequences partitions begin at 0 in a new epoch (KAFKA-12152) */
  constructor(invalidEpochIsFatal: boolean, restartsSequences: boolean) {
    super(invalidEpochIsFatal);
    this.restartsSequences = restartsSequences;
  }

  override assignSequence(batch: ProducerBatch): void {
    const entry = this.entry(batch.tp);
    if (this.restartsSequences && this.isStale(entry) && entry.inFlight.length === 0)
      entry.startAtBeginning(this.producerId, this.producerEpoch);
    super.assignSequence(batch);
  }

  handleCompletedBatch(batch: ProducerBatch, baseOffset: number): void {
    const entry = this.entry(batch.tp);
    entry.acked(batch, baseOffset);
    entry.remove(batch);
    if (this.restartsSequences || this.hasProducerIdAndEpoch(batch)) return;
    if (entry.inFlight.length === 0) entry.startAtBeginning(this.producerId, this.producerEpoch);
  }

  handleFailedBatch(batch: ProducerBatch, error: ErrorCode, adjustSequences: boolean): void {
    this.removeInFlightBatch(batch);
    if (this.metFatal(error)) return;
    if (!this.restartsSequences && !this.hasProducerIdAndEpoch(batch)) return;
    // To a client UNKNOWN_PRODUCER_ID is a kind of OUT_OF_ORDER_SEQUENCE_NUMBER.
    const outOfOrder =
      error === Errors.OUT_OF_ORDER_SEQUENCE_NUMBER || error === Errors.UNKNOWN_PRODUCER_ID;
    if (outOfOrder || adjustSequences) this.requestEpochBump(batch.tp);
  }

  canRetry(
    batch: ProducerBatch,
    error: ErrorCode,
    logStartOffset: number,
    retriable: boolean,
  ): boolean {
    if (error === Errors.UNKNOWN_PRODUCER_ID) {
      // Renumbered since this attempt was sent: the answer is no news.
      const isNews = logStartOffset !== UNKNOWN_LOG_START_OFFSET && !batch.sequenceHasBeenReset;
      if (isNews) this.requestEpochBump(batch.tp);
      return true;
    }
    if (error === Errors.OUT_OF_ORDER_SEQUENCE_NUMBER) {
      const entry = this.entry(batch.tp);
      const waitsForEarlier = batch.sequenceHasBeenReset || !entry.isNext(batch.baseSequence);
      if (entry.isResolved && waitsForEarlier) return true;
      if (entry.isResolved || batch.baseSequence === entry.unresolvedSequence)
        this.requestEpochBump(batch.tp);
      return true;
    }
    return retriable;
  }

  isForeign(): boolean {
    return false;
  }

  maybeResolveSequences(): void {
    if (this.unresolved.length === 0) return;
    for (const tp of [...this.unresolved]) {
      const entry = this.entry(tp);
      if (entry.inFlight.length > 0) continue;
      if (!entry.isNext(entry.nextSequence)) this.requestEpochBump(tp);
      this.resolve(tp);
    }
  }

  maybeBumpEpoch(): void {
    if (!this.epochBumpRequired) return;
    if (this.producerEpoch >= MAX_EPOCH)
      this.setProducerIdAndEpoch(NO_PRODUCER_ID, NO_PRODUCER_EPOCH);
    else this.producerEpoch++;
    for (const tp of this.toRewrite) {
      this.entry(tp).startAtBeginning(this.producerId, this.producerEpoch);
      this.resolve(tp);
    }
    this.toRewrite = [];
    this.epochBumpRequired = false;
  }

  protected holdsNewBatches(entry: PartitionSequences): boolean {
    const first = entry.inFlight[0];
    if (first === undefined) return !entry.isResolved;
    const foreign = this.restartsSequences
      ? this.isStale(entry)
      : !this.hasProducerIdAndEpoch(first);
    return foreign || !entry.isResolved;
  }

  private isStale(entry: PartitionSequences): boolean {
    return entry.producerId !== this.producerId || entry.producerEpoch !== this.producerEpoch;
  }

  private requestEpochBump(tp: number): void {
    this.epochBumpRequired = true;
    if (!this.toRewrite.includes(tp)) this.toRewrite.push(tp);
  }

  private resolve(tp: number): void {
    this.entry(tp).unresolvedSequence = NO_SEQUENCE;
    this.unresolved = this.unresolved.filter((other) => other !== tp);
  }
}
