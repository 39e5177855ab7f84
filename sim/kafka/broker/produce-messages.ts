import type { Message } from "../../kernel/connection.ts";
import { NO_EVENT } from "../../kernel/event-queue.ts";
import type { Host } from "../../kernel/host.ts";
import { US_PER_MS } from "../../kernel/time.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import { FACT_DELAYED_PRODUCE } from "../facts.ts";
import type { Log } from "../log/log.ts";
import type { AppendOrigin } from "../log/producer-append-validation.ts";
import {
  MESSAGE_OVERHEAD_BYTES,
  PARTITION_OVERHEAD_BYTES,
  type ProducePartition,
  type ProducePartitionResponse,
  type ProduceRequest,
  type ProduceResponse,
} from "../messages.ts";
import type { RecordBatch } from "../record/record-batch.ts";
import { TIMER_DELAYED_PRODUCE } from "../timers.ts";
import {
  type AppendListener,
  DelayedProduce,
  type InternalAppend,
  isInternal,
  ProducePartitionStatus,
} from "./delayed-produce.ts";
import type { MetadataCache } from "./metadata-cache.ts";
import type { Partition } from "./partition.ts";
import type { ReplicaManager } from "./replica-manager.ts";
import type { RequestChannel } from "./request-channel.ts";

/** Records of this broker's own that wait until the leader has written its ISR to ZooKeeper. */
interface BlockedAppend {
  readonly batch: RecordBatch;
  readonly partition: Partition;
  readonly acks: number;
  readonly timeoutMs: number;
  readonly append: InternalAppend;
}

/**
 * Produce requests, and what parts of this broker write (`ReplicaManager.appendRecords`): append to the
 * leader's log, then answer at once (acks 0 and 1) or when the HW covers it (acks -1); until 0.9 also
 * when so many members of the ISR have it (acks 2 and more).
 */
export class ProduceMessages {
  private readonly host: Host;
  private readonly brokerId: number;
  private readonly replicaManager: ReplicaManager;
  private readonly metadataCache: MetadataCache;
  private readonly acksAboveOne: boolean;
  /** Internal appends that wait, by their numbers. */
  private readonly delayedAppends = new Map<number, DelayedProduce>();
  private blockedAppends: BlockedAppend[] = [];
  private nextAppend = 1;

  constructor(
    host: Host,
    brokerId: number,
    replicaManager: ReplicaManager,
    metadataCache: MetadataCache,
    acksAboveOne: boolean,
  ) {
    this.host = host;
    this.brokerId = brokerId;
    this.replicaManager = replicaManager;
    this.metadataCache = metadataCache;
    this.acksAboveOne = acksAboveOne;
  }

  handle(channel: RequestChannel, message: Message): void {
    const { acks, timeoutMs, partitions } = message.body as ProduceRequest;
    const validAcks = acks === -1 || acks === 1 || acks === 0 || this.acksAboveOne;
    const statuses: ProducePartitionStatus[] = [];
    let failed = 0;
    for (let i = 0; i < partitions.length; i++) {
      const partition = partitions[i] as ProducePartition;
      const status = validAcks
        ? this.append(partition, acks)
        : failure(partition.tp, Errors.INVALID_REQUIRED_ACKS);
      if (status.error !== Errors.NONE) failed++;
      statuses.push(status);
    }
    const mustWait = acks !== 0 && acks !== 1 && failed < statuses.length;
    if (mustWait) this.wait(channel, new DelayedProduce(channel, statuses, acks), timeoutMs);
    else if (acks === 0) channel.doneWithoutResponse(failed > 0);
    else respond(channel, statuses);
    for (let i = 0; i < statuses.length; i++) this.notify(statuses[i] as ProducePartitionStatus);
  }

  /**
   * Appends records of a part of this broker. The listener hears what became of them, before this
   * returns or in a later event; with acks of 0 and 1 always before. While the leader writes its ISR to
   * ZooKeeper they wait for the lock, as the thread that brings them does.
   */
  appendRecords(
    tp: number,
    batch: RecordBatch,
    acks: number,
    timeoutMs: number,
    listener: AppendListener,
    token: number,
  ): void {
    const append: InternalAppend = { id: this.nextAppend++, listener, token };
    const partition = this.replicaManager.partition(tp);
    if (partition === null) {
      listener.onAppended(token, this.replicaManager.missingPartitionError(tp), -1);
    } else if (partition.isrWrite !== null) {
      this.blockedAppends.push({ batch, partition, acks, timeoutMs, append });
    } else {
      this.appendInternally(partition, batch, acks, timeoutMs, append);
    }
  }

