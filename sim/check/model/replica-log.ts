import { addRange, cutRangesBelow, cutRangesFrom } from "../../trace/ranges.ts";
import { Field, Rows } from "./rows.ts";

const SEED_A = 0x9e3779b1 | 0;
const SEED_B = 0x85ebca77 | 0;
const STEP_A = 0xc2b2ae3d | 0;
const STEP_B = 0x27d4eb2f | 0;

/** A batch, or what was left of one, that went into a log. */
export interface LoggedBatch {
  readonly batch: number;
  /** The offset of the batch's first record, whether that is there or not. */
  readonly base: number;
  /** The offsets it takes, [from, end). */
  readonly from: number;
  readonly end: number;
  readonly leaderEpoch: number;
  /** Whether the replica was the leader when it appended. */
  readonly byLeader: boolean;
  readonly event: number;
  readonly timeUs: number;
}

/** What is told of an append beside its place. */
export type AppendOf = Pick<LoggedBatch, "batch" | "leaderEpoch" | "byLeader" | "event" | "timeUs">;

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
 * every record, so that two logs are compared without looking at their records. What retention deletes
 * and compaction takes out stays known: sums and rows go on as if it were there, and are corrected by
 * what lies before the start and in the gaps.
 */
export class ReplicaLog {
  /** What was cut off. */
  readonly dropped: LoggedBatch[] = [];
  /** Offsets without a record, [from, end), sorted and apart. */
  readonly gaps: [from: number, end: number][] = [];
  /** Rows before this one were deleted from the beginning of the log. */
  first = 0;
  private readonly rows = new Rows(10);
  private readonly froms = new Field(this.rows, 0);
  private readonly ends = new Field(this.rows, 1);
  private readonly epochs = new Field(this.rows, 2);
  private readonly batches = new Field(this.rows, 3);
  private readonly events = new Field(this.rows, 4);
  private readonly times = new Field(this.rows, 5);
  private readonly leaders = new Field(this.rows, 6);
  /** Sums over all records before a batch. */
  private readonly sumsA = new Field(this.rows, 7);
  private readonly sumsB = new Field(this.rows, 8);
  private readonly bases = new Field(this.rows, 9);
  /** Sums over the whole log. */
  private totalA = 0;
  private totalB = 0;
  /** Sums over what was deleted from the beginning. */
  private headA = 0;
  private headB = 0;
  /** Results of the last {@link sumBelow}. */
  private sumA = 0;
  private sumB = 0;
  /** The offset after the last record; where the log begins when there is none. */
  end = 0;

  /** The offset of the first record that is held; the end when there is none. */
  get start(): number {
    return this.first === this.length ? this.end : this.froms.at(this.first);
  }

  /** Number of batches, those before {@link first} included. */
  get length(): number {
    return this.rows.length;
  }

  /** Appends a whole batch. */
  append(
    base: number,
    count: number,
    leaderEpoch: number,
    batch: number,
    byLeader: boolean,
    event: number,
    timeUs: number,
  ): void {
    if (base !== this.end) this.goOnAt(base);
    this.add(base, base, count, leaderEpoch, batch, byLeader, event, timeUs);
  }

  /**
   * Appends what was left of a batch.
   * @param base the offset of the batch's first record, whether that is there or not
   */
  appendPart(from: number, count: number, base: number, of: AppendOf): void {
    if (from !== this.end) this.goOnAt(from);
    const { leaderEpoch, batch, byLeader, event, timeUs } = of;
    this.add(from, base, count, leaderEpoch, batch, byLeader, event, timeUs);
  }

  /** The log ends at `offset` from now on; up to there it has no more records. */
  endAt(offset: number): void {
    if (offset <= this.end) return;
    addRange(this.gaps, this.end, offset);
    this.end = offset;
  }

  /** Compaction took the records in [from, end). */
  clean(from: number, end: number): void {
    addRange(this.gaps, Math.max(from, this.start), Math.min(end, this.end));
  }

