import type { TreeObserver } from "./data-tree.ts";
import { DataTree } from "./data-tree.ts";
import type { LogRecord, SessionEnd } from "./transactions.ts";
import type { SessionId, SingleWriteReply, Zxid } from "./types.ts";
import { Watches } from "./watches.ts";

/** Hears of every change to the database, from the one place that makes it. */
export interface DatabaseObserver extends TreeObserver {
  sessionOpened(sessionId: SessionId, timeoutMs: number, clientHost: number): void;
  sessionEnded(sessionId: SessionId, reason: SessionEnd): void;
}

/**
 * What a ZooKeeper server holds in memory: the tree, the open sessions, the last zxid, and watches.
 * All but the watches is a function of the transaction log.
 */
export class Database {
  readonly watches = new Watches();
  readonly tree: DataTree;
  readonly #sessionTimeouts = new Map<SessionId, number>();
  readonly #hostOfSession = new Map<SessionId, number>();
  readonly #observer: DatabaseObserver;
  #lastZxid: Zxid = 0;
  #lastSessionId: SessionId = 0;

  constructor(observer: DatabaseObserver) {
    this.#observer = observer;
    this.tree = new DataTree(observer, this.watches);
  }

  get lastZxid(): Zxid {
    return this.#lastZxid;
  }

  /** The youngest session's id; ids are never used twice. */
  get lastSessionId(): SessionId {
    return this.#lastSessionId;
  }

  /** The negotiated timeouts, in milliseconds, of the open sessions. */
  get sessionTimeouts(): ReadonlyMap<SessionId, number> {
    return this.#sessionTimeouts;
  }

  /** The open sessions of a client's host, oldest first. */
  sessionsOf(clientHost: number): readonly SessionId[] {
    const sessions = [...this.#hostOfSession].filter(([, host]) => host === clientHost);
    return sessions.map(([sessionId]) => sessionId);
  }

  /** Applies a log record. Returns the replies to the operations of a write, one each. */
  apply(record: LogRecord): readonly SingleWriteReply[] {
    const { zxid, sessionId, change } = record;
    this.#lastZxid = zxid;
    switch (change.type) {
      case "error":
        return [];
      case "write":
        return change.transactions.map((transaction) => this.tree.apply(transaction, zxid));
      case "createSession":
        this.#sessionTimeouts.set(sessionId, change.timeoutMs);
        this.#hostOfSession.set(sessionId, change.clientHost);
        this.#lastSessionId = sessionId;
        this.#observer.sessionOpened(sessionId, change.timeoutMs, change.clientHost);
        return [];
      case "closeSession":
        for (const path of change.ephemerals) this.tree.apply({ type: "delete", path }, zxid);
        this.tree.forgetSession(sessionId);
        this.#sessionTimeouts.delete(sessionId);
        this.#hostOfSession.delete(sessionId);
        this.#observer.sessionEnded(sessionId, change.reason);
        return [];
    }
  }
}
