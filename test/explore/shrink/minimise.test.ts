import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minimise } from "../../../sim/explore/shrink/minimise.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { caseWith } from "./support.ts";

/** What is left of some numbers when everything fails that has all of `needed`. */
function left(items: readonly number[], needed: readonly number[]) {
  let last: readonly number[] = items;
  const tried = minimise(items, (kept) => {
    last = kept;
    return caseWith({});
  });
  let accepted = false;
  for (let count = 0; ; count++) {
    const next = tried.next(accepted);
    if (next.done === true) return { kept: next.value, count };
    const kept = last;
    accepted = needed.every((item) => kept.includes(item));
  }
}

describe("minimising", () => {
  test("what is needed is left and nothing else, in few tries", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(1000), { maxLength: 60 }),
        fc.array(fc.nat(59), { maxLength: 4 }),
        (items, picks) => {
          const places = [...new Set(picks.filter((place) => place < items.length))];
          const needed = places.map((place) => present(items[place], "it is there"));
          const { kept, count } = left(items, needed);
          expect([...kept].sort()).toEqual([...needed].sort());
          expect(count).toBeLessThanOrEqual(1 + 2 * items.length);
        },
      ),
    );
  });
});
