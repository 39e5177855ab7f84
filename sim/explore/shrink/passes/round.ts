import { durationMicros } from "../../../scenario/duration.ts";
import type { Scenario, Step } from "../../../scenario/types.ts";
import { firstOf } from "../minimise.ts";
import type { Pass } from "../pass.ts";
import { ROUND_US, roundedTimes, timeText } from "../rounding.ts";
import { type ShrinkCase, withScenario } from "../shrink-case.ts";
import { timesIn, withTime } from "../times-in.ts";

/** Round times: those of all steps together, then one after another. */
export const roundPass: Pass = {
  name: "round",
  *candidates(start) {
    let current = (yield* firstOf(ROUND_US.map((unit) => allRounded(start, unit)))) ?? start;
    for (const { path, us } of timesIn(current.scenario)) {
      const rounded = roundedTimes(us).map((rounder) => withTime(current.scenario, path, rounder));
      const ordered = rounded.filter(isInOrder);
      const candidates = ordered.map((scenario) => withScenario(current, scenario));
      current = (yield* firstOf(candidates)) ?? current;
    }
  },
};

function allRounded(start: ShrinkCase, unit: number): ShrinkCase {
  const steps = start.scenario.steps.map((step): Step => {
    const us = step.at === undefined ? null : durationMicros(step.at);
    return us === null ? step : { ...step, at: timeText(Math.round(us / unit) * unit) };
  });
  return withScenario(start, { ...start.scenario, steps });
}

/** Whether no step names an earlier time than one before it. */
function isInOrder({ steps }: Scenario): boolean {
  const times = steps.flatMap(({ at }) => (at === undefined ? [] : (durationMicros(at) ?? [])));
  return times.every((us, i) => i === 0 || us >= (times[i - 1] ?? 0));
}
