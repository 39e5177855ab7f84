import type { FactLog } from "../../kernel/facts.ts";
import { booleanOf, type ConfigValues } from "../config/config.ts";
import type { TopicPartitions } from "../context.ts";
import { brokerSwitches } from "../era/broker-switches.ts";
import { LogCleanerManager } from "./cleaner/log-cleaner-manager.ts";
import type { Log, LogIdentity } from "./log.ts";
import { type LogConfig, logConfig } from "./log-config.ts";
import { KafkaStorageError, storageErrorCode } from "./log-dir-failure-channel.ts";
import { LogDirLoader, type LogOpener } from "./log-dir-loader.ts";
import type { LogDirectory } from "./log-files.ts";
import { createLog, type LogCheckpoints, loadLog } from "./log-loading.ts";
import { deleteOldSegments } from "./retention.ts";

type Overrides = Readonly<Record<string, string>>;

/**
 * The logs of one broker, by the id of the topic-partition, in the directories of `log.dirs`, and their
 * checkpoints (`LogManager`). Of a directory that failed nothing is read or written any more; it comes
 * back only with the next process.
 */
export class LogManager implements LogOpener {
  /** `log.dirs`, failed ones included. */
  readonly logDirs: readonly LogDirectory[];
  private liveLogDirs: readonly LogDirectory[] = [];
  private readonly brokerId: number;
  private readonly facts: FactLog;
  private readonly topicPartitions: TopicPartitions;
  private brokerConfig: ConfigValues;
  private readonly logs = new Map<number, Log>();
  /** Null when nothing is compacted here (`log.cleaner.enable`). */
  readonly cleanerManager: LogCleanerManager | null;

  constructor(
    logDirs: readonly LogDirectory[],
    brokerId: number,
    facts: FactLog,
    topicPartitions: TopicPartitions,
    brokerConfig: ConfigValues,
  ) {
    this.logDirs = logDirs;
    this.brokerId = brokerId;
    this.facts = facts;
    this.topicPartitions = topicPartitions;
    this.brokerConfig = brokerConfig;
    this.cleanerManager = booleanOf(brokerConfig, "log.cleaner.enable")
      ? new LogCleanerManager(this, brokerSwitches(brokerConfig))
      : null;
  }

  /** Every log, in the order in which they were loaded or made. */
  get all(): Iterable<Log> {
    return this.logs.values();
  }

  log(tp: number): Log | undefined {
    return this.logs.get(tp);
  }

  /**
   * Begins to load what is on the disk: a loader for each directory that can be read. The others are
   * offline from the beginning.
   */
  startLoading(): readonly LogDirLoader[] {
    const deleteMarkAsRead = this.brokerConfig.cleanShutdownMarker === "deletedAsRead";
    const loaders: LogDirLoader[] = [];
    for (const directory of this.logDirs) {
      ignoringStorageErrors(() => {
        directory.removeTemporaryFiles();
        loaders.push(new LogDirLoader(directory, this, deleteMarkAsRead));
      });
    }
    this.liveLogDirs = loaders.map(({ directory }) => directory);
    return loaders;
  }

  open(
    directory: LogDirectory,
    tp: number,
    baseOffsets: readonly number[],
    checkpoints: LogCheckpoints,
  ): void {
    const config = logConfig(this.brokerConfig, {});
    this.logs.set(tp, loadLog(this.identity(tp), directory, config, baseOffsets, checkpoints));
  }

  topicPartitionOf(name: string): number {
    const dash = name.lastIndexOf("-");
    return this.topicPartitions.id(name.slice(0, dash), Number(name.slice(dash + 1)));
  }

  /** Whether the directory has not been given up. */
  isLogDirOnline(path: string): boolean {
    return this.liveLogDirs.some((directory) => directory.path === path);
  }

  get hasLiveLogDir(): boolean {
    return this.liveLogDirs.length > 0;
  }

  /** Gives up a directory, with the logs in it (KIP-112). */
  handleLogDirFailure(path: string): void {
    this.liveLogDirs = this.liveLogDirs.filter((directory) => directory.path !== path);
    for (const [tp, log] of [...this.logs]) {
      if (log.directory.path === path) this.logs.delete(tp);
    }
  }

  /**
   * The log of a partition, made when there is none: in the directory with the fewest logs. While a
   * directory is offline the log of a partition that is not new may be there, and none is made.
   * @throws KafkaStorageError
   */
  getOrCreateLog(tp: number, overrides: Overrides, isNew = false): Log {
    const config: LogConfig = logConfig(this.brokerConfig, overrides);
    let log = this.logs.get(tp);
    if (log === undefined) {
      if (!isNew && this.liveLogDirs.length < this.logDirs.length) {
        throw new KafkaStorageError("a log may be in a directory that is offline");
      }
      log = this.createLog(tp, config);
      this.logs.set(tp, log);
    } else {
      log.config = config;
    }
    this.cleanerManager?.onConfig(config);
    return log;
  }

  /** Whether there is a log of the partition's topic, of whichever partition. */
  hasTopicOf(tp: number): boolean {
    const topic = this.topicPartitions.topic(tp);
    return [...this.logs.keys()].some((each) => this.topicPartitions.topic(each) === topic);
  }

  /** A topic has other overrides (`TopicConfigHandler`). */
  updateTopicConfig(topic: string, overrides: Overrides): void {
    const config = logConfig(this.brokerConfig, overrides);
    for (const [tp, log] of this.logs) {
      if (this.topicPartitions.topic(tp) !== topic) continue;
      log.config = config;
      this.cleanerManager?.onConfig(config);
    }
  }

