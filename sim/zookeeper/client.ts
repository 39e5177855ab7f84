import { assert, present } from "../kernel/assert.ts";
import type { Message } from "../kernel/connection.ts";
import type { Host } from "../kernel/host.ts";
import { ClientTransport, type TransportOwner } from "./client-transport.ts";
import { ClientWatches } from "./client-watches.ts";
import {
  CLIENT_CLOSED,
  CLIENT_CONNECTED,
  CLIENT_DISCONNECTED,
  CLIENT_EXPIRED,
  FACT_ZOOKEEPER_CLIENT,
} from "./facts.ts";
import {
  CONNECT_BYTES,
  type ConnectRequest,
  type ConnectResponse,
  MESSAGE_CONNECT,
  MESSAGE_WATCH_EVENT,
  type ResponseBody,
  requestBytes,
  requestKind,
  TIMER_CLIENT_FAIL,
  type WatchEventBody,
} from "./messages.ts";
import type { ErrorName, Operation, Reply, SessionId, WatchEvent, Zxid } from "./types.ts";

/** What a client tells its owner of its session (ZooKeeper's KeeperState). */
export type ZooKeeperState =
  /** The session is established, or was re-established: requests go out, watches are set again. */
  | "SYNC_CONNECTED"
  /** The connection is lost. Whether the session still lives is not known until the next one. */
  | "DISCONNECTED"
  /** The server said that the session is no more. This client is dead: make another. */
  | "EXPIRED"
  /** Ended by `close()`. */
  | "CLOSED";

/** `Context` is the owner's record of why it asked: plain data, given back with the reply. */
export interface ZooKeeperClientOwner<Context> {
  /** Replies come in the order of the requests, each request's exactly once. */
  onZooKeeperReply(context: Context, reply: Reply): void;
  onZooKeeperWatch(event: WatchEvent): void;
  onZooKeeperState(state: ZooKeeperState): void;
}

export type ZooKeeperClientOptions = {
  /** Indices of the servers' hosts. */
  readonly servers: readonly number[];
  /** What to ask for; the server may give another (`zookeeper.session.timeout.ms`). */
  readonly sessionTimeoutMs: number;
};

/** Where the client stands; `waiting` is the time between two attempts to connect. */
type Phase = "idle" | "waiting" | "connecting" | "connected" | "expired" | "closed";

const STATE_OF_PHASE: Readonly<Record<Phase, number>> = {
  idle: CLIENT_DISCONNECTED,
  waiting: CLIENT_DISCONNECTED,
  connecting: CLIENT_DISCONNECTED,
  connected: CLIENT_CONNECTED,
  expired: CLIENT_EXPIRED,
  closed: CLIENT_CLOSED,
};

/** `context` is null of the client's own requests, whose replies concern nobody. */
type Request<Context> = { readonly operation: Operation; readonly context: Context | null };

type InFlight<Context> = Request<Context> & { readonly xid: number };

/**
 * A ZooKeeper client within a host's process (ZooKeeper's ClientCnxn): one session, over one
 * connection at a time. The owner passes on the timers of its host ({@link onTimer}).
 *
 * Requests may be submitted at any time and are sent in order once the session is established. All
 * that are pending when a connection or an attempt to connect fails get CONNECTION_LOSS: they may or
 * may not have been executed.
 */
export class ZooKeeperClient<Context> implements TransportOwner {
  readonly #host: Host;
  readonly #owner: ZooKeeperClientOwner<Context>;
  readonly #transport: ClientTransport;
  readonly #watches = new ClientWatches();
  readonly #requestedTimeoutMs: number;
  #timeoutMs: number;
  #phase: Phase = "idle";
  #closing = false;
  #sessionId: SessionId = 0;
  #password = 0;
  #lastZxid: Zxid = 0;
  #lastXid = 0;
  #lastTold: ZooKeeperState = "DISCONNECTED";
  #outgoing: Request<Context>[] = [];
  #inFlight: InFlight<Context>[] = [];
  /** Requests submitted too late, waiting for their failure. */
  #refused: Context[] = [];

  constructor(host: Host, owner: ZooKeeperClientOwner<Context>, options: ZooKeeperClientOptions) {
    const { servers, sessionTimeoutMs } = options;
    this.#host = host;
    this.#owner = owner;
    this.#transport = new ClientTransport(host, servers, this, sessionTimeoutMs);
    this.#requestedTimeoutMs = sessionTimeoutMs;
    this.#timeoutMs = sessionTimeoutMs;
  }

  /** Id of the session; 0 until it is established. */
  get sessionId(): SessionId {
    return this.#sessionId;
  }

  /** The negotiated session timeout; before that, the one asked for. */
  get sessionTimeoutMs(): number {
    return this.#timeoutMs;
  }

  /** True while the session is established on a connection, as far as the client knows. */
  get isConnected(): boolean {
    return this.#phase === "connected";
  }

  /** False once the session expired or was closed; then every request fails. */
  get isAlive(): boolean {
    return this.#phase !== "expired" && this.#phase !== "closed";
  }

