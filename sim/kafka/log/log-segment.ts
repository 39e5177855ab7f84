import type { AppendFile } from "../../kernel/disk.ts";
import { entriesOf } from "../record/convert-batch.ts";
import { NO_TIMESTAMP, type RecordBatch } from "../record/record-batch.ts";
import { appendedTogether } from "./log-append-info.ts";
import type { RollingSegment } from "./roll-rule.ts";
import { SegmentIndexes } from "./segment-indexes.ts";

/** A record that was looked for, and the leader epoch of its batch. */
export interface FoundOffset {
  readonly offset: number;
  readonly leaderEpoch: number;
}

/** What a segment is made with. */
export interface SegmentOptions {
  /** The wall clock. */
  readonly nowMs: number;
  /** By how much earlier it rolls. */
  readonly rollJitterMs: number;
  readonly indexIntervalBytes: number;
  readonly maxIndexSize: number;
  /** Whether record times count (KIP-33). */
  readonly timeIndex: boolean;
}

/** For who only looks at the batches. */
const PLAIN: SegmentOptions = {
  nowMs: 0,
  rollJitterMs: 0,
  indexIntervalBytes: 4096,
  maxIndexSize: 10_485_760,
  timeIndex: true,
};

/** One file of a log: the batches from `baseOffset` on, and their indexes. */
export class LogSegment implements RollingSegment {
  readonly baseOffset: number;
  readonly file: AppendFile<RecordBatch>;
  readonly indexes: SegmentIndexes;
  readonly rollJitterMs: number;
  sizeBytes = 0;
  /** The largest timestamp of a record; -1 when none has one. */
  maxTimestampSoFarMs = NO_TIMESTAMP;
  private offsetOfMaxTimestamp = -1;
  /** When it was made, or opened, or emptied. */
  private createdMs: number;
  /** The largest timestamp of what was appended first; null while nobody looked for it. */
  private rollingBasedTimestampMs: number | null = null;
  private readonly timeIndex: boolean;

  constructor(
    baseOffset: number,
    file: AppendFile<RecordBatch>,
    { nowMs, rollJitterMs, indexIntervalBytes, maxIndexSize, timeIndex }: SegmentOptions = PLAIN,
  ) {
    this.baseOffset = baseOffset;
    this.file = file;
    this.indexes = new SegmentIndexes(indexIntervalBytes, maxIndexSize);
    this.rollJitterMs = rollJitterMs;
    this.createdMs = nowMs;
    this.timeIndex = timeIndex;
    if (file.lastModifiedMs === 0) file.lastModifiedMs = nowMs;
    // A batch that was half written when the power went does not match its checksum.
    const torn = file.entries[file.tornEntry];
    if (torn?.isValid) file.rot(file.tornEntry, torn.with({ isValid: false }));
    for (const batch of file.entries) this.account(batch.lastOffset, batch.sizeBytes, [batch]);
    if (this.sizeBytes > 0) this.onOpened();
  }

  get batches(): readonly RecordBatch[] {
    return this.file.entries;
  }

  /** The offset after the last record; the base offset when the segment is empty. */
  get nextOffset(): number {
    return this.file.entries.at(-1)?.nextOffset ?? this.baseOffset;
  }

  get isOffsetIndexFull(): boolean {
    return this.indexes.isOffsetIndexFull;
  }

  get isTimeIndexFull(): boolean {
    return this.timeIndex && this.indexes.isTimeIndexFull;
  }

  /** The latest time of its records; of the file's last change, where they have none. */
  get largestTimestampMs(): number {
    return this.timeIndex && this.maxTimestampSoFarMs >= 0
      ? this.maxTimestampSoFarMs
      : this.file.lastModifiedMs;
  }

  /**
   * How long it waits to be rolled: from the time of its first batch to that of the one that is about to
   * be appended, or where the first has none, since its creation.
   */
  timeWaitedForRollMs(nowMs: number, maxTimestampMs: number): number {
    if (this.rollingBasedTimestampMs === null) {
      this.rollingBasedTimestampMs = this.file.entries[0]?.maxTimestampMs ?? null;
    }
    const firstMs = (this.timeIndex ? this.rollingBasedTimestampMs : null) ?? NO_TIMESTAMP;
    return firstMs >= 0 ? maxTimestampMs - firstMs : nowMs - this.createdMs;
  }

