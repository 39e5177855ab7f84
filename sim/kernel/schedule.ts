import { type ChoiceOverride, SCHEDULE_STREAM } from "./choices.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Host } from "./host.ts";
import { LIFE_PAUSED } from "./kernel-facts.ts";
import { HANDLER_BOOT, HANDLER_CONNECT } from "./kinds.ts";
import type { Network } from "./network.ts";
import type { Micros } from "./time.ts";

/** How many of the earliest events may be chosen among. */
const SCHEDULE_WIDTH = 8;

/** Events that may run next, the earliest first: a view that is filled anew for each choice. */
export interface Offer {
  /** Number of the event that is chosen. */
  event: number;
  /** How many there are: at least 2. */
  count: number;
  /** The host on which each happens. */
  readonly hosts: Int32Array;
  /** The host that sent it; the same host for a timer. */
  readonly senders: Int32Array;
  /** Names each pending event for as long as it is pending. */
  readonly sequences: Float64Array;
}

/**
 * Chooses which of several events runs next. It may choose among those that are due within
 * `windowUs` of the earliest one; so nothing runs later than that after it was due.
 */
export interface Scheduler {
  readonly windowUs: Micros;
  /** @returns a number below `offer.count`; 0 is the earliest */
  choose(offer: Offer): number;
}

/**
 * The order in which pending events run when it is not simply that of time: overrides of the choice
 * `schedule/next`, a {@link Scheduler}, or both, in which case an override is stronger. Its index is
 * the number of the event, its value the rank among the events that may run: of those sent over one
 * connection in one direction only the first, none of a process that ended, none of a paused one.
 */
export class Schedule {
  private readonly queue: EventQueue;
  private readonly hosts: readonly Host[];
  private readonly network: Network;
  private readonly overrides: ReadonlyMap<number, number> | null;
  private readonly scheduler: Scheduler | null;
  private readonly upcoming = new Int32Array(SCHEDULE_WIDTH);
  /** The slots in the queue of what is offered. */
  private readonly slots = new Int32Array(SCHEDULE_WIDTH);
  private readonly lanes = new Float64Array(SCHEDULE_WIDTH);
  private readonly offer: Offer = {
    event: 0,
    count: 0,
    hosts: new Int32Array(SCHEDULE_WIDTH),
    senders: new Int32Array(SCHEDULE_WIDTH),
    sequences: new Float64Array(SCHEDULE_WIDTH),
  };
  /** Event and rank of each choice that was not the earliest. */
  private readonly chosen: { readonly event: number; readonly rank: number }[] = [];

  constructor(
    queue: EventQueue,
    hosts: readonly Host[],
    network: Network,
    overrides: ReadonlyMap<number, number> | null,
    scheduler: Scheduler | null,
  ) {
    this.queue = queue;
    this.hosts = hosts;
    this.network = network;
    this.overrides = overrides;
    this.scheduler = scheduler;
  }

  /** The choices that were not the earliest event: with them a plain run takes the same course. */
  get choicesMade(): readonly ChoiceOverride[] {
    return this.chosen.map(({ event, rank }) => ({
      stream: SCHEDULE_STREAM,
      index: event,
      value: rank,
    }));
  }

  /**
   * Pops the event that runs next.
   * @param event its number
   * @param untilUs later ones must wait
   * @returns false when there is none
   */
  pop(event: number, untilUs: Micros): boolean {
    const { queue } = this;
    const override = this.overrides?.get(event);
    const isChoice = override === undefined ? this.scheduler !== null : override > 0;
    if (!isChoice || queue.length < 2) return queue.pop();
    queue.look(queue.first);
    // What is void, or waits for a paused process, leaves the queue before anything is chosen.
    if (!this.isRunnable()) return queue.pop();
    const windowUs = override === undefined ? (this.scheduler?.windowUs ?? 0) : untilUs;
    const count = this.collect(Math.min(untilUs, queue.time + windowUs));
    const rank = count < 2 ? 0 : (override ?? this.ask(event, count));
    if (rank === 0 || rank >= count) return queue.pop();
    this.chosen.push({ event, rank });
    queue.take(this.slots[rank] as number);
    return true;
  }

  private ask(event: number, count: number): number {
    if (this.scheduler === null) return 0;
    const { offer, slots, queue } = this;
    offer.event = event;
    offer.count = count;
    for (let i = 0; i < count; i++) {
      queue.look(slots[i] as number);
      offer.hosts[i] = queue.host;
      offer.senders[i] = this.sender();
      offer.sequences[i] = queue.sequence;
    }
    return this.scheduler.choose(offer);
  }

  /** Finds what may run until then; returns how many. */
  private collect(untilUs: Micros): number {
    const { queue, upcoming, slots, lanes } = this;
    const pending = queue.earliest(upcoming, untilUs);
    let lanesSeen = 0;
    let count = 0;
    for (let i = 0; i < pending; i++) {
      const slot = upcoming[i] as number;
      queue.look(slot);
      if (!this.isRunnable()) continue;
      if (queue.handler < HANDLER_BOOT) {
        const lane = queue.a * 2 + queue.b;
        if (lanes.subarray(0, lanesSeen).includes(lane)) continue;
        lanes[lanesSeen++] = lane;
      }
      slots[count++] = slot;
    }
    return count;
  }

  /** Whether what the queue shows would happen, were it next. */
  private isRunnable(): boolean {
    const { handler, incarnation } = this.queue;
    const host = this.hosts[this.queue.host] as Host;
    if (handler >= HANDLER_BOOT && incarnation !== host.incarnation) return false;
    return host.life !== LIFE_PAUSED || acceptsWhilePaused(host, handler);
  }

  private sender(): number {
    const { handler, a, b, host } = this.queue;
    if (handler >= HANDLER_BOOT) return host;
    return this.network.connection(a)?.hostAt(1 - b) ?? host;
  }
}

/** The system of a paused process still accepts connections; a suspended machine does nothing. */
export function acceptsWhilePaused(host: Host, handler: number): boolean {
  return handler === HANDLER_CONNECT && !host.clocksStopped;
}
