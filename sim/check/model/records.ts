import type { PartitionModel } from "./partition-model.ts";

/** Status of a record with its producer; PENDING while the producer has not told. */
export const STATUS_PENDING = 0;

/** One record and all that is known of it. */
export class RecordEntry {
  readonly id: number;
  /** Index of the producer's host. */
  readonly client: number;
  /** Texts' ids; -1 is null. */
  readonly key: number;
  readonly value: number;
  readonly sentEvent: number;
  readonly sentUs: number;
  partition: PartitionModel | null;
  batch: BatchEntry | null = null;
  /** Position in its batch. */
  index = -1;
  status = STATUS_PENDING;
  /** Where its producer was told it is; -1 unknown. */
  offset = -1;
  error = 0;
  statusEvent = -1;
  statusUs = -1;
  /** Who read it: host, event, host, event… */
  readonly reads: number[] = [];
  /** An unclean election that left it behind; -1 for none. */
  uncleanEvent = -1;
  /** A power loss that took a copy of it; -1 for none. */
  diskEvent = -1;
  /** Whether ack-durability, or consistent-read, already told of it. */
  toldLost = false;
  toldVanished = false;

  constructor(
    id: number,
    client: number,
    partition: PartitionModel | null,
    key: number,
    value: number,
    sentEvent: number,
    sentUs: number,
  ) {
    this.id = id;
    this.client = client;
    this.partition = partition;
    this.key = key;
    this.value = value;
    this.sentEvent = sentEvent;
    this.sentUs = sentUs;
  }
}

/** A batch went into a replica's log. */
export interface Append {
  readonly event: number;
  readonly timeUs: number;
  readonly broker: number;
  readonly base: number;
  readonly leaderEpoch: number;
  readonly byLeader: boolean;
}

/** A batch as its producer made it, and where it went. */
export class BatchEntry {
  readonly id: number;
  readonly records: RecordEntry[] = [];
  /** Events in which it was sent. */
  readonly attempts: number[] = [];
  /** Appends to logs, in the order of events. */
  readonly appends: Append[] = [];

  constructor(id: number) {
    this.id = id;
  }

  /** The first append by a leader, or undefined. */
  get firstAppend(): Append | undefined {
    return this.appends.find(({ byLeader }) => byLeader);
  }
}

/** All records and batches of a run, by their numbers. */
export class RecordTable {
  readonly records: RecordEntry[] = [];
  private readonly byId = new Map<number, RecordEntry>();
  private readonly batches = new Map<number, BatchEntry>();

  add(record: RecordEntry): void {
    this.records.push(record);
    this.byId.set(record.id, record);
  }

  record(id: number): RecordEntry | undefined {
    return this.byId.get(id);
  }

  batch(id: number): BatchEntry {
    let batch = this.batches.get(id);
    if (batch === undefined) {
      batch = new BatchEntry(id);
      this.batches.set(id, batch);
    }
    return batch;
  }

  knownBatch(id: number): BatchEntry | undefined {
    return this.batches.get(id);
  }
}

/** Records that were promised at offsets (acknowledged or read there), in the order of the offsets. */
export class PromisedRecords {
  readonly offsets: number[] = [];
  readonly records: RecordEntry[] = [];

  /** Adds a record; returns the record that was promised at that offset before, if it is another one. */
  add(offset: number, record: RecordEntry): RecordEntry | null {
    const at = this.indexFrom(offset);
    let conflict: RecordEntry | null = null;
    for (let i = at; this.offsets[i] === offset; i++) {
      const there = this.records[i] as RecordEntry;
      if (there === record) return null;
      conflict = there;
    }
    if (at === this.offsets.length) {
      this.offsets.push(offset);
      this.records.push(record);
    } else {
      this.offsets.splice(at, 0, offset);
      this.records.splice(at, 0, record);
    }
    return conflict;
  }

  /** Index of the first promise at or above an offset. */
  indexFrom(offset: number): number {
    const offsets = this.offsets;
    let high = offsets.length;
    if (high === 0 || (offsets[high - 1] as number) < offset) return high;
    let low = 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((offsets[middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
