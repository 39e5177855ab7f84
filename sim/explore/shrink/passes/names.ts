import { expandValues } from "../../../scenario/values.ts";
import type { Pass } from "../pass.ts";
import { UNCHANGED } from "../rename.ts";
import { renamed } from "../rename-scenario.ts";
import { withScenario } from "../shrink-case.ts";

/** Records are called r0, r1…, in the order in which steps send them. */
export const namesPass: Pass = {
  name: "names",
  *candidates(start) {
    const { scenario } = start;
    const values = scenario.steps.flatMap((step) =>
      "produce" in step ? (expandValues(step.produce.values) ?? []) : [],
    );
    const names = [...new Set(values.filter((value) => value !== null))];
    const value = (name: string) => {
      const place = names.indexOf(name);
      return place < 0 ? name : `r${place}`;
    };
    yield withScenario(start, renamed(scenario, { ...UNCHANGED, value }));
  },
};
