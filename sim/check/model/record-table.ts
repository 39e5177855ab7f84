import { Float64Column, Int32Column } from "./columns.ts";

/** Status of a record of which its producer has not told anything. */
export const STATUS_PENDING = 0;

/**
 * All records of a run in columns, and the attempts to send their batches. A record is known by its
 * row, in the order of sending; rows and ids are the same but for the offset of one, mostly.
 */
export class RecordTable {
  readonly ids = new Float64Column();
  /** Index of the producer's host. */
  readonly clients = new Int32Column();
  /** Number of the partition; -1: none yet. */
  readonly partitions = new Int32Column();
  /** Ids of texts; -1 is null. */
  readonly keys = new Int32Column();
  readonly values = new Int32Column();
  readonly sentEvents = new Int32Column();
  readonly sentTimes = new Float64Column();
  /** -1: not in a batch. */
  readonly batches = new Int32Column();
  /** Position in the batch. */
  readonly positions = new Int32Column();
  readonly statuses = new Int32Column();
  /** Where the producer was told it is; -1 unknown. */
  readonly offsets = new Float64Column();
  readonly errors = new Int32Column();
  readonly statusEvents = new Int32Column();
  readonly statusTimes = new Float64Column();
  /** The host that read it first, and the event; -1: nobody. */
  readonly readers = new Int32Column();
  readonly readEvents = new Int32Column();
  /** Later reads: host, event, host, event… */
  readonly moreReads = new Map<number, number[]>();
  /** Attempts to send: of which batch, in which event. */
  readonly attemptBatches = new Int32Column();
  readonly attemptEvents = new Int32Column();
  /** By row: the unclean election that left it behind, and the power loss that took a copy. */
  readonly leftBehind = new Map<number, number>();
  readonly taken = new Map<number, number>();
  /** Rows whose loss, or disappearance after a read, was told. */
  readonly toldLost = new Set<number>();
  readonly toldVanished = new Set<number>();
  private readonly irregular = new Map<number, number>();

  get length(): number {
    return this.ids.length;
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
    this.ids.push(id);
    this.clients.push(client);
    this.partitions.push(partition);
    this.keys.push(key);
    this.values.push(value);
    this.sentEvents.push(event);
    this.sentTimes.push(timeUs);
    this.batches.push(-1);
    this.positions.push(-1);
    this.statuses.push(STATUS_PENDING);
    this.offsets.push(-1);
    this.errors.push(0);
    this.statusEvents.push(-1);
    this.statusTimes.push(-1);
    this.readers.push(-1);
    this.readEvents.push(-1);
  }

  /** The row of a record; -1 when it was never sent. */
  row(id: number): number {
    const row = id - 1;
    if (row >= 0 && row < this.length && this.ids.at(row) === id) return row;
    return this.irregular.get(id) ?? -1;
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
