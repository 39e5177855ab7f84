import type { Micros } from "../../../kernel/time.ts";
import type { MemoryWaiter } from "./buffer-pool.ts";
import type { NewRecord } from "./record-accumulator.ts";

/** A record on its way into the accumulator. */
export interface PendingSend extends NewRecord {
  readonly topic: string;
  /** null: the partitioner chooses. */
  readonly partition: number | null;
  /** The record of which this is another copy, because that one failed; 0: none. */
  readonly resendOf: number;
  /** The partition's id, once it is settled; -1 before. */
  tp: number;
  announced: boolean;
  timestampMs: number;
  /** Metadata of that version were not enough; -1: it did not have to wait for any. */
  metadataVersion: number;
  /** The application flushes once this record is in. */
  flushAfter: boolean;
  /** It waits, or has waited, for memory. */
  memory: MemoryWaiter | null;
}

/**
 * A thread of the application. While one of its records waits in `send`, the later ones queue behind
 * it; other threads go on.
 */
export interface ApplicationThread {
  /** The first is in `send`. */
  readonly pending: PendingSend[];
  /** When the first of them began to wait. */
  blockedSinceUs: Micros;
}
