/** Where a batch set begins in its segment; `offset` is its last. */
export interface OffsetPosition {
  readonly offset: number;
  readonly position: number;
}

/** The largest timestamp so far, and the offset of the batch that brought it. */
export interface TimestampOffset {
  readonly timestampMs: number;
  readonly offset: number;
}

const OFFSET_ENTRY_BYTES = 8;
const TIME_ENTRY_BYTES = 12;

/**
 * The offset index and the time index of a segment (`OffsetIndex`, `TimeIndex`): an entry each after
 * every `index.interval.bytes`. A read does not need them, but a segment rolls when one is full.
 */
export class SegmentIndexes {
  readonly offsets: OffsetPosition[] = [];
  readonly times: TimestampOffset[] = [];
  private readonly intervalBytes: number;
  private readonly maxOffsets: number;
  private readonly maxTimes: number;
  private bytesSinceLastEntry = 0;

  /** @param maxIndexSize bytes of each of them */
  constructor(intervalBytes: number, maxIndexSize: number) {
    this.intervalBytes = intervalBytes;
    this.maxOffsets = Math.floor(maxIndexSize / OFFSET_ENTRY_BYTES);
    this.maxTimes = Math.floor(maxIndexSize / TIME_ENTRY_BYTES);
  }

  get offsetIndexBytes(): number {
    return this.offsets.length * OFFSET_ENTRY_BYTES;
  }

  get timeIndexBytes(): number {
    return this.times.length * TIME_ENTRY_BYTES;
  }

  get isOffsetIndexFull(): boolean {
    return this.offsets.length >= this.maxOffsets;
  }

  /** One entry stays free, for the roll. */
  get isTimeIndexFull(): boolean {
    return this.times.length >= this.maxTimes - 1;
  }

  /** Something was appended at `position`: the entries that are due, then its bytes count. */
  onAppend(
    lastOffset: number,
    position: number,
    sizeBytes: number,
    maxTimestampMs: number,
    offsetOfMaxTimestamp: number,
  ): void {
    if (this.bytesSinceLastEntry > this.intervalBytes) {
      this.offsets.push({ offset: lastOffset, position });
      this.addTime(maxTimestampMs, offsetOfMaxTimestamp);
      this.bytesSinceLastEntry = 0;
    }
    this.bytesSinceLastEntry += sizeBytes;
  }

  /** Adds an entry to the time index, if the timestamp is larger than the last one. */
  addTime(timestampMs: number, offset: number): void {
    const last = this.times.at(-1);
    if (timestampMs > (last?.timestampMs ?? -1)) this.times.push({ timestampMs, offset });
  }

  /** Drops the entries from `offset` on. */
  truncateTo(offset: number): void {
    dropFrom(this.offsets, offset);
    dropFrom(this.times, offset);
    this.restartInterval();
  }

  /** Bytes count from here on to the next entry. */
  restartInterval(): void {
    this.bytesSinceLastEntry = 0;
  }
}

function dropFrom(entries: { readonly offset: number }[], offset: number): void {
  while (entries.length > 0 && (entries[entries.length - 1]?.offset ?? 0) >= offset) entries.pop();
}
