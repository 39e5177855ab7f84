import type { Host } from "../../../kernel/host.ts";
import type { AppendListener } from "../../broker/delayed-produce.ts";
import { type ConfigValues, numberOf } from "../../config/config.ts";
import type { KafkaNames } from "../../context.ts";
import { type ErrorCode, Errors } from "../../errors.ts";
import type { Log } from "../../log/log.ts";
import { batchSizeInBytes } from "../../record/batch-size.ts";
import { RecordBatch, type RecordData } from "../../record/record-batch.ts";
import { appendedSizeInBytes } from "../../record/record-size.ts";
import { utf8Length } from "../../record/utf8.ts";

/** `Topic.GROUP_METADATA_TOPIC_NAME`. */
export const GROUP_METADATA_TOPIC_NAME = "__consumer_offsets";
/** Records of a coordinator are no producer's: no ledger counts them. */
const NO_RECORD_ID = 0;
const NULL_BYTES = -1;

/** A record that a coordinator writes; a value of null takes the key away. */
export interface GroupRecord {
  readonly key: string;
  readonly value: string | null;
}

/** Of whose transaction records are (KIP-98). */
export interface OfTransaction {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** The replicas that a broker hosts, as far as their logs matter here. */
export interface HostedLogs {
  partition(tp: number): { readonly isLeader: boolean; readonly log: Log | null } | null;
}

/** Who appends to the logs that this broker leads. */
export interface LogAppender {
  appendRecords(
    tp: number,
    batch: RecordBatch,
    acks: number,
    timeoutMs: number,
    listener: AppendListener,
    token: number,
  ): void;
}

/**
 * What a coordinator writes to `__consumer_offsets`. Its batches have numbers of their own and records of
 * the number 0: no producer sent them.
 */
export class GroupLog {
  private readonly host: Host;
  private readonly names: KafkaNames;
  private readonly logs: HostedLogs;
  private readonly appender: LogAppender;
  private readonly requiredAcks: number;
  private readonly timeoutMs: number;

  constructor(
    host: Host,
    names: KafkaNames,
    config: ConfigValues,
    logs: HostedLogs,
    appender: LogAppender,
  ) {
    this.host = host;
    this.names = names;
    this.logs = logs;
    this.appender = appender;
    this.requiredAcks = numberOf(config, "offsets.commit.required.acks");
    this.timeoutMs = numberOf(config, "offsets.commit.timeout.ms");
  }

  /** Id of a partition of `__consumer_offsets`. */
  tp(partition: number): number {
    return this.names.topicPartitions.id(GROUP_METADATA_TOPIC_NAME, partition);
  }

  /** The log of a partition, if this broker has a replica. */
  log(partition: number): Log | null {
    return this.logs.partition(this.tp(partition))?.log ?? null;
  }

  /** The same, if this broker leads it. */
  ledLog(partition: number): Log | null {
    const hosted = this.logs.partition(this.tp(partition));
    return hosted?.isLeader ? hosted.log : null;
  }

  /**
   * Writes records and waits for `offsets.commit.required.acks`. The listener hears of it, before this
   * returns or later. NOT_COORDINATOR where this broker has no replica.
   */
  append(
    partition: number,
    records: readonly GroupRecord[],
    listener: AppendListener,
    token: number,
    transaction: OfTransaction | null = null,
  ): void {
    const log = this.log(partition);
    if (log === null) {
      listener.onAppended(token, Errors.NOT_LEADER_OR_FOLLOWER, -1);
      return;
    }
    const batch = this.batchOf(log, records, transaction);
    const { requiredAcks, timeoutMs } = this;
    this.appender.appendRecords(
      this.tp(partition),
      batch,
      requiredAcks,
      timeoutMs,
      listener,
      token,
    );
  }

  /** Writes tombstones; should they be lost, the next look for what has expired writes them again. */
  appendTombstones(partition: number, keys: readonly string[]): void {
    const log = this.log(partition);
    if (log === null || keys.length === 0) return;
    const batch = this.batchOf(log, keys.map(tombstone), null);
    this.appender.appendRecords(this.tp(partition), batch, 0, this.timeoutMs, NOBODY, 0);
  }

  private batchOf(
    log: Log,
    records: readonly GroupRecord[],
    transaction: OfTransaction | null,
  ): RecordBatch {
    const { magic } = log.config;
    const timestampMs = this.host.wallMs();
    const data = records.map(({ key, value }, i): RecordData => {
      const valueBytes = value === null ? NULL_BYTES : utf8Length(value);
      const sizeBytes = appendedSizeInBytes(magic, i, 0, utf8Length(key), valueBytes);
      return { id: NO_RECORD_ID, key, value, timestampMs, sizeBytes };
    });
    const sized = { records: data, offsetDeltas: null, magic, marker: null, deleteHorizonMs: -1 };
    return new RecordBatch({
      id: this.names.nextBatchId(),
      magic,
      records: data,
      maxTimestampMs: timestampMs,
      sizeBytes: batchSizeInBytes(sized),
      ...(transaction === null ? {} : { ...transaction, baseSequence: 0, isTransactional: true }),
    });
  }
}

function tombstone(key: string): GroupRecord {
  return { key, value: null };
}

const NOBODY: AppendListener = {
  onAppended(_token: number, _error: ErrorCode, _baseOffset: number): void {
    // The next look finds out.
  },
};
