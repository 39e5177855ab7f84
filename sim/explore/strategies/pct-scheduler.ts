import { assert } from "../../kernel/assert.ts";
import { type ChoiceStream, Choices } from "../../kernel/choices.ts";
import type { Offer, Scheduler } from "../../kernel/schedule.ts";
import type { Micros } from "../../kernel/time.ts";

export interface PctParameters {
  /** How late an event may become at most, µs: also how far a host may run ahead of another. */
  readonly windowUs: Micros;
  /** `d`, at least 1: how many orderings a bug needs; there are d - 1 changes of priority. */
  readonly depth: number;
  /** `k`: events of a typical run, over which the changes are spread. */
  readonly events: number;
}

/** Initial priorities are above those that changes give. */
const HIGHEST_PRIORITY = 2_147_483_648;

/**
 * Probabilistic concurrency testing (Burckhardt et al., ASPLOS 2010) with hosts for threads: each has a
 * random priority, and the first event of the highest one among those that are offered runs. At d - 1
 * random events the host that would run falls below all others. A host of low priority is slow all the
 * time, by up to the window; which one is slow changes seldom.
 */
export class PctScheduler implements Scheduler {
  readonly windowUs: Micros;
  private readonly stream: ChoiceStream;
  /** By host. */
  private readonly priorities: number[] = [];
  /** Numbers of the events at which a priority changes, the next one last. */
  private readonly changes: number[] = [];
  private lowest = 0;

  /** @param seed of the run; draws come from its streams `strategy/pct` and `strategy/pct/changes` */
  constructor(seed: string, { windowUs, depth, events }: PctParameters) {
    assert(Number.isInteger(depth) && depth >= 1, "the depth of a bug is at least 1");
    this.windowUs = windowUs;
    const choices = new Choices(seed);
    this.stream = choices.stream("strategy/pct");
    const changes = choices.stream("strategy/pct/changes");
    for (let i = 1; i < depth; i++) this.changes.push(changes.next(events));
    this.changes.sort((x, y) => y - x);
  }

  choose(offer: Offer): number {
    while (this.changes.length > 0 && (this.changes.at(-1) as number) <= offer.event) {
      this.changes.pop();
      const host = offer.hosts[this.highest(offer)] as number;
      this.priorities[host] = --this.lowest;
    }
    return this.highest(offer);
  }

  private highest({ hosts, count }: Offer): number {
    let best = 0;
    for (let i = 1; i < count; i++) {
      const isHigher = this.priorityOf(hosts[i] as number) > this.priorityOf(hosts[best] as number);
      if (isHigher) best = i;
    }
    return best;
  }

  private priorityOf(host: number): number {
    while (this.priorities.length <= host) this.priorities.push(this.stream.next(HIGHEST_PRIORITY));
    return this.priorities[host] as number;
  }
}
