import { assert, present } from "./assert.ts";
import { type ChoiceOverride, Choices, SCHEDULE_STREAM } from "./choices.ts";
import { Message } from "./connection.ts";
import type { PowerLossExtent } from "./disk.ts";
import { EventQueue } from "./event-queue.ts";
import { FactLog } from "./facts.ts";
import { type BacklogEvent, Host, type HostKind } from "./host.ts";
import {
  FACT_HOST_CLOCK,
  FACT_HOST_LIFE,
  LIFE_DOWN,
  LIFE_PAUSED,
  LIFE_UP,
} from "./kernel-facts.ts";
import {
  HANDLER_BOOT,
  HANDLER_CONNECT,
  HANDLER_CONNECTED,
  HANDLER_DELIVER,
  HANDLER_DEVICE,
  HANDLER_LINK_SETUP_TIMEOUT,
  HANDLER_LINK_TIMEOUT,
  HANDLER_WRITE_BACK,
  KIND_LIMIT,
  KIND_MESSAGE,
  TIMER_FIRST,
} from "./kinds.ts";
import { Network } from "./network.ts";
import type { Process } from "./process.ts";
import { acceptsWhilePaused, Schedule, type Scheduler } from "./schedule.ts";
import type { Micros } from "./time.ts";

/** Told at the end of every executed event, while its facts are in `sim.facts`. */
export interface EventObserver {
  onEvent(sim: Simulation): void;
}

/** What a run depends on, as far as the kernel is concerned. */
export interface SimulationOptions {
  /** Unsigned 64-bit, decimal. */
  readonly seed: string;
  readonly overrides?: readonly ChoiceOverride[];
  /** Names of message kinds, for the names of choice streams. */
  readonly messageName: (kind: number) => string;
  /** Chooses which event runs next; without one it is the earliest. */
  readonly scheduler?: Scheduler | null;
}

/**
 * One deterministic run: virtual time, the queue of pending events, hosts, their network. The next
 * event is the earliest, unless a {@link Schedule} says otherwise.
 */
export class Simulation {
  readonly queue = new EventQueue();
  readonly facts = new FactLog();
  readonly choices: Choices;
  readonly network: Network;
  readonly hosts: Host[] = [];
  readonly messageName: (kind: number) => string;
  readonly observers: EventObserver[] = [];
  /** How often each kind of event ran. */
  readonly kindCounts = new Float64Array(KIND_LIMIT);
  now: Micros = 0;
  /** Index of the event that is being executed; -1 before the first. */
  row = -1;
  rowKind = 0;
  /** Host of the event; -1 for a step from outside. */
  rowHost = -1;
  /** The event that sent the message, set the timer or released the wait; -1 for none. */
  rowCause = -1;
  /** A second cause, such as the end of the pause in which the event waited; -1 for none. */
  rowCause2 = -1;
  /** Id of the message that was delivered; 0 for none. */
  rowMessage = 0;
  /** Null: the earliest event is next, always. */
  private readonly schedule: Schedule | null;

  constructor(options: SimulationOptions) {
    this.choices = new Choices(options.seed, options.overrides);
    this.messageName = options.messageName;
    this.network = new Network(this);
    const overrides = this.choices.overridesOf(SCHEDULE_STREAM);
    const scheduler = options.scheduler ?? null;
    const isPlain = overrides === null && scheduler === null;
    this.schedule = isPlain
      ? null
      : new Schedule(this.queue, this.hosts, this.network, overrides, scheduler);
  }

  /** Number of events executed so far. */
  get events(): number {
    return this.row + 1;
  }

  /**
   * Every choice so far of an event that was not the earliest: with these overrides, and without a
   * scheduler, the run takes the same course.
   */
  get scheduleChoices(): readonly ChoiceOverride[] {
    return this.schedule?.choicesMade ?? [];
  }

  host(index: number): Host {
    return present(this.hosts[index], "there is no such host");
  }

  addHost(name: string, kind: HostKind, program: (host: Host) => Process): Host {
    const host = new Host(this, this.hosts.length, name, kind, program);
    this.hosts.push(host);
    return host;
  }

  /**
   * Executes the next event.
   * @param untilUs events later than this stay pending
   * @returns false when there was none
   */
  step(untilUs: Micros = Number.POSITIVE_INFINITY): boolean {
    while (this.queue.peekTime() <= untilUs && this.popNext(untilUs)) {
      if (this.queue.time > this.now) this.now = this.queue.time;
      if (this.execute()) return true;
    }
    return false;
  }

