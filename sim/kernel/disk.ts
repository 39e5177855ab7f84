import { assert } from "./assert.ts";
import type { Choices } from "./choices.ts";
import type { FactLog } from "./facts.ts";
import { FACT_DISK_FAILURE, FACT_DISK_LOST, FACT_DISK_SYNC } from "./kernel-facts.ts";
import type { PageCache } from "./page-cache.ts";
import type { Micros } from "./time.ts";

/** A file was used that lies on a failing part of the disk (`EIO`). */
export class DiskError extends Error {
  override readonly name = "DiskError";

  constructor(file: string) {
    super(`input/output error: ${file}`);
  }
}

const NO_ENTRY = -1;

/**
 * A file that is appended to and cut at its end. `entries` is what readers see (the page cache);
 * the first `syncedEntries` of them are durable. Writing to a failing file throws a
 * {@link DiskError}; who reads must look at `failing`.
 */
export class AppendFile<T> {
  name: string;
  readonly entries: T[] = [];
  syncedEntries = 0;
  /** When it was last changed, on the wall clock of its host; set by who writes to it. */
  lastModifiedMs = 0;
  /** Every access to it fails. */
  failing: boolean;
  /** An entry that was half written when the power went: its length is right, its bytes are not. -1: none. */
  tornEntry = NO_ENTRY;

  constructor(name: string, failing = false) {
    this.name = name;
    this.failing = failing;
  }

  append(entry: T): void {
    if (this.failing) throw new DiskError(this.name);
    this.entries.push(entry);
  }

  /** An entry rots where it lies, whether or not it is durable: who reads it finds `rotten`. */
  rot(index: number, rotten: T): void {
    assert(index >= 0 && index < this.entries.length, `${this.name}: there is no such entry`);
    this.entries[index] = rotten;
  }

  /** Drops every entry from `count` on. */
  truncate(count: number): void {
    assert(count >= 0 && count <= this.entries.length, `${this.name}: truncation beyond the end`);
    if (this.failing) throw new DiskError(this.name);
    this.entries.length = count;
    if (this.syncedEntries > count) this.syncedEntries = count;
    if (this.tornEntry >= count) this.tornEntry = NO_ENTRY;
  }

  /** Drops the first `count` entries. */
  dropHead(count: number): void {
    if (this.failing) throw new DiskError(this.name);
    this.entries.splice(0, count);
    this.syncedEntries = Math.max(0, this.syncedEntries - count);
    this.tornEntry = this.tornEntry < count ? NO_ENTRY : this.tornEntry - count;
  }

  /** fsync: everything written so far becomes durable. */
  sync(): void {
    if (this.failing) throw new DiskError(this.name);
    this.syncedEntries = this.entries.length;
  }

  /** A power loss: `kept` entries are left, and perhaps the next one, torn. What is left is durable. */
  loseTail(kept: number, torn: boolean): void {
    this.entries.length = torn ? kept + 1 : kept;
    this.syncedEntries = this.entries.length;
    if (torn) this.tornEntry = kept;
  }
}

/**
 * How much of the bytes that were never synced a power loss takes; only by choice does it tear the
 * entry that was being written. `disk`: the disk goes with the machine, and an empty one comes instead.
 */
export type PowerLossExtent = "choice" | "all" | "none" | "disk";

/**
 * A host's disk. It survives the process; what of it survives a power loss is what was synced, plus,
 * by choice, some prefix of what was not. A directory of it can fail, and be repaired: until then every
 * access to a file below it throws a {@link DiskError}.
 *
 * Small files that are written to a temporary file, synced and renamed (Kafka's `CheckpointFile`)
 * are whole values here and durable at once.
 */
export class Disk {
  private readonly logs = new Map<string, AppendFile<unknown>>();
  private readonly values = new Map<string, unknown>();
  /** Directories that fail. */
  private readonly failing = new Set<string>();
  /** How long an fsync takes, for those who wait for one; 0: no time. */
  syncUs: Micros = 0;
  /** What of the files is in memory, where that matters for the time it takes. */
  cache: PageCache | null = null;

