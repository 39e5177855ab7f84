import { describe, expect, test } from "vitest";
import {
  type EpochEntry,
  LeaderEpochFileCache,
} from "../../../sim/kafka/log/leader-epoch-cache.ts";

function cache(...pairs: readonly [epoch: number, startOffset: number][]) {
  const written: (readonly EpochEntry[])[] = [];
  const owner = {
    logEndOffset: 30,
    writeLeaderEpochs: (entries: readonly EpochEntry[]) => written.push(entries),
  };
  const made = new LeaderEpochFileCache(owner, []);
  for (const [epoch, startOffset] of pairs) made.assign(epoch, startOffset);
  const pairsOf = () => made.entries.map(({ epoch, startOffset }) => [epoch, startOffset]);
  return { made, written, pairsOf };
}

describe("assigning an epoch", () => {
  test("pushes out an epoch without records that began at the same offset", () => {
    expect(cache([1, 5], [2, 5], [4, 5]).pairsOf()).toEqual([[4, 5]]);
  });

  test("pushes out what it contradicts", () => {
    expect(cache([1, 5], [2, 8], [4, 12], [3, 10]).pairsOf()).toEqual([
      [1, 5],
      [2, 8],
      [3, 10],
    ]);
  });

  test("says nothing new when the latest epoch starts later", () => {
    const { made, written, pairsOf } = cache([1, 5]);
    made.assign(1, 9);
    expect(pairsOf()).toEqual([[1, 5]]);
    expect(written).toHaveLength(1);
  });

  test("refuses negative values", () => {
    expect(() => cache([-1, 0])).toThrow("not negative");
    expect(() => cache([0, -1])).toThrow("not negative");
  });
});

describe("the end of an epoch", () => {
  const { made } = cache([2, 10], [4, 15], [10, 20]);

  test.each([
    [10, 10, 30],
    [4, 4, 20],
    [3, 2, 15],
    [7, 4, 20],
    [1, 1, 10],
    [11, -1, -1],
    [-1, -1, -1],
  ])("asked for %i is that of epoch %i, offset %i", (requested, epoch, endOffset) => {
    expect(made.endOffsetFor(requested)).toEqual({ epoch, endOffset });
  });
});

describe("truncating", () => {
  test("from the end drops the epochs that start there or later", () => {
    const { made, pairsOf } = cache([2, 10], [4, 15], [10, 20]);
    made.truncateFromEnd(15);
    expect(pairsOf()).toEqual([[2, 10]]);
    expect(made.latestEpoch).toBe(2);
    expect(made.previousEpoch).toBe(-1);
  });

  test("from the start keeps the epoch that holds the new start", () => {
    const { made, pairsOf } = cache([2, 10], [4, 15], [10, 20]);
    made.truncateFromStart(17);
    expect(pairsOf()).toEqual([
      [4, 17],
      [10, 20],
    ]);
  });

  test("that changes nothing writes nothing", () => {
    const { made, written } = cache([2, 10]);
    made.truncateFromEnd(11);
    made.truncateFromStart(9);
    made.truncateFromStart(10);
    expect(written).toHaveLength(1);
  });
});

describe("until 1.0, a cache", () => {
  function old(...pairs: readonly [epoch: number, startOffset: number][]) {
    const owner = { logEndOffset: 30, writeLeaderEpochs: () => {} };
    const made = new LeaderEpochFileCache(owner, [], "ignoreOlder");
    for (const [epoch, startOffset] of pairs) made.assign(epoch, startOffset);
    const pairsOf = () => made.entries.map(({ epoch, startOffset }) => [epoch, startOffset]);
    return { made, pairsOf };
  }

  test("ignores an older epoch, and a newer one that begins earlier", () => {
    expect(old([2, 6], [1, 7], [3, 5], [2, 9], [4, 8]).pairsOf()).toEqual([
      [2, 6],
      [4, 8],
    ]);
  });

  test("keeps epochs that begin at the same offset", () => {
    expect(old([1, 5], [2, 5], [4, 5]).pairsOf()).toEqual([
      [1, 5],
      [2, 5],
      [4, 5],
    ]);
  });

  test("knows nothing of epochs before its first", () => {
    const undefinedEnd = { epoch: -1, endOffset: -1 };
    expect(old([5, 11], [7, 13]).made.endOffsetFor(4)).toEqual(undefinedEnd);
    expect(old([5, 11], [7, 13]).made.endOffsetFor(6).endOffset).toBe(13);
    expect(old([5, 11], [7, 13]).made.endOffsetFor(7).endOffset).toBe(30);
    expect(old([5, 11], [7, 13]).made.endOffsetFor(8)).toEqual(undefinedEnd);
  });

  test("keeps all epochs that begin where the log now starts", () => {
    const { made, pairsOf } = old([1, 4], [2, 6], [3, 6], [4, 9]);
    made.truncateFromStart(6);
    expect(pairsOf()).toEqual([
      [2, 6],
      [3, 6],
      [4, 9],
    ]);
    made.truncateFromStart(8);
    expect(pairsOf()).toEqual([
      [3, 8],
      [4, 9],
    ]);
  });
});
