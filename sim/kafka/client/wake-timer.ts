import { type EventHandle, NO_EVENT } from "../../kernel/event-queue.ts";
import type { Host } from "../../kernel/host.ts";
import type { Micros } from "../../kernel/time.ts";

const NEVER = Number.POSITIVE_INFINITY;

/**
 * The one timer of a client: how long its thread sleeps in `poll`. Everything that waits proposes its
 * deadline, the earliest wins and gives the timer its kind.
 */
export class WakeTimer {
  private readonly host: Host;
  private readonly tag: number;
  private handle: EventHandle = NO_EVENT;
  private armedAtUs: Micros = NEVER;
  private armedKind = 0;
  private atUs: Micros = NEVER;
  private kind = 0;

  /** @param tag the timer's `b`, by which a process with several clients knows whose it is */
  constructor(host: Host, tag = 0) {
    this.host = host;
    this.tag = tag;
  }

  /** Forgets the proposals of the last round. */
  begin(): void {
    this.atUs = NEVER;
  }

  /** @param atUs monotonic time of the host; Infinity for never */
  propose(atUs: Micros, kind: number): void {
    if (atUs >= this.atUs) return;
    this.atUs = atUs;
    this.kind = kind;
  }

  /** Arms the timer for the earliest proposal. */
  commit(): void {
    if (this.atUs === this.armedAtUs && this.kind === this.armedKind) return;
    this.handle = this.host.cancelTimer(this.handle);
    this.armedAtUs = this.atUs;
    this.armedKind = this.kind;
    if (this.atUs === NEVER) return;
    const delayUs = Math.max(0, this.atUs - this.host.monotonicUs());
    this.handle = this.host.setTimer(delayUs, this.kind, 0, this.tag);
  }

  /** To be called when it fired. */
  fired(): void {
    this.handle = NO_EVENT;
    this.armedAtUs = NEVER;
  }

  cancel(): void {
    this.begin();
    this.commit();
  }
}
