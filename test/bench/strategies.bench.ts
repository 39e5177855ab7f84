import { sourceOf } from "../../sim/explore/hunt/candidate-source.ts";
import type { HuntPlan } from "../../sim/explore/hunt/plan.ts";
import { runCandidate } from "../../sim/explore/hunt/run-candidate.ts";
import { seedRange } from "../../sim/explore/hunt/seeds.ts";
import { STRATEGIES, type StrategyName } from "../../sim/explore/strategies/strategy.ts";
import { BUGGY_SOFTWARE, type BuggySoftware } from "./known-bugs.ts";
import { median } from "./measurement.ts";

/**
 * How many seeds each strategy takes to find known bugs: `strategies.bench.js [CAP [STARTS [WORD]]]`.
 * CAP: seeds after which a search gives up; STARTS: searches, each with seeds of its own; WORD: only
 * software whose description has it. Then how fast each strategy is beside `random`.
 */
function main([cap = "300", starts = "5", word = ""]: readonly string[]): void {
  console.log(`Seeds to the first run that shows a bug: the median of ${starts} searches`);
  console.log(`(how many of them found it within ${cap} seeds)\n`);
  console.log(row("", STRATEGIES));
  for (const software of BUGGY_SOFTWARE.filter((one) => describe(one).includes(word))) {
    const searches = STRATEGIES.map((strategy) =>
      Array.from({ length: Number(starts) }, (_, start) =>
        search(planOf(software, strategy), start, Number(cap), software.fixes),
      ),
    );
    for (const fix of software.fixes) {
      const cells = searches.map((tries) => cell(tries.map((found) => found.get(fix) ?? null)));
      console.log(row(`${fix} in ${describe(software)}`, cells));
    }
  }
  console.log(`\n${row("events/s, random = 100", speeds())}`);
}

/** Seeds between the first ones of two searches. */
const STRIDE = 1_000_000;

/** By fix: how many seeds a search took to find it. */
function search(
  plan: HuntPlan,
  start: number,
  cap: number,
  fixes: readonly string[],
): ReadonlyMap<string, number> {
  const source = sourceOf(plan, seedRange(String(1 + start * STRIDE), cap));
  const found = new Map<string, number>();
  let runs = 0;
  while (found.size < fixes.length) {
    const [candidate] = source.take(1);
    if (candidate === undefined) break;
    const outcome = runCandidate(candidate, plan);
    source.learn(candidate, outcome);
    runs++;
    for (const { fix } of outcome.findings) {
      if (fix !== null && fixes.includes(fix) && !found.has(fix)) found.set(fix, runs);
    }
  }
  return found;
}

function planOf({ era, settings, faults }: BuggySoftware, strategy: StrategyName): HuntPlan {
  const space = { era, settings, base: null, faults };
  return { space, strategy, find: "bugs", checkDeterminism: false };
}

function describe({ era, settings, faults }: BuggySoftware): string {
  const switches = Object.entries(settings).filter(
    ([name]) => name !== "acks" && name !== "min.insync.replicas",
  );
  const set = switches.map(([name, value]) => ` --set ${name}=${value}`).join("");
  return `${era}${set}, ${faults.length} kinds of faults`;
}

/** The middle of the searches; one that found nothing took longer than any that did. */
function cell(tries: readonly (number | null)[]): string {
  const successes = tries.filter((runs) => runs !== null);
  const middle = median(tries.map((runs) => runs ?? Number.POSITIVE_INFINITY));
  return `${Number.isFinite(middle) ? middle : "–"} (${successes.length})`;
}

const SPEED_SEEDS = 40;

/** Events per second of each strategy, of 100 of `random`: over the same seeds, turn by turn. */
function speeds(): readonly string[] {
  const [software] = BUGGY_SOFTWARE.slice(-1) as [BuggySoftware];
  const events = STRATEGIES.map(() => 0);
  const seconds = STRATEGIES.map(() => 0);
  for (let seed = 1; seed <= SPEED_SEEDS; seed++) {
    for (const [i, strategy] of STRATEGIES.entries()) {
      const plan = planOf(software, strategy);
      const begun = performance.now();
      const outcome = runCandidate({ seed: String(seed), scenario: null }, plan);
      seconds[i] = (seconds[i] as number) + (performance.now() - begun) / 1000;
      events[i] = (events[i] as number) + outcome.events;
    }
  }
  const speed = (i: number) => (events[i] as number) / (seconds[i] as number);
  return STRATEGIES.map((_, i) => ((100 * speed(i)) / speed(0)).toFixed(0));
}

function row(name: string, cells: readonly string[]): string {
  return name.padEnd(62) + cells.map((text) => text.padStart(15)).join("");
}

main(process.argv.slice(2));
