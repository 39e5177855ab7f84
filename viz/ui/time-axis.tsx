import { effect, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Axis, axisFor, placeOfX, xOfPlace } from "../draw/axis.ts";
import { OVERVIEW_HEIGHT, type OverviewFrame, overviewDrawing } from "../draw/overview.ts";
import { clusterMarks, timelineDrawing } from "../draw/timeline.ts";
import { rowAt, type TimelineRowBox, timelineHeight, timelineRows } from "../draw/timeline-rows.ts";
import { wordsAt } from "../draw/timeline-words.ts";
import { formatClock } from "../model/format.ts";
import { useApp, useTexts } from "./app-context.ts";
import { shownPlaces } from "./store.ts";
import { timelineText } from "./timeline-text.ts";
import { useSize } from "./use-size.ts";

/** The whole run, and below it the stretch that is looked at. */
export function TimeAxis(): JSX.Element {
  const { store } = useApp();
  const { ref, width } = useSize<HTMLDivElement>();
  return (
    <div ref={ref} class="time-axis">
      {width > 0 && <Overview width={width} />}
      {width > 0 && !store.narrow.value && <Timeline width={width} />}
    </div>
  );
}

const NO_GROUPS = { groups: [] };

interface WidthProps {
  readonly width: number;
}

function Overview({ width }: WidthProps): JSX.Element {
  const { store } = useApp();
  const { t } = useTexts();
  const canvas = useRef<HTMLCanvasElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const narrow = store.narrow.value;
  useLayoutEffect(() => {
    if (canvas.current === null || svg.current === null) return;
    const drawing = overviewDrawing(canvas.current, svg.current, (window) => {
      store.viewport.value = window;
    });
    const frameNow = (): OverviewFrame | null => {
      const run = store.run.value;
      if (run === null) return null;
      const { classes, milestones, timeline } = run;
      const marks = [
        ...milestones,
        ...timeline.violations.map(({ index }) => ({ index, kind: "violation" as const })),
      ];
      const scale = store.scale.value;
      return { scale, width, classes, milestones: marks, viewport: shownPlaces(store) };
    };
    const stopDrawing = effect(() => {
      const frame = frameNow();
      store.theme.value;
      if (frame !== null) drawing.update(frame);
    });
    const stopLine = effect(() => {
      const scale = store.scale.value;
      const axis = axisFor(scale, [scale.start, scale.end], width);
      placeLine(line.current, xOfPlace(axis, cursorPlace(store)));
    });
    return () => {
      stopDrawing();
      stopLine();
    };
  }, [store, width]);
  return (
    <div class="overview" style={{ height: `${OVERVIEW_HEIGHT}px` }}>
      <canvas ref={canvas} style={{ width: `${width}px`, height: `${OVERVIEW_HEIGHT}px` }} />
      {/* On a phone the overview is where one seeks; elsewhere it holds the window of the timeline. */}
      <svg
        ref={svg}
        class="overview-brush"
        width={width}
        height={OVERVIEW_HEIGHT}
        style={{ display: narrow ? "none" : "block" }}
        role="img"
        aria-label={t("overview")}
      />
      {narrow && <Scrubber width={width} whole />}
      <div ref={line} class="cursor-line" />
    </div>
  );
}

function Timeline({ width }: WidthProps): JSX.Element {
  const { store } = useApp();
  const canvas = useRef<HTMLCanvasElement>(null);
  const line = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    const drawing = timelineDrawing(canvas.current);
    const stopDrawing = effect(() => {
      const run = store.run.value;
      if (run === null) return;
      store.theme.value;
      drawing.update({
        axis: axisFor(store.scale.value, shownPlaces(store), width),
        width,
        view: run.timeline,
        classes: run.classes,
        tp: store.tp.value,
        text: timelineText(store.texts.value),
      });
    });
    const stopLine = effect(() => {
      const axis = axisFor(store.scale.value, shownPlaces(store), width);
      const x = xOfPlace(axis, cursorPlace(store));
      placeLine(line.current, x < axis.left - 1 || x > axis.right + 1 ? null : x);
    });
    return () => {
      stopDrawing();
      stopLine();
    };
  }, [store, width]);
  const height = timelineHeight(timelineRows(store.run.value?.timeline ?? NO_GROUPS));
  return (
    <div class="timeline" style={{ height: `${height}px` }}>
      <canvas ref={canvas} style={{ width: `${width}px`, height: `${height}px` }} />
      <Scrubber width={width} />
      <div ref={line} class="cursor-line" />
    </div>
  );
}

interface ScrubberProps {
  readonly width: number;
  /** Over the whole run, whatever the timeline shows. */
  readonly whole?: boolean;
}

