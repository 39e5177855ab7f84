import { type EventHandle, NO_EVENT } from "../kernel/event-queue.ts";
import type { Host } from "../kernel/host.ts";
import type { Micros } from "../kernel/time.ts";
import { TIMER_SESSION_EXPIRY } from "./messages.ts";
import { type SessionTimes, SessionTracker } from "./session-tracker.ts";
import type { SessionId } from "./types.ts";

/** The sessions that a server keeps alive, and the timer that ends them. */
export class SessionExpiry {
  readonly #host: Host;
  readonly #sessions: SessionTracker;
  #timer: EventHandle = NO_EVENT;
  #timerAtUs: Micros = 0;

  constructor(host: Host, times: SessionTimes) {
    this.#host = host;
    this.#sessions = new SessionTracker(times);
  }

  isTracked(sessionId: SessionId): boolean {
    return this.#sessions.isTracked(sessionId);
  }

  /** Begins to track sessions as if they had just been heard of. */
  trackAll(timeouts: ReadonlyMap<SessionId, number>): void {
    const nowUs = this.#host.monotonicUs();
    for (const [sessionId, timeoutMs] of timeouts) {
      this.#sessions.track(sessionId, timeoutMs, nowUs);
    }
    this.#arm();
  }

  track(sessionId: SessionId, timeoutMs: number): void {
    this.#sessions.track(sessionId, timeoutMs, this.#host.monotonicUs());
    this.#arm();
  }

  /** The session was heard of. Returns false when it has expired or was closed. */
  touch(sessionId: SessionId, timeoutMs: number): boolean {
    return this.#sessions.touch(sessionId, timeoutMs, this.#host.monotonicUs());
  }

  remove(sessionId: SessionId): void {
    this.#sessions.remove(sessionId);
  }

  /** The timer fired: takes the sessions that have not been heard of for too long. */
  takeExpired(): readonly SessionId[] {
    this.#timer = NO_EVENT;
    const expired = this.#sessions.takeExpired(this.#host.monotonicUs());
    this.#arm();
    return expired;
  }

  /** Expires nothing any more. */
  stop(): void {
    this.#timer = this.#host.cancelTimer(this.#timer);
  }

  /** One timer looks for expired sessions; those heard of in the meantime move it on when it fires. */
  #arm(): void {
    const expiryUs = this.#sessions.nextExpiryUs();
    if (expiryUs === null) return;
    if (this.#timer !== NO_EVENT) {
      if (this.#timerAtUs <= expiryUs) return;
      this.#host.cancelTimer(this.#timer);
    }
    this.#timerAtUs = expiryUs;
    const delayUs = Math.max(0, expiryUs - this.#host.monotonicUs());
    this.#timer = this.#host.setTimer(delayUs, TIMER_SESSION_EXPIRY);
  }
}
