import { applyControl, applySettings } from "../../scenario/resolve.ts";
import type { Localized, Scenario } from "../../scenario/types.ts";
import type { RunInput } from "../run-input.ts";
import type { ShrinkCase } from "./shrink-case.ts";
import { tidy } from "./tidy.ts";

const NO_TEXT: Localized = { en: "", zh: "" };

/**
 * The same run as a case of its own: era and settings are in the scenario, a control is made, and nothing
 * is there that does not decide what happens: texts, expectations, limits.
 */
export function bake(input: RunInput): ShrinkCase {
  const plain = input.control ? applyControl(input.scenario) : input.scenario;
  const { limits: _limits, run: _run, ...scenario } = applySettings(plain, input.settings);
  const baked: Scenario = {
    ...scenario,
    title: { en: scenario.id, zh: scenario.id },
    explanation: NO_TEXT,
    eras: [input.era],
    steps: scenario.steps.map(({ note: _, ...step }) => step),
    expect: [],
    control: { title: NO_TEXT, change: {}, expect: [] },
  };
  const { seed, overrides, settings } = input;
  return { scenario: tidy(baked), seed, overrides, fixed: Object.keys(settings) };
}
