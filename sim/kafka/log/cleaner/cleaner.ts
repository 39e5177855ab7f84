import { FACT_LOG_CLEAN } from "../../facts.ts";
import type { RecordBatch } from "../../record/record-batch.ts";
import type { Log } from "../log.ts";
import type { LogSegment } from "../log-segment.ts";
import type { ProducerStateEntry } from "../producer-state-entry.ts";
import type { AbortedTxn } from "../transaction-index.ts";
import { buildOffsetMap } from "./build-offset-map.ts";
import { CleanedTransactions } from "./cleaned-transactions.ts";
import { CleanerFilter } from "./cleaner-filter.ts";
import type { CleanerRules } from "./cleaner-rules.ts";
import { filterBatch } from "./filter-batch.ts";
import { groupSegmentsBySize } from "./group-segments.ts";
import type { LogToClean } from "./log-to-clean.ts";
import { OffsetMap } from "./offset-map.ts";
import { segmentsBetween } from "./segments-between.ts";

/** One cleaning: what is the same for every segment. */
interface Pass {
  readonly log: Log;
  readonly nowMs: number;
  /** Before KIP-534 and for older formats: tombstones in segments older than this may go. */
  readonly legacyDeleteHorizonMs: number;
}

/**
 * Compacts logs (`Cleaner`): of each key only the last record stays, at its offset. What a log is
 * compacted into takes the place of its segments, a group at a time, all of it or nothing even if the
 * power goes.
 */
export class Cleaner {
  private readonly offsetMap: OffsetMap;
  private readonly maxDesiredMapSize: number;
  private readonly rules: CleanerRules;

  /**
   * @param slots keys for which the offset map has memory
   * @param loadFactor the share of them that may be used
   */
  constructor(slots: number, loadFactor: number, rules: CleanerRules) {
    this.offsetMap = new OffsetMap(slots);
    this.maxDesiredMapSize = Math.floor(slots * loadFactor);
    this.rules = rules;
  }

  /**
   * Compacts a log. Returns the first offset that was not taken in.
   * @param nowMs the broker's wall clock
   * @throws LogCleaningError
   * @throws KafkaStorageError
   */
  clean(cleanable: LogToClean, nowMs: number): number {
    const { log, firstDirtyOffset, firstUncleanableOffset } = cleanable;
    const { all } = log.segments;
    const { deleteRetentionMs, segmentBytes, maxIndexSize } = log.config;
    const lastClean = segmentsBetween(all, 0, firstDirtyOffset).at(-1);
    const legacyDeleteHorizonMs =
      lastClean === undefined ? 0 : lastClean.file.lastModifiedMs - deleteRetentionMs;
    buildOffsetMap(
      {
        segments: segmentsBetween(all, firstDirtyOffset, firstUncleanableOffset),
        start: firstDirtyOffset,
        end: firstUncleanableOffset,
        aborted: log.collectAbortedTransactions(firstDirtyOffset, firstUncleanableOffset),
      },
      this.offsetMap,
      this.maxDesiredMapSize,
      this.rules,
    );
    const endOffset = this.offsetMap.latestOffset + 1;
    const groups = groupSegmentsBySize(
      segmentsBetween(all, 0, endOffset),
      segmentBytes,
      maxIndexSize,
      firstUncleanableOffset,
    );
    const transactions = new CleanedTransactions();
    for (const group of groups) {
      this.cleanSegments(group, transactions, { log, nowMs, legacyDeleteHorizonMs });
    }
    return endOffset;
  }

  /** Cleans a group of segments into one, which takes their place. */
  private cleanSegments(
    group: readonly LogSegment[],
    carried: CleanedTransactions,
    pass: Pass,
  ): void {
    const { log, nowMs, legacyDeleteHorizonMs } = pass;
    const first = group[0] as LogSegment;
    const last = group.at(-1) as LogSegment;
    const cleaned = log.segments.cleaned(first.baseOffset, log.config);
    const producers = new Map(
      log.producerState.activeProducers.map((producer) => [producer.producerId, producer]),
    );
    const removed = new RemovedOffsets();
    const aborted: AbortedTxn[] = [];
    group.forEach((segment, i) => {
      const knowsMore = this.rules.cleanedTransactions !== "ofOneSegment";
      const transactions = knowsMore ? carried : new CleanedTransactions();
      transactions.addAbortedTransactions(
        log.collectAbortedTransactions(
          segment.baseOffset,
          group[i + 1]?.baseOffset ?? this.boundInLast(segment),
        ),
      );
      const retainsLegacyDeletes = segment.file.lastModifiedMs > legacyDeleteHorizonMs;
      const filter = this.filter(pass, transactions, producers, retainsLegacyDeletes);
      for (const batch of segment.batches) {
        const left = filterBatch(batch, filter);
        removed.note(batch, left);
        if (left !== null) cleaned.append([left], nowMs);
      }
      aborted.push(...transactions.takeRetained());
    });
    cleaned.onBecomeInactive();
    cleaned.file.sync();
    // Retention and tombstones go by when the records came.
    cleaned.file.lastModifiedMs = last.file.lastModifiedMs;
    log.segments.replace(group, [cleaned], log.config);
    log.producers.onSegmentsDeleted(group.slice(1));
    for (const each of aborted) log.transactionIndex(cleaned).append(each);
    removed.emit(log);
  }

  /** Up to where aborted transactions are known in the last segment of a group. */
  private boundInLast(segment: LogSegment): number {
    return this.rules.cleanedTransactions === "wholeLastSegment"
      ? segment.nextOffset
      : this.offsetMap.latestOffset + 1;
  }

  private filter(
    { log, nowMs }: Pass,
    transactions: CleanedTransactions,
    producers: ReadonlyMap<number, ProducerStateEntry>,
    retainsLegacyDeletes: boolean,
  ): CleanerFilter {
    const { deleteRetentionMs } = log.config;
    const { offsetMap, rules } = this;
    return new CleanerFilter({
      nowMs,
      deleteRetentionMs,
      offsetMap,
      transactions,
      producers,
      retainsLegacyDeletes,
      rules,
    });
  }
}

/** Which offsets had a record and have none any more. */
class RemovedOffsets {
  private readonly ranges: [from: number, end: number][] = [];

  note(batch: RecordBatch, left: RecordBatch | null): void {
    if (left === batch) return;
    const kept = new Set(left?.records.map((_, i) => left.offsetOf(i)));
    for (let i = 0; i < batch.records.length; i++) {
      const offset = batch.offsetOf(i);
      if (!kept.has(offset)) this.add(offset);
    }
  }

  emit({ identity: { facts, text, brokerId } }: Log): void {
    if (this.ranges.length === 0) return;
    facts.add(FACT_LOG_CLEAN, text, brokerId, facts.intern(JSON.stringify(this.ranges)));
  }

  private add(offset: number): void {
    const last = this.ranges.at(-1);
    if (last !== undefined && last[1] === offset) last[1]++;
    else this.ranges.push([offset, offset + 1]);
  }
}
