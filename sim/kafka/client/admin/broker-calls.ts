import type { Message } from "../../../kernel/connection.ts";
import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { ClusterAddresses, KafkaNames } from "../../context.ts";
import { MESSAGE_OVERHEAD_BYTES, PARTITION_OVERHEAD_BYTES } from "../../messages.ts";
import type { ClientSettings } from "../client-config.ts";
import { Metadata } from "../metadata.ts";
import { NetworkClient, type NetworkClientOwner } from "../network-client.ts";
import type { Call } from "./operations.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** Who calls brokers. `order` is the owner's number of what it asked for. */
export interface BrokerCallsOwner {
  onAnswer(order: number, response: unknown): void;
  /** The connection ended before the answers: the requests may have been carried out. */
  onUnanswered(orders: readonly number[]): void;
  onWakeup(): void;
}

/** Requests of an operator's tools to brokers, each to the one whose business it is. */
export class BrokerCalls implements NetworkClientOwner {
  private readonly settings: ClientSettings;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly owner: BrokerCallsOwner;
  private nextConnectAtUs: Micros = NEVER;

  constructor(
    host: Host,
    names: KafkaNames,
    addresses: ClusterAddresses,
    settings: ClientSettings,
    owner: BrokerCallsOwner,
  ) {
    this.settings = settings;
    this.metadata = new Metadata(host, names, addresses, settings, []);
    this.client = new NetworkClient(host, addresses, settings, this.metadata, this);
    this.owner = owner;
  }

  /** Ids of the live brokers; none before the first answer. */
  get liveBrokers(): readonly number[] {
    return this.metadata.nodes.filter((id) => id >= 0);
  }

  /** When something is to be done without an event of the network. */
  get reconnectAtUs(): Micros {
    return this.nextConnectAtUs;
  }

  get metadataAtUs(): Micros {
    return this.client.metadataDeadlineUs();
  }

  /** What is known of the cluster is to be asked anew before the next request. */
  requestMetadata(): void {
    this.metadata.requestUpdate();
  }

  /** Sends what can be sent: `send` is called until no more metadata has to be asked for. */
  pump(send: () => void): void {
    this.client.maybeUpdateMetadata();
    do {
      this.nextConnectAtUs = NEVER;
      send();
    } while (this.client.maybeUpdateMetadata());
  }

  /** Sends a request if its broker is known and can be reached now; otherwise sees to it that it will. */
  trySend(call: Call, order: number): boolean {
    const node = this.nodeOf(call);
    if (node === null) {
      this.metadata.requestUpdate();
      return false;
    }
    if (!this.client.ready(node)) {
      this.nextConnectAtUs = Math.min(this.nextConnectAtUs, this.client.retryAtUs(node));
      return false;
    }
    const size = MESSAGE_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * call.entries;
    const { requestTimeoutUs } = this.settings;
    this.client.send(node, call.api, call.body, size, requestTimeoutUs, order);
    return true;
  }

  /** Closes all connections: the tool has done its work. What it knew is forgotten. */
  rest(): void {
    this.client.close();
    this.metadata.bootstrap();
    this.nextConnectAtUs = NEVER;
  }

  onResponse(_nodeId: number, request: InFlightRequest, response: Message): void {
    this.owner.onAnswer(request.context as number, response.body);
  }

  onDisconnected(_nodeId: number, unanswered: readonly InFlightRequest[]): void {
    this.owner.onUnanswered(unanswered.map(({ context }) => context as number));
  }

  onWakeup(): void {
    this.owner.onWakeup();
  }

  private nodeOf({ target }: Call): number | null {
    const { controllerId, nodes } = this.metadata;
    if (target === "any") return this.client.leastLoadedNode();
    const id = target === "controller" ? controllerId : target;
    const isKnown = id >= 0 && nodes.includes(id);
    return isKnown ? id : null;
  }
}
