import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Fault } from "../../../sim/faults/fault.ts";
import { MovingCluster } from "./moving-cluster.ts";

const BROKERS = 4;
const PARTITIONS = 2;

type Step =
  | { readonly kind: "fault"; readonly fault: Fault }
  | { readonly kind: "move"; readonly partition: number; readonly to: readonly number[] }
  | { readonly kind: "cancel"; readonly partition: number };

const brokerId = fc.integer({ min: 1, max: BROKERS });
const host = brokerId.map((id) => `broker-${id}`);
const partition = fc.nat({ max: PARTITIONS - 1 });
/** Two brokers at least: one crash must not lose what two have acknowledged. */
const target = fc.uniqueArray(brokerId, { minLength: 2, maxLength: BROKERS });

const move: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant("move" as const),
  partition,
  to: target,
});
const cancel: fc.Arbitrary<Step> = fc.record({ kind: fc.constant("cancel" as const), partition });
const fault: fc.Arbitrary<Step> = fc
  .oneof(
    host.map((name): Fault => ({ kind: "kill", hosts: [name] })),
    host.map((name): Fault => ({ kind: "restart", hosts: [name] })),
    host.map((name): Fault => ({ kind: "restart", hosts: [name] })),
    // A controller that loses its session is one no more.
    host.map((name): Fault => ({ kind: "expireSession", host: name })),
  )
  .map((one) => ({ kind: "fault", fault: one }));

const plan = fc.array(
  fc.record({
    step: fc.oneof({ weight: 4, arbitrary: move }, { weight: 1, arbitrary: cancel }, fault, fault),
    afterMs: fc.constantFrom(1, 5, 20, 100, 500, 3000),
  }),
  { minLength: 4, maxLength: 16 },
);

const sorted = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);

/**
 * Whether one reassignment may replace another: leaders that write ISRs themselves may meanwhile take in
 * a replica that only the first wanted, and nothing takes it out again (KAFKA-9672).
 */
const ERAS = [
  ["2.1", false],
  ["2.6", false],
  ["2.8", true],
  ["3.9", true],
] as const;

const WITHOUT_KNOWN_FLAWS = {
  // Or else a leader may wait for ever for the answer to an ISR that it proposed (KAFKA-12686).
  overtakenIsrProposal: "awaited",
  // Or else a broker that comes back may be told of an older leader epoch than it has (KAFKA-9212).
  reassignmentEpochCached: true,
};

describe.each(ERAS)("In %s,", (era, replaces) => {
  test("partitions end where they were sent to, in sync, whatever crashes on the way", () => {
    fc.assert(
      fc.property(fc.nat(), plan, (seed, steps) => {
        const start = Array.from({ length: PARTITIONS }, () => [1, 2, 3]);
        const wanted = [...start, ...steps.flatMap(({ step }) => ("to" in step ? [step.to] : []))];
        const cluster = new MovingCluster(BROKERS, start, {
          era,
          seed: `${seed}`,
          settings: WITHOUT_KNOWN_FLAWS,
        });
        const moved = new Set<number>();
        for (const { step, afterMs } of steps) {
          if (step.kind === "fault") cluster.inject(step.fault);
          else if (replaces || !moved.has(step.partition)) {
            moved.add(step.partition);
            cluster.reassign({ [step.partition]: step.kind === "move" ? step.to : null });
          }
          cluster.run(afterMs);
        }
        cluster.settle(60_000);
        for (let each = 0; each < PARTITIONS; each++) {
          const { replicas, adding, removing } = cluster.assignment(each);
          expect([adding, removing]).toEqual([[], []]);
          expect(wanted.map(sorted)).toContainEqual(sorted(replicas));
          expect(sorted(cluster.state(each).isr)).toEqual(sorted(replicas));
          expect(cluster.holders(each)).toEqual(expect.arrayContaining([...replicas]));
        }
        cluster.checker.checkConvergence();
        expect(cluster.checker.violations).toEqual([]);
        expect(cluster.checker.report().ledger.lost).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
