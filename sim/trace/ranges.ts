import type { LogSegmentState } from "./state.ts";

/** Adds `offset` to ranges [base, end) that are sorted and apart from each other. */
export function addOffset(ranges: [base: number, end: number][], offset: number): void {
  let low = 0;
  let high = ranges.length;
  const last = ranges[high - 1];
  if (last === undefined || offset > last[1]) {
    ranges.push([offset, offset + 1]);
    return;
  }
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle] as [number, number])[1] < offset) low = middle + 1;
    else high = middle;
  }
  // The first range that ends at or after `offset`.
  const range = ranges[low] as [number, number];
  if (offset >= range[0] && offset < range[1]) return;
  if (offset === range[1]) {
    const next = ranges[low + 1];
    if (next === undefined || next[0] !== offset + 1) range[1] = offset + 1;
    else {
      range[1] = next[1];
      ranges.splice(low + 1, 1);
    }
  } else if (offset === range[0] - 1) range[0] = offset;
  else ranges.splice(low, 0, [offset, offset + 1]);
}

/** Appends [base, end) of one leader epoch to the segments of a log, whatever was there is replaced. */
export function appendSegment(
  segments: LogSegmentState[],
  base: number,
  end: number,
  epoch: number,
): void {
  cutTail(segments, base);
  const last = segments[segments.length - 1];
  if (last !== undefined && last.end === base && last.epoch === epoch) last.end = end;
  else if (end > base) segments.push({ base, end, epoch });
}

/** Drops everything from `offset` on. */
export function cutTail(segments: LogSegmentState[], offset: number): void {
  for (let last = segments[segments.length - 1]; last !== undefined && last.end > offset; ) {
    if (last.base < offset) {
      last.end = offset;
      return;
    }
    segments.pop();
    last = segments[segments.length - 1];
  }
}

/** Drops everything before `offset`. */
export function cutHead(segments: LogSegmentState[], offset: number): void {
  let gone = 0;
  for (const segment of segments) {
    if (segment.end > offset) break;
    gone++;
  }
  if (gone > 0) segments.splice(0, gone);
  const first = segments[0];
  if (first !== undefined && first.base < offset) first.base = offset;
}
