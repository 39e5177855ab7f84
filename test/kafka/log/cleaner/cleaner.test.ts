import { describe, expect, test } from "vitest";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { CompactionRig } from "./compaction-rig.ts";

const RETENTION_MS = 86_400_000;
const T0 = 4_000_000_000_000;
/** When what was met at T0 may go. */
const LATER = T0 + RETENTION_MS + 1;

/** A log with producers in epoch 0, each going on where it was, and plain records. */
class Story extends CompactionRig {
  constructor(era: Era = "3.9", overrides: Readonly<Record<string, string>> = {}, slots?: number) {
    super(era, overrides, slots);
  }

  /** A transactional batch. */
  txn(id: number, ...keys: readonly number[]): this {
    this.append(recordsOf(keys), { producer: { id, epoch: 0 }, isTransactional: true });
    return this;
  }

  idempotent(id: number, ...keys: readonly number[]): this {
    this.append(recordsOf(keys), { producer: { id, epoch: 0 } });
    return this;
  }

  plain(...keys: readonly number[]): this {
    for (const key of keys) this.append(recordsOf([key]));
    return this;
  }

  tombstone(key: number): this {
    this.append([{ key: String(key), value: null }]);
    return this;
  }

  end(id: number, type: "COMMIT" | "ABORT"): this {
    this.append([{ key: null, value: type }], {
      producer: { id, epoch: 0 },
      isTransactional: true,
      marker: { type, coordinatorEpoch: 0 },
      origin: "coordinator",
    });
    return this;
  }

  rolled(): this {
    this.roll();
    return this;
  }

  /** Cleans, and again when what the first cleaning met may go. */
  cleanTwice(from?: number): void {
    const start = from ?? this.dirtyOffset;
    this.clean(T0, start);
    this.clean(LATER, start);
  }

  get lastOffsets(): readonly number[] {
    return this.batches.map(({ lastOffset }) => lastOffset);
  }

  get numbers(): readonly number[] {
    return this.keys.map(Number);
  }

  get aborted() {
    return this.log.collectAbortedTransactions(0, this.log.logEndOffset);
  }
}

function recordsOf(keys: readonly number[]) {
  return keys.map((key) => ({ key: String(key), value: "v" }));
}

describe("of each key the last record stays, at its offset", () => {
  test("within and across segments", () => {
    const story = new Story().plain(1, 2, 1).rolled().plain(2, 3).rolled();
    story.clean(T0);
    expect(story.numbers).toEqual([1, 2, 3]);
    expect(story.offsets).toEqual([2, 3, 4]);
  });

  test("the active segment is neither cleaned nor looked at", () => {
    const story = new Story().plain(1, 1).rolled().plain(1, 1);
    story.clean(T0);
    expect(story.offsets).toEqual([1, 2, 3]);
  });

  test("what a v2 batch spans does not change, and its bytes do", () => {
    const story = new Story();
    story.append(recordsOf([1, 2, 3]), { timestampMs: 7 });
    story.plain(1, 3).rolled();
    story.clean(T0);
    const [batch] = story.batches;
    expect(batch).toMatchObject({ baseOffset: 0, lastOffset: 2, offsetDeltas: [1] });
    expect(batch?.sizeBytes).toBe(61 + 9);
  });

  test("messages before v2 count one by one", () => {
    const story = new Story("0.10.2");
    story.append(recordsOf([1, 2, 3, 4]));
    story.plain(1, 4).rolled();
    story.clean(T0);
    expect(story.offsets).toEqual([1, 2, 4, 5]);
    expect(story.lastOffsets).toEqual([1, 2, 4, 5]);
  });

  test("records without a key are dropped and not taken any more; before 0.9 they failed the cleaner", () => {
    const keyless = (era: Era, policy: string) => {
      const story = new Story(era, { "cleanup.policy": policy });
      story.append([{ key: null, value: "v" }]);
      return story.plain(1).rolled();
    };
    const story = keyless("0.9", "delete");
    story.clean(T0);
    expect(story.offsets).toEqual([1]);
    expect(() => keyless("0.9", "compact")).toThrow("not appended");
    expect(() => keyless("0.8.2", "compact").clean(T0)).toThrow("has no key");
  });
});

