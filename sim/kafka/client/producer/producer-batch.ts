import { assert } from "../../../kernel/assert.ts";
import type { Micros } from "../../../kernel/time.ts";
import {
  type Magic,
  NO_LEADER_EPOCH,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  NO_TIMESTAMP,
  RecordBatch,
  type RecordData,
} from "../../record/record-batch.ts";
import { appendedSizeInBytes, batchHeaderSizeInBytes } from "../../record/record-size.ts";
import { utf8Length } from "../../record/utf8.ts";

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
  readonly magic: Magic;
  sizeBytes: number;
  attempts = 0;
  lastAttemptUs: Micros;
  lastAppendUs: Micros;
  /** How long it waits for its next attempt; 0 before the first. */
  retryBackoffUs: Micros = 0;
  /** The newest epoch of its partition's leader that it was to be sent in. */
  private currentLeaderEpoch = NO_LEADER_EPOCH;
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
    magic: Magic = 2,
  ) {
    this.magic = magic;
    this.sizeBytes = batchHeaderSizeInBytes(magic);
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
    value: string | null,
    keyBytes: number,
    valueBytes: number,
    timestampMs: number,
    nowUs: Micros,
  ): boolean {
    const count = this.records.length;
    if (this.isFull) return false;
    if (count === 0) this.firstTimestampMs = timestampMs;
    const delta = timestampMs - this.firstTimestampMs;
    const sizeBytes = appendedSizeInBytes(this.magic, count, delta, keyBytes, valueBytes);
    if (count > 0 && this.limitBytes < this.sizeBytes + sizeBytes) return false;
    this.records.push({ id, key, value, timestampMs, sizeBytes });
    this.sizeBytes += sizeBytes;
    this.maxTimestampMs = count === 0 ? timestampMs : Math.max(this.maxTimestampMs, timestampMs);
    this.lastAppendUs = nowUs;
    return true;
  }

  /** Adds a record of a batch that is being split, when there is room. */
  tryTake(record: RecordData): boolean {
    const { key, value, timestampMs } = record;
    const count = this.records.length;
    if (count === 0) this.firstTimestampMs = timestampMs;
    const sizeBytes = appendedSizeInBytes(
      this.magic,
      count,
      timestampMs - this.firstTimestampMs,
      key === null ? -1 : utf8Length(key),
      value === null ? -1 : utf8Length(value),
    );
    if (count > 0 && this.limitBytes < this.sizeBytes + sizeBytes) return false;
    this.records.push({ ...record, sizeBytes });
    this.sizeBytes += sizeBytes;
    this.maxTimestampMs = count === 0 ? timestampMs : Math.max(this.maxTimestampMs, timestampMs);
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

  /** Its retry goes to another leader than its last attempt: no need to wait (KAFKA-15415). */
  maybeUpdateLeaderEpoch(leaderEpoch: number): void {
    if (leaderEpoch <= this.currentLeaderEpoch) return;
    this.currentLeaderEpoch = leaderEpoch;
    this.retryBackoffUs = 0;
  }

  /** It goes back to its queue after an attempt that failed. */
  reenqueued(nowUs: Micros, backoffUs: Micros): void {
    this.attempts++;
    this.retryBackoffUs = backoffUs;
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
      maxTimestampMs: this.magic === 0 ? NO_TIMESTAMP : this.maxTimestampMs,
      magic: this.magic,
      sizeBytes: this.sizeBytes,
      records: this.records,
    });
    return this.built;
  }
}
