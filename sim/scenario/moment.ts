import type { Simulation } from "../kernel/simulation.ts";
import type { Micros } from "../kernel/time.ts";
import { holds } from "./conditions.ts";
import type { Condition } from "./types.ts";
import type { Watcher } from "./watcher.ts";

/** The first event after which a condition holds. */
export class Moment {
  event = -1;
  us: Micros = 0;
  private readonly condition: Condition;
  private readonly watcher: Watcher;

  constructor(condition: Condition, watcher: Watcher) {
    this.condition = condition;
    this.watcher = watcher;
  }

  get came(): boolean {
    return this.event !== -1;
  }

  look(sim: Simulation): void {
    if (this.came || !holds(this.condition, this.watcher)) return;
    this.event = sim.row;
    this.us = sim.now;
  }
}