  /** Drops everything from `offset` on; returns whether there was anything. */
  truncate(offset: number): boolean {
    if (this.end <= offset) return false;
    cutRangesFrom(this.gaps, offset);
    let count = this.length;
    while (count > 0 && this.ends.at(count - 1) > offset) {
      count--;
      this.dropped.push(this.logged(count));
      this.totalA = this.sumsA.at(count);
      this.totalB = this.sumsB.at(count);
      const from = this.froms.at(count);
      if (from >= offset) continue;
      this.ends.set(count, offset);
      this.addRecords(count, offset - from);
      count++;
      break;
    }
    this.rows.length = count;
    this.first = Math.min(this.first, count);
    this.end = Math.max(count === 0 ? 0 : this.ends.at(count - 1), this.gaps.at(-1)?.[1] ?? 0);
    return true;
  }

  /** The batches that end at or before `offset` were deleted. */
  dropBefore(offset: number): void {
    const { first, length } = this;
    while (this.first < length && this.ends.at(this.first) <= offset) this.first++;
    cutRangesBelow(this.gaps, offset);
    if (this.first === length) this.end = Math.max(this.end, offset);
    if (this.first === first) return;
    this.headA = this.first === length ? this.totalA : this.sumsA.at(this.first);
    this.headB = this.first === length ? this.totalB : this.sumsB.at(this.first);
  }

  /** The batch that holds an offset, as an index; -1 when none does. Gaps do not count. */
  indexOf(offset: number): number {
    const index = this.lastFromOrBefore(offset, this.first);
    return index >= this.first && offset < this.ends.at(index) ? index : -1;
  }

  /** The same of what was deleted from the beginning of the log, too. */
  indexEver(offset: number): number {
    const index = this.lastFromOrBefore(offset, 0);
    return index >= 0 && offset < this.ends.at(index) ? index : -1;
  }

  /** Whether a batch is in the log, or was before it was cut off. */
  everHad(batch: number): boolean {
    for (let i = this.length - 1; i >= 0; i--) if (this.batches.at(i) === batch) return true;
    return this.dropped.some((dropped) => dropped.batch === batch);
  }

  /** Whether the record at `offset` is the one at `position` in that batch. */
  holds(offset: number, batch: number, position: number): boolean {
    return this.isAt(this.indexOf(offset), offset, batch, position) && !this.isGap(offset);
  }

  /** Whether it was until it was deleted from the beginning of the log, or taken by compaction. */
  held(offset: number, batch: number, position: number): boolean {
    return this.isAt(this.indexEver(offset), offset, batch, position);
  }

