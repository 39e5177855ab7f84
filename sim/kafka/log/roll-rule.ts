import type { LogConfig } from "./log-config.ts";

/** Offsets in the indexes are relative to the base offset, and 32 bits long. */
const MAX_RELATIVE_OFFSET = 2_147_483_647;

/** What of the active segment decides whether it rolls. */
export interface RollingSegment {
  readonly baseOffset: number;
  readonly sizeBytes: number;
  readonly rollJitterMs: number;
  readonly isOffsetIndexFull: boolean;
  readonly isTimeIndexFull: boolean;
  /** How long it waits by now to be rolled. */
  timeWaitedForRollMs(nowMs: number, maxTimestampMs: number): number;
}

/** What is about to be appended. */
export interface RollingAppend {
  readonly sizeBytes: number;
  readonly maxTimestampMs: number;
  readonly lastOffset: number;
}

/**
 * Whether a new segment begins before an append (`LogSegment.shouldRoll`): the segment would grow too
 * large; it has something and waits for too long; an index is full; an offset would not fit into the
 * indexes.
 *
 * @param nowMs the broker's wall clock
 */
export function shouldRoll(
  segment: RollingSegment,
  config: Pick<LogConfig, "segmentBytes" | "segmentMs">,
  append: RollingAppend,
  nowMs: number,
): boolean {
  const { sizeBytes } = segment;
  if (sizeBytes > config.segmentBytes - append.sizeBytes) return true;
  if (sizeBytes > 0) {
    const waitedMs = segment.timeWaitedForRollMs(nowMs, append.maxTimestampMs);
    if (waitedMs > config.segmentMs - segment.rollJitterMs) return true;
  }
  if (segment.isOffsetIndexFull || segment.isTimeIndexFull) return true;
  const relativeOffset = append.lastOffset - segment.baseOffset;
  return relativeOffset < 0 || relativeOffset > MAX_RELATIVE_OFFSET;
}