  /** Begins to connect, and keeps at it until the session ends. */
  connect(): void {
    assert(this.#phase === "idle", "a client connects once");
    this.#setPhase("connecting");
    this.#transport.open();
  }

  /** Asks for an operation; the reply comes with `context`, never before this returns. */
  submit(operation: Operation, context: Context): void {
    if (this.isAlive && !this.#closing) {
      this.#queue({ operation, context });
      return;
    }
    this.#refused.push(context);
    if (this.#refused.length === 1) this.#host.setTimer(0, TIMER_CLIENT_FAIL);
  }

  /**
   * Ends the session: at the server, after all that was submitted before, if it can be reached; at
   * once if there is no connection, and then the server will find out by the session timeout.
   */
  close(): void {
    if (!this.isAlive || this.#closing) return;
    this.#closing = true;
    if (this.#phase === "idle" || this.#phase === "waiting") this.#end("CLOSED");
    else this.#queue({ operation: { op: "closeSession" }, context: null });
  }

  /** A timer of the host; those that are not this client's are ignored. */
  onTimer(handler: number): void {
    if (handler === TIMER_CLIENT_FAIL) this.#failRefused();
    else this.#transport.onTimer(handler);
  }

  onTransportOpened(): void {
    const body: ConnectRequest = {
      sessionId: this.#sessionId,
      password: this.#password,
      timeoutMs: this.#requestedTimeoutMs,
      lastZxidSeen: this.#lastZxid,
    };
    this.#transport.send(MESSAGE_CONNECT, 0, CONNECT_BYTES, body);
  }

  onTransportMessage(message: Message): void {
    if (message.kind === MESSAGE_CONNECT + 1) {
      this.#onConnectResponse(message.body as ConnectResponse);
    } else if (message.kind === MESSAGE_WATCH_EVENT) {
      this.#onWatchEvent((message.body as WatchEventBody).event);
    } else this.#onResponse(message.correlationId, message.body as ResponseBody);
  }

  onTransportLost(): void {
    if (this.#closing) {
      this.#end("CLOSED");
      return;
    }
    this.#setPhase("waiting");
    this.#transport.openLater();
    this.#failPending();
    this.#tell("DISCONNECTED");
  }

  #onConnectResponse(response: ConnectResponse): void {
    if (response.timeoutMs === 0) {
      this.#end("EXPIRED");
      return;
    }
    this.#sessionId = response.sessionId;
    this.#password = response.password;
    this.#timeoutMs = response.timeoutMs;
    this.#transport.established(response.timeoutMs);
    this.#setPhase("connected");
    const watches = this.#watches.toSetAgain(this.#lastZxid);
    if (watches !== null) this.#send({ operation: watches, context: null });
    const waiting = this.#outgoing;
    this.#outgoing = [];
    for (const request of waiting) this.#send(request);
    this.#tell("SYNC_CONNECTED");
  }

  /** Events of watches that nobody waits for any more are not told. */
  #onWatchEvent(event: WatchEvent): void {
    if (this.#watches.take(event)) this.#owner.onZooKeeperWatch(event);
  }

  #onResponse(xid: number, response: ResponseBody): void {
    const request = present(this.#inFlight.shift(), "a reply came that nobody asked for");
    assert(request.xid === xid, "a reply overtook another");
    assert(response.zxid >= this.#lastZxid, "a client never sees an earlier state");
    this.#lastZxid = response.zxid;
    this.#watches.replied(request.operation, response.reply);
    if (request.context !== null) this.#owner.onZooKeeperReply(request.context, response.reply);
    if (request.operation.op === "closeSession") this.#end("CLOSED");
  }

  #queue(request: Request<Context>): void {
    if (this.#phase === "connected") this.#send(request);
    else this.#outgoing.push(request);
  }

  #send(request: Request<Context>): void {
    const { operation } = request;
    this.#lastXid++;
    this.#inFlight.push({ ...request, xid: this.#lastXid });
    const kind = requestKind(operation.op);
    this.#transport.send(kind, this.#lastXid, requestBytes(operation), operation);
  }

  #end(state: "EXPIRED" | "CLOSED"): void {
    this.#transport.close(state === "CLOSED" ? "session closed" : "session expired");
    this.#setPhase(state === "CLOSED" ? "closed" : "expired");
    this.#tell(state);
    this.#failPending();
  }

  /** Fails what was pending before this moment; the owner may submit again meanwhile. */
  #failPending(): void {
    const pending = [...this.#inFlight, ...this.#outgoing];
    this.#inFlight = [];
    this.#outgoing = [];
    for (const { context } of pending) {
      if (context !== null) this.#fail(context);
    }
  }

  #failRefused(): void {
    const refused = this.#refused;
    this.#refused = [];
    for (const context of refused) this.#fail(context);
  }

  #fail(context: Context): void {
    const error: ErrorName = this.isAlive ? "CONNECTION_LOSS" : "SESSION_EXPIRED";
    this.#owner.onZooKeeperReply(context, { op: "error", error });
  }

  #tell(state: ZooKeeperState): void {
    if (state === this.#lastTold) return;
    this.#lastTold = state;
    this.#owner.onZooKeeperState(state);
  }

  #setPhase(phase: Phase): void {
    const changed = this.#phase === "idle" || STATE_OF_PHASE[phase] !== STATE_OF_PHASE[this.#phase];
    this.#phase = phase;
    if (!changed) return;
    const { facts } = this.#host.simulation;
    facts.add(FACT_ZOOKEEPER_CLIENT, this.#host.index, STATE_OF_PHASE[phase], this.#sessionId);
  }
}
