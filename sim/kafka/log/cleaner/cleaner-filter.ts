import { NO_PRODUCER_ID, type RecordBatch } from "../../record/record-batch.ts";
import type { ProducerStateEntry } from "../producer-state-entry.ts";
import type { CleanedTransactions } from "./cleaned-transactions.ts";
import type { CleanerRules } from "./cleaner-rules.ts";
import type { BatchRetention, RecordFilter } from "./filter-batch.ts";
import { LogCleaningError } from "./log-cleaning-error.ts";
import type { OffsetMap } from "./offset-map.ts";

/** What a {@link CleanerFilter} goes by. */
export interface CleanerFilterState {
  readonly nowMs: number;
  readonly deleteRetentionMs: number;
  readonly offsetMap: OffsetMap;
  readonly transactions: CleanedTransactions;
  /** The producers that the log knows, by their ids. */
  readonly producers: ReadonlyMap<number, ProducerStateEntry>;
  /** Whether the segment is too young for tombstones of older formats, or eras, to go. */
  readonly retainsLegacyDeletes: boolean;
  readonly rules: Pick<
    CleanerRules,
    "tombstoneHorizon" | "cleanerLastBatch" | "cleanerKeylessRecords"
  >;
}

/** Decides batch by batch what stays of one segment (`Cleaner.cleanInto`). */
export class CleanerFilter implements RecordFilter {
  readonly nowMs: number;
  readonly deleteRetentionMs: number;
  readonly setsDeleteHorizon: boolean;
  private readonly state: CleanerFilterState;
  /** Of the batch that was asked about last. */
  private discardsRecords = false;

  constructor(state: CleanerFilterState) {
    this.nowMs = state.nowMs;
    this.deleteRetentionMs = state.deleteRetentionMs;
    this.setsDeleteHorizon = state.rules.tombstoneHorizon === "firstCleaning";
    this.state = state;
  }

  checkBatchRetention(batch: RecordBatch) {
    const { transactions } = this.state;
    const isControl = batch.marker !== null;
    const canDiscard = isControl
      ? transactions.onControlBatchRead(batch)
      : transactions.onBatchRead(batch);
    this.discardsRecords = canDiscard && (!isControl || this.isPastHorizon(batch));
    return {
      retention: this.retention(batch),
      marksEmptyTransaction: canDiscard && isControl,
    };
  }

  shouldRetainRecord(batch: RecordBatch, index: number): boolean {
    if (this.discardsRecords) return false;
    if (batch.marker !== null) return true;
    const { offsetMap, rules } = this.state;
    const offset = batch.offsetOf(index);
    const { key = null, value = null } = batch.records[index] ?? {};
    if (rules.cleanerKeylessRecords === "fail" && key === null) {
      throw new LogCleaningError(`the record at ${offset} has no key`);
    }
    if (offset > offsetMap.latestOffset) return true;
    if (key === null) return false;
    return offset >= offsetMap.get(key) && (value !== null || !this.isPastHorizon(batch));
  }

  private retention(batch: RecordBatch): BatchRetention {
    if (batch.producerId !== NO_PRODUCER_ID && this.isLastOfProducer(batch)) return "retainEmpty";
    return this.discardsRecords ? "delete" : "deleteEmpty";
  }

  /** Whether the batch's tombstones, or the marker that it is, may go. */
  private isPastHorizon({ magic, deleteHorizonMs }: RecordBatch): boolean {
    if (!this.setsDeleteHorizon || magic < 2) return !this.state.retainsLegacyDeletes;
    return deleteHorizonMs >= 0 && deleteHorizonMs <= this.nowMs;
  }

  /** Whether the log needs the batch to know the producer's last sequence number, or epoch. */
  private isLastOfProducer(batch: RecordBatch): boolean {
    const producer = this.state.producers.get(batch.producerId);
    if (producer === undefined) return false;
    if (this.state.rules.cleanerLastBatch === "lastSequence") {
      return producer.lastSequence === batch.lastSequence;
    }
    if (producer.lastDataOffset >= 0) return producer.lastDataOffset === batch.lastOffset;
    return batch.marker !== null && batch.producerEpoch === producer.producerEpoch;
  }
}
