import type { Micros } from "../kernel/time.ts";
import type { Duration } from "./types.ts";

const MICROS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ["us", 1],
  ["ms", 1000],
  ["s", 1_000_000],
  ["m", 60_000_000],
  ["h", 3_600_000_000],
  ["d", 86_400_000_000],
]);
const DURATION = /^(\d{1,12})(?:\.(\d{1,6}))?(us|ms|s|m|h|d)$/;
/** A hundred years: more is a mistake, and sums of a few stay exact. */
const LONGEST_US = 100 * 365 * 86_400_000_000;

/**
 * Microseconds of a duration: a number of milliseconds, or a number with a unit (`50us`, `250ms`,
 * `1.5s`, `2m`, `1h`, `7d`). Null when it is neither, is negative or is longer than a hundred years.
 */
export function durationMicros(duration: Duration): Micros | null {
  const micros =
    typeof duration === "number" ? Math.round(duration * 1000) : microsOfText(duration.trim());
  if (micros === null || !Number.isFinite(micros)) return null;
  return micros >= 0 && micros <= LONGEST_US ? micros : null;
}

/** Shortest text of a duration, exact: `18s`, `1500ms`, `50us`. */
export function durationText(micros: Micros): string {
  const units = [...MICROS_PER_UNIT].reverse();
  for (const [unit, length] of units) {
    if (micros >= length && micros % length === 0) return `${micros / length}${unit}`;
  }
  return `${micros}us`;
}

function microsOfText(text: string): Micros | null {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const [, whole = "", fraction = "", unit = ""] = match;
  const length = MICROS_PER_UNIT.get(unit) ?? 0;
  // In integers, so that 0.1s is the same number everywhere.
  const millionths = Number(fraction.padEnd(6, "0"));
  return Number(whole) * length + Math.round((millionths * length) / 1_000_000);
}
