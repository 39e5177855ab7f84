import { resolveConfig } from "../../../../sim/kafka/config/config.ts";
import { brokerSwitches } from "../../../../sim/kafka/era/broker-switches.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { Cleaner } from "../../../../sim/kafka/log/cleaner/cleaner.ts";
import { logToClean } from "../../../../sim/kafka/log/cleaner/log-to-clean.ts";
import type { Log } from "../../../../sim/kafka/log/log.ts";
import type { AppendOrigin } from "../../../../sim/kafka/log/producer-append-validation.ts";
import { batchSizeInBytes } from "../../../../sim/kafka/record/batch-size.ts";
import {
  type EndTransactionMarker,
  NO_PRODUCER_ID,
  RecordBatch,
} from "../../../../sim/kafka/record/record-batch.ts";
import { LogRig } from "../log-rig.ts";

/** A record of a vector: control records have no key. */
export interface WantedRecord {
  readonly key: string | null;
  readonly value: string | null;
}

/** Who writes, in which epoch and with which sequence number; absent: the next one. */
export interface WantedProducer {
  readonly id: number;
  readonly epoch: number;
  readonly sequence?: number | undefined;
}

export interface AppendOptions {
  readonly producer?: WantedProducer | undefined;
  readonly isTransactional?: boolean;
  readonly marker?: EndTransactionMarker | null;
  readonly origin?: AppendOrigin;
  readonly timestampMs?: number;
  /** Where it begins; beyond the end of the log it comes from a leader whose log has a gap. */
  readonly offset?: number | undefined;
}

const NOBODY: WantedProducer = { id: NO_PRODUCER_ID, epoch: -1, sequence: -1 };
/** The unit tests' `dupBufferLoadFactor`. */
const LOAD_FACTOR = 0.75;
/** More keys than any vector has. */
const MANY_SLOTS = 1_000_000;

/** A compacted log, and a cleaner, as in Kafka's unit tests. */
export class CompactionRig {
  readonly rig: LogRig;
  private readonly cleaner: Cleaner;
  /** Up to where the log was cleaned. */
  dirtyOffset = 0;
  private readonly sequences = new Map<string, number>();

  constructor(
    era: Era,
    overrides: Readonly<Record<string, string>>,
    slots = MANY_SLOTS,
    loadFactor = LOAD_FACTOR,
  ) {
    this.rig = new LogRig(era, { "cleanup.policy": "compact", ...overrides });
    const rules = brokerSwitches(resolveConfig("broker", {}, era));
    this.cleaner = new Cleaner(slots, loadFactor, rules);
  }

  get log(): Log {
    return this.rig.log;
  }

  append(records: readonly WantedRecord[], options: AppendOptions = {}): void {
    const { log } = this;
    const { offset = log.logEndOffset } = options;
    if (offset < log.logEndOffset) throw new Error(`the log has offset ${offset} already`);
    const batch = this.batch(records, options);
    if (offset > log.logEndOffset || options.origin === "replication") {
      log.appendAsFollower([batch.stored(offset, 0)]);
      return;
    }
    const { error, duplicate } = log.appendAsLeader(batch, 0, options.origin ?? "client");
    if (error !== Errors.NONE || duplicate) throw new Error(`not appended: error ${error}`);
  }

  roll(): void {
    const { log } = this;
    if (log.segments.active.baseOffset < log.logEndOffset) {
      log.segments.add(log.logEndOffset, log.config);
    }
  }

  /** One cleaning, from where the last one ended unless it is said. Returns where this one ended. */
  clean(nowMs: number, from = this.dirtyOffset, to?: number): number {
    const { log } = this;
    const uncleanable = to ?? log.segments.active.baseOffset;
    this.dirtyOffset = this.cleaner.clean(logToClean(log, from, uncleanable), nowMs);
    return this.dirtyOffset;
  }

  get batches(): readonly RecordBatch[] {
    return this.log.segments.all.flatMap(({ batches }) => batches);
  }

  /** Keys of what is not a marker and has a value. */
  get keys(): readonly string[] {
    return this.batches
      .filter(({ marker }) => marker === null)
      .flatMap(({ records }) => records)
      .filter(({ value }) => value !== null)
      .map(({ key }) => key ?? "null");
  }

  /** Keys of tombstones. */
  get tombstones(): readonly string[] {
    return this.batches
      .filter(({ marker }) => marker === null)
      .flatMap(({ records }) => records)
      .filter(({ value }) => value === null)
      .map(({ key }) => key ?? "null");
  }

  /** Offsets of what has a value, markers included. */
  get offsets(): readonly number[] {
    return this.batches.flatMap((batch) =>
      batch.records.map((_, i) => batch.offsetOf(i)).filter((_, i) => batch.records[i]?.value),
    );
  }

  /** The last sequence number of each producer, as the batches have it. */
  get lastSequences(): Readonly<Record<string, number>> {
    const found: Record<string, number> = {};
    for (const { producerId, marker, lastSequence } of this.batches) {
      if (marker === null && producerId !== NO_PRODUCER_ID) found[producerId] = lastSequence;
    }
    return found;
  }

  private batch(wanted: readonly WantedRecord[], options: AppendOptions): RecordBatch {
    const { marker = null, isTransactional = false, timestampMs = this.rig.nowMs } = options;
    const { producer = NOBODY } = options;
    const records = wanted.map(({ key, value }, i) => {
      return { id: i + 1, key, value, timestampMs, sizeBytes: 0 };
    });
    const sizeBytes = batchSizeInBytes({
      records,
      marker,
      magic: 2,
      offsetDeltas: null,
      deleteHorizonMs: -1,
    });
    return new RecordBatch({
      id: 1,
      producerId: producer.id,
      producerEpoch: producer.epoch,
      baseSequence: marker === null ? this.sequence(producer, records.length) : -1,
      maxTimestampMs: timestampMs,
      sizeBytes,
      records,
      isTransactional,
      marker,
    });
  }

  private sequence({ id, epoch, sequence }: WantedProducer, count: number): number {
    if (id === NO_PRODUCER_ID) return -1;
    const name = `${id}/${epoch}`;
    const first = sequence ?? this.sequences.get(name) ?? 0;
    this.sequences.set(name, first + count);
    return first;
  }
}
