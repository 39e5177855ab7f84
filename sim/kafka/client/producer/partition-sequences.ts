import {
  incrementSequence,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
} from "../../record/record-batch.ts";
import type { ProducerBatch } from "./producer-batch.ts";

const NONE_ACKED = -1;

/** Sequences of one partition (`TransactionManager.TopicPartitionEntry`). */
export class PartitionSequences {
  /** Of the sequences; the producer's own may be newer by now. */
  producerId = NO_PRODUCER_ID;
  producerEpoch = NO_PRODUCER_EPOCH;
  nextSequence = 0;
  lastAckedSequence = NONE_ACKED;
  lastAckedOffset = -1;
  /** Drained and not completed, also while they wait for a retry; by sequence. */
  readonly inFlight: ProducerBatch[] = [];
  /** The sequence after a batch that expired with its fate unknown; -1: all is known. */
  unresolvedSequence = NO_SEQUENCE;

  get isResolved(): boolean {
    return this.unresolvedSequence === NO_SEQUENCE;
  }

  /** Hands out the next sequences: answers the first of `count`. */
  take(count: number): number {
    const first = this.nextSequence;
    this.nextSequence = incrementSequence(first, count);
    return first;
  }

  /** Whether everything up to that sequence was acknowledged. */
  isNext(sequence: number): boolean {
    return sequence === this.lastAckedSequence + 1;
  }

  acked(batch: ProducerBatch, baseOffset: number): void {
    this.lastAckedSequence = Math.max(this.lastAckedSequence, batch.lastSequence);
    if (baseOffset < 0) return;
    const lastOffset = baseOffset + batch.records.length - 1;
    this.lastAckedOffset = Math.max(this.lastAckedOffset, lastOffset);
  }

  /** Tracks a batch; harmless when it is tracked. */
  add(batch: ProducerBatch): void {
    const { inFlight } = this;
    if (inFlight.includes(batch)) return;
    let at = inFlight.length;
    while (at > 0 && (inFlight[at - 1] as ProducerBatch).baseSequence > batch.baseSequence) at--;
    inFlight.splice(at, 0, batch);
  }

  remove(batch: ProducerBatch): void {
    const at = this.inFlight.indexOf(batch);
    if (at >= 0) this.inFlight.splice(at, 1);
  }

  /** Sequences begin at 0 under that id and epoch; what is in flight is renumbered. */
  startAtBeginning(producerId: number, producerEpoch: number): void {
    let sequence = 0;
    for (const batch of this.inFlight) {
      batch.resetProducerState(producerId, producerEpoch, sequence);
      sequence += batch.records.length;
    }
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.nextSequence = sequence;
    this.lastAckedSequence = NONE_ACKED;
  }

  /** The sequences of a batch that was refused go to those after it. */
  closeGap(failed: ProducerBatch): void {
    const count = failed.records.length;
    this.nextSequence = Math.max(0, this.nextSequence - count);
    for (const batch of this.inFlight) {
      if (batch.baseSequence < failed.baseSequence) continue;
      const sequence = Math.max(0, batch.baseSequence - count);
      batch.resetProducerState(batch.producerId, batch.producerEpoch, sequence);
    }
  }
}
