import { batchSizeInBytes } from "../../record/batch-size.ts";
import { NO_TIMESTAMP, type RecordBatch, type RecordData } from "../../record/record-batch.ts";
import { LogCleaningError } from "./log-cleaning-error.ts";

/** What becomes of a batch none of whose records is retained. */
export type BatchRetention = "delete" | "deleteEmpty" | "retainEmpty";

/** What compaction says of a batch and of its records (`RecordFilter`). */
export interface RecordFilter {
  readonly nowMs: number;
  readonly deleteRetentionMs: number;
  /** Whether a first cleaning decides when tombstones and markers may go (KIP-534). */
  readonly setsDeleteHorizon: boolean;
  /** Asked once of each batch, before its records. `delete`: its records need not be looked at. */
  checkBatchRetention(batch: RecordBatch): {
    readonly retention: BatchRetention;
    /** It is the marker of a transaction of which nothing else is left. */
    readonly marksEmptyTransaction: boolean;
  };
  shouldRetainRecord(batch: RecordBatch, index: number): boolean;
}

/**
 * What compaction leaves of a batch (`MemoryRecords.filterTo`): the batch itself when that is all of it;
 * null when that is nothing. A batch that loses records keeps its sequence numbers and the offsets that
 * it spans; before v2 each message is an entry of its own.
 */
export function filterBatch(batch: RecordBatch, filter: RecordFilter): RecordBatch | null {
  const { retention, marksEmptyTransaction } = filter.checkBatchRetention(batch);
  if (retention === "delete") return null;
  checkReadable(batch);
  const kept: number[] = [];
  for (let i = 0; i < batch.records.length; i++) {
    if (filter.shouldRetainRecord(batch, i)) kept.push(i);
  }
  if (kept.length === 0) {
    return retention === "retainEmpty" ? emptied(batch) : null;
  }
  const needsDeleteHorizon =
    filter.setsDeleteHorizon &&
    batch.magic >= 2 &&
    batch.deleteHorizonMs < 0 &&
    (marksEmptyTransaction || hasTombstone(batch, kept));
  if (kept.length === batch.records.length && !needsDeleteHorizon) return batch;
  const deleteHorizonMs = needsDeleteHorizon
    ? filter.nowMs + filter.deleteRetentionMs
    : batch.deleteHorizonMs;
  return rebuilt(batch, kept, deleteHorizonMs);
}

/**
 * A cleaner does not check sums, but it must find its way through the records: in a v2 batch that was
 * damaged it fails to. Messages of older formats are copied as they are.
 * @throws LogCleaningError
 */
export function checkReadable(batch: RecordBatch): void {
  if (batch.isValid || batch.magic < 2) return;
  throw new LogCleaningError(`the records of the batch at ${batch.baseOffset} cannot be read`);
}

function hasTombstone({ marker, records }: RecordBatch, kept: readonly number[]): boolean {
  return marker === null && kept.some((i) => records[i]?.value === null);
}

/** The header of a batch, for the sequence number or the epoch in it (`writeEmptyHeader`). */
function emptied(batch: RecordBatch): RecordBatch {
  const left = batch.with({ records: [], offsetDeltas: [], deleteHorizonMs: NO_TIMESTAMP });
  return left.with({ sizeBytes: batchSizeInBytes(left) });
}

function rebuilt(
  batch: RecordBatch,
  kept: readonly number[],
  deleteHorizonMs: number,
): RecordBatch {
  const { baseOffset, offsetDeltas } = batch;
  const records = kept.map((i) => batch.records[i] as RecordData);
  const isWhole = kept.length === batch.records.length;
  const left = batch.with({
    records,
    offsetDeltas: isWhole ? offsetDeltas : kept.map((i) => batch.offsetOf(i) - baseOffset),
    deleteHorizonMs,
    maxTimestampMs: maxTimestampOf(batch, records),
    isValid: true,
  });
  return left.with({ sizeBytes: batchSizeInBytes(left) });
}

function maxTimestampOf(batch: RecordBatch, records: readonly RecordData[]): number {
  if (batch.timestampType === "LogAppendTime") return batch.maxTimestampMs;
  return records.reduce((max, { timestampMs }) => Math.max(max, timestampMs), NO_TIMESTAMP);
}
