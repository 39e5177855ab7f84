import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextSeed, parseSeed } from "../../sim/explore/seed.ts";

describe("seeds", () => {
  test("an unsigned 64-bit number is itself", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (seed) => {
        expect(parseSeed(seed.toString())).toBe(seed.toString());
      }),
    );
    expect(parseSeed(" 007 ")).toBe("7");
  });

  test("a commit id is hashed, whatever its case", () => {
    const commit = "4815086e1f3b6c1c0f1e5d7a9b8c7d6e5f4a3b2c";
    expect(parseSeed(commit)).toBe(parseSeed(commit.toUpperCase()));
    expect(parseSeed(commit)).not.toBe(parseSeed("4815086"));
    expect(parseSeed("4815086e")).toMatch(/^\d{1,20}$/);
    expect(parseSeed("4815086")).toBe("4815086");
  });

  test.each(["", "-1", "1.5", "1e3", "18446744073709551616", "seed", "0x10", "abc"])(
    "%j is no seed",
    (text) => {
      expect(parseSeed(text)).toBeNull();
    },
  );

  test("the seed after the last is the first", () => {
    expect(nextSeed("1")).toBe("2");
    expect(nextSeed("5", 10)).toBe("15");
    expect(nextSeed("18446744073709551615")).toBe("0");
  });
});
