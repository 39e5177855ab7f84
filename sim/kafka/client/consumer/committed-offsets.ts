import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_CLIENT_ERROR } from "../../facts.ts";
import type { OffsetFetchRequest, OffsetFetchResponse } from "../../group-messages.ts";
import { MESSAGE_OVERHEAD_BYTES, OFFSET_FETCH, PARTITION_OVERHEAD_BYTES } from "../../messages.ts";
import { NO_LEADER_EPOCH } from "../../record/record-batch.ts";
import type { Metadata } from "../metadata.ts";
import type { NetworkClient } from "../network-client.ts";
import type { ConsumerSettings } from "./consumer-config.ts";
import { UnsentRequests } from "./coordinator/unsent-requests.ts";
import type { Generation, GroupMembership } from "./group-membership.ts";
import { INITIALIZING } from "./partition-state.ts";
import type { PollFailure } from "./poll-failure.ts";
import type { SubscriptionState } from "./subscription-state.ts";

const NEVER = Number.POSITIVE_INFINITY;
const VERSION_IN_ZOOKEEPER = 0;
const VERSION_IN_KAFKA = 1;

/** An OffsetFetch that was sent: an answer to another one is nobody's. */
interface PendingFetch {
  readonly tps: readonly number[];
  readonly generation: Generation | null;
}

/** Finds the committed offsets of partitions that begin (`refreshCommittedOffsetsIfNeeded`). */
export class CommittedOffsets {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ConsumerSettings;
  private readonly metadata: Metadata;
  private readonly subscriptions: SubscriptionState;
  private readonly membership: GroupMembership;
  private readonly unsent: UnsentRequests;
  private failure: PollFailure | null = null;
  private pending: PendingFetch | null = null;
  private retryAtUs: Micros = 0;

  constructor(
    host: Host,
    names: KafkaNames,
    settings: ConsumerSettings,
    metadata: Metadata,
    client: NetworkClient,
    subscriptions: SubscriptionState,
    membership: GroupMembership,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.metadata = metadata;
    this.subscriptions = subscriptions;
    this.membership = membership;
    this.unsent = new UnsentRequests(host, client);
  }

  /** When `refresh` is worth calling without an event of the network. */
  get nextAttemptAtUs(): Micros {
    const waits = this.pending === null && this.retryAtUs > this.host.monotonicUs();
    return Math.min(this.unsent.nextAttemptAtUs, waits ? this.retryAtUs : NEVER);
  }

  /** One round of poll; answers whether what is committed is known of every partition. */
  refresh(): boolean {
    const tps = this.initializing();
    if (tps.length === 0) return true;
    this.sendUnsent();
    const generation = this.membership.stableGeneration;
    if (this.pending !== null && !isSame(this.pending, tps, generation)) this.pending = null;
    if (this.pending !== null || this.host.monotonicUs() < this.retryAtUs) return false;
    if (this.membership.ensureCoordinatorReady()) this.send(tps, generation);
    return false;
  }

  /** Of what poll throws now; null: of nothing. */
  takeFailure(): PollFailure | null {
    const { failure } = this;
    this.failure = null;
    return failure;
  }

  handleResponse({ context }: InFlightRequest, response: OffsetFetchResponse): void {
    if (context !== this.pending) return;
    this.pending = null;
    const { error, partitions } = response;
    if (error !== Errors.NONE) {
      this.metError(error, -1);
      this.onError(error);
      return;
    }
    const refused = partitions.find((partition) => this.isRefused(partition.error));
    if (refused !== undefined) {
      this.metError(refused.error, refused.tp);
      this.failure = { error: refused.error, tp: refused.tp };
      return;
    }
    for (const { tp, offset, leaderEpoch } of partitions) this.found(tp, offset, leaderEpoch);
  }

  handleDisconnect({ context }: InFlightRequest): void {
    this.onLost(context);
  }

  /** Brokers answer that they do not know the partition where ZooKeeper has no offset of it. */
  private isRefused(error: ErrorCode): boolean {
    if (error === Errors.NONE) return false;
    return error !== Errors.UNKNOWN_TOPIC_OR_PARTITION || !this.settings.offsetsInZooKeeper;
  }

  private initializing(): number[] {
    const tps: number[] = [];
    for (const { tp, state, hasNoCommittedOffset } of this.subscriptions.partitions)
      if (state === INITIALIZING && !hasNoCommittedOffset) tps.push(tp);
    return tps;
  }

  private send(tps: readonly number[], generation: Generation | null): void {
    this.pending = { tps, generation };
    const body: OffsetFetchRequest = {
      version: this.settings.offsetsInZooKeeper ? VERSION_IN_ZOOKEEPER : VERSION_IN_KAFKA,
      groupId: this.membership.groupId,
      partitions: tps,
      requireStable: false,
    };
    this.unsent.add({
      nodeId: this.membership.coordinatorNode,
      kind: OFFSET_FETCH,
      body,
      sizeBytes: MESSAGE_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * tps.length,
      deadlineUs: this.host.monotonicUs() + this.settings.requestTimeoutUs,
      context: this.pending,
    });
    this.sendUnsent();
  }

  private sendUnsent(): void {
    for (const { context } of this.unsent.trySend()) this.onLost(context);
  }

  private onLost(context: unknown): void {
    this.membership.markCoordinatorUnknown();
    if (context !== this.pending) return;
    this.pending = null;
    this.retryLater();
  }

  private onError(error: ErrorCode): void {
    if (error === Errors.NOT_COORDINATOR) this.membership.markCoordinatorUnknown();
    else if (error !== Errors.COORDINATOR_LOAD_IN_PROGRESS) {
      this.failure = { error, tp: -1 };
      return;
    }
    this.retryLater();
  }

  private retryLater(): void {
    this.retryAtUs = this.host.monotonicUs() + this.settings.retryBackoffUs;
  }

  /** @param offset -1: the coordinator holds none */
  private found(tp: number, offset: number, leaderEpoch: number): void {
    const partition = this.subscriptions.partition(tp);
    if (partition?.state !== INITIALIZING) return;
    if (offset < 0) {
      partition.hasNoCommittedOffset = true;
      return;
    }
    const { metadata } = this;
    if (leaderEpoch !== NO_LEADER_EPOCH) metadata.updateLastSeenEpochIfNewer(tp, leaderEpoch);
    const leader = metadata.currentLeader(tp);
    const position = { offset, leaderEpoch };
    this.subscriptions.seekUnvalidated(partition, position, leader, metadata.leaderEpoch(tp));
  }

  private metError(error: ErrorCode, tp: number): void {
    const text = tp < 0 ? -1 : this.names.topicPartitions.text(tp);
    this.host.simulation.facts.add(FACT_CLIENT_ERROR, this.host.index, error, text);
  }
}

function isSame(pending: PendingFetch, tps: readonly number[], now: Generation | null): boolean {
  const { generation } = pending;
  return (
    generation?.generationId === now?.generationId &&
    generation?.memberId === now?.memberId &&
    pending.tps.length === tps.length &&
    pending.tps.every((tp, i) => tp === tps[i])
  );
}
