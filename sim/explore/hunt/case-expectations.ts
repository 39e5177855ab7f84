import type { Expectation, ExpectationBody, Localized, Values } from "../../scenario/types.ts";
import { expandValues, valuesText } from "../../scenario/values.ts";
import type { ChangeTold } from "../explain/said.ts";
import type { RunResult } from "../run-result.ts";
import type { CaseTold } from "./told.ts";

/** What a code says, in both languages. */
export type Say = (told: CaseTold | ChangeTold) => Localized;

/** Something that a run can be expected to come to. */
interface Expected {
  /** What came of a run in this respect: values of records, keys, names of invariants. */
  readonly found: (result: RunResult) => readonly string[];
  readonly body: (found: Values) => ExpectationBody;
  readonly told: (found: string) => CaseTold;
}

const VIOLATIONS: Expected = {
  found: ({ report }) => report.violations.map(({ invariant }) => invariant),
  body: (names) => ({ violations: expandValues(names) ?? [] }),
  told: (names) => ({ code: "case.violations", args: { names } }),
};

const OUTCOMES: readonly Expected[] = [
  {
    found: ({ report }) => report.ledger.lost.map(({ value }) => value),
    body: (lost) => ({ lost }),
    told: (values) => ({ code: "case.lost", args: { values } }),
  },
  {
    found: ({ report }) => report.ledger.lostUnacknowledged.map(({ value }) => value),
    body: (lostUnacknowledged) => ({ lostUnacknowledged }),
    told: (values) => ({ code: "case.lostUnacknowledged", args: { values } }),
  },
  {
    found: ({ report }) => report.ledger.duplicated.map(({ value }) => value),
    body: (duplicated) => ({ duplicated }),
    told: (values) => ({ code: "case.duplicated", args: { values } }),
  },
  {
    found: ({ report }) => report.ledger.reordered.map(({ value }) => value),
    body: (reordered) => ({ reordered }),
    told: (values) => ({ code: "case.reordered", args: { values } }),
  },
  {
    found: ({ report }) => report.groups.processedTwice.map(({ value }) => value),
    body: (processedTwice) => ({ processedTwice }),
    told: (values) => ({ code: "case.processedTwice", args: { values } }),
  },
  {
    found: ({ report }) => report.groups.overwritten.map(({ key }) => key),
    body: (overwritten) => ({ overwritten }),
    told: (keys) => ({ code: "case.overwritten", args: { keys } }),
  },
];

/** Everything that went wrong in a run. */
export function whatWentWrong(result: RunResult): readonly Expected[] {
  const groups = result.report.groups.neverProcessed.map(({ group }) => group);
  const all = [VIOLATIONS, ...OUTCOMES, ...[...new Set(groups)].map(neverProcessed)];
  return all.filter(({ found }) => found(result).length > 0);
}

/** Expectations that hold for a run: in each respect what came of it, which may be nothing. */
export function expectationsFor(
  respects: readonly Expected[],
  result: RunResult,
  say: Say,
): readonly Expectation[] {
  return respects.map(({ found, body, told }) => {
    const values = [...new Set(found(result))];
    return { ...body(written(values)), text: say(told(valuesText(values))) };
  });
}

function neverProcessed(group: string): Expected {
  return {
    found: ({ report }) =>
      report.groups.neverProcessed.filter((one) => one.group === group).map(({ value }) => value),
    body: (values) => ({ neverProcessed: values, group }),
    told: (values) => ({ code: "case.neverProcessed", args: { values, group } }),
  };
}

/** The shortest way to write values that names the same ones. */
function written(values: readonly string[]): Values {
  const text = valuesText(values);
  const meant = expandValues(text);
  return meant !== null && meant.length === values.length && values.length > 2 ? text : values;
}
