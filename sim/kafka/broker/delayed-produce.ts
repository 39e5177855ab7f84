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

/** Who is told what became of records that a part of this broker appended itself. */
export interface AppendListener {
  /**
   * Enough replicas have the records, or that failed, or it is not known in time.
   * @param token what was given with the records
   * @param baseOffset -1 when nothing was appended
   */
  onAppended(token: number, error: ErrorCode, baseOffset: number): void;
}

/** Records that a part of this broker appended itself, for a log that clients do not write. */
export interface InternalAppend {
  readonly id: number;
  readonly listener: AppendListener;
  readonly token: number;
}

/** A produce request, or an internal append, that waits until enough replicas have what it appended. */
export class DelayedProduce {
  readonly caller: RequestChannel | InternalAppend;
  readonly statuses: readonly ProducePartitionStatus[];
  /** -1: all of the ISR; more than 1: so many of it. */
  readonly acks: number;
  /** Partitions that are still waited for. */
  pending = 0;
  timer: EventHandle = NO_EVENT;

  constructor(
    caller: RequestChannel | InternalAppend,
    statuses: readonly ProducePartitionStatus[],
    acks: number,
  ) {
    this.caller = caller;
    this.statuses = statuses;
    this.acks = acks;
  }
}

/** Whether part of this broker waits, and no client. */
export function isInternal(caller: RequestChannel | InternalAppend): caller is InternalAppend {
  return "listener" in caller;
}
