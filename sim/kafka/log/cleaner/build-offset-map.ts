import type { RecordBatch } from "../../record/record-batch.ts";
import type { LogSegment } from "../log-segment.ts";
import type { AbortedTxn } from "../transaction-index.ts";
import { CleanedTransactions } from "./cleaned-transactions.ts";
import type { CleanerRules } from "./cleaner-rules.ts";
import { checkReadable } from "./filter-batch.ts";
import { LogCleaningError } from "./log-cleaning-error.ts";
import type { OffsetMap } from "./offset-map.ts";

/** The part of a log whose keys are looked at. */
export interface DirtySection {
  /** The segments with something in it. */
  readonly segments: readonly LogSegment[];
  /** Its first offset. */
  readonly start: number;
  /** The offset after its last. */
  readonly end: number;
  /** Aborted transactions that have something in it. */
  readonly aborted: readonly AbortedTxn[];
}

type MapRules = Pick<CleanerRules, "cleanerOffsetMap" | "cleanerKeylessRecords">;

/**
 * Notes the latest offset of each key in the dirty section, as far as the map goes
 * (`Cleaner.buildOffsetMap`): control batches and records of aborted transactions do not count. The map's
 * latest offset is the last that it speaks of.
 *
 * @param maxSize keys that the map should hold at most
 * @throws LogCleaningError
 */
export function buildOffsetMap(
  { segments, start, end, aborted }: DirtySection,
  map: OffsetMap,
  maxSize: number,
  rules: MapRules,
): void {
  map.clear();
  map.updateLatestOffset(start - 1);
  const transactions = new CleanedTransactions();
  transactions.addAbortedTransactions(aborted);
  if (rules.cleanerOffsetMap !== "partialSegments") checkStart(segments, start);
  const filler = new Filler(map, start, transactions, rules);
  for (const [i, segment] of segments.entries()) {
    const nextOffset = segments[i + 1]?.baseOffset ?? end;
    switch (rules.cleanerOffsetMap) {
      case "partialSegments":
        if (!filler.fill(segment, maxSize)) return;
        // In case there are gaps (KAFKA-8764).
        map.updateLatestOffset(nextOffset - 1);
        break;
      case "wholeSegments": {
        const before = map.latestOffset;
        if (!filler.fill(segment, maxSize)) {
          if (i === 0) throw new LogCleaningError("the first dirty segment does not fit");
          map.updateLatestOffset(before);
          return;
        }
        break;
      }
      case "untilLoadFactor":
        if (segment.baseOffset > start + maxSize && map.size >= maxSize) return;
        if (!filler.fill(segment, map.slots)) throw new LogCleaningError("the offset map is full");
        break;
    }
  }
}

/** Without this nobody can say where the dirty section begins in its first segment. */
function checkStart(segments: readonly LogSegment[], start: number): void {
  if (segments[0]?.baseOffset === start) return;
  throw new LogCleaningError(`no segment begins at the first dirty offset ${start}`);
}

class Filler {
  private readonly map: OffsetMap;
  private readonly start: number;
  private readonly transactions: CleanedTransactions;
  private readonly rules: MapRules;

  constructor(map: OffsetMap, start: number, transactions: CleanedTransactions, rules: MapRules) {
    this.map = map;
    this.start = start;
    this.transactions = transactions;
    this.rules = rules;
  }

  /** Takes in a segment. False: there are more keys than `maxSize`, and it stopped at the first of them. */
  fill({ batches }: LogSegment, maxSize: number): boolean {
    for (const batch of batches) {
      if (!this.isDiscarded(batch) && !this.takeIn(batch, maxSize)) return false;
      if (batch.lastOffset >= this.start) this.map.updateLatestOffset(batch.lastOffset);
    }
    return true;
  }

  private isDiscarded(batch: RecordBatch): boolean {
    if (batch.marker !== null) {
      this.transactions.onControlBatchRead(batch);
      return true;
    }
    return this.transactions.onBatchRead(batch);
  }

  private takeIn(batch: RecordBatch, maxSize: number): boolean {
    checkReadable(batch);
    for (const [i, { key }] of batch.records.entries()) {
      const offset = batch.offsetOf(i);
      if (key === null) {
        if (this.rules.cleanerKeylessRecords === "dropped") continue;
        throw new LogCleaningError(`the record at ${offset} has no key`);
      }
      if (offset < this.start) continue;
      if (this.map.size >= maxSize) return false;
      this.map.put(key, offset);
    }
    return true;
  }
}
