import type { Simulation } from "../kernel/simulation.ts";
import type { Evidence, UnconsumedWindow } from "./evidence.ts";
import type { Found, Measurement } from "./measurement.ts";
import { Moment } from "./moment.ts";
import { parsePartition } from "./names.ts";
import type { Expectation } from "./types.ts";
import type { Watcher } from "./watcher.ts";

export type UnconsumedExpectation = Extract<Expectation, { readonly unconsumed: unknown }>;

/**
 * How long nobody of a group consumed: a partition, or the sum over all partitions of a topic. The time
 * before somebody did for the first time does not count.
 */
export class UnconsumedTime implements Measurement {
  private readonly expectation: UnconsumedExpectation;
  private readonly after: Moment | null;

  constructor(expectation: UnconsumedExpectation, watcher: Watcher) {
    const { after } = expectation;
    this.expectation = expectation;
    this.after = after === undefined ? null : new Moment(after, watcher);
  }

  onEvent(sim: Simulation, changed: boolean): void {
    if (changed) this.after?.look(sim);
  }

  found({ unconsumed }: Evidence): Found {
    const { after } = this;
    if (after !== null && !after.came) return { code: "found.notBegun", args: {} };
    const sinceUs = after?.us ?? 0;
    const unconsumedUs = unconsumed
      .filter((window) => this.counts(window))
      .reduce((sum, { fromUs, toUs }) => sum + Math.max(0, toUs - Math.max(fromUs, sinceUs)), 0);
    return { code: "found.unconsumed", args: { unconsumedUs } };
  }

  private counts({ group, partition }: UnconsumedWindow): boolean {
    const { unconsumed: wanted, group: ofGroup } = this.expectation;
    if (group !== ofGroup) return false;
    return partition === wanted || parsePartition(partition)?.topic === wanted;
  }
}
