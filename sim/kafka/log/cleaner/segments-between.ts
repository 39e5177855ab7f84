import type { LogSegment } from "../log-segment.ts";

/** The segments from the one that holds `from` to the last that begins below `to` (`logSegments`). */
export function segmentsBetween(
  segments: readonly LogSegment[],
  from: number,
  to: number,
): readonly LogSegment[] {
  return segments.filter(
    ({ baseOffset }, i) =>
      baseOffset < to && (segments[i + 1]?.baseOffset ?? Number.POSITIVE_INFINITY) > from,
  );
}

export function bytesOf(segments: readonly LogSegment[]): number {
  return segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
