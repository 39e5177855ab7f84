import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareMembers } from "../../../../../sim/kafka/client/consumer/assignors/member-info.ts";

const member = fc.record({
  memberId: fc.string({ maxLength: 2 }),
  instanceId: fc.option(fc.string({ maxLength: 2 })),
});

describe("the order of members", () => {
  test("has static members first, by instance id, and dynamic ones by member id", () => {
    const members = [
      { memberId: "a", instanceId: null },
      { memberId: "b", instanceId: "y" },
      { memberId: "B", instanceId: null },
      { memberId: "c", instanceId: "x" },
    ];
    expect(members.sort(compareMembers).map(({ memberId }) => memberId)).toEqual([
      "c",
      "b",
      "B",
      "a",
    ]);
  });

  test("is total", () => {
    fc.assert(
      fc.property(member, member, member, (a, b, c) => {
        expect(Math.sign(compareMembers(a, b))).toBe(-Math.sign(compareMembers(b, a)) + 0);
        if (compareMembers(a, b) <= 0 && compareMembers(b, c) <= 0) {
          expect(compareMembers(a, c)).toBeLessThanOrEqual(0);
        }
      }),
    );
  });
});
