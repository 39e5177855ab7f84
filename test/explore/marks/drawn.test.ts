import fc from "fast-check";
import { expect, test } from "vitest";
import { addFaults } from "../../../sim/explore/hunt/counts.ts";
import { faultCountsOf } from "../../../sim/explore/marks/fault-counts.ts";
import { mayBeReached } from "../../../sim/explore/marks/marks.ts";
import { marksOf } from "../../../sim/explore/marks/marks-of.ts";
import { createRun } from "../../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../../sim/explore/run-input.ts";
import { drawScenario } from "../../../sim/explore/swarm/draw-scenario.ts";
import { FAULT_KINDS, type FaultKind } from "../../../sim/faults/plan.ts";
import { ERAS, type Era } from "../../../sim/kafka/era/eras.ts";

const cases = fc.record({
  seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String),
  era: fc.constantFrom<Era>(...ERAS),
  faults: fc.subarray<FaultKind>([...FAULT_KINDS], { minLength: 1, maxLength: 3 }),
});

function drawnRun(seed: string, era: Era, faults: readonly FaultKind[]) {
  const scenario = drawScenario(seed, { era, settings: {}, base: null, faults });
  const input = { ...runOf(scenario), published: false, seed, era };
  const run = createRun(input, { trace: "off", limits: DEFAULT_LIMITS, marks: true });
  run.finish();
  return run;
}

test("no drawn run reaches a mark that its version and its faults rule out", () => {
  fc.assert(
    fc.property(cases, ({ seed, era, faults }) => {
      const reached = marksOf(drawnRun(seed, era, faults));
      expect(reached.filter((name) => !mayBeReached(name, era, faults))).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

test("a drawn run has faults of its kinds only, and counts that are the same each time", () => {
  fc.assert(
    fc.property(cases, ({ seed, era, faults }) => {
      const run = drawnRun(seed, era, faults);
      const counts = faultCountsOf(run);
      // Episodes of these kinds may end in a kill of whoever runs by then.
      const endsInKill = faults.includes("shutdown") || faults.includes("failLogDir");
      const known = [...faults, "other", ...(endsInKill ? ["kill"] : [])];
      for (const kind of Object.keys(counts)) expect(known).toContain(kind);
      expect(faultCountsOf(run)).toEqual(counts);
      expect(faultCountsOf(drawnRun(seed, era, faults))).toEqual(counts);
      expect(addFaults(counts, {})).toEqual(counts);
    }),
    { numRuns: 5 },
  );
});
