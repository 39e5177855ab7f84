import { scenarioById } from "../../scenarios/index.ts";
import {
  createRun,
  DEFAULT_LIMITS,
  encodeLink,
  linkOf,
  type Run,
  type RunInput,
  type RunOptions,
  type RunResult,
  runOf,
  type Scenario,
} from "../../sim/index.ts";

const OPTIONS: RunOptions = { trace: "hash", limits: DEFAULT_LIMITS, marks: true };

/** What the matchers take: a run's result, or what is to be run. */
export type Subject = RunResult | RunInput | Scenario;

/** The result that was given, or that of a run made now. */
export function resultOf(subject: unknown): RunResult {
  if (isResult(subject)) return subject;
  return runAgain(subject).finish();
}

/**
 * A run of the same inputs, to be made, that notes what coverage marks need.
 * @throws TypeError for what is neither a result nor something that can run
 */
export function runAgain(subject: unknown): Run {
  if (isResult(subject)) return createRun(subject.input, OPTIONS);
  if (isInput(subject)) return createRun(subject, OPTIONS);
  if (isScenario(subject)) return createRun(runOf(subject), OPTIONS);
  throw new TypeError("this matcher takes a RunResult, a RunInput or a Scenario");
}

/** The link of a run. It holds the scenario itself unless that is a published one. */
export function linkText({ input }: RunResult): string {
  const known = scenarioById(input.scenario.id);
  const published = known !== undefined && JSON.stringify(known) === JSON.stringify(input.scenario);
  return encodeLink(linkOf({ ...input, published }));
}

export function isResult(value: unknown): value is RunResult {
  return hasAll(value, "input", "report", "story", "expectations");
}

function isInput(value: unknown): value is RunInput {
  return hasAll(value, "scenario", "seed", "era", "settings", "overrides");
}

function isScenario(value: unknown): value is Scenario {
  return hasAll(value, "cluster", "topics", "clients", "steps", "expect", "control");
}

function hasAll(value: unknown, ...keys: readonly string[]): boolean {
  return typeof value === "object" && value !== null && keys.every((key) => key in value);
}
