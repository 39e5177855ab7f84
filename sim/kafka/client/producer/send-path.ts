import type { Host } from "../../../kernel/host.ts";
import type { Micros } from "../../../kernel/time.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import { FACT_CLIENT_ERROR, FACT_RECORD_SENT } from "../../facts.ts";
import { batchSizeUpperBound } from "../../record/record-size.ts";
import type { Metadata } from "../metadata.ts";
import type { DeliveryReports } from "./delivery.ts";
import type { ProducerSettings } from "./producer-config.ts";
import type { AppendResult, RecordAccumulator } from "./record-accumulator.ts";
import { partitionForKey, StickyPartitionCache } from "./sticky-partition-cache.ts";

const NO_PARTITION = -1;

/** A record on its way into the accumulator. */
interface PendingSend {
  readonly id: number;
  readonly topic: string;
  /** null: the partitioner chooses. */
  readonly partition: number | null;
  readonly key: string | null;
  readonly value: string;
  /** -1 without a key. */
  readonly keyBytes: number;
  readonly valueBytes: number;
  /** The partition's id, once it is settled; -1 before. */
  tp: number;
  announced: boolean;
  timestampMs: number;
  /** Metadata of that version was not enough. */
  metadataVersion: number;
}

/**
 * `KafkaProducer.send`: waits for metadata, chooses the partition, appends, waits for memory. The
 * application is one thread: while one record waits (up to `max.block.ms`), the later ones queue
 * behind it.
 */
export class SendPath {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly settings: ProducerSettings;
  private readonly metadata: Metadata;
  private readonly accumulator: RecordAccumulator;
  private readonly reports: DeliveryReports;
  private readonly sticky: StickyPartitionCache;
  private readonly pending: PendingSend[] = [];
  /** When the first of the pending sends began to wait. */
  private blockedSinceUs: Micros = 0;

  constructor(
    host: Host,
    names: KafkaNames,
    settings: ProducerSettings,
    metadata: Metadata,
    accumulator: RecordAccumulator,
    reports: DeliveryReports,
  ) {
    this.host = host;
    this.names = names;
    this.settings = settings;
    this.metadata = metadata;
    this.accumulator = accumulator;
    this.reports = reports;
    const stream = host.simulation.choices.stream(`client/${host.name}/partition`);
    this.sticky = new StickyPartitionCache(stream, metadata);
  }

  /** Whether the application waits in `send`. */
  get isBlocked(): boolean {
    return this.pending.length > 0;
  }

  /** Hands a record over. Answers whether the sender has something to do because of it. */
  send(
    topic: string,
    partition: number | null,
    key: string | null,
    value: string,
    keyBytes: number,
    valueBytes: number,
  ): boolean {
    const record: PendingSend = {
      id: this.names.nextRecordId(),
      topic,
      partition,
      key,
      value,
      keyBytes,
      valueBytes,
      tp: NO_PARTITION,
      announced: false,
      timestampMs: 0,
      metadataVersion: -1,
    };
    if (this.pending.length === 0) {
      const result = this.attempt(record);
      if (result !== "blocked") return result !== "appended";
      this.blockedSinceUs = this.host.monotonicUs();
    }
    if (partition !== null) this.announce(record, this.explicitPartition(record));
    this.pending.push(record);
    return true;
  }

  /** Goes on with what waited. Answers whether anything moved. */
  resume(): boolean {
    let moved = false;
    const nowUs = this.host.monotonicUs();
    for (let head = this.pending[0]; head !== undefined; head = this.pending[0]) {
      if (this.attempt(head) === "blocked") {
        if (nowUs < this.blockedUntilUs()) break;
        this.refuse(head, Errors.REQUEST_TIMED_OUT);
      }
      this.pending.shift();
      this.blockedSinceUs = nowUs;
      moved = true;
    }
    const waiting = this.pending[0];
    this.accumulator.exhausted = waiting !== undefined && waiting.tp !== NO_PARTITION;
    return moved;
  }

  /** When the first waiting record is given up; Infinity when none waits. */
  blockedUntilUs(): Micros {
    if (this.pending.length === 0) return Number.POSITIVE_INFINITY;
    return this.blockedSinceUs + this.settings.maxBlockUs;
  }

  /** The producer closes: what waits was never sent. */
  abort(error: ErrorCode): void {
    for (const record of this.pending) this.refuse(record, error);
    this.pending.length = 0;
    this.accumulator.exhausted = false;
  }

  private attempt(record: PendingSend): AppendResult | "refused" | "blocked" {
    if (record.tp !== NO_PARTITION) return this.appendTo(record, true);
    const { topic, partition } = record;
    const partitions = this.metadata.partitions(topic);
    if (partitions.length === 0 || (partition !== null && partition >= partitions.length)) {
      this.awaitMetadata(record);
      return "blocked";
    }
    const bytes = batchSizeUpperBound(record.keyBytes, record.valueBytes);
    if (bytes > this.settings.maxRequestSize || bytes > this.settings.bufferMemory) {
      this.refuse(record, Errors.MESSAGE_TOO_LARGE);
      return "refused";
    }
    record.timestampMs = this.host.wallMs();
    const chosen = this.choose(record, partitions.length);
    record.tp = partitions[chosen] as number;
    const result = this.appendTo(record, false);
    if (result !== "needsBatch") return result;
    this.sticky.onNewBatch(topic, chosen);
    record.tp = partitions[this.choose(record, partitions.length)] as number;
    return this.appendTo(record, true);
  }

  private appendTo(record: PendingSend, mayCreate: boolean): AppendResult | "blocked" {
    const { tp, id, key, value, keyBytes, valueBytes, timestampMs } = record;
    const result = this.accumulator.append(
      tp,
      id,
      key,
      value,
      keyBytes,
      valueBytes,
      timestampMs,
      this.host.monotonicUs(),
      mayCreate,
    );
    if (result === "needsBatch") return result;
    this.announce(record, tp);
    if (result === "needsMemory") {
      this.accumulator.exhausted = true;
      return "blocked";
    }
    this.accumulator.announceAppend(tp);
    return result;
  }

  private choose(record: PendingSend, partitionCount: number): number {
    if (record.partition !== null) return record.partition;
    if (record.key !== null) return partitionForKey(record.key, partitionCount);
    return this.sticky.partition(record.topic);
  }

  private awaitMetadata(record: PendingSend): void {
    if (record.metadataVersion === this.metadata.updateVersion) return;
    record.metadataVersion = this.metadata.updateVersion;
    this.metadata.addTopic(record.topic);
    this.metadata.requestUpdateForTopic(record.topic);
  }

  private refuse(record: PendingSend, error: ErrorCode): void {
    const tp = record.tp === NO_PARTITION ? this.explicitPartition(record) : record.tp;
    this.announce(record, tp);
    const { facts } = this.host.simulation;
    facts.add(FACT_CLIENT_ERROR, this.host.index, error, this.text(tp));
    this.reports.refused(record, tp, error);
  }

  private announce(record: PendingSend, tp: number): void {
    if (record.announced) return;
    record.announced = true;
    const { facts } = this.host.simulation;
    const key = record.key === null ? -1 : facts.intern(record.key);
    const value = facts.intern(record.value);
    facts.add(FACT_RECORD_SENT, this.host.index, record.id, this.text(tp), key, value);
  }

  private explicitPartition(record: PendingSend): number {
    if (record.partition === null) return NO_PARTITION;
    return this.names.topicPartitions.id(record.topic, record.partition);
  }

  private text(tp: number): number {
    return tp === NO_PARTITION ? -1 : this.names.topicPartitions.text(tp);
  }
}
