import { assert } from "../../kernel/assert.ts";
import { FACT_LOG_SEGMENTS } from "../facts.ts";
import type { RecordBatch } from "../record/record-batch.ts";
import type { LogIdentity } from "./log.ts";
import type { LogDirectory } from "./log-files.ts";
import { type FoundOffset, LogSegment } from "./log-segment.ts";

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
  add(baseOffset: number): void {
    const file = this.directory.segment(this.identity.name, baseOffset);
    this.segments.push(new LogSegment(baseOffset, file));
    this.emit();
  }

  /** Removes the active segment, and its file. */
  removeActive(): void {
    this.directory.removeSegment(this.identity.name, this.active.baseOffset);
    this.segments.pop();
    this.emit();
  }

  /**
   * The batches from the one that holds `offset` up to `maxOffset`, of one segment, at most `maxBytes`
   * of them, but at least one if `minOneMessage` (`LocalLog.read`).
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
    if (head.baseOffset >= maxOffset) return NO_BATCHES;
    if (head.sizeBytes > maxBytes && !minOneMessage) return NO_BATCHES;
    let bytes = head.sizeBytes;
    let end = first + 1;
    while (end < batches.length) {
      const batch = batches[end] as RecordBatch;
      bytes += batch.sizeBytes;
      if (batch.baseOffset >= maxOffset || bytes > maxBytes) break;
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
      if (batch.baseOffset >= to) break;
      bytes += batch.sizeBytes;
    }
    return bytes;
  }

  /** The first record from `startOffset` on with at least that timestamp, or null. */
  offsetForTimestamp(timestampMs: number, startOffset: number): FoundOffset | null {
    for (const segment of this.segments) {
      const found = segment.offsetForTimestamp(timestampMs, startOffset);
      if (found !== null) return found;
    }
    return null;
  }

  /** Tells which segments there are. */
  emit(): void {
    const { facts, text, brokerId } = this.identity;
    const json = JSON.stringify(this.segments.map(({ baseOffset }) => baseOffset));
    facts.add(FACT_LOG_SEGMENTS, text, brokerId, facts.intern(json));
  }
}

const NO_BATCHES: readonly RecordBatch[] = [];

/** Index of the segment that `offset` lies in; the first when it lies before all of them. */
export function floorSegment(segments: readonly LogSegment[], offset: number): number {
  let index = segments.length - 1;
  while (index > 0 && (segments[index] as LogSegment).baseOffset > offset) index--;
  return index;
}
