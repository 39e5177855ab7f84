import { describe, expect, test } from "vitest";
import { Progress } from "../../../../sim/kafka/client/application/progress.ts";
import type { WorkItem } from "../../../../sim/kafka/client/application/work-thread.ts";

function item(offset: number, tp = 0): WorkItem {
  const record = { id: offset + 1, key: null, value: `r${offset}`, timestampMs: 0, sizeBytes: 1 };
  return { tp, offset, leaderEpoch: 0, record, generation: 1, batch: { remaining: 1 } };
}

describe("how far an application is", () => {
  test("ends before the first record with which it is not through", () => {
    const progress = new Progress();
    const [a, b, c] = [item(0), item(1), item(2)];
    for (const each of [a, b, c]) progress.begin(each);
    progress.through(b);
    expect(progress.take()).toEqual([]);
    progress.through(a);
    expect(progress.take()).toEqual([{ tp: 0, offset: 2, leaderEpoch: 0 }]);
    expect(progress.isOutstanding(b)).toBe(false);
    expect(progress.isOutstanding(c)).toBe(true);
  });

  test("is told once, but known of a partition that is revoked", () => {
    const progress = new Progress();
    const a = item(4);
    progress.begin(a);
    progress.through(a);
    progress.take();
    expect(progress.take()).toEqual([]);
    expect(progress.of([0, 1])).toEqual([{ tp: 0, offset: 5, leaderEpoch: 0 }]);
    progress.forget(0);
    expect(progress.of([0])).toEqual([]);
  });

  test("goes back with a seek", () => {
    const progress = new Progress();
    const [a, b, c] = [item(0), item(1), item(2)];
    for (const each of [a, b, c]) progress.begin(each);
    progress.through(a);
    progress.forgetOutstanding(0);
    progress.through(c);
    expect(progress.of([0])).toEqual([{ tp: 0, offset: 1, leaderEpoch: 0 }]);
    const again = item(1);
    progress.begin(again);
    expect(progress.isOutstanding(b)).toBe(false);
    expect(progress.isOutstanding(again)).toBe(true);
  });
});
