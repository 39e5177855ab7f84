import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NO_RECORDS } from "../../../sim/explore/hunt/counts.ts";
import { Hunt, type Job } from "../../../sim/explore/hunt/hunt.ts";
import { reportOf } from "../../../sim/explore/hunt/make-report.ts";
import { mergeReports } from "../../../sim/explore/hunt/merge-reports.ts";
import type { Candidate, Outcome } from "../../../sim/explore/hunt/outcome.ts";
import { parseReport } from "../../../sim/explore/hunt/parse-report.ts";
import type { HuntPlan, SeedRange } from "../../../sim/explore/hunt/plan.ts";
import type { HuntReport } from "../../../sim/explore/hunt/report.ts";
import { seedAt, shardSeeds } from "../../../sim/explore/hunt/seeds.ts";
import { InputError } from "../../../sim/scenario/problems.ts";
import { failureOf, outcome, PLAN, runSynthetic } from "./synthetic.ts";

type BySeed = ReadonlyMap<string, Omit<Outcome, "seed">>;

const search = fc
  .record({
    first: fc.oneof(fc.nat(50).map(String), fc.constant("9223372036854775000")),
    outcomes: fc.array(outcome, { minLength: 1, maxLength: 40 }),
  })
  .map(({ first, outcomes }) => {
    const range: SeedRange = { first, count: outcomes.length };
    const bySeed: BySeed = new Map(outcomes.map((one, i) => [seedAt(range, i), one]));
    return { range, bySeed };
  });

/** The job that was handed out first is done first. */
const first = (_: number): number => 0;

/** Runs a whole search with so many workers, each of which takes a while that `pick` decides. */
function hunt(
  range: SeedRange,
  bySeed: BySeed,
  { batch = 3, workers = 1, pick = first, untilFailure = false } = {},
): Hunt {
  const running = new Hunt(PLAN, range, { untilFailure, batch });
  const busy: Job[] = [];
  while (!running.done) {
    for (let job = running.nextJob(); job !== null; job = running.nextJob()) {
      busy.push(job);
      if (busy.length >= workers) break;
    }
    const [job] = busy.splice(pick(busy.length), 1);
    if (job === undefined) break;
    running.absorb(job, runSynthetic(job.candidates, bySeed));
  }
  expect(running.done).toBe(true);
  return running;
}

function reported(running: Hunt): HuntReport {
  return reportOf(running, running.tally.found.map(failureOf));
}

function bytes(report: HuntReport): string {
  return JSON.stringify(report, null, 2);
}

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof InputError) return thrown.problems.map(({ code }) => code);
    throw thrown;
  }
  return [];
}

describe("the report of a search", () => {
  test("is the same byte for byte, however many workers there are and whoever is faster", () => {
    const schedule = fc.record({
      batch: fc.integer({ min: 1, max: 7 }),
      workers: fc.integer({ min: 1, max: 5 }),
      picks: fc.array(fc.nat(100), { minLength: 1 }),
      untilFailure: fc.boolean(),
    });
    const property = fc.property(search, schedule, ({ range, bySeed }, { picks, ...others }) => {
      let turn = 0;
      const pick = (length: number) => (picks[turn++ % picks.length] ?? 0) % length;
      const many = reported(hunt(range, bySeed, { ...others, pick }));
      const one = reported(hunt(range, bySeed, { untilFailure: others.untilFailure }));
      expect(bytes(many)).toBe(bytes(one));
    });
    fc.assert(property);
  });

  test("of shards in any order merges to that of the whole, byte for byte", () => {
    const shards = fc.record({ count: fc.integer({ min: 1, max: 9 }), turn: fc.nat(100) });
    const property = fc.property(search, shards, ({ range, bySeed }, { count, turn }) => {
      const parts = Array.from({ length: count }, (_, i) =>
        reported(hunt(shardSeeds(range, { index: i + 1, count }), bySeed)),
      );
      const rotated = [...parts.slice(turn % count), ...parts.slice(0, turn % count)];
      const throughFiles = rotated.map((part) => parseReport(bytes(part)));
      expect(bytes(mergeReports(throughFiles))).toBe(bytes(reported(hunt(range, bySeed))));
    });
    fc.assert(property);
  });

  test("covers the seeds up to the lowest one that fails when it is to end there", () => {
    const property = fc.property(search, ({ range, bySeed }) => {
      const running = hunt(range, bySeed, { untilFailure: true, workers: 3, pick: (n) => n - 1 });
      const failing = [...bySeed.values()].findIndex(({ findings }) => findings.length > 0);
      expect(running.seeds.count).toBe(failing < 0 ? range.count : failing + 1);
      const lowest = running.tally.found.map(({ candidate }) => candidate.seed);
      for (const seed of lowest) expect(seed).toBe(seedAt(range, failing));
    });
    fc.assert(property);
  });

  test("covers what was handed out when the search is stopped, and nothing else", () => {
    const bySeed = new Map(fc.sample(outcome, 20).map((one, i) => [String(i), one]));
    const running = new Hunt(PLAN, { first: "0", count: 20 }, { untilFailure: false, batch: 4 });
    const jobs = [running.nextJob(), running.nextJob(), running.nextJob()];
    running.stop();
    expect(running.nextJob()).toBeNull();
    for (const job of jobs.reverse()) {
      expect(running.done).toBe(false);
      if (job !== null) running.absorb(job, runSynthetic(job.candidates, bySeed));
    }
    expect(running.done).toBe(true);
    expect(reported(running)).toMatchObject({ seeds: { first: "0", count: 12 }, runs: 12 });
  });
});

