import type { EventObserver, Simulation } from "../kernel/simulation.ts";
import { holds } from "./conditions.ts";
import type { Evidence } from "./evidence.ts";
import { type Found, type Measurement, measurementOf } from "./measurement.ts";
import type { Condition, Expectation } from "./types.ts";
import type { Watcher } from "./watcher.ts";

/** What became of the conditions of one expectation over a run. */
interface Tracked {
  readonly expectation: Expectation;
  readonly conditions: readonly Condition[];
  /** Event after which each condition first held; -1 while it has not. */
  readonly firstHeld: number[];
  /** `always`: whether it has begun to matter, and the event after which it was broken (-1: never). */
  begun: boolean;
  brokenAt: number;
}

/** Follows the conditions of expectations that speak of the course of a run. Attach it after the watcher. */
export class ExpectationTracker implements EventObserver {
  private readonly watcher: Watcher;
  private readonly tracked: readonly Tracked[];
  private readonly measurements = new Map<Expectation, Measurement>();
  private testedVersion = -1;

  constructor(watcher: Watcher, expectations: readonly Expectation[]) {
    this.watcher = watcher;
    this.tracked = expectations.flatMap((expectation) => {
      const conditions = conditionsOf(expectation);
      if (conditions.length === 0) return [];
      const firstHeld = conditions.map(() => -1);
      return [{ expectation, conditions, firstHeld, begun: false, brokenAt: -1 }];
    });
    for (const expectation of expectations) {
      const measurement = measurementOf(expectation, watcher);
      if (measurement !== null) this.measurements.set(expectation, measurement);
    }
  }

  onEvent(sim: Simulation): void {
    const changed = this.watcher.version !== this.testedVersion;
    for (const measurement of this.measurements.values()) measurement.onEvent(sim, changed);
    if (!changed) return;
    this.testedVersion = this.watcher.version;
    for (const each of this.tracked) {
      if ("always" in each.expectation) this.follow(each, each.expectation, sim.row);
      else this.look(each, sim.row);
    }
  }

  /** Whether an `eventually` came, an `always` was kept or an `order` was followed. */
  isMet(expectation: Expectation): boolean {
    const tracked = this.tracked.find((each) => each.expectation === expectation);
    if (tracked === undefined) return false;
    if ("always" in expectation) return tracked.begun && tracked.brokenAt === -1;
    return tracked.firstHeld.every((event, i, events) => event > (events[i - 1] ?? -1));
  }

  /** What an expectation measured; null for one that measures nothing. */
  found(expectation: Expectation, evidence: Evidence): Found | null {
    return this.measurements.get(expectation)?.found(evidence) ?? null;
  }

  private look(tracked: Tracked, event: number): void {
    tracked.conditions.forEach((condition, i) => {
      if (tracked.firstHeld[i] === -1 && holds(condition, this.watcher)) {
        tracked.firstHeld[i] = event;
      }
    });
  }

  private follow(
    tracked: Tracked,
    { always, after }: Extract<Expectation, { readonly always: Condition }>,
    event: number,
  ): void {
    if (tracked.brokenAt !== -1) return;
    if (!tracked.begun) tracked.begun = after === undefined || holds(after, this.watcher);
    if (tracked.begun && !holds(always, this.watcher)) tracked.brokenAt = event;
  }
}

function conditionsOf(expectation: Expectation): readonly Condition[] {
  if ("eventually" in expectation) return [expectation.eventually];
  if ("order" in expectation) return expectation.order;
  if ("always" in expectation) return [expectation.always];
  return [];
}
