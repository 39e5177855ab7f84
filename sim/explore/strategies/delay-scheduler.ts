import { Choices } from "../../kernel/choices.ts";
import type { Offer, Scheduler } from "../../kernel/schedule.ts";
import type { Micros } from "../../kernel/time.ts";

export interface DelayParameters {
  /** How late an event may become at most, µs. */
  readonly windowUs: Micros;
  /** `d`: how many events are put off, at most. */
  readonly delays: number;
  /** Events of a typical run, over which the delays are spread. */
  readonly events: number;
}

/**
 * Delay-bounded scheduling (Emmi, Qadeer and Rakamarić, POPL 2011): the earliest event runs next, but at
 * most d events, at random, are put off until nothing else within the window can run.
 */
export class DelayScheduler implements Scheduler {
  readonly windowUs: Micros;
  /** Numbers of the events at which one is put off, the next one last. */
  private readonly points: number[] = [];
  /** Sequence numbers of the events that were put off. */
  private readonly delayed: number[] = [];

  /** @param seed of the run; draws come from its stream `strategy/delay-bounded` */
  constructor(seed: string, { windowUs, delays, events }: DelayParameters) {
    this.windowUs = windowUs;
    const stream = new Choices(seed).stream("strategy/delay-bounded");
    for (let i = 0; i < delays; i++) this.points.push(stream.next(events));
    this.points.sort((x, y) => y - x);
  }

  choose(offer: Offer): number {
    let chosen = this.firstInTime(offer);
    while (this.points.length > 0 && (this.points.at(-1) as number) <= offer.event) {
      this.points.pop();
      this.delayed.push(offer.sequences[chosen] as number);
      chosen = this.firstInTime(offer);
    }
    return chosen;
  }

  /** The earliest that was not put off; of those that were, when there are no others. */
  private firstInTime({ sequences, count }: Offer): number {
    for (let i = 0; i < count; i++) {
      if (!this.delayed.includes(sequences[i] as number)) return i;
    }
    return 0;
  }
}
