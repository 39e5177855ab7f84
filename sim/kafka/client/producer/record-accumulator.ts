import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { FACT_RECORD_BATCHED } from "../../facts.ts";
import { NO_LEADER } from "../../messages.ts";
import type { RecordData } from "../../record/record-batch.ts";
import { batchSizeUpperBound } from "../../record/record-size.ts";
import { utf8Length } from "../../record/utf8.ts";
import type { Metadata } from "../metadata.ts";
import { type BatchExpiry, batchExpiry } from "./batch-expiry.ts";
import type { BufferPool } from "./buffer-pool.ts";
import { DrainOrder } from "./drain-order.ts";
import type { BuiltInPartitioners, QueueLengths } from "./partitioners/built-in-partitioners.ts";
import { ProducerBatch } from "./producer-batch.ts";
import type { ProducerSettings } from "./producer-config.ts";
import type { TransactionManager } from "./transaction-manager.ts";

/** Batches of one partition. */
class PartitionQueue {
  readonly tp: number;
  /** Waiting to be sent, oldest first. */
  readonly batches: ProducerBatch[] = [];
  /** One batch of it is in flight and order must be kept (max.in.flight=1). */
  muted = false;
  /** In the accumulator's list of queues that may hold something. */
  listed = false;

  constructor(tp: number) {
    this.tp = tp;
  }
}

/** What `ready` found. */
export interface ReadyCheck {
  /** Nodes with something that may be sent now. */
  readonly nodes: number[];
  /** When the next batch has waited long enough; Infinity for none. */
  nextReadyAtUs: Micros;
  /** A batch waits for a partition without a leader, or that is how it was before KAFKA-2948. */
  unknownLeaders: boolean;
}

/** What became of an append. */
export type AppendResult = "appended" | "newBatch" | "batchFull" | "needsBatch" | "needsMemory";

/** A record that is to be appended. */
export interface NewRecord {
  readonly id: number;
  readonly key: string | null;
  readonly value: string | null;
  /** -1 without a key. */
  readonly keyBytes: number;
  /** -1 without a value. */
  readonly valueBytes: number;
  readonly timestampMs: number;
}

/**
 * Batches that wait to be sent, per partition (`RecordAccumulator`). Completed batches give their
 * memory back.
 */
export class RecordAccumulator implements QueueLengths {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ProducerSettings;
  private readonly metadata: Metadata;
  private readonly transactions: TransactionManager | null;
  private readonly queues: (PartitionQueue | undefined)[] = [];
  private listed: PartitionQueue[] = [];
  /** All batches in the order of their creation; completed ones leave from the front. */
  private incomplete: ProducerBatch[] = [];
  private incompleteHead = 0;
  private readonly pool: BufferPool;
  private readonly drainOrder: DrainOrder;
  private readonly expiry: BatchExpiry;
  private readonly asksWhileUsed: boolean;
  private readonly builtIn: BuiltInPartitioners | null;
  /** Batches for whose completion a flush waits. */
  private flushing: ProducerBatch[] = [];
  private readonly check: ReadyCheck = { nodes: [], nextReadyAtUs: 0, unknownLeaders: false };
  /** The producer is closing: everything is ready. */
  closing = false;

  constructor(
    host: Host,
    names: KafkaNames,
    settings: ProducerSettings,
    metadata: Metadata,
    transactions: TransactionManager | null,
    pool: BufferPool,
    builtIn: BuiltInPartitioners | null,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.metadata = metadata;
    this.transactions = transactions;
    this.pool = pool;
    this.builtIn = builtIn;
    this.drainOrder = new DrainOrder(metadata, settings.drainIndex);
    this.expiry = batchExpiry(settings);
    this.asksWhileUsed = settings.leaderlessPartitions === "askedWhileUsed";
  }

  get hasIncomplete(): boolean {
    this.skipCompleted();
    return this.incompleteHead < this.incomplete.length;
  }

