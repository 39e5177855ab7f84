import { assert } from "../../kernel/assert.ts";
import type { ErrorCode } from "../errors.ts";
import { FACT_LOG_APPEND, FACT_LOG_APPEND_PART } from "../facts.ts";
import type { RecordBatch } from "../record/record-batch.ts";
import type { LogIdentity } from "./log.ts";

/** What became of a batch. `firstOffset` and `lastOffset` are -1 when it was refused. */
export interface LogAppendInfo {
  readonly error: ErrorCode;
  /** Those of the batch it repeats, if it is a duplicate. */
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly duplicate: boolean;
}

/** A follower was given records that lie before the end of its log. */
export class UnexpectedAppendOffsetError extends Error {
  override readonly name = "UnexpectedAppendOffsetError";
  readonly firstOffset: number;
  readonly lastOffset: number;

  constructor(firstOffset: number, lastOffset: number, logEndOffset: number) {
    super(`records ${firstOffset} to ${lastOffset} lie before the log end offset ${logEndOffset}`);
    this.firstOffset = firstOffset;
    this.lastOffset = lastOffset;
  }
}

/** A follower was given more records at once than a segment of its log may have. */
export class RecordBatchTooLargeError extends Error {
  override readonly name = "RecordBatchTooLargeError";

  constructor(sizeBytes: number, segmentBytes: number) {
    super(`records of ${sizeBytes} bytes do not fit into a segment of ${segmentBytes}`);
  }
}

/** Batches that are appended at once, for the rule that decides where they go. */
export function appendedTogether(batches: readonly RecordBatch[]) {
  const [first] = batches;
  assert(first !== undefined, "something is appended");
  let { sizeBytes, maxTimestampMs, lastOffset } = first;
  for (let i = 1; i < batches.length; i++) {
    const batch = batches[i] as RecordBatch;
    sizeBytes += batch.sizeBytes;
    maxTimestampMs = Math.max(maxTimestampMs, batch.maxTimestampMs);
    lastOffset = batch.lastOffset;
  }
  return { baseOffset: first.baseOffset, sizeBytes, maxTimestampMs, lastOffset };
}

/** @throws UnexpectedAppendOffsetError when what a leader sent begins before the end of the log */
export function checkOffsets(batches: readonly RecordBatch[], logEndOffset: number): void {
  const { baseOffset, lastOffset } = appendedTogether(batches);
  if (baseOffset >= logEndOffset) return;
  throw new UnexpectedAppendOffsetError(baseOffset, lastOffset, logEndOffset);
}

/** @throws RecordBatchTooLargeError */
export function checkSize(batches: readonly RecordBatch[], segmentBytes: number): void {
  const { sizeBytes } = appendedTogether(batches);
  if (sizeBytes > segmentBytes) throw new RecordBatchTooLargeError(sizeBytes, segmentBytes);
}

/** Says what was appended. */
export function emitAppend({ facts, text, brokerId }: LogIdentity, batch: RecordBatch): void {
  const { baseOffset, partitionLeaderEpoch, id } = batch;
  const count = batch.lastOffsetDelta + 1;
  if (batch.isWhole) {
    facts.add(FACT_LOG_APPEND, text, brokerId, baseOffset, count, partitionLeaderEpoch, id);
    return;
  }
  const records = facts.intern(recordsJson(batch));
  const epoch = partitionLeaderEpoch;
  facts.add(FACT_LOG_APPEND_PART, text, brokerId, baseOffset, count, epoch, records);
}

/** Which records of the producer's batch it has, and where (`FACT_LOG_APPEND_PART`). */
function recordsJson(batch: RecordBatch): string {
  const runs: [offset: number, index: number, count: number][] = [];
  for (let i = 0; i < batch.records.length; i++) {
    const offset = batch.offsetOf(i);
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[2] === offset) last[2]++;
    else runs.push([offset, batch.firstIndex + offset - batch.baseOffset, 1]);
  }
  return JSON.stringify([batch.id, runs]);
}

/** What is said of a batch that is not appended. */
export function refusedAppend(error: ErrorCode): LogAppendInfo {
  return { error, firstOffset: -1, lastOffset: -1, duplicate: false };
}
