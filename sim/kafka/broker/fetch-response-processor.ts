import { Errors } from "../errors.ts";
import { RecordBatchTooLargeError, UnexpectedAppendOffsetError } from "../log/log-append-info.ts";
import { storageErrorCode } from "../log/log-dir-failure-channel.ts";
import { ProducerAppendError } from "../log/producer-append-validation.ts";
import { TRUNCATION_REASONS } from "../log/truncation-reasons.ts";
import type { FetchPartitionResponse, FetchResponse } from "../messages.ts";
import type { RecordBatch } from "../record/record-batch.ts";
import type { OffsetResets } from "./offset-resets.ts";
import type { PartitionFetchState } from "./partition-fetch-state.ts";
import type { ReplicaFetcher } from "./replica-fetcher.ts";

/** What a follower does with the answer to a fetch (`AbstractFetcherThread.processFetchRequest`). */
export class FetchResponseProcessor {
  private readonly fetcher: ReplicaFetcher;

  constructor(fetcher: ReplicaFetcher) {
    this.fetcher = fetcher;
  }

  process(response: FetchResponse, resets: OffsetResets): void {
    const { partitions } = response;
    let diverging: FetchPartitionResponse[] | null = null;
    for (let i = 0; i < partitions.length; i++) {
      const data = partitions[i] as FetchPartitionResponse;
      const state = this.expecting(data.tp);
      if (this.fetcher.isStopped) return;
      if (state === undefined) continue;
      if (data.error !== Errors.NONE) {
        this.handleError(state, data, resets);
        continue;
      }
      const { takesHighWatermarkBeforeTruncating } = this.fetcher.config;
      if (data.divergingEpoch === null || takesHighWatermarkBeforeTruncating) {
        this.append(state, data);
      }
      if (data.divergingEpoch === null) continue;
      if (diverging === null) diverging = [data];
      else diverging.push(data);
    }
    if (diverging !== null) for (const data of diverging) this.truncate(data);
  }

  /** The state of a partition, if it still is where the request was sent from. */
  private expecting(tp: number): PartitionFetchState | undefined {
    const state = this.fetcher.states.get(tp);
    const request = this.fetcher.session.request(tp);
    if (state === undefined || request === undefined || !state.isReadyForFetch) return undefined;
    return request.fetchOffset === state.fetchOffset ? state : undefined;
  }

  /**
   * Appends the records as they are, then takes over the leader's HW, as far as the log reaches, and
   * its log start offset. The fetcher gives up a replica that cannot.
   */
  private append(state: PartitionFetchState, data: FetchPartitionResponse): void {
    const { partition } = state;
    const log = partition.log;
    if (log === null || state.fetchOffset !== log.logEndOffset) {
      this.fetcher.giveUp(partition);
      return;
    }
    const { batches } = data;
    if (!batches.every(isValid)) {
      this.handleCorruption(state, batches);
      return;
    }
    try {
      partition.appendRecordsToFollower(batches);
    } catch (error) {
      if (UNEXPECTED.some((unexpected) => error instanceof unexpected)) {
        this.fetcher.giveUp(partition);
      } else {
        storageErrorCode(error);
        this.fetcher.remove(partition);
      }
      return;
    }
    log.updateHighWatermark(data.highWatermark);
    const { logStartOffset } = log;
    const { followsLogStartOffset } = this.fetcher.config;
    if (followsLogStartOffset && !partition.maybeIncrementLogStartOffset(data.logStartOffset)) {
      this.fetcher.giveUp(partition);
      return;
    }
    if (batches.length === 0) {
      // The leader waits to hear that the log starts there.
      if (log.logStartOffset !== logStartOffset) this.fetcher.markChanged(state);
      return;
    }
    const last = batches[batches.length - 1] as RecordBatch;
    state.fetchOffset = last.nextOffset;
    state.lastFetchedEpoch = last.partitionLeaderEpoch;
    this.fetcher.markChanged(state);
  }

  /** One batch fails its checksum: none of them is appended (`CorruptRecordException`). */
  private handleCorruption(state: PartitionFetchState, batches: readonly RecordBatch[]): void {
    const { fetcher } = this;
    if (fetcher.config.corruptFetch === "retried") {
      fetcher.delay(state);
      return;
    }
    // What is fetched next was noted before the append failed (KAFKA-4384).
    state.fetchOffset = (batches.at(-1) as RecordBatch).nextOffset;
    fetcher.markChanged(state);
  }

  private handleError(
    state: PartitionFetchState,
    { error, tp }: FetchPartitionResponse,
    resets: OffsetResets,
  ): void {
    const requestEpoch = this.fetcher.session.request(tp)?.currentLeaderEpoch ?? -1;
    if (error === Errors.OFFSET_OUT_OF_RANGE) resets.add(state, requestEpoch);
    else if (error !== Errors.FENCED_LEADER_EPOCH) this.fetcher.delay(state);
    else onPartitionFenced(state, requestEpoch);
  }

  /**
   * The leader's log ends this epoch earlier, or does not know it: truncate (KIP-595). The HW of that
   * response does not count, and the next fetch may diverge again.
   */
  private truncate({ tp, divergingEpoch }: FetchPartitionResponse): void {
    const state = this.fetcher.states.get(tp);
    const log = state?.partition.log ?? null;
    if (state === undefined || log === null || divergingEpoch === null) return;
    const { offset } = this.fetcher.config.truncation.offsetTruncationState(
      divergingEpoch,
      log,
      state.fetchOffset,
    );
    state.partition.truncateTo(offset, TRUNCATION_REASONS.DIVERGES);
    state.fetchOffset = offset;
    state.lastFetchedEpoch = log.latestEpoch;
    this.fetcher.markChanged(state);
  }
}

/** What a log may say of records that a fetcher does not know what to do with. */
const UNEXPECTED = [UnexpectedAppendOffsetError, RecordBatchTooLargeError, ProducerAppendError];

function isValid(batch: RecordBatch): boolean {
  return batch.isValid;
}

/**
 * The leader has a newer epoch. A replica that asked in its current one is given up until the next
 * LeaderAndIsr; one that has moved on asks again.
 */
export function onPartitionFenced(state: PartitionFetchState, requestEpoch: number): void {
  const { fetcher, partition, currentLeaderEpoch } = state;
  if (requestEpoch === currentLeaderEpoch) fetcher.remove(partition);
  else fetcher.delay(state);
}