  /** The leader of a partition has written its ISR: what waited for that goes on. */
  onIsrWritten(): void {
    const blocked = this.blockedAppends;
    if (blocked.length === 0) return;
    this.blockedAppends = [];
    for (const one of blocked) {
      const { partition, batch, acks, timeoutMs, append } = one;
      const { listener, token } = append;
      const { tp } = partition;
      if (this.replicaManager.partition(tp) !== partition) {
        listener.onAppended(token, this.replicaManager.missingPartitionError(tp), -1);
      } else if (partition.isrWrite !== null) this.blockedAppends.push(one);
      else this.appendInternally(partition, batch, acks, timeoutMs, append);
    }
  }

  /** The HW, the ISR or the role of a partition changed: acks=all requests may be answered now. */
  tryComplete(partition: Partition): void {
    const watchers = partition.produceWatchers;
    const count = watchers.length;
    if (count === 0) return;
    let kept = 0;
    const internal: DelayedProduce[] = [];
    for (let i = 0; i < count; i++) {
      const status = watchers[i] as ProducePartitionStatus;
      const error = this.outcome(status, status.waiting?.acks ?? -1);
      if (error === null) watchers[kept++] = status;
      else {
        const delayed = this.satisfy(status, error);
        if (delayed === null) continue;
        if (isInternal(delayed.caller)) internal.push(delayed);
        else answer(delayed);
      }
    }
    if (kept === count) return;
    while (watchers.length > kept) watchers.pop();
    this.setWaiting(partition, kept);
    // A part of this broker that hears of it may append to the same partition.
    for (const delayed of internal) answer(delayed);
  }

  /** `request.timeout.ms` of the producer passed: what still waits may or may not be written. */
  onTimer(channel: RequestChannel): void {
    if (channel.delayedProduce !== null) this.expire(channel.delayedProduce);
  }

  /** The same of an internal append (`offsets.commit.timeout.ms`). */
  onAppendTimer(id: number): void {
    const delayed = this.delayedAppends.get(id);
    if (delayed !== undefined) this.expire(delayed);
  }

  private expire(delayed: DelayedProduce): void {
    delayed.timer = NO_EVENT;
    for (const status of delayed.statuses) {
      const { partition } = status;
      if (status.waiting === null || partition === null) continue;
      const watchers = partition.produceWatchers;
      watchers.splice(watchers.indexOf(status), 1);
      this.setWaiting(partition, watchers.length);
      const answered = this.satisfy(status, Errors.REQUEST_TIMED_OUT);
      if (answered !== null) answer(answered);
    }
  }

  private appendInternally(
    partition: Partition,
    batch: RecordBatch,
    acks: number,
    timeoutMs: number,
    append: InternalAppend,
  ): void {
    const status = this.appendTo(partition, batch, acks, "coordinator");
    const delayed = new DelayedProduce(append, [status], acks);
    const mustWait = acks !== 0 && acks !== 1 && status.error === Errors.NONE;
    if (!mustWait || this.watch(delayed)) answer(delayed);
    else {
      this.delayedAppends.set(append.id, delayed);
      const delayUs = Math.max(0, timeoutMs) * US_PER_MS;
      delayed.timer = this.host.setTimer(delayUs, TIMER_DELAYED_PRODUCE, NO_CHANNEL, append.id);
    }
    this.notify(status);
  }

