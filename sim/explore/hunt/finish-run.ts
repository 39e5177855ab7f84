import type { Sayer } from "../../check/report.ts";
import type { Localized } from "../../scenario/types.ts";
import {
  COUNTERFACTUAL_OPTIONS,
  type CounterfactualProgress,
  type Counterfactuals,
  counterfactuals,
} from "../explain/counterfactuals.ts";
import { type Explanation, explanationOf } from "../explain/explanation.ts";
import type { RunInput } from "../run-input.ts";
import type { RunResult } from "../run-result.ts";
import type { ShrinkProgress } from "../shrink/shrink-run.ts";
import type { ShrinkSizes } from "../shrink/sizes.ts";
import type { Say } from "./case-expectations.ts";
import { ideasOf } from "./ideas.ts";
import { type NamedCase, namedCase } from "./named-case.ts";
import type { Finding } from "./outcome.ts";
import type { Find } from "./plan.ts";
import { smallest } from "./smallest.ts";

/** How codes become sentences. */
export interface Speech {
  /** The language of the run's own texts. */
  readonly language: keyof Localized;
  readonly say: Readonly<Record<keyof Localized, Sayer>>;
  /** One paragraph: why it went wrong, and what would have saved it. */
  readonly explain: Readonly<Record<keyof Localized, (explanation: Explanation) => string>>;
}

export interface FinishOptions {
  readonly speech: Speech;
  /** False: it stays as it was found, and what would have saved it is not looked for. */
  readonly shrink: boolean;
  /** Runs that the shrinking of one failure takes, at most. */
  readonly maxShrinkRuns: number;
}

/** After each run that was made. */
export interface FinishProgress {
  /** Runs made for this failure so far. */
  readonly tries: number;
  /** The latest step of shrinking, then of explaining. */
  readonly step: ShrinkProgress | CounterfactualProgress;
}

/** A failing run as a case that people can read, with what would have saved it as its control. */
export interface FinishedRun {
  readonly input: RunInput;
  /** Null when the simulator stops itself. */
  readonly result: RunResult | null;
  readonly before: ShrinkSizes;
  readonly after: ShrinkSizes;
  readonly tries: number;
  /** Why, and what would have saved it, in one paragraph. */
  readonly explanation: Localized;
}

/** What no setting and no fault explains. */
const OF_THE_SIMULATOR: readonly string[] = ["assertion", "nondeterminism"];

/**
 * Shrinks a failing run, finds out what would have saved it, and makes a case of it.
 * @param input one that fails whenever it is run, without a scheduler
 * @throws InputError for settings that do not exist or do not fit
 */
export function* finishRun(
  input: RunInput,
  finding: Finding,
  find: Find,
  { speech, shrink, maxShrinkRuns }: FinishOptions,
): Generator<FinishProgress, FinishedRun> {
  const shrinking = smallest(input, finding, find, shrink ? maxShrinkRuns : 0);
  let shrunk = shrinking.next();
  for (; shrunk.done !== true; shrunk = shrinking.next()) {
    yield { tries: shrunk.value.runs, step: shrunk.value };
  }
  const { before, after, runs, ...left } = shrunk.value;
  const isExplained = shrink && !OF_THE_SIMULATOR.includes(finding.invariant);
  const saving = counterfactuals(left.input, left.finding, {
    ...COUNTERFACTUAL_OPTIONS,
    ...(isExplained ? {} : { maxRuns: 0 }),
  });
  let tried = saving.next();
  for (; tried.done !== true; tried = saving.next()) {
    yield { tries: runs + tried.value.runs, step: tried.value };
  }
  const { seed } = input;
  const say = bilingual(speech);
  const ideas = ideasOf(left.input, tried.value, say);
  const named = namedCase({ ...left, find, seed, ideas, say });
  return {
    input: named.input,
    result: named.result,
    before,
    after,
    tries: runs + tried.value.runs + named.runs,
    explanation: explained(named, tried.value, speech),
  };
}

/** What is said of a run that has no story is what its case says. */
function explained(
  { input, result }: NamedCase,
  counterfactuals: Counterfactuals,
  { explain }: Speech,
): Localized {
  const why = result === null ? null : explanationOf(result, counterfactuals);
  return why === null ? input.scenario.explanation : { en: explain.en(why), zh: explain.zh(why) };
}

function bilingual({ say }: Speech): Say {
  return (told) => ({ en: say.en(told), zh: say.zh(told) });
}
