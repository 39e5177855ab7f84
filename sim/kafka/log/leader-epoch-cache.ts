import { assert } from "../../kernel/assert.ts";
import type { EpochEndOffset } from "../messages.ts";

export const UNDEFINED_EPOCH = -1;
export const UNDEFINED_EPOCH_OFFSET = -1;

/** `epoch` began at `startOffset`: the first offset that was or will be written in it. */
export interface EpochEntry {
  readonly epoch: number;
  readonly startOffset: number;
}

/** Whose epochs they are: it knows where its log ends and stores what changed. */
export interface LeaderEpochOwner {
  readonly logEndOffset: number;
  /** Called after every change with all entries; the array is never changed afterwards. */
  writeLeaderEpochs(entries: readonly EpochEntry[]): void;
}

/** What becomes of an epoch that contradicts the entries: the switch `epochCacheAssignment`. */
export type EpochCacheAssignment = "ignoreOlder" | "truncateAndAppend";

/**
 * The leader epochs of one log (`LeaderEpochFileCache`, KIP-101, KIP-279). They ascend in both columns
 * from 1.1 on, when a new entry pushes out what it contradicts. Before, what is not newer in epoch and
 * offset is ignored, and epochs without a record share their start offset with the next.
 */
export class LeaderEpochFileCache {
  private readonly owner: LeaderEpochOwner;
  private readonly assignment: EpochCacheAssignment;
  private list: readonly EpochEntry[];
  /** The epoch of the last entry; -1 when there is none. */
  latestEpoch: number;

  constructor(
    owner: LeaderEpochOwner,
    entries: readonly EpochEntry[],
    assignment: EpochCacheAssignment = "truncateAndAppend",
  ) {
    this.owner = owner;
    this.assignment = assignment;
    this.list = entries;
    this.latestEpoch = lastEpoch(entries);
  }

  get entries(): readonly EpochEntry[] {
    return this.list;
  }

  /** The epoch of the last entry but one; -1 when there is none. */
  get previousEpoch(): number {
    return this.list.length < 2 ? UNDEFINED_EPOCH : (this.list.at(-2) as EpochEntry).epoch;
  }

  /** Notes that `epoch` starts at `startOffset`; a later start of the latest epoch says nothing new. */
  assign(epoch: number, startOffset: number): void {
    assert(epoch >= 0 && startOffset >= 0, "a leader epoch and its start offset are not negative");
    const last = this.list.at(-1);
    if (this.assignment === "ignoreOlder") {
      if (last !== undefined && (epoch <= last.epoch || startOffset < last.startOffset)) return;
      this.replace([...this.list, { epoch, startOffset }]);
      return;
    }
    if (last !== undefined && last.epoch === epoch && startOffset >= last.startOffset) return;
    const kept = this.list.slice(
      0,
      countWhile(this.list, (entry) => entry.epoch < epoch && entry.startOffset < startOffset),
    );
    this.replace([...kept, { epoch, startOffset }]);
  }

  /**
   * The largest epoch up to `requestedEpoch` and where it ends, exclusively: the start of the next
   * epoch, or the end of the log. Both are -1 when the epoch is newer than anything known here; until
   * 1.0 also when it is older.
   */
  endOffsetFor(requestedEpoch: number): EpochEndOffset {
    if (requestedEpoch === UNDEFINED_EPOCH) return UNDEFINED;
    if (requestedEpoch === this.latestEpoch) {
      return { epoch: requestedEpoch, endOffset: this.owner.logEndOffset };
    }
    const upTo = countWhile(this.list, (entry) => entry.epoch <= requestedEpoch);
    const higher = this.list[upTo];
    if (higher === undefined) return UNDEFINED;
    const floor = upTo === 0 ? undefined : this.list[upTo - 1];
    if (floor === undefined && this.assignment === "ignoreOlder") return UNDEFINED;
    return { epoch: floor?.epoch ?? requestedEpoch, endOffset: higher.startOffset };
  }

  /** Drops the epochs that start at or after `endOffset`. */
  truncateFromEnd(endOffset: number): void {
    const last = this.list.at(-1);
    if (endOffset < 0 || last === undefined || last.startOffset < endOffset) return;
    this.replace(
      this.list.slice(
        0,
        countWhile(this.list, (entry) => entry.startOffset < endOffset),
      ),
    );
  }

  /** Lets the epoch that `startOffset` lies in start there, and drops those before it. */
  truncateFromStart(startOffset: number): void {
    const before = countWhile(this.list, (entry) => entry.startOffset <= startOffset);
    if (before === 0) return;
    if (this.assignment === "ignoreOlder" && this.startsAt(startOffset)) {
      this.replace(this.list.filter((entry) => entry.startOffset >= startOffset));
      return;
    }
    const { epoch } = this.list[before - 1] as EpochEntry;
    if (before === 1 && (this.list[0] as EpochEntry).startOffset === startOffset) return;
    this.replace([{ epoch, startOffset }, ...this.list.slice(before)]);
  }

  clear(): void {
    if (this.list.length > 0) this.replace([]);
  }

  private startsAt(offset: number): boolean {
    return this.list.some(({ startOffset }) => startOffset === offset);
  }

  private replace(entries: readonly EpochEntry[]): void {
    this.list = entries;
    this.latestEpoch = lastEpoch(entries);
    this.owner.writeLeaderEpochs(entries);
  }
}

const UNDEFINED: EpochEndOffset = { epoch: UNDEFINED_EPOCH, endOffset: UNDEFINED_EPOCH_OFFSET };

function lastEpoch(entries: readonly EpochEntry[]): number {
  return entries.at(-1)?.epoch ?? UNDEFINED_EPOCH;
}

/** How many entries from the beginning fulfil `condition`. */
function countWhile(
  entries: readonly EpochEntry[],
  condition: (entry: EpochEntry) => boolean,
): number {
  let count = 0;
  while (count < entries.length && condition(entries[count] as EpochEntry)) count++;
  return count;
}
