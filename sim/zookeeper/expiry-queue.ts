import type { Micros } from "../kernel/time.ts";
import type { SessionId } from "./types.ts";

/**
 * Sessions in buckets of equal duration by the time at which they expire (ZooKeeper's ExpiryQueue).
 * An expiry is rounded up to the end of its bucket, so that sessions live a little longer than
 * promised, never shorter, and expire in batches.
 */
export class ExpiryQueue {
  readonly #intervalUs: Micros;
  readonly #expiryOf = new Map<SessionId, Micros>();
  readonly #buckets = new Map<Micros, Set<SessionId>>();

  constructor(intervalUs: Micros) {
    this.#intervalUs = intervalUs;
  }

  #roundToNextInterval(timeUs: Micros): Micros {
    return (Math.floor(timeUs / this.#intervalUs) + 1) * this.#intervalUs;
  }

  /** Adds a session or moves it, to expire `timeoutUs` from now or a little later. */
  update(sessionId: SessionId, timeoutUs: Micros, nowUs: Micros): void {
    const expiryUs = this.#roundToNextInterval(nowUs + timeoutUs);
    if (this.#expiryOf.get(sessionId) === expiryUs) return;
    this.remove(sessionId);
    this.#expiryOf.set(sessionId, expiryUs);
    const bucket = this.#buckets.get(expiryUs);
    if (bucket === undefined) this.#buckets.set(expiryUs, new Set([sessionId]));
    else bucket.add(sessionId);
  }

  remove(sessionId: SessionId): void {
    const expiryUs = this.#expiryOf.get(sessionId);
    if (expiryUs === undefined) return;
    this.#expiryOf.delete(sessionId);
    const bucket = this.#buckets.get(expiryUs);
    bucket?.delete(sessionId);
    if (bucket?.size === 0) this.#buckets.delete(expiryUs);
  }

  /** When the next sessions expire unless they are heard of; null when there are none. */
  nextExpiryUs(): Micros | null {
    let earliest: Micros | null = null;
    for (const expiryUs of this.#buckets.keys()) {
      if (earliest === null || expiryUs < earliest) earliest = expiryUs;
    }
    return earliest;
  }

  /** Takes the sessions of one due bucket, the earliest, by id; none when no bucket is due. */
  poll(nowUs: Micros): readonly SessionId[] {
    const expiryUs = this.nextExpiryUs();
    if (expiryUs === null || nowUs < expiryUs) return [];
    const expired = [...(this.#buckets.get(expiryUs) ?? [])].sort((a, b) => a - b);
    for (const sessionId of expired) this.remove(sessionId);
    return expired;
  }
}
