import type { AppendFile } from "../../kernel/disk.ts";
import type { RecordBatch } from "../record/record-batch.ts";

/** A record that was looked for, and the leader epoch of its batch. */
export interface FoundOffset {
  readonly offset: number;
  readonly leaderEpoch: number;
}

/** One file of a log: the batches from `baseOffset` on. */
export class LogSegment {
  readonly baseOffset: number;
  readonly file: AppendFile<RecordBatch>;
  sizeBytes = 0;

  constructor(baseOffset: number, file: AppendFile<RecordBatch>) {
    this.baseOffset = baseOffset;
    this.file = file;
    for (const batch of file.entries) this.sizeBytes += batch.sizeBytes;
  }

  get batches(): readonly RecordBatch[] {
    return this.file.entries;
  }

  /** The offset after the last record; the base offset when the segment is empty. */
  get nextOffset(): number {
    return this.file.entries.at(-1)?.nextOffset ?? this.baseOffset;
  }

  append(batch: RecordBatch): void {
    this.file.append(batch);
    this.sizeBytes += batch.sizeBytes;
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
        const offset = batch.baseOffset + i;
        const record = batch.records[i];
        if (record === undefined || record.timestampMs < timestampMs) continue;
        if (offset >= startOffset) return { offset, leaderEpoch: batch.partitionLeaderEpoch };
      }
    }
    return null;
  }

  /** Drops a torn batch and what was written after it. */
  truncateToValid(): void {
    if (this.file.tornEntry >= 0) this.cut(this.file.tornEntry);
  }

  /** Drops every batch that has a record at or after `offset`. */
  truncateTo(offset: number): void {
    this.cut(this.indexOf(offset));
  }

  private cut(kept: number): void {
    for (let i = kept; i < this.file.entries.length; i++) {
      this.sizeBytes -= (this.file.entries[i] as RecordBatch).sizeBytes;
    }
    this.file.truncate(kept);
  }
}
