import type { AppendFile, Disk } from "../../kernel/disk.ts";
import type { RecordBatch } from "../record/record-batch.ts";
import type { EpochEntry } from "./leader-epoch-cache.ts";
import { ALONE, KafkaStorageError, type LogSurroundings } from "./log-dir-failure-channel.ts";
import type { ProducerSnapshot } from "./producer-snapshot.ts";
import type { AbortedTxn } from "./transaction-index.ts";

/** Offsets by the id of the topic-partition: what a checkpoint file of a log directory holds. */
export type OffsetCheckpoint = ReadonlyMap<number, number>;

const HIGH_WATERMARK = "replication-offset-checkpoint";
const RECOVERY_POINT = "recovery-point-offset-checkpoint";
const LOG_START_OFFSET = "log-start-offset-checkpoint";
const CLEANER = "cleaner-offset-checkpoint";
const CLEAN_SHUTDOWN = ".kafka_cleanshutdown";
const NONE: OffsetCheckpoint = new Map();

/**
 * One of the log directories of a broker (`log.dirs`). Segments hold record batches, in the page cache
 * until they are flushed; the checkpoint files are written to a temporary file, synced and renamed
 * (`CheckpointFile`), so they are durable at once.
 *
 * Whatever uses its files throws a {@link KafkaStorageError} while the directory fails.
 */
export class LogDirectory {
  readonly path: string;
  private readonly disk: Disk;
  private readonly surroundings: LogSurroundings;

  constructor(disk: Disk, path = "/tmp/kafka-logs", surroundings: LogSurroundings = ALONE) {
    this.disk = disk;
    this.path = path;
    this.surroundings = surroundings;
  }

  /**
   * Every access to the disk begins here (`maybeHandleIOException`).
   * @throws KafkaStorageError when the directory fails; it is noted as offline then
   */
  checkForIoError(): void {
    if (!this.disk.isFailing(this.path)) return;
    this.surroundings.maybeAddOfflineLogDir(this.path);
    throw new KafkaStorageError(`the log directory ${this.path} is offline`);
  }

  wallMs(): number {
    return this.surroundings.wallMs();
  }

  get highWatermarks(): OffsetCheckpoint {
    return this.read<OffsetCheckpoint>(HIGH_WATERMARK) ?? NONE;
  }

  set highWatermarks(offsets: OffsetCheckpoint) {
    this.write(HIGH_WATERMARK, offsets);
  }

  get recoveryPoints(): OffsetCheckpoint {
    return this.read<OffsetCheckpoint>(RECOVERY_POINT) ?? NONE;
  }

  set recoveryPoints(offsets: OffsetCheckpoint) {
    this.write(RECOVERY_POINT, offsets);
  }

  get logStartOffsets(): OffsetCheckpoint {
    return this.read<OffsetCheckpoint>(LOG_START_OFFSET) ?? NONE;
  }

  set logStartOffsets(offsets: OffsetCheckpoint) {
    this.write(LOG_START_OFFSET, offsets);
  }

  /** Up to where the cleaner compacted the logs. */
  get cleanerOffsets(): OffsetCheckpoint {
    return this.read<OffsetCheckpoint>(CLEANER) ?? NONE;
  }

  set cleanerOffsets(offsets: OffsetCheckpoint) {
    this.write(CLEANER, offsets);
  }

  /** Whether the last process shut down cleanly. */
  get hasCleanShutdownMark(): boolean {
    return this.read<boolean>(CLEAN_SHUTDOWN) === true;
  }

  markCleanShutdown(): void {
    this.write(CLEAN_SHUTDOWN, true);
  }

  removeCleanShutdownMark(): void {
    this.remove(CLEAN_SHUTDOWN);
  }

  leaderEpochs(log: string): readonly EpochEntry[] {
    return this.read<readonly EpochEntry[]>(`${log}/leader-epoch-checkpoint`) ?? [];
  }

  writeLeaderEpochs(log: string, entries: readonly EpochEntry[]): void {
    this.write(`${log}/leader-epoch-checkpoint`, entries);
  }

  producerSnapshots(log: string): readonly ProducerSnapshot[] {
    return this.read<readonly ProducerSnapshot[]>(`${log}/snapshots`) ?? [];
  }

  writeProducerSnapshots(log: string, snapshots: readonly ProducerSnapshot[]): void {
    this.write(`${log}/snapshots`, snapshots);
  }

