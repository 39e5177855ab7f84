import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_CLIENT_ERROR, FACT_RECORD_SENT } from "../../facts.ts";
import { batchSizeUpperBound } from "../../record/record-size.ts";
import { utf8Length } from "../../record/utf8.ts";
import type { Metadata } from "../metadata.ts";
import type { ApplicationThread, PendingSend } from "./application-thread.ts";
import { type BufferPool, isServed } from "./buffer-pool.ts";
import type { DeliveryReports } from "./delivery.ts";
import type { BuiltInPartitioner } from "./partitioners/built-in-partitioner.ts";
import type { BuiltInPartitioners } from "./partitioners/built-in-partitioners.ts";
import { NO_PARTITION, type Partitioner, partitionForKey } from "./partitioners/partitioner.ts";
import type { ProducerSettings } from "./producer-config.ts";
import type { AppendResult, RecordAccumulator } from "./record-accumulator.ts";

const NEVER = Number.POSITIVE_INFINITY;

/** What became of an attempt: blocked in `send`, refused by it, or in the accumulator. */
type SendResult = AppendResult | "refused" | "blocked";

/**
 * `KafkaProducer.send`: waits for metadata, chooses the partition, appends, waits for memory; for all
 * of it the thread that calls blocks up to `max.block.ms`. What it refuses the application hears at
 * once, before earlier records are done.
 */
export class SendPath {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ProducerSettings;
  private readonly metadata: Metadata;
  private readonly accumulator: RecordAccumulator;
  private readonly pool: BufferPool;
  /** Null: the built-in ones choose. */
  private readonly partitioner: Partitioner | null;
  private readonly builtIn: BuiltInPartitioners | null;
  private readonly reports: DeliveryReports;
  private readonly threads: ApplicationThread[] = [];
  private pendingCount = 0;

  private measuredValue: string | null = null;
  private measuredBytes = -1;

  constructor(
    host: Host,
    names: KafkaNames,
    settings: ProducerSettings,
    metadata: Metadata,
    accumulator: RecordAccumulator,
    pool: BufferPool,
    partitioner: Partitioner | null,
    builtIn: BuiltInPartitioners | null,
    reports: DeliveryReports,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.metadata = metadata;
    this.accumulator = accumulator;
    this.pool = pool;
    this.partitioner = partitioner;
    this.builtIn = builtIn;
    this.reports = reports;
  }

  /** Whether a thread of the application waits in `send`. */
  isBlocked(thread: number): boolean {
    return this.pendingCount > 0 && this.thread(thread).pending.length > 0;
  }

  /**
   * Hands a record over. Answers whether the sender has something to do because of it.
   * @param thread the application's thread that calls, 0 and up
   * @param id the record's, from `KafkaNames.nextRecordId`
   * @param partition null lets the partitioner choose
   * @param resendOf the record that failed and of which this is another copy; 0: none
   */
  send(
    thread: number,
    id: number,
    topic: string,
    partition: number | null,
    key: string | null,
    value: string | null,
    resendOf: number,
  ): boolean {
    const record: PendingSend = {
      id,
      topic,
      partition,
      key,
      value,
      keyBytes: key === null ? -1 : utf8Length(key),
      valueBytes: this.valueBytes(value),
      resendOf,
      tp: NO_PARTITION,
      announced: false,
      timestampMs: 0,
      metadataVersion: -1,
      flushAfter: false,
      memory: null,
    };
    if (!this.isBlocked(thread)) {
      const result = this.attempt(record);
      if (result !== "blocked") return result !== "appended";
      this.thread(thread).blockedSinceUs = this.host.monotonicUs();
    }
    if (partition !== null) this.announce(record, this.explicitPartition(record));
    this.thread(thread).pending.push(record);
    this.pendingCount++;
    return true;
  }

  /** A load sends one text again and again: it is measured once. */
  private valueBytes(value: string | null): number {
    if (value !== this.measuredValue) {
      this.measuredValue = value;
      this.measuredBytes = value === null ? -1 : utf8Length(value);
    }
    return this.measuredBytes;
  }

