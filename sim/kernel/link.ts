import { assert } from "./assert.ts";
import { CLIENT_SIDE, type Connection, type Message } from "./connection.ts";
import { type EventHandle, NO_EVENT } from "./event-queue.ts";
import type { Host } from "./host.ts";
import { HANDLER_LINK_SETUP_TIMEOUT, HANDLER_LINK_TIMEOUT } from "./kinds.ts";
import type { Endpoint } from "./process.ts";
import type { Micros } from "./time.ts";

/** Why a link ended the connection: a request was not answered in time. */
export const REQUEST_TIMED_OUT = "request timed out";

export type LinkState = "disconnected" | "connecting" | "connected";

/** A request that was sent and not yet answered. */
export interface InFlightRequest {
  readonly correlationId: number;
  readonly kind: number;
  /** What the owner wants to remember: plain data. */
  readonly context: unknown;
  readonly messageId: number;
  /** Monotonic time of this host at which it is given up; Infinity for never. */
  readonly deadlineUs: Micros;
}

/** Who uses a link. */
export interface LinkOwner {
  onLinkConnected(link: Link): void;
  /**
   * The connection could not be opened, or ended; `unanswered` are the requests that were on it,
   * oldest first. `reason` is `REQUEST_TIMED_OUT` when one of them was not answered in time.
   */
  onLinkDisconnected(link: Link, reason: string, unanswered: readonly InFlightRequest[]): void;
  onLinkResponse(link: Link, request: InFlightRequest, response: Message): void;
}

/**
 * Requests and responses over one connection to one host: answers come in the order of the requests,
 * and a request that is not answered in time ends the connection (as Kafka's `NetworkClient` does).
 * Reconnecting is the owner's business.
 */
export class Link implements Endpoint {
  readonly id: number;
  readonly host: Host;
  readonly server: number;
  readonly owner: LinkOwner;
  /** The owner's name for it, such as a broker id. */
  readonly tag: number;
  state: LinkState = "disconnected";
  private readonly setupTimeoutUs: Micros;
  private connection: Connection | null = null;
  private inFlight: InFlightRequest[] = [];
  private nextCorrelationId = 1;
  private timer: EventHandle = NO_EVENT;
  private timerAtUs: Micros = 0;

  /**
   * @param setupTimeoutUs how long a connection may take to open (`socket.connection.setup.timeout.ms`)
   */
  constructor(host: Host, server: number, owner: LinkOwner, tag: number, setupTimeoutUs: Micros) {
    this.host = host;
    this.server = server;
    this.owner = owner;
    this.tag = tag;
    this.setupTimeoutUs = setupTimeoutUs;
    this.id = host.links.length;
    host.links.push(this);
  }

  get inFlightCount(): number {
    return this.inFlight.length;
  }

  /** Unanswered requests, oldest first. */
  get unanswered(): readonly InFlightRequest[] {
    return this.inFlight;
  }

  /** @param setupTimeoutUs for this attempt, where attempts differ */
  connect(setupTimeoutUs: Micros = this.setupTimeoutUs): void {
    assert(this.state === "disconnected", "the link is already in use");
    this.state = "connecting";
    this.connection = this.host.simulation.network.connect(this.host, this.server, this);
    this.timer = this.host.setTimer(setupTimeoutUs, HANDLER_LINK_SETUP_TIMEOUT, this.id);
  }

  /**
   * Sends a request that will be answered. Only while connected.
   * @param timeoutUs of this host's monotonic clock; Infinity waits for ever
   */
  send(kind: number, body: unknown, sizeBytes: number, timeoutUs: Micros, context: unknown): void {
    const correlationId = this.nextCorrelationId++;
    const message = this.transmit(kind, correlationId, body, sizeBytes);
    const deadlineUs = this.host.monotonicUs() + timeoutUs;
    this.inFlight.push({ correlationId, kind, context, messageId: message.id, deadlineUs });
    this.arm(deadlineUs);
  }

  /** Sends a request that has no answer (acks=0). Only while connected. */
  sendOneWay(kind: number, body: unknown, sizeBytes: number): void {
    this.transmit(kind, this.nextCorrelationId++, body, sizeBytes);
  }

  /** Closes the connection; the owner is not called back. Returns what was unanswered. */
  close(reason: string): readonly InFlightRequest[] {
    const unanswered = this.inFlight;
    const connection = this.connection;
    this.clear();
    if (connection !== null) this.host.simulation.network.close(connection, CLIENT_SIDE, reason);
    return unanswered;
  }

  onConnected(connection: Connection): void {
    if (connection !== this.connection) return;
    this.timer = this.host.cancelTimer(this.timer);
    this.state = "connected";
    this.owner.onLinkConnected(this);
  }

  onMessage(connection: Connection, message: Message): void {
    if (connection !== this.connection) return;
    const request = this.inFlight[0];
    assert(request !== undefined, "a response came that nobody asked for");
    assert(request.correlationId === message.correlationId, "a response overtook another");
    this.inFlight.shift();
    this.owner.onLinkResponse(this, request, message);
  }

  onClosed(connection: Connection, reason: string): void {
    if (connection !== this.connection) return;
    const unanswered = this.inFlight;
    this.clear();
    this.owner.onLinkDisconnected(this, reason, unanswered);
  }

  /** The kernel's timers of this link. */
  onTimer(handler: number): void {
    this.timer = NO_EVENT;
    if (handler === HANDLER_LINK_SETUP_TIMEOUT) {
      this.owner.onLinkDisconnected(
        this,
        "connection setup timed out",
        this.close("setup timed out"),
      );
      return;
    }
    const oldest = this.inFlight[0];
    if (oldest === undefined) return;
    let earliest = oldest.deadlineUs;
    for (const request of this.inFlight) earliest = Math.min(earliest, request.deadlineUs);
    if (earliest > this.host.monotonicUs()) {
      this.arm(earliest);
      return;
    }
    this.owner.onLinkDisconnected(this, REQUEST_TIMED_OUT, this.close(REQUEST_TIMED_OUT));
  }

  private transmit(kind: number, correlationId: number, body: unknown, sizeBytes: number): Message {
    assert(this.state === "connected" && this.connection !== null, "the link is not connected");
    const network = this.host.simulation.network;
    const message = network.send(
      this.connection,
      CLIENT_SIDE,
      kind,
      correlationId,
      0,
      sizeBytes,
      body,
    );
    assert(message !== null, "a connected link has an open connection");
    return message;
  }

  /** One timer serves all requests: it looks again when it fires. */
  private arm(deadlineUs: Micros): void {
    if (deadlineUs === Number.POSITIVE_INFINITY) return;
    if (this.timer !== NO_EVENT) {
      if (this.timerAtUs <= deadlineUs) return;
      this.host.cancelTimer(this.timer);
    }
    this.timerAtUs = deadlineUs;
    const delay = Math.max(0, deadlineUs - this.host.monotonicUs());
    this.timer = this.host.setTimer(delay, HANDLER_LINK_TIMEOUT, this.id);
  }

  private clear(): void {
    this.timer = this.host.cancelTimer(this.timer);
    this.connection = null;
    this.inFlight = [];
    this.state = "disconnected";
  }
}
