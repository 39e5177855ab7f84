import { describe, expect, test } from "vitest";
import type { Metadata } from "../../../../sim/kafka/client/metadata.ts";
import { DrainOrder } from "../../../../sim/kafka/client/producer/drain-order.ts";

/** Node 1 leads partitions 10, 11, 12 and node 2 leads 20, 21. */
function order(rule: string): DrainOrder {
  const led = [
    [10, 11, 12],
    [20, 21],
  ];
  const metadata = {
    layoutVersion: 0,
    partitionsForNode: (node: number) => led[node - 1] ?? [],
  };
  return new DrainOrder(metadata as unknown as Metadata, rule);
}

/** The partitions of node 1 in the order of a drain that begins now. */
function drained(order: DrainOrder, node: number, tps: readonly number[]): number[] {
  const start = order.start(node);
  return [...tps].sort((a, b) => order.distance(node, a, start) - order.distance(node, b, start));
}

describe("a drain begins", () => {
  test("until 2.0 with the partition at which the last one stopped", () => {
    const stays = order("stays");
    expect(stays.stopped(1, 11)).toBe(false);
    expect(drained(stays, 1, [10, 11, 12])).toEqual([11, 12, 10]);
  });

  test("from 2.1 with the next, of whatever node (KAFKA-13834)", () => {
    const shared = order("shared");
    expect(shared.stopped(1, 11)).toBe(true);
    expect(drained(shared, 2, [20, 21])).toEqual([20, 21]);
    expect(drained(shared, 1, [10, 11, 12])).toEqual([10, 11, 12]);
  });

  test("in 3.9 where the last one of that node ended", () => {
    const perNode = order("perNode");
    expect(perNode.stopped(1, 11)).toBe(false);
    expect(drained(perNode, 2, [20, 21])).toEqual([20, 21]);
    expect(drained(perNode, 1, [10, 11, 12])).toEqual([11, 12, 10]);
    perNode.completed(1, perNode.start(1));
    expect(drained(perNode, 1, [10, 11, 12])).toEqual([10, 11, 12]);
  });
});
