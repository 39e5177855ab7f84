import { describe, expect, test } from "vitest";
import { addRange, cutRangesBelow, cutRangesFrom } from "../../sim/trace/ranges.ts";
import type { ReplicaState } from "../../sim/trace/state.ts";
import { recorded } from "./support.ts";

const TP = "orders-0";

function replica(...facts: (string | number | object)[][]): ReplicaState {
  const trace = recorded(facts.map((fact) => ({ facts: [fact as never] })));
  const found = trace.state.partitions[TP]?.replicas[1];
  if (found === undefined) throw new Error("the replica is known");
  return found;
}

describe("the state of a log", () => {
  test("has the base offsets of its segments", () => {
    const { segmentBaseOffsets } = replica(["log.segments", TP, 1, [0, 7]]);
    expect(segmentBaseOffsets).toEqual([0, 7]);
  });

  test("has gaps where compaction took records, as few ranges as possible", () => {
    const { gaps, epochRuns, logEndOffset } = replica(
      ["log.append", TP, 1, 0, 10, 0, 1],
      [
        "log.clean",
        TP,
        1,
        [
          [0, 2],
          [4, 5],
        ],
      ],
      ["log.clean", TP, 1, [[2, 4]]],
    );
    expect(gaps).toEqual([[0, 5]]);
    expect(epochRuns).toEqual([{ base: 0, end: 10, epoch: 0 }]);
    expect(logEndOffset).toBe(10);
  });

  test("has gaps where a part of a batch has none, and before an append further on", () => {
    const { gaps, logEndOffset } = replica(
      [
        "log.append.part",
        TP,
        1,
        2,
        6,
        0,
        [
          1,
          [
            [3, 1, 2],
            [6, 4, 1],
          ],
        ],
      ],
      ["log.append", TP, 1, 10, 1, 0, 2],
    );
    expect(gaps).toEqual([
      [0, 3],
      [5, 6],
      [7, 10],
    ]);
    expect(logEndOffset).toBe(11);
  });

  test("keeps no gaps outside of itself", () => {
    const { gaps } = replica(
      ["log.append", TP, 1, 0, 20, 0, 1],
      [
        "log.clean",
        TP,
        1,
        [
          [2, 6],
          [8, 9],
          [14, 18],
        ],
      ],
      ["replica.start", TP, 1, 4],
      ["replica.leo", TP, 1, 16],
    );
    expect(gaps).toEqual([
      [4, 6],
      [8, 9],
      [14, 16],
    ]);
  });
});

describe("ranges", () => {
  test("that touch become one", () => {
    const ranges: [number, number][] = [];
    for (const [from, end] of [
      [4, 6],
      [0, 1],
      [8, 9],
      [6, 8],
      [2, 2],
      [1, 4],
    ] as const) {
      addRange(ranges, from, end);
    }
    expect(ranges).toEqual([[0, 9]]);
  });

  test("are cut from both ends", () => {
    const ranges: [number, number][] = [
      [0, 3],
      [5, 8],
      [9, 12],
    ];
    cutRangesBelow(ranges, 2);
    cutRangesFrom(ranges, 9);
    expect(ranges).toEqual([
      [2, 3],
      [5, 8],
    ]);
  });
});