  /**
   * Adds a record to the last batch of a partition, or to a new one.
   * @param memoryBytes memory that the caller holds for a new batch; 0: it is taken from the pool. Who
   *   held some and finds it not used (the answer is not `newBatch`) gives it back
   * @param mayCreate false answers `needsBatch` where a new batch is needed
   */
  append(
    tp: number,
    record: NewRecord,
    nowUs: Micros,
    memoryBytes: number,
    mayCreate: boolean,
  ): AppendResult {
    const queue = this.queue(tp);
    const { batches } = queue;
    const last = batches[batches.length - 1];
    if (last !== undefined) {
      if (this.tryAppend(last, record, nowUs))
        return batches.length > 1 || last.isFull ? "batchFull" : "appended";
      last.closeForAppends();
    }
    if (!mayCreate) return "needsBatch";
    const size = this.memoryFor(record);
    if (memoryBytes === 0 && !this.pool.tryAllocate(size)) return "needsMemory";
    const id = this.names.nextBatchId();
    const batch = new ProducerBatch(id, tp, size, size, nowUs, this.settings.magic);
    this.tryAppend(batch, record, nowUs);
    batch.queued = true;
    batches.push(batch);
    this.list(queue);
    this.incomplete.push(batch);
    return "newBatch";
  }

  /** Bytes of memory that a new batch for that record takes: `batch.size`, or more for a large record. */
  memoryFor({ keyBytes, valueBytes }: NewRecord): number {
    const { batchSize, magic } = this.settings;
    return Math.max(batchSize, batchSizeUpperBound(keyBytes, valueBytes, magic));
  }

  /** Whether no batch of a partition has room. */
  allBatchesFull(tp: number): boolean {
    const { batches } = this.queue(tp);
    return batches[batches.length - 1]?.isFull ?? true;
  }

  /** Bytes of the newest batch of a partition; 0 without any. */
  lastBatchBytes(tp: number): number {
    const { batches } = this.queue(tp);
    return batches[batches.length - 1]?.sizeBytes ?? 0;
  }

  queueLength(tp: number): number {
    return this.queues[tp]?.batches.length ?? -1;
  }

  /** Everything that is here now is to be sent at once (`KafkaProducer.flush`). */
  beginFlush(): void {
    this.flushing.push(...this.incompleteBatches());
  }

  /** Tells where the record that was appended last to a partition went. */
  announceAppend(tp: number): void {
    const { batches } = this.queue(tp);
    this.batched(batches[batches.length - 1] as ProducerBatch);
  }

  /** Which nodes have batches that are full, have waited for `linger.ms`, or must go. */
  ready(nowUs: Micros): ReadyCheck {
    const { check, listed, metadata } = this;
    const { leaderChangeSkipsBackoff } = this.settings;
    this.endFlush();
    while (check.nodes.length > 0) check.nodes.pop();
    check.nextReadyAtUs = Number.POSITIVE_INFINITY;
    check.unknownLeaders = this.asksWhileUsed && this.lacksLeaderOfUsed();
    let kept = 0;
    for (let i = 0; i < listed.length; i++) {
      const queue = listed[i] as PartitionQueue;
      const first = queue.batches[0];
      if (first === undefined) {
        queue.listed = false;
        continue;
      }
      listed[kept++] = queue;
      if (leaderChangeSkipsBackoff) first.maybeUpdateLeaderEpoch(metadata.leaderEpoch(queue.tp));
      const leader = metadata.leader(queue.tp);
      if (leader === NO_LEADER) check.unknownLeaders = true;
      else if (!queue.muted) {
        const readyAtUs = this.readyAtUs(queue, first);
        if (readyAtUs > nowUs) check.nextReadyAtUs = Math.min(check.nextReadyAtUs, readyAtUs);
        else if (!check.nodes.includes(leader)) check.nodes.push(leader);
      }
    }
    while (listed.length > kept) listed.pop();
    this.builtIn?.updateLoadStats(this);
    return check;
  }

  /** Takes at most one batch per partition that the node leads, up to `max.request.size`. */
  drain(node: number, nowUs: Micros): ProducerBatch[] {
    const drained: ProducerBatch[] = [];
    const queues = this.queuesOf(node);
    // Where the next drain would begin elsewhere it follows at once: the thread does not sleep.
    for (let rounds = queues.length; rounds > 0; rounds--) {
      if (!this.drainRound(node, queues, drained, nowUs) || drained.length > 0) break;
    }
    return drained;
  }

