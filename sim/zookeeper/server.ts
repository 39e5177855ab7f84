import type { Connection, Message } from "../kernel/connection.ts";
import type { Host } from "../kernel/host.ts";
import type { Endpoint, Process } from "../kernel/process.ts";
import { ClientConnection, ClientConnections, passwordOf } from "./client-connections.ts";
import { Database } from "./database.ts";
import { isWrite } from "./execution.ts";
import { FactsOfServer } from "./facts.ts";
import {
  type ConnectRequest,
  MESSAGE_CONNECT,
  MESSAGE_PING,
  PING_RESPONSE_BYTES,
  TIMER_LOG_SYNC,
} from "./messages.ts";
import { RequestProcessor } from "./request-processor.ts";
import { SessionExpiry } from "./session-expiry.ts";
import { negotiateTimeout, type SessionTimes } from "./session-tracker.ts";
import { SyncQueue } from "./sync-queue.ts";
import type { LogRecord } from "./transactions.ts";
import { TRANSACTION_LOG } from "./transactions.ts";
import type { Operation, SessionId } from "./types.ts";

/** A request, or the expiry of a session (`message` is null), that waits for the disk. */
type Waiting = {
  readonly from: ClientConnection | null;
  readonly message: Message | null;
  readonly sessionId: SessionId;
};

/**
 * A standalone ZooKeeper server. It executes requests one at a time in the order of their arrival and
 * answers after the transaction is on disk, so that a restart loses nothing but connections and
 * watches: sessions go on, each with its full timeout.
 */
export class ZooKeeperServer implements Process {
  readonly #host: Host;
  readonly #times: SessionTimes;
  readonly #database: Database;
  readonly #processor: RequestProcessor;
  readonly #sessions: SessionExpiry;
  readonly #connections: ClientConnections;
  readonly #waiting: SyncQueue<Waiting>;

  constructor(host: Host, times: SessionTimes) {
    this.#host = host;
    this.#times = times;
    const facts = new FactsOfServer(host.simulation.facts);
    this.#database = new Database(facts);
    const log = host.disk.file<LogRecord>(TRANSACTION_LOG);
    facts.silent = true;
    for (const record of log.entries) this.#database.apply(record);
    facts.silent = false;
    this.#database.watches.takeFired();
    this.#processor = new RequestProcessor(this.#database, {
      append(record) {
        log.append(record);
        log.sync();
      },
    });
    this.#sessions = new SessionExpiry(host, times);
    this.#connections = new ClientConnections(host.simulation.network, this.#database.watches);
    this.#waiting = new SyncQueue(host, this);
  }

  /** What the server holds; to look at, not to change. */
  get database(): Database {
    return this.#database;
  }

  start(): void {
    this.#sessions.trackAll(this.#database.sessionTimeouts);
    this.#host.listening = true;
  }

  shutdown(): void {
    this.#host.simulation.exit(this.#host);
  }

  onAccept(connection: Connection): Endpoint {
    return new ClientConnection(this, connection);
  }

  onTimer(handler: number): void {
    if (handler === TIMER_LOG_SYNC) {
      this.#waiting.onTimer();
      return;
    }
    for (const sessionId of this.#sessions.takeExpired()) this.#expire(sessionId);
  }

  /**
   * Expires the open sessions of a host at once, as if nothing had been heard of it for their timeout.
   * Like any client it learns of that when it connects again.
   */
  expireSessionsOf(clientHost: number): void {
    for (const sessionId of this.#database.sessionsOf(clientHost)) {
      this.#sessions.remove(sessionId);
      this.#expire(sessionId);
    }
  }

  receive(from: ClientConnection, message: Message): void {
    if (message.kind === MESSAGE_CONNECT) {
      this.#connect(from, message, message.body as ConnectRequest);
      return;
    }
    const { sessionId, timeoutMs } = from;
    // A request of a session that is no more is dropped, as its connection is about to be.
    if (!this.#sessions.touch(sessionId, timeoutMs)) return;
    if (this.#waiting.isIdle) this.#execute(from, message);
    else this.#waiting.submit({ from, message, sessionId });
  }

  connectionClosed(closed: ClientConnection): void {
    this.#connections.closed(closed);
  }

  /** Whether that has to wait for the disk. */
  isWrite({ message }: Waiting): boolean {
    if (message === null || message.kind === MESSAGE_CONNECT) return true;
    return message.kind !== MESSAGE_PING && isWrite(message.body as Operation);
  }

  /** The disk is ready for what waited for it. */
  proceed({ from, message, sessionId }: Waiting): void {
    if (from === null || message === null) this.#endExpired(sessionId);
    else if (message.kind === MESSAGE_CONNECT) {
      this.#establish(from, message, message.body as ConnectRequest);
    } else if (this.#sessions.isTracked(sessionId)) this.#execute(from, message);
  }

  #connect(from: ClientConnection, message: Message, request: ConnectRequest): void {
    if (request.lastZxidSeen > this.#database.lastZxid) {
      this.#connections.close(from, "the client has seen a later zxid");
    } else if (request.sessionId !== 0 || this.#waiting.isIdle) {
      this.#establish(from, message, request);
    } else this.#waiting.submit({ from, message, sessionId: 0 });
  }

  #establish(from: ClientConnection, message: Message, request: ConnectRequest): void {
    const timeoutMs = negotiateTimeout(request.timeoutMs, this.#times);
    const sessionId =
      request.sessionId === 0
        ? this.#openSession(from, timeoutMs)
        : this.#reopenSession(request, timeoutMs);
    if (sessionId === 0) {
      this.#connections.refuse(from, message);
      return;
    }
    this.#connections.establish(from, message, sessionId, timeoutMs);
  }

  #expire(sessionId: SessionId): void {
    if (this.#waiting.isIdle) this.#endExpired(sessionId);
    else this.#waiting.submit({ from: null, message: null, sessionId });
  }

  #endExpired(sessionId: SessionId): void {
    if (!this.#database.sessionTimeouts.has(sessionId)) return;
    this.#connections.deliver(this.#processor.closeSession(sessionId, "expired").notifications);
    this.#connections.drop(sessionId, "session expired");
  }

  #openSession(from: ClientConnection, timeoutMs: number): SessionId {
    const sessionId = this.#processor.createSession(timeoutMs, from.connection.client);
    this.#sessions.track(sessionId, timeoutMs);
    return sessionId;
  }

  /** Moves a living session to a new connection. Returns its id, or 0 when it cannot be. */
  #reopenSession(request: ConnectRequest, timeoutMs: number): SessionId {
    const { sessionId, password } = request;
    this.#connections.drop(sessionId, "the session moved to another connection");
    if (password !== passwordOf(sessionId)) return 0;
    return this.#sessions.touch(sessionId, timeoutMs) ? sessionId : 0;
  }

  #execute(from: ClientConnection, message: Message): void {
    if (message.kind === MESSAGE_PING) {
      this.#connections.respond(from, message, PING_RESPONSE_BYTES, null);
      return;
    }
    const operation = message.body as Operation;
    const { notifications, zxid, reply } = this.#processor.process(from.sessionId, operation);
    this.#connections.deliver(notifications);
    this.#connections.reply(from, message, zxid, reply);
    if (operation.op === "closeSession") {
      this.#sessions.remove(from.sessionId);
      this.#connections.drop(from.sessionId, "session closed");
    }
  }
}
