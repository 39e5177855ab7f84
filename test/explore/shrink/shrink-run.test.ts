import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inputOf } from "../../../sim/explore/hunt/input-of.ts";
import { signatureOf } from "../../../sim/explore/hunt/outcome.ts";
import type { HuntPlan } from "../../../sim/explore/hunt/plan.ts";
import { bareLinkOf, encodeLink } from "../../../sim/explore/link.ts";
import { createRun } from "../../../sim/explore/run.ts";
import { type RunInput, runOf } from "../../../sim/explore/run-input.ts";
import { bake } from "../../../sim/explore/shrink/bake.ts";
import { inputOfCase } from "../../../sim/explore/shrink/shrink-case.ts";
import { DEFAULT_FAULT_KINDS } from "../../../sim/faults/plan.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { checkScenario } from "../../../sim/scenario/parse.ts";
import { InputError } from "../../../sim/scenario/problems.ts";
import { failuresOf, published, shrunk, signaturesOf } from "./support.ts";

/** Each fails by a flaw of its era, and takes many steps to do so. */
const FAILING = ["kip101-hw-truncation-loss", "inflight1-still-reorders-0.9"];

const plan: HuntPlan = {
  space: {
    era: "0.10.2",
    settings: { acks: "all" },
    base: null,
    faults: DEFAULT_FAULT_KINDS,
  },
  strategy: "random",
  find: "bugs",
  checkDeterminism: false,
};

function first(input: RunInput) {
  return present(failuresOf(input, "bugs")[0], "it fails");
}

describe("shrinking", () => {
  test.each(FAILING)("%s fails in the same way with less", (id) => {
    const input = published(id);
    const wanted = first(input);
    const { result } = shrunk(input, wanted, "bugs", 400);
    expect(signaturesOf(result.input, "bugs")).toContain(signatureOf(wanted));
    expect(signatureOf(result.finding)).toBe(signatureOf(wanted));
    expect(result.after.steps).toBeLessThan(result.before.steps);
    expect(result.after.events).toBeLessThanOrEqual(2 * result.before.events);
  });

  test("whatever a hunt finds fails in the same way when it is shrunk", () => {
    fc.assert(
      fc.property(fc.nat(10_000), (seed) => {
        const input = inputOf({ seed: String(seed), scenario: null }, plan);
        for (const wanted of failuresOf(input, "bugs").slice(0, 1)) {
          const { result } = shrunk(input, wanted, "bugs", 60);
          expect(signaturesOf(result.input, "bugs")).toContain(signatureOf(wanted));
        }
      }),
      { numRuns: 6 },
    );
  });

  test("the shrunk scenario alone says how it runs", () => {
    const input: RunInput = {
      ...published("kip101-hw-truncation-loss"),
      seed: "7",
      era: "0.9",
      settings: { "replica.lag.time.max.ms": "20000" },
    };
    const wanted = first(input);
    const { result } = shrunk(input, wanted, "bugs", 30);
    const file = checkScenario(JSON.parse(JSON.stringify(result.input.scenario)));
    expect(runOf(file)).toMatchObject({ era: "0.9", seed: result.input.seed, settings: {} });
    expect(signaturesOf({ ...runOf(file), published: false }, "bugs")).toContain(
      signatureOf(wanted),
    );
  });

  test("the same run is shrunk to the same", () => {
    const input = published("inflight1-still-reorders-0.9");
    const [one, other] = [0, 1].map(() => shrunk(input, first(input), "bugs", 80));
    expect(one).toEqual(other);
  });

  test("it makes no more runs than it may, tells each, and says whether all was tried", () => {
    const input = published("kip101-hw-truncation-loss");
    const few = shrunk(input, first(input), "bugs", 10);
    expect(few.result.runs).toBe(10);
    expect(few.result.isComplete).toBe(false);
    expect(few.progress.map(({ runs }) => runs)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const none = shrunk(input, first(input), "bugs", 1);
    expect(none.result.runs).toBe(1);
    expect(none.result.after).toEqual(none.result.before);
    const all = shrunk(input, first(input), "bugs", 1500);
    expect(all.result.isComplete).toBe(true);
    expect(all.progress.length).toBe(all.result.runs - 1);
  });

  test("a run that does not fail in that way is refused", () => {
    const input = published("leader-failover-happy");
    const wanted = first(published("kip101-hw-truncation-loss"));
    let problems: InputError["problems"] = [];
    try {
      shrunk(input, wanted, "bugs", 10);
    } catch (thrown) {
      if (thrown instanceof InputError) problems = thrown.problems;
    }
    expect(problems).toEqual([
      {
        path: "",
        code: "problem.doesNotFail",
        args: { scenario: "leader-failover-happy", seed: "1", wanted: signatureOf(wanted) },
      },
    ]);
  });

  test("a loss that is allowed is shrunk when it is asked for", () => {
    const input = published("acks1-leader-kill-unreplicated");
    const [wanted] = failuresOf(input, "all");
    const { result } = shrunk(input, present(wanted, "it loses a record"), "all", 400);
    expect(result.after.records).toBe(1);
    expect(result.after.steps).toBeLessThanOrEqual(6);
    expect(signaturesOf(result.input, "all")).toContain(
      signatureOf(present(wanted, "it loses a record")),
    );
  });

  test("a cluster that only needs more time does not count as one that never comes to rest", () => {
    const input = published("kafka-6003-replica-sequence-stall");
    const wanted = present(
      failuresOf(input, "bugs").find(({ invariant }) => invariant === "convergence"),
      "it does not converge",
    );
    const { result } = shrunk(input, wanted, "bugs", 150);
    const { scenario } = result.input;
    const patient = { ...scenario, steps: [...scenario.steps, { sleep: "3m" }] };
    expect(signaturesOf({ ...result.input, scenario: patient }, "bugs")).toContain(
      signatureOf(wanted),
    );
  });

  test("the link of a shrunk run is a few hundred characters", () => {
    const input = published("kip101-hw-truncation-loss");
    const { result } = shrunk(input, first(input), "bugs", 400);
    expect(encodeLink(bareLinkOf(result.input)).length).toBeLessThan(400);
  });
});

describe("baking", () => {
  test("a run as a case of its own is the same run", () => {
    const input = published("rolling-upgrade");
    const inputs: readonly RunInput[] = [
      input,
      { ...input, control: true },
      { ...input, seed: "99", settings: { "replica.lag.time.max.ms": "5000", retries: "3" } },
      published("offset-reset-flood"),
      inputOf({ seed: "3", scenario: null }, plan),
    ];
    for (const each of inputs) {
      const baked = inputOfCase(bake(each));
      expect(baked).toMatchObject({ control: false, settings: {} });
      expect(createRun(baked).finish().hash).toBe(createRun(each).finish().hash);
    }
  });
});
