import { type Micros, US_PER_MS } from "../kernel/time.ts";
import { ExpiryQueue } from "./expiry-queue.ts";
import type { SessionId } from "./types.ts";

/** How a server times its sessions. */
export type SessionTimes = {
  /** Length of a tick; sessions expire in batches, a tick apart. */
  readonly tickTimeMs: number;
  /** Bounds of what a client may ask for; by default 2 and 20 ticks. */
  readonly minSessionTimeoutMs: number;
  readonly maxSessionTimeoutMs: number;
};

/** ZooKeeper's own defaults for a tick of that length. */
export function sessionTimes(tickTimeMs: number): SessionTimes {
  return {
    tickTimeMs,
    minSessionTimeoutMs: 2 * tickTimeMs,
    maxSessionTimeoutMs: 20 * tickTimeMs,
  };
}

/** The timeout a session gets when its client asks for `requestedMs`. */
export function negotiateTimeout(requestedMs: number, times: SessionTimes): number {
  return Math.min(Math.max(requestedMs, times.minSessionTimeoutMs), times.maxSessionTimeoutMs);
}

/**
 * Which sessions a server takes to be alive (ZooKeeper's SessionTracker). Times are of the server's
 * monotonic clock.
 */
export class SessionTracker {
  readonly #queue: ExpiryQueue;
  readonly #tracked = new Set<SessionId>();

  constructor(times: SessionTimes) {
    this.#queue = new ExpiryQueue(times.tickTimeMs * US_PER_MS);
  }

  isTracked(sessionId: SessionId): boolean {
    return this.#tracked.has(sessionId);
  }

  /** Begins to track a session as if it had just been heard of. */
  track(sessionId: SessionId, timeoutMs: number, nowUs: Micros): void {
    this.#tracked.add(sessionId);
    this.#queue.update(sessionId, timeoutMs * US_PER_MS, nowUs);
  }

  /** The session was heard of. Returns false when it has expired or was closed. */
  touch(sessionId: SessionId, timeoutMs: number, nowUs: Micros): boolean {
    if (!this.#tracked.has(sessionId)) return false;
    this.#queue.update(sessionId, timeoutMs * US_PER_MS, nowUs);
    return true;
  }

  remove(sessionId: SessionId): void {
    this.#tracked.delete(sessionId);
    this.#queue.remove(sessionId);
  }

  nextExpiryUs(): Micros | null {
    return this.#queue.nextExpiryUs();
  }

  /** Takes the sessions that have not been heard of for too long; they are tracked no more. */
  takeExpired(nowUs: Micros): readonly SessionId[] {
    const expired: SessionId[] = [];
    for (;;) {
      const batch = this.#queue.poll(nowUs);
      if (batch.length === 0) return expired;
      for (const sessionId of batch) this.#tracked.delete(sessionId);
      expired.push(...batch);
    }
  }
}
