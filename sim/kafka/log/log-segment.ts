import type { AppendFile } from "../../kernel/disk.ts";
import type { RecordBatch } from "../records.ts";

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

  /** Drops every batch that has a record at or after `offset`. */
  truncateTo(offset: number): void {
    const kept = this.indexOf(offset);
    for (let i = kept; i < this.file.entries.length; i++) {
      this.sizeBytes -= (this.file.entries[i] as RecordBatch).sizeBytes;
    }
    this.file.truncate(kept);
  }
}
