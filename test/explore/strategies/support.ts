import { createRun, type Run } from "../../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../../sim/explore/run-input.ts";
import { drawScenario } from "../../../sim/explore/swarm/draw-scenario.ts";
import type { SwarmSpace } from "../../../sim/explore/swarm/space.ts";
import { FAULT_KINDS } from "../../../sim/faults/plan.ts";
import type { ChoiceOverride } from "../../../sim/kernel/choices.ts";
import type { Offer, Scheduler } from "../../../sim/kernel/schedule.ts";

export const SPACE: SwarmSpace = { era: "2.8", settings: {}, base: null, faults: FAULT_KINDS };

/** The swarm's run of a seed, not yet advanced, with its hash. */
export function swarmRun(
  seed: string,
  scheduler: Scheduler | null,
  overrides: readonly ChoiceOverride[] = [],
): Run {
  const input = { ...runOf(drawScenario(seed, SPACE)), published: false, seed, overrides };
  return createRun(input, { trace: "hash", limits: DEFAULT_LIMITS, scheduler });
}

/** An offer of events on these hosts; those that are not said to be others are new ones. */
export function offerOf(
  event: number,
  hosts: readonly number[],
  sequences: readonly number[] = hosts.map((_, i) => 1000 * event + i),
): Offer {
  return {
    event,
    count: hosts.length,
    hosts: Int32Array.from(hosts),
    senders: Int32Array.from(hosts),
    sequences: Float64Array.from(sequences),
  };
}
