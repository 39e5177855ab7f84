import { type ErrorCode, Errors } from "../../errors.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import { ProducerIdReset } from "./producer-id-reset.ts";

/**
 * The first idempotent producer (KIP-98, 0.11): one request in flight, a sequence that advances when it is
 * acknowledged, and a new producer id when a batch is out of order or expires after it was sent.
 */
export class OneInFlight extends ProducerIdReset {
  override shouldStopDrain(): boolean {
    return !this.hasProducerId;
  }

  override assignSequence(batch: ProducerBatch): void {
    const { nextSequence } = this.entry(batch.tp);
    batch.setProducerState(this.producerId, this.producerEpoch, nextSequence);
  }

  override addInFlightBatch(): void {}

  override handleCompletedBatch(batch: ProducerBatch): void {
    if (this.hasProducerIdAndEpoch(batch)) this.entry(batch.tp).take(batch.records.length);
  }

  override handleFailedBatch(batch: ProducerBatch, error: ErrorCode): void {
    if (this.metFatal(error) || error !== Errors.OUT_OF_ORDER_SEQUENCE_NUMBER) return;
    if (batch.producerId === this.producerId) this.resetProducerId();
  }

  override canRetry(
    _batch: ProducerBatch,
    _error: ErrorCode,
    _logStartOffset: number,
    retriable: boolean,
  ): boolean {
    return retriable;
  }

  override markSequenceUnresolved(): void {
    this.resetProducerId();
  }
}
