import type { Pass } from "../pass.ts";
import { withScenario } from "../shrink-case.ts";

/** The run ends sooner: without the last steps, as many of them as can go. */
export const endPass: Pass = {
  name: "end",
  *candidates(start) {
    const { scenario } = start;
    let least = 0;
    let most = scenario.steps.length;
    while (least < most) {
      const count = (least + most) >> 1;
      const steps = scenario.steps.slice(0, count);
      if (yield withScenario(start, { ...scenario, steps })) most = count;
      else least = count + 1;
    }
  },
};
