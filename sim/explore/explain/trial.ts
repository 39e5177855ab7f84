import type { Inconclusive } from "../../scenario/outcome.ts";
import { findingsOf, GRAVITY } from "../hunt/findings.ts";
import { type Finding, signatureOf } from "../hunt/outcome.ts";
import { createRun, type Run } from "../run.ts";
import { DEFAULT_LIMITS, type RunInput, type RunLimits } from "../run-input.ts";
import type { RunResult } from "../run-result.ts";
import { type Allowance, type Change, changedInput, changedSteps, NO_ALLOWANCE } from "./change.ts";

/**
 * What a change does: `saves`; `costs`: what was to be avoided does not happen, but neither are so many
 * records acknowledged, or, when it is about committed offsets, so many offsets committed; `harms`: something as grave happens instead; `vain`; `inconclusive`: the run came to
 * no end; `refused`: there is no such run.
 */
export type Verdict = "saves" | "costs" | "harms" | "vain" | "inconclusive" | "refused";

/** A change that was tried, by running it. Plain data. */
export interface Trial {
  readonly change: Change;
  readonly allowance: Allowance;
  readonly verdict: Verdict;
  /** Records that were acknowledged, or of which acks=0 asked for no acknowledgement. */
  readonly acked: number;
  /** Partitions of groups in which a consumer was told that an offset is committed. */
  readonly committed: number;
}

/** What there was to see in a run. */
export interface Observed {
  readonly result: RunResult;
  readonly findings: readonly Finding[];
  readonly acked: number;
  readonly committed: number;
  /** Values of the records with that status. */
  readonly ackedValues: ReadonlySet<string>;
}

/** What a run may take. A changed run that goes on for ever ends there. */
export interface TrialLimits {
  readonly limits: RunLimits;
  /** Runs that one change may take. */
  readonly attempts: number;
}

/** How often a changed run is tried again because a wait of it does not come true. */
const MOST_ATTEMPTS = 6;

export const TRIAL_LIMITS: TrialLimits = { limits: DEFAULT_LIMITS, attempts: MOST_ATTEMPTS };

/** Runs something and looks at what came of it; null when the simulator refuses it, or stops itself. */
export function observe(input: RunInput, { limits }: TrialLimits): Observed | null {
  try {
    const run = createRun(input, { trace: "off", limits });
    const result = run.finish();
    const { acked, unacknowledged } = result.report.ledger;
    const ackedValues = new Set<string>();
    for (const { status, value } of run.checker.records()) {
      if (status === "acked" || status === "unacknowledged") ackedValues.add(value);
    }
    const findings = findingsOf(result, "all");
    const committed = committedIn(run.checker);
    return { result, findings, acked: acked + unacknowledged, committed, ackedValues };
  } catch {
    return null;
  }
}

function committedIn({ model }: Run["checker"]): number {
  const partitions = [...model.groups.groups.values()].flatMap((group) => [
    ...group.partitions.values(),
  ]);
  return partitions.filter(({ done }) => done.length > 0).length;
}

/**
 * Makes a change and runs. Where a step cannot be carried out any more, because what it needs does not come
 * without what was changed, the run is made again: a wait takes its whole time, an impossible step is left
 * out.
 *
 * @param each is called before each run
 */
export function* tryChange(
  input: RunInput,
  change: Change,
  base: Observed,
  wanted: Finding,
  limits: TrialLimits,
): Generator<Change, Trial> {
  let allowance = NO_ALLOWANCE;
  for (let attempt = 1; ; attempt++) {
    yield change;
    const observed = observe(changedInput(input, change, allowance), limits);
    if (observed === null) return { change, allowance, verdict: "refused", acked: 0, committed: 0 };
    const { acked, committed, result } = observed;
    const { inconclusive } = result;
    if (inconclusive === null) {
      const judged = verdictOf(base, observed, wanted);
      const isHollow = change.kind !== "fault" && commitsLess(base, observed, wanted);
      const verdict = judged === "saves" && isHollow ? "costs" : judged;
      return { change, allowance, verdict, acked, committed };
    }
    const next = allow(input, change, allowance, inconclusive);
    if (next === null || attempt === limits.attempts) {
      return { change, allowance, verdict: "inconclusive", acked, committed };
    }
    allowance = next;
  }
}

