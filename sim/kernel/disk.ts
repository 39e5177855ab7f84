import { assert } from "./assert.ts";
import type { Choices } from "./choices.ts";
import type { FactLog } from "./facts.ts";
import { FACT_DISK_LOST } from "./kernel-facts.ts";

/**
 * A file that is appended to and cut at its end. `entries` is what readers see (the page cache);
 * the first `syncedEntries` of them are durable.
 */
export class AppendFile<T> {
  readonly name: string;
  readonly entries: T[] = [];
  syncedEntries = 0;

  constructor(name: string) {
    this.name = name;
  }

  append(entry: T): void {
    this.entries.push(entry);
  }

  /** Drops every entry from `count` on. */
  truncate(count: number): void {
    assert(count >= 0 && count <= this.entries.length, `${this.name}: truncation beyond the end`);
    this.entries.length = count;
    if (this.syncedEntries > count) this.syncedEntries = count;
  }

  /** Drops the first `count` entries. */
  dropHead(count: number): void {
    this.entries.splice(0, count);
    this.syncedEntries = Math.max(0, this.syncedEntries - count);
  }

  /** fsync: everything written so far becomes durable. */
  sync(): void {
    this.syncedEntries = this.entries.length;
  }
}

/** How much of the bytes that were never synced a power loss takes. */
export type PowerLossExtent = "choice" | "all" | "none";

/**
 * A host's disk. It survives the process; what of it survives a power loss is what was synced, plus,
 * by choice, some prefix of what was not.
 *
 * Small files that are written to a temporary file, synced and renamed (Kafka's `CheckpointFile`)
 * are whole values here and durable at once.
 */
export class Disk {
  private readonly logs = new Map<string, AppendFile<unknown>>();
  private readonly values = new Map<string, unknown>();

  /** The append-only file of that name, made when there is none. */
  file<T>(name: string): AppendFile<T> {
    let file = this.logs.get(name);
    if (file === undefined) {
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
    this.logs.delete(name);
  }

  /** Writes a small file atomically and durably. The value must not be changed afterwards. */
  writeValue<T>(name: string, value: T): void {
    this.values.set(name, value);
  }

  readValue<T>(name: string): T | undefined {
    return this.values.get(name) as T | undefined;
  }

  removeValue(name: string): void {
    this.values.delete(name);
  }

  /** Applies a power loss: of each file a prefix of the unsynced entries stays. */
  losePower(
    host: number,
    hostName: string,
    extent: PowerLossExtent,
    choices: Choices,
    facts: FactLog,
  ): void {
    for (const file of this.logs.values()) {
      const unsynced = file.entries.length - file.syncedEntries;
      if (unsynced === 0) continue;
      const stream = choices.stream(`disk/${hostName}/power-loss`);
      const drawn = stream.next(unsynced + 1);
      const kept = extent === "all" ? 0 : extent === "none" ? unsynced : drawn;
      file.truncate(file.syncedEntries + kept);
      file.sync();
      if (kept === unsynced) continue;
      facts.add(FACT_DISK_LOST, host, facts.intern(file.name), kept, unsynced - kept);
    }
  }
}
