import * as fc from "fast-check";

/** Virtual time of a run, in milliseconds, before which nothing is asked of it: by then clusters are up. */
export const FIRST_MS = 5000;
/** No fault begins, and nothing is sent, later than that. */
export const LAST_MS = 25_000;
/** The longest that a fault lasts. */
export const LONGEST_MS = 15_000;
const SECOND_MS = 1000;
const STEP_MS = 50;
const STEPS = SECOND_MS / STEP_MS;

/**
 * Milliseconds between both bounds; they shrink towards the first, by whole seconds or to a whole second.
 * Smaller steps would take for ever where a fault has to follow a send closely: each could only go a step
 * after the other.
 */
export function times(fromMs: number, untilMs: number): fc.Arbitrary<number> {
  const seconds = fc.nat({ max: Math.max(0, Math.floor((untilMs - fromMs) / SECOND_MS)) });
  const steps = fc.oneof({ withCrossShrink: true }, fc.constant(0), {
    arbitrary: fc.noShrink(fc.nat({ max: STEPS - 1 })),
    weight: STEPS - 1,
  });
  return fc
    .tuple(seconds, steps)
    .map(([whole, part]) =>
      Math.max(fromMs, Math.min(untilMs, fromMs + whole * SECOND_MS + part * STEP_MS)),
    );
}
