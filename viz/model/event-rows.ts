import type { MessageClass } from "./message-class.ts";
import type { MilestoneKind } from "./run-view.ts";
import type { EventTold } from "./step-view.ts";

/** One line of the event list. */
export interface EventRow extends EventTold {
  readonly milestone: MilestoneKind | null;
}

export type { MessageClass };
