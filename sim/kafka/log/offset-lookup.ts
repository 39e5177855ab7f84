import type { Log } from "./log.ts";
import type { FoundOffset, LogSegment } from "./log-segment.ts";

/**
 * The first record from the log start offset on with at least that timestamp; null when there is none.
 * Only the first segment whose largest timestamp is not smaller is searched
 * (`Log.fetchOffsetByTimestamp`).
 */
export function offsetForTimestamp(log: Log, timestampMs: number): FoundOffset | null {
  const segment = log.segments.all.find((each) => each.largestTimestampMs >= timestampMs);
  return segment?.offsetForTimestamp(timestampMs, log.logStartOffset) ?? null;
}

/** The first record with the largest timestamp of all (KIP-734); null when no record has one. */
export function offsetOfMaxTimestamp(log: Log): FoundOffset | null {
  let latest: LogSegment | null = null;
  for (const segment of log.segments.all) {
    if (latest === null || segment.maxTimestampSoFarMs > latest.maxTimestampSoFarMs) {
      latest = segment;
    }
  }
  if (latest === null || latest.maxTimestampSoFarMs < 0) return null;
  return latest.offsetForTimestamp(latest.maxTimestampSoFarMs, log.logStartOffset);
}

/**
 * The start of the latest segment whose file was not changed after that time; the end of the log counts
 * as one that changes now (`Log.legacyFetchOffsetsBefore`, before KIP-79). -1 when there is none.
 *
 * @param nowMs the wall clock
 */
export function offsetBefore(log: Log, timestampMs: number, nowMs: number): number {
  if (log.segments.active.sizeBytes > 0 && nowMs <= timestampMs) return log.logEndOffset;
  const segments = log.segments.all;
  for (let i = segments.length - 1; i >= 0; i--) {
    const { baseOffset, file } = segments[i] as LogSegment;
    if (file.lastModifiedMs <= timestampMs) return Math.max(baseOffset, log.logStartOffset);
  }
  return -1;
}
