import type { Condition, RecordStatusName } from "./types-conditions.ts";
import type { Duration, HostRef, Localized, Values } from "./types-parts.ts";

/** Messages of one kind, by its name: `zookeeper.watch-event`, `FetchRequest`… */
export interface CountedMessages {
  readonly message: string;
  readonly from?: HostRef | readonly HostRef[];
  readonly to?: HostRef | readonly HostRef[];
  /** Only those that arrived later than the first event after which this held. */
  readonly after?: Condition;
}

/** What must come of a run. `text` says it for people. */
export type Expectation = ExpectationBody & { readonly text: Localized };

export type ExpectationBody =
  /** Exactly these records are missing from the final leader's log although their producer was told they are written. */
  | { readonly lost: Values }
  /** Exactly these records, that nobody promised to keep, are missing from the final leader's log. */
  | { readonly lostUnacknowledged: Values }
  /** Exactly these records are in the final log more than once. */
  | { readonly duplicated: Values }
  /** Exactly these records are in the final log behind one that their producer sent later. */
  | { readonly reordered: Values }
  | { readonly status: RecordStatusName; readonly records: Values }
  /** Holds after some event. */
  | { readonly eventually: Condition }
  /** Holds after every event from the first in which `after` held (from the beginning when absent). */
  | { readonly always: Condition; readonly after?: Condition }
  /** Holds at the end. */
  | { readonly finally: Condition }
  /** Each held for the first time at an event later than the one before. */
  | { readonly order: readonly Condition[] }
  /** The partition had no leader that answers for a time within these bounds, in all. */
  | { readonly unavailable: string; readonly atLeast?: Duration; readonly atMost?: Duration }
  /** The time from the first event after which `from` held to the first later one after which `to` held. */
  | {
      readonly elapsed: { readonly from: Condition; readonly to: Condition };
      readonly atLeast?: Duration;
      readonly atMost?: Duration;
    }
  /** The time from `send` to the acknowledgement: so many percent of these records had it within that. */
  | {
      readonly latency: {
        readonly records: Values;
        /** 1 to 100; 100 is the slowest of them. */
        readonly percentile: number;
      };
      readonly atLeast?: Duration;
      readonly atMost?: Duration;
    }
  /** Exactly these records had an effect on the outside system more than once. */
  | { readonly processedTwice: Values }
  /** Exactly these records that the group could read were not processed by any of its members. */
  | { readonly neverProcessed: Values; readonly group: string }
  /** For exactly these keys the outside system ends with the effect of an older record. */
  | { readonly overwritten: Values }
  /** The time in which nobody of a group consumed, of a partition, or in all of all partitions of a topic. */
  | {
      readonly unconsumed: string;
      readonly group: string;
      /** Only from the first event after which this held. */
      readonly after?: Condition;
      readonly atLeast?: Duration;
      readonly atMost?: Duration;
    }
  /** How many messages arrived. */
  | { readonly messages: CountedMessages; readonly atLeast?: number; readonly atMost?: number }
  /** Exactly these invariants are violated. */
  | { readonly violations: readonly string[] };
