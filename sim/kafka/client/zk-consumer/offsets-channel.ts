import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Micros } from "../../../kernel/time.ts";
import { Errors } from "../../errors.ts";
import {
  COORDINATOR_OF_GROUP,
  type FindCoordinatorRequest,
  type FindCoordinatorResponse,
} from "../../group-messages.ts";
import { FIND_COORDINATOR, MESSAGE_OVERHEAD_BYTES } from "../../messages.ts";
import { coordinatorConnection, type NetworkClient } from "../network-client.ts";
import type { ZkConsumerSettings } from "./zk-consumer-config.ts";

const NEVER = Number.POSITIVE_INFINITY;
const NOWHERE = -1;

/** A request to the broker that keeps the offsets of a group. */
export interface OffsetsRequest {
  readonly kind: number;
  readonly body: unknown;
  readonly sizeBytes: number;
}

/**
 * The connection of a consumer to the broker that keeps its group's offsets
 * (`ClientUtils.channelToOffsetManager`): that broker is looked for until it is found, and one request at a
 * time is on its way.
 */
export class OffsetsChannel {
  private readonly host: Host;
  private readonly settings: ZkConsumerSettings;
  private readonly client: NetworkClient;
  private request: OffsetsRequest | null = null;
  private coordinator = NOWHERE;
  /** A lookup, or the request, is on its way. */
  private inFlight = false;
  private retryAtUs: Micros = 0;

  constructor(host: Host, settings: ZkConsumerSettings, client: NetworkClient) {
    this.host = host;
    this.settings = settings;
    this.client = client;
  }

  /** When `advance` is worth calling without an event of the network. */
  get nextAttemptAtUs(): Micros {
    if (this.request === null || this.inFlight) return NEVER;
    if (this.retryAtUs > this.host.monotonicUs()) return this.retryAtUs;
    return this.coordinator === NOWHERE ? NEVER : this.client.retryAtUs(this.coordinator);
  }

  /** @param atUs not before that */
  send(request: OffsetsRequest, atUs: Micros): void {
    this.request = request;
    this.retryAtUs = Math.max(this.retryAtUs, atUs);
    this.advance();
  }

  /** Sends what can be sent now. */
  advance(): void {
    const { request, client, settings, host } = this;
    if (request === null || this.inFlight || host.monotonicUs() < this.retryAtUs) return;
    if (this.coordinator === NOWHERE) {
      this.lookUp();
      return;
    }
    if (client.isUnavailable(this.coordinator)) {
      this.disconnect();
      this.backOff();
      return;
    }
    if (!client.ready(this.coordinator)) return;
    const { kind, body, sizeBytes } = request;
    this.inFlight = true;
    const timeoutUs = settings.offsetsChannelSocketTimeoutUs;
    client.send(this.coordinator, kind, body, sizeBytes, timeoutUs, request);
  }

  /** Who keeps the offsets was found, or not. */
  onLookup({ error, nodeId }: FindCoordinatorResponse): void {
    this.inFlight = false;
    if (error !== Errors.NONE) this.backOff();
    else this.coordinator = coordinatorConnection(nodeId);
    this.advance();
  }

  /** The request is answered. */
  answered(): void {
    this.inFlight = false;
    this.request = null;
  }

  /** A request was lost with its connection; answers whether it was the one that was to be sent. */
  onLost({ kind }: InFlightRequest): boolean {
    this.inFlight = false;
    if (kind === FIND_COORDINATOR) {
      this.backOff();
      return false;
    }
    this.disconnect();
    this.request = null;
    return true;
  }

  /** Another broker may keep the offsets now. */
  disconnect(): void {
    this.coordinator = NOWHERE;
  }

  private lookUp(): void {
    const { client, settings } = this;
    const node = client.leastLoadedNode();
    if (node === null || !client.ready(node)) {
      if (node === null) this.backOff();
      return;
    }
    const { groupId } = settings;
    const body: FindCoordinatorRequest = { keyType: COORDINATOR_OF_GROUP, key: groupId };
    const size = MESSAGE_OVERHEAD_BYTES + groupId.length;
    this.inFlight = true;
    const timeoutUs = settings.offsetsChannelSocketTimeoutUs;
    client.send(node, FIND_COORDINATOR, body, size, timeoutUs, this.request);
  }

  private backOff(): void {
    this.retryAtUs = this.host.monotonicUs() + this.settings.offsetsChannelBackoffUs;
  }
}
