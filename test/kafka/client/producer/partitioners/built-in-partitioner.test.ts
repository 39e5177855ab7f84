import { describe, expect, test } from "vitest";
import { BuiltInPartitioner } from "../../../../../sim/kafka/client/producer/partitioners/built-in-partitioner.ts";
import { Choices } from "../../../../../sim/kernel/choices.ts";

function partitioner(stickyBatchSize: number, count = 3, available?: readonly number[]) {
  const view = {
    partitions: () => ({ length: count }),
    availablePartitions: () => available ?? Array.from({ length: count }, (_, i) => i),
  };
  const stream = new Choices("5").stream("test");
  return {
    stream,
    partitioner: new BuiltInPartitioner(stream, view, "t", stickyBatchSize),
  };
}

describe("the built-in partitioner", () => {
  test("stays with a partition until it got that many bytes", () => {
    const { partitioner: sticky, stream } = partitioner(100);
    const first = sticky.currentPartition();
    sticky.update(60, true);
    sticky.update(39, true);
    expect(sticky.currentPartition()).toBe(first);
    expect(stream.count).toBe(1);
    sticky.update(1, true);
    expect(stream.count).toBe(2);
  });

  test("waits for a batch to be full, but not for more than twice as many bytes", () => {
    const { partitioner: sticky, stream } = partitioner(100);
    sticky.currentPartition();
    sticky.update(150, false);
    expect(stream.count).toBe(1);
    sticky.update(0, true);
    expect(stream.count).toBe(2);
    sticky.update(199, false);
    expect(stream.count).toBe(2);
    sticky.update(1, false);
    expect(stream.count).toBe(3);
  });

  test("takes only partitions that have a leader, as long as there is one", () => {
    const { partitioner: some } = partitioner(1, 3, [0, 2]);
    const { partitioner: none } = partitioner(1, 1, []);
    const chosen = new Set<number>();
    for (let i = 0; i < 50; i++) {
      chosen.add(some.currentPartition());
      some.update(1, true);
      expect(none.currentPartition()).toBe(0);
      none.update(1, true);
    }
    expect([...chosen].sort()).toEqual([0, 2]);
  });

  test("weighs partitions by what their queues lack to the longest one", () => {
    const { partitioner: adaptive } = partitioner(1, 3);
    adaptive.updateLoadStats([0, 3, 1], [0, 1, 2], 3);
    expect(adaptive.cumulativeWeights).toEqual([4, 5, 8]);
    const chosen = [0, 3, 4, 5, 7].map((random) => adaptive.weightedPartition(random));
    expect(chosen).toEqual([0, 0, 1, 2, 2]);
  });

  test.each([
    ["queues of the same length", [2, 2, 2], 3],
    ["a single partition", [2], 1],
    ["no partition left", [], 3],
    ["queues that are not all known", null, 3],
  ])("does not weigh %s", (_, sizes, count) => {
    const { partitioner: adaptive } = partitioner(1, 3);
    adaptive.updateLoadStats([0, 3, 1], [0, 1, 2], 3);
    adaptive.updateLoadStats(sizes, sizes?.map((_size, i) => i) ?? [], count);
    expect(adaptive.cumulativeWeights).toBeNull();
  });

  test("leaves out partitions that are not named, even when the others are alike", () => {
    const { partitioner: adaptive } = partitioner(1, 3);
    adaptive.updateLoadStats([2, 2], [0, 2], 3);
    expect(adaptive.cumulativeWeights).toEqual([1, 2]);
    for (let i = 0; i < 30; i++) {
      expect(adaptive.currentPartition()).not.toBe(1);
      adaptive.update(1, true);
    }
  });

  test("refuses a batch size of 0", () => {
    expect(() => partitioner(0)).toThrow();
  });
});
