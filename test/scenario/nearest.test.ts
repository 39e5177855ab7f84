import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance, nearestWord } from "../../sim/scenario/nearest.ts";

describe("the nearest word", () => {
  const words = ["min.insync.replicas", "acks", "linger.ms", "retries", "kill", "pause"];

  test.each([
    ["min.insync.replica", "min.insync.replicas"],
    ["ack", "acks"],
    ["akcs", "acks"],
    ["Acks", "acks"],
    ["liger.ms", "linger.ms"],
    ["kil", "kill"],
    ["parse", "pause"],
  ])("to %s is %s", (typed, word) => {
    expect(nearestWord(typed, words)).toBe(word);
  });

  test.each(["", "zookeeper", "x", "a".repeat(1_000_000)])("nothing is near %.10s", (typed) => {
    expect(nearestWord(typed, words)).toBeNull();
  });

  test("the distance is a metric", () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });
    fc.assert(
      fc.property(word, word, (x, y) => {
        expect(editDistance(x, y)).toBe(editDistance(y, x));
        expect(editDistance(x, y) === 0).toBe(x === y);
        expect(editDistance(x, y)).toBeLessThanOrEqual(Math.max(x.length, y.length));
      }),
    );
  });

  test("one edit away is distance one", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 10 }), fc.nat(10), (x, at) => {
        const i = Math.min(at, x.length);
        expect(editDistance(x, `${x.slice(0, i)}#${x.slice(i)}`)).toBe(1);
      }),
    );
  });
});
