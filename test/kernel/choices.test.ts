import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Choices } from "../../sim/kernel/choices.ts";

function draws(choices: Choices, stream: string, count: number): number[] {
  return Array.from({ length: count }, () => choices.stream(stream).next(1000));
}

describe("choices", () => {
  test("a stream depends on the seed and its own name, not on what else was drawn", () => {
    const alone = draws(new Choices("7"), "network/a>b/Fetch", 5);
    const choices = new Choices("7");
    draws(choices, "disk/a", 100);
    expect(draws(choices, "network/a>b/Fetch", 5)).toEqual(alone);
    expect(draws(new Choices("8"), "network/a>b/Fetch", 5)).not.toEqual(alone);
  });

  test("an overridden choice consumes its draw, so the others stay", () => {
    fc.assert(
      fc.property(fc.nat(9), fc.nat(999), (index, value) => {
        const plain = draws(new Choices("1"), "s", 10);
        const overridden = draws(new Choices("1", [{ stream: "s", index, value }]), "s", 10);
        expect(overridden).toEqual(plain.map((v, i) => (i === index ? value : v)));
      }),
    );
  });

  test("an override that is out of range at its draw is ignored", () => {
    const plain = draws(new Choices("1"), "s", 3);
    expect(draws(new Choices("1", [{ stream: "s", index: 1, value: 1000 }]), "s", 3)).toEqual(
      plain,
    );
  });

  test("draws are the same integers on every engine", () => {
    expect(draws(new Choices("18446744073709551615"), "golden", 6)).toMatchInlineSnapshot(`
      [
        417,
        434,
        420,
        667,
        982,
        611,
      ]
    `);
  });
});
