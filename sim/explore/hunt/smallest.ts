import { InputError } from "../../scenario/problems.ts";
import type { RunInput } from "../run-input.ts";
import { bake } from "../shrink/bake.ts";
import { inputOfCase, withRun } from "../shrink/shrink-case.ts";
import { type ShrinkProgress, shrinkRun } from "../shrink/shrink-run.ts";
import { type ShrinkSizes, sizesOf } from "../shrink/sizes.ts";
import { attempt, HUNT_LIMITS } from "./attempt.ts";
import type { Finding } from "./outcome.ts";
import type { Find } from "./plan.ts";

/** A failing run as a case of its own, as small as it could be made. */
export interface Smallest {
  readonly input: RunInput;
  /** The failure as it is in that run. */
  readonly finding: Finding;
  readonly before: ShrinkSizes;
  readonly after: ShrinkSizes;
  readonly runs: number;
}

/**
 * Shrinks a failing run. One that does not fail again stays as it is, and so does everything with 0 runs.
 */
export function* smallest(
  input: RunInput,
  finding: Finding,
  find: Find,
  maxRuns: number,
): Generator<ShrinkProgress, Smallest> {
  if (maxRuns === 0 || finding.invariant === "nondeterminism") return asFound(input, finding, find);
  try {
    return yield* shrinkRun(input, finding, { find, maxRuns });
  } catch (thrown) {
    if (thrown instanceof InputError) return asFound(input, finding, find);
    throw thrown;
  }
}

function asFound(input: RunInput, finding: Finding, find: Find): Smallest {
  const own = inputOfCase(withRun(bake(input)));
  const { run, result } = attempt(own, find, { trace: "off", limits: HUNT_LIMITS });
  const sizes = sizesOf(own.scenario, {
    virtualMs: result?.virtualMs ?? 0,
    events: run?.sim.events ?? 0,
  });
  return { input: own, finding, before: sizes, after: sizes, runs: 1 };
}
