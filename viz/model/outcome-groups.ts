import { valuesRangesText } from "../../sim/check/ranges-text.ts";
import type { RecordOutcomeView } from "./run-view.ts";

/** Neighbours in one partition that met the same fate in the same way. */
export interface OutcomeGroup {
  readonly first: RecordOutcomeView;
  readonly count: number;
  /** `r7..r9`. */
  readonly values: string;
  /** `7..9`; a dash where no offset is known. */
  readonly offsets: string;
}

/** Tells neighbours together, so that hundreds of records lost at once are told of once. */
export function groupOutcomes(outcomes: readonly RecordOutcomeView[]): OutcomeGroup[] {
  const groups: RecordOutcomeView[][] = [];
  for (const outcome of outcomes) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && continues(last, outcome)) group.push(outcome);
    else groups.push([outcome]);
  }
  return groups.map((members) => {
    const first = members[0] as RecordOutcomeView;
    const values = valuesRangesText(members.map(({ value }) => value));
    return { first, count: members.length, values, offsets: offsetsText(members) };
  });
}

function continues(last: RecordOutcomeView, next: RecordOutcomeView): boolean {
  const follows = next.offset === last.offset + 1 || (next.offset === -1 && last.offset === -1);
  return (
    follows &&
    next.group === last.group &&
    next.partition === last.partition &&
    next.status === last.status &&
    next.class === last.class &&
    next.fix === last.fix &&
    next.chain === last.chain
  );
}

function offsetsText(members: readonly RecordOutcomeView[]): string {
  const first = members[0]?.offset ?? -1;
  const last = members.at(-1)?.offset ?? -1;
  if (first < 0) return "–";
  return first === last ? `${first}` : `${first}..${last}`;
}
