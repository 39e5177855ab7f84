import type { LogSegment } from "../log-segment.ts";

const INT_MAX = 2_147_483_647;

/**
 * Neighbouring segments that are cleaned into one (`groupSegmentsBySize`): as many as fit, with their
 * indexes, and as relative offsets can tell apart. The last offset of a segment counts as the one before
 * the next segment, or before `firstUncleanableOffset`.
 */
export function groupSegmentsBySize(
  segments: readonly LogSegment[],
  maxSizeBytes: number,
  maxIndexBytes: number,
  firstUncleanableOffset: number,
): readonly (readonly LogSegment[])[] {
  const groups: LogSegment[][] = [];
  let room = { logBytes: 0, offsetIndexBytes: 0, timeIndexBytes: 0 };
  segments.forEach((segment, i) => {
    const { indexes, sizeBytes } = segment;
    const { offsetIndexBytes, timeIndexBytes } = indexes;
    const group = groups.at(-1);
    const lastOffset = (segments[i + 1]?.baseOffset ?? firstUncleanableOffset) - 1;
    const baseOffset = group?.[0]?.baseOffset ?? 0;
    const fits =
      sizeBytes <= room.logBytes &&
      offsetIndexBytes <= room.offsetIndexBytes &&
      timeIndexBytes <= room.timeIndexBytes &&
      (sizeBytes === 0 || lastOffset - baseOffset <= INT_MAX);
    if (group !== undefined && fits) {
      group.push(segment);
    } else {
      groups.push([segment]);
      room = {
        logBytes: maxSizeBytes,
        offsetIndexBytes: maxIndexBytes,
        timeIndexBytes: maxIndexBytes,
      };
    }
    room = {
      logBytes: room.logBytes - sizeBytes,
      offsetIndexBytes: room.offsetIndexBytes - offsetIndexBytes,
      timeIndexBytes: room.timeIndexBytes - timeIndexBytes,
    };
  });
  return groups;
}
