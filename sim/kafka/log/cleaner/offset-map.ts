import { assert } from "../../../kernel/assert.ts";

/** Bytes of an entry: an MD5 of the key, and an offset. */
const BYTES_PER_ENTRY = 24;

/** Slots of a map that has that much memory. */
export function slotsIn(memoryBytes: number): number {
  return Math.floor(memoryBytes / BYTES_PER_ENTRY);
}

/**
 * The latest offset of each key in the part of a log that is being compacted (`SkimpyOffsetMap`). Kafka
 * keeps hashes of the keys; here two keys never collide.
 */
export class OffsetMap {
  readonly slots: number;
  private readonly offsets = new Map<string, number>();
  private lastOffset = -1;

  constructor(slots: number) {
    this.slots = slots;
  }

  get size(): number {
    return this.offsets.size;
  }

  /** The last offset that the map speaks of; -1 when it is empty. */
  get latestOffset(): number {
    return this.lastOffset;
  }

  /** -1 when the key is not in the map. */
  get(key: string): number {
    return this.offsets.get(key) ?? -1;
  }

  /** A map that is full takes nothing more, not even of a key that it knows. */
  put(key: string, offset: number): void {
    assert(this.size < this.slots, "the offset map is full");
    this.offsets.set(key, offset);
    this.lastOffset = offset;
  }

  updateLatestOffset(offset: number): void {
    this.lastOffset = offset;
  }

  clear(): void {
    this.offsets.clear();
    this.lastOffset = -1;
  }
}