  /**
   * Appends what comes together: the indexes take it as one.
   * @param nowMs the wall clock
   */
  append(batches: readonly RecordBatch[], nowMs: number): void {
    const wasEmpty = this.sizeBytes === 0;
    for (const batch of batches) {
      if (batch.magic === 2) this.file.append(batch);
      else for (const entry of entriesOf(batch)) this.file.append(entry);
    }
    this.file.lastModifiedMs = nowMs;
    const { lastOffset, sizeBytes, maxTimestampMs } = appendedTogether(batches);
    if (wasEmpty) this.rollingBasedTimestampMs = maxTimestampMs;
    this.account(lastOffset, sizeBytes, batches);
  }

  /** Another segment is the active one now. */
  onBecomeInactive(): void {
    this.indexes.addTime(this.maxTimestampSoFarMs, this.offsetOfMaxTimestamp);
  }

  /** Who closed it, or recovered it, left the largest timestamp in the index. */
  private onOpened(): void {
    this.indexes.addTime(this.maxTimestampSoFarMs, this.offsetOfMaxTimestamp);
    this.indexes.restartInterval();
  }

  /** Index of the first batch that ends at or after `offset`; the number of batches when there is none. */
  indexOf(offset: number): number {
    const batches = this.file.entries;
    const count = batches.length;
    if (count === 0) return 0;
    const last = batches[count - 1] as RecordBatch;
    if (offset >= last.baseOffset) return offset < last.nextOffset ? count - 1 : count;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((batches[middle] as RecordBatch).nextOffset > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The first record from `startOffset` on with at least that timestamp, or null. */
  offsetForTimestamp(timestampMs: number, startOffset: number): FoundOffset | null {
    for (const batch of this.file.entries) {
      if (batch.maxTimestampMs < timestampMs) continue;
      for (let i = 0; i < batch.records.length; i++) {
        const offset = batch.offsetOf(i);
        if (offset < startOffset || timestampOf(batch, i) < timestampMs) continue;
        return { offset, leaderEpoch: batch.partitionLeaderEpoch };
      }
    }
    return null;
  }

  /** Drops the first batch that does not match its checksum and what comes after it; tells whether. */
  truncateToValid(): boolean {
    const { entries } = this.file;
    const rotten = entries.findIndex(({ isValid }) => !isValid);
    if (rotten < 0) return false;
    this.indexes.truncateTo((entries[rotten] as RecordBatch).baseOffset);
    this.cut(rotten);
    return true;
  }

  /**
   * Drops every batch that has a record at or after `offset`.
   * @param nowMs the wall clock
   */
  truncateTo(offset: number, nowMs: number): void {
    this.indexes.truncateTo(offset);
    this.cut(this.indexOf(offset));
    this.file.lastModifiedMs = nowMs;
    if (this.sizeBytes > 0) return;
    this.createdMs = nowMs;
    this.rollingBasedTimestampMs = null;
  }

  private cut(kept: number): void {
    const { entries } = this.file;
    for (let i = kept; i < entries.length; i++) {
      this.sizeBytes -= (entries[i] as RecordBatch).sizeBytes;
    }
    this.file.truncate(kept);
    this.maxTimestampSoFarMs = NO_TIMESTAMP;
    this.offsetOfMaxTimestamp = -1;
    for (const batch of entries) this.noteTimestamp(batch);
  }

  private account(lastOffset: number, sizeBytes: number, batches: readonly RecordBatch[]): void {
    const position = this.sizeBytes;
    this.sizeBytes += sizeBytes;
    for (const batch of batches) this.noteTimestamp(batch);
    this.indexes.onAppend(
      lastOffset,
      position,
      sizeBytes,
      this.maxTimestampSoFarMs,
      this.offsetOfMaxTimestamp,
    );
  }

  private noteTimestamp({ maxTimestampMs, lastOffset }: RecordBatch): void {
    if (maxTimestampMs <= this.maxTimestampSoFarMs) return;
    this.maxTimestampSoFarMs = maxTimestampMs;
    this.offsetOfMaxTimestamp = lastOffset;
  }
}

/** The timestamp of one of the batch's records. */
function timestampOf(batch: RecordBatch, index: number): number {
  if (batch.timestampType === "LogAppendTime") return batch.maxTimestampMs;
  return batch.records[index]?.timestampMs ?? NO_TIMESTAMP;
}
