/** Why a run came to no conclusion. `step` is the index of the scenario's step, -1 for the start-up. */
export type Inconclusive =
  /** An awaited state never came. */
  | {
      readonly reason: "wait";
      readonly step: number;
      /** What was awaited, in Kafka's words: `orders-0: leader 2, isr [1,2,3]`. */
      readonly wanted: string;
      /** What was found instead, in the same words. */
      readonly found: readonly string[];
    }
  /** A step could not be carried out in the state of that host. */
  | { readonly reason: "impossible"; readonly step: number; readonly host: string }
  | {
      readonly reason: "limit";
      readonly step: number;
      readonly limit: "events" | "virtualTime";
      /** Events, or microseconds. */
      readonly value: number;
      /** What kept the run busy: kinds of events and how often they ran, the most frequent first. */
      readonly busiest: readonly (readonly [kind: string, count: number])[];
    };
