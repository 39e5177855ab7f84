import type { Message } from "../../kernel/connection.ts";
import { NO_EVENT } from "../../kernel/event-queue.ts";
import type { Host } from "../../kernel/host.ts";
import { type InFlightRequest, Link, type LinkOwner } from "../../kernel/link.ts";
import { type Micros, ms } from "../../kernel/time.ts";
import type { ClusterAddresses } from "../context.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import { TIMER_CONTROLLER_LINK } from "../timers.ts";
import type { MetadataCache } from "./metadata-cache.ts";

/** `socket.connection.setup.timeout.ms` of a broker. */
export const CONNECTION_SETUP_TIMEOUT_US = ms(10_000);
const RECONNECT_BACKOFF_US = ms(50);
const NO_CONTROLLER_BACKOFF_US = ms(100);

/** Who sent a request to the controller. */
export interface ControllerResponses {
  onControllerResponse(body: unknown): void;
}

interface QueuedRequest {
  readonly kind: number;
  readonly body: unknown;
  readonly sizeBytes: number;
  readonly sender: ControllerResponses;
}

/**
 * Requests to whoever the broker's metadata takes for the controller, one at a time, tried for ever
 * (`BrokerToControllerChannelManager`). A controller that does not answer, or says that it is none, is
 * looked up again.
 */
export class BrokerToControllerChannel implements LinkOwner {
  private readonly host: Host;
  private readonly addresses: ClusterAddresses;
  private readonly metadataCache: MetadataCache;
  /** `controller.socket.timeout.ms`. */
  private readonly requestTimeoutUs: Micros;
  private readonly queue: QueuedRequest[] = [];
  private activeController = -1;
  private link: Link | null = null;
  private timer = NO_EVENT;

  constructor(
    host: Host,
    addresses: ClusterAddresses,
    metadataCache: MetadataCache,
    requestTimeoutUs: Micros,
  ) {
    this.host = host;
    this.addresses = addresses;
    this.metadataCache = metadataCache;
    this.requestTimeoutUs = requestTimeoutUs;
  }

  send(kind: number, body: unknown, sizeBytes: number, sender: ControllerResponses): void {
    this.queue.push({ kind, body, sizeBytes, sender });
    if (this.queue.length === 1) this.pump();
  }

  /** The metadata cache changed: a channel without a controller takes the one it names. */
  onMetadataUpdate(): void {
    if (this.activeController === -1 && this.timer === NO_EVENT) this.findController();
  }

  onTimer(): void {
    this.timer = NO_EVENT;
    this.pump();
  }

  onLinkConnected(): void {
    this.sendFirst();
  }

  onLinkResponse(_link: Link, _request: InFlightRequest, response: Message): void {
    const { error } = response.body as { readonly error: ErrorCode };
    if (error === Errors.NOT_CONTROLLER) {
      this.link?.close("not the controller");
      this.retry();
      return;
    }
    const request = this.queue.shift();
    request?.sender.onControllerResponse(response.body);
    this.pump();
  }

  /** The controller is looked up again only if a request was lost with the connection. */
  onLinkDisconnected(): void {
    if (this.queue.length > 0) this.retry();
  }

  private pump(): void {
    if (this.queue.length === 0 || this.timer !== NO_EVENT) return;
    if (this.activeController === -1) this.findController();
    const address = this.addresses.hostOfBroker.get(this.activeController);
    if (address === undefined) {
      this.timer = this.host.setTimer(NO_CONTROLLER_BACKOFF_US, TIMER_CONTROLLER_LINK);
      return;
    }
    let link = this.link;
    if (link === null || link.tag !== this.activeController) {
      link?.close("another controller");
      const tag = this.activeController;
      link = new Link(this.host, address, this, tag, CONNECTION_SETUP_TIMEOUT_US);
      this.link = link;
    }
    if (link.state === "disconnected") link.connect();
    else if (link.state === "connected") this.sendFirst();
  }

  private sendFirst(): void {
    const { link } = this;
    const first = this.queue[0];
    if (first === undefined || link === null || link.inFlightCount > 0) return;
    link.send(first.kind, first.body, first.sizeBytes, this.requestTimeoutUs, null);
  }

  private findController(): void {
    const { controllerId } = this.metadataCache;
    if (this.metadataCache.isAlive(controllerId)) this.activeController = controllerId;
  }

  private retry(): void {
    this.activeController = -1;
    if (this.timer === NO_EVENT) {
      this.timer = this.host.setTimer(RECONNECT_BACKOFF_US, TIMER_CONTROLLER_LINK);
    }
  }
}
