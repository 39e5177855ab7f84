import type { Link } from "../../../kernel/link.ts";
import { Errors } from "../../errors.ts";
import { TRUNCATION_REASONS } from "../../log/truncation-reasons.ts";
import {
  MESSAGE_OVERHEAD_BYTES,
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochRequest,
  type OffsetsForLeaderEpochResponse,
  PARTITION_OVERHEAD_BYTES,
} from "../../messages.ts";
import { onPartitionFenced } from "../fetch-response-processor.ts";
import type { PartitionFetchState } from "../partition-fetch-state.ts";
import type { ReplicaFetcher } from "../replica-fetcher.ts";

type EpochEnd = OffsetsForLeaderEpochResponse["partitions"][number];

interface AskedPartition {
  readonly tp: number;
  /** The epoch that the partition was followed in. */
  readonly currentLeaderEpoch: number;
  /** The latest epoch of its log. */
  readonly leaderEpoch: number;
}

/**
 * The partitions of a fetcher that truncate before they fetch (`AbstractFetcherThread.maybeTruncate`).
 * The leader is asked in one request where their latest epochs end; a log without epochs is truncated
 * to its high watermark.
 */
export class TruncatingPhase {
  private readonly fetcher: ReplicaFetcher;
  private states: PartitionFetchState[] = [];
  /** What the next or the unanswered request asks. */
  private asked: AskedPartition[] = [];
  private withoutEpochs: PartitionFetchState[] = [];

  constructor(fetcher: ReplicaFetcher) {
    this.fetcher = fetcher;
  }

  add(state: PartitionFetchState): void {
    this.states.push(state);
  }

  /** Truncates what can be. True when the leader must be asked first. */
  begin(): boolean {
    if (this.states.length === 0) return false;
    this.states = this.states.filter((state) => state.truncating && this.fetcher.holds(state));
    for (const state of this.states) {
      if (state.delayedUntilUs > 0) continue;
      const { partition, currentLeaderEpoch } = state;
      const leaderEpoch = partition.log?.latestEpoch ?? -1;
      if (leaderEpoch < 0) this.withoutEpochs.push(state);
      else this.asked.push({ tp: partition.tp, currentLeaderEpoch, leaderEpoch });
    }
    if (this.asked.length > 0) return true;
    this.truncateToHighWatermark();
    return false;
  }

  send(link: Link): void {
    const { brokerId, socketTimeoutUs, truncation } = this.fetcher.config;
    const request: OffsetsForLeaderEpochRequest = {
      replicaId: brokerId,
      partitions: this.asked.map(({ tp, currentLeaderEpoch, leaderEpoch }) => ({
        tp,
        currentLeaderEpoch: truncation.checksLeaderEpoch ? currentLeaderEpoch : -1,
        leaderEpoch,
      })),
    };
    const sizeBytes = MESSAGE_OVERHEAD_BYTES + this.asked.length * PARTITION_OVERHEAD_BYTES;
    link.send(OFFSETS_FOR_LEADER_EPOCH, request, sizeBytes, socketTimeoutUs, null);
  }

  onResponse({ partitions }: OffsetsForLeaderEpochResponse): void {
    const { asked } = this;
    this.asked = [];
    for (const answer of partitions) {
      const request = asked.find(({ tp }) => tp === answer.tp);
      if (request !== undefined) this.handle(request, answer);
    }
    this.truncateToHighWatermark();
  }

  /** The connection failed: every partition that was asked about waits. */
  onError(): void {
    const { asked } = this;
    this.asked = [];
    for (const request of asked) this.handle(request, { ...FAILED, tp: request.tp });
    this.truncateToHighWatermark();
  }

  private handle(request: AskedPartition, { error, leaderEpoch, endOffset }: EpochEnd): void {
    const state = this.fetcher.states.get(request.tp);
    const log = state?.partition.log ?? null;
    if (state === undefined || log === null) return;
    const { truncation } = this.fetcher.config;
    // Before KIP-320 nothing tells that an answer belongs to an older epoch.
    const isStale = request.currentLeaderEpoch !== state.currentLeaderEpoch;
    if (truncation.checksLeaderEpoch && isStale) return;
    if (error === Errors.FENCED_LEADER_EPOCH) {
      onPartitionFenced(state, request.currentLeaderEpoch);
      return;
    }
    if (error !== Errors.NONE) {
      this.fetcher.delay(state);
      return;
    }
    const leader = { epoch: leaderEpoch, endOffset };
    const { offset, truncationCompleted } = truncation.offsetTruncationState(
      leader,
      log,
      state.fetchOffset,
    );
    const reason = endOffset < 0 ? TO_HIGH_WATERMARK : DIVERGES;
    this.truncate(state, offset, truncationCompleted, reason);
  }

  private truncateToHighWatermark(): void {
    for (const state of this.withoutEpochs) {
      if (this.fetcher.holds(state)) {
        this.truncate(state, state.fetchOffset, true, TO_HIGH_WATERMARK);
      }
    }
    this.withoutEpochs = [];
  }

  private truncate(
    state: PartitionFetchState,
    offset: number,
    completed: boolean,
    reason: string,
  ): void {
    state.partition.truncateTo(offset, reason);
    state.fetchOffset = offset;
    state.lastFetchedEpoch = state.partition.log?.latestEpoch ?? -1;
    state.truncating = !completed;
    if (completed) this.fetcher.markChanged(state);
  }
}

/** What is assumed of an answer that never came. */
const FAILED = { error: Errors.UNKNOWN_SERVER_ERROR, leaderEpoch: -1, endOffset: -1 };
const { TO_HIGH_WATERMARK, DIVERGES } = TRUNCATION_REASONS;
