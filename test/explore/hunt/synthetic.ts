import fc from "fast-check";
import {
  type Candidate,
  type Finding,
  type Outcome,
  signatureOf,
} from "../../../sim/explore/hunt/outcome.ts";
import type { HuntPlan } from "../../../sim/explore/hunt/plan.ts";
import type { Failure } from "../../../sim/explore/hunt/report.ts";
import type { Found } from "../../../sim/explore/hunt/tally.ts";
import { MARKS } from "../../../sim/explore/marks/marks.ts";
import { DEFAULT_FAULT_KINDS } from "../../../sim/faults/plan.ts";
import { SCENARIO } from "./quiet-scenario.ts";

export const PLAN: HuntPlan = {
  space: { era: "0.10.2", settings: {}, base: null, faults: DEFAULT_FAULT_KINDS },
  strategy: "random",
  find: "bugs",
  checkDeterminism: false,
};

const finding: fc.Arbitrary<Finding> = fc.record({
  invariant: fc.constantFrom("ack-durability", "log-matching", "convergence"),
  class: fc.constantFrom("protocol bug", "simulator bug"),
  fix: fc.constantFrom("KIP-101", "KIP-279", null),
  event: fc.nat(1000),
});

const findings = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Finding[]>([]) },
  { weight: 1, arbitrary: fc.array(finding, { maxLength: 3 }) },
);

/** What came of some seed; `seed` is set by `outcomesFor`. */
export const outcome: fc.Arbitrary<Omit<Outcome, "seed">> = fc.record({
  events: fc.nat(100_000),
  virtualMs: fc.nat(100_000),
  findings,
  besides: findings,
  inconclusive: fc.constantFrom(null, null, "wait", "limit events"),
  records: fc.record({
    sent: fc.nat(100),
    acked: fc.nat(100),
    failed: fc.nat(100),
    unknown: fc.nat(100),
    unacknowledged: fc.nat(100),
  }),
  lost: fc.dictionary(fc.constantFrom("operator choice", "protocol bug"), fc.nat(9)),
  marks: fc.subarray([...MARKS]),
  faults: fc.dictionary(
    fc.constantFrom("kill", "cut", "pause", "powerLoss"),
    fc.dictionary(fc.constantFrom("injected", "leadersLost", "held"), fc.nat(9)),
  ),
  states: fc.constant([]),
});

const SIZES = {
  steps: 0,
  clients: 0,
  records: 0,
  brokers: 1,
  partitions: 0,
  virtualMs: 0,
  events: 0,
};

/** The entry that finishing would make, as far as the seed and the finding decide it. */
export function failureOf({ signature, finding: found, candidate, seeds }: Found): Failure {
  return {
    seed: candidate.seed,
    signature,
    invariant: found.invariant,
    class: found.class,
    fix: found.fix,
    message: null,
    seeds,
    steps: 0,
    removed: { before: SIZES, after: SIZES },
    tries: 1,
    scenario: { ...SCENARIO, id: `synthetic-${candidate.seed}` },
    run: null,
    link: `${signatureOf(found)} at ${found.event}`,
    explanation: { en: "", zh: "" },
  };
}

/** Outcomes of candidates, as if they had been run: each has that of its seed. */
export function runSynthetic(
  candidates: readonly Candidate[],
  bySeed: ReadonlyMap<string, Omit<Outcome, "seed">>,
): readonly Outcome[] {
  return candidates.map(({ seed }) => {
    const known = bySeed.get(seed);
    if (known === undefined) throw new Error(`no outcome for ${seed}`);
    return { seed, ...known };
  });
}
