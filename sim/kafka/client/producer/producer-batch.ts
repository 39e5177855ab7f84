import { assert } from "../../../kernel/assert.ts";
import type { Micros } from "../../../kernel/time.ts";
import {
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  RECORD_BATCH_OVERHEAD,
  RecordBatch,
  type RecordData,
} from "../../record/record-batch.ts";
import { recordSizeInBytes } from "../../record/record-size.ts";

/** A batch that a producer fills, sends and completes (`ProducerBatch`). */
export class ProducerBatch {
  readonly id: number;
  readonly tp: number;
  /** Bytes it may grow to; its first record always fits. */
  readonly limitBytes: number;
  /** Bytes it holds of `buffer.memory`; 0 for a piece of a split batch. */
  readonly allocatedBytes: number;
  readonly createdUs: Micros;
  readonly records: RecordData[] = [];
  sizeBytes = RECORD_BATCH_OVERHEAD;
  attempts = 0;
  lastAttemptUs: Micros;
  lastAppendUs: Micros;
  /** It was sent and queued again at least once. */
  inRetry = false;
  /** It waits in its partition's queue. */
  queued = false;
  /** A request with it is on its way. */
  inFlight = false;
  /** Some attempt may have been executed, as far as the client can know. */
  maybeWritten = false;
  /** Its application was told what became of it. */
  done = false;
  /** Its sequence was rewritten since it was last drained. */
  sequenceHasBeenReset = false;
  producerId = NO_PRODUCER_ID;
  producerEpoch = NO_PRODUCER_EPOCH;
  baseSequence = NO_SEQUENCE;
  private closed = false;
  private firstTimestampMs = 0;
  private maxTimestampMs = 0;
  private built: RecordBatch | null = null;

  constructor(
    id: number,
    tp: number,
    limitBytes: number,
    allocatedBytes: number,
    createdUs: Micros,
  ) {
    this.id = id;
    this.tp = tp;
    this.limitBytes = limitBytes;
    this.allocatedBytes = allocatedBytes;
    this.createdUs = createdUs;
    this.lastAttemptUs = createdUs;
    this.lastAppendUs = createdUs;
  }

  get isFull(): boolean {
    return this.closed || (this.records.length > 0 && this.limitBytes <= this.sizeBytes);
  }

  get hasSequence(): boolean {
    return this.baseSequence !== NO_SEQUENCE;
  }

  get lastSequence(): number {
    return this.baseSequence + this.records.length - 1;
  }

  /** Adds a record when there is room; answers whether there was. */
  tryAppend(
    id: number,
    key: string | null,
    value: string,
    keyBytes: number,
    valueBytes: number,
    timestampMs: number,
    nowUs: Micros,
  ): boolean {
    const count = this.records.length;
    if (this.isFull) return false;
    if (count === 0) this.firstTimestampMs = timestampMs;
    const delta = timestampMs - this.firstTimestampMs;
    const sizeBytes = recordSizeInBytes(count, delta, keyBytes, valueBytes);
    if (count > 0 && this.limitBytes < this.sizeBytes + sizeBytes) return false;
    this.records.push({ id, key, value, timestampMs, sizeBytes });
    this.sizeBytes += sizeBytes;
    this.maxTimestampMs = count === 0 ? timestampMs : Math.max(this.maxTimestampMs, timestampMs);
    this.lastAppendUs = nowUs;
    return true;
  }

  /** Adds a record of a batch that is being split; its size is as good as exact. */
  tryTake(record: RecordData): boolean {
    const count = this.records.length;
    if (count > 0 && this.limitBytes < this.sizeBytes + record.sizeBytes) return false;
    this.records.push(record);
    this.sizeBytes += record.sizeBytes;
    this.maxTimestampMs =
      count === 0 ? record.timestampMs : Math.max(this.maxTimestampMs, record.timestampMs);
    return true;
  }

  /** No record joins it any more. */
  closeForAppends(): void {
    this.closed = true;
  }

  /** How long it has waited since its creation or its last attempt. */
  waitedUs(nowUs: Micros): Micros {
    return Math.max(0, nowUs - this.lastAttemptUs);
  }

  /** It goes back to its queue after an attempt that failed. */
  reenqueued(nowUs: Micros): void {
    this.attempts++;
    this.lastAttemptUs = Math.max(this.lastAppendUs, nowUs);
    this.lastAppendUs = this.lastAttemptUs;
    this.inRetry = true;
  }

  /** Gives it its place in the producer's sequence. */
  setProducerState(producerId: number, producerEpoch: number, baseSequence: number): void {
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.baseSequence = baseSequence;
    this.built = null;
  }

  /** Gives it another place, after an epoch bump or a failure before it. */
  resetProducerState(producerId: number, producerEpoch: number, baseSequence: number): void {
    this.setProducerState(producerId, producerEpoch, baseSequence);
    this.sequenceHasBeenReset = true;
  }

  /** The batch as it goes over the wire; closes it. */
  recordBatch(): RecordBatch {
    assert(this.records.length > 0, "an empty batch is never sent");
    this.closed = true;
    this.sequenceHasBeenReset = false;
    this.built ??= new RecordBatch({
      id: this.id,
      producerId: this.producerId,
      producerEpoch: this.producerEpoch,
      baseSequence: this.baseSequence,
      maxTimestampMs: this.maxTimestampMs,
      sizeBytes: this.sizeBytes,
      records: this.records,
    });
    return this.built;
  }
}
