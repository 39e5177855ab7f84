import { episodesOf, withoutEpisodes } from "../episodes.ts";
import { minimise } from "../minimise.ts";
import type { Pass } from "../pass.ts";
import { withScenario } from "../shrink-case.ts";

/** Fewer faults, each together with its end. */
export const episodesPass: Pass = {
  name: "episodes",
  *candidates(start) {
    const { scenario } = start;
    const all = episodesOf(scenario.steps);
    yield* minimise(all, (kept) => {
      const steps = withoutEpisodes(scenario.steps, all, kept);
      return withScenario(start, { ...scenario, steps });
    });
  },
};
