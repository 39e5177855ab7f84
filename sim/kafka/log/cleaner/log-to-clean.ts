import { NO_TIMESTAMP } from "../../record/record-batch.ts";
import type { Log } from "../log.ts";
import type { LogSegment } from "../log-segment.ts";
import type { CleanerRules } from "./cleaner-rules.ts";
import { bytesOf, segmentsBetween } from "./segments-between.ts";

/** Which part of a log may be compacted. */
export interface OffsetsToClean {
  /** Where the part begins that was not compacted yet. */
  readonly firstDirtyOffset: number;
  readonly firstUncleanableDirtyOffset: number;
  /** The checkpoint is not right, and must be written anew. */
  readonly forceUpdateCheckpoint: boolean;
}

/** A log, what of it would be compacted now, and how much that is (`LogToClean`). */
export interface LogToClean extends Candidate {
  readonly log: Log;
  readonly firstDirtyOffset: number;
  /** The base offset of the first segment that must stay as it is. */
  readonly firstUncleanableOffset: number;
}

/**
 * What may be compacted (`LogCleanerManager.cleanableOffsets`): from the checkpoint on, but never the
 * active segment, nothing that is not decided (or not committed, KAFKA-13194), and no segment with a
 * record younger than `min.compaction.lag.ms`.
 *
 * @param lastCleanOffset the checkpoint; null when there is none
 * @param nowMs the broker's wall clock
 */
export function cleanableOffsets(
  log: Log,
  lastCleanOffset: number | null,
  nowMs: number,
  rules: Pick<CleanerRules, "cleanerBound" | "cleanerCheckpointCheck">,
): OffsetsToClean {
  const { firstDirtyOffset, isReset } = checkedCheckpoint(log, lastCleanOffset, rules);
  const minLagMs = Math.max(log.config.minCompactionLagMs, 0);
  const young =
    minLagMs === 0
      ? undefined
      : nonActiveSegmentsFrom(log, firstDirtyOffset).find(
          ({ largestTimestampMs }) => largestTimestampMs > nowMs - minLagMs,
        );
  const firstUncleanable = Math.min(
    decidedUpTo(log, rules),
    log.segments.active.baseOffset,
    young?.baseOffset ?? Number.POSITIVE_INFINITY,
  );
  return {
    firstDirtyOffset,
    firstUncleanableDirtyOffset: Math.max(firstDirtyOffset, firstUncleanable),
    forceUpdateCheckpoint: isReset && rules.cleanerCheckpointCheck === "withinLog",
  };
}

/** What of a log is compacted if `uncleanableOffset` and what follows must stay. */
export function logToClean(
  log: Log,
  firstDirtyOffset: number,
  uncleanableOffset: number,
  needCompactionNow = false,
): LogToClean {
  const { all } = log.segments;
  const firstUncleanable = nonActiveSegmentsFrom(log, uncleanableOffset)[0] ?? log.segments.active;
  const firstUncleanableOffset = firstUncleanable.baseOffset;
  const cleanBytes = bytesOf(segmentsBetween(all, -1, firstDirtyOffset));
  const from = Math.min(firstDirtyOffset, firstUncleanableOffset);
  const cleanableBytes = bytesOf(segmentsBetween(all, from, firstUncleanableOffset));
  const totalBytes = cleanBytes + cleanableBytes;
  return {
    log,
    firstDirtyOffset,
    firstUncleanableOffset,
    needCompactionNow,
    cleanableBytes,
    totalBytes,
    cleanableRatio: cleanableRatio(cleanBytes, cleanableBytes),
    minCleanableDirtyRatio: log.config.minCleanableDirtyRatio,
  };
}

/** The share that was not compacted yet; 0 of nothing. */
export function cleanableRatio(cleanBytes: number, cleanableBytes: number): number {
  const totalBytes = cleanBytes + cleanableBytes;
  return totalBytes === 0 ? 0 : cleanableBytes / totalBytes;
}

/** What a log is chosen by. */
export interface Candidate {
  /** `max.compaction.lag.ms` is over. */
  readonly needCompactionNow: boolean;
  readonly cleanableBytes: number;
  readonly totalBytes: number;
  /** Share of the bytes that were not compacted yet. */
  readonly cleanableRatio: number;
  readonly minCleanableDirtyRatio: number;
}

/**
 * The dirtiest of those that are worth the trouble: strictly dirtier than `min.cleanable.dirty.ratio`, or
 * long overdue. Of equal ones the first; null when there is none.
 */
export function filthiestOf<T extends Candidate>(candidates: readonly T[]): T | null {
  let filthiest: T | null = null;
  for (const candidate of candidates) {
    if (candidate.totalBytes === 0 || !isCleanable(candidate)) continue;
    if (filthiest === null || candidate.cleanableRatio > filthiest.cleanableRatio) {
      filthiest = candidate;
    }
  }
  return filthiest;
}

function isCleanable(candidate: Candidate): boolean {
  const { needCompactionNow, cleanableBytes, cleanableRatio, minCleanableDirtyRatio } = candidate;
  return (needCompactionNow && cleanableBytes > 0) || cleanableRatio > minCleanableDirtyRatio;
}

/**
 * By how much `max.compaction.lag.ms` is exceeded, in milliseconds: since the first batch of a dirty
 * segment was made.
 */
export function maxCompactionDelayMs(log: Log, firstDirtyOffset: number, nowMs: number): number {
  const dirty = nonActiveSegmentsFrom(log, firstDirtyOffset);
  const times = dirty
    .map(({ batches }) => batches[0]?.maxTimestampMs ?? NO_TIMESTAMP)
    .filter((timestampMs) => timestampMs > 0);
  const cleanUntilMs = nowMs - Math.max(log.config.maxCompactionLagMs, 0);
  return Math.max(0, cleanUntilMs - Math.min(Number.POSITIVE_INFINITY, ...times));
}

function nonActiveSegmentsFrom({ segments }: Log, offset: number): readonly LogSegment[] {
  return segmentsBetween(segments.all, offset, segments.active.baseOffset);
}

/** Up to where a log may be compacted because of what it holds. */
function decidedUpTo(log: Log, { cleanerBound }: Pick<CleanerRules, "cleanerBound">): number {
  if (cleanerBound === "activeSegment") return Number.POSITIVE_INFINITY;
  if (cleanerBound === "lastStableOffset") return log.lastStableOffset;
  const { firstUnstableOffset } = log.producerState;
  return firstUnstableOffset < 0 ? Number.POSITIVE_INFINITY : firstUnstableOffset;
}

function checkedCheckpoint(
  log: Log,
  lastCleanOffset: number | null,
  { cleanerCheckpointCheck: check }: Pick<CleanerRules, "cleanerCheckpointCheck">,
): { readonly firstDirtyOffset: number; readonly isReset: boolean } {
  const start = check === "withinLog" ? log.logStartOffset : log.segments.first.baseOffset;
  const checkpoint = lastCleanOffset ?? start;
  const isBefore = checkpoint < start && check !== "none";
  const isBeyond = checkpoint > log.logEndOffset && check === "withinLog";
  if (isBefore || isBeyond) return { firstDirtyOffset: start, isReset: true };
  return { firstDirtyOffset: checkpoint, isReset: false };
}
