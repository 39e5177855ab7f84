import { Field, Rows } from "./rows.ts";

const SEED_A = 0x9e3779b1 | 0;
const SEED_B = 0x85ebca77 | 0;
const STEP_A = 0xc2b2ae3d | 0;
const STEP_B = 0x27d4eb2f | 0;

/** A batch that went into a log. */
export interface LoggedBatch {
  readonly batch: number;
  readonly base: number;
  /** Exclusive. */
  readonly end: number;
  readonly leaderEpoch: number;
  /** Whether the replica was the leader when it appended. */
  readonly byLeader: boolean;
  readonly event: number;
  readonly timeUs: number;
}

/** What identifies the records of a log below an offset. */
export class Fingerprint {
  /** Where the log begins. */
  start = 0;
  a = 0;
  b = 0;

  equals(other: Fingerprint): boolean {
    return this.start === other.start && this.a === other.a && this.b === other.b;
  }
}

/**
 * What a replica's log holds: batches, as facts told of them, with running sums over the identity of
 * every record, so that two logs are compared without looking at their records.
 */
export class ReplicaLog {
  /** What was cut off. */
  readonly dropped: LoggedBatch[] = [];
  private readonly rows = new Rows(9);
  private readonly bases = new Field(this.rows, 0);
  private readonly ends = new Field(this.rows, 1);
  private readonly epochs = new Field(this.rows, 2);
  private readonly batches = new Field(this.rows, 3);
  private readonly events = new Field(this.rows, 4);
  private readonly times = new Field(this.rows, 5);
  private readonly leaders = new Field(this.rows, 6);
  /** Sums over all records before a batch. */
  private readonly sumsA = new Field(this.rows, 7);
  private readonly sumsB = new Field(this.rows, 8);
  /** Sums over the whole log. */
  private totalA = 0;
  private totalB = 0;
  /** Results of the last {@link sumBelow}. */
  private sumA = 0;
  private sumB = 0;
  /** The offset after the last record; 0 when there is none. */
  end = 0;

  /** The offset of the first record that is held; the end when there is none. */
  get start(): number {
    return this.length === 0 ? this.end : this.bases.at(0);
  }

  /** Number of batches. */
  get length(): number {
    return this.rows.length;
  }

  append(
    base: number,
    count: number,
    epoch: number,
    batch: number,
    byLeader: boolean,
    event: number,
    timeUs: number,
  ): void {
    if (base < this.end) this.truncate(base);
    const at = this.rows.add();
    const data = this.rows.data;
    data[at] = base;
    data[at + 1] = base + count;
    data[at + 2] = epoch;
    data[at + 3] = batch;
    data[at + 4] = event;
    data[at + 5] = timeUs;
    data[at + 6] = byLeader ? 1 : 0;
    data[at + 7] = this.totalA;
    data[at + 8] = this.totalB;
    this.addRecords(base, count, epoch, batch);
    this.end = base + count;
  }

  /** Drops everything from `offset` on; returns whether there was anything. */
  truncate(offset: number): boolean {
    if (this.end <= offset) return false;
    let count = this.length;
    while (count > 0 && this.ends.at(count - 1) > offset) {
      count--;
      this.dropped.push(this.logged(count));
      this.totalA = this.sumsA.at(count);
      this.totalB = this.sumsB.at(count);
      const base = this.bases.at(count);
      if (base >= offset) continue;
      this.ends.set(count, offset);
      this.addRecords(base, offset - base, this.epochs.at(count), this.batches.at(count));
      count++;
      break;
    }
    this.rows.length = count;
    this.end = count === 0 ? 0 : this.ends.at(count - 1);
    return true;
  }

  /** Drops the batches that end at or before `offset`. */
  dropBefore(offset: number): void {
    let count = 0;
    while (count < this.length && this.ends.at(count) <= offset) count++;
    if (count > 0) this.rows.dropFirst(count);
  }

  /** The batch that holds an offset, as an index; -1 when none does. */
  indexOf(offset: number): number {
    const index = this.lastStartingAtOrBefore(offset);
    return index >= 0 && offset < this.ends.at(index) ? index : -1;
  }

