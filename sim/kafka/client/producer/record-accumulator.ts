import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { FACT_RECORD_BATCHED } from "../../facts.ts";
import { NO_LEADER } from "../../messages.ts";
import type { RecordData } from "../../record/record-batch.ts";
import { batchSizeUpperBound } from "../../record/record-size.ts";
import { utf8Length } from "../../record/utf8.ts";
import type { Metadata } from "../metadata.ts";
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
  /** A batch waits for a partition without a leader. */
  unknownLeaders: boolean;
}

/** What became of an append. */
export type AppendResult = "appended" | "newBatch" | "batchFull" | "needsBatch" | "needsMemory";

/**
 * Batches that wait to be sent, per partition, and the memory they may take (`RecordAccumulator`,
 * `BufferPool`). Completed batches give their memory back.
 */
export class RecordAccumulator {
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
  private availableBytes: number;
  /** Where the next drain of a node begins: a partition id. */
  private readonly drainFrom = new Map<number, number>();
  private readonly check: ReadyCheck = { nodes: [], nextReadyAtUs: 0, unknownLeaders: false };
  /** A sender waits for memory: everything is ready. */
  exhausted = false;
  /** The producer is closing: everything is ready. */
  closing = false;

  constructor(
    host: Host,
    names: KafkaNames,
    settings: ProducerSettings,
    metadata: Metadata,
    transactions: TransactionManager | null,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.metadata = metadata;
    this.transactions = transactions;
    this.availableBytes = settings.bufferMemory;
  }

  get hasIncomplete(): boolean {
    this.skipCompleted();
    return this.incompleteHead < this.incomplete.length;
  }

  /**
   * Adds a record to the last batch of a partition, or to a new one.
   * @param mayCreate false answers `needsBatch` where a new batch is needed
   */
  append(
    tp: number,
    id: number,
    key: string | null,
    value: string,
    keyBytes: number,
    valueBytes: number,
    timestampMs: number,
    nowUs: Micros,
    mayCreate: boolean,
  ): AppendResult {
    const queue = this.queue(tp);
    const { batches } = queue;
    const last = batches[batches.length - 1];
    if (last !== undefined) {
      if (last.tryAppend(id, key, value, keyBytes, valueBytes, timestampMs, nowUs))
        return batches.length > 1 || last.isFull ? "batchFull" : "appended";
      last.closeForAppends();
    }
    if (!mayCreate) return "needsBatch";
    const size = Math.max(this.settings.batchSize, batchSizeUpperBound(keyBytes, valueBytes));
    if (size > this.availableBytes) return "needsMemory";
    this.availableBytes -= size;
    const batch = new ProducerBatch(this.names.nextBatchId(), tp, size, size, nowUs);
    batch.tryAppend(id, key, value, keyBytes, valueBytes, timestampMs, nowUs);
    batch.queued = true;
    batches.push(batch);
    this.list(queue);
    this.incomplete.push(batch);
    return "newBatch";
  }

  /** Tells where the record that was appended last to a partition went. */
  announceAppend(tp: number): void {
    const { batches } = this.queue(tp);
    this.batched(batches[batches.length - 1] as ProducerBatch);
  }

  /** Which nodes have batches that are full, have waited for `linger.ms`, or must go. */
  ready(nowUs: Micros): ReadyCheck {
    const { check, listed, metadata } = this;
    while (check.nodes.length > 0) check.nodes.pop();
    check.nextReadyAtUs = Number.POSITIVE_INFINITY;
    check.unknownLeaders = false;
    let kept = 0;
    for (let i = 0; i < listed.length; i++) {
      const queue = listed[i] as PartitionQueue;
      const first = queue.batches[0];
      if (first === undefined) {
        queue.listed = false;
        continue;
      }
      listed[kept++] = queue;
      const leader = metadata.leader(queue.tp);
      if (leader === NO_LEADER) check.unknownLeaders = true;
      else if (!queue.muted) {
        const readyAtUs = this.readyAtUs(queue, first);
        if (readyAtUs > nowUs) check.nextReadyAtUs = Math.min(check.nextReadyAtUs, readyAtUs);
        else if (!check.nodes.includes(leader)) check.nodes.push(leader);
      }
    }
    while (listed.length > kept) listed.pop();
    return check;
  }

