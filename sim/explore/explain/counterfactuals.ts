import { type Era, isEra } from "../../kafka/era/eras.ts";
import type { Finding } from "../hunt/outcome.ts";
import { eraNamed, type RunInput, type RunLimits } from "../run-input.ts";
import {
  combinedCandidates,
  defaultCandidates,
  replicationCandidates,
  settingCandidates,
} from "./candidate-settings.ts";
import { eraCandidates, switchCandidates } from "./candidate-switches.ts";
import { type Change, plainInput } from "./change.ts";
import { faultStepsOf } from "./fault-steps.ts";
import { type Observed, observe, TRIAL_LIMITS, type Trial, tryChange } from "./trial.ts";

/** How far the search for what would have saved a run has come. */
export interface CounterfactualProgress {
  /** Runs made so far. */
  readonly runs: number;
  /** Changes tried so far, and known to be tried. */
  readonly tried: number;
  readonly of: number;
  /** The one that is being tried. */
  readonly change: Change;
}

/** What would have made something bad not happen, one change at a time; found by running. Plain data. */
export interface Counterfactuals {
  readonly wanted: Finding;
  /** Records that were acknowledged in the run itself; of acks=0 those that were sent. */
  readonly acked: number;
  /** Partitions of groups in which a consumer was told in the run itself that an offset is committed. */
  readonly committed: number;
  /** The steps of the scenario whose faults were left out, one after another. */
  readonly faultSteps: readonly number[];
  /** What was tried, in that order. */
  readonly trials: readonly Trial[];
  /** Runs it took, the run itself included. */
  readonly runs: number;
}

export interface CounterfactualOptions {
  /** No more runs than that; what is left then is not tried. */
  readonly maxRuns: number;
  readonly limits: RunLimits;
}

export const COUNTERFACTUAL_OPTIONS: CounterfactualOptions = {
  maxRuns: 400,
  limits: TRIAL_LIMITS.limits,
};

/**
 * Tries what would have made a finding not happen: each fault and each operator's step left out, each of
 * the settings that people change for safety, more replicas, each later version of Kafka up to the first in
 * which it does not happen, and what changed until then: each behaviour and each default alone. Where no
 * setting helps alone, a few are tried together.
 *
 * Everything is found by running it, with the same seed and the same overrides of choices.
 */
export function* counterfactuals(
  input: RunInput,
  wanted: Finding,
  options: CounterfactualOptions = COUNTERFACTUAL_OPTIONS,
): Generator<CounterfactualProgress, Counterfactuals> {
  const base = plainInput(input);
  const limits = { ...TRIAL_LIMITS, limits: options.limits };
  const observed = observe(base, limits);
  const faultSteps = faultStepsOf(base.scenario.steps);
  if (observed === null) {
    return { wanted, acked: 0, committed: 0, faultSteps, trials: [], runs: 1 };
  }
  const search = new Search(base, wanted, observed, options);
  yield* search.tryAll(faultSteps.map((step): Change => ({ kind: "fault", step })));
  yield* search.tryAll(settingCandidates(base));
  if (!search.hasSaved("settings")) yield* search.tryAll(combinedCandidates(base));
  yield* search.tryAll(replicationCandidates(base));
  yield* search.tryUntilSaved(eraCandidates(base));
  const later = search.firstEra;
  yield* search.tryAll(switchCandidates(base, later ?? eraNamed(base.era), wanted.fix));
  if (later !== null) yield* search.tryAll(defaultCandidates(base, later));
  const { acked, committed } = observed;
  return { wanted, acked, committed, faultSteps, trials: search.trials, runs: search.runs };
}

/** Changes that were tried so far. */
class Search {
  readonly trials: Trial[] = [];
  /** The run itself was the first. */
  runs = 1;
  private readonly input: RunInput;
  private readonly wanted: Finding;
  private readonly base: Observed;
  private readonly options: CounterfactualOptions;
  private planned = 0;

  constructor(input: RunInput, wanted: Finding, base: Observed, options: CounterfactualOptions) {
    this.input = input;
    this.wanted = wanted;
    this.base = base;
    this.options = options;
  }

  /** Tries each of them. */
  *tryAll(changes: readonly Change[]): Generator<CounterfactualProgress, void> {
    this.planned += changes.length;
    for (const change of changes) yield* this.attempt(change);
  }

  /** Tries one after another until one saves. */
  *tryUntilSaved(changes: readonly Change[]): Generator<CounterfactualProgress, void> {
    this.planned += changes.length;
    for (const change of changes) {
      const trial = yield* this.attempt(change);
      if (trial === null || trial.verdict === "saves") break;
    }
    this.planned = this.trials.length;
  }

  hasSaved(kind: Change["kind"]): boolean {
    return this.trials.some(({ change, verdict }) => change.kind === kind && verdict === "saves");
  }

  /** The first era in which it does not happen; null when there is none. */
  get firstEra(): Era | null {
    const saving = this.trials.find(
      ({ change, verdict }) => change.kind === "era" && verdict === "saves",
    );
    const era = saving?.change.kind === "era" ? saving.change.era : null;
    return era !== null && isEra(era) ? era : null;
  }

  private *attempt(change: Change): Generator<CounterfactualProgress, Trial | null> {
    if (this.runs >= this.options.maxRuns) return null;
    const limits = { ...TRIAL_LIMITS, limits: this.options.limits };
    const trying = tryChange(this.input, change, this.base, this.wanted, limits);
    let step = trying.next();
    while (step.done !== true) {
      const { runs, trials, planned } = this;
      yield { runs, tried: trials.length, of: planned, change };
      this.runs++;
      step = trying.next();
    }
    this.trials.push(step.value);
    return step.value;
  }
}
