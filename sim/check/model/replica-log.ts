const SEED_A = 0x9e3779b1 | 0;
const SEED_B = 0x85ebca77 | 0;
const STEP_A = 0xc2b2ae3d | 0;
const STEP_B = 0x27d4eb2f | 0;

/**
 * What a replica's log holds: batches, as facts told of them, with running sums over the identity of
 * every record, so that two logs are compared without looking at their records.
 */
export class ReplicaLog {
  private readonly bases: number[] = [];
  private readonly ends: number[] = [];
  private readonly epochs: number[] = [];
  private readonly batches: number[] = [];
  /** Events of the appends. */
  private readonly events: number[] = [];
  /** Sums over all records before a batch. */
  private readonly sumsA: number[] = [];
  private readonly sumsB: number[] = [];
  /** Sums over the whole log. */
  private totalA = 0;
  private totalB = 0;
  /** Results of the last {@link sumBelow}. */
  sumA = 0;
  sumB = 0;

  /** The offset after the last record; 0 when there never was one. */
  get end(): number {
    return this.ends[this.ends.length - 1] ?? 0;
  }

  /** The offset of the first record that is held; the end when there is none. */
  get start(): number {
    return this.bases[0] ?? this.end;
  }

  /** Number of batches. */
  get length(): number {
    return this.bases.length;
  }

  append(base: number, count: number, epoch: number, batch: number, event: number): void {
    if (base < this.end) this.truncate(base);
    this.bases.push(base);
    this.ends.push(base + count);
    this.epochs.push(epoch);
    this.batches.push(batch);
    this.events.push(event);
    this.sumsA.push(this.totalA);
    this.sumsB.push(this.totalB);
    this.addRecords(base, count, epoch, batch);
  }

  /** Drops everything from `offset` on; returns whether there was anything. */
  truncate(offset: number): boolean {
    if (this.end <= offset) return false;
    let last = this.length - 1;
    while (last >= 0 && (this.bases[last] as number) >= offset) {
      this.totalA = this.sumsA[last] as number;
      this.totalB = this.sumsB[last] as number;
      last--;
    }
    const count = last + 1;
    if (last >= 0 && (this.ends[last] as number) > offset) {
      const base = this.bases[last] as number;
      this.ends[last] = offset;
      this.totalA = this.sumsA[last] as number;
      this.totalB = this.sumsB[last] as number;
      this.addRecords(
        base,
        offset - base,
        this.epochs[last] as number,
        this.batches[last] as number,
      );
    }
    for (const column of this.columns()) column.length = count;
    return true;
  }

  /** Drops the batches that end at or before `offset`. */
  dropBefore(offset: number): void {
    let count = 0;
    while (count < this.length && (this.ends[count] as number) <= offset) count++;
    if (count > 0) for (const column of this.columns()) column.splice(0, count);
  }

  /** The batch that holds an offset, as an index; -1 when none does. */
  indexOf(offset: number): number {
    const index = this.lastStartingAtOrBefore(offset);
    return index >= 0 && offset < (this.ends[index] as number) ? index : -1;
  }

  /** Whether the record at `offset` is the `index`-th of that batch. */
  holds(offset: number, batch: number, index: number): boolean {
    const at = this.indexOf(offset);
    return at >= 0 && this.batches[at] === batch && offset - (this.bases[at] as number) === index;
  }

  base(index: number): number {
    return this.bases[index] as number;
  }

  endOf(index: number): number {
    return this.ends[index] as number;
  }

  epoch(index: number): number {
    return this.epochs[index] as number;
  }

  batch(index: number): number {
    return this.batches[index] as number;
  }

  event(index: number): number {
    return this.events[index] as number;
  }

  /** Puts the sums over all records below `offset` into `sumA` and `sumB`. */
  sumBelow(offset: number): void {
    if (offset >= this.end) {
      this.sumA = this.totalA;
      this.sumB = this.totalB;
      return;
    }
    const index = this.lastStartingAtOrBefore(offset);
    if (index < 0) {
      this.sumA = this.sumsA[0] ?? this.totalA;
      this.sumB = this.sumsB[0] ?? this.totalB;
      return;
    }
    const base = this.bases[index] as number;
    const count = Math.min(offset, this.ends[index] as number) - base;
    const { totalA, totalB } = this;
    this.totalA = this.sumsA[index] as number;
    this.totalB = this.sumsB[index] as number;
    this.addRecords(base, count, this.epochs[index] as number, this.batches[index] as number);
    this.sumA = this.totalA;
    this.sumB = this.totalB;
    this.totalA = totalA;
    this.totalB = totalB;
  }

  /** Whether both logs hold the same records in [from, to), as far as both begin before `to`. */
  matches(other: ReplicaLog, from: number, to: number): boolean {
    const first = Math.max(from, this.start, other.start);
    if (first >= to) return true;
    this.sumBelow(to);
    let a = this.sumA;
    let b = this.sumB;
    this.sumBelow(first);
    a = (a - this.sumA) | 0;
    b = (b - this.sumB) | 0;
    other.sumBelow(to);
    a = (a - other.sumA) | 0;
    b = (b - other.sumB) | 0;
    other.sumBelow(first);
    return ((a + other.sumA) | 0) === 0 && ((b + other.sumB) | 0) === 0;
  }

  /** The first offset in [from, to) at which the logs differ; `to` when they do not. */
  firstDifference(other: ReplicaLog, from: number, to: number): number {
    let low = from;
    let high = to;
    while (low < high) {
      const middle = Math.floor((low + high) / 2) + 1;
      if (this.matches(other, from, middle)) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private lastStartingAtOrBefore(offset: number): number {
    const bases = this.bases;
    let high = bases.length - 1;
    // What is asked for is mostly near the end.
    for (let tries = 0; tries < 4 && high >= 0; tries++, high--) {
      if ((bases[high] as number) <= offset) return high;
    }
    let low = -1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((bases[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Adds `count` records of a batch to the totals: an arithmetic series each, seeded by the batch. */
  private addRecords(base: number, count: number, epoch: number, batch: number): void {
    const seed = Math.imul(batch ^ SEED_A, SEED_B) ^ Math.imul(epoch + 1, SEED_A);
    const a = Math.imul(Math.imul(seed ^ base, SEED_A) ^ (seed >>> 15), SEED_B);
    const b = Math.imul(Math.imul(seed + base, SEED_B) ^ (seed >>> 13), SEED_A);
    const pairs = ((count * (count - 1)) / 2) | 0;
    this.totalA = (this.totalA + Math.imul(count, a) + Math.imul(pairs, a ^ STEP_A)) | 0;
    this.totalB = (this.totalB + Math.imul(count, b) + Math.imul(pairs, b ^ STEP_B)) | 0;
  }

  private columns(): number[][] {
    return [this.bases, this.ends, this.epochs, this.batches, this.events, this.sumsA, this.sumsB];
  }
}