  /** Runs something from outside (a fault, an action) as an event of its own. */
  external(kind: number, cause: number, action: () => void): void {
    this.beginRow(kind, -1, cause, -1, 0);
    try {
      action();
    } catch (error) {
      if (!(error instanceof ProcessHalted)) throw error;
    }
    this.endRow();
  }

  /** Starts a host's process after a delay. */
  boot(host: Host, delayUs: Micros = 0): void {
    assert(host.life === LIFE_DOWN, `${host.name} is already running`);
    host.machineOn = true;
    this.queue.push(
      this.now + delayUs,
      host.index,
      host.incarnation,
      HANDLER_BOOT,
      0,
      0,
      this.row,
      null,
    );
  }

  /** Ends the process without warning (SIGKILL): its page cache and its sent bytes survive it. */
  kill(host: Host): void {
    this.end(host, "killed", false);
  }

  /** The process ends itself after a clean shutdown. */
  exit(host: Host, reason = "shut down"): void {
    this.end(host, reason, false);
  }

  /**
   * The process ends itself in the middle of what it does (`Runtime.halt`): nothing that comes after is
   * done. Its page cache and its sent bytes survive it.
   */
  halt(host: Host, reason: string): never {
    this.end(host, reason, false);
    throw new ProcessHalted();
  }

  /** The machine loses power: what was not synced may go, and nobody is told. */
  losePower(host: Host, extent: PowerLossExtent): void {
    this.end(host, "lost power", true);
    host.disk.losePower(host.index, host.name, extent, this.choices, this.facts);
    host.storage?.losePower();
  }

  /** Freezes the process: its timers come late, what arrives waits. */
  pause(host: Host, stopClocks: boolean): void {
    assert(host.life === LIFE_UP, `${host.name} is not running`);
    host.pausedAt = this.now;
    host.clocksStopped = stopClocks;
    this.setLife(host, LIFE_PAUSED, "paused");
  }

  /** Lets a frozen process go on; its late timers and waiting bytes meet in an order that is a choice. */
  resume(host: Host): void {
    assert(host.life === LIFE_PAUSED, `${host.name} is not paused`);
    if (host.clocksStopped) {
      const stoodStillUs = this.now - host.pausedAt;
      host.standStill(stoodStillUs);
      this.queue.postpone(host.index, TIMER_FIRST, stoodStillUs);
    }
    this.setLife(host, LIFE_UP, "resumed");
    const waiting = host.backlog;
    host.backlog = [];
    this.network.notePaused(host.index, arrivalsOf(waiting));
    for (const event of this.interleave(host, waiting)) {
      const { handler, a, b, cause, data } = event;
      const isTimer = handler >= TIMER_FIRST;
      const delay = host.clocksStopped && isTimer ? event.time - host.pausedAt : 0;
      const at = this.now + delay;
      const { index, incarnation } = host;
      const handle = this.queue.push(at, index, incarnation, handler, a, b, cause, data);
      if (isTimer) this.queue.rename(event.handle, handle);
    }
  }

  /** Moves a host's wall clock by that much. */
  jumpWallClock(host: Host, offsetUs: Micros): void {
    host.wallOffsetUs += offsetUs;
    this.facts.add(FACT_HOST_CLOCK, host.index, host.wallOffsetUs);
  }

  private end(host: Host, reason: string, powerLost: boolean): void {
    assert(host.life !== LIFE_DOWN, `${host.name} is not running`);
    this.network.notePaused(host.index, arrivalsOf(host.backlog));
    for (const event of host.backlog) {
      if (event.data instanceof Message)
        this.network.drop(event.data, `the receiver was ${reason}`);
    }
    host.backlog = [];
    host.links = [];
    host.storage?.processEnded();
    host.process = null;
    host.listening = false;
    host.incarnation++;
    if (powerLost) host.machineOn = false;
    this.setLife(host, LIFE_DOWN, reason);
    this.network.hostEnded(host, powerLost, reason);
  }

  private setLife(host: Host, life: number, reason: string): void {
    host.life = life;
    this.facts.add(FACT_HOST_LIFE, host.index, life, host.incarnation, this.facts.intern(reason));
  }

  private beginRow(
    kind: number,
    host: number,
    cause: number,
    cause2: number,
    message: number,
  ): void {
    this.row++;
    this.rowKind = kind;
    this.rowHost = host;
    this.rowCause = cause;
    this.rowCause2 = cause2;
    this.rowMessage = message;
    this.kindCounts[kind] = (this.kindCounts[kind] as number) + 1;
  }

  private endRow(): void {
    const observers = this.observers;
    for (let i = 0; i < observers.length; i++) (observers[i] as EventObserver).onEvent(this);
    this.facts.clear();
  }

