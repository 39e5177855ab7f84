import type { Counterfactuals } from "../explain/counterfactuals.ts";
import { describeChange } from "../explain/describe-change.ts";
import { rankingOf } from "../explain/ranking.ts";
import type { RunInput } from "../run-input.ts";
import type { Say } from "./case-expectations.ts";
import { controlChange } from "./control-change.ts";
import type { ControlIdea } from "./named-case.ts";

/** Changes that were found to save a run as ideas for the control of a case, the best first. */
export function ideasOf(
  { scenario }: RunInput,
  counterfactuals: Counterfactuals,
  say: Say,
): readonly ControlIdea[] {
  return rankingOf(counterfactuals).saving.flatMap((trial) => {
    const change = controlChange(scenario, trial);
    return change === null ? [] : [{ title: say(describeChange(scenario, trial.change)), change }];
  });
}
