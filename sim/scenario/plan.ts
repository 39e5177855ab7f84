import type { Fault } from "../faults/fault.ts";
import type { AdminOperation } from "../kafka/client/admin/operations.ts";
import type { Micros } from "../kernel/time.ts";
import type { ConsumerCall } from "./consumer-steps.ts";
import type { Condition, ProduceStep } from "./types.ts";

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
      readonly values: readonly (string | null)[];
      readonly keys: readonly string[];
      readonly everyUs: Micros;
    }
  | { readonly kind: "flush"; readonly client: string }
  | { readonly kind: "close"; readonly client: string; readonly timeoutUs: Micros }
  | { readonly kind: "consumer"; readonly call: ConsumerCall }
  /** The operator begins something. */
  | { readonly kind: "operate"; readonly operation: AdminOperation }
  /** The operator takes a broker away, and sees it done. */
  | { readonly kind: "decommission"; readonly broker: number; readonly withinUs: Micros };
