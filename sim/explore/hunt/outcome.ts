import type { Ledger } from "../../check/ledger.ts";
import type { OutcomeClass } from "../../check/told.ts";
import type { Scenario } from "../../scenario/types.ts";

/** One run that a search may make: a seed, and the scenario when it is not the one the swarm draws for it. */
export interface Candidate {
  readonly seed: string;
  readonly scenario: Scenario | null;
}

/** A way in which a run failed. Findings of one run with the same known fix are one: the gravest. */
export interface Finding {
  /**
   * Name of the invariant; of what became of records `lost`, `duplicated`, `reordered`, `processed-twice`,
   * `never-processed`, `overwritten`; `assertion` when the simulator stopped itself, `nondeterminism` when a
   * second run differed.
   */
  readonly invariant: string;
  readonly class: OutcomeClass;
  /** The KIP or the JIRA that repaired it in Kafka; null when none is known. */
  readonly fix: string | null;
  /** Event at which it showed; -1 when it is of no single one. */
  readonly event: number;
  /** Of an assertion: what must have held. */
  readonly message?: string;
}

/** How many records had which status. */
export type RecordCounts = Pick<Ledger, "sent" | "acked" | "failed" | "unknown" | "unacknowledged">;

/** What came of one candidate. Plain data of a few hundred bytes: workers send it back. */
export interface Outcome {
  readonly seed: string;
  readonly events: number;
  /** Whole milliseconds. */
  readonly virtualMs: number;
  readonly findings: readonly Finding[];
  /** Bugs that this search does not look for. */
  readonly besides: readonly Finding[];
  /** Why it came to no conclusion; null when it did. */
  readonly inconclusive: string | null;
  readonly records: RecordCounts;
  /** How many records were lost, by class; acks=0 included. */
  readonly lost: Readonly<Record<string, number>>;
  /** Names of the coverage marks that it reached. */
  readonly marks: readonly string[];
  /** What faults did: by kind, counts by name (`injected`, `leadersLost`…). */
  readonly faults: FaultCounts;
  /** Hashes of the abstract states that it went through; empty unless the strategy asks for them. */
  readonly states: readonly number[];
}

/** By kind of fault, what they did. Sums; adding two of them is how reports merge. */
export type FaultCounts = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Two findings with the same signature are the same failure. */
export function signatureOf({ invariant, class: outcome, fix, message }: Finding): string {
  const known = [fix, message ?? null].filter((part) => part !== null);
  return [invariant, outcome, ...known].join(" / ");
}