test("a part without seeds changes nothing, wherever it would begin", () => {
  const bySeed = new Map(fc.sample(outcome, 9).map((one, i) => [String(i + 5), one]));
  const whole = reported(hunt({ first: "5", count: 9 }, bySeed));
  const nothing = (begin: string) => reported(hunt({ first: begin, count: 0 }, bySeed));
  expect(bytes(mergeReports([nothing("7"), whole, nothing("0"), nothing("99")]))).toBe(
    bytes(whole),
  );
  expect(mergeReports([nothing("7")]).runs).toBe(0);
});

/** As if it had shown a state that some others show as well. */
function statesOf(seed: string): Outcome {
  return {
    seed,
    events: 0,
    virtualMs: 0,
    findings: [],
    besides: [],
    inconclusive: null,
    records: NO_RECORDS,
    lost: {},
    marks: [],
    faults: {},
    states: [Number(seed) % 30],
  };
}

test("a coverage-guided search goes by generations, whoever runs them", () => {
  const plan: HuntPlan = { ...PLAN, strategy: "coverage" };
  const range: SeedRange = { first: "1", count: 150 };
  const tried = (batch: number, ahead: number): string => {
    const running = new Hunt(plan, range, { untilFailure: false, batch });
    const busy: Job[] = [];
    const seen: Candidate[] = [];
    while (!running.done) {
      for (let job = running.nextJob(); job !== null; job = running.nextJob()) {
        busy.push(job);
        if (busy.length >= ahead) break;
      }
      const job = busy.pop();
      if (job === undefined) throw new Error("there is work while it is not done");
      seen.push(...job.candidates);
      running.absorb(
        job,
        job.candidates.map(({ seed }) => statesOf(seed)),
      );
    }
    return [...seen.map((candidate) => JSON.stringify(candidate))].sort().join("\n");
  };
  const once = tried(8, 1);
  expect(tried(5, 4)).toBe(once);
  expect(once).toContain('"scenario":{');
});

describe("merging refuses", () => {
  const bySeed = new Map(fc.sample(outcome, 20).map((one, i) => [String(i), one]));
  const part = (first: number, count: number) =>
    reported(hunt({ first: String(first), count }, bySeed));

  test("nothing at all", () => {
    expect(problemsOf(() => mergeReports([]))).toEqual(["problem.noReports"]);
  });

  test("seeds that are there twice", () => {
    expect(problemsOf(() => mergeReports([part(0, 5), part(4, 3)]))).toEqual([
      "problem.seedsOverlap",
    ]);
    expect(problemsOf(() => mergeReports([part(2, 5), part(2, 5)]))).toEqual([
      "problem.seedsOverlap",
    ]);
    expect(problemsOf(() => mergeReports([part(0, 9), part(2, 3), part(9, 2)]))).toEqual([
      "problem.seedsOverlap",
    ]);
  });

  test("seeds that are missing", () => {
    expect(problemsOf(() => mergeReports([part(7, 3), part(0, 5)]))).toEqual([
      "problem.seedsMissing",
    ]);
  });

  test("another search, naming each difference", () => {
    const [first, second] = [part(0, 5), part(5, 5)];
    const changes: readonly Partial<HuntReport>[] = [
      { engine: "00000000" },
      { highwater: "0.0.0" },
      { era: "2.8" },
      { settings: { acks: "1" } },
      { space: { ...second.space, faults: ["kill"] } },
      { strategy: "pct" },
      { find: "all" },
      { checkDeterminism: true },
    ];
    for (const change of changes) {
      const other = { ...second, ...change };
      expect(problemsOf(() => mergeReports([first, other]))).toEqual(["problem.reportsDiffer"]);
    }
    const settings = { "min.insync.replicas": "2", acks: "all" };
    const reversed = { acks: "all", "min.insync.replicas": "2" };
    const merged = mergeReports([
      { ...first, settings },
      { ...second, settings: reversed },
    ]);
    expect(merged.runs).toBe(10);
  });
});
