import type { JSX } from "preact";
import { formatClock } from "../model/format.ts";
import { useApp, useTexts } from "./app-context.ts";

/** The run in some sentences; each leads to its event. */
export function StoryPanel(): JSX.Element {
  const { store, actions } = useApp();
  const { t, pick } = useTexts();
  const story = store.run.value?.summary.story ?? [];
  const cursor = store.cursor.value;
  if (story.length === 0) return <p class="muted empty">{t("story.none")}</p>;
  // Lines of one event stand together; the last one that has happened is now.
  const now = story.reduce((last, { event }) => (event <= cursor ? event : last), -1);
  return (
    <ol class="story-list">
      {story.map(({ event, timeUs, text }, i) => (
        <li
          key={i}
          class={event > cursor ? "ahead" : event === now ? "now" : "past"}
          aria-current={event === now ? "step" : undefined}
        >
          <button type="button" onClick={() => actions.navigation.seek(event)}>
            <span class="story-time mono">{formatClock(timeUs)}</span>
            <span class="story-text">{pick(text)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
