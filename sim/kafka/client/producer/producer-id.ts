import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import { Errors, isRetriable } from "../../errors.ts";
import {
  INIT_PRODUCER_ID,
  type InitProducerIdResponse,
  MESSAGE_OVERHEAD_BYTES,
} from "../../messages.ts";
import type { Metadata } from "../metadata.ts";
import type { NetworkClient } from "../network-client.ts";
import type { ProducerSettings } from "./producer-config.ts";
import type { TransactionManager } from "./transaction-manager.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** Gets the producer id from any broker; nothing is sent before it is there (InitProducerId). */
export class ProducerIdRequest {
  private readonly host: Host;
  private readonly settings: ProducerSettings;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly transactions: TransactionManager;
  private inFlight = false;
  /** The node that was chosen and is being connected to. */
  private node: number | null = null;
  private retryAtUs: Micros = 0;

  constructor(
    host: Host,
    settings: ProducerSettings,
    metadata: Metadata,
    client: NetworkClient,
    transactions: TransactionManager,
  ) {
    this.host = host;
    this.settings = settings;
    this.metadata = metadata;
    this.client = client;
    this.transactions = transactions;
  }

  /** Asks for a producer id when there is none; answers whether there is one. */
  poll(): boolean {
    if (this.transactions.hasProducerId) return true;
    if (this.inFlight || this.retryAtUs > this.host.monotonicUs()) return false;
    this.node ??= this.client.leastLoadedNode();
    if (this.node === null) this.retryLater();
    else if (this.client.ready(this.node)) this.send(this.node);
    else if (this.client.isUnavailable(this.node)) {
      this.metadata.requestUpdate();
      this.retryLater();
    }
    return false;
  }

  /** When `poll` is to be called again; Infinity: not before an event of the network. */
  retryDeadlineUs(): Micros {
    if (this.transactions.hasProducerId || this.inFlight) return NEVER;
    return this.retryAtUs > this.host.monotonicUs() ? this.retryAtUs : NEVER;
  }

  handleResponse(response: InitProducerIdResponse): void {
    this.inFlight = false;
    if (response.error === Errors.NONE)
      this.transactions.setProducerIdAndEpoch(response.producerId, response.producerEpoch);
    else if (isRetriable(response.error)) this.retryLater();
    else this.transactions.fatalError = response.error;
  }

  handleDisconnect(): void {
    this.inFlight = false;
    this.retryLater();
  }

  private send(node: number): void {
    const { requestTimeoutUs } = this.settings;
    this.client.send(node, INIT_PRODUCER_ID, {}, MESSAGE_OVERHEAD_BYTES, requestTimeoutUs, null);
    this.inFlight = true;
    this.node = null;
  }

  private retryLater(): void {
    this.node = null;
    this.retryAtUs = this.host.monotonicUs() + this.settings.retryBackoffUs;
  }
}