  /** Takes at most one batch per partition that the node leads, up to `max.request.size`. */
  drain(node: number, nowUs: Micros): ProducerBatch[] {
    const queues = this.queuesOf(node);
    const drained: ProducerBatch[] = [];
    let size = 0;
    for (let i = 0; i < queues.length; i++) {
      const queue = queues[i] as PartitionQueue;
      const first = queue.batches[0] as ProducerBatch;
      if (queue.muted || this.isBackingOff(first, nowUs)) continue;
      if (size + first.sizeBytes > this.settings.maxRequestSize && drained.length > 0) {
        this.drainFrom.set(node, queue.tp + 1);
        break;
      }
      if (this.transactions?.shouldStopDrain(first) === true) continue;
      queue.batches.shift();
      first.queued = false;
      if (this.transactions !== null && !first.hasSequence) this.transactions.assignSequence(first);
      size += first.sizeBytes;
      drained.push(first);
    }
    return drained;
  }

  mute(tp: number): void {
    this.queue(tp).muted = true;
  }

  unmute(tp: number): void {
    this.queue(tp).muted = false;
  }

  /** Puts a batch that is to be sent again back: first, or where its sequence belongs. */
  reenqueue(batch: ProducerBatch, nowUs: Micros): void {
    batch.reenqueued(nowUs);
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

  /** The next batch that waited longer than `delivery.timeout.ms` since its creation, or null. */
  expired(nowUs: Micros): ProducerBatch | null {
    this.skipCompleted();
    const oldest = this.incomplete[this.incompleteHead];
    if (oldest === undefined || this.expiresAtUs(oldest) > nowUs) return null;
    return oldest;
  }

  /** When the next batch expires; Infinity for never. */
  nextExpiryAtUs(): Micros {
    this.skipCompleted();
    const oldest = this.incomplete[this.incompleteHead];
    return oldest === undefined ? Number.POSITIVE_INFINITY : this.expiresAtUs(oldest);
  }

  /** All batches that are not completed, oldest first. */
  incompleteBatches(): ProducerBatch[] {
    return this.incomplete.slice(this.incompleteHead).filter((batch) => !batch.done);
  }

  /** A batch is completed: it leaves its queue, if it is there, and its memory is free. */
  release(batch: ProducerBatch): void {
    this.availableBytes += batch.allocatedBytes;
    if (!batch.queued) return;
    const { batches } = this.queue(batch.tp);
    batches.splice(batches.indexOf(batch), 1);
    batch.queued = false;
  }

  private readyAtUs(queue: PartitionQueue, first: ProducerBatch): Micros {
    const { retryBackoffUs, lingerUs } = this.settings;
    const sendable = queue.batches.length > 1 || first.isFull || this.exhausted || this.closing;
    const waitUs = Math.max(first.attempts > 0 ? retryBackoffUs : 0, sendable ? 0 : lingerUs);
    return first.lastAttemptUs + waitUs;
  }

  private isBackingOff(batch: ProducerBatch, nowUs: Micros): boolean {
    return batch.attempts > 0 && batch.waitedUs(nowUs) < this.settings.retryBackoffUs;
  }

  /** Queues that hold something for a node, in the order in which this drain visits them. */
  private queuesOf(node: number): PartitionQueue[] {
    const queues: PartitionQueue[] = [];
    for (const queue of this.listed) {
      if (queue.batches.length > 0 && this.metadata.leader(queue.tp) === node) queues.push(queue);
    }
    if (queues.length < 2) return queues;
    queues.sort((a, b) => a.tp - b.tp);
    const from = this.drainFrom.get(node) ?? 0;
    const at = queues.findIndex((queue) => queue.tp >= from);
    return at <= 0 ? queues : [...queues.slice(at), ...queues.slice(0, at)];
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

  private newPiece(batch: ProducerBatch, { key, value }: RecordData): ProducerBatch {
    const bound = batchSizeUpperBound(
      key === null ? -1 : utf8Length(key),
      value === null ? -1 : utf8Length(value),
    );
    const limit = Math.max(this.settings.batchSize, bound);
    return new ProducerBatch(this.names.nextBatchId(), batch.tp, limit, 0, batch.createdUs);
  }

  /** The newest record of a batch got its place there. */
  private batched(batch: ProducerBatch): void {
    const index = batch.records.length - 1;
    const { id } = batch.records[index] as RecordData;
    this.host.simulation.facts.add(FACT_RECORD_BATCHED, id, batch.id, index);
  }

  private expiresAtUs(batch: ProducerBatch): Micros {
    return batch.createdUs + this.settings.deliveryTimeoutUs;
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
