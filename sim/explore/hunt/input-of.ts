import { type RunInput, runOf } from "../run-input.ts";
import { drawScenario } from "../swarm/draw-scenario.ts";
import type { Candidate } from "./outcome.ts";
import type { HuntPlan } from "./plan.ts";

/** The run of a candidate: its own scenario, or the one that the swarm draws for its seed. */
export function inputOf({ seed, scenario }: Candidate, { space }: HuntPlan): RunInput {
  const own = scenario ?? drawScenario(seed, space);
  const { era, settings } = space;
  return { ...runOf(own), published: false, seed, era, settings };
}