  /** The broker has other settings, under the overrides of topics (`DynamicLogConfig`). */
  reconfigureDefaultLogConfig(brokerConfig: ConfigValues, of: (tp: number) => Overrides): void {
    this.brokerConfig = brokerConfig;
    for (const [tp, log] of this.logs) {
      log.config = logConfig(brokerConfig, of(tp));
      this.cleanerManager?.onConfig(log.config);
    }
  }

  /** Truncates a log and writes down that its recovery point may have gone back. */
  truncateTo(log: Log, offset: number, reason: string): void {
    const shortened = offset < log.logEndOffset;
    const cutsCleanPart = offset < log.segments.active.baseOffset;
    log.truncateTo(offset, reason);
    if (cutsCleanPart) this.cleanerManager?.maybeTruncateCheckpoint(log);
    if (shortened) this.checkpointRecoveryPointsIn(log.directory);
  }

  truncateFullyAndStartAt(log: Log, offset: number, reason: string): void {
    log.truncateFullyAndStartAt(offset, reason);
    this.cleanerManager?.maybeTruncateCheckpoint(log);
    this.checkpointRecoveryPointsIn(log.directory);
  }

  /** @throws KafkaStorageError */
  delete(tp: number): void {
    const log = this.logs.get(tp);
    if (log === undefined) return;
    this.logs.delete(tp);
    log.delete();
    this.cleanerManager?.forget(log);
    this.checkpointRecoveryPointsIn(log.directory);
    this.checkpointLogStartOffsetsIn(log.directory);
  }

  /**
   * `kafka-log-retention`: deletes old segments of the logs that are not compacted; of those the cleaner
   * does it.
   * @returns the logs whose start rose
   */
  cleanupLogs(nowMs: number): readonly Log[] {
    const risen: Log[] = [];
    for (const log of this.logs.values()) {
      if (log.config.compact) continue;
      const { logStartOffset } = log;
      ignoringStorageErrors(() => {
        deleteOldSegments(log, nowMs);
      });
      if (log.logStartOffset > logStartOffset) risen.push(log);
    }
    return risen;
  }

  /** `kafka-log-flusher`: flushes the logs whose `flush.ms` is over. */
  flushDirtyLogs(nowMs: number): void {
    for (const log of this.logs.values()) {
      if (nowMs - log.lastFlushTimeMs < log.config.flushMs) continue;
      ignoringStorageErrors(() => {
        log.flush();
      });
    }
  }

  /** `kafka-recovery-point-checkpoint` */
  checkpointRecoveryPoints(): void {
    for (const directory of this.liveLogDirs) this.checkpointRecoveryPointsIn(directory);
    for (const { producers, recoveryPoint } of this.logs.values()) {
      ignoringStorageErrors(() => producers.onRecoveryPointCheckpoint(recoveryPoint));
    }
  }

  /** `PeriodicProducerExpirationCheck` */
  removeExpiredProducers(nowMs: number): void {
    for (const { producerState } of this.logs.values()) producerState.removeExpiredProducers(nowMs);
  }

  /** `kafka-log-start-offset-checkpoint` */
  checkpointLogStartOffsets(): void {
    for (const directory of this.liveLogDirs) this.checkpointLogStartOffsetsIn(directory);
  }

  /** The end of a clean shutdown: everything is flushed, checkpointed and marked as clean. */
  shutdown(): void {
    for (const directory of this.liveLogDirs) {
      ignoringStorageErrors(() => {
        for (const log of this.logsIn(directory)) log.close();
        this.checkpointRecoveryPointsIn(directory);
        this.checkpointLogStartOffsetsIn(directory);
        directory.markCleanShutdown();
      });
    }
  }

  private checkpointRecoveryPointsIn(directory: LogDirectory): void {
    const offsets = new Map<number, number>();
    for (const { identity, recoveryPoint } of this.logsIn(directory)) {
      offsets.set(identity.tp, recoveryPoint);
    }
    ignoringStorageErrors(() => {
      directory.recoveryPoints = offsets;
    });
  }

  private checkpointLogStartOffsetsIn(directory: LogDirectory): void {
    const offsets = new Map<number, number>();
    for (const { identity, logStartOffset, segments } of this.logsIn(directory)) {
      if (logStartOffset > segments.first.baseOffset) {
        offsets.set(identity.tp, logStartOffset);
      }
    }
    ignoringStorageErrors(() => {
      directory.logStartOffsets = offsets;
    });
  }

  /** In the first directory of {@link nextLogDirs} that can be written. */
  private createLog(tp: number, config: LogConfig): Log {
    for (const directory of this.nextLogDirs()) {
      try {
        return createLog(this.identity(tp), directory, config);
      } catch (error) {
        storageErrorCode(error);
      }
    }
    throw new KafkaStorageError("no log directory can be written");
  }

  /** The directory with the fewest logs first; of equal ones the first of `log.dirs`. */
  private nextLogDirs(): readonly LogDirectory[] {
    if (this.liveLogDirs.length === 1) return this.liveLogDirs;
    const counted = this.liveLogDirs.map((directory) => ({
      directory,
      count: this.logsIn(directory).length,
    }));
    return counted.sort((a, b) => a.count - b.count).map(({ directory }) => directory);
  }

  private logsIn(directory: LogDirectory): Log[] {
    return [...this.logs.values()].filter((log) => log.directory === directory);
  }

  private identity(tp: number): LogIdentity {
    const { facts, brokerId, topicPartitions } = this;
    return { tp, name: topicPartitions.name(tp), text: topicPartitions.text(tp), brokerId, facts };
  }
}

/** A directory that fails was noted as offline; whoever takes it up there deals with it. */
function ignoringStorageErrors(action: () => void): void {
  try {
    action();
  } catch (error) {
    storageErrorCode(error);
  }
}
