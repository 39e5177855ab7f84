import { FACT_LOG_RETENTION } from "../facts.ts";
import type { Log } from "./log.ts";
import type { LogSegment } from "./log-segment.ts";

/**
 * Deletes the oldest segments that a log does not keep any longer (`UnifiedLog.deleteOldSegments`): those
 * before the log start offset; and, where `cleanup.policy` says so, those that are more than
 * `retention.bytes` ask for, and those whose records are all older than `retention.ms`.
 *
 * @param nowMs the broker's wall clock
 * @returns the number of segments deleted
 */
export function deleteOldSegments(log: Log, nowMs: number): number {
  const breached = deleteLogStartOffsetBreachedSegments(log);
  if (!log.config.delete) return breached;
  return (
    breached +
    deleteRetentionSizeBreachedSegments(log) +
    deleteRetentionMsBreachedSegments(log, nowMs)
  );
}

function deleteLogStartOffsetBreachedSegments(log: Log): number {
  const { logStartOffset } = log;
  return deleteSegments(
    log,
    (_, next) => next !== undefined && next.baseOffset <= logStartOffset,
    () => null,
  );
}

/** What is left is not smaller than the limit. */
function deleteRetentionSizeBreachedSegments(log: Log): number {
  const { retentionBytes } = log.config;
  if (retentionBytes < 0) return 0;
  const logBytes = log.segments.sizeBytes;
  let surplus = logBytes - retentionBytes;
  if (surplus < 0) return 0;
  const isSurplus = ({ sizeBytes }: LogSegment): boolean => {
    surplus -= sizeBytes;
    return surplus >= 0;
  };
  return deleteSegments(log, isSurplus, () => ["retention.bytes", logBytes, retentionBytes]);
}

/** One segment with a time in the future keeps all that follow. */
function deleteRetentionMsBreachedSegments(log: Log, nowMs: number): number {
  const { retentionMs } = log.config;
  if (retentionMs < 0) return 0;
  const ageMs = ({ largestTimestampMs }: LogSegment): number => nowMs - largestTimestampMs;
  return deleteSegments(
    log,
    (segment) => ageMs(segment) > retentionMs,
    (last) => ["retention.ms", ageMs(last), retentionMs],
  );
}

/**
 * Deletes segments from the oldest on, as long as they meet the condition and lie below the bound
 * (KAFKA-5634): the high watermark, in most eras. An empty active segment stays.
 */
function deleteSegments(
  log: Log,
  isDeletable: (segment: LogSegment, next: LogSegment | undefined) => boolean,
  reason: (last: LogSegment) => readonly [setting: string, amount: number, limit: number] | null,
): number {
  const { logEndOffset } = log;
  const bound = log.config.retentionBound === "highWatermark" ? log.highWatermark : logEndOffset;
  const segments = log.segments.all;
  let count = 0;
  for (; count < segments.length; count++) {
    const segment = segments[count] as LogSegment;
    const next = segments[count + 1];
    if ((next?.baseOffset ?? logEndOffset) > bound) break;
    if (next === undefined && segment.sizeBytes === 0) break;
    if (!isDeletable(segment, next)) break;
  }
  if (count === 0) return 0;
  const limited = reason(segments[count - 1] as LogSegment);
  if (limited !== null) {
    const [setting, amount, limit] = limited;
    const { facts, text, brokerId } = log.identity;
    const offset = Math.max(log.logStartOffset, segments[count]?.baseOffset ?? logEndOffset);
    facts.add(FACT_LOG_RETENTION, text, brokerId, offset, facts.intern(setting), amount, limit);
  }
  log.deleteOldestSegments(count);
  return count;
}
