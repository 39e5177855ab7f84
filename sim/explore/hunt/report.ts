import type { OutcomeClass } from "../../check/told.ts";
import type { FaultKind } from "../../faults/plan.ts";
import type { Settings } from "../../scenario/resolve.ts";
import type { Localized, Scenario } from "../../scenario/types.ts";
import type { RunJson } from "../run-json.ts";
import type { ShrinkSizes } from "../shrink/sizes.ts";
import type { StrategyName } from "../strategies/strategy.ts";
import type { FaultCounts, RecordCounts } from "./outcome.ts";
import type { Find, SeedRange } from "./plan.ts";

/** Sizes of the run as it was found, and as it was left. */
export interface Removed {
  readonly before: ShrinkSizes;
  readonly after: ShrinkSizes;
}

/** One way to fail, shown by the lowest seed that did, shrunk. */
export interface Failure {
  readonly seed: string;
  readonly signature: string;
  readonly invariant: string;
  readonly class: OutcomeClass;
  readonly fix: string | null;
  /** Of an assertion: what must have held. */
  readonly message: string | null;
  /** How many seeds failed in this way. */
  readonly seeds: number;
  /** Of the shrunk scenario. */
  readonly steps: number;
  readonly removed: Removed;
  /** Runs that shrinking and explaining took. */
  readonly tries: number;
  readonly scenario: Scenario;
  /** The shrunk run; null when the simulator stopped itself in it. */
  readonly run: RunJson | null;
  readonly link: string;
  /** Why, and what would have saved it, in one paragraph. */
  readonly explanation: Localized;
}

/** A bug that the search did not look for, and that some of its runs showed. */
export interface Beside {
  /** The lowest that showed it. */
  readonly seed: string;
  readonly signature: string;
  readonly invariant: string;
  readonly class: OutcomeClass;
  readonly fix: string | null;
  /** How many seeds showed it. */
  readonly seeds: number;
}

/** Where a search looked, besides the seeds. */
export interface SpaceJson {
  /** The scenario whose cluster and clients stood as they are; null: they were drawn. */
  readonly base: { readonly id: string; readonly hash: string } | null;
  readonly faults: readonly FaultKind[];
}

/** Abstract states that runs went through. */
export interface StatesJson {
  readonly seen: number;
  /** The Good-Turing estimate of the chance that one more run shows a new one, of 1000. */
  readonly newPerMille: number;
}

/**
 * What a search found: `hunt --json`. It does not depend on the number of workers, and reports of
 * contiguous ranges of seeds merge to that of the whole. All numbers are integers.
 */
export interface HuntReport {
  readonly highwater: string;
  readonly engine: string;
  readonly era: string;
  readonly settings: Settings;
  readonly space: SpaceJson;
  readonly strategy: StrategyName;
  readonly find: Find;
  readonly checkDeterminism: boolean;
  readonly seeds: SeedRange;
  readonly runs: number;
  /** In all runs. */
  readonly events: number;
  readonly virtualMs: number;
  /** By seed, then by signature. */
  readonly failures: readonly Failure[];
  /** By seed, then by signature. */
  readonly besides: readonly Beside[];
  /** How many runs came to no conclusion, by reason. */
  readonly inconclusive: Readonly<Record<string, number>>;
  readonly records: RecordCounts;
  /** Lost records by class, every class. */
  readonly lost: Readonly<Record<OutcomeClass, number>>;
  /** How many runs reached a coverage mark, every mark. */
  readonly marks: Readonly<Record<string, number>>;
  readonly faults: FaultCounts;
  /** Null unless the strategy goes by them, and after a merge: what two searches saw may be the same. */
  readonly states: StatesJson | null;
}
