import { type Connection, type Message, SERVER_SIDE } from "../kernel/connection.ts";
import { type EventHandle, NO_EVENT } from "../kernel/event-queue.ts";
import type { Host } from "../kernel/host.ts";
import type { Endpoint, Process } from "../kernel/process.ts";
import type { Micros } from "../kernel/time.ts";
import { Database } from "./database.ts";
import { FactsOfServer } from "./facts.ts";
import {
  CONNECT_BYTES,
  type ConnectRequest,
  type ConnectResponse,
  MESSAGE_CONNECT,
  MESSAGE_PING,
  MESSAGE_WATCH_EVENT,
  PING_RESPONSE_BYTES,
  type ResponseBody,
  responseBytes,
  TIMER_SESSION_EXPIRY,
  type WatchEventBody,
  watchEventBytes,
} from "./messages.ts";
import { type ProcessedRequest, RequestProcessor } from "./request-processor.ts";
import { negotiateTimeout, type SessionTimes, SessionTracker } from "./session-tracker.ts";
import type { LogRecord } from "./transactions.ts";
import type { Operation, SessionId } from "./types.ts";

const TRANSACTION_LOG = "zookeeper/log";

/** One client's connection, and the session it carries once established (0 before). */
class ServerConnection implements Endpoint {
  readonly server: ZooKeeperServer;
  readonly connection: Connection;
  sessionId: SessionId = 0;
  timeoutMs = 0;

  constructor(server: ZooKeeperServer, connection: Connection) {
    this.server = server;
    this.connection = connection;
  }

  onConnected(): void {}

  onMessage(_connection: Connection, message: Message): void {
    this.server.receive(this, message);
  }

  onClosed(): void {
    this.server.connectionClosed(this);
  }
}

