import * as fc from "fast-check";

/** Virtual time of a run, in milliseconds, before which nothing is asked of it: by then clusters are up. */
export const FIRST_MS = 5000;
/** No fault begins, and nothing is sent, later than that. */
export const LAST_MS = 25_000;
/** The longest that a fault lasts. */
export const LONGEST_MS = 15_000;
/** Times are drawn in such steps: a search for the smallest is over soon. */
const STEP_MS = 50;

/** Milliseconds between both bounds; they shrink towards the first. */
export function times(fromMs: number, untilMs: number): fc.Arbitrary<number> {
  const steps = Math.max(0, Math.floor((untilMs - fromMs) / STEP_MS));
  return fc.nat({ max: steps }).map((n) => fromMs + n * STEP_MS);
}
