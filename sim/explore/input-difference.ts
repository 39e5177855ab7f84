import { differences, type ValueDifference } from "../trace/state-difference.ts";
import type { RunInput } from "./run-input.ts";

/**
 * What two runs do not have in common: `seed`, `era`, `control`, single `settings`, single `overrides` (as
 * `network/1>2/Fetch #3`), and the `scenario`: its id, or else what differs in it.
 */
export function inputDifferences(x: RunInput, y: RunInput): readonly ValueDifference[] {
  const scenario =
    x.scenario.id === y.scenario.id
      ? differences({ scenario: x.scenario }, { scenario: y.scenario })
      : differences({ scenario: x.scenario.id }, { scenario: y.scenario.id });
  return [...differences(choicesOf(x), choicesOf(y)), ...scenario];
}

/** Everything but the scenario, in a form in which single choices are compared. */
function choicesOf({ seed, era, control, settings, overrides }: RunInput): object {
  const choices = overrides.map(({ stream, index, value }) => [`${stream} #${index}`, value]);
  return { seed, era, control, settings, overrides: Object.fromEntries(choices) };
}