  /** Whether a node with batches that are ready can be sent to. */
  updateNodeLatency(node: number, nowUs: Micros, canDrain: boolean): void {
    this.builtIn?.updateNodeLatency(node, nowUs, canDrain);
  }

  mute(tp: number): void {
    this.queue(tp).muted = true;
  }

  unmute(tp: number): void {
    this.queue(tp).muted = false;
  }

  /** Puts a batch that is to be sent again back: first, or where its sequence belongs. */
  reenqueue(batch: ProducerBatch, nowUs: Micros, backoffUs: Micros): void {
    batch.reenqueued(nowUs, backoffUs);
    this.putBack(batch);
  }

  /**
   * Splits a batch that the broker found too large into batches of `batch.size` (KAFKA-3995). Without
   * compression these are no smaller: it goes round until the batch expires (KAFKA-8350).
   */
  splitAndReenqueue(batch: ProducerBatch): void {
    const pieces: ProducerBatch[] = [];
    for (const record of batch.records) {
      const last = pieces[pieces.length - 1];
      if (last === undefined || !last.tryTake(record)) {
        const piece = this.newPiece(batch, record);
        piece.tryTake(record);
        pieces.push(piece);
      }
      this.batched(pieces[pieces.length - 1] as ProducerBatch);
    }
    let sequence = batch.baseSequence;
    for (const piece of pieces) {
      piece.closeForAppends();
      piece.maybeWritten = batch.maybeWritten;
      if (!batch.hasSequence) continue;
      piece.setProducerState(batch.producerId, batch.producerEpoch, sequence);
      sequence += piece.records.length;
    }
    this.incomplete.splice(this.incomplete.indexOf(batch), 1, ...pieces);
    for (let i = pieces.length - 1; i >= 0; i--) {
      this.putBack(pieces[i] as ProducerBatch);
    }
  }

  /** The next batch that has waited too long, or null. */
  expired(nowUs: Micros): ProducerBatch | null {
    return this.nextExpiryAtUs() > nowUs ? null : this.expiry.batch;
  }

  /** When the next batch expires; Infinity for never. */
  nextExpiryAtUs(): Micros {
    this.skipCompleted();
    this.expiry.look(this.listed, this.incomplete[this.incompleteHead]);
    return this.expiry.atUs;
  }

  /** All batches that are not completed, oldest first. */
  incompleteBatches(): ProducerBatch[] {
    return this.incomplete.slice(this.incompleteHead).filter((batch) => !batch.done);
  }

  /** A batch is completed: it leaves its queue, if it is there, and its memory is free. */
  release(batch: ProducerBatch): void {
    this.pool.release(batch.allocatedBytes);
    if (!batch.queued) return;
    const { batches } = this.queue(batch.tp);
    batches.splice(batches.indexOf(batch), 1);
    batch.queued = false;
  }

  private readyAtUs(queue: PartitionQueue, first: ProducerBatch): Micros {
    const { lingerUs } = this.settings;
    const sendable =
      queue.batches.length > 1 ||
      first.isFull ||
      this.pool.isExhausted ||
      this.closing ||
      this.flushing.length > 0;
    const waitUs = Math.max(first.retryBackoffUs, sendable ? 0 : lingerUs);
    return first.lastAttemptUs + waitUs;
  }

  private lacksLeaderOfUsed(): boolean {
    return this.queues.some((q) => q !== undefined && this.metadata.leader(q.tp) === NO_LEADER);
  }

  private isBackingOff(batch: ProducerBatch, nowUs: Micros): boolean {
    return batch.attempts > 0 && batch.waitedUs(nowUs) < batch.retryBackoffUs;
  }

  /** Queues that hold something for a node. */
  private queuesOf(node: number): PartitionQueue[] {
    const queues: PartitionQueue[] = [];
    for (const queue of this.listed) {
      if (queue.batches.length > 0 && this.metadata.leader(queue.tp) === node) queues.push(queue);
    }
    return queues;
  }