  /** Whether a batch is in the log, or was before it was cut off. */
  everHad(batch: number): boolean {
    for (let i = this.length - 1; i >= 0; i--) if (this.batches.at(i) === batch) return true;
    return this.dropped.some((dropped) => dropped.batch === batch);
  }

  /** Whether the record at `offset` is the one at `position` in that batch. */
  holds(offset: number, batch: number, position: number): boolean {
    const at = this.indexOf(offset);
    return at >= 0 && this.batches.at(at) === batch && offset - this.bases.at(at) === position;
  }

  base(index: number): number {
    return this.bases.at(index);
  }

  endOf(index: number): number {
    return this.ends.at(index);
  }

  batch(index: number): number {
    return this.batches.at(index);
  }

  logged(index: number): LoggedBatch {
    return {
      batch: this.batches.at(index),
      base: this.bases.at(index),
      end: this.ends.at(index),
      leaderEpoch: this.epochs.at(index),
      byLeader: this.leaders.at(index) === 1,
      event: this.events.at(index),
      timeUs: this.times.at(index),
    };
  }

  /** Whether both logs hold the same records in [from, to), as far as both begin before `to`. */
  matches(other: ReplicaLog, from: number, to: number): boolean {
    const first = Math.max(from, this.start, other.start);
    if (first >= to) return true;
    this.sumBelow(to);
    other.sumBelow(to);
    const a = (this.sumA - other.sumA) | 0;
    const b = (this.sumB - other.sumB) | 0;
    if (a === 0 && b === 0 && this.start === other.start) return true;
    this.sumBelow(first);
    other.sumBelow(first);
    return a === ((this.sumA - other.sumA) | 0) && b === ((this.sumB - other.sumB) | 0);
  }

  /** Puts what identifies all records below `offset` into `into`. */
  fingerprint(offset: number, into: Fingerprint): void {
    this.sumBelow(offset);
    into.start = this.start;
    into.a = this.sumA;
    into.b = this.sumB;
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

  /** Puts the sums over all records below `offset` into `sumA` and `sumB`. */
  private sumBelow(offset: number): void {
    this.sumA = this.totalA;
    this.sumB = this.totalB;
    if (offset >= this.end) return;
    const index = this.lastStartingAtOrBefore(offset);
    if (index < 0) {
      this.sumA = this.sumsA.at(0);
      this.sumB = this.sumsB.at(0);
      return;
    }
    const { totalA, totalB } = this;
    this.totalA = this.sumsA.at(index);
    this.totalB = this.sumsB.at(index);
    const base = this.bases.at(index);
    const count = Math.min(offset, this.ends.at(index)) - base;
    if (count > 0) this.addRecords(base, count, this.epochs.at(index), this.batches.at(index));
    this.sumA = this.totalA;
    this.sumB = this.totalB;
    this.totalA = totalA;
    this.totalB = totalB;
  }

  private lastStartingAtOrBefore(offset: number): number {
    let high = this.length - 1;
    // What is asked for is mostly near the end.
    for (let tries = 0; tries < 4 && high >= 0; tries++, high--) {
      if (this.bases.at(high) <= offset) return high;
    }
    let low = -1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.bases.at(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Adds `count` records of a batch to the totals: an arithmetic series, seeded by the batch. */
  private addRecords(base: number, count: number, epoch: number, batch: number): void {
    const seed = Math.imul(batch ^ SEED_A, SEED_B) ^ Math.imul(epoch + 1, SEED_A);
    const a = Math.imul(Math.imul(seed ^ base, SEED_A) ^ (seed >>> 15), SEED_B);
    const b = Math.imul(Math.imul(seed + base, SEED_B) ^ (seed >>> 13), SEED_A);
    const pairs = ((count * (count - 1)) / 2) | 0;
    this.totalA = (this.totalA + Math.imul(count, a) + Math.imul(pairs, a ^ STEP_A)) | 0;
    this.totalB = (this.totalB + Math.imul(count, b) + Math.imul(pairs, b ^ STEP_B)) | 0;
  }
}
