import { type ErrorCode, Errors, isRetriable } from "../../errors.ts";
import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE } from "../../record/record-batch.ts";
import type { ProducerBatch } from "./producer-batch.ts";

const NONE_ACKED = -1;
const SEQUENCE_LIMIT = 2_147_483_648;
const MAX_EPOCH = 32_767;
const UNKNOWN_LOG_START_OFFSET = -1;

/** Sequences of one partition (`TopicPartitionEntry`). */
class PartitionSequences {
  producerId = NO_PRODUCER_ID;
  producerEpoch = NO_PRODUCER_EPOCH;
  nextSequence = 0;
  lastAckedSequence = NONE_ACKED;
  lastAckedOffset = -1;
  /** Drained and not completed, also while they wait for a retry; by sequence. */
  readonly inFlight: ProducerBatch[] = [];
  /** The sequence after a batch that expired with its fate unknown; -1: all is known. */
  unresolvedSequence = NO_SEQUENCE;
}

/**
 * What makes a producer idempotent (`TransactionManager` of 2.8, without transactions): a producer
 * id, sequences per partition, given out when a batch is drained, and an epoch that the client bumps
 * by itself when a gap can no longer be closed (KIP-360).
 */
export class TransactionManager {
  producerId = NO_PRODUCER_ID;
  producerEpoch = NO_PRODUCER_EPOCH;
  /** The broker answered something that ends the producer. */
  fatalError: ErrorCode = Errors.NONE;
  private readonly entries: (PartitionSequences | undefined)[] = [];
  /** Partitions with an unresolved sequence, in the order in which that came about. */
  private unresolved: number[] = [];
  /** Partitions whose sequences start anew at the next epoch bump. */
  private toRewrite: number[] = [];
  private epochBumpRequired = false;

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
    if (!first.hasSequence) {
      if (entry.inFlight.length > 0 && this.isStale(entry)) return true;
      if (entry.unresolvedSequence !== NO_SEQUENCE) return true;
    }
    const firstInFlight = entry.inFlight[0];
    return (
      firstInFlight !== undefined &&
      first.hasSequence &&
      first.baseSequence !== firstInFlight.baseSequence
    );
  }

  /** Gives a batch that is drained for the first time its sequence. */
  assignSequence(batch: ProducerBatch): void {
    const entry = this.entry(batch.tp);
    if (this.isStale(entry) && entry.inFlight.length === 0) this.startAtBeginning(entry);
    batch.setProducerState(this.producerId, this.producerEpoch, entry.nextSequence);
    entry.nextSequence = (entry.nextSequence + batch.records.length) % SEQUENCE_LIMIT;
    this.addInFlightBatch(batch);
  }

  /** Tracks a batch that is drained or waits for a retry; harmless when it is tracked. */
  addInFlightBatch(batch: ProducerBatch): void {
    const { inFlight } = this.entry(batch.tp);
    if (inFlight.includes(batch)) return;
    let at = inFlight.length;
    while (at > 0 && (inFlight[at - 1] as ProducerBatch).baseSequence > batch.baseSequence) at--;
    inFlight.splice(at, 0, batch);
  }

  removeInFlightBatch(batch: ProducerBatch): void {
    const { inFlight } = this.entry(batch.tp);
    const at = inFlight.indexOf(batch);
    if (at >= 0) inFlight.splice(at, 1);
  }

  handleCompletedBatch(batch: ProducerBatch, baseOffset: number): void {
    const entry = this.entry(batch.tp);
    entry.lastAckedSequence = Math.max(entry.lastAckedSequence, batch.lastSequence);
    if (baseOffset >= 0)
      entry.lastAckedOffset = Math.max(
        entry.lastAckedOffset,
        baseOffset + batch.records.length - 1,
      );
    this.removeInFlightBatch(batch);
  }

  /** @param adjustSequences the broker refused it for good: what follows would find a gap */
  handleFailedBatch(batch: ProducerBatch, error: ErrorCode, adjustSequences: boolean): void {
    if (error === Errors.PRODUCER_FENCED) this.fatalError = error;
    this.removeInFlightBatch(batch);
    if (this.fatalError !== Errors.NONE) return;
    if (error === Errors.UNKNOWN_PRODUCER_ID) {
      this.resolve(batch.tp);
      this.entries[batch.tp] = undefined;
    } else if (error === Errors.OUT_OF_ORDER_SEQUENCE_NUMBER || adjustSequences) {
      this.requestEpochBump(batch.tp);
    }
  }

  /** Whether a batch that met `error` is sent again; asks for an epoch bump where one is needed. */
  canRetry(batch: ProducerBatch, error: ErrorCode, logStartOffset: number): boolean {
    if (error === Errors.UNKNOWN_PRODUCER_ID) {
      // Renumbered since this attempt was sent: the answer is no news.
      const isNews = logStartOffset !== UNKNOWN_LOG_START_OFFSET && !batch.sequenceHasBeenReset;
      if (isNews) this.requestEpochBump(batch.tp);
      return true;
    }
    if (error === Errors.OUT_OF_ORDER_SEQUENCE_NUMBER) {
      const entry = this.entry(batch.tp);
      const resolved = entry.unresolvedSequence === NO_SEQUENCE;
      const waitsForEarlier =
        batch.sequenceHasBeenReset || batch.baseSequence !== entry.lastAckedSequence + 1;
      if (resolved && waitsForEarlier) return true;
      if (resolved || batch.baseSequence === entry.unresolvedSequence)
        this.requestEpochBump(batch.tp);
      return true;
    }
    return isRetriable(error);
  }

  /** A batch that was sent before expired: nobody knows whether its sequences are used. */
  markSequenceUnresolved(batch: ProducerBatch): void {
    const entry = this.entry(batch.tp);
    if (entry.unresolvedSequence === NO_SEQUENCE) this.unresolved.push(batch.tp);
    entry.unresolvedSequence = Math.max(entry.unresolvedSequence, batch.lastSequence + 1);
  }

  /** Where nothing is in flight any more: either a later batch got through, or there is a gap. */
  maybeResolveSequences(): void {
    if (this.unresolved.length === 0) return;
    for (const tp of [...this.unresolved]) {
      const entry = this.entry(tp);
      if (entry.inFlight.length > 0) continue;
      if (entry.nextSequence !== entry.lastAckedSequence + 1) this.requestEpochBump(tp);
      this.resolve(tp);
    }
  }

  /** Bumps the epoch if that was asked for; an exhausted epoch gives the producer id up. */
  maybeBumpEpoch(): void {
    if (!this.epochBumpRequired) return;
    if (this.producerEpoch >= MAX_EPOCH)
      this.setProducerIdAndEpoch(NO_PRODUCER_ID, NO_PRODUCER_EPOCH);
    else this.producerEpoch++;
    for (const tp of this.toRewrite) {
      this.startAtBeginning(this.entry(tp));
      this.resolve(tp);
    }
    this.toRewrite = [];
    this.epochBumpRequired = false;
  }

  private entry(tp: number): PartitionSequences {
    const known = this.entries[tp];
    if (known !== undefined) return known;
    while (this.entries.length < tp) this.entries.push(undefined);
    const entry = new PartitionSequences();
    this.entries[tp] = entry;
    return entry;
  }

  private isStale(entry: PartitionSequences): boolean {
    return entry.producerId !== this.producerId || entry.producerEpoch !== this.producerEpoch;
  }

  /** Sequences of a partition begin at 0 under the current epoch; what is in flight is renumbered. */
  private startAtBeginning(entry: PartitionSequences): void {
    let sequence = 0;
    for (const batch of entry.inFlight) {
      batch.resetProducerState(this.producerId, this.producerEpoch, sequence);
      sequence += batch.records.length;
    }
    entry.producerId = this.producerId;
    entry.producerEpoch = this.producerEpoch;
    entry.nextSequence = sequence;
    entry.lastAckedSequence = NONE_ACKED;
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
