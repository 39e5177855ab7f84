import type { Host } from "../../../../kernel/host.ts";
import type { InFlightRequest } from "../../../../kernel/link.ts";
import type { Micros } from "../../../../kernel/time.ts";
import type { Metadata } from "../../metadata.ts";
import type { NetworkClient } from "../../network-client.ts";
import { CoordinatorLookup, NO_COORDINATOR } from "./coordinator-lookup.ts";
import type { GroupRebalanceConfig } from "./group-rebalance-config.ts";
import { UnsentRequests } from "./unsent-requests.ts";

/** Who sends requests to the coordinator. */
export interface ChannelOwner {
  onAnswer(request: InFlightRequest, body: unknown): void;
  /** Nobody will answer that request. */
  onLost(kind: number): void;
}

/** Requests of a member to its coordinator: what of `ConsumerNetworkClient` they need. */
export class CoordinatorChannel {
  readonly lookup: CoordinatorLookup;
  private readonly host: Host;
  private readonly config: GroupRebalanceConfig;
  private readonly client: NetworkClient;
  private readonly owner: ChannelOwner;
  private readonly unsent: UnsentRequests;
  /** Answers that came while no thread of this client looked at the network. */
  private unread: { readonly request: InFlightRequest; readonly body: unknown }[] = [];

  constructor(
    host: Host,
    config: GroupRebalanceConfig,
    metadata: Metadata,
    client: NetworkClient,
    owner: ChannelOwner,
  ) {
    this.host = host;
    this.config = config;
    this.client = client;
    this.owner = owner;
    this.unsent = new UnsentRequests(host, client);
    this.lookup = new CoordinatorLookup(host, config, metadata, client, this.unsent);
  }

  /** Nothing waits for a connection, or to be given up. */
  get isIdle(): boolean {
    return this.unsent.isEmpty && !this.lookup.hasWrongCoordinator;
  }

  /** When `poll` is worth calling without an event of the network. */
  get nextAttemptAtUs(): Micros {
    const { lookup, unsent } = this;
    const nowUs = this.host.monotonicUs();
    if (lookup.hasWrongCoordinator) return nowUs;
    return Math.min(lookup.nextAttemptAtUs, unsent.nextAttemptAtUs);
  }

  /** Sends a request to the coordinator as soon as that can be; it is lost when none is known. */
  send(kind: number, body: unknown, sizeBytes: number, timeoutUs: Micros, context: unknown): void {
    const nodeId = this.lookup.check();
    if (nodeId === NO_COORDINATOR) {
      this.owner.onLost(kind);
      return;
    }
    const deadlineUs = this.host.monotonicUs() + timeoutUs;
    this.unsent.add({ nodeId, kind, body, sizeBytes, deadlineUs, context });
    this.trySend();
  }

  /** One round of the search in poll; answers whether the coordinator is known. */
  ensureReady(): boolean {
    if (this.lookup.ensureReady()) return true;
    this.trySend();
    return false;
  }

  /** Whether a request to the coordinator would go at once; begins to connect if that is what lacks. */
  canSend(): boolean {
    const node = this.lookup.check();
    return node !== NO_COORDINATOR && this.client.ready(node);
  }

  /** One round of the search in the heartbeat thread. */
  lookupInBackground(): void {
    this.lookup.lookupInBackground();
    this.trySend();
  }

  /** One round of the heartbeat thread's network: also metadata must come, or nothing else would be sent. */
  pollInBackground(): void {
    this.client.maybeUpdateMetadata();
    this.poll();
  }

  /** @param lost the connection is gone already */
  markUnknown(lost: boolean): void {
    this.lookup.markUnknown(lost);
    if (this.config.closesLostCoordinator) return;
    // Older clients take back only what they did not send yet.
    const wrong = this.lookup.takeWrongCoordinator();
    if (wrong !== NO_COORDINATOR) this.giveUpUnsent(wrong);
  }

  /** Keeps an answer until a thread polls. */
  keep(request: InFlightRequest, body: unknown): void {
    this.unread.push({ request, body });
  }

  /** Reads and sends what waits. */
  poll(): void {
    const wrong = this.lookup.takeWrongCoordinator();
    if (wrong !== NO_COORDINATOR) {
      this.giveUpUnsent(wrong);
      this.client.disconnect(wrong);
    }
    const { unread } = this;
    if (unread.length > 0) {
      this.unread = [];
      for (const { request, body } of unread) this.owner.onAnswer(request, body);
    }
    this.trySend();
  }

  private giveUpUnsent(node: number): void {
    for (const { kind } of this.unsent.removeOf(node)) this.owner.onLost(kind);
  }

  private trySend(): void {
    for (const { kind } of this.unsent.trySend()) this.owner.onLost(kind);
  }
}
