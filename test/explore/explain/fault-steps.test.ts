import { describe, expect, test } from "vitest";
import {
  faultNameOf,
  faultStepsOf,
  faultTargetsOf,
  withoutFault,
} from "../../../sim/explore/explain/fault-steps.ts";
import type { Step } from "../../../sim/index.ts";

const WAIT: Step = { sleep: "1s" };

function left(steps: readonly Step[], begin: number): readonly Step[] {
  return withoutFault(steps, begin).filter((step) => step !== null);
}

describe("what is a fault", () => {
  test("is what strikes hosts, links and disks, and what an operator does; nothing that clients do", () => {
    const steps: readonly Step[] = [
      { produce: { client: "app", topic: "t", values: "r0" } },
      { kill: 1 },
      { restart: 1 },
      { cut: { from: 1, to: [2, 3] } },
      { heal: "all" },
      { electLeaders: { type: "unclean" } },
      { slow: { host: 1, disk: 4 } },
      { slow: { host: 1, disk: 1 } },
      { slow: { host: "zookeeper", fsync: "0ms" } },
    ];
    expect(faultStepsOf(steps)).toEqual([1, 3, 5, 6]);
    expect(steps.map(faultNameOf)).toEqual([
      null,
      "kill",
      null,
      "cut",
      null,
      "electLeaders",
      "slow",
      null,
      null,
    ]);
    expect(faultTargetsOf({ cut: { from: 1, to: [2, 3] } })).toEqual([
      "broker-1 – broker-2, broker-3",
    ]);
  });
});

describe("a fault that is left out", () => {
  test("takes along what ends it, and nothing else", () => {
    const steps: readonly Step[] = [{ kill: 1 }, WAIT, { kill: 2 }, { restart: [1, 2] }];
    expect(left(steps, 0)).toEqual([WAIT, { kill: 2 }, { restart: ["broker-2"] }]);
    expect(left([{ kill: 1 }, WAIT, { restart: 1 }], 0)).toEqual([WAIT]);
  });

  test("leaves its end to the next one of the same kind", () => {
    const steps: readonly Step[] = [{ kill: 1 }, { restart: 1 }, { kill: 1 }, { restart: 1 }];
    expect(left(steps, 0)).toEqual([{ kill: 1 }, { restart: 1 }]);
    expect(left(steps, 2)).toEqual([{ kill: 1 }, { restart: 1 }]);
    expect(left([{ pause: 1 }, { pause: 2 }, { resume: 2 }], 0)).toEqual([
      { pause: 2 },
      { resume: 2 },
    ]);
  });

  test("leaves what ends everything where it is", () => {
    const steps: readonly Step[] = [{ cut: { from: 1, to: 2 } }, { heal: "all" }];
    expect(left(steps, 0)).toEqual([{ heal: "all" }]);
    const held = { from: 1, to: 2, message: "FetchRequest" };
    expect(left([{ hold: held }, { release: held }], 0)).toEqual([]);
    expect(left([{ hold: held }, { release: { ...held, message: "Other" } }], 0)).toHaveLength(1);
  });
});
