import { assert } from "../kernel/assert.ts";
import type { AppendFile } from "../kernel/disk.ts";
import { type EventHandle, NO_EVENT } from "../kernel/event-queue.ts";
import type { Host } from "../kernel/host.ts";
import { epochOf, zxidOf } from "./ensemble.ts";
import { TIMER_LOG_SYNC } from "./messages.ts";
import { type LogRecord, TRANSACTION_LOG } from "./transactions.ts";
import type { Zxid } from "./types.ts";

export interface QuorumLogOwner {
  /** Everything that was in the log when the last `sync` began is durable. */
  onLogSynced(): void;
}

/**
 * The transaction log of a server of an ensemble: what its leaders proposed, committed or not. An
 * fsync takes as long as the disk takes; what comes meanwhile waits in memory (SyncRequestProcessor).
 */
export class QuorumLog {
  readonly #host: Host;
  readonly #owner: QuorumLogOwner;
  readonly #file: AppendFile<LogRecord>;
  /** What came during an fsync. */
  #waiting: LogRecord[] = [];
  #syncTimer: EventHandle = NO_EVENT;

  constructor(host: Host, owner: QuorumLogOwner) {
    this.#host = host;
    this.#owner = owner;
    this.#file = host.disk.file<LogRecord>(TRANSACTION_LOG);
    // A record that was half written when the power went fails its checksum: the log ends before it.
    if (this.#file.tornEntry >= 0) this.#file.truncate(this.#file.tornEntry);
  }

  get length(): number {
    return this.#file.entries.length + this.#waiting.length;
  }

  /** The record at an index, oldest first; undefined beyond the end. */
  at(index: number): LogRecord | undefined {
    const { entries } = this.#file;
    return index < entries.length ? entries[index] : this.#waiting[index - entries.length];
  }

  /** The last record's zxid; 0 of an empty log. */
  get lastZxid(): Zxid {
    return this.at(this.length - 1)?.zxid ?? 0;
  }

  /** The zxid up to which the log is durable. */
  get syncedZxid(): Zxid {
    return this.#file.entries[this.#file.syncedEntries - 1]?.zxid ?? 0;
  }

  /** The last zxid of each epoch, oldest first. */
  epochEnds(): readonly Zxid[] {
    const ends: Zxid[] = [];
    for (let i = this.length - 1; i >= 0; i = this.#countTo(epochStart(this.#zxidAt(i))) - 1) {
      ends.push(this.#zxidAt(i));
    }
    return ends.reverse();
  }

  /** The records after a zxid, up to another. */
  between(afterZxid: Zxid, toZxid: Zxid): readonly LogRecord[] {
    const records: LogRecord[] = [];
    for (let i = this.#countTo(afterZxid); i < this.length; i++) {
      const record = this.at(i);
      if (record === undefined || record.zxid > toZxid) break;
      records.push(record);
    }
    return records;
  }

  append(record: LogRecord): void {
    assert(record.zxid > this.lastZxid, "a log grows in the order of its zxids");
    if (this.#syncTimer === NO_EVENT) this.#file.append(record);
    else this.#waiting.push(record);
  }

  /** Drops every record after a zxid. */
  truncate(keepZxid: Zxid): void {
    this.settle();
    this.#file.truncate(this.#countTo(keepZxid));
  }

  /** Makes everything durable; the owner is told when it is, perhaps before this returns. */
  sync(): void {
    if (this.#syncTimer !== NO_EVENT) return;
    const { syncUs } = this.#host.disk;
    if (syncUs === 0) {
      this.#file.sync();
      this.#owner.onLogSynced();
    } else this.#syncTimer = this.#host.setTimer(syncUs, TIMER_LOG_SYNC);
  }

  /** Writes what waits in memory, as a server does that loses its leader. */
  settle(): void {
    for (const record of this.#waiting) this.#file.append(record);
    this.#waiting = [];
  }

  /** The fsync is done. */
  onTimer(): void {
    this.#syncTimer = NO_EVENT;
    this.#file.sync();
    const more = this.#waiting.length > 0;
    this.settle();
    this.#owner.onLogSynced();
    if (more) this.sync();
  }

  #zxidAt(index: number): Zxid {
    return this.at(index)?.zxid ?? 0;
  }

  /** How many records have at most that zxid. */
  #countTo(zxid: Zxid): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#zxidAt(middle) <= zxid) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A zxid below all of its epoch, above all before it. */
function epochStart(zxid: Zxid): Zxid {
  return zxidOf(epochOf(zxid), 0);
}

/**
 * Up to which zxid two logs are the same, by the ends of their epochs: a leader's epoch is its own,
 * and who has a record of it has all before.
 */
export function commonZxid(x: readonly Zxid[], y: readonly Zxid[]): Zxid {
  for (let i = x.length - 1; i >= 0; i--) {
    const endInX = x[i] ?? 0;
    const endInY = y.find((end) => epochOf(end) === epochOf(endInX));
    if (endInY !== undefined) return Math.min(endInX, endInY);
  }
  return 0;
}
