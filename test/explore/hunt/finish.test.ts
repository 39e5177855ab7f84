import { describe, expect, test } from "vitest";
import { attempt, HUNT_LIMITS } from "../../../sim/explore/hunt/attempt.ts";
import { type FinishOptions, finish } from "../../../sim/explore/hunt/finish.ts";
import { Hunt } from "../../../sim/explore/hunt/hunt.ts";
import { reportOf } from "../../../sim/explore/hunt/make-report.ts";
import { mergeReports } from "../../../sim/explore/hunt/merge-reports.ts";
import { signatureOf } from "../../../sim/explore/hunt/outcome.ts";
import { checkReport, parseReport } from "../../../sim/explore/hunt/parse-report.ts";
import type { HuntPlan, SeedRange } from "../../../sim/explore/hunt/plan.ts";
import type { Failure, HuntReport } from "../../../sim/explore/hunt/report.ts";
import { runBatch } from "../../../sim/explore/hunt/run-batch.ts";
import { shardSeeds } from "../../../sim/explore/hunt/seeds.ts";
import { decodeLink } from "../../../sim/explore/link.ts";
import { simulate } from "../../../sim/explore/run.ts";
import { runOf } from "../../../sim/explore/run-input.ts";
import { checkScenario } from "../../../sim/scenario/parse.ts";
import { InputError, type ProblemCode } from "../../../sim/scenario/problems.ts";
import { controlEraOf, defaultEraOf } from "../../../sim/scenario/scenario-era.ts";
import type { Language } from "../../../text/messages.ts";
import { renderExplanation } from "../../../text/paragraph.ts";
import { render } from "../../../text/render.ts";
import { PLAN } from "./synthetic.ts";

const say = (language: Language) => (told: { readonly code: string; readonly args: object }) =>
  render(language, told.code as "case.noSteps", told.args as Record<never, never>);

const OPTIONS: FinishOptions = {
  speech: {
    language: "en",
    say: { en: say("en"), zh: say("zh") },
    explain: {
      en: (explanation) => renderExplanation("en", explanation),
      zh: (explanation) => renderExplanation("zh", explanation),
    },
  },
  shrink: true,
  maxShrinkRuns: 400,
};
const AS_FOUND: FinishOptions = { ...OPTIONS, shrink: false };

function hunted(plan: HuntPlan, range: SeedRange, untilFailure = false): Hunt {
  const hunt = new Hunt(plan, range, { untilFailure, batch: 2 });
  for (let job = hunt.nextJob(); job !== null && !hunt.done; job = hunt.nextJob()) {
    hunt.absorb(job, runBatch(job).outcomes);
  }
  expect(hunt.done).toBe(true);
  return hunt;
}

