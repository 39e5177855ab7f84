import type { ProducedValues, Values } from "./types.ts";

/** More records than this in one step are a mistake. */
export const MOST_VALUES = 100_000;

/** Longer texts are no ranges; matching them would take too long. */
const LONGEST_RANGE = 200;
const RANGE = /^(.*?)(\d+)\.\.(.*?)(\d+)$/;

/**
 * The values that a list or a range names: `r0..r9` is r0, r1, … r9; a text without `..` is itself.
 * Null when a range is malformed: other letters at its end, backwards, or more than
 * {@link MOST_VALUES}.
 */
export function expandValues(values: Values): readonly string[] | null;
export function expandValues(values: ProducedValues): readonly (string | null)[] | null;
export function expandValues(values: ProducedValues): readonly (string | null)[] | null {
  if (typeof values !== "string") return values;
  if (!values.includes("..")) return [values];
  const match = values.length <= LONGEST_RANGE ? RANGE.exec(values) : null;
  if (match === null) return null;
  const [, prefix = "", first = "", endPrefix = "", last = ""] = match;
  const from = Number(first);
  const to = Number(last);
  if (endPrefix !== prefix || !Number.isSafeInteger(to) || to < from) return null;
  if (to - from >= MOST_VALUES) return null;
  const expanded: string[] = [];
  for (let n = from; n <= to; n++) expanded.push(`${prefix}${n}`);
  return expanded;
}

/** The shortest way to write values: runs of numbered values become ranges. */
export function valuesText(values: readonly string[]): string {
  const parts: string[] = [];
  for (let i = 0; i < values.length; ) {
    const end = endOfRun(values, i);
    parts.push(end - i > 2 ? `${values[i]}..${values[end - 1]}` : values.slice(i, end).join(", "));
    i = end;
  }
  return parts.join(", ");
}

/** Where the run of numbered values that begins at `start` ends (exclusive). */
function endOfRun(values: readonly string[], start: number): number {
  const first = /^(.*?)(0|[1-9]\d{0,14})$/.exec(values[start] ?? "");
  if (first === null) return start + 1;
  const [, prefix = "", number = ""] = first;
  let end = start + 1;
  while (end < values.length && values[end] === `${prefix}${Number(number) + end - start}`) end++;
  return end;
}
