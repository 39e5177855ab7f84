import { minimise } from "../minimise.ts";
import type { Pass } from "../pass.ts";
import { withScenario } from "../shrink-case.ts";

/** Fewer steps, whatever they are. */
export const stepsPass: Pass = {
  name: "steps",
  *candidates(start) {
    const { scenario } = start;
    yield* minimise(scenario.steps, (steps) => withScenario(start, { ...scenario, steps }));
  },
};
