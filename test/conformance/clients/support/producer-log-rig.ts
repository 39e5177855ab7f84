import { resolveConfig } from "../../../../sim/kafka/config/config.ts";
import { TopicPartitions } from "../../../../sim/kafka/context.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import type { Log } from "../../../../sim/kafka/log/log.ts";
import type { LogSurroundings } from "../../../../sim/kafka/log/log-dir-failure-channel.ts";
import { LogDirectory } from "../../../../sim/kafka/log/log-files.ts";
import { LogManager } from "../../../../sim/kafka/log/log-manager.ts";
import type { AppendOrigin } from "../../../../sim/kafka/log/producer-append-validation.ts";
import type { AbortedTxn } from "../../../../sim/kafka/log/transaction-index.ts";
import type { RecordBatch } from "../../../../sim/kafka/record/record-batch.ts";
import { Disk } from "../../../../sim/kernel/disk.ts";
import { FactLog } from "../../../../sim/kernel/facts.ts";
import type { Fields } from "../../kafka/support/fields.ts";
import { batchOf, markerType, values } from "../../kafka/support/records.ts";
import { numberOf, numberOr } from "./step-fields.ts";

const FIRST_NOW_MS = 1_700_000_000_000;

/** A log on a disk, its process and its clock, and the producers that write to it. */
export class ProducerLogRig implements LogSurroundings {
  nowMs = FIRST_NOW_MS;
  log: Log;
  private readonly era: Era;
  private readonly overrides: Record<string, string> = {};
  private readonly settings: Record<string, number> = {};
  private readonly facts = new FactLog();
  private readonly topicPartitions = new TopicPartitions(this.facts);
  private readonly directory = new LogDirectory(new Disk(), "/data", this);
  private manager: LogManager;
  private producerId = 1;
  /** The next sequence number of each producer, by its id and epoch. */
  private readonly sequences = new Map<string, number>();

  constructor(era: Era, config: Fields | null) {
    this.era = era;
    if (config !== null) this.configure(config);
    this.manager = this.boot();
    this.log = this.open();
  }

  configure(config: Fields): void {
    for (const name of ["segmentBytes", "segment.bytes"]) {
      if (config.has(name)) this.overrides["segment.bytes"] = `${config.number(name)}`;
    }
    for (const name of ["retentionMs", "retention.ms"]) {
      if (config.has(name)) this.overrides["retention.ms"] = `${config.number(name)}`;
    }
    for (const name of ["producerIdExpirationMs", "maxProducerIdExpirationMs"]) {
      if (config.has(name)) this.settings["producer.id.expiration.ms"] = config.number(name);
    }
  }

  /** The process goes, in order or not, and another one takes over. */
  restart(isClean: boolean): void {
    if (isClean) this.manager.shutdown();
    this.manager = this.boot();
    this.log = this.open();
  }

  /** What all indexes of the log's segments hold. */
  get allAborted(): readonly AbortedTxn[] {
    return this.log.segments.all.flatMap((segment) => this.log.transactionIndex(segment).entries);
  }

  producerOf(step: Fields): number {
    this.producerId = numberOr(step, this.producerId, "pid", "producerId");
    return this.producerId;
  }

  /** The batch that a step describes; it goes on where its producer was, unless it says otherwise. */
  batch(step: Fields, isTransactional = false): RecordBatch {
    const id = this.producerOf(step);
    const epoch = numberOr(step, 0, "epoch", "producerEpoch");
    const name = `${id}/${epoch}`;
    const sequence = numberOr(step, this.sequences.get(name) ?? 0, "firstSeq", "seq", "sequence");
    const last = step.has("lastSeq") ? step.number("lastSeq") - sequence + 1 : 1;
    const count = step.number("count", last);
    this.sequences.set(name, sequence + count);
    return batchOf(values(count), {
      producer: { id, epoch, sequence },
      timestamps: this.timestamps(step, count),
      isTransactional: step.boolean(step.has("txn") ? "txn" : "transactional", isTransactional),
    });
  }

  /** A batch of somebody without a producer id. */
  plainBatch(step: Fields): RecordBatch {
    const count = step.number("count", 1);
    return batchOf(values(count), { timestamps: this.timestamps(step, count) });
  }

  marker(step: Fields): RecordBatch {
    const id = this.producerOf(step);
    const type = markerType(step.text(step.has("controlType") ? "controlType" : "type"));
    return batchOf([type], {
      producer: { id, epoch: numberOr(step, 0, "epoch", "producerEpoch"), sequence: -1 },
      timestamps: this.timestamps(step, 1),
      isTransactional: true,
      marker: { type, coordinatorEpoch: step.number("coordinatorEpoch", 0) },
    });
  }

  originOf(step: Fields, absent: AppendOrigin): AppendOrigin {
    const name = step.text("origin", absent).toLowerCase();
    if (name === "client" || name === "coordinator" || name === "replication") return name;
    throw new Error(`nobody is called ${name}`);
  }

  wallMs(): number {
    return this.nowMs;
  }

  random(): number {
    return 0;
  }

  maybeAddOfflineLogDir(): void {
    throw new Error("the disk of a vector does not fail");
  }

  scheduleFileDelete(directory: LogDirectory, name: string): void {
    directory.deleteFile(name);
  }

  private timestamps(step: Fields, count: number): readonly number[] {
    const timestamp = numberOr(step, this.nowMs, "timestamp", "timestampMs");
    return Array.from({ length: count }, () => timestamp);
  }

  private boot(): LogManager {
    const config = resolveConfig("broker", this.settings, this.era);
    const { directory, facts, topicPartitions } = this;
    const manager = new LogManager([directory], 1, facts, topicPartitions, config);
    for (const loader of manager.startLoading()) {
      while (!loader.isDone) loader.loadNext();
      loader.finish();
    }
    return manager;
  }

  private open(): Log {
    return this.manager.getOrCreateLog(this.topicPartitions.id("t", 0), this.overrides);
  }
}

/** An entry of a transaction index, as vectors write it. */
export function abortedIn(entry: Fields): AbortedTxn {
  const aborted = {
    producerId: numberOf(entry, "producerId", "pid"),
    firstOffset: entry.number("firstOffset"),
    lastOffset: entry.number("lastOffset"),
    lastStableOffset: entry.number("lastStableOffset"),
  };
  entry.finish();
  return aborted;
}
