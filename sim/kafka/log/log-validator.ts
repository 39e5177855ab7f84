import { type ErrorCode, Errors } from "../errors.ts";
import { convertBatch } from "../record/convert-batch.ts";
import { NO_PRODUCER_ID, NO_TIMESTAMP, type RecordBatch } from "../record/record-batch.ts";
import type { LogConfig } from "./log-config.ts";
import type { AppendOrigin } from "./producer-append-validation.ts";

/** What a leader's log takes from a client, or why it does not. */
export interface ValidationResult {
  readonly error: ErrorCode;
  /** The batch in the log's format and with the broker's time where the topic wants it. */
  readonly batch: RecordBatch;
}

/**
 * Checks what is to be appended on a leader, and makes of it what its log stores (`LogValidator`, with
 * the checks of size and checksum before it): all of a batch, or nothing. Errors: MESSAGE_TOO_LARGE,
 * CORRUPT_MESSAGE, INVALID_TIMESTAMP, UNSUPPORTED_FOR_MESSAGE_FORMAT, and for records that no log may
 * hold INVALID_RECORD, which is CORRUPT_MESSAGE before KIP-467.
 * @param nowMs the broker's wall clock
 */
export function validateMessages(
  batch: RecordBatch,
  config: LogConfig,
  origin: AppendOrigin,
  nowMs: number,
): ValidationResult {
  let error = analyze(batch, config);
  if (error === Errors.NONE) error = validateBatch(batch, config, origin);
  if (error === Errors.NONE) error = validateRecords(batch, config, nowMs);
  if (error !== Errors.NONE) return { error, batch };
  const converted = batch.magic === config.magic ? batch : convertBatch(batch, config.magic);
  // A conversion may have made a message larger.
  if (converted !== batch) error = sizeError(converted, config);
  if (config.timestampType === "CreateTime" || config.magic === 0) {
    return { error, batch: converted };
  }
  return {
    error,
    batch: converted.with({ timestampType: "LogAppendTime", maxTimestampMs: nowMs }),
  };
}

/** `analyzeAndValidateRecords` */
function analyze(batch: RecordBatch, config: LogConfig): ErrorCode {
  const error = sizeError(batch, config);
  if (error !== Errors.NONE) return error;
  return batch.isValid ? Errors.NONE : Errors.CORRUPT_MESSAGE;
}

/** In the formats before v2 the limit is that of each message of the set. */
function sizeError({ magic, records, sizeBytes }: RecordBatch, config: LogConfig): ErrorCode {
  const { maxMessageBytes } = config;
  const isTooLarge =
    magic === 2
      ? sizeBytes > maxMessageBytes
      : records.some((one) => one.sizeBytes > maxMessageBytes);
  return isTooLarge ? Errors.MESSAGE_TOO_LARGE : Errors.NONE;
}

function validateBatch(batch: RecordBatch, config: LogConfig, origin: AppendOrigin): ErrorCode {
  const { producerId, baseSequence, marker, isTransactional } = batch;
  if (origin === "client") {
    const isInconsistent = batch.records.length !== batch.lastOffsetDelta + 1;
    const hasNoSequence = producerId !== NO_PRODUCER_ID && baseSequence < 0;
    if (isInconsistent || marker !== null || hasNoSequence) return config.invalidRecordError;
  }
  const isOfProducer = isTransactional || producerId !== NO_PRODUCER_ID;
  return isOfProducer && config.magic < 2 && config.producerIds
    ? Errors.UNSUPPORTED_FOR_MESSAGE_FORMAT
    : Errors.NONE;
}

/** One record that is refused is reason enough to refuse them all; a wrong time is what is told then. */
function validateRecords(batch: RecordBatch, config: LogConfig, nowMs: number): ErrorCode {
  if (batch.timestampType === "LogAppendTime") return Errors.INVALID_TIMESTAMP;
  if (config.checksTimestamps && config.timestampType === "CreateTime") {
    for (let i = 0; i < batch.records.length; i++) {
      const isKeyless = config.compact && config.refusesKeyless && batch.records[i]?.key === null;
      if (!isKeyless && isOutOfRange(batch.timestampMsOf(i), config, nowMs)) {
        return Errors.INVALID_TIMESTAMP;
      }
    }
  }
  const isRefused =
    config.compact && config.refusesKeyless && batch.records.some(({ key }) => key === null);
  return isRefused && batch.marker === null ? config.invalidRecordError : Errors.NONE;
}

function isOutOfRange(timestampMs: number, config: LogConfig, nowMs: number): boolean {
  if (timestampMs === NO_TIMESTAMP) return false;
  const { timestampBeforeMaxMs, timestampAfterMaxMs } = config;
  return nowMs - timestampMs > timestampBeforeMaxMs || timestampMs - nowMs > timestampAfterMaxMs;
}