  /** Whether there is no record at an offset because compaction took it. */
  isGap(offset: number): boolean {
    const { gaps } = this;
    if (gaps.length === 0) return false;
    let low = -1;
    let high = gaps.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((gaps[middle] as [number, number])[0] <= offset) low = middle;
      else high = middle - 1;
    }
    return low >= 0 && offset < (gaps[low] as [number, number])[1];
  }

  /** The offset of the first record of a batch, whether that is there or not. */
  base(index: number): number {
    return this.bases.at(index);
  }

  fromOf(index: number): number {
    return this.froms.at(index);
  }

  endOf(index: number): number {
    return this.ends.at(index);
  }

  batch(index: number): number {
    return this.batches.at(index);
  }

  /** The event in which a batch was appended. */
  eventOf(index: number): number {
    return this.events.at(index);
  }

  timeOf(index: number): number {
    return this.times.at(index);
  }

  logged(index: number): LoggedBatch {
    return {
      batch: this.batches.at(index),
      base: this.bases.at(index),
      from: this.froms.at(index),
      end: this.ends.at(index),
      leaderEpoch: this.epochs.at(index),
      byLeader: this.leaders.at(index) === 1,
      event: this.events.at(index),
      timeUs: this.times.at(index),
    };
  }

  /**
   * Whether both logs hold the same records in [from, to), as far as both begin before `to`. What one of
   * them has lost to compaction is not compared.
   */
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
    const isEqual = a === ((this.sumA - other.sumA) | 0) && b === ((this.sumB - other.sumB) | 0);
    if (isEqual || (this.gaps.length === 0 && other.gaps.length === 0)) return isEqual;
    return this.matchesWithoutGaps(other, first, to);
  }

  /** Puts what identifies all records from the start of the log to `offset` into `into`. */
  fingerprint(offset: number, into: Fingerprint): void {
    this.sumBelow(offset);
    into.start = this.start;
    into.a = (this.sumA - this.headA) | 0;
    into.b = (this.sumB - this.headB) | 0;
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

  private add(
    from: number,
    base: number,
    count: number,
    epoch: number,
    batch: number,
    byLeader: boolean,
    event: number,
    timeUs: number,
  ): void {
    const at = this.rows.add();
    const data = this.rows.data;
    data[at] = from;
    data[at + 1] = from + count;
    data[at + 2] = epoch;
    data[at + 3] = batch;
    data[at + 4] = event;
    data[at + 5] = timeUs;
    data[at + 6] = byLeader ? 1 : 0;
    data[at + 7] = this.totalA;
    data[at + 8] = this.totalB;
    data[at + 9] = base;
    this.addIdentities(from, base, count, epoch, batch);
    this.end = from + count;
  }

  /** Whatever is at `offset` and after it is replaced; what is between the end and it, is not there. */
  private goOnAt(offset: number): void {
    if (offset < this.end) this.truncate(offset);
    if (offset > this.end) addRange(this.gaps, this.end, offset);
  }

  private isAt(index: number, offset: number, batch: number, position: number): boolean {
    return (
      index >= 0 && this.batches.at(index) === batch && offset - this.bases.at(index) === position
    );
  }

  private matchesWithoutGaps(other: ReplicaLog, from: number, to: number): boolean {
    let a = 0;
    let b = 0;
    const add = (start: number, end: number): void => {
      if (start >= end) return;
      for (const [offset, sign] of [
        [end, 1],
        [start, -1],
      ] as const) {
        this.sumBelow(offset);
        other.sumBelow(offset);
        a = (a + sign * ((this.sumA - other.sumA) | 0)) | 0;
        b = (b + sign * ((this.sumB - other.sumB) | 0)) | 0;
      }
    };
    const gaps: [number, number][] = [];
    for (const [start, end] of [...this.gaps, ...other.gaps]) addRange(gaps, start, end);
    let at = from;
    for (const [start, end] of gaps) {
      add(at, Math.min(start, to));
      at = Math.max(at, end);
    }
    add(at, to);
    return a === 0 && b === 0;
  }

  /** Puts the sums over all records below `offset` into `sumA` and `sumB`. */
  private sumBelow(offset: number): void {
    this.sumA = this.totalA;
    this.sumB = this.totalB;
    if (offset >= this.end) return;
    const index = this.lastFromOrBefore(offset, this.first);
    if (index < this.first) {
      this.sumA = this.headA;
      this.sumB = this.headB;
      return;
    }
    const { totalA, totalB } = this;
    this.totalA = this.sumsA.at(index);
    this.totalB = this.sumsB.at(index);
    const count = Math.min(offset, this.ends.at(index)) - this.froms.at(index);
    if (count > 0) this.addRecords(index, count);
    this.sumA = this.totalA;
    this.sumB = this.totalB;
    this.totalA = totalA;
    this.totalB = totalB;
  }

  /** The last batch from `lowest` on that begins at or before an offset; `lowest - 1` for none. */
  private lastFromOrBefore(offset: number, lowest: number): number {
    let high = this.length - 1;
    // What is asked for is mostly near the end.
    for (let tries = 0; tries < 4 && high >= lowest; tries++, high--) {
      if (this.froms.at(high) <= offset) return high;
    }
    let low = lowest - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.froms.at(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Adds the first `count` records of a row to the totals. */
  private addRecords(index: number, count: number): void {
    const base = this.bases.at(index);
    const from = this.froms.at(index);
    this.addIdentities(from, base, count, this.epochs.at(index), this.batches.at(index));
  }

  /** Adds `count` records of a batch to the totals: an arithmetic series, seeded by the batch. */
  private addIdentities(
    from: number,
    base: number,
    count: number,
    epoch: number,
    batch: number,
  ): void {
    const seed = Math.imul(batch ^ SEED_A, SEED_B) ^ Math.imul(epoch + 1, SEED_A);
    const a = Math.imul(Math.imul(seed ^ base, SEED_A) ^ (seed >>> 15), SEED_B);
    const b = Math.imul(Math.imul(seed + base, SEED_B) ^ (seed >>> 13), SEED_A);
    const steps = ((count * (count - 1)) / 2 + count * (from - base)) | 0;
    this.totalA = (this.totalA + Math.imul(count, a) + Math.imul(steps, a ^ STEP_A)) | 0;
    this.totalB = (this.totalB + Math.imul(count, b) + Math.imul(steps, b ^ STEP_B)) | 0;
  }
}