/** The password of a session: known to whoever was told it when the session began. */
function passwordOf(sessionId: SessionId): number {
  return Math.imul(sessionId, 0x9e3779b1) >>> 0;
}

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
  readonly #sessions: SessionTracker;
  /** The connection that carries a session now. */
  readonly #connections = new Map<SessionId, ServerConnection>();
  #timer: EventHandle = NO_EVENT;
  #timerAtUs: Micros = 0;

  constructor(host: Host, times: SessionTimes) {
    this.#host = host;
    this.#times = times;
    const facts = new FactsOfServer(host.simulation.facts);
    this.#database = new Database(facts);
    const log = host.disk.file<LogRecord>(TRANSACTION_LOG);
    facts.rebuilding = true;
    for (const record of log.entries) this.#database.apply(record);
    facts.rebuilding = false;
    this.#database.watches.takeFired();
    this.#processor = new RequestProcessor(this.#database, {
      append(record) {
        log.append(record);
        log.sync();
      },
    });
    this.#sessions = new SessionTracker(times);
  }

  /** What the server holds; to look at, not to change. */
  get database(): Database {
    return this.#database;
  }

  start(): void {
    const nowUs = this.#host.monotonicUs();
    for (const [sessionId, timeoutMs] of this.#database.sessionTimeouts) {
      this.#sessions.track(sessionId, timeoutMs, nowUs);
    }
    this.#host.listening = true;
    this.#armExpiry();
  }

  shutdown(): void {
    this.#host.simulation.exit(this.#host);
  }

  onAccept(connection: Connection): Endpoint {
    return new ServerConnection(this, connection);
  }

  onTimer(): void {
    this.#timer = NO_EVENT;
    for (const sessionId of this.#sessions.takeExpired(this.#host.monotonicUs())) {
      this.#expire(sessionId);
    }
    this.#armExpiry();
  }

  /**
   * Expires the open sessions of a host at once, as if nothing had been heard of it for their timeout.
   * Like any client it learns of that when it connects again.
   */
  expireSessionsOf(clientHost: number): void {
    for (const { sessionId, change } of this.#host.disk.file<LogRecord>(TRANSACTION_LOG).entries) {
      if (change.type !== "createSession" || change.clientHost !== clientHost) continue;
      if (!this.#database.sessionTimeouts.has(sessionId)) continue;
      this.#sessions.remove(sessionId);
      this.#expire(sessionId);
    }
  }

  receive(from: ServerConnection, message: Message): void {
    if (message.kind === MESSAGE_CONNECT) {
      this.#connect(from, message, message.body as ConnectRequest);
      return;
    }
    const { sessionId, timeoutMs } = from;
    // A request of a session that is no more is dropped, as its connection is about to be.
    if (!this.#sessions.touch(sessionId, timeoutMs, this.#host.monotonicUs())) return;
    if (message.kind === MESSAGE_PING) this.#respond(from, message, PING_RESPONSE_BYTES, null);
    else this.#execute(from, message, message.body as Operation);
  }

  /** The network or the client ended a connection. The session goes on; its watches do not. */
  connectionClosed(closed: ServerConnection): void {
    if (this.#connections.get(closed.sessionId) !== closed) return;
    this.#connections.delete(closed.sessionId);
    this.#database.watches.removeSession(closed.sessionId);
  }

  #connect(from: ServerConnection, message: Message, request: ConnectRequest): void {
    if (request.lastZxidSeen > this.#database.lastZxid) {
      this.#close(from, "the client has seen a later zxid");
      return;
    }
    const timeoutMs = negotiateTimeout(request.timeoutMs, this.#times);
    const sessionId =
      request.sessionId === 0
        ? this.#openSession(from, timeoutMs)
        : this.#reopenSession(request, timeoutMs);
    if (sessionId === 0) {
      this.#respondConnect(from, message, { sessionId: 0, password: 0, timeoutMs: 0 });
      this.#close(from, "session expired");
      return;
    }
    from.sessionId = sessionId;
    from.timeoutMs = timeoutMs;
    this.#connections.set(sessionId, from);
    this.#armExpiry();
    const password = passwordOf(sessionId);
    this.#respondConnect(from, message, { sessionId, password, timeoutMs });
  }

  #expire(sessionId: SessionId): void {
    this.#deliver(this.#processor.closeSession(sessionId, "expired"));
    this.#dropConnection(sessionId, "session expired");
  }

  #openSession(from: ServerConnection, timeoutMs: number): SessionId {
    const sessionId = this.#processor.createSession(timeoutMs, from.connection.client);
    this.#sessions.track(sessionId, timeoutMs, this.#host.monotonicUs());
    return sessionId;
  }

  /** Moves a living session to a new connection. Returns its id, or 0 when it cannot be. */
  #reopenSession(request: ConnectRequest, timeoutMs: number): SessionId {
    const { sessionId, password } = request;
    this.#dropConnection(sessionId, "the session moved to another connection");
    if (password !== passwordOf(sessionId)) return 0;
    return this.#sessions.touch(sessionId, timeoutMs, this.#host.monotonicUs()) ? sessionId : 0;
  }

  #execute(from: ServerConnection, message: Message, operation: Operation): void {
    const processed = this.#processor.process(from.sessionId, operation);
    this.#deliver(processed);
    const { zxid, reply } = processed;
    const body: ResponseBody = { zxid, reply };
    this.#respond(from, message, responseBytes(reply), body);
    if (operation.op === "closeSession") {
      this.#sessions.remove(from.sessionId);
      this.#dropConnection(from.sessionId, "session closed");
    }
  }

  /** Sends the watch events of a request to whoever is connected. */
  #deliver(processed: ProcessedRequest): void {
    for (const { sessionId, event } of processed.notifications) {
      const to = this.#connections.get(sessionId);
      if (to === undefined) continue;
      const body: WatchEventBody = { event };
      const bytes = watchEventBytes(event);
      this.#network.send(to.connection, SERVER_SIDE, MESSAGE_WATCH_EVENT, 0, 0, bytes, body);
    }
  }

  #respondConnect(to: ServerConnection, request: Message, body: ConnectResponse): void {
    this.#respond(to, request, CONNECT_BYTES, body);
  }

  #respond(to: ServerConnection, request: Message, bytes: number, body: unknown): void {
    const { kind, correlationId, id } = request;
    this.#network.send(to.connection, SERVER_SIDE, kind + 1, correlationId, id, bytes, body);
  }

  #dropConnection(sessionId: SessionId, reason: string): void {
    const connection = this.#connections.get(sessionId);
    if (connection !== undefined) this.#close(connection, reason);
  }

  #close(connection: ServerConnection, reason: string): void {
    this.connectionClosed(connection);
    this.#network.close(connection.connection, SERVER_SIDE, reason);
  }

  get #network() {
    return this.#host.simulation.network;
  }

  /** One timer looks for expired sessions; those heard of in the meantime move it on when it fires. */
  #armExpiry(): void {
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
