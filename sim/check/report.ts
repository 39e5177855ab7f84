import { errorName } from "../kafka/errors.ts";
import { type Micros, US_PER_MS } from "../kernel/time.ts";
import type { Unavailability } from "./availability.ts";
import type { GroupAccount, GroupAccounts, GroupOutcome } from "./groups/group-accounts.ts";
import type { Ledger } from "./ledger.ts";
import type { ClusterModel } from "./model/cluster-model.ts";
import type { RecordOutcome } from "./record-outcome.ts";
import type { StoryLine } from "./story.ts";
import type { ToldOf } from "./told.ts";
import type { Violation } from "./violation.ts";

/** Everything the checks have to say of a run. */
export interface CheckReport {
  readonly ledger: Ledger;
  readonly unavailable: readonly Unavailability[];
  readonly groups: GroupAccounts;
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
    /** With more than one effect on the outside system, in one group. */
    readonly processedTwice: readonly GroupOutcomeJson[];
    /** A group has passed them, and none of its members processed them. */
    readonly neverProcessed: readonly GroupOutcomeJson[];
    /** The outside system ends with their effect for `key`, although it had that of a newer record. */
    readonly overwritten: readonly (GroupOutcomeJson & { readonly key: string })[];
  };
  readonly unavailable: readonly {
    readonly partition: string;
    readonly fromMs: number;
    readonly toMs: number;
  }[];
  /** When nobody of a group consumed a partition that somebody had consumed before. */
  readonly unconsumed: readonly {
    readonly group: string;
    readonly partition: string;
    readonly fromMs: number;
    readonly toMs: number;
  }[];
  readonly groups: readonly GroupJson[];
  readonly errors: Readonly<Record<string, number>>;
  readonly violations: readonly {
    readonly invariant: string;
    readonly event: number;
    readonly virtualMs: number;
    readonly class: string;
    readonly fix: string | null;
    readonly detail: string;
    /** What led to it, as far as that is known, and last the violation itself. */
    readonly chain: readonly LinkJson[];
    readonly count: number;
  }[];
}

/** Something that happened, and the event in which it did. */
export interface LinkJson {
  readonly event: number;
  readonly text: string;
}

export interface OutcomeJson {
  readonly partition: string;
  readonly offset: number;
  readonly value: string;
  readonly status: string;
  readonly class: string;
  readonly fix: string | null;
  readonly causes: readonly number[];
  /** What happened, and why it is judged so. */
  readonly why: string;
  /** What happened, sentence by sentence. */
  readonly chain: readonly LinkJson[];
}

export interface GroupOutcomeJson extends OutcomeJson {
  /** Of a consumer without one its name. */
  readonly group: string;
}

/** A consumer group. */
export interface GroupJson {
  readonly group: string;
  /** The newest; 0: there was none. */
  readonly generation: number;
  /** How many records had an effect. */
  readonly processed: number;
  /** Consumers that took themselves for owners in a generation that was over. */
  readonly staleOwners: readonly {
    readonly client: string;
    readonly partition: string;
    readonly generation: number;
    readonly owner: string;
    readonly ownerGeneration: number;
    readonly fromMs: number;
    readonly toMs: number;
  }[];
  /** Committed offsets that went back, or away (`to` -1), or were set from outside the group. */
  readonly offsetChanges: readonly {
    readonly partition: string;
    readonly from: number;
    readonly to: number;
    /** `committed` (by `client`; null: from outside), `expired`, `deleted`, `lost`. */
    readonly cause: string;
    readonly client: string | null;
    readonly event: number;
    readonly virtualMs: number;
    readonly class: string;
  }[];
}

/**
 * The report for machines.
 * @param say makes the sentences
 * @param separator stands between two of them
 */
export function reportJson(report: CheckReport, say: Sayer, separator = " "): ReportJson {
  const { ledger, groups, endUs } = report;
  const groupOutcome = (outcome: GroupOutcome): GroupOutcomeJson => {
    return { group: outcome.group, ...outcomeJson(outcome, say, separator) };
  };
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
      processedTwice: groups.processedTwice.map(groupOutcome),
      neverProcessed: groups.neverProcessed.map(groupOutcome),
      overwritten: groups.overwritten.map((outcome) => {
        return { ...groupOutcome(outcome), key: outcome.key };
      }),
    },
    unavailable: report.unavailable.map(({ partition, fromUs, toUs }) => ({
      partition,
      fromMs: fromUs / US_PER_MS,
      toMs: (toUs ?? endUs) / US_PER_MS,
    })),
    unconsumed: groups.unconsumed.map(({ group, partition, fromUs, toUs }) => ({
      group,
      partition,
      fromMs: fromUs / US_PER_MS,
      toMs: (toUs ?? endUs) / US_PER_MS,
    })),
    groups: groups.groups.map((account) => groupJson(account, endUs)),
    errors: report.errors,
    violations: report.violations.map(
      ({ invariant, event, timeUs, class: outcome, fix, told, why, count }) => ({
        invariant,
        event,
        virtualMs: timeUs / US_PER_MS,
        class: outcome,
        fix,
        detail: say(told),
        chain: chainJson(why, say),
        count,
      }),
    ),
  };
}

function groupJson(account: GroupAccount, endUs: Micros): GroupJson {
  const { group, generation, processed, staleOwners, offsetChanges } = account;
  return {
    group,
    generation,
    processed,
    staleOwners: staleOwners.map(({ event: _, fromUs, toUs, ...stale }) => ({
      ...stale,
      fromMs: fromUs / US_PER_MS,
      toMs: (toUs ?? endUs) / US_PER_MS,
    })),
    offsetChanges: offsetChanges.map(({ timeUs, ...change }) => ({
      ...change,
      virtualMs: timeUs / US_PER_MS,
    })),
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
    chain: chainJson(why, say),
  };
}

/** What happened: all that is said of events. */
function chainJson(why: readonly ToldOf[], say: Sayer): readonly LinkJson[] {
  return why
    .filter(({ event }) => event >= 0)
    .map(({ event, ...told }) => ({ event, text: say(told) }));
}