function finished({ plan, tally }: Hunt, options: FinishOptions): readonly Failure[] {
  const steps = finish(plan, tally.found, options);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

function reported(hunt: Hunt): HuntReport {
  return reportOf(hunt, finished(hunt, AS_FOUND));
}

/** Seeds of 0.10.2 of which some fail. */
const RANGE: SeedRange = { first: "22", count: 7 };

describe("a failure that a search finds", () => {
  const hunt = hunted(PLAN, { first: "26", count: 20 }, true);
  const [failure] = finished(hunt, OPTIONS);
  if (failure === undefined) throw new Error("one of these seeds fails");
  const { scenario } = failure;

  test("is a bug of the protocol, shrunk to a few steps", () => {
    expect(failure.class).toBe("protocol bug");
    expect(failure.removed.after.steps).toBe(failure.steps);
    expect(failure.steps).toBeLessThan(failure.removed.before.steps);
    expect(failure.steps).toBeLessThanOrEqual(12);
  });

  test("fails in the same way when its scenario is run as it is, or its link", () => {
    const input = runOf(checkScenario(scenario));
    const { findings } = attempt(input, "bugs", { trace: "off", limits: HUNT_LIMITS });
    expect(findings.map(signatureOf)).toContain(failure.signature);
    const link = decodeLink(failure.link);
    const { steps, cluster, topics, clients } = scenario;
    // Without texts and control, so that it is a few hundred characters.
    expect(link.scenario).toMatchObject({ steps, cluster, topics, clients });
    expect(failure.link.length).toBeLessThan(500);
    expect({ seed: link.seed, era: link.era }).toEqual({ seed: input.seed, era: input.era });
    expect(simulate(scenario).hash).toBe(failure.run?.hash);
  });

  test("meets its expectations, and its control its own, which differ", () => {
    expect(failure.run?.ok).toBe(true);
    const era = controlEraOf(scenario, defaultEraOf(scenario));
    const control = simulate(scenario, { control: true, era });
    expect(control.status).toBe(0);
    expect(control.caseExpectations?.some(({ met }) => !met)).toBe(true);
  });

  test("is explained in both languages, and by what would have saved it", () => {
    expect(failure.explanation.en.length).toBeGreaterThan(100);
    expect(failure.explanation.zh).toMatch(/[\u4e00-\u9fff]/);
    expect(scenario.title.en).toContain("0.10.2");
    expect(scenario.control.title.en).not.toBe("");
  });
});

describe("the report of a real search", () => {
  const whole = reported(hunted(PLAN, RANGE));

  test("has failures, every mark, and says that the workload did something", () => {
    expect(whole.failures.length).toBeGreaterThan(0);
    expect(whole.records.acked).toBeGreaterThan(0);
    expect(Object.values(whole.marks).filter((count) => count > 0).length).toBeGreaterThan(5);
    expect(whole.failures.every(({ run }) => run?.ok)).toBe(true);
  });

  test("of three shards merges to the whole, byte for byte", () => {
    const shards = [3, 1, 2].map((index) =>
      reported(hunted(PLAN, shardSeeds(RANGE, { index, count: 3 }))),
    );
    const files = shards.map((shard) => JSON.stringify(shard, null, 2));
    const merged = mergeReports(files.map(parseReport));
    expect(JSON.stringify(merged)).toBe(JSON.stringify(whole));
  });

  test("is read again as it was written", () => {
    expect(parseReport(JSON.stringify(whole))).toEqual(whole);
  });

  test("is refused with the place of what is wrong in it", () => {
    const [failure] = whole.failures;
    const wrong: readonly (readonly [unknown, ProblemCode, string])[] = [
      [[], "problem.wrongType", ""],
      [{ ...whole, runs: 1.5 }, "problem.wrongType", "runs"],
      [{ ...whole, extra: 1 }, "problem.unknownKey", ""],
      [{ ...whole, era: "2.9" }, "problem.notOneOf", "era"],
      [{ ...whole, seeds: { first: "1e3", count: 1 } }, "problem.badPattern", "seeds.first"],
      [
        { ...whole, seeds: { first: "18446744073709551615", count: 2 } },
        "problem.tooManySeeds",
        "seeds",
      ],
      [
        { ...whole, failures: [{ ...failure, scenario: { ...failure?.scenario, topics: [] } }] },
        "problem.unknownTopic",
        "failures[0].scenario.",
      ],
    ];
    for (const [value, code, path] of wrong) {
      expect(firstProblem(() => checkReport(value))).toMatchObject({ code });
      expect(firstProblem(() => checkReport(value))?.path).toContain(path);
    }
    expect(firstProblem(() => parseReport("{"))).toMatchObject({ code: "problem.notJson" });
    expect(firstProblem(() => parseReport("[".repeat(1000)))).toMatchObject({
      code: "problem.tooDeep",
    });
  });
});

function firstProblem(run: () => unknown): { readonly code: string; readonly path: string } | null {
  try {
    run();
    return null;
  } catch (thrown) {
    if (thrown instanceof InputError) return thrown.problems[0] ?? null;
    throw thrown;
  }
}
