import type { CheckReport } from "../../check/report.ts";
import type { Inconclusive } from "../../scenario/outcome.ts";
import { faultCountsOf } from "../marks/fault-counts.ts";
import { marksOf } from "../marks/marks-of.ts";
import type { RunOptions } from "../run-input.ts";
import { AbstractStates } from "../strategies/abstract-states.ts";
import { schedulerOf } from "../strategies/scheduler-of.ts";
import { type Attempt, attempt, HUNT_LIMITS } from "./attempt.ts";
import { addCounts, type Counts, NO_RECORDS } from "./counts.ts";
import { besidesOf } from "./findings.ts";
import { inputOf } from "./input-of.ts";
import type { Candidate, Finding, Outcome } from "./outcome.ts";
import type { HuntPlan } from "./plan.ts";

/** A candidate that was run, and the abstract states that it went through, if anybody asks for them. */
export interface Executed extends Attempt {
  readonly states: readonly number[];
}

/** How a candidate is run once: with its trace's hash when runs are compared. */
export type Execute = (candidate: Candidate, plan: HuntPlan) => Executed;

const NONDETERMINISM: Finding = {
  invariant: "nondeterminism",
  class: "simulator bug",
  fix: null,
  event: -1,
};

/**
 * Runs a candidate, and says in a few hundred bytes what came of it. What the simulator throws is a
 * finding, and so is a second run that differs from the first, when that is checked.
 * @throws InputError for settings that do not exist or do not fit
 */
export function runCandidate(
  candidate: Candidate,
  plan: HuntPlan,
  execute: Execute = attemptCandidate,
): Outcome {
  const first = execute(candidate, plan);
  const outcome = outcomeOf(candidate, first, plan);
  if (!plan.checkDeterminism) return outcome;
  const again = execute(candidate, plan);
  const differs = fingerprint(candidate, first, plan) !== fingerprint(candidate, again, plan);
  return differs ? { ...outcome, findings: [...outcome.findings, NONDETERMINISM] } : outcome;
}

/** Runs a candidate in the order of events that the plan's strategy chooses for its seed. */
export function attemptCandidate(candidate: Candidate, plan: HuntPlan): Executed {
  const { strategy, checkDeterminism, find } = plan;
  const options: RunOptions = {
    trace: checkDeterminism ? "hash" : "off",
    limits: HUNT_LIMITS,
    marks: true,
    scheduler: schedulerOf(strategy, candidate.seed),
  };
  let watched: AbstractStates | null = null;
  const made = attempt(inputOf(candidate, plan), find, options, ({ sim, checker }) => {
    if (strategy !== "coverage") return;
    watched = new AbstractStates(sim, checker.model);
    sim.observers.push(watched);
  });
  return { ...made, states: watched === null ? [] : (watched as AbstractStates).states };
}

function outcomeOf(
  { seed }: Candidate,
  { run, result, findings, states }: Executed,
  { find }: HuntPlan,
): Outcome {
  // What stopped in the middle of an event is in no state to be looked at.
  const isOver = run !== null && result !== null;
  return {
    seed,
    events: run?.sim.events ?? 0,
    virtualMs: Math.floor(result?.virtualMs ?? 0),
    findings,
    besides: result === null ? [] : besidesOf(result, find),
    inconclusive: result === null ? null : reasonOf(result.inconclusive),
    records: result === null ? NO_RECORDS : recordsOf(result.report),
    lost: result === null ? {} : lossesOf(result.report),
    marks: isOver ? marksOf(run) : [],
    faults: isOver ? faultCountsOf(run) : {},
    states,
  };
}

function reasonOf(inconclusive: Inconclusive | null): string | null {
  if (inconclusive === null) return null;
  return inconclusive.reason === "limit" ? `limit ${inconclusive.limit}` : inconclusive.reason;
}

function recordsOf({ ledger }: CheckReport): Outcome["records"] {
  const { sent, acked, failed, unknown, unacknowledged } = ledger;
  return { sent, acked, failed, unknown, unacknowledged };
}

function lossesOf({ ledger }: CheckReport): Counts {
  return [...ledger.lost, ...ledger.lostUnacknowledged].reduce<Counts>(
    (sums, { class: judged }) => addCounts(sums, { [judged]: 1 }),
    {},
  );
}

/** Everything that must be the same in two runs of one candidate. */
function fingerprint(candidate: Candidate, made: Executed, plan: HuntPlan): string {
  return JSON.stringify([made.result?.hash ?? null, outcomeOf(candidate, made, plan)]);
}
