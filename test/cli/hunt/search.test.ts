import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Crew } from "../../../cli/hunt/crew.ts";
import { search } from "../../../cli/hunt/search.ts";
import { Hunt } from "../../../sim/explore/hunt/hunt.ts";
import { reportOf } from "../../../sim/explore/hunt/make-report.ts";
import type { Candidate, Outcome } from "../../../sim/explore/hunt/outcome.ts";
import type { HuntPlan } from "../../../sim/explore/hunt/plan.ts";

const PLAN: HuntPlan = {
  space: { era: "2.8", settings: {}, base: null, faults: ["kill"] },
  strategy: "random",
  find: "bugs",
  checkDeterminism: false,
};
const NEVER = new AbortController().signal;
const NO_BOUNDS = { deadlineMs: null, now: () => 0, signal: NEVER };

/** Every hundredth seed fails. */
function outcomeOf({ seed }: Candidate): Outcome {
  const fails = Number(seed) % 100 === 0;
  const finding = { invariant: "strong-isr", class: "protocol bug", fix: null, event: 1 } as const;
  return {
    seed,
    events: Number(seed),
    virtualMs: 1000,
    findings: fails ? [finding] : [],
    besides: [],
    inconclusive: null,
    records: { sent: 1, acked: 1, failed: 0, unknown: 0, unacknowledged: 0 },
    lost: {},
    marks: [],
    faults: { kill: { injected: 1 } },
    states: [],
  };
}

/** Works on several pieces at once, and hands them back in an order that has nothing to do with theirs. */
function crewOf(size: number, onBatch: (done: number) => void = () => {}): Crew {
  let done = 0;
  let seed = 1;
  return {
    size,
    async batch({ candidates }) {
      seed = (seed * 16_807) % 2_147_483_647;
      for (let turns = seed % 7; turns > 0; turns--) await setImmediate();
      onBatch(++done);
      return { outcomes: candidates.map(outcomeOf) };
    },
    finish: async () => null,
    close: async () => {},
  };
}

function huntOf(count: number, untilFailure = false): Hunt {
  return new Hunt(PLAN, { first: "1", count }, { untilFailure, batch: 8 });
}

describe("a search", () => {
  test.each([1, 2, 5])("with %i workers finds the same", async (size) => {
    const [alone, together] = [huntOf(1003), huntOf(1003)];
    await search(alone, crewOf(1), NO_BOUNDS, () => {});
    await search(together, crewOf(size), NO_BOUNDS, () => {});
    expect(reportOf(together, [])).toEqual(reportOf(alone, []));
    expect(together.tally.found).toMatchObject([{ seeds: 10, candidate: { seed: "100" } }]);
  });

  test.each([1, 3])("until a failure, with %i workers, ends with the lowest seed", async (size) => {
    const hunt = huntOf(1000, true);
    await search(hunt, crewOf(size), NO_BOUNDS, () => {});
    expect(hunt.seeds).toEqual({ first: "1", count: 100 });
    expect(hunt.tally.failing).toBe(1);
  });

  test("that is interrupted finishes what runs, and counts it", async () => {
    const interruption = new AbortController();
    const hunt = huntOf(1000);
    const crew = crewOf(2, (done) => {
      if (done === 5) interruption.abort();
    });
    await search(hunt, crew, { ...NO_BOUNDS, signal: interruption.signal }, () => {});
    expect(hunt.done).toBe(true);
    expect(hunt.tally.runs).toBeGreaterThanOrEqual(5 * 8);
    expect(hunt.tally.runs).toBeLessThan(12 * 8);
  });

  test("that is out of time ends", async () => {
    let now = 0;
    const hunt = huntOf(1000);
    const crew = crewOf(1, () => {
      now += 10;
    });
    await search(hunt, crew, { deadlineMs: 45, now: () => now, signal: NEVER }, () => {});
    expect(hunt.tally.runs).toBe(5 * 8);
  });

  test("passes on what a worker throws", async () => {
    const crew = { ...crewOf(2), batch: () => Promise.reject(new Error("a worker died")) };
    await expect(search(huntOf(100), crew, NO_BOUNDS, () => {})).rejects.toThrow("a worker died");
  });
});
