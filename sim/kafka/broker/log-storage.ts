import { present } from "../../kernel/assert.ts";
import type { Host } from "../../kernel/host.ts";
import { ms } from "../../kernel/time.ts";
import { booleanOf, type ConfigValues, listOf, numberOf, textOf } from "../config/config.ts";
import type { BrokerEnvironment } from "../controller/controller-api.ts";
import { LogCleaner } from "../log/cleaner/log-cleaner.ts";
import type { Log } from "../log/log.ts";
import { LogDirFailureChannel } from "../log/log-dir-failure-channel.ts";
import type { LogDirLoader } from "../log/log-dir-loader.ts";
import { LogDirectory } from "../log/log-files.ts";
import { LogManager } from "../log/log-manager.ts";
import {
  TIMER_LOG_FLUSHER,
  TIMER_LOG_LOADING,
  TIMER_LOG_RETENTION,
  TIMER_LOG_START_OFFSET_CHECKPOINT,
  TIMER_PRODUCER_ID_EXPIRATION,
  TIMER_RECOVERY_POINT_CHECKPOINT,
} from "../timers.ts";

/** Pause before the periodic work on logs begins (`LogManager.InitialTaskDelayMs`). */
const INITIAL_TASK_DELAY_MS = 30_000;
/** Longer than any run: a task with such a period does not come again. */
const NEVER_MS = 1e12;
const PRODUCER_ID_EXPIRATION_CHECK = "producer.id.expiration.check.interval.ms";

/**
 * The logs of a broker in the course of its life (`LogManager`): loading them, which takes time, and the
 * periodic work on them.
 */
export class LogStorage {
  readonly logManager: LogManager;
  readonly failures: LogDirFailureChannel;
  /** Null when nothing is compacted here. */
  private readonly cleaner: LogCleaner | null;
  private readonly host: Host;
  private readonly config: ConfigValues;
  private loaders: readonly LogDirLoader[] = [];

  constructor({ host, brokerId, names, config, switches }: BrokerEnvironment) {
    this.host = host;
    this.config = config;
    this.failures = new LogDirFailureChannel(host, switches.logDirFailure === "halt");
    const logDirs = listOf(textOf(config, "log.dirs")).map(
      (path) => new LogDirectory(host.disk, path, this.failures),
    );
    const { facts } = host.simulation;
    this.logManager = new LogManager(logDirs, brokerId, facts, names.topicPartitions, config);
    const { cleanerManager } = this.logManager;
    this.cleaner =
      cleanerManager === null ? null : new LogCleaner(host, cleanerManager, config, switches);
  }

  /**
   * Begins to load the logs, those of each directory one after another, the directories side by side. A
   * broker without a directory that can be read halts.
   */
  startLoading(): void {
    this.loaders = this.logManager.startLoading();
    if (this.loaders.length === 0) {
      this.host.simulation.halt(this.host, "halted: no log directory is left");
    }
    this.loaders.forEach((loader, i) => {
      this.scheduleNext(loader, i);
    });
    this.deleteMarks();
  }

  get isLoaded(): boolean {
    return this.loaders.every(({ isDone }) => isDone);
  }

  /** Whether the last process did not shut down cleanly, so that logs are recovered. */
  get recovers(): boolean {
    return this.loaders.some(({ recovers }) => recovers);
  }

  /** One more log of a directory is loaded. */
  onLoadingTimer(index: number): void {
    const loader = present(this.loaders[index], "a timer belongs to a loader");
    loader.loadNext();
    this.scheduleNext(loader, index);
    this.deleteMarks();
  }

  /** The logs are loaded: begins the periodic work. */
  startup(): void {
    this.loaders = [];
    const delayUs = ms(INITIAL_TASK_DELAY_MS);
    this.host.setTimer(delayUs, TIMER_LOG_RETENTION);
    this.host.setTimer(delayUs, TIMER_RECOVERY_POINT_CHECKPOINT);
    this.host.setTimer(delayUs, TIMER_LOG_START_OFFSET_CHECKPOINT);
    this.host.setTimer(delayUs, TIMER_LOG_FLUSHER);
    if (booleanOf(this.config, "producerIds")) {
      this.repeat(TIMER_PRODUCER_ID_EXPIRATION, PRODUCER_ID_EXPIRATION_CHECK);
    }
    this.cleaner?.startup();
  }

  /** @returns the logs whose start rose */
  onCleanerTimer(thread: number): readonly Log[] {
    return this.cleaner?.onTimer(thread) ?? [];
  }

  /** @returns the logs whose start rose */
  onRetentionTimer(): readonly Log[] {
    this.repeat(TIMER_LOG_RETENTION, "log.retention.check.interval.ms");
    return this.logManager.cleanupLogs(this.host.wallMs());
  }

  onTaskTimer(handler: number): void {
    switch (handler) {
      case TIMER_RECOVERY_POINT_CHECKPOINT:
        this.logManager.checkpointRecoveryPoints();
        this.repeat(handler, "log.flush.offset.checkpoint.interval.ms");
        break;
      case TIMER_LOG_START_OFFSET_CHECKPOINT:
        this.logManager.checkpointLogStartOffsets();
        this.repeat(handler, "log.flush.start.offset.checkpoint.interval.ms");
        break;
      case TIMER_LOG_FLUSHER:
        this.logManager.flushDirtyLogs(this.host.wallMs());
        this.repeat(handler, "log.flush.scheduler.interval.ms");
        break;
      case TIMER_PRODUCER_ID_EXPIRATION:
        this.logManager.removeExpiredProducers(this.host.wallMs());
        this.repeat(handler, PRODUCER_ID_EXPIRATION_CHECK);
        break;
    }
  }

  private repeat(handler: number, interval: string): void {
    const intervalMs = numberOf(this.config, interval);
    if (intervalMs < NEVER_MS) this.host.setTimer(ms(intervalMs), handler);
  }

  private scheduleNext(loader: LogDirLoader, index: number): void {
    if (loader.isDone) return;
    this.host.setTimer(loader.nextDurationUs, TIMER_LOG_LOADING, index);
  }

  /** The mark of a directory goes when its logs and those of the directories before it are loaded. */
  private deleteMarks(): void {
    for (const loader of this.loaders) {
      if (!loader.isDone) return;
      loader.finish();
    }
  }
}
