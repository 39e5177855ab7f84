import { useSignal } from "@preact/signals";
import { bisectRight } from "d3-array";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { EventRow } from "../model/event-rows.ts";
import { useApp, useTexts } from "./app-context.ts";
import { EventLine } from "./event-line.tsx";
import { Icon } from "./icons.tsx";
import { useSize } from "./use-size.ts";

/** Rows that are made beyond the ones in sight. */
const SPARE_ROWS = 6;
/** Above this height a page's element is not trusted; then scrolling is scaled. */
const TALLEST = 8_000_000;

/** The events in order, searched and filtered; only the rows in sight exist. */
export function EventList(): JSX.Element {
  const { store } = useApp();
  const { t, number } = useTexts();
  const filtered = store.filtered.value;
  const total = store.run.value?.times.length ?? 0;
  const shown = filtered?.events.length ?? 0;
  const bad = filtered?.bad ?? [];
  return (
    <>
      <div class="event-search">
        <label class="search-field">
          <Icon name="search" />
          <input
            id="event-search"
            class="field"
            type="search"
            value={store.query.value}
            placeholder={t("search.placeholder")}
            aria-label={t("key.search")}
            aria-invalid={bad.length > 0}
            onInput={(event) => {
              store.query.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => {
              if (event.key === "Escape") event.currentTarget.blur();
            }}
          />
        </label>
        <p class="event-count muted">
          {bad.length > 0
            ? t("search.bad", { words: bad.join(" ") })
            : t("search.count", { shown: number(shown), total: number(total) })}
          <NoiseToggle />
        </p>
      </div>
      <Rows />
    </>
  );
}

function NoiseToggle(): JSX.Element {
  const { store } = useApp();
  const { t } = useTexts();
  const words = store.query.value.split(/\s+/).filter(Boolean);
  const noisy = words.includes("is:noise");
  return (
    <label class="check" title={t("search.noiseHint")}>
      <input
        type="checkbox"
        checked={noisy}
        onChange={() => {
          const rest = words.filter((word) => word !== "is:noise");
          store.query.value = (noisy ? rest : [...rest, "is:noise"]).join(" ");
        }}
      />
      {t("search.noise")}
    </label>
  );
}

function Rows(): JSX.Element {
  const { store, actions } = useApp();
  const { t } = useTexts();
  const { ref, height } = useSize<HTMLDivElement>();
  const scrollTop = useSignal(0);
  const rows = useSignal<ReadonlyMap<number, EventRow>>(new Map());
  const asked = useRef("");
  const events = store.filtered.value?.events ?? new Uint32Array(0);
  const rowHeight = store.narrow.value ? 44 : 24;
  const fullHeight = events.length * rowHeight;
  const tall = Math.min(fullHeight, TALLEST);
  const scale = fullHeight > height ? (fullHeight - height) / Math.max(1, tall - height) : 1;
  const top = scrollTop.value * scale;
  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE_ROWS);
  const last = Math.min(events.length, Math.ceil((top + height) / rowHeight) + SPARE_ROWS);
  const visible = [...events.subarray(first, last)];
  const cursor = store.cursor.value;
  const current = bisectRight(events, cursor) - 1;

  useEffect(() => {
    const key = `${store.run.value?.summary.hash} ${visible.join()}`;
    if (key === asked.current) return;
    asked.current = key;
    void actions.rows(visible).then((found) => {
      if (found !== null) rows.value = new Map(found.map((row) => [row.index, row]));
    });
  });

  // The cursor's row stays in sight; while a person scrolls, the cursor does not move.
  useEffect(() => {
    const element = ref.current;
    if (element === null || height === 0) return;
    const y = (Math.max(0, current) * rowHeight) / scale;
    const isSeen = y >= element.scrollTop && y + rowHeight <= element.scrollTop + height;
    if (!isSeen) element.scrollTop = Math.max(0, y - height / 3);
  }, [current, height, events, rowHeight]);

  return (
    <div
      ref={ref}
      class="event-rows"
      tabIndex={0}
      role="listbox"
      aria-label={t("panel.events")}
      aria-activedescendant={current >= 0 ? `event-${events[current]}` : undefined}
      onScroll={(event) => {
        scrollTop.value = event.currentTarget.scrollTop;
      }}
    >
      <div class="event-rows-inside" style={{ height: `${tall}px` }}>
        {visible.map((event, i) => (
          <EventLine
            key={event}
            event={event}
            row={rows.value.get(event) ?? null}
            y={(first + i) * rowHeight - top + scrollTop.value}
            height={rowHeight}
            current={first + i === current}
            exact={event === cursor}
          />
        ))}
      </div>
      {events.length === 0 && <p class="muted empty">{t("search.nothing")}</p>}
    </div>
  );
}