  private popNext(untilUs: Micros): boolean {
    return this.schedule === null ? this.queue.pop() : this.schedule.pop(this.row + 1, untilUs);
  }

  /** Runs the popped event; false when it is void or was set aside, so that no event happened. */
  private execute(): boolean {
    const { handler, data, cause } = this.queue;
    const host = this.hosts[this.queue.host] as Host;
    if (handler >= HANDLER_BOOT && this.queue.incarnation !== host.incarnation) return false;
    if (host.life === LIFE_PAUSED && !acceptsWhilePaused(host, handler)) {
      const { time, a, b, handle } = this.queue;
      host.backlog.push({ time, handler, a, b, cause, data, handle });
      return false;
    }
    try {
      if (handler === HANDLER_DELIVER) {
        const message = data as Message;
        this.beginRow(KIND_MESSAGE + message.kind, host.index, cause, -1, message.id);
        this.deliver(this.queue.a, this.queue.b, message);
      } else {
        this.beginRow(handler, host.index, cause, -1, 0);
        this.dispatch(host, handler);
      }
    } catch (error) {
      if (!(error instanceof ProcessHalted)) throw error;
    }
    this.endRow();
    return true;
  }

  private deliver(connectionId: number, side: number, message: Message): void {
    const connection = this.network.connection(connectionId);
    if (connection === undefined) {
      this.network.drop(message, "connection closed");
      return;
    }
    if (!this.network.arriveMessage(connection, side, message)) return;
    present(connection.endpointAt(side), "an open side has an endpoint").onMessage(
      connection,
      message,
    );
  }

  private dispatch(host: Host, handler: number): void {
    const { a, b } = this.queue;
    if (handler === HANDLER_BOOT) {
      this.start(host);
    } else if (handler === HANDLER_LINK_TIMEOUT || handler === HANDLER_LINK_SETUP_TIMEOUT) {
      present(host.links[a], "a timer belongs to a link of this life").onTimer(handler);
    } else if (handler === HANDLER_DEVICE || handler === HANDLER_WRITE_BACK) {
      present(host.storage, "a disk's timer belongs to a disk").onTimer(handler);
    } else if (handler >= TIMER_FIRST) {
      host.running().onTimer(handler, a, b);
    } else {
      this.connectionEvent(host, handler, a, b);
    }
  }

  private connectionEvent(host: Host, handler: number, connectionId: number, side: number): void {
    const connection = this.network.connection(connectionId);
    if (connection === undefined) return;
    if (handler === HANDLER_CONNECT) {
      if (!this.network.arriveConnect(connection)) return;
      connection.serverEndpoint = host.running().onAccept(connection);
    } else if (handler === HANDLER_CONNECTED) {
      if (this.network.arriveConnected(connection))
        connection.clientEndpoint?.onConnected(connection);
    } else {
      const reason = this.queue.data as string;
      if (!this.network.arriveClose(connection, side, reason)) return;
      connection.endpointAt(side)?.onClosed(connection, reason);
    }
  }

  private start(host: Host): void {
    if (host.life !== LIFE_DOWN) return;
    this.setLife(host, LIFE_UP, "started");
    const process = host.program(host);
    host.process = process;
    process.start();
  }

  /** Merges what waited, keeping the order within a connection; timers may come anywhere. */
  private interleave(host: Host, waiting: readonly BacklogEvent[]): BacklogEvent[] {
    const lanes = new Map<string, BacklogEvent[]>();
    waiting.forEach((event, i) => {
      const lane = event.handler < HANDLER_BOOT ? `${event.a}/${event.b}` : `t${i}`;
      const members = lanes.get(lane) ?? [];
      members.push(event);
      lanes.set(lane, members);
    });
    const open = [...lanes.values()];
    const stream = this.choices.stream(`resume/${host.name}`);
    const order: BacklogEvent[] = [];
    while (open.length > 0) {
      const chosen = open.length === 1 ? 0 : stream.next(open.length);
      const lane = open[chosen] as BacklogEvent[];
      order.push(lane.shift() as BacklogEvent);
      if (lane.length === 0) open.splice(chosen, 1);
    }
    return order;
  }
}

/** When the messages among them arrived. */
function arrivalsOf(backlog: readonly BacklogEvent[]): readonly Micros[] {
  return backlog.filter(({ data }) => data instanceof Message).map(({ time }) => time);
}

/** Unwinds what a process was doing when it halted. */
class ProcessHalted extends Error {
  override readonly name = "ProcessHalted";
}
