import { assert } from "../kernel/assert.ts";
import type { Message } from "../kernel/connection.ts";
import type { Network } from "../kernel/network.ts";
import {
  type ClientConnection,
  ClientConnections,
  type ClientServer,
  passwordOf,
} from "./client-connections.ts";
import type { Database } from "./database.ts";
import { executeRead, isWrite, replyToWrite } from "./execution.ts";
import {
  type ConnectRequest,
  MESSAGE_CONNECT,
  MESSAGE_PING,
  PING_RESPONSE_BYTES,
} from "./messages.ts";
import type { CreateSession } from "./quorum-messages.ts";
import type { Role } from "./role.ts";
import { negotiateTimeout, type SessionTimes } from "./session-tracker.ts";
import type { LogRecord } from "./transactions.ts";
import type { Operation, SessionId, SingleWriteReply, WriteOperation } from "./types.ts";

/** A connection that asks to carry a session which lives elsewhere. */
type Moving = {
  readonly to: ClientConnection;
  readonly message: Message;
  readonly timeoutMs: number;
};

/**
 * What the clients of a server of an ensemble ask (CommitProcessor). Writes go to the leader and are
 * answered when this server applies them; reads are answered from what it has applied so far. The
 * requests of one session are answered in order: a read waits for the session's own writes before it.
 */
export class ClientRequests implements ClientServer {
  readonly #database: Database;
  readonly #times: SessionTimes;
  readonly #connections: ClientConnections;
  /** What the server is to its ensemble; null while it looks for a leader. */
  role: Role | null = null;
  #lastRequestId = 0;
  /** Who waits for the commit of a request. */
  readonly #waiting = new Map<number, ClientConnection>();
  readonly #moving = new Map<SessionId, Moving>();

  constructor(network: Network, database: Database, times: SessionTimes) {
    this.#database = database;
    this.#times = times;
    this.#connections = new ClientConnections(network, database.watches);
  }

  receive(from: ClientConnection, message: Message): void {
    const { role } = this;
    if (role === null || !role.isServing) {
      this.#connections.close(from, "ZooKeeperServer not running");
    } else if (message.kind === MESSAGE_CONNECT) {
      this.#connect(role, from, message, message.body as ConnectRequest);
    } else if (role.touch(from.sessionId, from.timeoutMs)) this.#request(role, from, message);
  }

  connectionClosed(closed: ClientConnection): void {
    this.#connections.closed(closed);
  }

  /** The leader has said whether a session that moves here still lives. */
  onRevalidated(sessionId: SessionId, valid: boolean): void {
    const moving = this.#moving.get(sessionId);
    if (moving === undefined) return;
    this.#moving.delete(sessionId);
    const { to, message, timeoutMs } = moving;
    if (valid) this.#connections.establish(to, message, sessionId, timeoutMs);
    else this.#connections.refuse(to, message);
  }

  /**
   * A record was applied.
   * @param requestId the request of this server that it carries out; 0 when another server's
   */
  onApplied(record: LogRecord, results: readonly SingleWriteReply[], requestId: number): void {
    this.#deliverWatches();
    const from = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    if (from !== undefined && from.pending.length > 0)
      this.#answer(from, record, results, requestId);
    if (record.change.type === "closeSession") {
      this.#connections.drop(record.sessionId, `session ${record.change.reason}`);
    }
  }

  /** The server no longer serves: its clients have to find another. */
  dropAll(reason: string): void {
    for (const { to } of this.#moving.values()) this.#connections.close(to, reason);
    for (const from of this.#waiting.values()) this.#connections.close(from, reason);
    this.#connections.dropAll(reason);
    this.#moving.clear();
    this.#waiting.clear();
  }

  #connect(role: Role, from: ClientConnection, message: Message, request: ConnectRequest): void {
    const { sessionId, password } = request;
    if (request.lastZxidSeen > this.#database.lastZxid) {
      this.#connections.close(from, "the client has seen a later zxid");
      return;
    }
    const timeoutMs = negotiateTimeout(request.timeoutMs, this.#times);
    if (sessionId === 0) {
      from.timeoutMs = timeoutMs;
      const clientHost = from.connection.client;
      this.#submit(role, from, message, { op: "createSession", timeoutMs, clientHost });
      return;
    }
    this.#connections.drop(sessionId, "the session moved to another connection");
    if (password !== passwordOf(sessionId)) {
      this.#connections.refuse(from, message);
      return;
    }
    this.#moving.set(sessionId, { to: from, message, timeoutMs });
    role.revalidate({ sessionId, timeoutMs });
  }

  #request(role: Role, from: ClientConnection, message: Message): void {
    const operation = message.body as Operation;
    if (message.kind !== MESSAGE_PING && isWrite(operation)) {
      this.#submit(role, from, message, operation);
    } else if (from.pending.length > 0) from.pending.push({ requestId: 0, message });
    else this.#read(from, message);
  }

  #submit(
    role: Role,
    from: ClientConnection,
    message: Message,
    operation: WriteOperation | CreateSession,
  ): void {
    const requestId = ++this.#lastRequestId;
    from.pending.push({ requestId, message });
    this.#waiting.set(requestId, from);
    role.submit({ requestId, sessionId: from.sessionId, operation });
  }

  #read(from: ClientConnection, message: Message): void {
    if (message.kind === MESSAGE_PING) {
      this.#connections.respond(from, message, PING_RESPONSE_BYTES, null);
      return;
    }
    const operation = message.body as Operation;
    assert(!isWrite(operation), "a write is not answered here");
    const reply = executeRead(this.#database, from.sessionId, operation);
    this.#deliverWatches();
    this.#connections.reply(from, message, this.#database.lastZxid, reply);
  }

  #answer(
    from: ClientConnection,
    record: LogRecord,
    results: readonly SingleWriteReply[],
    requestId: number,
  ): void {
    const request = from.pending.shift();
    assert(request?.requestId === requestId, "commits come in the order of the requests");
    const { change } = record;
    if (change.type === "createSession") {
      this.#connections.establish(from, request.message, record.sessionId, change.timeoutMs);
    } else if (change.type === "error" && isOfSession(change.error)) {
      this.#connections.close(from, "session moved or expired");
      return;
    } else {
      const reply = replyToWrite(request.message.body as WriteOperation, change, results);
      this.#connections.reply(from, request.message, this.#database.lastZxid, reply);
    }
    while (from.pending[0]?.requestId === 0) {
      const { message } = from.pending[0];
      from.pending.shift();
      this.#read(from, message);
    }
  }

  #deliverWatches(): void {
    const fired = this.#database.watches.takeFired();
    if (fired.length > 0) this.#connections.deliver(fired);
  }
}

/** Errors of a session, not of an operation: they end the connection (FinalRequestProcessor). */
function isOfSession(error: string): boolean {
  return error === "SESSION_MOVED" || error === "SESSION_EXPIRED";
}
