import type { FactLog } from "../../kernel/facts.ts";
import type { ConfigValues } from "../config.ts";
import type { TopicPartitions } from "../context.ts";
import type { Log, LogIdentity } from "./log.ts";
import { type LogConfig, logConfig } from "./log-config.ts";
import type { LogDirectory } from "./log-files.ts";
import { createLog, loadLog } from "./log-loading.ts";

/** The logs of one broker, by the id of the topic-partition, and their checkpoints (`LogManager`). */
export class LogManager {
  readonly directory: LogDirectory;
  private readonly brokerId: number;
  private readonly facts: FactLog;
  private readonly topicPartitions: TopicPartitions;
  private readonly brokerConfig: ConfigValues;
  private readonly logs = new Map<number, Log>();

  constructor(
    directory: LogDirectory,
    brokerId: number,
    facts: FactLog,
    topicPartitions: TopicPartitions,
    brokerConfig: ConfigValues,
  ) {
    this.directory = directory;
    this.brokerId = brokerId;
    this.facts = facts;
    this.topicPartitions = topicPartitions;
    this.brokerConfig = brokerConfig;
  }

  /** Every log, in the order in which they were loaded or made. */
  get all(): Iterable<Log> {
    return this.logs.values();
  }

  log(tp: number): Log | undefined {
    return this.logs.get(tp);
  }

  /**
   * Loads what is on the disk. Returns whether logs had to be recovered because the last process did
   * not shut down cleanly.
   */
  loadLogs(): boolean {
    const { directory } = this;
    const hadCleanShutdown = directory.takeCleanShutdownMark();
    const { logStartOffsets, recoveryPoints } = directory;
    const config = logConfig(this.brokerConfig, {});
    for (const [name, baseOffsets] of directory.segments()) {
      const tp = this.topicPartitionOf(name);
      const log = loadLog(this.identity(tp), directory, config, baseOffsets, {
        logStartOffset: logStartOffsets.get(tp) ?? 0,
        recoveryPoint: recoveryPoints.get(tp) ?? 0,
        hadCleanShutdown,
      });
      this.logs.set(tp, log);
    }
    return !hadCleanShutdown && this.logs.size > 0;
  }

  /** The log of a partition, made when there is none. */
  getOrCreateLog(tp: number, overrides: Readonly<Record<string, string>>): Log {
    const config: LogConfig = logConfig(this.brokerConfig, overrides);
    let log = this.logs.get(tp);
    if (log === undefined) {
      log = createLog(this.identity(tp), this.directory, config);
      this.logs.set(tp, log);
    } else {
      log.config = config;
    }
    return log;
  }

  /** Truncates a log and writes down that its recovery point may have gone back. */
  truncateTo(log: Log, offset: number, reason: string): void {
    const shortened = offset < log.logEndOffset;
    log.truncateTo(offset, reason);
    if (shortened) this.checkpointRecoveryPoints();
  }

  truncateFullyAndStartAt(log: Log, offset: number, reason: string): void {
    log.truncateFullyAndStartAt(offset, reason);
    this.checkpointRecoveryPoints();
  }

  delete(tp: number): void {
    this.logs.get(tp)?.delete();
    this.logs.delete(tp);
    this.checkpointRecoveryPoints();
    this.checkpointLogStartOffsets();
  }

  checkpointRecoveryPoints(): void {
    const offsets = new Map<number, number>();
    for (const [tp, log] of this.logs) offsets.set(tp, log.recoveryPoint);
    this.directory.recoveryPoints = offsets;
  }

  checkpointLogStartOffsets(): void {
    const offsets = new Map<number, number>();
    for (const [tp, log] of this.logs) {
      const firstSegment = log.segments[0];
      if (firstSegment !== undefined && log.logStartOffset > firstSegment.baseOffset) {
        offsets.set(tp, log.logStartOffset);
      }
    }
    this.directory.logStartOffsets = offsets;
  }

  /** The end of a clean shutdown: everything is flushed, checkpointed and marked as clean. */
  shutdown(): void {
    for (const log of this.logs.values()) log.close();
    this.checkpointRecoveryPoints();
    this.checkpointLogStartOffsets();
    this.directory.markCleanShutdown();
  }

  private identity(tp: number): LogIdentity {
    const { facts, brokerId, topicPartitions } = this;
    return { tp, name: topicPartitions.name(tp), text: topicPartitions.text(tp), brokerId, facts };
  }

  private topicPartitionOf(name: string): number {
    const dash = name.lastIndexOf("-");
    return this.topicPartitions.id(name.slice(0, dash), Number(name.slice(dash + 1)));
  }
}
