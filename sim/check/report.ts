import { errorName } from "../kafka/errors.ts";
import { US_PER_MS } from "../kernel/time.ts";
import type { Unavailability } from "./availability.ts";
import type { Ledger } from "./ledger.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { RecordOutcome } from "./record-outcome.ts";
import type { StoryLine } from "./story.ts";
import type { Violation } from "./violation.ts";

/** Everything the checks have to say of a run. */
export interface CheckReport {
  readonly ledger: Ledger;
  readonly unavailable: readonly Unavailability[];
  /** How often clients met errors, by Kafka's names. */
  readonly errors: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  /** Partitions whose running replicas hold different records below their high watermarks. */
  readonly diverged: readonly string[];
  readonly story: readonly StoryLine[];
  /** Virtual time at the end, microseconds. */
  readonly endUs: number;
}

/** Errors by name, in alphabetical order. */
export function errorCounts(model: ClusterModel): Readonly<Record<string, number>> {
  const counts = [...model.clients.errors].map(
    ([code, count]) => [errorName(code), count] as const,
  );
  return Object.fromEntries(counts.sort(([x], [y]) => (x < y ? -1 : 1)));
}

/** How a code with its arguments becomes a sentence; several are joined. */
export type Sayer = (told: { readonly code: string; readonly args: object }) => string;

/** The part of the machine-readable outcome that the checks account for. */
export interface ReportJson {
  readonly records: {
    readonly sent: number;
    readonly acked: number;
    readonly failed: number;
    readonly unknown: number;
    readonly unacknowledged: number;
    /** Those that nobody promised to keep included; `status` tells them apart. */
    readonly lost: readonly OutcomeJson[];
    /** Handed to a producer that died before it sent them; `unknown` counts them. */
    readonly unsent: readonly OutcomeJson[];
    /** Written or not, nobody was told; `offset` says where they are. `unknown` counts them. */
    readonly ambiguous: readonly OutcomeJson[];
    readonly duplicated: readonly OutcomeJson[];
    readonly reordered: readonly OutcomeJson[];
  };
  readonly unavailable: readonly {
    readonly partition: string;
    readonly fromMs: number;
    readonly toMs: number;
  }[];
  readonly errors: Readonly<Record<string, number>>;
  readonly violations: readonly {
    readonly invariant: string;
    readonly event: number;
    readonly virtualMs: number;
    readonly class: string;
    readonly fix: string | null;
    readonly detail: string;
    readonly count: number;
  }[];
}

export interface OutcomeJson {
  readonly partition: string;
  readonly offset: number;
  readonly value: string;
  readonly status: string;
  readonly class: string;
  readonly fix: string | null;
  readonly causes: readonly number[];
  readonly why: string;
}

/**
 * The report for machines.
 * @param say makes the sentences
 * @param separator stands between two of them
 */
export function reportJson(report: CheckReport, say: Sayer, separator = " "): ReportJson {
  const { ledger, endUs } = report;
  const { sent, acked, failed, unknown, unacknowledged } = ledger;
  const lost = [...ledger.lost, ...ledger.lostUnacknowledged].sort((x, y) => x.record - y.record);
  return {
    records: {
      sent,
      acked,
      failed,
      unknown,
      unacknowledged,
      lost: lost.map((outcome) => outcomeJson(outcome, say, separator)),
      unsent: ledger.unsent.map((outcome) => outcomeJson(outcome, say, separator)),
      ambiguous: ledger.ambiguous.map((outcome) => outcomeJson(outcome, say, separator)),
      duplicated: ledger.duplicated.map((outcome) => outcomeJson(outcome, say, separator)),
      reordered: ledger.reordered.map((outcome) => outcomeJson(outcome, say, separator)),
    },
    unavailable: report.unavailable.map(({ partition, fromUs, toUs }) => ({
      partition,
      fromMs: fromUs / US_PER_MS,
      toMs: (toUs ?? endUs) / US_PER_MS,
    })),
    errors: report.errors,
    violations: report.violations.map(
      ({ invariant, event, timeUs, class: outcome, fix, told, count }) => ({
        invariant,
        event,
        virtualMs: timeUs / US_PER_MS,
        class: outcome,
        fix,
        detail: say(told),
        count,
      }),
    ),
  };
}

function outcomeJson(outcome: RecordOutcome, say: Sayer, separator: string): OutcomeJson {
  const { partition, offset, value, status, class: judged, fix, causes, why } = outcome;
  return {
    partition,
    offset,
    value,
    status,
    class: judged,
    fix,
    causes,
    why: why.map(say).join(separator),
  };
}
