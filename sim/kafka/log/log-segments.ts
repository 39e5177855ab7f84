import { assert } from "../../kernel/assert.ts";
import { FACT_LOG_SEGMENTS } from "../facts.ts";
import type { RecordBatch } from "../record/record-batch.ts";
import type { LogIdentity } from "./log.ts";
import type { LogConfig } from "./log-config.ts";
import type { LogDirectory } from "./log-files.ts";
import { LogSegment, type SegmentOptions } from "./log-segment.ts";

/**
 * The segments of one log, in the order of their base offsets; the last is the active one
 * (`LogSegments`). Whatever changes which there are says so.
 */
export class LogSegments {
  private readonly identity: LogIdentity;
  private readonly directory: LogDirectory;
  private readonly segments: LogSegment[];

  constructor(identity: LogIdentity, directory: LogDirectory, segments: LogSegment[]) {
    assert(segments.length > 0, "a log has an active segment");
    this.identity = identity;
    this.directory = directory;
    this.segments = segments;
  }

  get all(): readonly LogSegment[] {
    return this.segments;
  }

  get active(): LogSegment {
    return this.segments[this.segments.length - 1] as LogSegment;
  }

  get first(): LogSegment {
    return this.segments[0] as LogSegment;
  }

  get sizeBytes(): number {
    return this.segments.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** Index of the segment that `offset` lies in or will lie in; the first when it lies before all. */
  floorIndex(offset: number): number {
    return floorSegment(this.segments, offset);
  }

  floor(offset: number): LogSegment {
    return this.segments[this.floorIndex(offset)] as LogSegment;
  }

  /** Adds an empty segment behind the others. */
  add(baseOffset: number, config: LogConfig): void {
    this.segments.at(-1)?.onBecomeInactive();
    this.segments.push(openSegment(this.directory, this.identity.name, baseOffset, config));
    this.emit();
  }

  /** Removes the active segment, and later its file. */
  removeActive({ fileDeleteDelayMs }: LogConfig): void {
    const { baseOffset } = this.active;
    this.directory.removeSegment(this.identity.name, baseOffset, fileDeleteDelayMs);
    this.segments.pop();
    this.emit();
  }

  /** Removes all of them with their files: the log is deleted. */
  delete(): void {
    for (const { baseOffset } of this.segments.splice(0)) {
      this.directory.removeSegment(this.identity.name, baseOffset);
    }
    this.emit();
  }

  /** Removes the oldest segments, and later their files. The active one stays. */
  removeFirst(count: number, { fileDeleteDelayMs }: LogConfig): void {
    assert(count < this.segments.length, "the active segment stays");
    for (const { baseOffset } of this.segments.splice(0, count)) {
      this.directory.removeSegment(this.identity.name, baseOffset, fileDeleteDelayMs);
    }
    this.emit();
  }

  /** An empty segment that is no part of the log yet: for what is to {@link replace} others. */
  cleaned(baseOffset: number, config: LogConfig): LogSegment {
    const file = this.directory.cleanedSegment(this.identity.name, baseOffset);
    return new LogSegment(baseOffset, file, segmentOptions(this.directory, config));
  }

  /**
   * Neighbouring segments give way to others, made by {@link cleaned}, whose files are synced
   * (`LogSegments.replace`). The active segment is not among them.
   */
  replace(
    old: readonly LogSegment[],
    cleaned: readonly LogSegment[],
    { fileDeleteDelayMs }: LogConfig,
  ): void {
    const at = this.segments.indexOf(old[0] as LogSegment);
    assert(
      at >= 0 && at + old.length < this.segments.length,
      "old segments of this log, not active",
    );
    assert(
      old.every((segment, i) => this.segments[at + i] === segment),
      "the replaced segments are neighbours",
    );
    const { name } = this.identity;
    for (const { baseOffset } of old) {
      this.directory.removeSegment(name, baseOffset, fileDeleteDelayMs);
    }
    for (const segment of cleaned) this.directory.adoptCleanedSegment(name, segment.baseOffset);
    this.segments.splice(at, old.length, ...cleaned);
    this.emit();
  }

  /**
   * The batches from the one that holds `offset` up to the one that holds `maxOffset`, exclusively, of
   * one segment, at most `maxBytes` of them, but at least one if `minOneMessage` (`LocalLog.read`).
   */
  read(
    offset: number,
    maxOffset: number,
    maxBytes: number,
    minOneMessage: boolean,
  ): readonly RecordBatch[] {
    let index = this.floorIndex(offset);
    let batches = (this.segments[index] as LogSegment).batches;
    let first = (this.segments[index] as LogSegment).indexOf(offset);
    while (first === batches.length) {
      const next = this.segments[++index];
      if (next === undefined) return NO_BATCHES;
      batches = next.batches;
      first = 0;
    }
    const head = batches[first] as RecordBatch;
    if (head.lastOffset >= maxOffset) return NO_BATCHES;
    if (head.sizeBytes > maxBytes && !minOneMessage) return NO_BATCHES;
    let bytes = head.sizeBytes;
    let end = first + 1;
    while (end < batches.length) {
      const batch = batches[end] as RecordBatch;
      bytes += batch.sizeBytes;
      if (batch.lastOffset >= maxOffset || bytes > maxBytes) break;
      end++;
    }
    return end === first + 1 ? [head] : batches.slice(first, end);
  }

  /** Bytes of the batches between two offsets of one segment; counting stops at `limit`. */
  bytesBetween(from: number, to: number, limit: number): number {
    const segment = this.floor(from);
    const batches = segment.batches;
    let bytes = 0;
    for (let i = segment.indexOf(from); i < batches.length && bytes < limit; i++) {
      const batch = batches[i] as RecordBatch;
      if (batch.lastOffset >= to) break;
      bytes += batch.sizeBytes;
    }
    return bytes;
  }

  /** Tells which segments there are. */
  emit(): void {
    const { facts, text, brokerId } = this.identity;
    const json = JSON.stringify(this.segments.map(({ baseOffset }) => baseOffset));
    facts.add(FACT_LOG_SEGMENTS, text, brokerId, facts.intern(json));
  }
}

const NO_BATCHES: readonly RecordBatch[] = [];

/** Opens the file of a segment. */
export function openSegment(
  directory: LogDirectory,
  log: string,
  baseOffset: number,
  config: LogConfig,
): LogSegment {
  const file = directory.segment(log, baseOffset);
  return new LogSegment(baseOffset, file, segmentOptions(directory, config));
}

function segmentOptions(directory: LogDirectory, config: LogConfig): SegmentOptions {
  const { segmentMs, segmentJitterMs, indexIntervalBytes, maxIndexSize, timeIndex } = config;
  const maxJitterMs = Math.min(segmentJitterMs, segmentMs);
  return {
    nowMs: directory.wallMs(),
    rollJitterMs: maxJitterMs === 0 ? 0 : directory.random(maxJitterMs),
    indexIntervalBytes,
    maxIndexSize,
    timeIndex,
  };
}

/** Index of the segment that `offset` lies in; the first when it lies before all of them. */
export function floorSegment(segments: readonly LogSegment[], offset: number): number {
  let index = segments.length - 1;
  while (index > 0 && (segments[index] as LogSegment).baseOffset > offset) index--;
  return index;
}
