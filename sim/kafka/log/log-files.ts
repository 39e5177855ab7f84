import type { AppendFile, Disk } from "../../kernel/disk.ts";
import type { RecordBatch } from "../records.ts";
import type { EpochEntry } from "./leader-epoch-cache.ts";
import type { ProducerSnapshot } from "./producer-state.ts";

/** Offsets by the id of the topic-partition: what a checkpoint file of a log directory holds. */
export type OffsetCheckpoint = ReadonlyMap<number, number>;

const HIGH_WATERMARK = "replication-offset-checkpoint";
const RECOVERY_POINT = "recovery-point-offset-checkpoint";
const LOG_START_OFFSET = "log-start-offset-checkpoint";
const CLEAN_SHUTDOWN = ".kafka_cleanshutdown";
const NONE: OffsetCheckpoint = new Map();

/**
 * The log directory of a broker. Segments hold record batches, in the page cache until they are
 * flushed; the checkpoint files are written to a temporary file, synced and renamed
 * (`CheckpointFile`), so they are durable at once.
 */
export class LogDirectory {
  private readonly disk: Disk;

  constructor(disk: Disk) {
    this.disk = disk;
  }

  get highWatermarks(): OffsetCheckpoint {
    return this.disk.readValue<OffsetCheckpoint>(HIGH_WATERMARK) ?? NONE;
  }

  set highWatermarks(offsets: OffsetCheckpoint) {
    this.disk.writeValue(HIGH_WATERMARK, offsets);
  }

  get recoveryPoints(): OffsetCheckpoint {
    return this.disk.readValue<OffsetCheckpoint>(RECOVERY_POINT) ?? NONE;
  }

  set recoveryPoints(offsets: OffsetCheckpoint) {
    this.disk.writeValue(RECOVERY_POINT, offsets);
  }

  get logStartOffsets(): OffsetCheckpoint {
    return this.disk.readValue<OffsetCheckpoint>(LOG_START_OFFSET) ?? NONE;
  }

  set logStartOffsets(offsets: OffsetCheckpoint) {
    this.disk.writeValue(LOG_START_OFFSET, offsets);
  }

  markCleanShutdown(): void {
    this.disk.writeValue(CLEAN_SHUTDOWN, true);
  }

  /** Whether the last process shut down cleanly; the mark is taken away as it is read (KAFKA-10471). */
  takeCleanShutdownMark(): boolean {
    const clean = this.disk.readValue<boolean>(CLEAN_SHUTDOWN) === true;
    this.disk.removeValue(CLEAN_SHUTDOWN);
    return clean;
  }

  leaderEpochs(log: string): readonly EpochEntry[] {
    return this.disk.readValue<readonly EpochEntry[]>(`${log}/leader-epoch-checkpoint`) ?? [];
  }

  writeLeaderEpochs(log: string, entries: readonly EpochEntry[]): void {
    this.disk.writeValue(`${log}/leader-epoch-checkpoint`, entries);
  }

  producerSnapshots(log: string): readonly ProducerSnapshot[] {
    return this.disk.readValue<readonly ProducerSnapshot[]>(`${log}/snapshots`) ?? [];
  }

  writeProducerSnapshots(log: string, snapshots: readonly ProducerSnapshot[]): void {
    this.disk.writeValue(`${log}/snapshots`, snapshots);
  }

  segment(log: string, baseOffset: number): AppendFile<RecordBatch> {
    return this.disk.file<RecordBatch>(segmentName(log, baseOffset));
  }

  removeSegment(log: string, baseOffset: number): void {
    this.disk.removeFile(segmentName(log, baseOffset));
  }

  /** Removes the epochs and the producer snapshots of a log that is gone. */
  removeLog(log: string): void {
    this.disk.removeValue(`${log}/leader-epoch-checkpoint`);
    this.disk.removeValue(`${log}/snapshots`);
  }

  /** Base offsets of the segments of every log, by the log's name, in the order of their creation. */
  segments(): Map<string, number[]> {
    const logs = new Map<string, number[]>();
    for (const name of this.disk.fileNames()) {
      const match = SEGMENT.exec(name);
      if (match === null) continue;
      const [, log, baseOffset] = match as unknown as [string, string, string];
      const baseOffsets = logs.get(log) ?? [];
      baseOffsets.push(Number(baseOffset));
      logs.set(log, baseOffsets);
    }
    for (const baseOffsets of logs.values()) baseOffsets.sort((x, y) => x - y);
    return logs;
  }
}

const SEGMENT = /^(.+)\/(\d{20})\.log$/;

function segmentName(log: string, baseOffset: number): string {
  return `${log}/${String(baseOffset).padStart(20, "0")}.log`;
}
