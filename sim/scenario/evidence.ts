import type { Micros } from "../kernel/time.ts";

/** What the accounts of a run say, as far as expectations ask. */
export interface Evidence {
  /** Values of acknowledged records that are on no replica. */
  readonly lost: readonly string[];
  /** Values of records that nobody promised to keep and that are on no replica. */
  readonly lostUnacknowledged: readonly string[];
  /** Values that are in the final log more than once. */
  readonly duplicated: readonly string[];
  /** Values behind one in the final log that the same producer sent later. */
  readonly reordered: readonly string[];
  /** Time without a leader that answers, in all, by partition. */
  readonly unavailableUs: Readonly<Record<string, Micros>>;
  /** Values of records of which the outside system had the effect more than once. */
  readonly processedTwice: readonly string[];
  /** By group, values of records that it could read and none of its members processed. */
  readonly neverProcessed: Readonly<Record<string, readonly string[]>>;
  /** Keys of which the outside system has the effect of an older record in the end. */
  readonly overwritten: readonly string[];
  readonly unconsumed: readonly UnconsumedWindow[];
  /** Names of the violated invariants. */
  readonly violations: readonly string[];
}

/** A time in which nobody of a group consumed a partition. */
export interface UnconsumedWindow {
  readonly group: string;
  readonly partition: string;
  readonly fromUs: Micros;
  /** The end of the run, where nobody ever did again. */
  readonly toUs: Micros;
}
