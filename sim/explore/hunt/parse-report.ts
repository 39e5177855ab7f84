import * as z from "zod";
import { FAULT_KINDS } from "../../faults/plan.ts";
import { ERAS } from "../../kafka/era/eras.ts";
import { explain } from "../../scenario/explain.ts";
import { bracketDepth, checkScenario, DEEPEST_INPUT } from "../../scenario/parse.ts";
import { InputError, type Problem, pathOf } from "../../scenario/problems.ts";
import { scenarioSchema } from "../../scenario/schema.ts";
import { STRATEGIES } from "../strategies/strategy.ts";
import { NO_LOSSES } from "./counts.ts";
import { FINDS } from "./plan.ts";
import type { Failure, HuntReport } from "./report.ts";
import { seedRange } from "./seeds.ts";

const LONGEST_REPORT = 100_000_000;
const MOST_FAILURES = 10_000;
const LONGEST_TEXT = 100_000;

const natural = z.int().min(0);
const text = z.string().max(LONGEST_TEXT);
const seed = z.string().regex(/^(?:0|[1-9]\d{0,19})$/);
const counts = z.record(text, natural);
const settings = z.record(text, text);
const outcomeClass = z.enum(Object.keys(NO_LOSSES) as (keyof typeof NO_LOSSES)[]);
const localized = z.strictObject({ en: text, zh: text });

const sizes = z.strictObject({
  steps: natural,
  clients: natural,
  records: natural,
  brokers: natural,
  partitions: natural,
  virtualMs: natural,
  events: natural,
});

const failure = z.strictObject({
  seed,
  signature: text,
  invariant: text,
  class: outcomeClass,
  fix: z.nullable(text),
  message: z.nullable(text),
  seeds: natural,
  steps: natural,
  removed: z.strictObject({ before: sizes, after: sizes }),
  tries: natural,
  scenario: scenarioSchema,
  run: z.nullable(z.looseObject({ scenario: text, seed, era: text, hash: text, link: text })),
  link: text,
  explanation: localized,
});

const beside = z.strictObject({
  seed,
  signature: text,
  invariant: text,
  class: outcomeClass,
  fix: z.nullable(text),
  seeds: natural,
});

const reportSchema = z.strictObject({
  highwater: text,
  engine: text,
  era: z.enum(ERAS),
  settings,
  space: z.strictObject({
    base: z.nullable(z.strictObject({ id: text, hash: text })),
    faults: z.array(z.enum(FAULT_KINDS)),
  }),
  strategy: z.enum(STRATEGIES),
  find: z.enum(FINDS),
  checkDeterminism: z.boolean(),
  seeds: z.strictObject({ first: seed, count: natural }),
  runs: natural,
  events: natural,
  virtualMs: natural,
  failures: z.array(failure).max(MOST_FAILURES),
  besides: z.array(beside).max(MOST_FAILURES),
  inconclusive: counts,
  records: z.strictObject({
    sent: natural,
    acked: natural,
    failed: natural,
    unknown: natural,
    unacknowledged: natural,
  }),
  lost: z.record(outcomeClass, natural),
  marks: counts,
  faults: z.record(text, counts),
  states: z.nullable(z.strictObject({ seen: natural, newPerMille: natural })),
});

/**
 * Reads a report that `hunt --json` wrote.
 * @throws InputError naming every place that is wrong
 */
export function parseReport(json: string): HuntReport {
  if (json.length > LONGEST_REPORT) {
    throw wrong({
      path: "",
      code: "problem.tooLarge",
      args: { limit: `${LONGEST_REPORT / 1_000_000} MB` },
    });
  }
  if (bracketDepth(json) > DEEPEST_INPUT) {
    throw wrong({ path: "", code: "problem.tooDeep", args: { limit: DEEPEST_INPUT } });
  }
  return checkReport(readJson(json));
}

/**
 * Checks a value that should be a report.
 * @throws InputError
 */
export function checkReport(value: unknown): HuntReport {
  const parsed = reportSchema.safeParse(value);
  if (!parsed.success) {
    const explained = explain(z.toJSONSchema(reportSchema), value);
    throw new InputError(explained.length > 0 ? explained : parsed.error.issues.map(rawProblem));
  }
  // As it was written: what the schema leaves open, and the order of its keys, included.
  const report = value as HuntReport;
  seedRange(report.seeds.first, report.seeds.count);
  for (const [i, { scenario }] of report.failures.entries()) checkScenarioAt(i, scenario);
  return report;
}

function checkScenarioAt(index: number, scenario: Failure["scenario"]): void {
  try {
    checkScenario(scenario);
  } catch (thrown) {
    if (!(thrown instanceof InputError)) throw thrown;
    const prefix = `${pathOf("failures", index)}.scenario`;
    throw new InputError(
      thrown.problems.map((problem) => ({ ...problem, path: joined(prefix, problem.path) })),
    );
  }
}

function joined(prefix: string, path: string): string {
  return path === "" ? prefix : `${prefix}.${path}`;
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw wrong({ path: "", code: "problem.notJson", args: {} });
  }
}

function rawProblem(issue: { path: PropertyKey[]; message: string }): Problem {
  const path = issue.path.map(String).join(".");
  return { path, code: "problem.invalid", args: { reason: issue.message } };
}

function wrong(problem: Problem): InputError {
  return new InputError([problem]);
}
