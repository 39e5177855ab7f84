import { describe, expect, test } from "vitest";
import type { Candidate } from "../../../sim/explore/hunt/outcome.ts";
import { fnv1a64 } from "../../../sim/explore/seed.ts";
import { CoverageSearch, GENERATION } from "../../../sim/explore/strategies/coverage-search.ts";
import { checkScenario } from "../../../sim/scenario/parse.ts";
import { SPACE } from "./support.ts";

const RANGE = { first: "1", count: 2 * GENERATION + 10 };

/** Some states of a candidate: a function of what it is, as those of a run are. */
function statesOf({ seed, scenario }: Candidate): readonly number[] {
  const hash = fnv1a64(`${seed} ${JSON.stringify(scenario?.steps ?? null)}`);
  return [Number(hash % 50n), 100 + Number((hash >> 16n) % 400n)];
}

/** Searches to the end, `most` candidates at a time. */
function search(most: number, statesOfRun = statesOf): Candidate[] {
  const coverage = new CoverageSearch(SPACE, RANGE);
  const all: Candidate[] = [];
  for (;;) {
    const batch = coverage.take(most);
    if (batch.length === 0) return all;
    for (const candidate of batch) coverage.learn(candidate, { states: statesOfRun(candidate) });
    all.push(...batch);
  }
}

describe("coverage-guided search", () => {
  test("makes as many candidates as it has seeds", () => {
    expect(search(50).length).toBe(RANGE.count);
  });

  test("does not depend on how many candidates are taken at a time", () => {
    const all = search(1000);
    expect(search(1)).toEqual(all);
    expect(search(7)).toEqual(all);
  });

  test("begins with a generation that is drawn afresh", () => {
    const fresh = search(50).slice(0, GENERATION);
    expect(fresh.every(({ scenario }) => scenario === null)).toBe(true);
    expect(fresh.map(({ seed }) => seed)).toEqual(fresh.map((_, i) => String(i + 1)));
  });

  test("hands out nothing while outcomes of a generation are awaited", () => {
    const coverage = new CoverageSearch(SPACE, RANGE);
    const first = coverage.take(1000);
    expect(first.length).toBe(GENERATION);
    expect(coverage.take(1000)).toEqual([]);
    for (const candidate of first) coverage.learn(candidate, { states: statesOf(candidate) });
    expect(coverage.take(1000).length).toBe(GENERATION);
  });

  test("goes on with what it has learnt: other states, other candidates", () => {
    expect(search(50, () => [1])).not.toEqual(search(50));
  });

  test("mutates faults of runs that showed new states, and of no others", () => {
    // Only the run of seed 5 shows anything: every mutated candidate descends from it.
    const all = search(50, ({ seed, scenario }) => (seed === "5" && scenario === null ? [1] : []));
    const mutants = all.flatMap(({ scenario }) => (scenario === null ? [] : [scenario.id]));
    expect(mutants.length).toBeGreaterThan(GENERATION / 2);
    expect(new Set(mutants)).toEqual(new Set(["swarm-5"]));
  });

  test("makes valid scenarios", () => {
    for (const { scenario } of search(50)) {
      if (scenario !== null) checkScenario(scenario);
    }
  });
});
