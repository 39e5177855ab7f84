import { type Connection, type Message, SERVER_SIDE } from "../kernel/connection.ts";
import type { Network } from "../kernel/network.ts";
import type { Endpoint } from "../kernel/process.ts";
import {
  CONNECT_BYTES,
  type ConnectResponse,
  MESSAGE_WATCH_EVENT,
  type ResponseBody,
  responseBytes,
  type WatchEventBody,
  watchEventBytes,
} from "./messages.ts";
import type { Reply, SessionId, WatchNotification, Zxid } from "./types.ts";
import type { Watches } from "./watches.ts";

/** A server that clients connect to. */
export interface ClientServer {
  receive(from: ClientConnection, message: Message): void;
  /** The network or the client ended a connection. */
  connectionClosed(closed: ClientConnection): void;
}

/** A request that waits for a commit; `requestId` is 0 of one that only waits for those before it. */
export type PendingRequest = { readonly requestId: number; readonly message: Message };

/** One client's connection, and the session it carries once established (0 before). */
export class ClientConnection implements Endpoint {
  readonly connection: Connection;
  readonly #server: ClientServer;
  sessionId: SessionId = 0;
  timeoutMs = 0;
  /** What it asked and an ensemble has still to answer, in order. */
  readonly pending: PendingRequest[] = [];

  constructor(server: ClientServer, connection: Connection) {
    this.#server = server;
    this.connection = connection;
  }

  onConnected(): void {}

  onMessage(_connection: Connection, message: Message): void {
    this.#server.receive(this, message);
  }

  onClosed(): void {
    this.#server.connectionClosed(this);
  }
}

/** The password of a session: known to whoever was told it when the session began. */
export function passwordOf(sessionId: SessionId): number {
  return Math.imul(sessionId, 0x9e3779b1) >>> 0;
}

/** Says that a session is no more. */
const NO_SESSION: ConnectResponse = { sessionId: 0, password: 0, timeoutMs: 0 };

/**
 * The connections that carry the sessions of a server's clients, and what it says to them. When one
 * goes, the session goes on; its watches do not.
 */
export class ClientConnections {
  readonly #network: Network;
  readonly #watches: Watches;
  readonly #bySession = new Map<SessionId, ClientConnection>();

  constructor(network: Network, watches: Watches) {
    this.#network = network;
    this.#watches = watches;
  }

  /** Lets a connection carry a session from now on, and tells the client. */
  establish(to: ClientConnection, request: Message, sessionId: SessionId, timeoutMs: number): void {
    to.sessionId = sessionId;
    to.timeoutMs = timeoutMs;
    this.#bySession.set(sessionId, to);
    const password = passwordOf(sessionId);
    const body: ConnectResponse = { sessionId, password, timeoutMs };
    this.respond(to, request, CONNECT_BYTES, body);
  }

  /** Tells a client that its session is no more. */
  refuse(to: ClientConnection, request: Message): void {
    this.respond(to, request, CONNECT_BYTES, NO_SESSION);
    this.close(to, "session expired");
  }

  reply(to: ClientConnection, request: Message, zxid: Zxid, reply: Reply): void {
    const body: ResponseBody = { zxid, reply };
    this.respond(to, request, responseBytes(reply), body);
  }

  respond(to: ClientConnection, request: Message, bytes: number, body: unknown): void {
    const { kind, correlationId, id } = request;
    this.#network.send(to.connection, SERVER_SIDE, kind + 1, correlationId, id, bytes, body);
  }

  /** Sends watch events to those that are connected. */
  deliver(notifications: readonly WatchNotification[]): void {
    for (const { sessionId, event } of notifications) {
      const to = this.#bySession.get(sessionId);
      if (to === undefined) continue;
      const body: WatchEventBody = { event };
      const bytes = watchEventBytes(event);
      this.#network.send(to.connection, SERVER_SIDE, MESSAGE_WATCH_EVENT, 0, 0, bytes, body);
    }
  }

  /** The network or the client ended a connection. */
  closed(connection: ClientConnection): void {
    const { sessionId } = connection;
    connection.pending.length = 0;
    if (this.#bySession.get(sessionId) !== connection) return;
    this.#bySession.delete(sessionId);
    this.#watches.removeSession(sessionId);
  }

  close(connection: ClientConnection, reason: string): void {
    this.closed(connection);
    this.#network.close(connection.connection, SERVER_SIDE, reason);
  }

  /** Ends the connection that carries a session, if there is one. */
  drop(sessionId: SessionId, reason: string): void {
    const connection = this.#bySession.get(sessionId);
    if (connection !== undefined) this.close(connection, reason);
  }

  dropAll(reason: string): void {
    for (const connection of [...this.#bySession.values()]) this.close(connection, reason);
  }
}
