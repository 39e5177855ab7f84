import { assert, present } from "./assert.ts";
import { Disk } from "./disk.ts";
import { type EventHandle, NO_EVENT } from "./event-queue.ts";
import { LIFE_DOWN, LIFE_UP } from "./kernel-facts.ts";
import type { Link } from "./link.ts";
import type { Process } from "./process.ts";
import type { Simulation } from "./simulation.ts";
import type { Storage } from "./storage.ts";
import { type Micros, US_PER_MS, WALL_ORIGIN_US } from "./time.ts";

/** What a host is, for people and pictures. */
export type HostKind = "zookeeper" | "broker" | "producer" | "consumer" | "admin";

/** An event that reached a paused host and waits for it. */
export interface BacklogEvent {
  /** When it was due. */
  readonly time: Micros;
  readonly handler: number;
  readonly a: number;
  readonly b: number;
  readonly cause: number;
  readonly data: unknown;
  /** What its owner knows it by. */
  readonly handle: EventHandle;
}

/**
 * A machine with one process on it. The machine has a disk and two clocks: a monotonic one, on which
 * timers run, which may drift and stands still with the machine but never jumps; and a wall clock,
 * which may also be off and jump.
 */
export class Host {
  readonly index: number;
  readonly name: string;
  readonly kind: HostKind;
  readonly disk = new Disk();
  /** How long the disk takes; null: no time. */
  storage: Storage | null = null;
  /** Makes the process of the next incarnation. */
  readonly program: (host: Host) => Process;
  life = LIFE_DOWN;
  machineOn = true;
  /** Counts the lives; a pending timer of an earlier life is void. */
  incarnation = 0;
  listening = false;
  process: Process | null = null;
  links: Link[] = [];
  backlog: BacklogEvent[] = [];
  pausedAt: Micros = 0;
  /** True when the machine's clocks stand still while it is paused (a suspended VM). */
  clocksStopped = false;
  driftPpm = 0;
  wallOffsetUs = 0;
  private stoodStillUs = 0;
  private readonly sim: Simulation;

  constructor(
    sim: Simulation,
    index: number,
    name: string,
    kind: HostKind,
    program: (host: Host) => Process,
  ) {
    this.sim = sim;
    this.index = index;
    this.name = name;
    this.kind = kind;
    this.program = program;
  }

  get simulation(): Simulation {
    return this.sim;
  }

  get up(): boolean {
    return this.life === LIFE_UP;
  }

  /** The running process; fails when there is none. */
  running(): Process {
    return present(this.process, "the host has no running process");
  }

  /** The monotonic clock, microseconds since the run began. */
  monotonicUs(): Micros {
    const elapsed = this.sim.now - this.stoodStillUs;
    return this.driftPpm === 0 ? elapsed : elapsed + Math.floor((elapsed * this.driftPpm) / 1e6);
  }

  monotonicMs(): number {
    return Math.floor(this.monotonicUs() / US_PER_MS);
  }

  /** The wall clock, microseconds since the Unix epoch. */
  wallUs(): Micros {
    return WALL_ORIGIN_US + this.monotonicUs() + this.wallOffsetUs;
  }

  wallMs(): number {
    return Math.floor(this.wallUs() / US_PER_MS);
  }

  /**
   * Arms a timer on the monotonic clock. It is void after the process ends; a process that has ended
   * itself arms none.
   * @param delayUs microseconds of this host's clock from now
   */
  setTimer(delayUs: Micros, handler: number, a = 0, b = 0): EventHandle {
    assert(delayUs >= 0, "a timer cannot fire in the past");
    if (this.life === LIFE_DOWN) return NO_EVENT;
    const drift =
      this.driftPpm === 0 ? 0 : Math.floor((delayUs * this.driftPpm) / (1e6 + this.driftPpm));
    const at = this.sim.now + Math.max(0, Math.ceil(delayUs - drift));
    return this.sim.queue.push(at, this.index, this.incarnation, handler, a, b, this.sim.row, null);
  }

  /** Disarms a timer; harmless when it already fired. Returns the handle to keep instead. */
  cancelTimer(handle: EventHandle): EventHandle {
    this.sim.queue.cancel(handle);
    return NO_EVENT;
  }

  /** Notes that the machine's clocks stood still for that long. */
  standStill(durationUs: Micros): void {
    this.stoodStillUs += durationUs;
  }
}
