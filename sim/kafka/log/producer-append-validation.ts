import { type ErrorCode, Errors, errorName } from "../errors.ts";
import { NO_PRODUCER_EPOCH, NO_SEQUENCE, type RecordBatch } from "../record/record-batch.ts";
import type { ProducerStateConfig } from "./producer-state-config.ts";
import { ProducerStateEntry } from "./producer-state-entry.ts";

const INT_MAX = 2_147_483_647;
const UNKNOWN_PRODUCER = -1;
const UNKNOWN = new ProducerStateEntry(UNKNOWN_PRODUCER);

/**
 * Who wrote a batch (`AppendOrigin`): of what clients send epoch and sequence are checked, of what a
 * transaction coordinator sends the epochs, of what a leader sends nothing (until KAFKA-6003 all) but
 * that a transaction is not mixed with something else.
 */
export type AppendOrigin = "client" | "coordinator" | "replication";

/** A follower refused what its leader stored: INVALID_TXN_STATE, or by KAFKA-6003. */
export class ProducerAppendError extends Error {
  override readonly name = "ProducerAppendError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(errorName(code));
    this.code = code;
  }
}

/**
 * Whether a batch may be appended after what is known of its producer (`ProducerAppendInfo`), in this
 * order: INVALID_PRODUCER_EPOCH for an older epoch (clients before 2.7 read ProducerFenced);
 * TRANSACTION_COORDINATOR_FENCED for the marker of an older coordinator; for a gap, a partial repetition
 * or one that is too old to be known OUT_OF_ORDER_SEQUENCE_NUMBER, and for an exact one, which should
 * have been found before, DUPLICATE_SEQUENCE_NUMBER until KAFKA-5494; UNKNOWN_PRODUCER_ID from
 * KAFKA-5793 to KIP-360; INVALID_TXN_STATE for a plain batch in the middle of a transaction.
 */
export function validateProducerAppend(
  batch: RecordBatch,
  known: ProducerStateEntry | undefined,
  origin: AppendOrigin,
  config: ProducerStateConfig,
): ErrorCode {
  const entry = known ?? UNKNOWN;
  if (origin === "replication" && !config.followersValidate) return checkTransaction(batch, entry);
  if (batch.producerEpoch < entry.producerEpoch) return Errors.INVALID_PRODUCER_EPOCH;
  if (batch.marker !== null) {
    return batch.marker.coordinatorEpoch < entry.coordinatorEpoch
      ? Errors.TRANSACTION_COORDINATOR_FENCED
      : Errors.NONE;
  }
  const error = origin === "coordinator" ? Errors.NONE : checkSequence(batch, entry, config);
  return error === Errors.NONE ? checkTransaction(batch, entry) : error;
}

/** Whoever wrote it: nothing plain comes in the middle of a transaction. */
function checkTransaction(batch: RecordBatch, entry: ProducerStateEntry): ErrorCode {
  const isInTransaction = entry.currentTxnFirstOffset >= 0;
  return isInTransaction && !batch.isTransactional ? Errors.INVALID_TXN_STATE : Errors.NONE;
}

/** Sequence numbers go on where the last batch of that epoch ended; a new epoch begins with 0. */
function checkSequence(
  batch: RecordBatch,
  entry: ProducerStateEntry,
  config: ProducerStateConfig,
): ErrorCode {
  const { baseSequence } = batch;
  if (batch.producerEpoch !== entry.producerEpoch) {
    if (baseSequence === 0) return Errors.NONE;
    return entry.producerEpoch === NO_PRODUCER_EPOCH
      ? unknownProducerError(config)
      : Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
  }
  const { lastSequence } = entry;
  if (isNext(baseSequence, lastSequence)) return Errors.NONE;
  if (lastSequence === NO_SEQUENCE) return unknownSequenceError(config);
  return config.producerBatches === "last" && entry.findDuplicate(batch) !== null
    ? Errors.DUPLICATE_SEQUENCE_NUMBER
    : Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
}

/** 0 follows on the greatest number. */
function isNext(sequence: number, lastSequence: number): boolean {
  return sequence === lastSequence + 1 || (sequence === 0 && lastSequence === INT_MAX);
}

function unknownProducerError({ unknownProducer }: ProducerStateConfig): ErrorCode {
  if (unknownProducer === "accepted") return Errors.NONE;
  return unknownProducer === "outOfOrder"
    ? Errors.OUT_OF_ORDER_SEQUENCE_NUMBER
    : Errors.UNKNOWN_PRODUCER_ID;
}

/** The epoch is known, but only from a marker. */
function unknownSequenceError({ unknownProducer }: ProducerStateConfig): ErrorCode {
  return unknownProducer === "unknownSequenceToo"
    ? Errors.UNKNOWN_PRODUCER_ID
    : Errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
}
