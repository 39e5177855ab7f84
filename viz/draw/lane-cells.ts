import type { EpochRun, LaneView } from "../model/view.ts";

/** Which offsets a drawing shows. */
export interface OffsetWindow {
  readonly first: number;
  readonly count: number;
}

export interface CellMark {
  readonly offset: number;
  readonly epoch: number;
  /** Below this replica's high watermark. */
  readonly committed: boolean;
  /** Some producer was told that it is written. */
  readonly acked: boolean;
  /** The event removed it from this log. */
  readonly truncated: boolean;
  /** There is no record: compaction took it. */
  readonly gap: boolean;
  /** Null where records have no keys. */
  readonly key: string | null;
  readonly tombstone: boolean;
}

export interface LaneRun extends EpochRun {
  readonly truncated: boolean;
}

/** What a log holds and what the event took from it, by offset. */
export function laneRuns(lane: LaneView): LaneRun[] {
  const held = lane.epochRuns.map((run) => ({ ...run, truncated: false }));
  return [...held, ...lane.truncated.map((run) => ({ ...run, truncated: true }))];
}

/** One cell per offset in the window. A cell that was truncated and written again is written. */
export function laneCells(
  runs: readonly LaneRun[],
  lane: LaneView,
  acked: readonly (readonly [number, number])[],
  shown: OffsetWindow,
): CellMark[] {
  const end = shown.first + shown.count;
  const cells = new Map<number, CellMark>();
  const keys = new Map(lane.keys.map((mark) => [mark.offset, mark]));
  for (const run of runs) {
    for (let offset = Math.max(run.base, shown.first); offset < Math.min(run.end, end); offset++) {
      if (run.truncated && cells.has(offset)) continue;
      cells.set(offset, {
        offset,
        epoch: run.epoch,
        committed: offset < lane.highWatermark && !run.truncated,
        acked: acked.some(([base, last]) => offset >= base && offset < last),
        truncated: run.truncated,
        gap: !run.truncated && lane.gaps.some(([from, last]) => offset >= from && offset < last),
        key: keys.get(offset)?.key ?? null,
        tombstone: keys.get(offset)?.tombstone ?? false,
      });
    }
  }
  return [...cells.values()].sort((a, b) => a.offset - b.offset);
}
