import { InputError } from "../../scenario/problems.ts";
import { type Finding, signatureOf } from "../hunt/outcome.ts";
import type { Find } from "../hunt/plan.ts";
import type { RunInput } from "../run-input.ts";
import { bake } from "./bake.ts";
import type { Pass, PassName } from "./pass.ts";
import { PASSES } from "./passes.ts";
import { inputOfCase, type ShrinkCase, withRun } from "./shrink-case.ts";
import { type ShrinkSizes, sizesOf } from "./sizes.ts";
import { tidy } from "./tidy.ts";
import { Trial, validOrNull } from "./trial.ts";

/** Runs that a shrinking makes at most when nobody says. */
export const MOST_SHRINK_RUNS = 1500;

export interface ShrinkOptions {
  readonly find: Find;
  /** At least 1: the run itself is made once more. */
  readonly maxRuns: number;
}

/** How far a shrinking has come, after each run that it made. */
export interface ShrinkProgress {
  /** What is being made simpler. */
  readonly pass: PassName;
  readonly runs: number;
  readonly maxRuns: number;
  /** Of the simplest case so far. */
  readonly sizes: ShrinkSizes;
}

export interface ShrinkResult {
  /** The simplest run found. Its scenario has era, settings and choices in it, and no texts. */
  readonly input: RunInput;
  /** The failure as it is in that run. */
  readonly finding: Finding;
  readonly runs: number;
  /** False when the runs were used up before everything was tried. */
  readonly isComplete: boolean;
  readonly before: ShrinkSizes;
  readonly after: ShrinkSizes;
}

/**
 * Makes a failing run as small as it can while it fails in the same way: with the same invariant, class
 * and known fix. Nothing is taken for granted: every smaller run is a run.
 * @throws InputError when the run does not fail in that way
 */
export function* shrinkRun(
  input: RunInput,
  wanted: Finding,
  { find, maxRuns }: ShrinkOptions,
): Generator<ShrinkProgress, ShrinkResult> {
  const search = new Search(input, wanted, find);
  let isComplete = false;
  while (!isComplete && search.runs < maxRuns) {
    const before = search.best;
    for (const pass of PASSES) yield* search.through(pass, maxRuns);
    isComplete = search.best === before && search.runs < maxRuns;
  }
  const { best, runs, before } = search;
  return {
    input: inputOfCase(withRun(best.current)),
    finding: best.finding,
    runs,
    isComplete,
    before,
    after: best.sizes,
  };
}

/** The simplest case so far, and what its run was. */
interface Best {
  readonly current: ShrinkCase;
  readonly finding: Finding;
  readonly sizes: ShrinkSizes;
}

/** What was tried so far, and the best of it. */
class Search {
  best: Best;
  runs = 1;
  readonly before: ShrinkSizes;
  private readonly trial: Trial;
  private readonly seen = new Set<string>();

  constructor(input: RunInput, wanted: Finding, find: Find) {
    const current = bake(input);
    this.trial = new Trial(find, wanted);
    const tried = this.trial.first(current);
    if (tried.finding === null) throw doesNotFail(input, wanted);
    this.before = sizesOf(current.scenario, tried);
    this.best = { current, finding: tried.finding, sizes: this.before };
    this.seen.add(keyOf(current));
  }

  /** Tries what a pass proposes, and goes on from what still fails. */
  *through(pass: Pass, maxRuns: number): Generator<ShrinkProgress, void> {
    const candidates = pass.candidates(this.best.current);
    let isBetter = false;
    while (this.runs < maxRuns) {
      const next = candidates.next(isBetter);
      if (next.done === true) return;
      const { runs } = this;
      isBetter = this.attempt(next.value);
      const { sizes } = this.best;
      if (this.runs > runs) yield { pass: pass.name, runs: this.runs, maxRuns, sizes };
    }
  }

  /** Runs a case, unless it is none or was tried before. True when it is the best from now on. */
  private attempt(candidate: ShrinkCase): boolean {
    const plain = { ...candidate, scenario: tidy(candidate.scenario) };
    const key = keyOf(plain);
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    const scenario = validOrNull(plain.scenario);
    if (scenario === null) return false;
    this.runs++;
    const current = { ...plain, scenario };
    const tried = this.trial.again(current, BUDGET * this.best.sizes.events);
    if (tried.finding === null || !tried.isConclusive) return false;
    this.best = { current, finding: tried.finding, sizes: sizesOf(scenario, tried) };
    return true;
  }
}

/** A run that takes so many times as many events as the best one is not worth its time. */
const BUDGET = 2;

function keyOf(tried: ShrinkCase): string {
  return JSON.stringify(tried);
}

function doesNotFail({ scenario, seed }: RunInput, wanted: Finding): InputError {
  const args = { scenario: scenario.id, seed, wanted: signatureOf(wanted) };
  return new InputError([{ path: "", code: "problem.doesNotFail", args }]);
}
