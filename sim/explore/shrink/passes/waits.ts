import type { Condition, Step } from "../../../scenario/types.ts";
import { firstOf, minimise } from "../minimise.ts";
import type { Candidates, Pass } from "../pass.ts";
import { type ShrinkCase, withScenario } from "../shrink-case.ts";

/** Waits for less. */
export const waitsPass: Pass = {
  name: "waits",
  *candidates(start) {
    let current = start;
    for (let i = 0; i < start.scenario.steps.length; i++) {
      current = yield* withoutLimit(current, i);
      current = yield* forFewer(current, i);
    }
  },
};

function* withoutLimit(start: ShrinkCase, index: number): Candidates<ShrinkCase> {
  const step = start.scenario.steps[index];
  if (step === undefined || !("within" in step)) return start;
  const { within: _, ...patient } = step;
  return (yield* firstOf([withStep(start, index, patient)])) ?? start;
}

/** Of a wait for several things: for some of them. */
function* forFewer(start: ShrinkCase, index: number): Candidates<ShrinkCase> {
  const step = start.scenario.steps[index];
  if (step === undefined || !("wait" in step)) return start;
  const { wait } = step;
  const parts = "all" in wait ? wait.all : "any" in wait ? wait.any : [];
  const build = (kept: readonly Condition[]) => {
    const [only] = kept;
    if (only === undefined) return null;
    const condition = "all" in wait ? { all: kept } : { any: kept };
    return withStep(start, index, { ...step, wait: kept.length === 1 ? only : condition });
  };
  const kept = yield* minimise(parts, build);
  return kept.length === parts.length ? start : (build(kept) ?? start);
}

function withStep(start: ShrinkCase, index: number, next: Step): ShrinkCase {
  const steps = start.scenario.steps.map((step, i) => (i === index ? next : step));
  return withScenario(start, { ...start.scenario, steps });
}
