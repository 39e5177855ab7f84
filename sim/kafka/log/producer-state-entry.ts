import {
  NO_PRODUCER_EPOCH,
  NO_SEQUENCE,
  NO_TIMESTAMP,
  type RecordBatch,
} from "../record/record-batch.ts";
import type { ProducerStateConfig } from "./producer-state-config.ts";

/** Batches a log remembers per producer to recognise a repetition (`NumBatchesToRetain`). */
const BATCHES_TO_RETAIN = 5;

/** What a log remembers of one batch of a producer. */
export interface BatchMetadata {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/** The state of one idempotent producer in one log (`ProducerStateEntry`). */
export class ProducerStateEntry {
  readonly producerId: number;
  producerEpoch = NO_PRODUCER_EPOCH;
  /** At most five, the oldest first; only the last until KAFKA-5494. */
  batches: BatchMetadata[] = [];
  /** Where its open transaction begins here; -1 when it has none. */
  currentTxnFirstOffset = -1;
  /** Epoch of the coordinator that wrote the last marker. */
  coordinatorEpoch = -1;
  /** The latest timestamp in its last batch, or of its last marker; -1 when there is none. */
  lastTimestampMs = NO_TIMESTAMP;

  constructor(producerId: number) {
    this.producerId = producerId;
  }

  get lastSequence(): number {
    return this.batches.at(-1)?.lastSequence ?? NO_SEQUENCE;
  }

  get lastDataOffset(): number {
    return this.batches.at(-1)?.lastOffset ?? -1;
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

  addBatch(batch: RecordBatch, { producerBatches }: ProducerStateConfig): void {
    this.updateProducerEpoch(batch.producerEpoch);
    this.batches.push({
      firstSequence: batch.baseSequence,
      lastSequence: batch.lastSequence,
      firstOffset: batch.baseOffset,
      lastOffset: batch.lastOffset,
    });
    const retained = producerBatches === "last" ? 1 : BATCHES_TO_RETAIN;
    if (this.batches.length > retained) this.batches.shift();
    this.lastTimestampMs = batch.maxTimestampMs;
  }

  /** A marker ends the transaction, if there is one, and leaves its epochs behind. */
  addMarker(
    batch: RecordBatch,
    coordinatorEpoch: number,
    { producerBatches, markersKeepProducers }: ProducerStateConfig,
  ): void {
    this.updateProducerEpoch(batch.producerEpoch);
    this.currentTxnFirstOffset = -1;
    this.coordinatorEpoch = coordinatorEpoch;
    if (markersKeepProducers) this.lastTimestampMs = batch.maxTimestampMs;
    else if (this.batches.length === 0) this.lastTimestampMs = NO_TIMESTAMP;
    if (producerBatches !== "last") return;
    const { lastSequence } = this;
    const offset = batch.baseOffset;
    this.batches = [
      { firstSequence: lastSequence, lastSequence, firstOffset: offset, lastOffset: offset },
    ];
  }

  private updateProducerEpoch(producerEpoch: number): void {
    if (producerEpoch === this.producerEpoch) return;
    this.producerEpoch = producerEpoch;
    this.batches = [];
  }
}
