import { ENGINE, VERSION } from "../engine.ts";
import { fnv1a64 } from "../seed.ts";
import type { SightedStates } from "../strategies/sighted-states.ts";
import { seedsAreIndependent } from "../strategies/strategy.ts";
import { sortedCounts, sortedFaults } from "./counts.ts";
import { compareFailures } from "./merge-reports.ts";
import type { HuntPlan, SeedRange } from "./plan.ts";
import type { Beside, Failure, HuntReport, SpaceJson, StatesJson } from "./report.ts";
import type { Found, Tally } from "./tally.ts";

/** What a search has found so far. */
export function reportOf(
  { plan, seeds, tally }: { plan: HuntPlan; seeds: SeedRange; tally: Tally },
  failures: readonly Failure[],
): HuntReport {
  const { space, strategy, find, checkDeterminism } = plan;
  return {
    highwater: VERSION,
    engine: ENGINE,
    era: space.era,
    settings: space.settings,
    space: spaceJson(plan),
    strategy,
    find,
    checkDeterminism,
    seeds,
    runs: tally.runs,
    events: tally.events,
    virtualMs: tally.virtualMs,
    failures: [...failures].sort(compareFailures),
    besides: tally.besides.map(besideOf).sort(compareFailures),
    inconclusive: sortedCounts(tally.inconclusive),
    records: tally.records,
    lost: tally.lost,
    marks: tally.marks,
    faults: sortedFaults(tally.faults),
    states: seedsAreIndependent(strategy) ? null : statesJson(tally.sighted),
  };
}

function statesJson({ count, newPerMille }: SightedStates): StatesJson {
  return { seen: count, newPerMille };
}

function besideOf({ signature, finding, candidate, seeds }: Found): Beside {
  const { invariant, class: judged, fix } = finding;
  return { seed: candidate.seed, signature, invariant, class: judged, fix, seeds };
}

function spaceJson({ space: { base, faults } }: HuntPlan): SpaceJson {
  return {
    base: base === null ? null : { id: base.id, hash: hashOf(JSON.stringify(base)) },
    faults,
  };
}

function hashOf(text: string): string {
  return fnv1a64(text).toString(16).padStart(16, "0");
}
