import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { schedulerOf } from "../../../sim/explore/strategies/scheduler-of.ts";
import { STRATEGIES } from "../../../sim/explore/strategies/strategy.ts";
import { swarmRun } from "./support.ts";

describe("a run under a strategy", () => {
  test("is replayed by the overrides of what its scheduler chose", () => {
    fc.assert(
      fc.property(fc.nat(1_000_000).map(String), fc.constantFrom(...STRATEGIES), (seed, name) => {
        const first = swarmRun(seed, schedulerOf(name, seed));
        const { hash } = first.finish();
        const again = swarmRun(seed, null, first.overridesMade);
        expect(again.finish().hash).toBe(hash);
        expect(again.overridesMade).toEqual(first.overridesMade);
      }),
      { numRuns: 12 },
    );
  });

  test.each(["pct", "delay-bounded"] as const)("of %s takes a course of its own", (name) => {
    const scheduled = swarmRun("3", schedulerOf(name, "3"));
    expect(scheduled.finish().hash).not.toBe(swarmRun("3", null).finish().hash);
    expect(scheduled.overridesMade.length).toBeGreaterThan(0);
  });

  test("at random, or guided by coverage, needs no scheduler", () => {
    expect(schedulerOf("random", "1")).toBeNull();
    expect(schedulerOf("coverage", "1")).toBeNull();
  });
});
