import { batch } from "@preact/signals";
import { bisectLeft, bisectRight } from "d3-array";
import { FASTEST, SLOWEST, type Store, shownPlaces } from "./store.ts";

/** For so long packets travel when a person steps on by one event. Steps back are instant. */
const STEP_TWEEN_MS = 120;

/** Moving in time and along the axis. Everything here stops playing, except the speed. */
export interface Navigation {
  /** Shows the moment after an event; -1 is before the first. */
  seek(index: number): void;
  /** Shows a place of the time axis: the last event at or before it. */
  seekPlace(place: number): void;
  /** One event on or back. */
  step(by: 1 | -1): void;
  /** To the next or previous event that the list shows. */
  stepShown(by: 1 | -1): void;
  stepMilestone(by: 1 | -1): void;
  /** To the event before the next or previous violation. */
  stepViolation(by: 1 | -1): void;
  first(): void;
  last(): void;
  zoom(factor: number): void;
  pan(share: number): void;
  showAll(): void;
  /** Zooms to the surroundings of the cursor; again: to everything. */
  focus(): void;
  changeSpeed(by: number): void;
}

export function createNavigation(store: Store): Navigation {
  const { run, cursor, timeUs, playing, viewport } = store;
  /** The event to which packets are travelling; null when they rest. */
  let arriving: number | null = null;

  /** Shows the next event after its packets have travelled; a second step does not wait for the first. */
  function stepOn(): void {
    const next = (arriving ?? cursor.peek()) + 1;
    if (arriving !== null) seek(arriving);
    const times = run.peek()?.times;
    if (times === undefined || next >= times.length) return;
    if (store.reducedMotion.peek() || playing.peek()) {
      seek(next);
      return;
    }
    const fromUs = timeUs.peek();
    const toUs = times[next] as number;
    const beganMs = performance.now();
    arriving = next;
    const frame = (nowMs: number) => {
      if (arriving !== next) return;
      const share = (nowMs - beganMs) / STEP_TWEEN_MS;
      if (share >= 1) seek(next);
      else {
        timeUs.value = fromUs + Math.max(0, share) * (toUs - fromUs);
        requestAnimationFrame(frame);
      }
    };
    requestAnimationFrame(frame);
  }

  function seek(index: number): void {
    const times = run.value?.times;
    if (times === undefined) return;
    const at = Math.max(-1, Math.min(times.length - 1, index));
    arriving = null;
    batch(() => {
      playing.value = false;
      cursor.value = at;
      timeUs.value = at < 0 ? 0 : (times[at] as number);
      keepInSight();
    });
  }

  /** Moves the window of the timeline so that it holds the cursor. */
  function keepInSight(): void {
    const window = viewport.peek();
    if (window === null) return;
    const scale = store.scale.peek();
    const place = scale.placeOfEvent(cursor.peek());
    const [from, to] = window;
    if (place >= from && place <= to) return;
    const half = (to - from) / 2;
    setWindow(place - half, place + half);
  }

  function setWindow(from: number, to: number): void {
    const { start, end } = store.scale.peek();
    const size = Math.max((end - start) / 1e6, Math.min(end - start, to - from));
    if (size >= (end - start) * 0.999) viewport.value = null;
    else {
      const first = Math.max(start, Math.min(end - size, from));
      viewport.value = [first, first + size];
    }
  }

  function stepIn(events: ArrayLike<number>, by: 1 | -1): void {
    const at = cursor.peek();
    const index = by > 0 ? bisectRight(events, at) : bisectLeft(events, at) - 1;
    const event = events[index];
    if (event !== undefined) seek(event);
  }

  return {
    seek,
    seekPlace: (place) => seek(store.scale.peek().eventAt(place)),
    step: (by) => (by > 0 ? stepOn() : seek((arriving ?? cursor.peek()) - 1)),
    stepShown(by) {
      const events = store.filtered.peek()?.events;
      if (events === undefined || events.length === 0) seek(cursor.peek() + by);
      else stepIn(events, by);
    },
    stepMilestone: (by) => stepIn(run.peek()?.milestones.map(({ index }) => index) ?? [], by),
    stepViolation(by) {
      const before = run.peek()?.timeline.violations.map(({ index }) => index - 1) ?? [];
      if (before.length === 0) return;
      const at = cursor.peek();
      const index = by > 0 ? bisectRight(before, at) : bisectLeft(before, at) - 1;
      seek(before[(index + before.length) % before.length] as number);
    },
    first: () => seek(-1),
    last: () => seek((run.peek()?.times.length ?? 0) - 1),
    zoom(factor) {
      const [from, to] = shownPlaces(store);
      const place = store.scale.peek().placeOfEvent(cursor.peek());
      const about = place >= from && place <= to ? place : (from + to) / 2;
      setWindow(about - (about - from) * factor, about + (to - about) * factor);
    },
    pan(share) {
      const [from, to] = shownPlaces(store);
      const by = (to - from) * share;
      setWindow(from + by, to + by);
    },
    showAll() {
      viewport.value = null;
    },
    focus() {
      if (viewport.peek() !== null) viewport.value = null;
      else {
        const { start, end, placeOfEvent } = store.scale.peek();
        const place = placeOfEvent(cursor.peek());
        const half = (end - start) / 40;
        setWindow(place - half, place + half);
      }
    },
    changeSpeed(by) {
      store.speed.value = Math.max(SLOWEST, Math.min(FASTEST, store.speed.peek() + by));
    },
  };
}
