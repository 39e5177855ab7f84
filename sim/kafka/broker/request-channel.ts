import { assert } from "../../kernel/assert.ts";
import { type Connection, type Message, SERVER_SIDE } from "../../kernel/connection.ts";
import type { Host } from "../../kernel/host.ts";
import type { Endpoint } from "../../kernel/process.ts";
import { TIMER_BROKER_TASK } from "../timers.ts";
import type { RequestPath } from "./cost/request-path.ts";
import type { DelayedFetch } from "./delayed-fetch.ts";
import type { DelayedProduce } from "./delayed-produce.ts";

/** Who handles the requests of a channel. */
export interface RequestHandler {
  /** False until the broker has started (`SocketServer.startProcessingRequests`). */
  readonly acceptsRequests: boolean;
  /** Through which threads requests go, where work takes time; null: it takes none. */
  readonly requestPath: RequestPath | null;
  handleRequest(channel: RequestChannel, message: Message): void;
  /** The channel is closed and has nothing left to do. */
  forgetChannel(channel: RequestChannel): void;
}

interface WaitingRequest {
  readonly message: Message;
  /** The event in which it arrived. */
  readonly row: number;
}

/**
 * A connection to this broker. Its requests are handled one at a time and in order: while one is being
 * handled, or waits in a purgatory, the channel is muted. Requests that had arrived when the client
 * closed the connection are still executed, only nobody hears of it; a reset discards them.
 */
export class RequestChannel implements Endpoint {
  /** Number of the connection. */
  readonly id: number;
  /** Its request in a purgatory, if it has one there. */
  delayedFetch: DelayedFetch | null = null;
  delayedProduce: DelayedProduce | null = null;
  /** Number of the network thread that serves it, where there are any. */
  readonly networkThread: number;
  /** Wall clock at which a handler thread took up the latest request; -1: none did, it takes no time. */
  private takenUpMs = -1;
  private takenUp: Message | null = null;
  private readonly connection: Connection;
  private readonly host: Host;
  private readonly handler: RequestHandler;
  private current: Message | null = null;
  private waiting: WaitingRequest[] = [];
  private nextIsScheduled = false;
  /** The first of the waiting requests is being handled by a thread that waits for a lock. */
  private blocked = false;
  private closed = false;

  constructor(connection: Connection, host: Host, handler: RequestHandler) {
    this.id = connection.id;
    this.connection = connection;
    this.host = host;
    this.handler = handler;
    this.networkThread = handler.requestPath?.assign() ?? 0;
  }

  /** The wall clock as the handling of the current request began (`fetchTimeMs`). */
  get handlingBeganMs(): number {
    return this.takenUpMs < 0 ? this.host.wallMs() : this.takenUpMs;
  }

  onConnected(): void {
    assert(false, "a broker's side of a connection is open from the start");
  }

  onMessage(_connection: Connection, message: Message): void {
    const isBusy = this.current !== null || this.nextIsScheduled || this.blocked;
    if (isBusy || !this.handler.acceptsRequests) {
      this.waiting.push({ message, row: this.host.simulation.row });
      return;
    }
    this.handle(message);
  }

  onClosed(_connection: Connection, reason: string): void {
    this.closed = true;
    if (reason === "connection reset") this.waiting.length = this.blocked ? 1 : 0;
    const isIdle = this.current === null && this.waiting.length === 0 && !this.nextIsScheduled;
    if (isIdle) this.handler.forgetChannel(this);
  }

  /** A handler thread begins with the current request. */
  takeUp(): void {
    this.takenUp = this.current;
    this.takenUpMs = this.host.wallMs();
  }

  /** Whether a handler thread has begun with that request: it is through with the work. */
  isTakenUp(message: Message): boolean {
    return this.takenUp === message;
  }

  /** Whether that request is the one that is being handled. */
  handles(message: Message): boolean {
    return this.current === message;
  }

  /** Answers the current request, and goes on with the next. */
  respond(body: unknown, sizeBytes: number): void {
    const request = this.current;
    assert(request !== null, "only a request can be answered");
    const { requestPath } = this.handler;
    if (requestPath === null || this.closed) this.finishResponse(body, sizeBytes);
    else requestPath.respond(this, request, body, sizeBytes);
  }

  /** The answer leaves, now that it is written to the socket. */
  finishResponse(body: unknown, sizeBytes: number): void {
    const request = this.current;
    assert(request !== null, "only a request can be answered");
    if (!this.closed) {
      const { network } = this.host.simulation;
      const { kind, correlationId, id } = request;
      network.send(this.connection, SERVER_SIDE, kind + 1, correlationId, id, sizeBytes, body);
    }
    this.goOn();
  }

  /** Ends a request that has no answer (acks=0); an error is told by closing the connection. */
  doneWithoutResponse(failed: boolean): void {
    if (failed) this.closeConnection("acks=0 request failed");
    this.goOn();
  }

  /** Ends a request of a kind that this broker does not know (`InvalidRequestException`). */
  refuseUnknownApi(): void {
    this.closeConnection("unknown request");
    this.goOn();
  }

  /** The current request waits for a lock before anything of it is done. */
  block(): void {
    const message = this.current;
    assert(message !== null, "only a request that is being handled waits");
    this.waiting.unshift({ message, row: this.host.simulation.row });
    this.current = null;
    this.blocked = true;
  }

  /** The lock may be free: the request is handled again, in an event of its own. */
  unblock(): void {
    this.blocked = false;
    this.scheduleNext();
  }

  /** Handles the next waiting request, in an event of its own. */
  scheduleNext(): void {
    const isBusy = this.current !== null || this.nextIsScheduled || this.blocked;
    if (isBusy || this.waiting.length === 0) return;
    this.nextIsScheduled = true;
    this.host.setTimer(0, TIMER_BROKER_TASK, this.id);
  }

  /** The event in which the next waiting request is handled. */
  onNext(): void {
    this.nextIsScheduled = false;
    const next = this.waiting.shift();
    if (next === undefined) {
      if (this.closed && this.current === null) this.handler.forgetChannel(this);
      return;
    }
    this.host.simulation.rowCause2 = next.row;
    this.handle(next.message);
  }

  private closeConnection(reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.waiting = [];
    this.host.simulation.network.close(this.connection, SERVER_SIDE, reason);
  }

  private handle(message: Message): void {
    this.current = message;
    this.handler.handleRequest(this, message);
  }

  private goOn(): void {
    this.current = null;
    if (this.waiting.length > 0) this.scheduleNext();
    else if (this.closed) this.handler.forgetChannel(this);
  }
}
