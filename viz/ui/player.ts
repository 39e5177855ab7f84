import { bisectRight } from "d3-array";
import type { TimeScaleKind } from "../model/time-scale.ts";
import type { Store } from "./store.ts";

/** Wall time for which play stands still at a milestone. */
const DWELL_MS = 400;
/** With reduced motion play goes from event to event, not faster than this. */
const STILL_STEP_MS = 500;
/** A frame after a pause of the page does not leap. */
const LONGEST_FRAME_MS = 100;

/** Places per second of wall time at a speed. */
export function placesPerSecond(kind: TimeScaleKind, speed: number): number {
  return kind === "rank" ? 10 ** (speed - 2.7) : 10 ** speed;
}

export interface Player {
  toggle(): void;
  /** Called once per frame of the screen while playing. @param nowMs wall time */
  frame(nowMs: number): void;
}

/**
 * Moves the moment shown on while playing. The picture stays a function of the trace and the moment:
 * the player only chooses which moment comes next.
 */
export function createPlayer(store: Store): Player {
  let lastMs = 0;
  let heldUntilMs = 0;
  let place = 0;

  function stop(): void {
    store.playing.value = false;
  }

  function moveTo(next: number): void {
    const scale = store.scale.peek();
    place = Math.min(next, scale.end);
    store.timeUs.value = scale.timeAt(place);
    const event = scale.eventAt(place);
    if (event !== store.cursor.peek()) store.cursor.value = event;
    if (place >= scale.end) stop();
  }

  function stillFrame(nowMs: number): void {
    if (nowMs < heldUntilMs) return;
    heldUntilMs = nowMs + STILL_STEP_MS;
    const events = store.filtered.peek()?.events ?? [];
    const next = events[bisectRight(events, store.cursor.peek())];
    if (next === undefined) stop();
    else moveTo(store.scale.peek().placeOfEvent(next));
  }

  function movingFrame(nowMs: number): void {
    const elapsedMs = Math.min(LONGEST_FRAME_MS, nowMs - lastMs);
    lastMs = nowMs;
    if (nowMs < heldUntilMs) return;
    const scale = store.scale.peek();
    const rate = placesPerSecond(scale.kind, store.speed.peek());
    let next = place + (rate * elapsedMs) / 1000;
    const milestone = nextMilestone();
    if (milestone !== null && scale.placeOfEvent(milestone) <= next) {
      next = scale.placeOfEvent(milestone);
      heldUntilMs = nowMs + DWELL_MS;
    }
    moveTo(next);
  }

  function nextMilestone(): number | null {
    const milestones = store.run.peek()?.milestones ?? [];
    const at = bisectRight(
      milestones.map(({ index }) => index),
      store.cursor.peek(),
    );
    return milestones[at]?.index ?? null;
  }

  return {
    toggle() {
      if (store.playing.peek()) return stop();
      const scale = store.scale.peek();
      if (store.cursor.peek() >= scale.places.length - 1) {
        store.cursor.value = -1;
        store.timeUs.value = 0;
      }
      place = scale.placeOfEvent(store.cursor.peek());
      lastMs = performance.now();
      heldUntilMs = 0;
      store.playing.value = true;
    },
    frame(nowMs) {
      if (store.reducedMotion.peek()) stillFrame(nowMs);
      else movingFrame(nowMs);
    },
  };
}
