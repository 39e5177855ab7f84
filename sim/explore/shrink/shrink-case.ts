import type { ChoiceOverride } from "../../kernel/choices.ts";
import { defaultEraOf } from "../../scenario/scenario-era.ts";
import type { Scenario } from "../../scenario/types.ts";
import { runDefaultsOf } from "../link-scenario.ts";
import type { RunInput } from "../run-input.ts";

/** What is being made smaller: a scenario in which era and settings are part of it, and the choices. */
export interface ShrinkCase {
  /** Its `eras` names the one in which it runs. */
  readonly scenario: Scenario;
  readonly seed: string;
  readonly overrides: readonly ChoiceOverride[];
  /** Names of settings that somebody asked for (`--set`): they stay. */
  readonly fixed: readonly string[];
}

/** The run of a case. */
export function inputOfCase({ scenario, seed, overrides }: Omit<ShrinkCase, "fixed">): RunInput {
  const era = defaultEraOf(scenario);
  return { scenario, published: false, control: false, seed, era, settings: {}, overrides };
}

/** The same case with another scenario. */
export function withScenario(current: ShrinkCase, scenario: Scenario): ShrinkCase {
  return { ...current, scenario };
}

/** The scenario says how it runs, so that its file is enough to see the failure again. */
export function withRun(current: ShrinkCase): ShrinkCase {
  const { run: _, ...others } = current.scenario;
  const run = runDefaultsOf(current.seed, current.overrides);
  return withScenario(current, run === undefined ? others : { ...others, run });
}
