import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mutatePlan } from "../../../sim/explore/strategies/mutate-plan.ts";
import { drawCase, scenarioOf } from "../../../sim/explore/swarm/draw-scenario.ts";
import { FAULT_KINDS, type FaultPlan } from "../../../sim/faults/plan.ts";
import { Choices } from "../../../sim/kernel/choices.ts";
import { checkScenario } from "../../../sim/scenario/parse.ts";
import { SPACE } from "./support.ts";

const seeds = fc.nat(1_000_000).map(String);

/** The faults of one seed, mutated so many times with those of another at hand. */
function mutated(seed: string, mate: string, times: number): FaultPlan {
  const { plan, targets, window } = drawCase(seed, SPACE);
  const other = () => drawCase(mate, SPACE).plan;
  const stream = new Choices(`${seed}/${mate}`).stream("test");
  let current = plan;
  for (let i = 0; i < times; i++) {
    current = mutatePlan(stream, current, { targets, window, kinds: FAULT_KINDS, other });
  }
  return current;
}

describe("a mutated fault plan", () => {
  test("makes a valid scenario", () => {
    fc.assert(
      fc.property(seeds, seeds, fc.integer({ min: 1, max: 12 }), (seed, mate, times) => {
        const plan = mutated(seed, mate, times);
        checkScenario(scenarioOf(seed, SPACE, { ...drawCase(seed, SPACE), plan }));
      }),
      { numRuns: 60 },
    );
  });

  test("is in the order of time and over when the quiet phase begins", () => {
    fc.assert(
      fc.property(seeds, seeds, fc.integer({ min: 1, max: 12 }), (seed, mate, times) => {
        const { startMs, quietMs } = drawCase(seed, SPACE).window;
        const plan = mutated(seed, mate, times);
        expect(plan.map(({ atMs }) => atMs)).toEqual(
          plan.map(({ atMs }) => atMs).sort((x, y) => x - y),
        );
        for (const { atMs, forMs } of plan) {
          expect(atMs).toBeGreaterThanOrEqual(startMs);
          expect(forMs).toBeGreaterThanOrEqual(0);
          expect(atMs + forMs).toBeLessThanOrEqual(quietMs);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("mostly differs from what it was made of", () => {
    const changed = Array.from({ length: 50 }, (_, i) => {
      const seed = String(i + 1);
      const before = JSON.stringify(drawCase(seed, SPACE).plan);
      return JSON.stringify(mutated(seed, "99", 1)) !== before;
    });
    expect(changed.filter(Boolean).length).toBeGreaterThan(35);
  });
});