describe("tombstones", () => {
  test("go in the cleaning after delete.retention.ms from the first that met them", () => {
    const story = new Story().plain(1).tombstone(1).plain(2).rolled();
    story.clean(T0);
    expect(story.tombstones).toEqual(["1"]);
    story.plain(3).rolled();
    story.clean(T0 + RETENTION_MS - 1);
    expect(story.tombstones).toEqual(["1"]);
    story.plain(4).rolled();
    story.clean(T0 + RETENTION_MS);
    expect(story.tombstones).toEqual([]);
    expect(story.numbers).toEqual([2, 3, 4]);
  });

  /** A tombstone that is met again when `delete.retention.ms` later more was written and cleaned. */
  function metAgain(overrides: Readonly<Record<string, string>>): readonly string[] {
    const story = new Story("2.8", overrides).plain(1).tombstone(1).rolled();
    story.clean(T0);
    expect(story.tombstones).toEqual(["1"]);
    story.rig.nowMs += RETENTION_MS;
    for (const key of [2, 3]) {
      story.plain(key).rolled();
      story.clean(T0);
    }
    return story.tombstones;
  }

  test("went by the time of their segment before KIP-534", () => {
    expect(metAgain({ "segment.bytes": "100" })).toEqual([]);
  });

  test("stayed before KIP-534 where their segment was merged with younger ones", () => {
    expect(metAgain({})).toEqual(["1"]);
  });
});

