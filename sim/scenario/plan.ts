import type { Fault } from "../faults/fault.ts";
import type { Micros } from "../kernel/time.ts";
import type { Condition, ProduceStep, TopicSpec } from "./types.ts";

/** A step in the form in which it is carried out. */
export interface PlannedStep {
  /** Index of the scenario's step; -1 for a step of the start-up. */
  readonly index: number;
  /** Virtual time before which it does not begin. */
  readonly notBeforeUs: Micros;
  readonly action: PlannedAction;
}

export type PlannedAction =
  | { readonly kind: "wait"; readonly condition: Condition; readonly withinUs: Micros }
  | { readonly kind: "sleep"; readonly durationUs: Micros }
  | { readonly kind: "fault"; readonly fault: Fault }
  | {
      readonly kind: "produce";
      readonly step: ProduceStep;
      readonly values: readonly string[];
      readonly everyUs: Micros;
    }
  | { readonly kind: "createTopics"; readonly topics: readonly TopicSpec[] };