  /** All that was sent is to go at once (`KafkaProducer.flush`); a thread in `send` calls it after that. */
  flush(): void {
    if (this.pendingCount === 0) this.accumulator.beginFlush();
    for (const { pending } of this.threads) {
      const last = pending.at(-1);
      if (last !== undefined) last.flushAfter = true;
    }
  }

  /** Goes on with what waited. Answers whether anything moved. */
  resume(): boolean {
    if (this.pendingCount === 0) return false;
    let moved = false;
    for (const thread of this.threads) if (this.resumeThread(thread)) moved = true;
    return moved;
  }

  /** When the first waiting record is given up; Infinity when none waits. */
  blockedUntilUs(): Micros {
    if (this.pendingCount === 0) return NEVER;
    return Math.min(...this.threads.map((thread) => this.deadlineUs(thread)));
  }

  /** The producer closes: what waits was never sent. */
  abort(error: ErrorCode): void {
    for (const { pending } of this.threads) {
      for (const record of pending) this.refuse(record, error);
      pending.length = 0;
    }
    this.pendingCount = 0;
  }

  private resumeThread(thread: ApplicationThread): boolean {
    const { pending } = thread;
    const nowUs = this.host.monotonicUs();
    let moved = false;
    for (let head = pending[0]; head !== undefined; head = pending[0]) {
      if (this.attempt(head) === "blocked") {
        if (nowUs < this.deadlineUs(thread)) break;
        this.refuse(head, Errors.REQUEST_TIMED_OUT);
      }
      pending.shift();
      this.pendingCount--;
      if (head.flushAfter) this.accumulator.beginFlush();
      thread.blockedSinceUs = nowUs;
      moved = true;
    }
    return moved;
  }

