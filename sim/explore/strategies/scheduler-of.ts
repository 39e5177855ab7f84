import type { Scheduler } from "../../kernel/schedule.ts";
import { type DelayParameters, DelayScheduler } from "./delay-scheduler.ts";
import { type PctParameters, PctScheduler } from "./pct-scheduler.ts";
import type { StrategyName } from "./strategy.ts";

/** Events of a typical run of the swarm. */
const EVENTS = 5_000;

/**
 * The window is longer than a few round trips between hosts, so that one can fall behind several exchanges
 * of the others. It is short beside every time-out, so that none fires that would not on a machine that is
 * a little busy: a host of low priority is late all the time.
 */
export const PCT_DEFAULTS: PctParameters = { windowUs: 20_000, depth: 5, events: EVENTS };

/** The window is what a pause of the garbage collector costs; only a few events are late by that. */
export const DELAY_DEFAULTS: DelayParameters = { windowUs: 100_000, delays: 20, events: EVENTS };

/**
 * Who chooses the next event in a run of that strategy; null: always the earliest. It serves one run.
 * @param seed of the run
 */
export function schedulerOf(strategy: StrategyName, seed: string): Scheduler | null {
  switch (strategy) {
    case "random":
    case "coverage":
      return null;
    case "pct":
      return new PctScheduler(seed, PCT_DEFAULTS);
    case "delay-bounded":
      return new DelayScheduler(seed, DELAY_DEFAULTS);
  }
}
