import { assert, present } from "../kernel/assert.ts";
import { statOf } from "./data-tree.ts";
import type { Database } from "./database.ts";
import { Preparation } from "./preparation.ts";
import type { Change, LogRecord, SessionEnd, Transaction } from "./transactions.ts";
import type {
  CloseSessionOperation,
  ErrorName,
  Operation,
  ReadOperation,
  Reply,
  SessionId,
  SetWatchesOperation,
  SingleWriteOperation,
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
 * The state machine of one ZooKeeper server: requests of open sessions, one after another, each
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
    switch (operation.op) {
      case "create":
      case "delete":
      case "setData":
        return this.#single(sessionId, operation);
      case "multi":
        return this.#multi(sessionId, operation.ops);
      case "getData":
      case "exists":
      case "getChildren":
        return this.#read(sessionId, operation);
      case "setWatches":
        return this.#setWatches(sessionId, operation);
    }
  }

  #single(sessionId: SessionId, operation: SingleWriteOperation): Reply {
    const transaction = new Preparation(this.#database.tree, sessionId).prepare(operation);
    if (transaction.type === "error") {
      this.#commit(sessionId, transaction);
      return { op: "error", error: transaction.error };
    }
    const [reply] = this.#commit(sessionId, { type: "write", transactions: [transaction] });
    return present(reply, "a transaction has a reply");
  }

  /** All or nothing: the operations are applied, under one zxid, only if every one can be. */
  #multi(sessionId: SessionId, operations: readonly SingleWriteOperation[]): Reply {
    const preparation = new Preparation(this.#database.tree, sessionId);
    const transactions: Transaction[] = [];
    for (const operation of operations) {
      const transaction = preparation.prepare(operation);
      if (transaction.type === "error") {
        this.#commit(sessionId, transaction);
        const results = failedMulti(operations.length, transactions.length, transaction.error);
        return { op: "error", error: transaction.error, results };
      }
      transactions.push(transaction);
    }
    return { op: "multi", results: this.#commit(sessionId, { type: "write", transactions }) };
  }

  #read(sessionId: SessionId, operation: ReadOperation): Reply {
    const { tree, watches } = this.#database;
    const { path, watch } = operation;
    const znode = tree.get(path);
    if (operation.op === "exists") {
      if (watch) watches.data.add(path, sessionId);
      return { op: "exists", stat: znode === undefined ? null : statOf(znode) };
    }
    if (znode === undefined) return { op: "error", error: "NO_NODE" };
    if (operation.op === "getData") {
      if (watch) watches.data.add(path, sessionId);
      return { op: "getData", data: znode.data, stat: statOf(znode) };
    }
    if (watch) watches.child.add(path, sessionId);
    return { op: "getChildren", children: [...znode.children].sort(), stat: statOf(znode) };
  }

  #setWatches(sessionId: SessionId, operation: SetWatchesOperation): Reply {
    const { tree, watches } = this.#database;
    const { relativeZxid, dataWatches, existWatches, childWatches } = operation;
    for (const path of dataWatches) {
      const znode = tree.get(path);
      if (znode === undefined) watches.overdue(sessionId, "NODE_DELETED", path);
      else if (znode.mzxid > relativeZxid) watches.overdue(sessionId, "NODE_DATA_CHANGED", path);
      else watches.data.add(path, sessionId);
    }
    for (const path of existWatches) {
      if (tree.get(path) !== undefined) watches.overdue(sessionId, "NODE_CREATED", path);
      else watches.data.add(path, sessionId);
    }
    for (const path of childWatches) {
      const znode = tree.get(path);
      if (znode === undefined) watches.overdue(sessionId, "NODE_DELETED", path);
      else if (znode.pzxid > relativeZxid) {
        watches.overdue(sessionId, "NODE_CHILDREN_CHANGED", path);
      } else watches.child.add(path, sessionId);
    }
    return { op: "setWatches" };
  }
}

function failedMulti(
  count: number,
  failedAt: number,
  error: ErrorName,
): readonly (ErrorName | "OK")[] {
  const results: (ErrorName | "OK")[] = [];
  for (let i = 0; i < count; i++) {
    results.push(i < failedAt ? "OK" : i === failedAt ? error : "RUNTIME_INCONSISTENCY");
  }
  return results;
}