  private append({ tp, batch }: ProducePartition, acks: number): ProducePartitionStatus {
    if (!this.metadataCache.contains(tp)) return failure(tp, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    const partition = this.replicaManager.partition(tp);
    if (partition === null) return failure(tp, this.replicaManager.missingPartitionError(tp));
    return this.appendTo(partition, batch, acks, "client");
  }

  private appendTo(
    partition: Partition,
    batch: RecordBatch,
    acks: number,
    origin: AppendOrigin,
  ): ProducePartitionStatus {
    const { tp } = partition;
    const info = partition.appendRecordsToLeader(batch, acks, origin);
    if (info.error !== Errors.NONE) return failure(tp, info.error, partition.log);
    return new ProducePartitionStatus(
      tp,
      partition,
      Errors.NONE,
      info.firstOffset,
      partition.log?.logStartOffset ?? -1,
      info.lastOffset + 1,
      partition.maybeIncrementLeaderHighWatermark(this.host.wallMs()),
    );
  }

  /** The HW rose at once when the effective ISR is the leader alone; followers wait for records. */
  private notify({ partition, highWatermarkRose }: ProducePartitionStatus): void {
    if (partition === null) return;
    if (highWatermarkRose) this.replicaManager.highWatermarkRoseByAppend(partition);
    this.replicaManager.logEndOffsetRose(partition);
  }

  private wait(channel: RequestChannel, delayed: DelayedProduce, timeoutMs: number): void {
    if (this.watch(delayed)) {
      respond(channel, delayed.statuses);
      return;
    }
    channel.delayedProduce = delayed;
    const delayUs = Math.max(0, timeoutMs) * US_PER_MS;
    delayed.timer = this.host.setTimer(delayUs, TIMER_DELAYED_PRODUCE, channel.id);
  }

  /** Makes it wait for what has to be waited for; true when that is nothing. */
  private watch(delayed: DelayedProduce): boolean {
    const { statuses, acks } = delayed;
    for (const status of statuses) {
      const { partition } = status;
      if (partition === null || status.error !== Errors.NONE) continue;
      const error = this.outcome(status, acks);
      if (error !== null) {
        status.error = error;
        continue;
      }
      status.waiting = delayed;
      delayed.pending++;
      partition.produceWatchers.push(status);
      this.setWaiting(partition, partition.produceWatchers.length);
    }
    return delayed.pending === 0;
  }

  private outcome(status: ProducePartitionStatus, acks: number): ErrorCode | null {
    const { tp, partition, requiredOffset } = status;
    if (partition === null || this.replicaManager.partition(tp) !== partition) {
      return this.replicaManager.missingPartitionError(tp);
    }
    return partition.checkEnoughReplicasReachOffset(requiredOffset, acks);
  }

  /** A partition is waited for no more. Returns what has to be answered, if that was the last. */
  private satisfy(status: ProducePartitionStatus, error: ErrorCode): DelayedProduce | null {
    const delayed = status.waiting;
    if (delayed === null) return null;
    status.error = error;
    status.waiting = null;
    if (--delayed.pending > 0) return null;
    const { caller } = delayed;
    delayed.timer = this.host.cancelTimer(delayed.timer);
    if (isInternal(caller)) this.delayedAppends.delete(caller.id);
    else caller.delayedProduce = null;
    return delayed;
  }

  private setWaiting(partition: Partition, waiting: number): void {
    const { facts } = this.host.simulation;
    facts.add(FACT_DELAYED_PRODUCE, partition.text, this.brokerId, waiting);
  }
}

/** A refusal tells a producer where the log begins, if it may have to do with that (KAFKA-5793). */
function failure(tp: number, error: ErrorCode, log: Log | null = null): ProducePartitionStatus {
  const logStartOffset = WITHOUT_LOG_START.includes(error) ? -1 : (log?.logStartOffset ?? -1);
  return new ProducePartitionStatus(tp, null, error, -1, logStartOffset, -1, false);
}

/** What is wrong with the batch or the broker, whatever is in the log (`appendToLocalLog`). */
const WITHOUT_LOG_START: readonly ErrorCode[] = [
  Errors.UNKNOWN_TOPIC_OR_PARTITION,
  Errors.NOT_LEADER_OR_FOLLOWER,
  Errors.MESSAGE_TOO_LARGE,
  Errors.RECORD_LIST_TOO_LARGE,
  Errors.CORRUPT_MESSAGE,
  Errors.KAFKA_STORAGE_ERROR,
];

/** `a` of the timer of an append that no channel waits for. */
export const NO_CHANNEL = -1;

/** Tells whoever waited. */
function answer({ caller, statuses }: DelayedProduce): void {
  if (!isInternal(caller)) {
    respond(caller, statuses);
    return;
  }
  for (const { error, baseOffset } of statuses) {
    caller.listener.onAppended(caller.token, error, error === Errors.NONE ? baseOffset : -1);
  }
}

function respond(channel: RequestChannel, statuses: readonly ProducePartitionStatus[]): void {
  const partitions: ProducePartitionResponse[] = [];
  for (let i = 0; i < statuses.length; i++) {
    const { tp, error, baseOffset, logStartOffset } = statuses[i] as ProducePartitionStatus;
    const ok = error === Errors.NONE;
    partitions.push({ tp, error, baseOffset: ok ? baseOffset : -1, logStartOffset });
  }
  const body: ProduceResponse = { partitions };
  channel.respond(body, MESSAGE_OVERHEAD_BYTES + partitions.length * PARTITION_OVERHEAD_BYTES);
}
