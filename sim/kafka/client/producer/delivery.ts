import type { Host } from "../../../kernel/host.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_RECORD_STATUS, RECORD_STATUS } from "../../facts.ts";
import type { RecordData } from "../../record/record-batch.ts";
import type { ProducerBatch } from "./producer-batch.ts";

export const NO_OFFSET = -1;

/** Errors with which a leader refuses a batch before it appends anything. */
const REFUSED: readonly ErrorCode[] = [
  Errors.CORRUPT_MESSAGE,
  Errors.MESSAGE_TOO_LARGE,
  Errors.INVALID_TOPIC_EXCEPTION,
  Errors.RECORD_LIST_TOO_LARGE,
  Errors.INVALID_TIMESTAMP,
  Errors.INVALID_RECORD,
  Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT,
  Errors.NOT_ENOUGH_REPLICAS,
  Errors.INVALID_REQUIRED_ACKS,
  Errors.OUT_OF_ORDER_SEQUENCE_NUMBER,
  Errors.INVALID_PRODUCER_EPOCH,
  Errors.UNKNOWN_PRODUCER_ID,
  Errors.PRODUCER_FENCED,
];

/** Errors that with acks=all, or 2 and more, may also answer a batch that was appended and waited for its copies. */
const REFUSED_UNLESS_IT_WAITED: readonly ErrorCode[] = [
  Errors.UNKNOWN_TOPIC_OR_PARTITION,
  Errors.NOT_LEADER_OR_FOLLOWER,
];

/**
 * Whether that answer to a produce request means for certain that nothing was appended. A leader that
 * loses its role while a batch waits in purgatory answers as if it had never been one.
 */
export function isCertainlyNotWritten(error: ErrorCode, acks: number): boolean {
  const waits = acks !== 0 && acks !== 1;
  return REFUSED.includes(error) || (!waits && REFUSED_UNLESS_IT_WAITED.includes(error));
}

/** An application that wants to know what became of its records (`Callback`). */
export interface Callbacks {
  /** @param error NONE: it is written, as far as the producer was told */
  onCompletion(record: number, error: ErrorCode): void;
}

/** Tells the application, and the facts, what became of its records. */
export class DeliveryReports {
  /** Called for every record, batch by batch in the order of the records. */
  callbacks: Callbacks | null = null;
  private readonly host: Host;
  private readonly names: KafkaNames;

  constructor(host: Host, names: KafkaNames) {
    this.host = host;
    this.names = names;
  }

  /** @param baseOffset -1 when the broker did not tell it */
  succeeded(batch: ProducerBatch, baseOffset: number, acks: number): void {
    const status = acks === 0 ? RECORD_STATUS.UNACKNOWLEDGED : RECORD_STATUS.ACKED;
    for (let i = 0; i < batch.records.length; i++) {
      const offset = baseOffset < 0 ? NO_OFFSET : baseOffset + i;
      this.record(batch.records[i] as RecordData, batch.tp, status, offset, Errors.NONE);
    }
  }

  /** The batch failed; whether it was written may be unknown. */
  failed(batch: ProducerBatch, error: ErrorCode): void {
    const unknown = batch.maybeWritten || batch.inFlight;
    const status = unknown ? RECORD_STATUS.UNKNOWN : RECORD_STATUS.FAILED;
    for (const record of batch.records) this.record(record, batch.tp, status, NO_OFFSET, error);
  }

  /** A record never got into a batch. `tp` is -1 when its partition was never chosen. */
  refused(record: { readonly id: number }, tp: number, error: ErrorCode): void {
    this.record(record, tp, RECORD_STATUS.FAILED, NO_OFFSET, error);
  }

  private record(
    record: { readonly id: number },
    tp: number,
    status: number,
    offset: number,
    error: ErrorCode,
  ): void {
    const text = tp < 0 ? -1 : this.names.topicPartitions.text(tp);
    const { index, simulation } = this.host;
    simulation.facts.add(FACT_RECORD_STATUS, record.id, text, status, offset, error, index);
    this.callbacks?.onCompletion(record.id, error);
  }
}
