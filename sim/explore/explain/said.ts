import type { FaultName } from "../../scenario/step-troubles.ts";

/** Arguments of what is said of a run that went wrong and of what would have saved it, by code. */
export interface ExplainArguments {
  // What happened. `values`: `r7..r9`; `count`: how many records that are.
  "explain.lost": { values: string; count: number; partition: string };
  "explain.lostUnacknowledged": { values: string; count: number; partition: string };
  "explain.duplicated": { values: string; count: number; partition: string };
  "explain.reordered": { values: string; count: number; partition: string };
  "explain.processed-twice": { values: string; count: number; group: string };
  "explain.never-processed": { values: string; count: number; group: string };
  "explain.overwritten": { values: string; count: number; group: string };
  "explain.violated": { invariant: string };
  /** What follows is told of one of several records. */
  "explain.first": { value: string };

  // One thing that might have been otherwise.
  /** `settings`: `acks=all`, or several with commas between. */
  "change.settings": { settings: string };
  /** A behaviour of a later version; `source` is the KIP or the JIRA, or empty. */
  "change.switch": { setting: string; source: string };
  /** `fault` is the name of the scenario's step, `step` its number from 1; `targets` may be empty. */
  "change.fault": { fault: FaultName; targets: string; step: number };
  "change.replication": { factor: number };
  "change.era": { era: string };
}

export type ExplainCode = keyof ExplainArguments;

/** Something said: a code and its arguments. */
export type ExplainTold<C extends ExplainCode = ExplainCode> = {
  readonly [K in C]: { readonly code: K; readonly args: Readonly<ExplainArguments[K]> };
}[C];

export type ChangeCode = Extract<ExplainCode, `change.${string}`>;
export type ChangeTold = ExplainTold<ChangeCode>;
export type HappenedTold = ExplainTold<Exclude<ExplainCode, ChangeCode | "explain.first">>;
