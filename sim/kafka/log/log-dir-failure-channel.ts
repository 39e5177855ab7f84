import type { Host } from "../../kernel/host.ts";
import { ms } from "../../kernel/time.ts";
import { type ErrorCode, Errors } from "../errors.ts";
import { TIMER_FILE_DELETE, TIMER_LOG_DIR_FAILURE } from "../timers.ts";
import type { LogDirectory } from "./log-files.ts";

/** A log cannot be used because its directory failed (`KafkaStorageException`). */
export class KafkaStorageError extends Error {
  override readonly name = "KafkaStorageError";
}

/** What logs need of the process they live in. */
export interface LogSurroundings {
  /** The wall clock. */
  wallMs(): number;
  /** A file of a log directory could not be read or written. */
  maybeAddOfflineLogDir(directory: string): void;
  /** Deletes a file after that time, if the process still runs. */
  scheduleFileDelete(directory: LogDirectory, name: string, delayMs: number): void;
  /** A random whole number from 0 to below `limit`. */
  random(limit: number): number;
}

/** The surroundings of a log that is used by itself: its clock stands still, and files go at once. */
export const ALONE: LogSurroundings = {
  wallMs: () => 0,
  maybeAddOfflineLogDir: () => {},
  scheduleFileDelete: (directory, name) => directory.deleteFile(name),
  random: () => 0,
};

interface FileToDelete {
  readonly directory: LogDirectory;
  readonly name: string;
}

/**
 * The log directories that failed, each once, until somebody deals with them
 * (`LogDirFailureChannel`, KIP-112). Before that, and with an inter-broker protocol below 1.0, the
 * process halts at the first I/O error.
 */
export class LogDirFailureChannel implements LogSurroundings {
  private readonly host: Host;
  private readonly halts: boolean;
  private readonly known = new Set<string>();
  private readonly waiting: string[] = [];
  private readonly filesToDelete = new Map<number, FileToDelete>();
  private fileDeletes = 0;
  private isHandled = false;

  constructor(host: Host, halts: boolean) {
    this.host = host;
    this.halts = halts;
  }

  wallMs(): number {
    return this.host.wallMs();
  }

  maybeAddOfflineLogDir(directory: string): void {
    if (this.known.has(directory)) return;
    if (this.halts) this.host.simulation.halt(this.host, "halted: I/O error");
    this.known.add(directory);
    this.waiting.push(directory);
    if (this.isHandled) this.host.setTimer(0, TIMER_LOG_DIR_FAILURE);
  }

  scheduleFileDelete(directory: LogDirectory, name: string, delayMs: number): void {
    const id = ++this.fileDeletes;
    this.filesToDelete.set(id, { directory, name });
    this.host.setTimer(ms(delayMs), TIMER_FILE_DELETE, id);
  }

  /** `delete-file`: the time of a file has come. */
  onFileDeleteTimer(id: number): void {
    const file = this.filesToDelete.get(id);
    this.filesToDelete.delete(id);
    file?.directory.deleteFile(file.name);
  }

  random(limit: number): number {
    const { simulation, name } = this.host;
    return simulation.choices.stream(`log/${name}/roll-jitter`).next(limit);
  }

  /** From now on `TIMER_LOG_DIR_FAILURE` fires for each directory that failed or fails. */
  start(): void {
    this.isHandled = true;
    for (const _ of this.waiting) this.host.setTimer(0, TIMER_LOG_DIR_FAILURE);
  }

  /** The directory that failed longest ago and was not taken yet. */
  takeNextOfflineLogDir(): string | undefined {
    return this.waiting.shift();
  }
}

/** KAFKA_STORAGE_ERROR of a {@link KafkaStorageError}; any other error goes on. */
export function storageErrorCode(error: unknown): ErrorCode {
  if (error instanceof KafkaStorageError) return Errors.KAFKA_STORAGE_ERROR;
  throw error;
}
