import { evaluateExpectations, type ExpectationResult } from "../scenario/expectations.ts";
import type { Inconclusive } from "../scenario/outcome.ts";
import type { Run } from "./run.ts";

/** What came of a run. */
export interface RunResult {
  readonly events: number;
  readonly virtualMs: number;
  readonly hash: string | null;
  readonly inconclusive: Inconclusive | null;
  readonly expectations: readonly ExpectationResult[];
}

export function resultOf(run: Run, inconclusive: Inconclusive | null): RunResult {
  const evidence = { lost: [], lostUnacknowledged: [], duplicated: [], unavailableUs: {}, violations: [] };
  return {
    events: run.sim.events,
    virtualMs: run.sim.now / 1000,
    hash: run.recorder?.trace.hash ?? null,
    inconclusive,
    expectations: evaluateExpectations(run.scenario.expect, run.tracker, run.watcher, evidence),
  };
}
