import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expandValues, MOST_VALUES, valuesText } from "../../sim/scenario/values.ts";

describe("values", () => {
  test("a range counts", () => {
    expect(expandValues("r8..r11")).toEqual(["r8", "r9", "r10", "r11"]);
    expect(expandValues("7..7")).toEqual(["7"]);
  });

  test("a text without dots is itself, a list is itself", () => {
    expect(expandValues("m")).toEqual(["m"]);
    expect(expandValues(["a", "b..c"])).toEqual(["a", "b..c"]);
  });

  test.each(["r5..r1", "r1..s5", "a..b", "r1..", "..", `r0..r${MOST_VALUES}`, "r0..r9e15"])(
    "%s is no range",
    (text) => {
      expect(expandValues(text)).toBeNull();
    },
  );

  test("runs are written as ranges", () => {
    expect(valuesText(["r7", "r8", "r9", "x", "k1", "k2"])).toBe("r7..r9, x, k1, k2");
    expect(valuesText([])).toBe("");
  });

  test("the text of a range is that range", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 2, max: 50 }), (from, more) => {
        const text = `r${from}..r${from + more}`;
        expect(valuesText(expandValues(text) ?? [])).toBe(text);
      }),
    );
  });
});
