import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import type { HuntPlan } from "../../sim/explore/hunt/plan.ts";
import { seedAt } from "../../sim/explore/hunt/seeds.ts";
import { DEFAULT_FAULT_KINDS } from "../../sim/faults/plan.ts";
import { median } from "./measurement.ts";
import { PLANTED_BUGS } from "./planted/index.ts";
import { failuresOf } from "./planted/mutant.ts";
import type { PlantedBug } from "./planted/planted-bug.ts";

/**
 * Who catches planted bugs, and after how many seeds: `planted.bench.js [CAP [STARTS [WORD]]]`, run in
 * the folder of the project. Each bug is patched into a bundle of its own. CAP: seeds after which a
 * search gives up; STARTS: searches, each with seeds of its own; WORD: only bugs whose name has it.
 */
async function main([cap = "100", starts = "3", word = ""]: readonly string[]): Promise<void> {
  console.log(`Seeds to the first run that fails with the bug and not without it: the median of`);
  console.log(`${starts} searches (how many of them found it within ${cap} seeds)\n`);
  for (const bug of PLANTED_BUGS.filter(({ name }) => name.includes(word))) {
    const mutant = await bundled(bug);
    const detections = Array.from({ length: Number(starts) }, (_, start) =>
      search(mutant, planOf(bug), start, Number(cap)),
    );
    console.log(row(bug, detections));
  }
}

/** What the simulator with a bug in it offers. */
interface Mutant {
  readonly failuresOf: typeof failuresOf;
}

/** What showed a bug, the gravest failure first, and after how many seeds. */
interface Detection {
  readonly runs: number;
  readonly invariants: readonly string[];
}

async function bundled({ name }: PlantedBug): Promise<Mutant> {
  await build({ configFile: "build/vite.planted.config.ts", mode: name, logLevel: "warn" });
  return import(pathToFileURL(resolve(`dist/bench/planted/${name}/mutant.js`)).href);
}

/** Seeds between the first ones of two searches. */
const STRIDE = 1_000_000;

/** Null: it found nothing. */
function search(mutant: Mutant, plan: HuntPlan, start: number, cap: number): Detection | null {
  const range = { first: String(1 + start * STRIDE), count: cap };
  for (let runs = 1; runs <= cap; runs++) {
    const seed = seedAt(range, runs - 1);
    const failures = mutant.failuresOf(seed, plan);
    if (failures.length === 0) continue;
    const without = failuresOf(seed, plan).map(({ signature }) => signature);
    const caused = failures.filter(({ signature }) => !without.includes(signature));
    if (caused.length > 0) return { runs, invariants: caused.map(({ invariant }) => invariant) };
  }
  return null;
}

/** The default search, but for every bug. */
function planOf({ era = "2.8", faults = DEFAULT_FAULT_KINDS }: PlantedBug): HuntPlan {
  const settings = { acks: "all", "min.insync.replicas": "2" };
  const space = { era, settings, base: null, faults };
  return { space, strategy: "random", find: "bugs", checkDeterminism: false };
}

function row(bug: PlantedBug, detections: readonly (Detection | null)[]): string {
  const found = detections.filter((detection) => detection !== null);
  const middle = median(detections.map((each) => each?.runs ?? Number.POSITIVE_INFINITY));
  const seeds = `${Number.isFinite(middle) ? middle : "–"} (${found.length})`;
  const catchers = [...new Set(found.map(({ invariants }) => invariants[0] as string))];
  const others = new Set(found.flatMap(({ invariants }) => invariants.slice(1)));
  const beside = [...others].filter((name) => !catchers.includes(name));
  const unexpected = catchers.filter((name) => !(bug.expected as readonly string[]).includes(name));
  return [
    bug.name.padEnd(28) + seeds.padStart(8),
    `  ${catchers.join(", ") || "not found"}`,
    beside.length > 0 ? `; beside: ${beside.join(", ")}` : "",
    unexpected.length > 0 ? `; not expected: ${unexpected.join(", ")}` : "",
  ].join("");
}

await main(process.argv.slice(2));
