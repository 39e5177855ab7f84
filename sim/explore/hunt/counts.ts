import type { OutcomeClass } from "../../check/told.ts";
import { FAULT_KINDS } from "../../faults/plan.ts";
import type { FaultCounts, RecordCounts } from "./outcome.ts";

export type Counts = Readonly<Record<string, number>>;

export const NO_RECORDS: RecordCounts = {
  sent: 0,
  acked: 0,
  failed: 0,
  unknown: 0,
  unacknowledged: 0,
};

export const NO_LOSSES: Readonly<Record<OutcomeClass, number>> = {
  "allowed by configuration": 0,
  "operator choice": 0,
  "beyond the guarantee": 0,
  "protocol bug": 0,
  "simulator bug": 0,
};

/** Adds the counts of `added` to those of the same names, and puts new names behind. */
export function addCounts<T extends Counts>(sums: T, added: Counts): T {
  const all: Record<string, number> = { ...sums };
  for (const [name, count] of Object.entries(added)) all[name] = (all[name] ?? 0) + count;
  return all as T;
}

/** The same counts by name, so that the order in which they were met does not show. */
export function sortedCounts(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).sort(([x], [y]) => (x < y ? -1 : 1)));
}

export function addFaults(sums: FaultCounts, added: FaultCounts): FaultCounts {
  const all: Record<string, Counts> = { ...sums };
  for (const [kind, counts] of Object.entries(added)) {
    all[kind] = addCounts(all[kind] ?? {}, counts);
  }
  return all;
}

/** Kinds of faults in the order in which they are known, each with its counts by name. */
export function sortedFaults(faults: FaultCounts): FaultCounts {
  const known: readonly string[] = FAULT_KINDS;
  const others = Object.keys(faults).filter((kind) => !known.includes(kind));
  const kinds = [...known, ...others.sort()];
  return Object.fromEntries(
    kinds.flatMap((kind) => {
      const counts = faults[kind];
      return counts === undefined ? [] : [[kind, sortedCounts(counts)] as const];
    }),
  );
}
