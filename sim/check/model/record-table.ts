import { Float64Column, Int32Column } from "./columns.ts";
import { Field, Rows } from "./rows.ts";

/** Status of a record of which its producer has not told anything. */
export const STATUS_PENDING = 0;

/**
 * All records of a run in rows of numbers, and the attempts to send their batches. A record is known by its
 * row, in the order of sending; rows and ids are the same but for the offset of one, mostly.
 */
export class RecordTable {
  private readonly rows = new Rows(16);
  readonly ids = new Field(this.rows, 0);
  /** Index of the producer's host. */
  readonly clients = new Field(this.rows, 1);
  /** Number of the partition; -1: none yet. */
  readonly partitions = new Field(this.rows, 2);
  /** Ids of texts; -1 is null. */
  readonly keys = new Field(this.rows, 3);
  readonly values = new Field(this.rows, 4);
  readonly sentEvents = new Field(this.rows, 5);
  readonly sentTimes = new Field(this.rows, 6);
  /** -1: not in a batch. */
  readonly batches = new Field(this.rows, 7);
  /** Position in the batch. */
  readonly positions = new Field(this.rows, 8);
  /** Rows of the records that were put into batches, in the order in which they were. */
  readonly placed = new Int32Column();
  readonly statuses = new Field(this.rows, 9);
  /** Where the producer was told it is; -1 unknown. */
  readonly offsets = new Field(this.rows, 10);
  readonly errors = new Field(this.rows, 11);
  readonly statusEvents = new Field(this.rows, 12);
  readonly statusTimes = new Field(this.rows, 13);
  /** The host that read it first, and the event; -1: nobody. */
  readonly readers = new Field(this.rows, 14);
  readonly readEvents = new Field(this.rows, 15);
  /** Later reads: host, event, host, event… */
  readonly moreReads = new Map<number, number[]>();
  /** Copies that applications sent of records that failed: the failed record, by the copy; ids. */
  readonly resends = new Map<number, number>();
  /** Attempts to send: of which batch, in which event. */
  readonly attemptBatches = new Int32Column();
  readonly attemptEvents = new Int32Column();
  readonly attemptTimes = new Float64Column();
  readonly attemptBrokers = new Int32Column();
  /** By row: the unclean election that left it behind, and the power loss that took a copy. */
  readonly leftBehind = new Map<number, number>();
  readonly taken = new Map<number, number>();
  /** Batches that were sent more than once. */
  readonly repeated = new Set<number>();
  /** Rows whose loss, or disappearance after a read, was told. */
  readonly toldLost = new Set<number>();
  readonly toldVanished = new Set<number>();
  private readonly irregular = new Map<number, number>();

  get length(): number {
    return this.rows.length;
  }

  add(
    id: number,
    client: number,
    partition: number,
    key: number,
    value: number,
    event: number,
    timeUs: number,
  ): void {
    const row = this.length;
    if (id !== row + 1) this.irregular.set(id, row);
    const at = this.rows.add();
    const data = this.rows.data;
    data[at] = id;
    data[at + 1] = client;
    data[at + 2] = partition;
    data[at + 3] = key;
    data[at + 4] = value;
    data[at + 5] = event;
    data[at + 6] = timeUs;
    data[at + 7] = -1;
    data[at + 8] = -1;
    data[at + 9] = STATUS_PENDING;
    data[at + 10] = -1;
    data[at + 11] = 0;
    data[at + 12] = -1;
    data[at + 13] = -1;
    data[at + 14] = -1;
    data[at + 15] = -1;
  }

  /** The row of a record; -1 when it was never sent. */
  row(id: number): number {
    const row = id - 1;
    if (row >= 0 && row < this.length && this.ids.at(row) === id) return row;
    return this.irregular.get(id) ?? -1;
  }

  /** Puts a record into a batch. */
  place(row: number, batch: number, position: number): void {
    this.batches.set(row, batch);
    this.positions.set(row, position);
    this.placed.push(row);
  }

  addRead(row: number, host: number, event: number): void {
    if (this.readers.at(row) < 0) {
      this.readers.set(row, host);
      this.readEvents.set(row, event);
      return;
    }
    const more = this.moreReads.get(row);
    if (more === undefined) this.moreReads.set(row, [host, event]);
    else more.push(host, event);
  }
}

/** Records that were promised at offsets (acknowledged or read there), in the order of the offsets. */
export class PromisedRecords {
  readonly offsets = new Float64Column();
  /** Rows of the records. */
  readonly rows = new Int32Column();

  /** Adds a record; returns the row that was promised at that offset before if it is another, or -1. */
  add(offset: number, row: number): number {
    const { offsets, rows } = this;
    const at = this.indexFrom(offset);
    if (at === offsets.length) {
      offsets.push(offset);
      rows.push(row);
      return -1;
    }
    let conflict = -1;
    for (let i = at; i < offsets.length && offsets.at(i) === offset; i++) {
      if (rows.at(i) === row) return -1;
      conflict = rows.at(i);
    }
    offsets.insert(at, offset);
    rows.insert(at, row);
    return conflict;
  }

  /** Index of the first promise at or above an offset. */
  indexFrom(offset: number): number {
    const { offsets } = this;
    let high = offsets.length;
    if (high === 0 || offsets.at(high - 1) < offset) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (offsets.at(middle) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