  private attempt(record: PendingSend): SendResult {
    if (record.memory !== null)
      return isServed(record.memory) ? this.append(record, true) : "blocked";
    const { topic, partition } = record;
    const count = this.metadata.partitions(topic).length;
    if (count === 0 || (partition !== null && partition >= count)) {
      if (count === 0 || this.awaitsPartition(record)) return this.awaitMetadata(record);
      return this.refuse(record, Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }
    record.timestampMs = this.host.wallMs();
    const chosen = this.choose(record, count);
    if (chosen !== NO_PARTITION) record.tp = this.tpOf(topic, chosen);
    const error = this.sizeError(record);
    if (error !== Errors.NONE) return this.refuse(record, error);
    const result = this.append(record, !this.settings.abortsForNewBatch);
    if (result !== "needsBatch") return result;
    this.partitioner?.onNewBatch(topic, chosen);
    record.tp = this.tpOf(topic, this.choose(record, count));
    return this.append(record, true);
  }

  /** `NO_PARTITION` where the built-in partitioner is to choose while the record is appended. */
  private choose(record: PendingSend, partitionCount: number): number {
    const { partition, topic, key } = record;
    if (partition !== null) return partition;
    if (this.partitioner !== null) return this.partitioner.partition(topic, key);
    if (key === null || this.settings.ignoreKeys) return NO_PARTITION;
    return partitionForKey(key, partitionCount);
  }

  private append(record: PendingSend, mayCreate: boolean): SendResult {
    const { builtIn } = this;
    if (builtIn === null) return this.appendTo(record, mayCreate);
    const partitioner = builtIn.of(record.topic);
    if (record.partition !== null) return this.appendTo(record, mayCreate);
    if (record.key !== null && !this.settings.ignoreKeys) return this.appendTo(record, mayCreate);
    return this.appendUniformly(record, partitioner);
  }

  /** Appends to the sticky partition of the built-in partitioner and tells it how many bytes it got. */
  private appendUniformly(record: PendingSend, partitioner: BuiltInPartitioner): SendResult {
    const { accumulator } = this;
    const { topic } = record;
    // A change that was put off for the sake of a batch that was not full.
    if (accumulator.allBatchesFull(this.tpOf(topic, partitioner.currentPartition())))
      partitioner.update(0, true);
    const tp = this.tpOf(topic, partitioner.currentPartition());
    record.tp = tp;
    const before = accumulator.lastBatchBytes(tp);
    const result = this.appendTo(record, true);
    if (result === "blocked" || result === "refused") {
      record.tp = NO_PARTITION;
      return result;
    }
    const bytes = accumulator.lastBatchBytes(tp) - (result === "newBatch" ? 0 : before);
    partitioner.update(bytes, accumulator.allBatchesFull(tp));
    return result;
  }

  private appendTo(record: PendingSend, mayCreate: boolean): SendResult {
    const { tp, memory } = record;
    const nowUs = this.host.monotonicUs();
    const memoryBytes = memory === null ? 0 : memory.gotBytes;
    const result = this.accumulator.append(tp, record, nowUs, memoryBytes, mayCreate);
    if (result === "needsBatch") return result;
    if (result === "needsMemory") return this.awaitMemory(record);
    if (memory !== null && result !== "newBatch") this.pool.abandon(memory);
    this.announce(record, tp);
    this.accumulator.announceAppend(tp);
    return result;
  }

  private awaitMemory(record: PendingSend): SendResult {
    if (this.settings.memoryBlockUs === 0) return this.refuse(record, Errors.REQUEST_TIMED_OUT);
    record.memory = this.pool.wait(this.accumulator.memoryFor(record));
    return "blocked";
  }

  private awaitMetadata(record: PendingSend): SendResult {
    if (record.metadataVersion !== this.metadata.updateVersion) {
      record.metadataVersion = this.metadata.updateVersion;
      this.metadata.addTopic(record.topic);
      this.metadata.requestUpdateForTopic(record.topic);
    }
    return "blocked";
  }

  /** Whether a partition that the metadata do not have may yet come. */
  private awaitsPartition(record: PendingSend): boolean {
    const { unknownPartition } = this.settings;
    if (unknownPartition === "awaited") return true;
    const { metadataVersion } = record;
    const asked = metadataVersion !== -1 && metadataVersion !== this.metadata.updateVersion;
    return unknownPartition === "askedOnce" && !asked;
  }

  /** `max.request.size` is held against the largest size that the record could have. */
  private sizeError({ keyBytes, valueBytes }: PendingSend): ErrorCode {
    const { maxRequestSize, bufferMemory, batchSize, magic } = this.settings;
    const bytes = batchSizeUpperBound(keyBytes, valueBytes, magic);
    if (bytes > maxRequestSize || bytes > bufferMemory) return Errors.MESSAGE_TOO_LARGE;
    // The pool has never enough for a single batch: an IllegalArgumentException.
    return batchSize > bufferMemory ? Errors.UNKNOWN_SERVER_ERROR : Errors.NONE;
  }

  private deadlineUs({ pending, blockedSinceUs }: ApplicationThread): Micros {
    const head = pending[0];
    if (head === undefined) return NEVER;
    const { metadataBlockUs, memoryBlockUs } = this.settings;
    return blockedSinceUs + (head.memory === null ? metadataBlockUs : memoryBlockUs);
  }

  private refuse(record: PendingSend, error: ErrorCode): "refused" {
    if (record.memory !== null) this.pool.abandon(record.memory);
    const tp = record.tp === NO_PARTITION ? this.explicitPartition(record) : record.tp;
    this.announce(record, tp);
    const { facts } = this.host.simulation;
    facts.add(FACT_CLIENT_ERROR, this.host.index, error, this.text(tp));
    this.reports.refused(record, tp, error);
    return "refused";
  }

  private announce(record: PendingSend, tp: number): void {
    if (record.announced) return;
    record.announced = true;
    const { facts } = this.host.simulation;
    const key = record.key === null ? -1 : facts.intern(record.key);
    const value = record.value === null ? -1 : facts.intern(record.value);
    const { id, resendOf } = record;
    facts.add(FACT_RECORD_SENT, this.host.index, id, this.text(tp), key, value, resendOf);
  }

  private thread(index: number): ApplicationThread {
    while (this.threads.length <= index) this.threads.push({ pending: [], blockedSinceUs: 0 });
    return this.threads[index] as ApplicationThread;
  }

  private tpOf(topic: string, partition: number): number {
    return this.metadata.partitions(topic)[partition] as number;
  }

  private explicitPartition(record: PendingSend): number {
    if (record.partition === null) return NO_PARTITION;
    return this.names.topicPartitions.id(record.topic, record.partition);
  }

  private text(tp: number): number {
    return tp === NO_PARTITION ? -1 : this.names.topicPartitions.text(tp);
  }
}
