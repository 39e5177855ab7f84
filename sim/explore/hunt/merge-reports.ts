import { present } from "../../kernel/assert.ts";
import { InputError, type Problem, shortened } from "../../scenario/problems.ts";
import { addCounts, addFaults, sortedCounts, sortedFaults } from "./counts.ts";
import type { SeedRange } from "./plan.ts";
import type { Beside, HuntReport } from "./report.ts";
import { compareSeeds, endOf } from "./seeds.ts";

/** What some seeds showed, the lowest of them named. */
type Shown = Pick<Beside, "seed" | "signature" | "seeds">;

/** What must be the same in reports that are to be one. */
const SAME = [
  "highwater",
  "engine",
  "era",
  "settings",
  "space",
  "strategy",
  "find",
  "checkDeterminism",
] as const;

/**
 * The report of the whole, from reports of its parts in any order. It is the same, byte for byte, as if
 * one search had tried all the seeds.
 * @throws InputError when they are not of the same search, or their seeds overlap or leave a gap
 */
export function mergeReports(reports: readonly HuntReport[]): HuntReport {
  const bySeed = [...reports].sort(byFirstSeed);
  const [one, ...others] = bySeed;
  if (one === undefined) {
    throw new InputError([{ path: "", code: "problem.noReports", args: {} }]);
  }
  const problems = others.flatMap((other) => differences(one, other));
  if (problems.length > 0) throw new InputError(problems);
  const parts = bySeed.filter(({ seeds }) => seeds.count > 0);
  checkSeeds(parts);
  return parts.length === 0 ? one : parts.reduce(mergeNext);
}

/** By seed, then by signature. */
export function compareFailures(x: Shown, y: Shown): number {
  return (
    compareSeeds(x.seed, y.seed) ||
    (x.signature < y.signature ? -1 : x.signature > y.signature ? 1 : 0)
  );
}

function byFirstSeed({ seeds: x }: HuntReport, { seeds: y }: HuntReport): number {
  return compareSeeds(x.first, y.first) || x.count - y.count;
}

function mergeNext(sums: HuntReport, next: HuntReport): HuntReport {
  return {
    ...sums,
    seeds: { first: sums.seeds.first, count: sums.seeds.count + next.seeds.count },
    runs: sums.runs + next.runs,
    events: sums.events + next.events,
    virtualMs: sums.virtualMs + next.virtualMs,
    failures: mergeShown(sums.failures, next.failures),
    besides: mergeShown(sums.besides, next.besides),
    inconclusive: sortedCounts(addCounts(sums.inconclusive, next.inconclusive)),
    records: addCounts(sums.records, next.records),
    lost: addCounts(sums.lost, next.lost),
    marks: addCounts(sums.marks, next.marks),
    faults: sortedFaults(addFaults(sums.faults, next.faults)),
    states: null,
  };
}

/** Of each signature the lowest seed stays, and it stands for the seeds of both. */
function mergeShown<T extends Shown>(lower: readonly T[], higher: readonly T[]): readonly T[] {
  const bySignature = new Map(lower.map((each) => [each.signature, each]));
  for (const each of higher) {
    const known = bySignature.get(each.signature);
    const merged = known === undefined ? each : { ...known, seeds: known.seeds + each.seeds };
    bySignature.set(each.signature, merged);
  }
  return [...bySignature.values()].sort(compareFailures);
}

function differences(first: HuntReport, other: HuntReport): readonly Problem[] {
  return SAME.flatMap((what) => {
    const [one, two] = [canonical(first[what]), canonical(other[what])];
    if (one === two) return [];
    const args = { what, first: shortened(one), other: shortened(two) };
    return [{ path: "", code: "problem.reportsDiffer", args }];
  });
}

function checkSeeds(bySeed: readonly HuntReport[]): void {
  for (const [i, { seeds }] of bySeed.slice(1).entries()) {
    const before = present(bySeed[i], "there is one before").seeds;
    const [end, begin] = [endOf(before), BigInt(seeds.first)];
    if (end === begin) continue;
    const args = { before: rangeText(before), after: rangeText(seeds) };
    const code = end > begin ? "problem.seedsOverlap" : "problem.seedsMissing";
    throw new InputError([{ path: "", code, args }]);
  }
}

function rangeText(range: SeedRange): string {
  return range.count === 1 ? range.first : `${range.first}..${endOf(range) - 1n}`;
}

/** Equal data gives equal text, in whatever order its keys are. */
function canonical(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const entries = Object.entries(value).sort(([x], [y]) => (x < y ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
