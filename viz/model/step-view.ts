import type { NamedFact } from "../../sim/trace/fact-json.ts";
import type { MessageClass } from "./message-class.ts";
import type { StateChange } from "./state-diff.ts";

/** An event as the page tells it. */
export interface EventTold {
  readonly index: number;
  readonly timeUs: number;
  readonly kind: string;
  /** Host on which it ran; empty for a step from outside. */
  readonly process: string;
  readonly class: MessageClass | "other";
  /** Of a message: who sent it. */
  readonly from: string | null;
  /** What it changed, most telling first. */
  readonly facts: readonly NamedFact[];
}

/** Everything the inspector shows of one event. */
export interface StepView extends EventTold {
  /** Id of the delivered message; 0 for none. */
  readonly message: number;
  readonly changes: readonly StateChange[];
  /** How many changes there are, when not all are listed. */
  readonly changeCount: number;
  /** From the event's cause back to the first; nearest first. */
  readonly causes: readonly CauseView[];
  /** The event as one line of JSON. */
  readonly json: string;
}

export interface CauseView extends EventTold {
  /** How it led to the event after it in the chain. */
  readonly relation: "sent" | "timer" | "step" | "second";
}
