import type { EpochRunState } from "./state.ts";

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

/** A stretch of numbers [from, end). */
type Range = [from: number, end: number];

/** Adds [from, end) to ranges that are sorted and apart from each other. */
export function addRange(ranges: Range[], from: number, end: number): void {
  if (from >= end) return;
  let first = ranges.length;
  while (first > 0 && (ranges[first - 1] as Range)[1] >= from) first--;
  let next = first;
  let low = from;
  let high = end;
  for (; next < ranges.length; next++) {
    const [start, stop] = ranges[next] as Range;
    if (start > high) break;
    low = Math.min(low, start);
    high = Math.max(high, stop);
  }
  ranges.splice(first, next - first, [low, high]);
}

/** Drops from ranges everything at and above `offset`. */
export function cutRangesFrom(ranges: Range[], offset: number): void {
  for (let last = ranges[ranges.length - 1]; last !== undefined && last[1] > offset; ) {
    if (last[0] < offset) {
      last[1] = offset;
      return;
    }
    ranges.pop();
    last = ranges[ranges.length - 1];
  }
}

/** Drops from ranges everything below `offset`. */
export function cutRangesBelow(ranges: Range[], offset: number): void {
  let gone = 0;
  while (gone < ranges.length && (ranges[gone] as Range)[1] <= offset) gone++;
  if (gone > 0) ranges.splice(0, gone);
  const first = ranges[0];
  if (first !== undefined && first[0] < offset) first[0] = offset;
}

/** Appends [base, end) of one leader epoch to the runs of a log, whatever was there is replaced. */
export function appendRun(runs: EpochRunState[], base: number, end: number, epoch: number): void {
  cutTail(runs, base);
  const last = runs[runs.length - 1];
  if (last !== undefined && last.end === base && last.epoch === epoch) last.end = end;
  else if (end > base) runs.push({ base, end, epoch });
}

/** Drops everything from `offset` on. */
export function cutTail(runs: EpochRunState[], offset: number): void {
  for (let last = runs[runs.length - 1]; last !== undefined && last.end > offset; ) {
    if (last.base < offset) {
      last.end = offset;
      return;
    }
    runs.pop();
    last = runs[runs.length - 1];
  }
}

/** Drops everything before `offset`. */
export function cutHead(runs: EpochRunState[], offset: number): void {
  let gone = 0;
  for (const run of runs) {
    if (run.end > offset) break;
    gone++;
  }
  if (gone > 0) runs.splice(0, gone);
  const first = runs[0];
  if (first !== undefined && first.base < offset) first.base = offset;
}