/** A slider over the drawing: click and drag to seek, wheel to zoom, and the words for what is shown. */
function Scrubber({ width, whole = false }: ScrubberProps): JSX.Element {
  const { store, actions } = useApp();
  const { t, number } = useTexts();
  const dragging = useRef(false);
  const hover = useSignal<Hover | null>(null);
  const run = store.run.value;
  const axis = () => {
    const scale = store.scale.value;
    return axisFor(scale, whole ? [scale.start, scale.end] : shownPlaces(store), width);
  };
  const rowUnder = (y: number) => rowAt(timelineRows(run?.timeline ?? NO_GROUPS), y);
  const count = run?.times.length ?? 0;
  const seek = (event: PointerEvent) => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    actions.navigation.seekPlace(placeOfX(axis(), event.clientX - box.left));
  };
  const violationAt = (event: PointerEvent): number | null => {
    if (run === null || whole) return null;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    if (rowUnder(event.clientY - box.top)?.name !== "violations") return null;
    const x = event.clientX - box.left;
    const marks = clusterMarks({ axis: axis(), view: run.timeline });
    return marks.find((mark) => Math.abs(mark.x - x) <= 9)?.index ?? null;
  };
  return (
    <div
      class="scrubber"
      role="slider"
      tabIndex={0}
      aria-label={t("timeline")}
      aria-valuemin={-1}
      aria-valuemax={count - 1}
      aria-valuenow={store.cursor.value}
      aria-valuetext={t(store.cursor.value < 0 ? "timeline.start" : "timeline.value", {
        time: formatClock(store.timeUs.value),
        index: store.cursor.value,
        count: number(count),
      })}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        const violation = violationAt(event);
        if (violation !== null) {
          actions.navigation.seek(violation - 1);
          return;
        }
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={(event) => {
        if (dragging.current) seek(event);
        const box = event.currentTarget.getBoundingClientRect();
        hover.value =
          event.pointerType === "mouse"
            ? { x: event.clientX - box.left, row: whole ? null : rowUnder(event.clientY - box.top) }
            : null;
      }}
      onPointerLeave={() => {
        hover.value = null;
      }}
      onPointerUp={() => {
        dragging.current = false;
      }}
      onPointerCancel={() => {
        dragging.current = false;
      }}
      onWheel={(event) => {
        if (whole) return;
        event.preventDefault();
        if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
          actions.navigation.pan(Math.sign(event.deltaX || event.deltaY) * 0.08);
        } else actions.navigation.zoom(event.deltaY > 0 ? 1.25 : 0.8);
      }}
    >
      {hover.value !== null && <HoverLabel axis={axis()} {...hover.value} />}
    </div>
  );
}

interface Hover {
  readonly x: number;
  readonly row: TimelineRowBox | null;
}

/** What is under the pointer: virtual time, event, and what the row shows there. */
function HoverLabel({ axis, x, row }: Hover & { readonly axis: Axis }): JSX.Element | null {
  const { store } = useApp();
  const view = store.run.value?.timeline;
  if (x < axis.left || x > axis.right) return null;
  const { scale } = axis;
  const place = Math.max(scale.start, Math.min(scale.end, placeOfX(axis, x)));
  const side = x > (axis.left + axis.right) / 2 ? "before" : "after";
  const event = Math.max(0, scale.eventAt(place));
  const words =
    row === null || view === undefined
      ? []
      : wordsAt(row, event, view, store.tp.value, timelineText(store.texts.value));
  return (
    <span class={`hover-label mono ${side}`} style={{ left: `${x}px` }} aria-hidden="true">
      {formatClock(scale.timeAt(place))} · #{event}
      {words.map((word) => (
        <span key={word} class="hover-words">
          {word}
        </span>
      ))}
    </span>
  );
}

function cursorPlace(store: ReturnType<typeof useApp>["store"]): number {
  const scale = store.scale.value;
  const index = store.cursor.value;
  const at = scale.placeOfEvent(index);
  if (!store.playing.value) return at;
  const times = store.run.value?.times;
  const from = index < 0 ? 0 : (times?.[index] ?? 0);
  const to = times?.[index + 1] ?? from;
  const share = to > from ? (store.timeUs.value - from) / (to - from) : 0;
  return at + Math.max(0, Math.min(1, share)) * (scale.placeOfEvent(index + 1) - at);
}

function placeLine(line: HTMLDivElement | null, x: number | null): void {
  if (line === null) return;
  line.style.display = x === null ? "none" : "block";
  if (x !== null) line.style.transform = `translateX(${x}px)`;
}
