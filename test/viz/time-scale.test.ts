import { fc, test } from "@fast-check/vitest";
import { describe, expect, test as plain } from "vitest";
import { TIME_SCALES, timeScale } from "../../viz/model/time-scale.ts";

const times = fc
  .array(fc.integer({ min: 0, max: 40_000_000 }), { minLength: 1, maxLength: 60 })
  .map((list) => Float64Array.from(list).sort());
const kind = fc.constantFrom(...TIME_SCALES);

describe("a time scale", () => {
  test.prop([kind, times])("never turns time round", (kind, times) => {
    const { places, start, end } = timeScale(kind, times);
    expect(places[0]).toBeGreaterThanOrEqual(start);
    for (let i = 1; i < places.length; i++) {
      expect(places[i]).toBeGreaterThanOrEqual(places[i - 1] as number);
    }
    expect(places.at(-1)).toBeLessThanOrEqual(end);
  });

  test.prop([kind, times])("finds the event and its time at the event's place", (kind, times) => {
    const scale = timeScale(kind, times);
    for (let i = 0; i < times.length; i++) {
      const place = scale.placeOfEvent(i);
      expect(scale.timeAt(place)).toBeCloseTo(times[i] as number, 3);
      // Simultaneous events share a place on all but the rank scale.
      expect(times[scale.eventAt(place)]).toBe(times[i]);
    }
  });

  plain("by gaps shortens silences and leaves busy stretches as they are", () => {
    const busy = Float64Array.from([0, 1000, 2000, 3000, 9_000_000, 9_001_000]);
    const scale = timeScale("gap", busy);
    expect(scale.gaps).toEqual([{ index: 4, fromUs: 3000, toUs: 9_000_000 }]);
    expect(scale.placeOfEvent(1) - scale.placeOfEvent(0)).toBe(1000);
    expect(scale.placeOfEvent(5) - scale.placeOfEvent(4)).toBe(1000);
    expect(scale.placeOfEvent(4) - scale.placeOfEvent(3)).toBeLessThan(10_000);
  });

  plain("by rank gives every event the same space", () => {
    const scale = timeScale("rank", Float64Array.from([5, 5, 7_000_000]));
    expect([...scale.places]).toEqual([0, 1, 2]);
    expect(scale.timeAt(1.5)).toBe((5 + 7_000_000) / 2);
  });
});
