import type { Micros } from "../../kernel/time.ts";
import { storageErrorCode } from "./log-dir-failure-channel.ts";
import type { LogDirectory, OffsetCheckpoint } from "./log-files.ts";
import type { LogCheckpoints } from "./log-loading.ts";
import { LogSegment } from "./log-segment.ts";
import { floorSegment } from "./log-segments.ts";

/** Opening the files of a log and reading its checkpoints. */
const OPEN_LOG_US = 1000;
/** Opening a segment and its indexes. */
const OPEN_SEGMENT_US = 500;
/** Building the indexes of a segment anew, besides reading it. */
const RECOVER_SEGMENT_US = 1500;
/** Reading a segment to recover it: 100 MB/s. */
const RECOVERY_BYTES_PER_US = 100;

interface LogToLoad {
  readonly name: string;
  readonly tp: number;
  /** Ascending. */
  readonly baseOffsets: readonly number[];
  readonly durationUs: Micros;
}

/** Who makes the logs. */
export interface LogOpener {
  topicPartitionOf(name: string): number;
  /** @throws KafkaStorageError when the directory fails */
  open(
    directory: LogDirectory,
    tp: number,
    baseOffsets: readonly number[],
    checkpoints: LogCheckpoints,
  ): void;
}

/**
 * Loads the logs of one directory one after another (`LogManager.loadLogs`, with one recovery thread
 * per directory). A directory that fails meanwhile loads no more; the logs that it loaded stay until
 * its failure is dealt with.
 */
export class LogDirLoader {
  readonly directory: LogDirectory;
  /** Whether the last process shut down cleanly, as far as its mark says. */
  readonly hadCleanShutdown: boolean;
  private readonly opener: LogOpener;
  private readonly recoveryPoints: OffsetCheckpoint;
  private readonly logStartOffsets: OffsetCheckpoint;
  private readonly logs: readonly LogToLoad[];
  private loaded = 0;
  private isFinished: boolean;

  /** @throws KafkaStorageError when the directory fails */
  constructor(directory: LogDirectory, opener: LogOpener, deleteMarkAsRead: boolean) {
    this.directory = directory;
    this.opener = opener;
    this.hadCleanShutdown = directory.hasCleanShutdownMark;
    // A crash while logs are loaded must count as one (KAFKA-10471).
    this.isFinished = deleteMarkAsRead;
    if (deleteMarkAsRead) directory.removeCleanShutdownMark();
    this.recoveryPoints = directory.recoveryPoints;
    this.logStartOffsets = directory.logStartOffsets;
    this.logs = [...directory.segments()].map(([name, baseOffsets]) => {
      const tp = opener.topicPartitionOf(name);
      return { name, tp, baseOffsets, durationUs: this.durationUs(name, tp, baseOffsets) };
    });
  }

  get isDone(): boolean {
    return this.loaded >= this.logs.length;
  }

  /** Whether logs must be recovered. */
  get recovers(): boolean {
    return !this.hadCleanShutdown && this.logs.length > 0;
  }

  /** How long the next log takes. */
  get nextDurationUs(): Micros {
    return this.logs[this.loaded]?.durationUs ?? 0;
  }

  /** Loads the next log. */
  loadNext(): void {
    const next = this.logs[this.loaded];
    if (next === undefined) return;
    const { tp, baseOffsets } = next;
    this.loaded++;
    try {
      this.opener.open(this.directory, tp, baseOffsets, {
        logStartOffset: this.logStartOffsets.get(tp) ?? 0,
        recoveryPoint: this.recoveryPoints.get(tp) ?? 0,
        hadCleanShutdown: this.hadCleanShutdown,
      });
    } catch (error) {
      storageErrorCode(error);
      this.loaded = this.logs.length;
    }
  }

  /** The logs are loaded: where the mark was kept until now, it goes. May be called again. */
  finish(): void {
    if (!this.hadCleanShutdown || this.isFinished) return;
    this.isFinished = true;
    try {
      this.directory.removeCleanShutdownMark();
    } catch (error) {
      storageErrorCode(error);
    }
  }

  private durationUs(log: string, tp: number, baseOffsets: readonly number[]): Micros {
    const open = OPEN_LOG_US + baseOffsets.length * OPEN_SEGMENT_US;
    if (this.hadCleanShutdown) return open;
    const segments = baseOffsets.map(
      (base) => new LogSegment(base, this.directory.segment(log, base)),
    );
    const first = floorSegment(segments, this.recoveryPoints.get(tp) ?? 0);
    return segments
      .slice(first)
      .reduce(
        (sum, { sizeBytes }) =>
          sum + RECOVER_SEGMENT_US + Math.floor(sizeBytes / RECOVERY_BYTES_PER_US),
        open,
      );
  }
}
