import type { ChoiceStream } from "../../kernel/choices.ts";
import type { FetchSession } from "./fetch-session.ts";

/** A session that was not used for so long may be evicted. */
const EVICTION_MS = 120_000;
const INT_MAX = 2_147_483_647;

/** The incremental fetch sessions of one broker; a new one may have to evict another (KIP-227). */
export class FetchSessionCache {
  private readonly slots: number;
  private readonly ids: ChoiceStream;
  private readonly sessions = new Map<number, FetchSession>();

  /** @param slots `max.incremental.fetch.session.cache.slots` */
  constructor(slots: number, ids: ChoiceStream) {
    this.slots = slots;
    this.ids = ids;
  }

  get(id: number): FetchSession | undefined {
    return this.sessions.get(id);
  }

  remove(id: number): void {
    const session = this.sessions.get(id);
    if (session === undefined) return;
    this.sessions.delete(id);
    session.close();
  }

  /** Takes a session in and gives it an id, if there is room. `nowMs` is of the monotonic clock. */
  add(session: FetchSession, nowMs: number): boolean {
    if (this.sessions.size >= this.slots && !this.evict(session, nowMs)) return false;
    do session.id = 1 + this.ids.next(INT_MAX - 1);
    while (this.sessions.has(session.id));
    session.cached = true;
    session.createdMs = nowMs;
    session.lastUsedMs = nowMs;
    this.sessions.set(session.id, session);
    return true;
  }

  /** Evicts a stale session, or one that is worth less than the new one. */
  private evict(newcomer: FetchSession, nowMs: number): boolean {
    let stalest: FetchSession | null = null;
    let least: FetchSession | null = null;
    for (const session of this.sessions.values()) {
      if (stalest === null || session.lastUsedMs < stalest.lastUsedMs) stalest = session;
      const isOld = nowMs - session.createdMs > EVICTION_MS;
      const evictable = isOld || (newcomer.isFollower && !session.isFollower);
      if (evictable && (least === null || worth(session) < worth(least))) least = session;
    }
    if (stalest !== null && nowMs - stalest.lastUsedMs > EVICTION_MS) {
      this.remove(stalest.id);
      return true;
    }
    if (least === null || worth(newcomer) < worth(least)) return false;
    this.remove(least.id);
    return true;
  }
}

/** Followers' sessions are worth more than consumers', large ones more than small ones. */
function worth(session: FetchSession): number {
  return (session.isFollower ? INT_MAX : 0) + session.partitions.size;
}
