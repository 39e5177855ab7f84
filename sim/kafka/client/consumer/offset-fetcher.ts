import type { Host } from "../../../kernel/host.ts";
import type { InFlightRequest } from "../../../kernel/link.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_CLIENT_ERROR } from "../../facts.ts";
import {
  CONSUMER_REPLICA_ID,
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  LIST_OFFSETS,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
  MESSAGE_OVERHEAD_BYTES,
  NO_LEADER,
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochRequest,
  type OffsetsForLeaderEpochResponse,
  PARTITION_OVERHEAD_BYTES,
} from "../../messages.ts";
import { NO_LEADER_EPOCH } from "../../record/record-batch.ts";
import type { Metadata } from "../metadata.ts";
import type { NetworkClient } from "../network-client.ts";
import type { ConsumerSettings } from "./consumer-config.ts";
import {
  AWAIT_RESET,
  AWAIT_VALIDATION,
  FETCHING,
  INITIALIZING,
  type PartitionState,
} from "./partition-state.ts";
import type { PollFailure } from "./poll-failure.ts";
import type { SubscriptionState } from "./subscription-state.ts";

const NEVER = Number.POSITIVE_INFINITY;
const UNKNOWN_OFFSET = -1;

/** `auto.offset.reset`. */
export type OffsetResetStrategy = "latest" | "earliest" | "none";

/** The position that a request was made for; an answer to another position is dropped. */
interface AskedPosition {
  readonly tp: number;
  readonly offset: number;
  readonly offsetEpoch: number;
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly resetTimestamp: number;
}

/** Finds positions by the reset policy and validates them after leader changes (`Fetcher`, KIP-320). */
export class OffsetFetcher {
  /** When `poll` is worth calling again without an event of the network. After `poll`. */
  nextAttemptAtUs: Micros = NEVER;
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ConsumerSettings;
  private readonly metadata: Metadata;
  private readonly client: NetworkClient;
  private readonly subscriptions: SubscriptionState;
  private failure: PollFailure | null = null;
  private seenMetadata = 0;

  constructor(
    host: Host,
    names: KafkaNames,
    settings: ConsumerSettings,
    metadata: Metadata,
    client: NetworkClient,
    subscriptions: SubscriptionState,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.metadata = metadata;
    this.client = client;
    this.subscriptions = subscriptions;
  }

  /** Of what poll throws now; null: of nothing. */
  takeFailure(): PollFailure | null {
    const { failure } = this;
    this.failure = null;
    return failure;
  }

  /** A partition that has a position may have to check it against a new leader (KIP-320). */
  validatePositions(): void {
    const { metadata, subscriptions } = this;
    if (this.seenMetadata === metadata.updateVersion) return;
    this.seenMetadata = metadata.updateVersion;
    for (const partition of subscriptions.partitions) {
      const { tp } = partition;
      const leader = metadata.currentLeader(tp);
      subscriptions.maybeValidatePosition(partition, leader, metadata.leaderEpoch(tp));
    }
  }

  /**
   * Partitions of which nothing is committed begin where the policy says; without one poll throws
   * (NoOffsetForPartitionException).
   */
  resetInitializingPositions(): void {
    const { autoOffsetReset } = this.settings;
    for (const partition of this.subscriptions.partitions) {
      if (partition.state !== INITIALIZING) continue;
      if (autoOffsetReset === "none") {
        this.fail(Errors.OFFSET_OUT_OF_RANGE, partition.tp);
        return;
      }
      this.subscriptions.requestOffsetReset(partition, this.resetTimestamp);
    }
  }

  /** The policy, as ListOffsets asks for it. */
  get resetTimestamp(): number {
    return this.settings.autoOffsetReset === "earliest" ? EARLIEST_TIMESTAMP : LATEST_TIMESTAMP;
  }

  /** Asks the leaders of partitions without a valid position. */
  poll(): void {
    this.nextAttemptAtUs = NEVER;
    if (this.subscriptions.hasAllFetchPositions) return;
    const resets = new Map<number, PartitionState[]>();
    const validations = new Map<number, PartitionState[]>();
    for (const partition of this.subscriptions.partitions) {
      if (partition.state === AWAIT_RESET)
        this.group(resets, partition, this.metadata.currentLeader(partition.tp));
      else if (partition.state === AWAIT_VALIDATION)
        this.group(validations, partition, partition.leader);
    }
    for (const [node, partitions] of resets) {
      if (this.mayAsk(node, partitions)) this.listOffsets(node, partitions);
    }
    for (const [node, partitions] of validations) {
      if (this.mayAsk(node, partitions)) this.offsetsForLeaderEpoch(node, partitions);
    }
  }

  handleResponse(request: InFlightRequest, body: unknown): void {
    const asked = request.context as readonly AskedPosition[];
    if (request.kind === LIST_OFFSETS) this.onListOffsets(asked, body as ListOffsetsResponse);
    else this.onOffsetsForLeaderEpoch(asked, body as OffsetsForLeaderEpochResponse);
  }

  handleDisconnect(request: InFlightRequest): void {
    for (const { tp } of request.context as readonly AskedPosition[]) this.retryLater(tp);
    this.metadata.requestUpdate();
  }

  private group(
    groups: Map<number, PartitionState[]>,
    partition: PartitionState,
    leader: number,
  ): void {
    if (partition.nextRetryUs > this.host.monotonicUs())
      this.nextAttemptAtUs = Math.min(this.nextAttemptAtUs, partition.nextRetryUs);
    else if (leader === NO_LEADER) this.metadata.requestUpdate();
    else {
      const group = groups.get(leader);
      if (group === undefined) groups.set(leader, [partition]);
      else group.push(partition);
    }
  }

