import type { Candidate, Outcome } from "./outcome.ts";
import type { HuntPlan } from "./plan.ts";
import { runCandidate } from "./run-candidate.ts";

/**
 * Runs candidates one after another. Plain data in, plain data out, nothing kept: it may run on any
 * machine that has the same engine.
 * @throws InputError for settings that do not exist or do not fit
 */
export function runBatch({ plan, candidates }: BatchJob): BatchReport {
  return { outcomes: candidates.map((candidate) => runCandidate(candidate, plan)) };
}

export interface BatchJob {
  readonly plan: HuntPlan;
  readonly candidates: readonly Candidate[];
}

export interface BatchReport {
  /** In the order of the candidates. */
  readonly outcomes: readonly Outcome[];
}