  /** The append-only file of that name, made when there is none. */
  file<T>(name: string): AppendFile<T> {
    let file = this.logs.get(name);
    if (file === undefined) {
      this.access(name);
      file = new AppendFile<unknown>(name);
      this.logs.set(name, file);
    }
    return file as AppendFile<T>;
  }

  hasFile(name: string): boolean {
    return this.logs.has(name);
  }

  /** Names of the append-only files, in the order of their creation. */
  fileNames(): string[] {
    return [...this.logs.keys()];
  }

  removeFile(name: string): void {
    this.access(name);
    this.logs.delete(name);
    this.cache?.forget(name);
  }

  /** Gives a file another name, atomically and durably; a file that had it is gone. */
  renameFile(name: string, to: string): void {
    this.access(name);
    const file = this.logs.get(name);
    assert(file !== undefined, `there is no file ${name}`);
    this.logs.delete(name);
    file.name = to;
    this.logs.set(to, file);
    this.cache?.rename(name, to);
  }

  /** Writes a small file atomically and durably. The value must not be changed afterwards. */
  writeValue<T>(name: string, value: T): void {
    this.access(name);
    this.values.set(name, value);
  }

  readValue<T>(name: string): T | undefined {
    this.access(name);
    return this.values.get(name) as T | undefined;
  }

  removeValue(name: string): void {
    this.access(name);
    this.values.delete(name);
  }

  /** Whether that file or directory is, or lies in, a failing directory. */
  isFailing(path: string): boolean {
    if (this.failing.size === 0) return false;
    for (const directory of this.failing) {
      if (path === directory || path.startsWith(`${directory}/`)) return true;
    }
    return false;
  }

  /** Every access to what is in that directory fails from now on, or no longer. */
  setFailing(directory: string, failing: boolean, host: number, facts: FactLog): void {
    if (failing) this.failing.add(directory);
    else this.failing.delete(directory);
    for (const file of this.logs.values()) file.failing = this.isFailing(file.name);
    facts.add(FACT_DISK_FAILURE, host, facts.intern(directory), failing ? 1 : 0);
  }

  /** An fsync takes that long from now on. */
  setSyncTime(syncUs: Micros, host: number, facts: FactLog): void {
    this.syncUs = syncUs;
    facts.add(FACT_DISK_SYNC, host, syncUs);
  }

  /** Applies a power loss: of each file a prefix of the unsynced entries stays. */
  losePower(
    host: number,
    hostName: string,
    extent: PowerLossExtent,
    choices: Choices,
    facts: FactLog,
  ): void {
    if (extent === "disk") {
      this.replace(host, facts);
      return;
    }
    for (const file of this.logs.values()) {
      const unsynced = file.entries.length - file.syncedEntries;
      if (unsynced === 0) continue;
      const drawn = choices.stream(`disk/${hostName}/power-loss`).next(unsynced + 1);
      const kept = extent === "all" ? 0 : extent === "none" ? unsynced : drawn;
      const tears = choices.stream(`disk/${hostName}/torn-write`).next(2) === 1;
      const torn = extent === "choice" && kept < unsynced && tears;
      file.loseTail(file.syncedEntries + kept, torn);
      if (kept === unsynced) continue;
      const name = facts.intern(file.name);
      facts.add(FACT_DISK_LOST, host, name, kept, unsynced - kept, torn ? 1 : 0);
    }
  }

  /** An empty disk takes the place of this one. */
  private replace(host: number, facts: FactLog): void {
    for (const { name, entries } of this.logs.values()) {
      if (entries.length === 0) continue;
      facts.add(FACT_DISK_LOST, host, facts.intern(name), 0, entries.length, 0);
    }
    this.logs.clear();
    this.values.clear();
  }

  private access(name: string): void {
    if (this.isFailing(name)) throw new DiskError(name);
  }
}
