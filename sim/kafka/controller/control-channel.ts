import { present } from "../../kernel/assert.ts";
import type { Message } from "../../kernel/connection.ts";
import { type EventHandle, NO_EVENT } from "../../kernel/event-queue.ts";
import { type InFlightRequest, Link, type LinkOwner } from "../../kernel/link.ts";
import { US_PER_MS, US_PER_SECOND } from "../../kernel/time.ts";
import { numberOf } from "../config/config.ts";
import { TIMER_CONTROL_CHANNEL } from "../timers.ts";
import type { BrokerEnvironment } from "./controller-api.ts";

/** Wait before a request is sent again (`RequestSendThread`). */
const RETRY_BACKOFF_US = 100 * US_PER_MS;
/** `socket.connection.setup.timeout.ms`. */
const CONNECTION_SETUP_TIMEOUT_US = 10 * US_PER_SECOND;

/** A request from the controller to a broker. */
export interface ControlRequest {
  readonly kind: number;
  readonly body: unknown;
  readonly sizeBytes: number;
}

/** Hears of answered control requests. */
export interface ControlResponseListener {
  onControlResponse(brokerId: number, request: ControlRequest, response: Message): void;
}

/**
 * The controller's requests to one broker: in order, one at a time, each repeated until it is
 * answered (`RequestSendThread`). Requests to different brokers are not ordered among each other.
 */
class ControlChannel implements LinkOwner {
  readonly brokerId: number;
  private readonly environment: BrokerEnvironment;
  private readonly listener: ControlResponseListener;
  private readonly link: Link;
  /** The first is the one that is being sent. */
  private readonly queue: ControlRequest[] = [];
  private backoff: EventHandle = NO_EVENT;

  constructor(brokerId: number, environment: BrokerEnvironment, listener: ControlResponseListener) {
    this.brokerId = brokerId;
    this.environment = environment;
    this.listener = listener;
    const { host, addresses } = environment;
    const server = present(addresses.hostOfBroker.get(brokerId), `broker ${brokerId} has a host`);
    this.link = new Link(host, server, this, brokerId, CONNECTION_SETUP_TIMEOUT_US);
  }

  put(request: ControlRequest): void {
    this.queue.push(request);
    this.pump();
  }

  /** The last act of a channel: what waits for the broker is dropped with it. */
  shutdown(): void {
    this.backoff = this.environment.host.cancelTimer(this.backoff);
    this.link.close("the controller removed the broker");
  }

  onTimer(): void {
    this.backoff = NO_EVENT;
    this.pump();
  }

  onLinkConnected(): void {
    this.pump();
  }

  onLinkDisconnected(): void {
    if (this.queue.length === 0) return;
    this.backoff = this.environment.host.setTimer(
      RETRY_BACKOFF_US,
      TIMER_CONTROL_CHANNEL,
      this.brokerId,
    );
  }

  onLinkResponse(_link: Link, _request: InFlightRequest, response: Message): void {
    const request = present(this.queue.shift(), "a response answers the first request");
    this.listener.onControlResponse(this.brokerId, request, response);
    this.pump();
  }

  private pump(): void {
    const request = this.queue[0];
    if (request === undefined || this.backoff !== NO_EVENT) return;
    if (this.link.state === "disconnected") this.link.connect();
    if (this.link.state !== "connected" || this.link.inFlightCount > 0) return;
    const timeoutUs = numberOf(this.environment.config, "request.timeout.ms") * US_PER_MS;
    this.link.send(request.kind, request.body, request.sizeBytes, timeoutUs, null);
  }
}

/** The controller's channels to the brokers, itself included (`ControllerChannelManager`). */
export class ControllerChannelManager {
  private readonly environment: BrokerEnvironment;
  private readonly listener: ControlResponseListener;
  private readonly channels = new Map<number, ControlChannel>();

  constructor(environment: BrokerEnvironment, listener: ControlResponseListener) {
    this.environment = environment;
    this.listener = listener;
  }

  addBroker(brokerId: number): void {
    if (this.channels.has(brokerId)) return;
    this.channels.set(brokerId, new ControlChannel(brokerId, this.environment, this.listener));
  }

  removeBroker(brokerId: number): void {
    this.channels.get(brokerId)?.shutdown();
    this.channels.delete(brokerId);
  }

  shutdown(): void {
    for (const channel of this.channels.values()) channel.shutdown();
    this.channels.clear();
  }

  /** Dropped when the broker has no channel. */
  send(brokerId: number, kind: number, body: unknown, sizeBytes: number): void {
    this.channels.get(brokerId)?.put({ kind, body, sizeBytes });
  }

  /** A back-off timer of the channel to a broker ended. */
  onTimer(brokerId: number): void {
    this.channels.get(brokerId)?.onTimer();
  }
}
