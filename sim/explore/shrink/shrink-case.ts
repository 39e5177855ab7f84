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
}

/** The run of a case. */
export function inputOfCase({ scenario, seed, overrides }: ShrinkCase): RunInput {
  const era = defaultEraOf(scenario);
  return { scenario, published: false, control: false, seed, era, settings: {}, overrides };
}

/** The same case with another scenario. */
export function withScenario(current: ShrinkCase, scenario: Scenario): ShrinkCase {
  return { ...current, scenario };
}

/** The scenario says how it runs, so that its file is enough to see the failure again. */
export function withRun({ scenario, seed, overrides }: ShrinkCase): ShrinkCase {
  const { run: _, ...others } = scenario;
  const run = runDefaultsOf(seed, overrides);
  return { scenario: run === undefined ? others : { ...others, run }, seed, overrides };
}
