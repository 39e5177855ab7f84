import { scenarioById } from "../../../scenarios/index.ts";
import { findingsOf } from "../../../sim/explore/hunt/findings.ts";
import { type Finding, signatureOf } from "../../../sim/explore/hunt/outcome.ts";
import type { Find } from "../../../sim/explore/hunt/plan.ts";
import { createRun } from "../../../sim/explore/run.ts";
import { type RunInput, runOf } from "../../../sim/explore/run-input.ts";
import type { Pass } from "../../../sim/explore/shrink/pass.ts";
import type { ShrinkCase } from "../../../sim/explore/shrink/shrink-case.ts";
import {
  type ShrinkProgress,
  type ShrinkResult,
  shrinkRun,
} from "../../../sim/explore/shrink/shrink-run.ts";
import { tidy } from "../../../sim/explore/shrink/tidy.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { checkScenario } from "../../../sim/scenario/parse.ts";
import type { Scenario } from "../../../sim/scenario/types.ts";

const NO_TEXT = { en: "", zh: "" };

/** A scenario with little in it, and what is given. */
export function scenarioWith(parts: Partial<Scenario>): Scenario {
  return {
    id: "tried",
    group: "tried",
    importance: 1,
    title: NO_TEXT,
    explanation: NO_TEXT,
    eras: ["2.8"],
    cluster: { brokers: 3 },
    topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
    clients: [{ name: "producer", producer: {} }],
    steps: [],
    expect: [],
    control: { title: NO_TEXT, change: {}, expect: [] },
    ...parts,
  };
}

export function caseWith(parts: Partial<Scenario>): ShrinkCase {
  return { scenario: scenarioWith(parts), seed: "1", overrides: [], fixed: [] };
}

/**
 * What a pass makes of a case when everything fails that still has what matters. Every candidate must be
 * a scenario, or be refused as one, never something else.
 */
export function simplified(
  pass: Pass,
  start: ShrinkCase,
  fails: (candidate: ShrinkCase) => boolean,
): ShrinkCase {
  const candidates = pass.candidates(start);
  let best = start;
  let accepted = false;
  for (;;) {
    const next = candidates.next(accepted);
    if (next.done === true) return best;
    const candidate = { ...next.value, scenario: tidy(next.value.scenario) };
    accepted = isScenario(candidate.scenario) && fails(candidate);
    if (accepted) best = candidate;
  }
}

function isScenario(scenario: Scenario): boolean {
  try {
    checkScenario(scenario);
    return true;
  } catch {
    return false;
  }
}

/** Runs a shrinking to its end. */
export function shrunk(
  input: RunInput,
  wanted: Finding,
  find: Find,
  maxRuns: number,
): { result: ShrinkResult; progress: readonly ShrinkProgress[] } {
  const shrinking = shrinkRun(input, wanted, { find, maxRuns });
  const progress: ShrinkProgress[] = [];
  for (;;) {
    const next = shrinking.next();
    if (next.done === true) return { result: next.value, progress };
    progress.push(next.value);
  }
}

/** The ways in which a run fails. */
export function failuresOf(input: RunInput, find: Find): readonly Finding[] {
  return findingsOf(createRun(input).finish(), find);
}

export function signaturesOf(input: RunInput, find: Find): readonly string[] {
  return failuresOf(input, find).map(signatureOf);
}

export function published(id: string): RunInput {
  return runOf(present(scenarioById(id), `there is ${id}`));
}