/** What must be allowed for a run to get past the step at which it stopped; null when nothing helps. */
function allow(
  { scenario }: RunInput,
  change: Change,
  allowance: Allowance,
  stopped: Inconclusive,
): Allowance | null {
  if (stopped.reason === "impossible")
    return allowance.skips ? null : { ...allowance, skips: true };
  if (stopped.reason !== "wait") return null;
  const { steps, indices } = changedSteps(scenario, change, allowance);
  const index = indices[stopped.step];
  const step = steps[stopped.step];
  if (index === undefined || step === undefined || !("wait" in step)) return null;
  return { ...allowance, passed: [...allowance.passed, index] };
}

/** What a change has done, by what there was to see before and after it. */
export function verdictOf(before: Observed, after: Observed, wanted: Finding): Verdict {
  if (happensStill(after, wanted)) return "vain";
  const known = new Set(before.findings.map(signatureOf));
  const isNew = (finding: Finding): boolean => !known.has(signatureOf(finding));
  if (after.findings.some((finding) => isNew(finding) && isAsGrave(finding, wanted)))
    return "harms";
  const concerned = valuesOf(before.result, wanted);
  const areAcked = concerned.length > 0 && concerned.every((value) => after.ackedValues.has(value));
  return areAcked || after.acked >= before.acked ? "saves" : "costs";
}

/** Whether it happens: the same finding, or for what became of records that it became of any. */
function happensStill({ result, findings }: Observed, wanted: Finding): boolean {
  if (LOSSES.includes(wanted.invariant) && valuesOf(result, wanted).length > 0) return true;
  const signature = signatureOf(wanted);
  return findings.some(
    (finding) =>
      signatureOf(finding) === signature ||
      (isOfRecords(wanted) && finding.invariant === wanted.invariant),
  );
}

/** Whether an offset is kept only because nobody commits it. A run without a fault may just be shorter. */
function commitsLess(before: Observed, after: Observed, { invariant }: Finding): boolean {
  return invariant === "committed-offset-durability" && after.committed < before.committed;
}

/** Records that are gone: a broken promise, and what became of them. */
const LOSSES: readonly string[] = ["lost", "ack-durability"];

function isOfRecords({ invariant }: Finding): boolean {
  return fateOf(invariant) !== null;
}

/** Whether one is as bad as the other: a bug of the software is worse than what its settings allow. */
function isAsGrave(finding: Finding, wanted: Finding): boolean {
  if (isBug(finding) !== isBug(wanted)) return isBug(finding);
  return gravityOf(finding) <= gravityOf(wanted);
}

function isBug({ class: judged }: Finding): boolean {
  return judged === "protocol bug" || judged === "simulator bug";
}

function gravityOf({ invariant }: Finding): number {
  const place = (GRAVITY as readonly string[]).indexOf(invariant);
  return place < 0 ? GRAVITY.length : place;
}

/** Values of the records that a finding is about; none when it is about no records. */
function valuesOf({ report }: RunResult, { invariant }: Finding): readonly string[] {
  const { ledger, groups } = report;
  const outcomes = {
    lost: [...ledger.lost, ...ledger.lostUnacknowledged],
    duplicated: ledger.duplicated,
    reordered: ledger.reordered,
    "processed-twice": groups.processedTwice,
    "never-processed": groups.neverProcessed,
    overwritten: groups.overwritten,
  };
  const fate = fateOf(invariant);
  return fate === null ? [] : outcomes[fate].map(({ value }) => value);
}

const FATES = [
  "lost",
  "duplicated",
  "reordered",
  "processed-twice",
  "never-processed",
  "overwritten",
] as const;

function fateOf(invariant: string): (typeof FATES)[number] | null {
  if (invariant === "ack-durability") return "lost";
  return FATES.find((fate) => fate === invariant) ?? null;
}
