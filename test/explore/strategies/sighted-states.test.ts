import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SightedStates } from "../../../sim/explore/strategies/sighted-states.ts";

const runs = fc.array(fc.uniqueArray(fc.nat(20), { maxLength: 8 }), { maxLength: 30 });

function sighted(all: readonly (readonly number[])[]): SightedStates {
  const states = new SightedStates();
  for (const run of all) states.add(run);
  return states;
}

describe("the states that runs have shown", () => {
  test("are counted once each, and a run is told how many of its are new", () => {
    const states = new SightedStates();
    expect(states.add([1, 2, 3])).toBe(3);
    expect(states.add([2, 3, 4])).toBe(1);
    expect(states.add([])).toBe(0);
    expect(states.count).toBe(4);
    expect(states.runs).toBe(3);
  });

  test("estimate the chance of a new state by the share of runs with a state of their own", () => {
    fc.assert(
      fc.property(runs, (all) => {
        const withOwn = all.filter((run, i) =>
          run.some((state) => all.every((other, j) => j === i || !other.includes(state))),
        );
        const expected = all.length === 0 ? 1000 : Math.ceil((1000 * withOwn.length) / all.length);
        expect(sighted(all).newPerMille).toBe(expected);
      }),
    );
  });

  test("are a run's own as long as no other shows them", () => {
    const states = sighted([[1, 2], [2], [3]]);
    expect([0, 1, 2].map((run) => states.ownOf(run))).toEqual([1, 0, 1]);
    states.add([1, 3]);
    expect([0, 1, 2, 3].map((run) => states.ownOf(run))).toEqual([0, 0, 0, 0]);
    expect(states.newPerMille).toBe(0);
  });
});
