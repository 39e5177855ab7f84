import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { durationMicros, durationText } from "../../sim/scenario/duration.ts";

describe("durations", () => {
  test.each([
    ["50us", 50],
    ["250ms", 250_000],
    ["1.5s", 1_500_000],
    ["0.1s", 100_000],
    ["2m", 120_000_000],
    ["1h", 3_600_000_000],
    ["7d", 604_800_000_000],
    [250, 250_000],
    [0, 0],
    [" 3s ", 3_000_000],
  ])("%s is %i microseconds", (duration, micros) => {
    expect(durationMicros(duration)).toBe(micros);
  });

  test.each(["", "s", "5", "5 s", "-1s", "1e9s", "1.s", "5minutes", "99999999999999s", "200000d"])(
    "%j is no duration",
    (text) => {
      expect(durationMicros(text)).toBeNull();
    },
  );

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e15])("%d ms is no duration", (ms) => {
    expect(durationMicros(ms)).toBeNull();
  });

  test("the text of a duration means that duration", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (micros) => {
        expect(durationMicros(durationText(micros))).toBe(micros);
      }),
    );
  });
});