describe("producers and transactions", () => {
  test("repetitions are still recognised by the last batch of a producer", () => {
    const story = new Story();
    story.idempotent(1, 1, 2, 3).idempotent(2, 3, 1, 4).idempotent(3, 1, 4).rolled();
    story.clean(T0, 0);
    expect(story.lastOffsets).toEqual([2, 5, 7]);
    expect(story.lastSequences).toEqual({ 1: 2, 2: 2, 3: 1 });
    expect(story.numbers).toEqual([2, 3, 1, 4]);
    expect(story.offsets).toEqual([1, 3, 6, 7]);
    story.idempotent(4, 2).rolled();
    story.clean(T0, 0);
    expect(story.lastSequences).toEqual({ 1: 2, 2: 2, 3: 1, 4: 0 });
    expect(story.lastOffsets).toEqual([2, 5, 7, 8]);
    expect(story.offsets).toEqual([3, 6, 7, 8]);
    expect(story.log.segments.first.sizeBytes).toBe(
      story.batches.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    );
  });

  test("aborted records go, and the index keeps what it needs, over several passes", () => {
    const story = new Story("3.9", { "delete.retention.ms": "50000" }, 4);
    story.txn(1, 1, 2).txn(2, 2, 3).txn(1, 3, 4).end(1, "COMMIT").end(2, "COMMIT");
    story.txn(1, 2, 3).end(1, "ABORT").txn(2, 4, 5).txn(1, 5, 6).end(1, "COMMIT").end(2, "ABORT");
    story.txn(2, 6, 7).end(2, "COMMIT").rolled();
    const { aborted } = story;
    expect(aborted.map(({ firstOffset, lastOffset }) => [firstOffset, lastOffset])).toEqual([
      [8, 10],
      [11, 16],
    ]);
    story.clean(T0);
    expect(story.offsets).toEqual([0, 2, 3, 4, 5, 6, 7, 10, 13, 14, 15, 16, 17, 18, 19]);
    expect(story.aborted).toEqual(aborted);
    story.clean(T0);
    expect(story.aborted).toEqual([]);
    story.clean(T0 + 50_000);
    expect(story.offsets.includes(10) || story.offsets.includes(16)).toBe(false);
  });

  test("markers stay as long as anything of their transaction does", () => {
    const story = new Story();
    story.txn(1, 1, 2).txn(2, 2, 3).txn(1, 3, 4).end(1, "ABORT").end(2, "COMMIT");
    story.txn(1, 2).end(1, "COMMIT");
    const { aborted } = story;
    story.rolled().clean(T0);
    expect(story.numbers).toEqual([3, 2]);
    expect(story.offsets).toEqual([3, 6, 7, 8, 9]);
    expect(story.aborted).toEqual(aborted);
  });

  test("a transaction may span segments", () => {
    const story = new Story();
    story.txn(1, 1, 2).txn(3, 2, 3).txn(2, 3, 4).rolled();
    story.txn(2, 5, 6).txn(3, 6, 7).txn(1, 7, 8).end(2, "ABORT").txn(3, 8, 9).end(3, "COMMIT");
    story.txn(1, 9, 10).end(1, "ABORT");
    story.clean(T0);
    expect(story.numbers).toEqual([2, 3, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10]);
    story.rolled().txn(2, 11).txn(1, 12).clean(T0);
    expect(story.numbers).toEqual([2, 3, 6, 7, 8, 9, 11, 12]);
  });

  test("a marker in the next segment went too early until KAFKA-8351", () => {
    const offsetsIn = (era: Era) => {
      const story = new Story(era).txn(1, 1).rolled().end(1, "COMMIT").rolled().plain(2);
      // One group for each segment, so that none is merged.
      story.rig.log.config = { ...story.rig.log.config, segmentBytes: 100 };
      story.rig.nowMs += RETENTION_MS * 3;
      story.plain(3).rolled();
      story.clean(T0);
      story.plain(4).rolled();
      story.clean(T0);
      return story.offsets;
    };
    expect(offsetsIn("2.4")).toContain(1);
    expect(offsetsIn("2.1")).not.toContain(1);
  });

  test("aborted transactions across segments leave the last batch and the marker", () => {
    const story = new Story().txn(1, 1).rolled().end(1, "ABORT").rolled();
    story.clean(T0, 0);
    expect([story.offsets, story.lastOffsets]).toEqual([[1], [0, 1]]);
    story.clean(LATER, 0);
    expect([story.offsets, story.lastOffsets]).toEqual([[1], [0, 1]]);
  });

  test("emptied batches of aborted transactions go when the producer goes on", () => {
    const story = new Story().txn(1, 2, 3).end(1, "ABORT").rolled();
    story.clean(T0);
    expect([story.offsets, story.lastOffsets]).toEqual([[2], [1, 2]]);
    story.cleanTwice();
    expect([story.offsets, story.lastOffsets]).toEqual([[2], [1, 2]]);
    expect(story.aborted).toHaveLength(1);
    story.txn(1, 1).rolled();
    story.clean(T0);
    expect([story.offsets, story.lastOffsets]).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(story.aborted).toHaveLength(1);
    story.cleanTwice();
    expect([story.offsets, story.lastOffsets]).toEqual([[3], [3]]);
    expect(story.aborted).toEqual([]);
  });

  test("emptied batches of committed transactions keep their marker", () => {
    const story = new Story().txn(1, 2, 3).rolled().txn(2, 2, 3).end(2, "COMMIT").rolled();
    story.plain(2, 3).end(1, "COMMIT").rolled();
    story.clean(T0);
    expect(story.lastOffsets).toEqual([1, 3, 4, 5, 6, 7]);
    story.clean(T0);
    expect(story.lastOffsets).toEqual([1, 3, 4, 5, 6, 7]);
    story.txn(2, 1).end(2, "COMMIT").rolled();
    story.clean(T0);
    expect(story.lastOffsets).toEqual([1, 4, 5, 6, 7, 8, 9]);
    story.cleanTwice();
    expect(story.lastOffsets).toEqual([1, 5, 6, 7, 8, 9]);
  });

  test("of a producer with nothing but a marker its header stays", () => {
    const story = new Story().end(1, "COMMIT").plain(2, 3).rolled();
    story.cleanTwice(0);
    expect([story.offsets, story.lastOffsets]).toEqual([
      [1, 2],
      [0, 1, 2],
    ]);
    story.clean(LATER);
    expect(story.lastOffsets).toEqual([0, 1, 2]);
  });

  test("sequence numbers that are used again do not keep old batches, since KAFKA-8335", () => {
    const lastOffsetsIn = (era: Era) => {
      const story = new Story(era);
      for (const key of [1, 2]) {
        const producer = { id: 1, epoch: 0, sequence: 0 };
        story.append(recordsOf([key]), { producer, isTransactional: true, origin: "replication" });
        story.end(1, "COMMIT");
      }
      story.plain(1, 2).rolled();
      story.clean(T0, 0);
      return story.lastOffsets;
    };
    expect(lastOffsetsIn("3.9")).toEqual([1, 2, 3, 4, 5]);
    expect(lastOffsetsIn("1.1")).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe("a full offset map", () => {
  test("ends a cleaning in the middle of a segment", () => {
    const story = new Story("3.9", {}, 2).plain(0, 1, 0, 1, 0).rolled();
    expect(story.clean(T0, 2)).toBe(3);
    expect(story.offsets).toEqual([1, 2, 3, 4]);
    expect(story.clean(T0, 3)).toBe(4);
    expect(story.offsets).toEqual([2, 3, 4]);
    expect(story.clean(T0, 4)).toBe(5);
    expect(story.offsets).toEqual([3, 4]);
  });

  test("ended it between segments before KAFKA-3894, and failed on one that is too large", () => {
    const story = new Story("0.9", {}, 4).plain(1, 2, 1).rolled().plain(2, 3, 4, 5).rolled();
    expect(story.clean(T0)).toBe(3);
    expect(story.offsets).toEqual([2, 3, 4, 5, 6]);
    expect(() => story.clean(T0)).toThrow("does not fit");
  });

  test("failed the cleaner before 0.9 when the keys did not fit at all", () => {
    const story = new Story("0.8.2", {}, 4).plain(1, 2, 3, 4, 5).rolled();
    expect(() => story.clean(T0)).toThrow("the offset map is full");
  });
});

test("small neighbours become one segment, as long as they fit", () => {
  const story = new Story();
  for (let key = 0; key < 6; key++) story.plain(key % 2).rolled();
  const bytes = story.batches[0]?.sizeBytes ?? 0;
  story.rig.log.config = { ...story.rig.log.config, segmentBytes: 2 * bytes };
  story.clean(T0);
  expect(story.log.segments.all.map(({ baseOffset }) => baseOffset)).toEqual([0, 2, 4, 6]);
  expect(story.offsets).toEqual([4, 5]);
  story.plain(7).rolled();
  story.clean(T0);
  expect(story.log.segments.all.map(({ baseOffset }) => baseOffset)).toEqual([0, 6, 7]);
});

test("a batch that was damaged fails a cleaner that must read it", () => {
  const story = new Story().plain(1, 1).rolled();
  const { entries } = story.log.segments.first.file;
  entries[0] = (entries[0] as (typeof entries)[number]).with({ isValid: false });
  expect(() => story.clean(T0)).toThrow("cannot be read");
});

test("segments that are cleaned into one leave one snapshot of the producers", () => {
  const story = new Story();
  for (let i = 0; i < 3; i++) {
    story.plain(1, 2);
    story.log.roll();
  }
  expect(story.log.producerState.snapshotOffsets).toEqual([2, 4, 6]);
  story.clean(T0);
  expect(story.log.segments.all.map(({ baseOffset }) => baseOffset)).toEqual([0, 6]);
  expect(story.log.producerState.snapshotOffsets).toEqual([6]);
});
