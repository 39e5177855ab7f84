import type { RecordOutcome, RunResult, Violation } from "../../sim/index.ts";

/** What a run did that a matcher forbids. */
export interface Judgement {
  /** How many things; none: the run is as wanted. */
  readonly count: number;
  /** What became of records, in the order in which it is told. */
  readonly outcomes: readonly RecordOutcome[];
  readonly violations: readonly Violation[];
  /** Expectations that were not met, by their places in the result. */
  readonly unmet: readonly number[];
}

export type Judge = (result: RunResult) => Judgement;

const NOTHING: Judgement = { count: 0, outcomes: [], violations: [], unmet: [] };

function ofOutcomes(outcomes: readonly RecordOutcome[]): Judgement {
  return { ...NOTHING, count: outcomes.length, outcomes };
}

/** By what is told of them. */
export const JUDGES = {
  lost: ({ report }) => ofOutcomes(report.ledger.lost),
  duplicated: ({ report }) => ofOutcomes(report.ledger.duplicated),
  reordered: ({ report }) => ofOutcomes(report.ledger.reordered),
  neverProcessed: ({ report }) => ofOutcomes(report.groups.neverProcessed),
  processedTwice: ({ report }) => ofOutcomes(report.groups.processedTwice),
  bugs: ({ report }) => {
    const { ledger, groups } = report;
    const outcomes = [
      ...ledger.lost,
      ...ledger.lostUnacknowledged,
      ...ledger.duplicated,
      ...ledger.reordered,
      ...groups.neverProcessed,
      ...groups.processedTwice,
      ...groups.overwritten,
    ].filter(isBug);
    const violations = report.violations.filter(isBug);
    return { ...NOTHING, count: outcomes.length + violations.length, outcomes, violations };
  },
  unmet: ({ expectations, unexpected }) => {
    const unmet = expectations.flatMap(({ met }, i) => (met ? [] : [i]));
    return { ...NOTHING, count: unmet.length + unexpected.length, unmet, violations: unexpected };
  },
} satisfies Readonly<Record<string, Judge>>;

export type JudgeName = keyof typeof JUDGES;

function isBug({ class: judged }: Pick<Violation, "class">): boolean {
  return judged === "protocol bug" || judged === "simulator bug";
}
