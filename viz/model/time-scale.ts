import { bisectRight } from "d3-array";

/** How virtual time becomes a place on the time axis. */
export type TimeScaleKind = "true" | "rank" | "gap";
export const TIME_SCALES: readonly TimeScaleKind[] = ["true", "rank", "gap"];

/** A stretch in which nothing happens and which the gap scale shortens. */
export interface Gap {
  /** Index of the event before which the gap lies. */
  readonly index: number;
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * Places on the time axis. A place is a number that grows with time; its unit depends on the kind:
 * microseconds (`true`), events (`rank`), microseconds with long silences shortened (`gap`).
 */
export interface TimeScale {
  readonly kind: TimeScaleKind;
  readonly start: number;
  readonly end: number;
  readonly gaps: readonly Gap[];
  /** Place of every event. */
  readonly places: Float64Array;
  /** Place of an event; of the start for -1. */
  placeOfEvent(index: number): number;
  /** Virtual time at a place, microseconds. */
  timeAt(place: number): number;
  /** The last event at or before a place; -1 before the first. */
  eventAt(place: number): number;
}

/** Silences shorter than this are never shortened. */
const LEAST_GAP_US = 50_000;
const GAP_FACTOR = 20;

/** @param times virtual time of every event, microseconds, not descending */
export function timeScale(kind: TimeScaleKind, times: Float64Array): TimeScale {
  const gaps = kind === "gap" ? longGaps(times) : [];
  const places = placesOf(kind, times, gaps);
  const start = kind === "rank" ? -1 : 0;
  const end = Math.max(places.at(-1) ?? 0, start + 1);
  return {
    kind,
    start,
    end,
    gaps,
    places,
    placeOfEvent: (index) => (index < 0 ? start : (places[index] ?? end)),
    timeAt(place) {
      const next = bisectRight(places, place);
      const [fromPlace, fromUs] =
        next === 0 ? [start, 0] : [places[next - 1] as number, times[next - 1] as number];
      const toPlace = places[next];
      if (toPlace === undefined) return fromUs;
      const share = toPlace > fromPlace ? (place - fromPlace) / (toPlace - fromPlace) : 0;
      return fromUs + Math.max(0, share) * ((times[next] as number) - fromUs);
    },
    eventAt: (place) => bisectRight(places, place) - 1,
  };
}

function placesOf(kind: TimeScaleKind, times: Float64Array, gaps: readonly Gap[]): Float64Array {
  if (kind === "true") return times;
  const places = new Float64Array(times.length);
  if (kind === "rank") {
    for (let i = 0; i < places.length; i++) places[i] = i;
    return places;
  }
  const length = gapLength(times, gaps);
  let cutUs = 0;
  let next = 0;
  for (let i = 0; i < places.length; i++) {
    const gap = gaps[next];
    if (gap !== undefined && gap.index === i) {
      cutUs += Math.max(0, gap.toUs - gap.fromUs - length);
      next++;
    }
    places[i] = (times[i] as number) - cutUs;
  }
  return places;
}

/** The silences that are long against the usual distance of events. */
function longGaps(times: Float64Array): Gap[] {
  const positive = new Float64Array(times.length);
  let count = 0;
  let before = 0;
  for (const time of times) {
    if (time > before) positive[count++] = time - before;
    before = time;
  }
  const distances = positive.subarray(0, count).sort();
  const median = distances[count >> 1] ?? 0;
  const threshold = Math.max(LEAST_GAP_US, GAP_FACTOR * median);
  const gaps: Gap[] = [];
  before = 0;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] as number;
    if (time - before > threshold) gaps.push({ index: i, fromUs: before, toUs: time });
    before = time;
  }
  return gaps;
}

/** What is left of each gap: all together take about a third of the axis. */
function gapLength(times: Float64Array, gaps: readonly Gap[]): number {
  if (gaps.length === 0) return 0;
  const silent = gaps.reduce((sum, gap) => sum + gap.toUs - gap.fromUs, 0);
  return Math.max(1, ((times.at(-1) ?? 0) - silent) / (2 * gaps.length));
}
