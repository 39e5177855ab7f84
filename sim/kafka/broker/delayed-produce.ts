import { type EventHandle, NO_EVENT } from "../../kernel/event-queue.ts";
import type { ErrorCode } from "../errors.ts";
import type { Partition } from "./partition.ts";
import type { RequestChannel } from "./request-channel.ts";

/** What became of one partition of a produce request. */
export class ProducePartitionStatus {
  readonly tp: number;
  /** Null when it is not hosted here. */
  readonly partition: Partition | null;
  error: ErrorCode;
  /** -1 when nothing was appended. */
  readonly baseOffset: number;
  readonly logStartOffset: number;
  /** The HW that acks=all waits for. */
  readonly requiredOffset: number;
  /** The append raised the HW. */
  readonly highWatermarkRose: boolean;
  /** The request that waits for this partition; null while none does. */
  waiting: DelayedProduce | null = null;

  constructor(
    tp: number,
    partition: Partition | null,
    error: ErrorCode,
    baseOffset: number,
    logStartOffset: number,
    requiredOffset: number,
    highWatermarkRose: boolean,
  ) {
    this.tp = tp;
    this.partition = partition;
    this.error = error;
    this.baseOffset = baseOffset;
    this.logStartOffset = logStartOffset;
    this.requiredOffset = requiredOffset;
    this.highWatermarkRose = highWatermarkRose;
  }
}

/** A produce request that waits until enough replicas have what it appended. */
export class DelayedProduce {
  readonly channel: RequestChannel;
  readonly statuses: readonly ProducePartitionStatus[];
  /** -1: all of the ISR; more than 1: so many of it. */
  readonly acks: number;
  /** Partitions that are still waited for. */
  pending = 0;
  timer: EventHandle = NO_EVENT;

  constructor(channel: RequestChannel, statuses: readonly ProducePartitionStatus[], acks: number) {
    this.channel = channel;
    this.statuses = statuses;
    this.acks = acks;
  }
}
