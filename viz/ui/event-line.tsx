import type { JSX } from "preact";
import { messageShape } from "../draw/shapes.ts";
import type { EventRow } from "../model/event-rows.ts";
import { formatTime } from "../model/format.ts";
import { isResponse } from "../model/message-class.ts";
import { shortSentence } from "../model/sentence.ts";
import type { EventTold } from "../model/step-view.ts";
import { useApp, useTexts } from "./app-context.ts";

interface EventLineProps {
  readonly event: number;
  /** Null while the worker looks it up. */
  readonly row: EventRow | null;
  readonly y: number;
  readonly height: number;
  /** The row at the cursor, or the last one before it. */
  readonly current: boolean;
  /** The cursor stands on this very event. */
  readonly exact: boolean;
}

/** One row of the event list. */
export function EventLine(props: EventLineProps): JSX.Element {
  const { event, row, y, height, current, exact } = props;
  const { actions } = useApp();
  const texts = useTexts();
  const kind = row?.milestone ?? "plain";
  const text = row === null ? `#${event}` : shortSentence(row, texts.find);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list is moved through with j and k
    // biome-ignore lint/a11y/useFocusableInteractive: the list itself holds the focus
    <div
      id={`event-${event}`}
      role="option"
      aria-selected={current}
      class={`event-line ${kind}${exact ? " exact" : ""}`}
      style={{ transform: `translateY(${y}px)`, height: `${height}px` }}
      title={row === null ? undefined : `#${event} ${row.kind} — ${text}`}
      onClick={() => actions.navigation.seek(event)}
    >
      <span class="event-time mono">{row === null ? "" : formatTime(row.timeUs)}</span>
      {row !== null && <ClassMark told={row} />}
      <span class="event-text">{text}</span>
    </div>
  );
}

/** The shape of an event's message; a tick for timers, steps and the like. */
export function ClassMark({ told }: { readonly told: EventTold }): JSX.Element {
  const form = isResponse(told.kind) ? "response" : "request";
  return (
    <svg
      class={`class-mark packet msg-${told.class} ${form}`}
      viewBox="-7 -7 14 14"
      aria-hidden="true"
    >
      <path d={told.class === "other" ? "M-3 0H3" : messageShape(told.class, 60)} />
    </svg>
  );
}
