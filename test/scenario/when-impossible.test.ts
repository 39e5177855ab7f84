import { describe, expect, test } from "vitest";
import { runOf } from "../../sim/explore/run-input.ts";
import { InputError } from "../../sim/scenario/problems.ts";
import type { Step } from "../../sim/scenario/types.ts";
import { PRODUCE, runScenario, scenarioWith } from "./support.ts";

const SKIP = { whenImpossible: "skip" } as const;

/** Life of every broker at the end. */
function livesAfter(steps: readonly Step[]): readonly (string | undefined)[] {
  const run = runScenario(scenarioWith(steps, [], SKIP));
  expect(run.result().inconclusive).toBeNull();
  return [1, 2, 3].map((id) => run.watcher.state.hosts[`broker-${id}`]?.life);
}

describe("whenImpossible: skip", () => {
  test("leaves out a step whose host is in no state for it, and goes on with the next", () => {
    expect(livesAfter([{ kill: 1 }, { kill: 1 }, { pause: 1 }, { pause: 2 }])).toEqual([
      "down",
      "paused",
      "up",
    ]);
  });

  test("leaves out only those of several hosts that are in no state for it", () => {
    expect(livesAfter([{ kill: 1 }, { kill: [1, 2] }])).toEqual(["down", "down", "up"]);
  });

  test("leaves out what a client that is down was to do", () => {
    const produce = { produce: { ...PRODUCE, values: "a" } };
    expect(livesAfter([{ kill: "producer" }, produce, { kill: 3 }])).toEqual(["up", "up", "down"]);
  });

  test("goes on when who was started ended again at once", () => {
    // The znode of the first life is still there.
    expect(livesAfter([{ kill: 1 }, { restart: 1 }, { kill: 3 }])[2]).toBe("down");
  });

  test("is not what happens otherwise", () => {
    const run = runScenario(scenarioWith([{ kill: 1 }, { kill: 1 }]));
    expect(run.result().inconclusive).toEqual({ reason: "impossible", step: 1, host: "broker-1" });
  });

  test("does not excuse a wait that never comes true", () => {
    const wait: Step = { wait: { partition: "orders-0", leader: 2 }, within: "1s" };
    expect(runScenario(scenarioWith([wait], [], SKIP)).result().inconclusive?.reason).toBe("wait");
  });
});

describe("run", () => {
  test("says the seed and the choices unless one asks for others", () => {
    const scenario = scenarioWith([], [], {
      run: { seed: "18446744073709551615", overrides: [["schedule/next", 7, 1]] },
    });
    expect(runOf(scenario)).toMatchObject({
      seed: "18446744073709551615",
      overrides: [{ stream: "schedule/next", index: 7, value: 1 }],
    });
    expect(runOf(scenarioWith([]))).toMatchObject({ seed: "1", overrides: [] });
  });

  test.each(["18446744073709551616", "-1", "01", "x"])("takes no seed %s", (seed) => {
    expect(() => scenarioWith([], [], { run: { seed } })).toThrow(InputError);
  });
});
