import type { RecordEntry } from "./accounts.ts";
import type { Verdict } from "./classify.ts";
import type { LossExplanation } from "./explain-loss.ts";
import type { OutcomeClass, ToldOf } from "./told.ts";

/** What a producer was told of a record; `pending`: nothing until the end. */
export type RecordStatus = "pending" | "acked" | "failed" | "unknown" | "unacknowledged";

/** By the numbers of RECORD_STATUS. */
export const RECORD_STATUS_NAMES: readonly RecordStatus[] = [
  "pending",
  "acked",
  "failed",
  "unknown",
  "unacknowledged",
];

export function statusName(status: number): RecordStatus {
  return RECORD_STATUS_NAMES[status] ?? "pending";
}

/** Something that became of a record, with the events that led to it and how it is to be judged. */
export interface RecordOutcome {
  readonly record: number;
  readonly partition: string;
  /** -1: unknown. */
  readonly offset: number;
  readonly value: string;
  readonly status: RecordStatus;
  readonly class: OutcomeClass;
  /** The KIP or the JIRA that repaired the flaw of the protocol; null when none is known. */
  readonly fix: string | null;
  /** Indices of events, oldest first. */
  readonly causes: readonly number[];
  /** What happened, in order, each with its event; and last, of no event, why it is judged so. */
  readonly why: readonly ToldOf[];
}

/** What became of a record, by a verdict, and how. */
export function outcomeOf(
  record: RecordEntry,
  { class: judged, fix, reason }: Pick<Verdict, "class" | "fix" | "reason">,
  { causes, why }: LossExplanation,
  offset = record.offset,
): RecordOutcome {
  return {
    record: record.id,
    partition: record.partition?.name ?? "",
    offset,
    value: record.value,
    status: statusName(record.status),
    class: judged,
    fix,
    causes,
    why: [...why, { event: -1, ...reason }],
  };
}
