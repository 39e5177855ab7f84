import { KIND_MESSAGE, KIND_STEP } from "../../sim/kernel/kinds.ts";
import type { EventColumns } from "../../sim/trace/columns.ts";
import { eventLine } from "../../sim/trace/jsonl-writer.ts";
import type { MessageIndex } from "../../sim/trace/messages.ts";
import { FactBuffer } from "../../sim/trace/pack.ts";
import type { State } from "../../sim/trace/state.ts";
import { toldEvent } from "./event-told.ts";
import { MOST_CHANGES, stateDiff } from "./state-diff.ts";
import type { CauseView, StepView } from "./step-view.ts";

/** Causes listed at most; a chain of heartbeats goes back to the beginning of the run. */
export const MOST_CAUSES = 200;

/** What the inspector shows of an event. @param before the state before it, `after` the one after it */
export function stepView(
  columns: EventColumns,
  messages: MessageIndex,
  event: number,
  before: State,
  after: State,
): StepView {
  const changes = stateDiff(before, after);
  return {
    ...toldEvent(columns, messages, event),
    message: columns.message(event),
    changes: changes.slice(0, MOST_CHANGES),
    changeCount: changes.length,
    causes: causesOf(columns, messages, event),
    json: JSON.stringify(eventLine(columns, event, new FactBuffer())),
  };
}

function causesOf(columns: EventColumns, messages: MessageIndex, event: number): CauseView[] {
  const chain: CauseView[] = [];
  const second = columns.cause2(event);
  if (second >= 0) chain.push({ ...toldEvent(columns, messages, second), relation: "second" });
  let effect = event;
  for (let cause = columns.cause(event); cause >= 0 && chain.length < MOST_CAUSES; ) {
    const relation = relationOf(columns, effect);
    chain.push({ ...toldEvent(columns, messages, cause), relation });
    // A step from outside is a root: what came before it only let the scenario go on.
    if (relation === "step") break;
    effect = cause;
    cause = columns.cause(cause);
  }
  return chain;
}

function relationOf(columns: EventColumns, effect: number): CauseView["relation"] {
  const kind = columns.kind(effect);
  if (kind >= KIND_STEP) return "step";
  return kind >= KIND_MESSAGE ? "sent" : "timer";
}
