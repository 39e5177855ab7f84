import { assert } from "../kernel/assert.ts";
import type { Database } from "./database.ts";
import { changeOf, executeRead, isWrite, replyToWrite } from "./execution.ts";
import type { Change, LogRecord, SessionEnd } from "./transactions.ts";
import type {
  CloseSessionOperation,
  Operation,
  Reply,
  SessionId,
  SingleWriteReply,
  WatchNotification,
  Zxid,
} from "./types.ts";

/** Where the server keeps its transactions. A record is durable when `append` returns. */
export interface Journal {
  append(record: LogRecord): void;
}

/** A request's outcome. The notifications reach their sessions before any later reply. */
export type ProcessedRequest = {
  /** The last zxid the server had processed when it replied; every reply's header carries it. */
  readonly zxid: Zxid;
  readonly reply: Reply;
  readonly notifications: readonly WatchNotification[];
};

/**
 * The state machine of a standalone ZooKeeper server: requests of open sessions, one after another, each
 * prepared against the database, logged, and applied. Knows neither time nor connections; whether a
 * session is open is the caller's business.
 */
export class RequestProcessor {
  readonly #database: Database;
  readonly #journal: Journal;

  constructor(database: Database, journal: Journal) {
    this.#database = database;
    this.#journal = journal;
  }

  /** Opens a session and returns its id. */
  createSession(timeoutMs: number, clientHost: number): SessionId {
    const sessionId = this.#database.lastSessionId + 1;
    this.#commit(sessionId, { type: "createSession", timeoutMs, clientHost });
    return sessionId;
  }

  /**
   * Ends a session and deletes its ephemeral znodes, in the order given. The session's own watches
   * see it too; what remains of them goes with its connection.
   */
  closeSession(
    sessionId: SessionId,
    reason: SessionEnd,
    ephemerals: readonly string[] = this.#database.tree.ephemeralsOf(sessionId),
  ): ProcessedRequest {
    this.#commit(sessionId, { type: "closeSession", ephemerals, reason });
    return this.#processed({ op: "closeSession" });
  }

  process(sessionId: SessionId, operation: Operation): ProcessedRequest {
    assert(this.#database.sessionTimeouts.has(sessionId), "a request needs an open session");
    if (operation.op === "closeSession") return this.closeSession(sessionId, "closed");
    return this.#processed(this.#reply(sessionId, operation));
  }

  #processed(reply: Reply): ProcessedRequest {
    const { lastZxid, watches } = this.#database;
    return { zxid: lastZxid, reply, notifications: watches.takeFired() };
  }

  #commit(sessionId: SessionId, change: Change): readonly SingleWriteReply[] {
    const record = { zxid: this.#database.lastZxid + 1, sessionId, change };
    this.#journal.append(record);
    return this.#database.apply(record);
  }

  #reply(sessionId: SessionId, operation: Exclude<Operation, CloseSessionOperation>): Reply {
    if (!isWrite(operation)) return executeRead(this.#database, sessionId, operation);
    const change = changeOf(this.#database.tree, sessionId, operation);
    return replyToWrite(operation, change, this.#commit(sessionId, change));
  }
}
