import type { Host } from "../../../kernel/host.ts";
import { ms } from "../../../kernel/time.ts";
import { type ConfigValues, numberOf } from "../../config/config.ts";
import type { BrokerSwitches } from "../../era/broker-switches.ts";
import { TIMER_LOG_CLEANER } from "../../timers.ts";
import type { Log } from "../log.ts";
import { KafkaStorageError } from "../log-dir-failure-channel.ts";
import { deleteOldSegments } from "../retention.ts";
import { Cleaner } from "./cleaner.ts";
import type { LogCleanerManager, SleepingCleaner } from "./log-cleaner-manager.ts";
import { LogCleaningError } from "./log-cleaning-error.ts";
import type { LogToClean } from "./log-to-clean.ts";
import { slotsIn } from "./offset-map.ts";

/**
 * The threads that compact a broker's logs (`LogCleaner`). Each looks for the dirtiest log, cleans it and
 * looks again; when there is none it sleeps for `log.cleaner.backoff.ms`. A cleaning is one event: it
 * takes no time, so nothing can come in between that would have to stop it.
 */
export class LogCleaner implements SleepingCleaner {
  private readonly host: Host;
  private readonly manager: LogCleanerManager;
  private readonly diesOfFailure: boolean;
  private readonly backoffUs: number;
  private readonly threads: CleanerThread[];
  /** -1: not started. */
  private startedUs = -1;

  constructor(
    host: Host,
    manager: LogCleanerManager,
    config: ConfigValues,
    switches: BrokerSwitches,
  ) {
    this.host = host;
    this.manager = manager;
    this.diesOfFailure = switches.cleanerFailure === "threadDies";
    this.backoffUs = ms(numberOf(config, "log.cleaner.backoff.ms"));
    const threads = numberOf(config, "log.cleaner.threads");
    const slots = slotsIn(Math.floor(numberOf(config, "log.cleaner.dedupe.buffer.size") / threads));
    const loadFactor = numberOf(config, "log.cleaner.io.buffer.load.factor");
    this.threads = Array.from({ length: threads }, () => ({
      cleaner: new Cleaner(slots, loadFactor, switches),
      isAlive: true,
      hasTimer: false,
    }));
    manager.wakes(this);
  }

  startup(): void {
    this.startedUs = this.host.monotonicUs();
    if (this.manager.hasCompactedLogs) this.wake(0);
  }

  /** A log is compacted from now on. */
  onCompactedLog(): void {
    if (this.startedUs < 0) return;
    // When they would have looked next had they looked all the time.
    const sinceUs = (this.host.monotonicUs() - this.startedUs) % this.backoffUs;
    this.wake(this.backoffUs - sinceUs);
  }

  /**
   * A thread looks for a log to clean, and deletes old segments where that is its task.
   * @returns the logs whose start rose
   */
  onTimer(index: number): readonly Log[] {
    const thread = this.threads[index];
    if (thread === undefined) return [];
    thread.hasTimer = false;
    if (!this.manager.hasCompactedLogs) return [];
    const nowMs = this.host.wallMs();
    const cleanable = this.manager.grabFilthiestCompactedLog(nowMs);
    const cleaned = cleanable !== null && this.clean(thread, cleanable, nowMs);
    if (!thread.isAlive) return [];
    const risen = this.manager.deletableLogs().filter((log) => deletesFrom(log, nowMs));
    this.arm(thread, index, cleaned ? 0 : this.backoffUs);
    return risen;
  }

  private wake(delayUs: number): void {
    this.threads.forEach((thread, i) => {
      this.arm(thread, i, delayUs);
    });
  }

  private arm(thread: CleanerThread, index: number, delayUs: number): void {
    if (!thread.isAlive || thread.hasTimer) return;
    thread.hasTimer = true;
    this.host.setTimer(delayUs, TIMER_LOG_CLEANER, index);
  }

  /** False when the log could not be cleaned. */
  private clean(thread: CleanerThread, cleanable: LogToClean, nowMs: number): boolean {
    const { log, firstDirtyOffset } = cleanable;
    try {
      this.manager.doneCleaning(log, thread.cleaner.clean(cleanable, nowMs));
      return true;
    } catch (error) {
      if (error instanceof KafkaStorageError) return true;
      if (!(error instanceof LogCleaningError)) throw error;
      this.manager.doneCleaning(log, firstDirtyOffset);
      if (this.diesOfFailure) thread.isAlive = false;
      else this.manager.markPartitionUncleanable(log);
      return false;
    }
  }
}

interface CleanerThread {
  readonly cleaner: Cleaner;
  isAlive: boolean;
  /** False while no log is compacted. */
  hasTimer: boolean;
}

/** Whether the start of the log rose. */
function deletesFrom(log: Log, nowMs: number): boolean {
  const { logStartOffset } = log;
  try {
    deleteOldSegments(log, nowMs);
  } catch (error) {
    if (!(error instanceof KafkaStorageError)) throw error;
  }
  return log.logStartOffset > logStartOffset;
}