  /** What the transaction index of a segment holds. */
  abortedTransactions(log: string, baseOffset: number): readonly AbortedTxn[] {
    return this.read<readonly AbortedTxn[]>(transactionIndexName(log, baseOffset)) ?? [];
  }

  writeAbortedTransactions(log: string, baseOffset: number, all: readonly AbortedTxn[]): void {
    this.write(transactionIndexName(log, baseOffset), all);
  }

  segment(log: string, baseOffset: number): AppendFile<RecordBatch> {
    this.checkForIoError();
    return this.disk.file<RecordBatch>(this.segmentName(log, baseOffset));
  }

  /** The empty file of a segment that is to take the place of others (`.cleaned`). */
  cleanedSegment(log: string, baseOffset: number): AppendFile<RecordBatch> {
    this.checkForIoError();
    const name = this.segmentName(log, baseOffset) + CLEANED;
    this.disk.removeFile(name);
    return this.disk.file<RecordBatch>(name);
  }

  /** A cleaned segment becomes one of the log. */
  adoptCleanedSegment(log: string, baseOffset: number): void {
    this.checkForIoError();
    const name = this.segmentName(log, baseOffset);
    this.disk.renameFile(name + CLEANED, name);
  }

  /** Removes a segment: its file is renamed, and deleted later (`.deleted`, `file.delete.delay.ms`). */
  removeSegment(log: string, baseOffset: number, deleteDelayMs = 0): void {
    this.checkForIoError();
    const name = this.segmentName(log, baseOffset);
    this.remove(transactionIndexName(log, baseOffset));
    if (deleteDelayMs === 0) {
      this.disk.removeFile(name);
      return;
    }
    this.disk.renameFile(name, name + DELETED);
    this.surroundings.scheduleFileDelete(this, name + DELETED, deleteDelayMs);
  }

  /** Deletes a file whose time has come; one that is not there any more is passed over. */
  deleteFile(name: string): void {
    if (!this.disk.isFailing(this.path)) this.disk.removeFile(name);
  }

  /** Deletes what a process left behind that was to be deleted, or was not finished. */
  removeTemporaryFiles(): void {
    this.checkForIoError();
    const below = `${this.path}/`;
    for (const name of this.disk.fileNames()) {
      if (name.startsWith(below) && TEMPORARY.test(name)) this.disk.removeFile(name);
    }
  }

  /** A random whole number from 0 to below `limit`. */
  random(limit: number): number {
    return this.surroundings.random(limit);
  }

  /** Removes the epochs and the producer snapshots of a log that is gone. */
  removeLog(log: string): void {
    this.remove(`${log}/leader-epoch-checkpoint`);
    this.remove(`${log}/snapshots`);
  }

  /** Base offsets of the segments of every log, by the log's name, in the order of their creation. */
  segments(): Map<string, number[]> {
    this.checkForIoError();
    const logs = new Map<string, number[]>();
    const below = `${this.path}/`;
    for (const name of this.disk.fileNames()) {
      if (!name.startsWith(below)) continue;
      const match = SEGMENT.exec(name.slice(below.length));
      if (match === null) continue;
      const [, log, baseOffset] = match as unknown as [string, string, string];
      const baseOffsets = logs.get(log) ?? [];
      baseOffsets.push(Number(baseOffset));
      logs.set(log, baseOffsets);
    }
    for (const baseOffsets of logs.values()) baseOffsets.sort((x, y) => x - y);
    return logs;
  }

  private read<T>(name: string): T | undefined {
    this.checkForIoError();
    return this.disk.readValue<T>(`${this.path}/${name}`);
  }

  private write(name: string, value: unknown): void {
    this.checkForIoError();
    this.disk.writeValue(`${this.path}/${name}`, value);
  }

  private remove(name: string): void {
    this.checkForIoError();
    this.disk.removeValue(`${this.path}/${name}`);
  }

  private segmentName(log: string, baseOffset: number): string {
    return `${this.path}/${log}/${String(baseOffset).padStart(20, "0")}.log`;
  }
}

function transactionIndexName(log: string, baseOffset: number): string {
  return `${log}/${String(baseOffset).padStart(20, "0")}.txnindex`;
}

const CLEANED = ".cleaned";
const DELETED = ".deleted";
const TEMPORARY = /\.log\.(cleaned|deleted)$/;
const SEGMENT = /^([^/]+)\/(\d{20})\.log$/;
