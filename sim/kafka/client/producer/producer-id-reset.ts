import { type ErrorCode, Errors } from "../../errors.ts";
import { NO_PRODUCER_EPOCH, NO_PRODUCER_ID, NO_SEQUENCE } from "../../record/record-batch.ts";
import type { PartitionSequences } from "./partition-sequences.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import { TransactionManager, UNKNOWN_LOG_START_OFFSET } from "./transaction-manager.ts";

/**
 * A producer that forgets its id and everything in doubt with it, and asks for another: what it sends
 * then, brokers cannot tell from something new (before KIP-360).
 */
export class ProducerIdReset extends TransactionManager {
  handleCompletedBatch(batch: ProducerBatch, baseOffset: number): void {
    if (!this.hasProducerIdAndEpoch(batch)) return;
    const entry = this.entry(batch.tp);
    entry.acked(batch, baseOffset);
    entry.remove(batch);
  }

  handleFailedBatch(batch: ProducerBatch, error: ErrorCode, adjustSequences: boolean): void {
    if (this.metFatal(error) || !this.hasProducerIdAndEpoch(batch)) return;
    if (error === Errors.OUT_OF_ORDER_SEQUENCE_NUMBER || error === Errors.UNKNOWN_PRODUCER_ID) {
      this.resetProducerId();
      return;
    }
    const entry = this.entry(batch.tp);
    entry.remove(batch);
    if (adjustSequences) entry.closeGap(batch);
  }

  canRetry(
    batch: ProducerBatch,
    error: ErrorCode,
    logStartOffset: number,
    retriable: boolean,
  ): boolean {
    if (retriable) return true;
    if (!this.hasProducerIdAndEpoch(batch)) return false;
    const entry = this.entry(batch.tp);
    if (error === Errors.OUT_OF_ORDER_SEQUENCE_NUMBER) {
      const waitsForEarlier = batch.sequenceHasBeenReset || !entry.isNext(batch.baseSequence);
      return entry.isResolved && waitsForEarlier;
    }
    if (error !== Errors.UNKNOWN_PRODUCER_ID) return false;
    if (logStartOffset === UNKNOWN_LOG_START_OFFSET || batch.sequenceHasBeenReset) return true;
    // What it wrote last was deleted from the log's head, and its state with it (KAFKA-5793).
    if (entry.lastAckedOffset >= logStartOffset) return false;
    entry.startAtBeginning(this.producerId, this.producerEpoch);
    return true;
  }

  isForeign(batch: ProducerBatch): boolean {
    return !this.hasProducerIdAndEpoch(batch);
  }

  maybeResolveSequences(): void {
    for (const tp of [...this.unresolved]) {
      const entry = this.entry(tp);
      if (entry.inFlight.length > 0) continue;
      if (!entry.isNext(entry.nextSequence)) {
        this.resetProducerId();
        return;
      }
      entry.unresolvedSequence = NO_SEQUENCE;
      this.unresolved = this.unresolved.filter((other) => other !== tp);
    }
  }

  maybeBumpEpoch(): void {}

  protected holdsNewBatches(entry: PartitionSequences): boolean {
    return !entry.isResolved;
  }

  /** Forgets all sequences with the id. */
  protected resetProducerId(): void {
    this.setProducerIdAndEpoch(NO_PRODUCER_ID, NO_PRODUCER_EPOCH);
    this.entries = [];
    this.unresolved = [];
  }
}
