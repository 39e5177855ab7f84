import { expect, test } from "vitest";
import { briefRanges, partitionRanges } from "../../viz/model/partition-ranges.ts";

test("neighbouring partitions of a topic are told as one run", () => {
  expect(partitionRanges(["a-b-0", "a-b-1", "a-b-3", "c-4"])).toBe("a-b-0–1, a-b-3, c-4");
  expect(partitionRanges([])).toBe("");
});

test("many runs are told by the number of their partitions", () => {
  const count = (n: number) => `${n} of them`;
  const odd = Array.from({ length: 9 }, (_, i) => `a-${2 * i}`);
  expect(briefRanges(odd, count)).toBe("9 of them");
  expect(briefRanges(odd.slice(0, 2), count)).toBe("a-0, a-2");
});
