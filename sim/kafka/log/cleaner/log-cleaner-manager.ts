import type { Log } from "../log.ts";
import type { LogConfig } from "../log-config.ts";
import { storageErrorCode } from "../log-dir-failure-channel.ts";
import type { LogDirectory, OffsetCheckpoint } from "../log-files.ts";
import type { CleanerRules } from "./cleaner-rules.ts";
import {
  cleanableOffsets,
  filthiestOf,
  type LogToClean,
  logToClean,
  maxCompactionDelayMs,
} from "./log-to-clean.ts";

/** The logs of a broker. */
export interface LogPool {
  readonly all: Iterable<Log>;
  log(tp: number): Log | undefined;
}

/** The threads that need no timers while nothing is compacted. */
export interface SleepingCleaner {
  onCompactedLog(): void;
}

type ManagerRules = Pick<
  CleanerRules,
  "cleanerBound" | "cleanerCheckpointCheck" | "cleanerDeletes"
> & { readonly cleanerCheckpointOnTruncation: "kept" | "lowered" };

/**
 * Which logs are compacted, how far each was, and which cannot be (`LogCleanerManager`). How far is kept
 * in each log directory's `cleaner-offset-checkpoint`.
 */
export class LogCleanerManager {
  private readonly logs: LogPool;
  private readonly rules: ManagerRules;
  private readonly uncleanable = new Set<Log>();
  private sleeper: SleepingCleaner | null = null;

  constructor(logs: LogPool, rules: ManagerRules) {
    this.logs = logs;
    this.rules = rules;
  }

  /** Who wants to know when a log is compacted from now on. */
  wakes(sleeper: SleepingCleaner): void {
    this.sleeper = sleeper;
  }

  /** A log has other settings, or is new. */
  onConfig({ compact }: LogConfig): void {
    if (compact) this.sleeper?.onCompactedLog();
  }

  get hasCompactedLogs(): boolean {
    for (const log of this.logs.all) if (log.config.compact) return true;
    return false;
  }

  /**
   * The dirtiest log that is dirty enough, or one whose `max.compaction.lag.ms` is over; null when there
   * is none.
   * @param nowMs the broker's wall clock
   */
  grabFilthiestCompactedLog(nowMs: number): LogToClean | null {
    return filthiestOf(this.cleanableLogs().map((log) => this.candidate(log, nowMs)));
  }

  /** The logs of which a cleaner thread deletes old segments. */
  deletableLogs(): readonly Log[] {
    const { cleanerDeletes } = this.rules;
    return this.cleanableLogs().filter(
      ({ config }) => cleanerDeletes === "compacted" || config.delete,
    );
  }

  /** A log was compacted up to an offset, exclusively. */
  doneCleaning(log: Log, endOffset: number): void {
    this.updateCheckpoint(log.directory, log.identity.tp, endOffset);
  }

  /** A log cannot be cleaned: nobody tries again in this process (KAFKA-7215). */
  markPartitionUncleanable(log: Log): void {
    this.uncleanable.add(log);
  }

  /** The log was cut off below its active segment: what it is written anew from there on is dirty. */
  maybeTruncateCheckpoint(log: Log): void {
    if (this.rules.cleanerCheckpointOnTruncation === "kept" || !log.config.compact) return;
    const { tp } = log.identity;
    const { baseOffset } = log.segments.active;
    const known = this.checkpoint(log.directory).get(tp) ?? 0;
    if (known > baseOffset) this.updateCheckpoint(log.directory, tp, baseOffset);
  }

  /** A log is no longer there. */
  forget(log: Log): void {
    this.uncleanable.delete(log);
    this.updateCheckpoint(log.directory, log.identity.tp, null);
  }

  private cleanableLogs(): Log[] {
    return [...this.logs.all].filter((log) => log.config.compact && !this.uncleanable.has(log));
  }

  private candidate(log: Log, nowMs: number): LogToClean {
    const { directory, identity } = log;
    const lastCleanOffset = this.checkpoint(directory).get(identity.tp) ?? null;
    const offsets = cleanableOffsets(log, lastCleanOffset, nowMs, this.rules);
    const { firstDirtyOffset, firstUncleanableDirtyOffset, forceUpdateCheckpoint } = offsets;
    if (forceUpdateCheckpoint) this.updateCheckpoint(directory, identity.tp, firstDirtyOffset);
    const isOverdue = maxCompactionDelayMs(log, firstDirtyOffset, nowMs) > 0;
    return logToClean(log, firstDirtyOffset, firstUncleanableDirtyOffset, isOverdue);
  }

  /** Nothing of a directory that fails. */
  private checkpoint(directory: LogDirectory): OffsetCheckpoint {
    try {
      return directory.cleanerOffsets;
    } catch (error) {
      storageErrorCode(error);
      return NOTHING;
    }
  }

  /** Writes how far a log was compacted, or removes it, with every log that is no longer there. */
  private updateCheckpoint(directory: LogDirectory, tp: number, offset: number | null): void {
    try {
      const offsets = new Map(
        [...directory.cleanerOffsets].filter(
          ([known]) => known !== tp && this.logs.log(known) !== undefined,
        ),
      );
      if (offset !== null) offsets.set(tp, offset);
      directory.cleanerOffsets = offsets;
    } catch (error) {
      storageErrorCode(error);
    }
  }
}

const NOTHING: OffsetCheckpoint = new Map();
