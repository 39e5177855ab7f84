import { controlEraOf, createRun, eraNamed, type RunInput } from "../sim/index.ts";
import type { Language } from "../text/messages.ts";
import { EXIT_UNMET, gravest } from "./exit-status.ts";
import { type RunView, viewOf } from "./view-of.ts";

/** A scenario, its control, and whether the one change between them makes a difference. */
export interface Pair {
  readonly id: string;
  /** The case, then the control. */
  readonly views: readonly [RunView, RunView];
  /** The control fails to meet at least one of its case's expectations. */
  readonly differs: boolean;
}

/** Runs a scenario and its control, and holds the control against its case's expectations too. */
export function verifyPair(input: RunInput, language: Language): Pair {
  const { scenario } = input;
  const era = controlEraOf(scenario, eraNamed(input.era));
  const crossed = { ...scenario, control: { ...scenario.control, expect: scenario.expect } };
  const held = createRun({ ...input, scenario: crossed, control: true, era }).finish();
  const view = (control: boolean) =>
    viewOf(createRun(control ? { ...input, control, era } : input).finish(), language);
  return {
    id: scenario.id,
    views: [view(false), view(true)],
    differs: held.expectations.some((expectation) => !expectation.met),
  };
}

/** A pair without a difference teaches nothing: it is as wrong as an expectation that is not met. */
export function statusOfPair({ views, differs }: Pair): number {
  const statuses = views.map((view): number => view.result.status);
  return gravest(differs ? statuses : [...statuses, EXIT_UNMET]);
}
