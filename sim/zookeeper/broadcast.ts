import { assert } from "../kernel/assert.ts";
import { Database, type DatabaseObserver } from "./database.ts";
import { type ServerId, zxidOf } from "./ensemble.ts";
import { changeOf } from "./execution.ts";
import type { QuorumLog } from "./quorum-log.ts";
import type { ForwardedRequest, Proposal } from "./quorum-messages.ts";
import type { SessionExpiry } from "./session-expiry.ts";
import type { Change } from "./transactions.ts";
import type { SessionId, Zxid } from "./types.ts";

const UNTOLD: DatabaseObserver = {
  znodeChanged() {},
  znodeRemoved() {},
  sessionOpened() {},
  sessionEnded() {},
};

/**
 * The order in which a leader puts the writes of all servers. Each is prepared against what all before
 * it will have made, committed or not yet (PrepRequestProcessor with its outstanding changes).
 */
export class Broadcast {
  /** The database with every proposal applied. */
  readonly #ahead = new Database(UNTOLD);
  readonly #epoch: number;
  readonly #sessions: SessionExpiry;
  /** The server that carries a session. A request that comes by another was overtaken by the move. */
  readonly #serverOf = new Map<SessionId, ServerId>();
  #counter = 0;

  constructor(epoch: number, log: QuorumLog, sessions: SessionExpiry) {
    this.#epoch = epoch;
    this.#sessions = sessions;
    for (const record of log.between(0, log.lastZxid)) this.#ahead.apply(record);
    sessions.trackAll(this.#ahead.sessionTimeouts);
  }

  get lastZxid(): Zxid {
    return this.#ahead.lastZxid;
  }

  /** The open sessions of a client's host. */
  sessionsOf(clientHost: number): readonly SessionId[] {
    return this.#ahead.sessionsOf(clientHost);
  }

  /** The proposal that carries out a request which a server was sent. */
  order(origin: ServerId, { requestId, sessionId, operation }: ForwardedRequest): Proposal {
    if (operation.op === "createSession") {
      const { timeoutMs, clientHost } = operation;
      const opened = this.#ahead.lastSessionId + 1;
      this.#sessions.track(opened, timeoutMs);
      this.#serverOf.set(opened, origin);
      return this.#next(
        opened,
        { type: "createSession", timeoutMs, clientHost },
        origin,
        requestId,
      );
    }
    const change = this.#refusal(origin, sessionId) ?? this.#change(sessionId, operation);
    return this.#next(sessionId, change, origin, requestId);
  }

  /** The proposal that ends a session which expired; null when it has ended. */
  expire(sessionId: SessionId): Proposal | null {
    this.#sessions.remove(sessionId);
    if (!this.#ahead.sessionTimeouts.has(sessionId)) return null;
    const ephemerals = this.#ahead.tree.ephemeralsOf(sessionId);
    return this.#next(sessionId, { type: "closeSession", ephemerals, reason: "expired" }, 0, 0);
  }

  /** A session goes on at that server. Returns false when it is no more. */
  move(sessionId: SessionId, timeoutMs: number, to: ServerId): boolean {
    if (!this.#sessions.touch(sessionId, timeoutMs)) return false;
    this.#serverOf.set(sessionId, to);
    return true;
  }

  #refusal(origin: ServerId, sessionId: SessionId): Change | null {
    if (!this.#sessions.isTracked(sessionId)) return { type: "error", error: "SESSION_EXPIRED" };
    const server = this.#serverOf.get(sessionId) ?? origin;
    return server === origin ? null : { type: "error", error: "SESSION_MOVED" };
  }

  #change(
    sessionId: SessionId,
    operation: Exclude<ForwardedRequest["operation"], { readonly op: "createSession" }>,
  ): Change {
    if (operation.op === "closeSession") this.#sessions.remove(sessionId);
    return changeOf(this.#ahead.tree, sessionId, operation);
  }

  #next(sessionId: SessionId, change: Change, origin: ServerId, requestId: number): Proposal {
    this.#counter++;
    const record = { zxid: zxidOf(this.#epoch, this.#counter), sessionId, change };
    assert(record.zxid > this.#ahead.lastZxid, "a leader's epoch is later than its log");
    this.#ahead.apply(record);
    return { record, origin, requestId };
  }
}
