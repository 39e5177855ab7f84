import { Errors } from "../errors.ts";
import { NO_PRODUCER_ID, type RecordBatch } from "../record/record-batch.ts";
import type { LogDirectory } from "./log-files.ts";
import type { LogSegment } from "./log-segment.ts";
import type { LogSegments } from "./log-segments.ts";
import { ProducerAppendError, validateProducerAppend } from "./producer-append-validation.ts";
import {
  loadedProducer,
  type ProducerSnapshot,
  type ProducerSnapshots,
  savedProducer,
} from "./producer-snapshot.ts";
import { ProducerStateManager } from "./producer-state.ts";
import type { ProducerStateConfig } from "./producer-state-config.ts";
import { ProducerStateEntry } from "./producer-state-entry.ts";
import { rebuildProducerState, updateProducerState } from "./rebuild-producer-state.ts";
import { snapshotOffsetToRetain } from "./snapshot-retention.ts";
import { type AbortedTxn, TransactionIndex } from "./transaction-index.ts";

/** What a log has to do with producers: their state and its snapshots, and the transaction indexes. */
export class LogProducers implements ProducerSnapshots {
  readonly state: ProducerStateManager;
  private readonly log: string;
  private readonly directory: LogDirectory;
  private readonly segments: LogSegments;
  private readonly config: ProducerStateConfig;

  constructor(
    log: string,
    directory: LogDirectory,
    segments: LogSegments,
    config: ProducerStateConfig,
  ) {
    this.log = log;
    this.directory = directory;
    this.segments = segments;
    this.config = config;
    this.state = new ProducerStateManager(this, config);
  }

  /** Accounts for a batch that the active segment has now. */
  update(batch: RecordBatch): void {
    const index = batch.marker === null ? null : this.transactionIndex(this.segments.active);
    updateProducerState(this.state, batch, index);
  }

  /** @throws ProducerAppendError when a follower refuses what its leader stored */
  checkReplicated(batches: readonly RecordBatch[]): void {
    const { followersValidate } = this.config;
    const entries = new Map<number, ProducerStateEntry>();
    for (const batch of batches) {
      const { producerId, marker } = batch;
      if (producerId === NO_PRODUCER_ID) continue;
      const known = entries.get(producerId) ?? this.state.entry(producerId);
      const isInTransaction = batch.isTransactional || (known?.currentTxnFirstOffset ?? -1) >= 0;
      if (!followersValidate && !isInTransaction) continue;
      const error = validateProducerAppend(batch, known, "replication", this.config);
      if (error !== Errors.NONE) throw new ProducerAppendError(error);
      // What comes after it in the same fetch goes on from there.
      const entry = known === undefined ? new ProducerStateEntry(producerId) : copyOf(known);
      if (marker !== null) {
        entry.addMarker(batch, marker.coordinatorEpoch, this.config);
      } else {
        entry.addBatch(batch, this.config);
        if (batch.isTransactional) entry.currentTxnFirstOffset = batch.baseOffset;
      }
      entries.set(producerId, entry);
    }
  }

  /** Accounts for the producers up to the end of the log, from the latest snapshot on. */
  reload(logStartOffset: number, logEndOffset: number): void {
    const nowMs = this.directory.wallMs();
    rebuildProducerState(this.state, this.segments.all, logStartOffset, logEndOffset, nowMs);
  }

  /** Which transactions were aborted by a marker in that segment. */
  transactionIndex({ baseOffset }: LogSegment): TransactionIndex {
    const { directory, log } = this;
    return new TransactionIndex({
      read: () => directory.abortedTransactions(log, baseOffset),
      write: (all) => directory.writeAbortedTransactions(log, baseOffset, all),
    });
  }

  /** The aborted transactions with something from `startOffset` to below `upperBoundOffset`. */
  collectAbortedTransactions(startOffset: number, upperBoundOffset: number): AbortedTxn[] {
    const found: AbortedTxn[] = [];
    const segments = this.segments.all;
    for (let i = this.segments.floorIndex(startOffset); i < segments.length; i++) {
      const index = this.transactionIndex(segments[i] as LogSegment);
      const result = index.collectAbortedTxns(startOffset, upperBoundOffset);
      found.push(...result.abortedTransactions);
      if (result.isComplete) break;
    }
    return found;
  }

  /** Segments are deleted from the head of the log, and their snapshots with them. */
  onSegmentsDeleted(deleted: readonly LogSegment[]): void {
    if (this.config.producerSnapshots !== "eachSegment") return;
    for (const { baseOffset } of deleted) this.state.removeSnapshot(baseOffset);
  }

  onFlush(recoveryPoint: number): void {
    if (this.config.producerSnapshots === "lastTwoSegments") this.deleteSnapshots(recoveryPoint);
  }

  /** The recovery point is on the disk. */
  onRecoveryPointCheckpoint(recoveryPoint: number): void {
    if (this.config.producerSnapshots === "unflushedToo") this.deleteSnapshots(recoveryPoint);
  }

  readSnapshots(): readonly ProducerSnapshot[] {
    return this.directory.producerSnapshots(this.log);
  }

  writeSnapshots(snapshots: readonly ProducerSnapshot[]): void {
    this.directory.writeProducerSnapshots(this.log, snapshots);
  }

  private deleteSnapshots(recoveryPoint: number): void {
    this.state.deleteSnapshotsBefore(snapshotOffsetToRetain(this.segments.all, recoveryPoint));
  }
}

/** With its last batch, which is all that its next one is checked by. */
function copyOf(entry: ProducerStateEntry): ProducerStateEntry {
  return loadedProducer(savedProducer(entry));
}
