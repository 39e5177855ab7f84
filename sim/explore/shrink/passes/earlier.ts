import type { Micros } from "../../../kernel/time.ts";
import { durationMicros } from "../../../scenario/duration.ts";
import type { Step } from "../../../scenario/types.ts";
import { firstOf } from "../minimise.ts";
import type { Candidates, Pass } from "../pass.ts";
import { shorterTimes, timeText } from "../rounding.ts";
import { type ShrinkCase, withScenario } from "../shrink-case.ts";

/** Everything sooner: steps that follow each other at once or shortly, and shorter sleeps. */
export const earlierPass: Pass = {
  name: "earlier",
  *candidates(start) {
    let current = start;
    for (let i = 0; i < start.scenario.steps.length; i++) {
      current = yield* sooner(current, i);
      current = yield* shorterSleep(current, i);
    }
  },
};

/** A step sooner after the one before, and with it all that follow. */
function* sooner(start: ShrinkCase, index: number): Candidates<ShrinkCase> {
  const { steps } = start.scenario;
  const atUs = timeOf(steps[index]);
  if (atUs === null) return start;
  const before = steps.slice(0, index).flatMap((step) => timeOf(step) ?? []);
  const previous = before.at(-1) ?? 0;
  const gap = atUs - previous;
  const atOnce = before.length === 0 ? [] : [moved(start, index, gap, true)];
  const shorter = shorterTimes(gap).map((length) => moved(start, index, gap - length, false));
  const alone = moved(start, index, 0, true);
  return (yield* firstOf([...atOnce, ...shorter, alone])) ?? start;
}

/** The steps from one on so much earlier; that one without a time when it is to follow at once. */
function moved(start: ShrinkCase, index: number, byUs: Micros, atOnce: boolean): ShrinkCase {
  const steps = start.scenario.steps.map((step, i): Step => {
    const atUs = i < index ? null : timeOf(step);
    if (atUs === null) return step;
    const { at: _, ...untimed } = step;
    if (i === index && atOnce) return untimed;
    return { ...untimed, at: timeText(Math.max(0, atUs - byUs)) };
  });
  return withScenario(start, { ...start.scenario, steps });
}

function* shorterSleep(start: ShrinkCase, index: number): Candidates<ShrinkCase> {
  const step = start.scenario.steps[index];
  const lengthUs = step !== undefined && "sleep" in step ? durationMicros(step.sleep) : null;
  if (step === undefined || lengthUs === null) return start;
  const shorter = shorterTimes(lengthUs).map((us) => {
    const next = { ...step, sleep: timeText(us) };
    const steps = start.scenario.steps.map((other, i) => (i === index ? next : other));
    return withScenario(start, { ...start.scenario, steps });
  });
  return (yield* firstOf(shorter)) ?? start;
}

function timeOf(step: Step | undefined): Micros | null {
  return step?.at === undefined ? null : durationMicros(step.at);
}
