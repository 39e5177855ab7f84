import * as fc from "fast-check";

/** Virtual time of a run, in milliseconds, before which nothing is asked of it: by then clusters are up. */
export const FIRST_MS = 5000;
/** No fault begins, and nothing is sent, later than that. */
export const LAST_MS = 25_000;
/** The longest that a fault lasts. */
export const LONGEST_MS = 15_000;
const STEP_MS = 50;
const SECOND_MS = 1000;

/** Milliseconds between both bounds; they shrink towards the first. */
export function times(fromMs: number, untilMs: number): fc.Arbitrary<number> {
  return new Times(fromMs, untilMs);
}

/**
 * Times shrink by whole seconds. Where a fault has to follow a send closely, smaller steps would take for
 * ever: each could only go a step after the other.
 */
class Times extends fc.Arbitrary<number> {
  private readonly fromMs: number;
  private readonly drawn: fc.Arbitrary<number>;

  constructor(fromMs: number, untilMs: number) {
    super();
    this.fromMs = fromMs;
    const steps = Math.max(0, Math.floor((untilMs - fromMs) / STEP_MS));
    this.drawn = fc.nat({ max: steps }).map((n) => fromMs + n * STEP_MS);
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<number> {
    return new fc.Value(this.drawn.generate(random, biasFactor).value, undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is number {
    return typeof value === "number";
  }

  /** The first, then ever closer to the value. */
  override shrink(value: number): fc.Stream<fc.Value<number>> {
    const seconds = Math.ceil((value - this.fromMs) / SECOND_MS);
    const earlier: number[] = [];
    for (let gap = seconds; gap > 0; gap = Math.floor(gap / 2)) {
      earlier.push(this.fromMs + (seconds - gap) * SECOND_MS);
    }
    return fc.Stream.of(...earlier).map((ms) => new fc.Value(ms, undefined));
  }
}
