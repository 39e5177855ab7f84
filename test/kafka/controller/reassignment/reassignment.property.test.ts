import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../../sim/faults/fault.ts";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { MovingCluster } from "../moving-cluster.ts";

const BROKERS = 4;
const START = [
  [1, 2, 3],
  [1, 2, 3],
];
const WITHOUT_KNOWN_FLAWS = {
  // Or else a leader may wait for ever for the answer to an ISR that it proposed (KAFKA-12686).
  overtakenIsrProposal: "awaited",
  // Or else a broker that comes back may be told of an older leader epoch than it has (KAFKA-9212).
  reassignmentEpochCached: true,
};

type Step =
  | { readonly kind: "fault"; readonly fault: Fault }
  /** `to` null cancels. */
  | { readonly kind: "move"; readonly partition: number; readonly to: readonly number[] | null };

interface Plan {
  readonly step: Step;
  readonly afterMs: number;
}

const brokerId = fc.integer({ min: 1, max: BROKERS });
const host = brokerId.map((id) => `broker-${id}`);
const soon = fc.constantFrom(1, 5, 20, 100, 500, 3000);
/** Two brokers at least: one crash must not lose what two have acknowledged. */
const target = fc.uniqueArray(brokerId, { minLength: 2, maxLength: BROKERS });

function moves(to: fc.Arbitrary<readonly number[] | null>): fc.Arbitrary<Plan> {
  const kind = fc.constant("move" as const);
  const partition = fc.nat({ max: START.length - 1 });
  return fc.record({ step: fc.record({ kind, partition, to }), afterMs: soon });
}

function faults(fault: fc.Arbitrary<Fault>, afterMs: fc.Arbitrary<number>): fc.Arbitrary<Plan> {
  return fc.record({ step: fc.record({ kind: fc.constant("fault" as const), fault }), afterMs });
}

const crash = fc.oneof(
  host.map((name): Fault => ({ kind: "kill", hosts: [name] })),
  host.map((name): Fault => ({ kind: "restart", hosts: [name] })),
  host.map((name): Fault => ({ kind: "restart", hosts: [name] })),
);
/** A controller that loses its session is one no more. */
const sessionLoss = host.map((name): Fault => ({ kind: "expireSession", host: name }));

const sorted = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);

/** Runs a plan, waits until all is quiet, and looks where the partitions are. */
function check(era: Era, seed: number, plan: readonly Plan[]): void {
  const settings = WITHOUT_KNOWN_FLAWS;
  const cluster = new MovingCluster(BROKERS, START, { era, seed: `${seed}`, settings });
  const wanted = [...START];
  for (const { step, afterMs } of plan) {
    if (step.kind === "fault") cluster.inject(step.fault);
    else {
      cluster.reassign({ [step.partition]: step.to });
      if (step.to !== null) wanted.push([...step.to]);
    }
    cluster.run(afterMs);
  }
  cluster.settle(60_000);
  START.forEach((_, partition) => {
    const { replicas, adding, removing } = cluster.assignment(partition);
    expect([adding, removing]).toEqual([[], []]);
    expect(wanted.map(sorted)).toContainEqual(sorted(replicas));
    expect(sorted(cluster.state(partition).isr)).toEqual(sorted(replicas));
    expect(cluster.holders(partition)).toEqual(expect.arrayContaining([...replicas]));
  });
  cluster.checker.checkConvergence();
  expect(cluster.checker.violations).toEqual([]);
  expect(cluster.checker.report().ledger.lost).toEqual([]);
}

describe.each(["2.1", "2.6", "2.8", "3.9"] as const)("In %s,", (era) => {
  test("a move ends at its target, in sync, whatever crashes on the way, and loses nothing", () => {
    const fault = faults(fc.oneof(crash, crash, sessionLoss), soon);
    const plan = fc
      .tuple(fc.array(fault, { maxLength: 4 }), moves(target), fc.array(fault, { maxLength: 8 }))
      .map(([before, move, after]) => [...before, move, ...after]);
    fc.assert(
      fc.property(fc.nat(), plan, (seed, steps) => check(era, seed, steps)),
      { numRuns: 5 },
    );
  });
});

// Leaders that write ISRs themselves may take in a replica that only the first move wanted, and nothing
// takes it out again (KAFKA-9672).
describe.each(["2.8", "3.9"] as const)("In %s,", (era) => {
  test("moves may replace and cancel each other, and the controller may move too", () => {
    const to = fc.oneof({ weight: 3, arbitrary: target }, fc.constant(null));
    // One broker at a time: if only a new replica is left in the ISR, replacing the move loses it (KAFKA-14808).
    const step = fc.oneof(
      { weight: 4, arbitrary: moves(to) },
      faults(sessionLoss, fc.constant(5000)),
    );
    fc.assert(
      fc.property(fc.nat(), fc.array(step, { maxLength: 16 }), (seed, steps) =>
        check(era, seed, steps),
      ),
      { numRuns: 5 },
    );
  });
});