  /** Goes round the queues once; answers whether another round would begin elsewhere. */
  private drainRound(
    node: number,
    queues: PartitionQueue[],
    drained: ProducerBatch[],
    nowUs: Micros,
  ): boolean {
    const { drainOrder } = this;
    const start = drainOrder.start(node);
    if (queues.length > 1)
      queues.sort(
        (a, b) => drainOrder.distance(node, a.tp, start) - drainOrder.distance(node, b.tp, start),
      );
    let size = 0;
    for (let i = 0; i < queues.length; i++) {
      const queue = queues[i] as PartitionQueue;
      const first = queue.batches[0] as ProducerBatch;
      if (queue.muted || this.isBackingOff(first, nowUs)) continue;
      const isFull = size + first.sizeBytes > this.settings.maxRequestSize && drained.length > 0;
      if (isFull || this.transactions?.shouldStopDrain(first) === true)
        return drainOrder.stopped(node, queue.tp);
      queue.batches.shift();
      first.queued = false;
      if (this.transactions !== null && !first.hasSequence) this.transactions.assignSequence(first);
      size += first.sizeBytes;
      drained.push(first);
    }
    drainOrder.completed(node, start);
    return false;
  }

  /**
   * With idempotence the order of the sequences is kept; without, the batch goes first, and with
   * several requests in flight it may have been overtaken.
   */
  private putBack(batch: ProducerBatch): void {
    const queue = this.queue(batch.tp);
    const { batches } = queue;
    let at = 0;
    if (this.transactions !== null) {
      this.transactions.addInFlightBatch(batch);
      while (at < batches.length && isBefore(batches[at] as ProducerBatch, batch)) at++;
    }
    batches.splice(at, 0, batch);
    batch.queued = true;
    this.list(queue);
  }

  private tryAppend(batch: ProducerBatch, record: NewRecord, nowUs: Micros): boolean {
    const { id, key, value, keyBytes, valueBytes, timestampMs } = record;
    return batch.tryAppend(id, key, value, keyBytes, valueBytes, timestampMs, nowUs);
  }

  /** A flush is over when all that it waits for is completed. */
  private endFlush(): void {
    if (this.flushing.length > 0) this.flushing = this.flushing.filter((batch) => !batch.done);
  }

  private newPiece(batch: ProducerBatch, { key, value }: RecordData): ProducerBatch {
    const bound = batchSizeUpperBound(
      key === null ? -1 : utf8Length(key),
      value === null ? -1 : utf8Length(value),
      batch.magic,
    );
    const limit = Math.max(this.settings.batchSize, bound);
    const id = this.names.nextBatchId();
    return new ProducerBatch(id, batch.tp, limit, 0, batch.createdUs, batch.magic);
  }

  /** The newest record of a batch got its place there. */
  private batched(batch: ProducerBatch): void {
    const index = batch.records.length - 1;
    const { id } = batch.records[index] as RecordData;
    this.host.simulation.facts.add(FACT_RECORD_BATCHED, id, batch.id, index);
  }

  private skipCompleted(): void {
    const { incomplete } = this;
    while (
      this.incompleteHead < incomplete.length &&
      incomplete[this.incompleteHead]?.done === true
    )
      this.incompleteHead++;
    if (this.incompleteHead < 64 || this.incompleteHead * 2 < incomplete.length) return;
    this.incomplete = incomplete.slice(this.incompleteHead);
    this.incompleteHead = 0;
  }

  private list(queue: PartitionQueue): void {
    if (queue.listed) return;
    queue.listed = true;
    this.listed.push(queue);
  }

  private queue(tp: number): PartitionQueue {
    const known = this.queues[tp];
    if (known !== undefined) return known;
    while (this.queues.length < tp) this.queues.push(undefined);
    const queue = new PartitionQueue(tp);
    this.queues[tp] = queue;
    return queue;
  }
}

function isBefore(queued: ProducerBatch, batch: ProducerBatch): boolean {
  return queued.hasSequence && queued.baseSequence < batch.baseSequence;
}
