import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import {
  type PlacedPartition,
  planDecommission,
} from "../../../../sim/kafka/client/admin/decommission-plan.ts";
import type { PlacementBroker } from "../../../../sim/kafka/controller/replicas/replica-placement.ts";

function placed(...lists: readonly (readonly number[])[]): readonly PlacedPartition[] {
  return lists.map((replicas, partition) => ({ topic: "t", partition, replicas }));
}

function brokers(...ids: readonly number[]): readonly PlacementBroker[] {
  return ids.map((id) => ({ id, rack: null }));
}

describe("where the replicas of a broker go", () => {
  test("is the least loaded broker without one, in the place of the one that leaves", () => {
    const moves = planDecommission(placed([1, 2], [2, 1], [3, 2]), brokers(1, 2, 3, 4), 1);
    expect(moves?.map(({ replicas }) => replicas)).toEqual([
      [4, 2],
      [2, 3],
    ]);
  });

  test("is a rack that has no other, whatever its load, or else any", () => {
    const racked = [
      { id: 1, rack: "a" },
      { id: 2, rack: "b" },
      { id: 3, rack: "a" },
      { id: 4, rack: "b" },
    ];
    const busy = placed([1, 2], [3], [3], [3], [2, 1]);
    expect(planDecommission(busy, racked, 1)?.map(({ replicas }) => replicas)).toEqual([
      [3, 2],
      [2, 3],
    ]);
    expect(planDecommission(placed([1, 2, 3]), racked, 1)?.[0]?.replicas).toEqual([4, 2, 3]);
  });

  test("is nowhere when there are too few brokers", () => {
    expect(planDecommission(placed([1, 2, 3]), brokers(1, 2, 3), 1)).toBe(null);
    expect(planDecommission(placed([2, 3]), brokers(1, 2, 3), 1)).toEqual([]);
  });

  const cluster = fc.integer({ min: 2, max: 6 }).chain((brokers) => {
    const ids = Array.from({ length: brokers }, (_, i) => i + 1);
    const replicas = fc.shuffledSubarray(ids, { minLength: 1, maxLength: brokers - 1 });
    return fc.record({ ids: fc.constant(ids), lists: fc.array(replicas, { maxLength: 20 }) });
  });

  property.prop([cluster])("keeps every other replica and its place", ({ ids, lists }) => {
    const moves = planDecommission(placed(...lists), brokers(...ids), 1) ?? [];
    expect(moves.map(({ partition }) => partition)).toEqual(
      lists.flatMap((replicas, i) => (replicas.includes(1) ? [i] : [])),
    );
    for (const { partition, replicas } of moves) {
      const before = lists[partition] ?? [];
      expect(new Set(replicas).size).toBe(before.length);
      expect(replicas).not.toContain(1);
      expect(before.map((id, i) => (id === 1 ? replicas?.[i] : id))).toEqual(replicas);
    }
  });

  property.prop([cluster])("leaves brokers evenly loaded when each is free to take", (input) => {
    const { ids, lists } = input;
    const alone = lists.map(() => [1]);
    const moves = planDecommission(placed(...alone), brokers(...ids), 1) ?? [];
    const loads = ids.slice(1).map((id) => {
      return moves.filter(({ replicas }) => replicas?.[0] === id).length;
    });
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
  });
});
