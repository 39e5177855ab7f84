import type { LogSegment } from "./log-segment.ts";
import { floorSegment } from "./log-segments.ts";

/**
 * Until KAFKA-9393: snapshots of producers below this offset are not kept
 * (`minSnapshotsOffsetToRetain`). A truncation mostly hits one of the last two segments, and recovery
 * begins at the recovery point; anything before is rebuilt from the beginning of the log.
 */
export function snapshotOffsetToRetain(
  segments: readonly LogSegment[],
  recoveryPoint: number,
): number {
  const lastTwo = segments[Math.max(0, segments.length - 2)]?.baseOffset ?? 0;
  const recovered = segments[floorSegment(segments, recoveryPoint - 1)]?.baseOffset ?? 0;
  return Math.min(lastTwo, recovered);
}
