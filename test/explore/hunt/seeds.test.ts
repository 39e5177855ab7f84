import fc from "fast-check";
import { expect, test } from "vitest";
import { ruleOfThree } from "../../../sim/explore/hunt/bound.ts";
import {
  compareSeeds,
  endOf,
  seedAt,
  seedRange,
  shardSeeds,
} from "../../../sim/explore/hunt/seeds.ts";
import { InputError } from "../../../sim/scenario/problems.ts";

test("shards are contiguous blocks that make up the whole, of sizes that differ by at most one", () => {
  const property = fc.property(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1_000n }),
    fc.integer({ min: 0, max: 1000 }),
    fc.integer({ min: 1, max: 50 }),
    (first, count, shards) => {
      const whole = seedRange(first.toString(), count);
      const parts = Array.from({ length: shards }, (_, i) =>
        shardSeeds(whole, { index: i + 1, count: shards }),
      );
      let next = first;
      for (const part of parts) {
        expect(BigInt(part.first)).toBe(next);
        next = endOf(part);
      }
      expect(next).toBe(endOf(whole));
      const sizes = parts.map((part) => part.count);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    },
  );
  fc.assert(property);
});

test("the last seed can be used, and none beyond it", () => {
  const last = seedRange("18446744073709551614", 2);
  expect(seedAt(last, 1)).toBe("18446744073709551615");
  expect(() => seedRange("18446744073709551614", 3)).toThrow(InputError);
});

test("seeds are compared as numbers", () => {
  const sorted = ["9", "10", "18446744073709551615", "0", "100"].sort(compareSeeds);
  expect(sorted).toEqual(["0", "9", "10", "100", "18446744073709551615"]);
});

test("no failure in 3,000 runs: fewer than one in 1,000 fails", () => {
  expect(ruleOfThree(3000)).toBe(1000);
  expect(ruleOfThree(2)).toBe(0);
});
