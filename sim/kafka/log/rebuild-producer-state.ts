import type { RecordBatch } from "../record/record-batch.ts";
import type { LogSegment } from "./log-segment.ts";
import { floorSegment } from "./log-segments.ts";
import type { ProducerStateManager } from "./producer-state.ts";
import type { TransactionIndex } from "./transaction-index.ts";

/**
 * Accounts for a batch as it is stored. A marker that aborts a transaction is noted in the index of its
 * segment; without an index, it is there already.
 */
export function updateProducerState(
  producers: ProducerStateManager,
  batch: RecordBatch,
  index: TransactionIndex | null,
): void {
  const completed = producers.update(batch);
  if (completed === null) return;
  const { producerId, firstOffset, lastOffset, isAborted } = completed;
  if (isAborted && index !== null) {
    const lastStableOffset = producers.lastStableOffset(completed);
    index.append({ producerId, firstOffset, lastOffset, lastStableOffset });
  }
  producers.completeTxn(completed);
}

/**
 * Accounts for the producers of a log up to `lastOffset` (`Log.rebuildProducerState`): from the latest
 * snapshot on it reads the batches, and leaves a snapshot at the beginning of each of the last two
 * segments and at the end. A snapshot holds only the last batch of each producer, so after a restart no
 * older one is recognised as a duplicate.
 * @param nowMs the wall clock: who expired is not taken from the snapshot
 */
export function rebuildProducerState(
  producers: ProducerStateManager,
  segments: readonly LogSegment[],
  logStartOffset: number,
  lastOffset: number,
  nowMs: number,
): void {
  // Nobody wrote with a producer id before the truncation, so nobody did before its target.
  const hadNone = producers.isEmpty && producers.mapEndOffset >= lastOffset;
  producers.truncateAndReload(logStartOffset, lastOffset, nowMs);
  if (lastOffset > producers.mapEndOffset && !hadNone) {
    for (let i = floorSegment(segments, producers.mapEndOffset); i < segments.length; i++) {
      const segment = segments[i] as LogSegment;
      if (segment.baseOffset >= lastOffset) break;
      const start = Math.max(segment.baseOffset, producers.mapEndOffset, logStartOffset);
      producers.mapEndOffset = start;
      if (i >= segments.length - 2) producers.takeSnapshot();
      for (let at = segment.indexOf(start); at < segment.batches.length; at++) {
        const batch = segment.batches[at];
        if (batch === undefined || batch.baseOffset >= lastOffset) break;
        updateProducerState(producers, batch, null);
      }
    }
  }
  producers.mapEndOffset = lastOffset;
  producers.takeSnapshot();
}
