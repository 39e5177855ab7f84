import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partitionFor } from "../../../../sim/kafka/coordinator/group/partition-for.ts";

describe("the partition of a group", () => {
  test("is the absolute hash modulo their number", () => {
    expect(partitionFor("my-group", 50)).toBe(12);
    expect(partitionFor("group", 50)).toBe(47);
  });

  test("is 0 for the hash that has no absolute value", () => {
    expect(partitionFor("polygenelubricants", 50)).toBe(0);
  });

  test("is one of them", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 100 }), (group, count) => {
        const partition = partitionFor(group, count);
        expect(Number.isInteger(partition) && partition >= 0 && partition < count).toBe(true);
      }),
    );
  });
});
