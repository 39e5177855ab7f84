import type { Micros } from "../../kernel/time.ts";
import { durationText } from "../../scenario/duration.ts";

/** Lengths of time that people like, the roundest first. */
export const ROUND_US: readonly Micros[] = [
  10_000_000, 5_000_000, 1_000_000, 500_000, 100_000, 10_000, 1000,
];

/** Rounder lengths near one, the roundest first; none that is 0. */
export function roundedTimes(us: Micros): readonly Micros[] {
  const all = ROUND_US.map((unit) => Math.round(us / unit) * unit);
  return [...new Set(all)].filter((rounded) => rounded > 0 && rounded !== us);
}

/** Shorter lengths, the shortest first. */
export function shorterTimes(us: Micros): readonly Micros[] {
  const round = [100_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000];
  return round.filter((shorter) => shorter < us);
}

/** A length as people write it: `12.5s`, `250ms`. */
export function timeText(us: Micros): string {
  return us >= 1_000_000 && us % 10_000 === 0 ? `${us / 1_000_000}s` : durationText(us);
}

/** Numbers of one digit, or two, near a whole number. */
export function roundedNumbers(value: number): readonly number[] {
  const digits = String(Math.abs(Math.trunc(value))).length;
  if (!Number.isSafeInteger(value) || digits < 2) return [];
  let unit = 1;
  for (let i = 1; i < digits; i++) unit *= 10;
  const all = [unit, unit / 10].filter((u) => u > 1).map((u) => Math.round(value / u) * u);
  return [...new Set(all)].filter((rounded) => rounded !== value);
}