  private mayAsk(node: number, partitions: readonly PartitionState[]): boolean {
    if (!this.client.ready(node)) {
      this.nextAttemptAtUs = Math.min(this.nextAttemptAtUs, this.client.retryAtUs(node));
      return false;
    }
    const giveUpAtUs = this.host.monotonicUs() + this.settings.requestTimeoutUs;
    for (const partition of partitions) partition.nextRetryUs = giveUpAtUs;
    return true;
  }

  private listOffsets(node: number, partitions: readonly PartitionState[]): void {
    const { isolationLevel, validatesPositions } = this.settings;
    const request: ListOffsetsRequest = {
      replicaId: CONSUMER_REPLICA_ID,
      isolationLevel,
      partitions: partitions.map(({ tp, resetTimestamp }) => ({
        tp,
        timestamp: resetTimestamp,
        currentLeaderEpoch: validatesPositions ? this.metadata.leaderEpoch(tp) : NO_LEADER_EPOCH,
      })),
    };
    this.send(node, LIST_OFFSETS, request, partitions);
  }

  private offsetsForLeaderEpoch(node: number, partitions: readonly PartitionState[]): void {
    const request: OffsetsForLeaderEpochRequest = {
      replicaId: CONSUMER_REPLICA_ID,
      partitions: partitions.map(({ tp, leaderEpoch, offsetEpoch }) => ({
        tp,
        currentLeaderEpoch: leaderEpoch,
        leaderEpoch: offsetEpoch,
      })),
    };
    this.send(node, OFFSETS_FOR_LEADER_EPOCH, request, partitions);
  }

  private send(
    node: number,
    kind: number,
    request: unknown,
    partitions: readonly PartitionState[],
  ): void {
    const size = MESSAGE_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES * partitions.length;
    const asked: AskedPosition[] = partitions.map((partition) => ({
      tp: partition.tp,
      offset: partition.offset,
      offsetEpoch: partition.offsetEpoch,
      leader: partition.leader,
      leaderEpoch: partition.leaderEpoch,
      resetTimestamp: partition.resetTimestamp,
    }));
    this.client.send(node, kind, request, size, this.settings.requestTimeoutUs, asked);
  }

  private onListOffsets(asked: readonly AskedPosition[], response: ListOffsetsResponse): void {
    for (const { tp, error, offset, leaderEpoch } of response.partitions) {
      if (error !== Errors.NONE) {
        this.metError(error, tp);
        this.retryLater(tp);
        this.metadata.requestUpdate();
        continue;
      }
      const partition = this.subscriptions.partition(tp);
      if (partition?.state !== AWAIT_RESET || offset === UNKNOWN_OFFSET) continue;
      // Another reset was asked for meanwhile.
      const request = asked.find((other) => other.tp === tp);
      if (request?.resetTimestamp !== partition.resetTimestamp) continue;
      partition.leader = this.metadata.currentLeader(tp);
      partition.leaderEpoch = this.metadata.leaderEpoch(tp);
      if (leaderEpoch !== NO_LEADER_EPOCH)
        this.metadata.updateLastSeenEpochIfNewer(tp, leaderEpoch);
      // Without an epoch of its own the position is not validated.
      this.subscriptions.seekValidated(partition, offset, NO_LEADER_EPOCH);
    }
  }

  private onOffsetsForLeaderEpoch(
    asked: readonly AskedPosition[],
    response: OffsetsForLeaderEpochResponse,
  ): void {
    for (const { tp, error, leaderEpoch, endOffset } of response.partitions) {
      if (error !== Errors.NONE) {
        this.metError(error, tp);
        this.retryLater(tp);
        this.metadata.requestUpdate();
        continue;
      }
      const partition = this.subscriptions.partition(tp);
      const position = asked.find((other) => other.tp === tp);
      if (partition?.state !== AWAIT_VALIDATION || position === undefined) continue;
      if (isAt(partition, position)) this.completeValidation(partition, leaderEpoch, endOffset);
    }
  }

  /** The log before the position must have the epoch that was read there, or it was truncated. */
  private completeValidation(
    partition: PartitionState,
    leaderEpoch: number,
    endOffset: number,
  ): void {
    const undefinedEnd = endOffset === UNKNOWN_OFFSET || leaderEpoch === NO_LEADER_EPOCH;
    if (!undefinedEnd && endOffset >= partition.offset)
      this.subscriptions.completeValidation(partition);
    else if (this.settings.autoOffsetReset === "none")
      this.fail(Errors.OFFSET_OUT_OF_RANGE, partition.tp);
    else if (undefinedEnd) this.subscriptions.requestOffsetReset(partition, this.resetTimestamp);
    else this.subscriptions.seekValidated(partition, endOffset, leaderEpoch);
  }

  private retryLater(tp: number): void {
    const partition = this.subscriptions.partition(tp);
    if (partition === undefined || partition.state === FETCHING) return;
    partition.nextRetryUs = this.host.monotonicUs() + this.settings.retryBackoffUs;
  }

  private fail(error: ErrorCode, tp: number): void {
    this.metError(error, tp);
    this.failure = { error, tp };
  }

  private metError(error: ErrorCode, tp: number): void {
    const text = this.names.topicPartitions.text(tp);
    this.host.simulation.facts.add(FACT_CLIENT_ERROR, this.host.index, error, text);
  }
}

function isAt(partition: PartitionState, position: AskedPosition): boolean {
  return (
    partition.offset === position.offset &&
    partition.offsetEpoch === position.offsetEpoch &&
    partition.leader === position.leader &&
    partition.leaderEpoch === position.leaderEpoch
  );
}
