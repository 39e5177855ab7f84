import { Errors } from "../errors.ts";
import type { Log } from "../log/log.ts";
import { storageErrorCode } from "../log/log-dir-failure-channel.ts";
import type { EpochEndOffset } from "../messages.ts";
import type { RecordBatch } from "../record/record-batch.ts";
import type { CachedPartition } from "./cached-partition.ts";
import type { Partition } from "./partition.ts";

/**
 * Finds out what a fetch may read (`Partition.readRecords`), into `read`: up to the end of the log for
 * a follower, up to the HW or the last stable offset for a consumer. The HW, start and end of the log it reports are those from
 * before this fetch counts, so the very fetch that raises the HW is answered with the old one.
 *
 * Errors: FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH, NOT_LEADER_OR_FOLLOWER, OFFSET_OUT_OF_RANGE,
 * KAFKA_STORAGE_ERROR.
 */
export function readRecords(
  partition: Partition,
  read: CachedPartition,
  maxBytes: number,
  minOneMessage: boolean,
): void {
  const error = partition.checkFetch(read.currentLeaderEpoch);
  const log = partition.log;
  if (error !== Errors.NONE || log === null) {
    read.fail(error);
    return;
  }
  const fetchOffset = read.fetchOffset;
  if (read.lastFetchedEpoch >= 0) {
    const end = divergingEpoch(log, read.lastFetchedEpoch, fetchOffset);
    if (end !== null) {
      if (end.endOffset < 0 || fetchOffset < log.logStartOffset) {
        read.fail(Errors.OFFSET_OUT_OF_RANGE);
        return;
      }
      read.diverge(end);
      snapshotOffsets(read, log);
      return;
    }
  }
  const maxOffset = read.session.endOffset(log);
  let batches: readonly RecordBatch[] | null;
  try {
    batches = log.read(fetchOffset, maxOffset, maxBytes, minOneMessage);
  } catch (thrown) {
    read.fail(storageErrorCode(thrown));
    return;
  }
  if (batches === null) {
    read.fail(Errors.OFFSET_OUT_OF_RANGE);
    return;
  }
  read.succeed(batches);
  read.segmentBaseOffset = log.segments.floor(fetchOffset).baseOffset;
  snapshotOffsets(read, log);
}

/**
 * Where a fetcher whose last record is of `lastFetchedEpoch` and whose log ends at `fetchOffset`
 * parted from this log (KIP-595). Null when it did not; -1 and -1 when that epoch is not known.
 */
export function divergingEpoch(
  log: Log,
  lastFetchedEpoch: number,
  fetchOffset: number,
): EpochEndOffset | null {
  if (lastFetchedEpoch === log.latestEpoch && fetchOffset <= log.logEndOffset) return null;
  const end = log.endOffsetForEpoch(lastFetchedEpoch);
  if (end.endOffset < 0 || end.epoch < 0) return end;
  return end.epoch < lastFetchedEpoch || end.endOffset < fetchOffset ? end : null;
}

function snapshotOffsets(read: CachedPartition, log: Log): void {
  read.highWatermark = log.highWatermark;
  read.logStartOffset = log.logStartOffset;
  read.logEndOffset = log.logEndOffset;
}
