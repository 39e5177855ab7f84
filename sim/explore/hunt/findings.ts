import type { InvariantName, OutcomeClass } from "../../check/told.ts";
import type { RunResult } from "../run-result.ts";
import type { Finding } from "./outcome.ts";
import type { Find } from "./plan.ts";

/** What became of records, beside the invariants. */
const RECORD_FINDINGS = [
  "lost",
  "never-processed",
  "duplicated",
  "reordered",
  "processed-twice",
  "overwritten",
] as const;

export type FindingName =
  | InvariantName
  | (typeof RECORD_FINDINGS)[number]
  | "assertion"
  | "nondeterminism";

/** Everything that can be found, the gravest first: what users lose, then what would lead to it. */
export const GRAVITY: readonly FindingName[] = [
  "ack-durability",
  "lost",
  "committed-offset-durability",
  "min-insync-replicas",
  "never-processed",
  "consistent-read",
  "leader-completeness",
  "log-matching",
  "offset-order",
  "idempotence",
  "duplicated",
  "reordered",
  "failed-records",
  "strong-isr",
  "weak-isr",
  "hw-monotone",
  "one-leader-per-epoch",
  "convergence",
  "materialized-state",
  "group-exclusivity",
  "assignment-completeness",
  "committed-offset-monotonicity",
  "processed-twice",
  "overwritten",
  "epoch-cache-order",
  "log-order",
  "maximal-isr",
  "fetcher-state",
  "registry-state",
  "assertion",
  "nondeterminism",
];

/** An outcome of a record says the same as the broken promise about it. */
const SAID_BY: Readonly<Record<string, readonly FindingName[]>> = {
  lost: ["ack-durability"],
  duplicated: ["idempotence"],
  reordered: ["idempotence"],
};

/** What is about the safety of records, and not about their order, their number, or how long things take. */
const DURABILITY: readonly FindingName[] = [
  "ack-durability",
  "lost",
  "committed-offset-durability",
  "min-insync-replicas",
  "consistent-read",
  "leader-completeness",
  "log-matching",
  "offset-order",
  "strong-isr",
  "weak-isr",
  "hw-monotone",
  "one-leader-per-epoch",
  "materialized-state",
  "epoch-cache-order",
  "log-order",
  "registry-state",
];

const BUGS: readonly OutcomeClass[] = ["protocol bug", "simulator bug"];

/**
 * In how many different ways a run failed, the gravest first. Whatever the same known flaw broke is one
 * finding, named by the gravest; without a known fix each broken invariant is one.
 */
export function findingsOf(result: RunResult, find: Find): readonly Finding[] {
  return inWays(allOf(result).filter((finding) => counts(finding, find)));
}

/** In how many ways a run went wrong that do not count, whatever broke them: bugs that are not looked for. */
export function besidesOf(result: RunResult, find: Find): readonly Finding[] {
  const counted = new Set(findingsOf(result, find).map(keyOf));
  const others = allOf(result).filter((each) => isBug(each) && !counts(each, find));
  return inWays(others).filter((each) => !counted.has(keyOf(each)));
}

function counts(finding: Finding, find: Find): boolean {
  if (find === "all") return true;
  if (find === "bugs" || finding.class === "simulator bug") return isBug(finding);
  return isBug(finding) && (DURABILITY as readonly string[]).includes(finding.invariant);
}

function isBug({ class: judged }: Finding): boolean {
  return BUGS.includes(judged);
}

function allOf(result: RunResult): readonly Finding[] {
  return [...brokenInvariants(result), ...recordOutcomes(result)];
}

function inWays(findings: readonly Finding[]): readonly Finding[] {
  const byFlaw = new Map<string, Finding>();
  for (const finding of [...findings].sort(byGravity)) {
    const key = keyOf(finding);
    const isSaid = saying(finding).some((key) => byFlaw.has(key));
    if (!byFlaw.has(key) && !isSaid) byFlaw.set(key, finding);
  }
  return [...byFlaw.values()];
}

function keyOf({ invariant, class: judged, fix }: Omit<Finding, "event">): string {
  return fix === null ? `${judged} ${invariant}` : `${judged} ${fix}`;
}

/** Keys of the findings that make this one superfluous. */
function saying(finding: Finding): readonly string[] {
  const names = SAID_BY[finding.invariant] ?? [];
  return names.map((invariant) => keyOf({ ...finding, invariant }));
}

function byGravity(x: Finding, y: Finding): number {
  return gravityOf(x.invariant) - gravityOf(y.invariant) || x.event - y.event;
}

function gravityOf(invariant: string): number {
  const place = (GRAVITY as readonly string[]).indexOf(invariant);
  return place < 0 ? GRAVITY.length : place;
}

function brokenInvariants({ report }: RunResult): readonly Finding[] {
  return report.violations.map(({ invariant, class: judged, fix, event }) => ({
    invariant,
    class: judged,
    fix,
    event,
  }));
}

function recordOutcomes({ report }: RunResult): readonly Finding[] {
  const { ledger, groups } = report;
  const named = (invariant: FindingName, outcomes: readonly Judged[]): readonly Finding[] =>
    outcomes.map(({ class: judged, fix, causes }) => ({
      invariant,
      class: judged,
      fix,
      event: causes.at(-1) ?? -1,
    }));
  return [
    ...named("lost", [...ledger.lost, ...ledger.lostUnacknowledged]),
    ...named("duplicated", ledger.duplicated),
    ...named("reordered", ledger.reordered),
    ...named("processed-twice", groups.processedTwice),
    ...named("never-processed", groups.neverProcessed),
    ...named("overwritten", groups.overwritten),
  ];
}

interface Judged {
  readonly class: OutcomeClass;
  readonly fix: string | null;
  readonly causes: readonly number[];
}
