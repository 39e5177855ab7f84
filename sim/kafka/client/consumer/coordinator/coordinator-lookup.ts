import type { Host } from "../../../../kernel/host.ts";
import type { Micros } from "../../../../kernel/time.ts";
import { type ErrorCode, Errors } from "../../../errors.ts";
import {
  COORDINATOR_OF_GROUP,
  type FindCoordinatorRequest,
  type FindCoordinatorResponse,
} from "../../../group-messages.ts";
import { FIND_COORDINATOR, MESSAGE_OVERHEAD_BYTES } from "../../../messages.ts";
import { ExponentialBackoff } from "../../exponential-backoff.ts";
import type { Metadata } from "../../metadata.ts";
import { coordinatorConnection, type NetworkClient } from "../../network-client.ts";
import type { GroupRebalanceConfig } from "./group-rebalance-config.ts";
import type { UnsentRequests } from "./unsent-requests.ts";

const NEVER = Number.POSITIVE_INFINITY;
const LONG_AGO = Number.NEGATIVE_INFINITY;
/** No coordinator is known. */
export const NO_COORDINATOR = -1;
/** The retriable errors of FindCoordinator; NETWORK_EXCEPTION stands for a lost connection. */
const RETRIABLE: readonly ErrorCode[] = [
  Errors.COORDINATOR_LOAD_IN_PROGRESS,
  Errors.COORDINATOR_NOT_AVAILABLE,
  Errors.NOT_COORDINATOR,
  Errors.NETWORK_EXCEPTION,
];

/** Finds the broker that coordinates the group (`ensureCoordinatorReady`, `lookupCoordinator`). */
export class CoordinatorLookup {
  /** The coordinator cannot be found: poll throws that; NONE while it can. */
  fatalError: ErrorCode = Errors.NONE;
  private readonly host: Host;
  private readonly config: GroupRebalanceConfig;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly unsent: UnsentRequests;
  private readonly backoff: ExponentialBackoff;
  private coordinator = NO_COORDINATOR;
  private inFlight = false;
  /** After a failure poll waits for newer metadata than these; -1: it does not wait. */
  private failedWithMetadata = -1;
  private failedAtUs: Micros = LONG_AGO;
  private retryAtUs: Micros = LONG_AGO;
  private attempts = 0;
  /** A coordinator that turned out wrong, to which the connection is still open. */
  private toDisconnect = NO_COORDINATOR;

  constructor(
    host: Host,
    config: GroupRebalanceConfig,
    metadata: Metadata,
    client: NetworkClient,
    unsent: UnsentRequests,
  ) {
    this.host = host;
    this.config = config;
    this.metadata = metadata;
    this.client = client;
    this.unsent = unsent;
    const stream = host.simulation.choices.stream(`client/${host.name}/coordinator`);
    this.backoff = new ExponentialBackoff(config.retryBackoff, stream);
  }

  /** Its node; NO_COORDINATOR when it is not known, or the connection just failed (`checkAndGetCoordinator`). */
  check(): number {
    if (this.coordinator !== NO_COORDINATOR && this.client.isUnavailable(this.coordinator))
      this.coordinator = NO_COORDINATOR;
    return this.coordinator;
  }

  get isUnknown(): boolean {
    return this.check() === NO_COORDINATOR;
  }

  /** When it is worth another try in poll without an event of the network. */
  get nextAttemptAtUs(): Micros {
    if (!this.isUnknown || this.inFlight) return NEVER;
    return this.failedWithMetadata === this.metadata.updateVersion ? NEVER : this.retryAtUs;
  }

  /** When the heartbeat thread looks for it again, while it is unknown. */
  get backgroundRetryAtUs(): Micros {
    return this.inFlight ? NEVER : this.failedAtUs + this.config.retryBackoffUs;
  }

  /** One round of the thread in poll; answers whether the coordinator is known. */
  ensureReady(): boolean {
    if (!this.isUnknown) return true;
    if (this.inFlight || this.failedWithMetadata === this.metadata.updateVersion) return false;
    if (this.host.monotonicUs() >= this.retryAtUs) this.send();
    return false;
  }

  /** One round of the heartbeat thread. */
  lookupInBackground(): void {
    if (!this.isUnknown || this.inFlight) return;
    if (this.host.monotonicUs() >= this.backgroundRetryAtUs) this.send();
  }

  /** @param lost its connection is gone already */
  markUnknown(lost: boolean): void {
    const known = this.coordinator;
    if (known === NO_COORDINATOR) return;
    this.coordinator = NO_COORDINATOR;
    if (!lost) this.toDisconnect = known;
  }

  get hasWrongCoordinator(): boolean {
    return this.toDisconnect !== NO_COORDINATOR;
  }

  /** Takes the node from which requests must be given up, if there is one. */
  takeWrongCoordinator(): number {
    const node = this.toDisconnect;
    this.toDisconnect = NO_COORDINATOR;
    return node;
  }

  /** Answers whether the coordinator was found. */
  onResponse({ error, nodeId }: FindCoordinatorResponse): boolean {
    this.inFlight = false;
    if (error !== Errors.NONE) {
      this.onFailure(error);
      return false;
    }
    this.attempts = 0;
    this.failedWithMetadata = -1;
    this.failedAtUs = LONG_AGO;
    this.coordinator = coordinatorConnection(nodeId);
    this.client.ready(this.coordinator);
    if (this.isUnknown) {
      // It was found where the connection just failed: both threads wait before they look again.
      this.failedAtUs = this.host.monotonicUs();
      this.backOff();
    }
    return true;
  }

  onDisconnect(): void {
    this.inFlight = false;
    this.onFailure(Errors.NETWORK_EXCEPTION);
  }

  private send(): void {
    const node = this.client.leastLoadedNode();
    if (node === null) {
      this.onFailure(Errors.NETWORK_EXCEPTION);
      return;
    }
    this.inFlight = true;
    const body: FindCoordinatorRequest = {
      keyType: COORDINATOR_OF_GROUP,
      key: this.config.groupId,
    };
    this.unsent.add({
      nodeId: node,
      kind: FIND_COORDINATOR,
      body,
      sizeBytes: MESSAGE_OVERHEAD_BYTES + this.config.groupId.length,
      deadlineUs: this.host.monotonicUs() + this.config.requestTimeoutUs,
      context: null,
    });
  }

  private onFailure(error: ErrorCode): void {
    this.failedAtUs = this.host.monotonicUs();
    if (!RETRIABLE.includes(error)) {
      this.fatalError = error;
      return;
    }
    this.failedWithMetadata = this.metadata.updateVersion;
    this.metadata.requestUpdate();
    if (this.config.retryBackoff.bounded) this.backOff();
  }

  private backOff(): void {
    this.retryAtUs = this.host.monotonicUs() + this.backoff.backoffUs(this.attempts++);
  }
}
