import type { OffsetAndEpoch } from "../consumer/consumer-owner.ts";
import type { WorkItem } from "./work-thread.ts";

/** What an application is through with, of one partition. */
interface PartitionProgress {
  /** Records that were polled, from the first with which it is not through, in their order. */
  outstanding: { readonly item: WorkItem; through: boolean }[];
  /** The last record before those; null: it is through with none yet. */
  last: WorkItem | null;
  /** Whether `last` is newer than what was last taken. */
  changed: boolean;
}

/**
 * How far an application is, by partition: it commits no offset behind which there is a record with which
 * it is not through.
 */
export class Progress {
  private readonly byTp = new Map<number, PartitionProgress>();

  begin(item: WorkItem): void {
    const known = this.byTp.get(item.tp);
    const progress = known ?? { outstanding: [], last: null, changed: false };
    if (known === undefined) this.byTp.set(item.tp, progress);
    progress.outstanding.push({ item, through: false });
  }

  /** The application is through with that record; it may have forgotten it meanwhile. */
  through(item: WorkItem): void {
    const progress = this.byTp.get(item.tp);
    const entry = progress?.outstanding.find((other) => other.item === item);
    if (progress === undefined || entry === undefined) return;
    entry.through = true;
    for (let head = progress.outstanding[0]; head?.through; head = progress.outstanding[0]) {
      progress.outstanding.shift();
      progress.last = head.item;
      progress.changed = true;
    }
  }

  isOutstanding(item: WorkItem): boolean {
    const entries = this.byTp.get(item.tp)?.outstanding ?? [];
    return entries.some((entry) => entry.item === item && !entry.through);
  }

  /** Next offsets of the partitions in which it got on since this was last called. */
  take(): readonly OffsetAndEpoch[] {
    const offsets: OffsetAndEpoch[] = [];
    for (const progress of this.byTp.values()) {
      if (progress.changed && progress.last !== null) offsets.push(nextAfter(progress.last));
      progress.changed = false;
    }
    return offsets;
  }

  /** Next offsets of these partitions, as far as it got on in them. */
  of(partitions: readonly number[]): readonly OffsetAndEpoch[] {
    return partitions.flatMap((tp) => {
      const last = this.byTp.get(tp)?.last ?? null;
      return last === null ? [] : [nextAfter(last)];
    });
  }

  /** The records of a partition that are outstanding will be polled again, or by another. */
  forgetOutstanding(tp: number): void {
    const progress = this.byTp.get(tp);
    if (progress !== undefined) progress.outstanding = [];
  }

  /** A partition is not the application's any more. */
  forget(tp: number): void {
    this.byTp.delete(tp);
  }
}

function nextAfter({ tp, offset, leaderEpoch }: WorkItem): OffsetAndEpoch {
  return { tp, offset: offset + 1, leaderEpoch };
}
