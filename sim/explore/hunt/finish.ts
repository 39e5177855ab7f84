import { bareLinkOf, encodeLink } from "../link.ts";
import { simulate } from "../run.ts";
import type { RunInput } from "../run-input.ts";
import { toJson } from "../run-json.ts";
import type { ShrinkSizes } from "../shrink/sizes.ts";
import { type FinishOptions, type FinishProgress, finishRun } from "./finish-run.ts";
import { inputOf } from "./input-of.ts";
import type { HuntPlan } from "./plan.ts";
import type { Failure } from "./report.ts";
import { attemptCandidate } from "./run-candidate.ts";
import type { Found } from "./tally.ts";

/**
 * Makes entries of a report out of ways to fail: the lowest seed of each, shrunk, with what would have
 * saved it as its control, and why. Each depends on that seed, the plan and the options alone.
 * @throws InputError for settings that do not exist or do not fit
 */
export function* finish(
  plan: HuntPlan,
  found: readonly Found[],
  options: FinishOptions,
): Generator<FinishProgress, readonly Failure[]> {
  const failures: Failure[] = [];
  for (const one of found) failures.push(yield* finishOne(plan, one, options));
  return failures;
}

function* finishOne(
  plan: HuntPlan,
  found: Found,
  options: FinishOptions,
): Generator<FinishProgress, Failure> {
  const { finding, signature, candidate, seeds } = found;
  const failing = replayable(found, plan);
  const finished = yield* finishRun(failing, finding, plan.find, options);
  const { input, result, before, after, tries, explanation } = finished;
  const { language, say } = options.speech;
  // Its hash is part of what is shown; what came before needed none.
  const run = result === null ? null : simulate(input.scenario, { ...input });
  return {
    seed: candidate.seed,
    signature,
    invariant: finding.invariant,
    class: finding.class,
    fix: finding.fix,
    message: finding.message ?? null,
    seeds,
    steps: input.scenario.steps.length,
    removed: { before: whole(before), after: whole(after) },
    tries,
    scenario: input.scenario,
    run: run === null ? null : toJson(run, language, say[language]),
    link: encodeLink(bareLinkOf(input)),
    explanation,
  };
}

export type { FinishOptions, FinishProgress, Speech } from "./finish-run.ts";

/** The run of a candidate with all that its strategy chose, so that it needs no strategy any more. */
function replayable({ candidate }: Found, plan: HuntPlan): RunInput {
  const input = inputOf(candidate, plan);
  if (plan.strategy === "random" || plan.strategy === "coverage") return input;
  const { run } = attemptCandidate(candidate, plan);
  return run === null ? input : { ...input, overrides: run.overridesMade };
}

function whole(sizes: ShrinkSizes): ShrinkSizes {
  return { ...sizes, virtualMs: Math.floor(sizes.virtualMs) };
}
