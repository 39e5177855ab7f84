import type { GroupOutcome } from "../../check/groups/group-accounts.ts";
import type { RecordOutcome, RecordStatus } from "../../check/record-outcome.ts";
import type { OutcomeClass, ToldOf } from "../../check/told.ts";
import type { Violation } from "../../check/violation.ts";
import { valuesText } from "../../scenario/values.ts";
import type { Finding } from "../hunt/outcome.ts";
import type { RunResult } from "../run-result.ts";
import type { HappenedTold } from "./said.ts";

/** Something bad that came of a run, and the chain of events that made it so. Plain data. */
export interface Chain {
  /** `lost`, `duplicated`…, or the name of a broken invariant: as of a finding. */
  readonly invariant: string;
  readonly class: OutcomeClass;
  readonly fix: string | null;
  /** Empty when it is of no single partition. */
  readonly partition: string;
  /** Of the records that had the same fate in the same way, one after another; none for invariants. */
  readonly values: readonly string[];
  readonly offsets: readonly number[];
  /** Of the first record; null for invariants. */
  readonly status: RecordStatus | null;
  readonly happened: HappenedTold;
  /** How it came about with the first of them: each with its event, and last, of none, how it is judged. */
  readonly why: readonly ToldOf[];
}

type Fate =
  | "lost"
  | "lostUnacknowledged"
  | "duplicated"
  | "reordered"
  | "processed-twice"
  | "never-processed"
  | "overwritten";

/**
 * Everything bad that came of a run, the gravest first, each with the chain of events that made it so.
 * Records next to each other that met the same fate in the same way are told once, and a broken invariant
 * only when it is a bug that no fate of a record tells.
 */
export function chainsOf({ report }: RunResult): readonly Chain[] {
  const { ledger, groups, violations } = report;
  const ofRecords = [
    ...chainsOfFate("lost", ledger.lost),
    ...chainsOfFate("never-processed", groups.neverProcessed),
    ...chainsOfFate("lostUnacknowledged", ledger.lostUnacknowledged),
    ...chainsOfFate("duplicated", ledger.duplicated),
    ...chainsOfFate("reordered", ledger.reordered),
    ...chainsOfFate("processed-twice", groups.processedTwice),
    ...chainsOfFate("overwritten", groups.overwritten),
  ];
  const bugs = violations.filter(({ class: judged }) => judged.endsWith("bug"));
  const untold = bugs.filter((violation) => !ofRecords.some((chain) => tells(chain, violation)));
  return [...ofRecords, ...untold.map(chainOfViolation)];
}

/** The chain of a finding, or else of the gravest that happened. Null when nothing went wrong. */
export function chainOf(result: RunResult, wanted: Finding): Chain | null {
  const chains = chainsOf(result);
  const invariant = wanted.invariant === "ack-durability" ? "lost" : wanted.invariant;
  const isWanted = (one: { readonly class: OutcomeClass; readonly fix: string | null }): boolean =>
    one.class === wanted.class && one.fix === wanted.fix;
  const named = chains.filter((chain) => chain.invariant === invariant);
  const exact = named.find(isWanted);
  if (exact !== undefined) return exact;
  const violation = result.report.violations.find(
    (one) => one.invariant === wanted.invariant && isWanted(one),
  );
  if (violation !== undefined) return chainOfViolation(violation);
  return named[0] ?? chains.find(isWanted) ?? chains[0] ?? null;
}

function chainsOfFate(
  fate: Fate,
  outcomes: readonly (RecordOutcome | GroupOutcome)[],
): readonly Chain[] {
  const runs: (RecordOutcome | GroupOutcome)[][] = [];
  for (const outcome of outcomes) {
    const last = runs.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && continues(before, outcome)) {
      last.push(outcome);
    } else runs.push([outcome]);
  }
  return runs.map((records) => {
    const [first] = records as [RecordOutcome | GroupOutcome];
    const { class: judged, fix, partition, status, why } = first;
    const values = records.map(({ value }) => value);
    return {
      invariant: fate === "lostUnacknowledged" ? "lost" : fate,
      class: judged,
      fix,
      partition,
      values,
      offsets: records.map(({ offset }) => offset),
      status,
      happened: happenedTold(fate, first, values),
      why,
    };
  });
}

function happenedTold(
  fate: Fate,
  first: RecordOutcome | GroupOutcome,
  all: readonly string[],
): HappenedTold {
  const told = { values: valuesText(all), count: all.length };
  switch (fate) {
    case "processed-twice":
    case "never-processed":
    case "overwritten": {
      const group = "group" in first ? first.group : "";
      return { code: `explain.${fate}`, args: { ...told, group } };
    }
    default:
      return { code: `explain.${fate}`, args: { ...told, partition: first.partition } };
  }
}

/** Whether two neighbours had the same fate in the same way. */
function continues(
  last: RecordOutcome | GroupOutcome,
  next: RecordOutcome | GroupOutcome,
): boolean {
  const groupOf = (outcome: RecordOutcome | GroupOutcome) =>
    "group" in outcome ? outcome.group : "";
  return (
    next.partition === last.partition &&
    groupOf(next) === groupOf(last) &&
    next.status === last.status &&
    next.class === last.class &&
    next.fix === last.fix &&
    codesOf(next) === codesOf(last)
  );
}

function codesOf({ why }: RecordOutcome): string {
  return why.map(({ code }) => code).join(" ");
}

function chainOfViolation(violation: Violation): Chain {
  const { invariant, class: judged, fix, subject, why } = violation;
  return {
    invariant,
    class: judged,
    fix,
    partition: subject,
    values: [],
    offsets: [],
    status: null,
    happened: { code: "explain.violated", args: { invariant } },
    why,
  };
}

/** Whether what became of a record says the same as a broken invariant. */
function tells(chain: Chain, { class: judged, fix, subject, told }: Violation): boolean {
  if (chain.class !== judged || chain.fix !== fix) return false;
  return (
    subject === chain.partition ||
    ("partition" in told.args && told.args.partition === chain.partition)
  );
}
