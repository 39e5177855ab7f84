import { DEFAULT_SEED } from "../../run-input.ts";
import { firstOf, minimise } from "../minimise.ts";
import type { Pass } from "../pass.ts";

/** Fewer choices that are not the seed's, the usual seed, and no step that may be left out. */
export const choicesPass: Pass = {
  name: "choices",
  *candidates(start) {
    let current = start;
    const { whenImpossible, ...strict } = start.scenario;
    if (whenImpossible !== undefined && (yield { ...start, scenario: strict })) {
      current = { ...start, scenario: strict };
    }
    const before = current;
    const overrides = yield* minimise(before.overrides, (kept) => ({ ...before, overrides: kept }));
    current = { ...before, overrides };
    yield* firstOf([{ ...current, seed: DEFAULT_SEED }]);
  },
};
