import { type EventHandle, NO_EVENT } from "../../kernel/event-queue.ts";
import type { Host } from "../../kernel/host.ts";
import { ms } from "../../kernel/time.ts";
import type { TopicPartitions } from "../context.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import { storageErrorCode } from "../log/log-dir-failure-channel.ts";
import {
  DELETE_TO_HIGH_WATERMARK,
  type DeleteRecordsRequest,
  type DeleteRecordsResponse,
  MESSAGE_OVERHEAD_BYTES,
  PARTITION_OVERHEAD_BYTES,
} from "../messages.ts";
import { TIMER_DELAYED_DELETE_RECORDS } from "../timers.ts";
import type { Partition } from "./partition.ts";
import type { ReplicaManager } from "./replica-manager.ts";
import type { RequestChannel } from "./request-channel.ts";

const INTERNAL_TOPICS: readonly string[] = ["__consumer_offsets", "__transaction_state"];
const INVALID_LOW_WATERMARK = -1;

/** What became of one partition of a request (`DeleteRecordsPartitionStatus`). */
interface DeleteRecordsStatus {
  readonly tp: number;
  readonly requiredOffset: number;
  lowWatermark: number;
  error: ErrorCode;
  /** Not every live replica's log starts there yet. */
  acksPending: boolean;
}

/** A request that waits until no live replica has what was deleted (`DelayedDeleteRecords`). */
interface DelayedDeleteRecords {
  readonly channel: RequestChannel;
  readonly statuses: readonly DeleteRecordsStatus[];
  timer: EventHandle;
}

/**
 * DeleteRecords requests (`ReplicaManager.deleteRecords`, KIP-107): the leader's log starts later, and
 * when the logs of all live replicas do, the request is answered.
 */
export class DeleteRecordsMessages {
  private readonly host: Host;
  private readonly replicaManager: ReplicaManager;
  private readonly topicPartitions: TopicPartitions;
  /** By number of the connection. */
  private readonly delayed = new Map<number, DelayedDeleteRecords>();

  constructor(host: Host, replicaManager: ReplicaManager, topicPartitions: TopicPartitions) {
    this.host = host;
    this.replicaManager = replicaManager;
    this.topicPartitions = topicPartitions;
  }

  handle(channel: RequestChannel, { partitions, timeoutMs }: DeleteRecordsRequest): void {
    const statuses = partitions.map(({ tp, offset }) => this.deleteOnLocalLog(tp, offset));
    if (!statuses.some(({ acksPending }) => acksPending)) {
      respond(channel, statuses);
      return;
    }
    const timer = this.host.setTimer(ms(timeoutMs), TIMER_DELAYED_DELETE_RECORDS, channel.id);
    this.delayed.set(channel.id, { channel, statuses, timer });
  }

  /** A follower of the partition fetched: its log may start where it should. */
  tryComplete({ tp }: Partition): void {
    if (this.delayed.size === 0) return;
    for (const delayed of [...this.delayed.values()]) {
      const { statuses } = delayed;
      if (!statuses.some((status) => status.tp === tp && status.acksPending)) continue;
      for (const status of statuses) this.update(status);
      if (statuses.some(({ acksPending }) => acksPending)) continue;
      delayed.timer = this.host.cancelTimer(delayed.timer);
      this.complete(delayed);
    }
  }

  /** The time of the request is over: what still waits has timed out, though the leader has deleted. */
  onTimer(channelId: number): void {
    const delayed = this.delayed.get(channelId);
    if (delayed === undefined) return;
    delayed.timer = NO_EVENT;
    for (const status of delayed.statuses) {
      if (status.acksPending) status.error = Errors.REQUEST_TIMED_OUT;
    }
    this.complete(delayed);
  }

  private complete({ channel, statuses }: DelayedDeleteRecords): void {
    this.delayed.delete(channel.id);
    respond(channel, statuses);
  }

  /**
   * Errors: UNKNOWN_TOPIC_OR_PARTITION, NOT_LEADER_OR_FOLLOWER, INVALID_TOPIC_EXCEPTION of an internal
   * topic, POLICY_VIOLATION where `cleanup.policy` does not delete, OFFSET_OUT_OF_RANGE of an offset
   * that is negative or beyond the HW, KAFKA_STORAGE_ERROR.
   */
  private deleteOnLocalLog(tp: number, offset: number): DeleteRecordsStatus {
    if (!this.replicaManager.metadataCache.contains(tp)) {
      return failed(tp, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }
    if (INTERNAL_TOPICS.includes(this.topicPartitions.topic(tp))) {
      return failed(tp, Errors.INVALID_TOPIC_EXCEPTION);
    }
    const partition = this.replicaManager.partition(tp);
    if (partition === null) return failed(tp, this.replicaManager.missingPartitionError(tp));
    const { log } = partition;
    if (log === null || !partition.isLeader) return failed(tp, Errors.NOT_LEADER_OR_FOLLOWER);
    if (!log.config.delete) return failed(tp, Errors.POLICY_VIOLATION);
    const requiredOffset = offset === DELETE_TO_HIGH_WATERMARK ? log.highWatermark : offset;
    try {
      if (requiredOffset < 0 || !log.maybeIncrementLogStartOffset(requiredOffset)) {
        return failed(tp, Errors.OFFSET_OUT_OF_RANGE);
      }
    } catch (error) {
      return failed(tp, storageErrorCode(error));
    }
    partition.markFetchesDirty();
    const lowWatermark = this.lowWatermark(partition);
    const acksPending = lowWatermark < requiredOffset;
    return { tp, requiredOffset, lowWatermark, error: Errors.NONE, acksPending };
  }

  private update(status: DeleteRecordsStatus): void {
    if (!status.acksPending) return;
    const partition = this.replicaManager.partition(status.tp);
    if (partition === null || !partition.isLeader) {
      const error = this.replicaManager.missingPartitionError(status.tp);
      status.error = partition === null ? error : Errors.NOT_LEADER_OR_FOLLOWER;
      status.lowWatermark = INVALID_LOW_WATERMARK;
      status.acksPending = false;
      return;
    }
    status.lowWatermark = this.lowWatermark(partition);
    status.acksPending = status.lowWatermark < status.requiredOffset;
  }

  /** Where the logs of the live replicas start, at the earliest (`lowWatermarkIfLeader`). */
  private lowWatermark({ log, remotes }: Partition): number {
    let lowWatermark = log?.logStartOffset ?? INVALID_LOW_WATERMARK;
    for (const { brokerId, logStartOffset } of remotes.all) {
      if (logStartOffset >= lowWatermark) continue;
      if (this.replicaManager.metadataCache.isAlive(brokerId)) lowWatermark = logStartOffset;
    }
    return lowWatermark;
  }
}

function failed(tp: number, error: ErrorCode): DeleteRecordsStatus {
  const lowWatermark = INVALID_LOW_WATERMARK;
  return { tp, requiredOffset: -1, lowWatermark, error, acksPending: false };
}

function respond(channel: RequestChannel, statuses: readonly DeleteRecordsStatus[]): void {
  const body: DeleteRecordsResponse = {
    partitions: statuses.map(({ tp, lowWatermark, error }) => ({ tp, lowWatermark, error })),
  };
  channel.respond(body, MESSAGE_OVERHEAD_BYTES + statuses.length * PARTITION_OVERHEAD_BYTES);
}
