import { describe, expect, test } from "vitest";
import { attempt, HUNT_LIMITS } from "../../../sim/explore/hunt/attempt.ts";
import { inputOf } from "../../../sim/explore/hunt/input-of.ts";
import { type Candidate, type Outcome, signatureOf } from "../../../sim/explore/hunt/outcome.ts";
import type { HuntPlan } from "../../../sim/explore/hunt/plan.ts";
import { runBatch } from "../../../sim/explore/hunt/run-batch.ts";
import {
  attemptCandidate,
  type Execute,
  runCandidate,
} from "../../../sim/explore/hunt/run-candidate.ts";
import { STRATEGIES } from "../../../sim/explore/strategies/strategy.ts";
import { assert } from "../../../sim/kernel/assert.ts";
import { InputError } from "../../../sim/scenario/problems.ts";
import { PLAN } from "./synthetic.ts";

const CHECKED: HuntPlan = { ...PLAN, checkDeterminism: true };
const CANDIDATE: Candidate = { seed: "3", scenario: null };

function signatures({ findings }: Outcome): readonly string[] {
  return findings.map(signatureOf);
}

/** A simulator that keeps something from one run to the next. */
function forgetful(): Execute {
  let runs = 0;
  return (candidate, plan) => attemptCandidate({ ...candidate, seed: String(++runs) }, plan);
}

describe("checking determinism", () => {
  test("finds nothing in a run that is the same twice", () => {
    expect(signatures(runCandidate(CANDIDATE, CHECKED))).not.toContain(
      "nondeterminism / simulator bug",
    );
  });

  test("reports a run that differs the second time", () => {
    expect(signatures(runCandidate(CANDIDATE, CHECKED, forgetful()))).toContain(
      "nondeterminism / simulator bug",
    );
  });

  test("runs a candidate once when it is not asked for", () => {
    let runs = 0;
    const counting: Execute = (candidate, plan) => {
      runs++;
      return attemptCandidate(candidate, plan);
    };
    runCandidate(CANDIDATE, PLAN, counting);
    expect(runs).toBe(1);
  });
});

test("what the simulator throws is a finding that says what must have held", () => {
  const failing: Execute = (candidate, plan) => ({
    states: [],
    ...attempt(inputOf(candidate, plan), plan.find, { trace: "off", limits: HUNT_LIMITS }, (run) =>
      run.sim.observers.push({
        onEvent: ({ row }) => assert(row < 100, "no run has a hundred events"),
      }),
    ),
  });
  const outcome = runCandidate(CANDIDATE, PLAN, failing);
  expect(outcome.findings).toEqual([
    {
      invariant: "assertion",
      class: "simulator bug",
      fix: null,
      event: 100,
      message: "no run has a hundred events",
    },
  ]);
  expect(signatures(outcome)).toEqual(["assertion / simulator bug / no run has a hundred events"]);
});

test("a setting that does not exist is the user's mistake, and no finding", () => {
  const space = { ...PLAN.space, settings: { ackz: "all" } };
  expect(() => runCandidate(CANDIDATE, { ...PLAN, space })).toThrow(InputError);
});

test.each(STRATEGIES)("%s: a batch is plain data, and the same each time", (strategy) => {
  const job = { plan: { ...PLAN, strategy }, candidates: [CANDIDATE, { ...CANDIDATE, seed: "4" }] };
  const once = runBatch(JSON.parse(JSON.stringify(job)));
  expect(JSON.parse(JSON.stringify(once))).toEqual(once);
  expect(runBatch(job)).toEqual(once);
  expect(once.outcomes.map(({ seed }) => seed)).toEqual(["3", "4"]);
  for (const { events, records, states } of once.outcomes) {
    expect(events).toBeGreaterThan(100);
    expect(records.sent).toBeGreaterThan(0);
    expect(states.length > 0).toBe(strategy === "coverage");
  }
});
