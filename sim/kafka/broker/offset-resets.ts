import type { Link } from "../../kernel/link.ts";
import { Errors } from "../errors.ts";
import { TRUNCATION_REASONS } from "../log/truncation-reasons.ts";
import {
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  LIST_OFFSETS,
  type ListOffsetsRequest,
  type ListOffsetsResponse,
  MESSAGE_OVERHEAD_BYTES,
  PARTITION_OVERHEAD_BYTES,
  READ_UNCOMMITTED,
} from "../messages.ts";
import { onPartitionFenced } from "./fetch-response-processor.ts";
import type { PartitionFetchState } from "./partition-fetch-state.ts";
import type { ReplicaFetcher } from "./replica-fetcher.ts";

/** How a broker ends after an error that a fetcher cannot live with (`FatalExitError`). */
export interface FatalErrors {
  /** An orderly shutdown. */
  shutdown(): void;
}

interface OffsetReset {
  readonly state: PartitionFetchState;
  readonly requestEpoch: number;
  timestamp: number;
}

/**
 * Partitions whose fetch offset the leader does not have (`fetchOffsetAndTruncate`): one after the
 * other, its end is asked for, and if that is not before ours, its start.
 */
export class OffsetResets {
  private readonly fetcher: ReplicaFetcher;
  private readonly fatalErrors: FatalErrors;
  private readonly queue: OffsetReset[] = [];

  constructor(fetcher: ReplicaFetcher, fatalErrors: FatalErrors) {
    this.fetcher = fetcher;
    this.fatalErrors = fatalErrors;
  }

  get isEmpty(): boolean {
    this.dropAbandoned();
    return this.queue.length === 0;
  }

  add(state: PartitionFetchState, requestEpoch: number): void {
    this.queue.push({ state, requestEpoch, timestamp: LATEST_TIMESTAMP });
  }

  /** Asks for the next offset. */
  send(link: Link): void {
    const first = this.queue[0];
    if (first === undefined) return;
    const { state, timestamp } = first;
    const { config } = this.fetcher;
    const { currentLeaderEpoch, partition } = state;
    const request: ListOffsetsRequest = {
      replicaId: config.brokerId,
      isolationLevel: READ_UNCOMMITTED,
      partitions: [
        {
          tp: partition.tp,
          timestamp,
          currentLeaderEpoch: config.truncation.checksLeaderEpoch ? currentLeaderEpoch : -1,
        },
      ],
    };
    const sizeBytes = MESSAGE_OVERHEAD_BYTES + PARTITION_OVERHEAD_BYTES;
    link.send(LIST_OFFSETS, request, sizeBytes, config.socketTimeoutUs, null);
  }

  onResponse({ partitions }: ListOffsetsResponse): void {
    const reset = this.queue[0];
    const answer = partitions[0];
    if (reset === undefined || answer === undefined) return;
    const { state, requestEpoch } = reset;
    if (!this.fetcher.holds(state) || answer.tp !== state.partition.tp) {
      this.queue.shift();
    } else if (answer.error === Errors.FENCED_LEADER_EPOCH) {
      this.queue.shift();
      onPartitionFenced(state, requestEpoch);
    } else if (answer.error !== Errors.NONE) {
      this.queue.shift();
      this.fetcher.delay(state);
    } else if (reset.timestamp === LATEST_TIMESTAMP) {
      this.onLeaderEndOffset(reset, answer.offset);
    } else {
      this.queue.shift();
      this.onLeaderStartOffset(state, answer.offset);
    }
  }

  /** The connection failed: that partition waits. */
  onError(): void {
    const reset = this.queue.shift();
    if (reset !== undefined) this.fetcher.delay(reset.state);
  }

  /**
   * An unclean election may have left the leader with a shorter log than ours. Until 1.0 nothing is
   * truncated for it where unclean elections are not allowed: then the broker ends (KAFKA-3410).
   */
  private onLeaderEndOffset(reset: OffsetReset, leaderEndOffset: number): void {
    const { partition } = reset.state;
    const logEndOffset = partition.log?.logEndOffset ?? 0;
    if (leaderEndOffset >= logEndOffset) {
      reset.timestamp = EARLIEST_TIMESTAMP;
      return;
    }
    this.queue.shift();
    const { offsetOutOfRange } = this.fetcher.config;
    if (offsetOutOfRange !== "truncate" && !partition.log?.config.uncleanLeaderElectionEnable) {
      this.end(offsetOutOfRange === "exit");
      return;
    }
    partition.truncateTo(leaderEndOffset, TRUNCATION_REASONS.LEADER_ENDS_BEFORE);
    this.resume(reset.state, leaderEndOffset);
  }

  private end(isOrderly: boolean): void {
    const { host } = this.fetcher;
    if (!isOrderly) host.simulation.halt(host, "halted rather than truncate its log");
    this.fetcher.stop();
    this.fatalErrors.shutdown();
  }

  /**
   * In 0.8.2 the follower takes it that it has been away for too long and deletes its log, though its
   * leader may only have grown since the fetch (KAFKA-2143).
   */
  private onLeaderStartOffset(state: PartitionFetchState, leaderStartOffset: number): void {
    const { partition } = state;
    const logEndOffset = partition.log?.logEndOffset ?? 0;
    const startsOver = this.fetcher.config.offsetOutOfRange === "haltOrStartOver";
    if (leaderStartOffset > logEndOffset) {
      const { LEADER_STARTS_AFTER } = TRUNCATION_REASONS;
      partition.truncateFullyAndStartAt(leaderStartOffset, LEADER_STARTS_AFTER);
    } else if (startsOver) {
      partition.truncateFullyAndStartAt(leaderStartOffset, TRUNCATION_REASONS.STARTS_OVER);
    }
    this.resume(state, startsOver ? leaderStartOffset : Math.max(leaderStartOffset, logEndOffset));
  }

  private resume(state: PartitionFetchState, fetchOffset: number): void {
    state.fetchOffset = fetchOffset;
    state.lastFetchedEpoch = state.partition.log?.latestEpoch ?? -1;
    this.fetcher.markChanged(state);
  }

  private dropAbandoned(): void {
    while (this.queue.length > 0 && !this.fetcher.holds((this.queue[0] as OffsetReset).state)) {
      this.queue.shift();
    }
  }
}
