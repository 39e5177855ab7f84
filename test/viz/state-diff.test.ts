import { describe, expect, test } from "vitest";
import { stateDiff } from "../../viz/model/state-diff.ts";

describe("the difference of two states", () => {
  test("lists what is new, gone and other, by path", () => {
    const before = { hosts: { a: { life: "up" }, b: { life: "up" } }, isr: [1, 2] };
    const after = { hosts: { a: { life: "down" }, c: { life: "up" } }, isr: [1] };
    expect(stateDiff(before, after)).toEqual([
      { sign: "~", path: ["hosts", "a", "life"], before: '"up"', after: '"down"' },
      { sign: "-", path: ["hosts", "b"], before: '{"life":"up"}', after: null },
      { sign: "+", path: ["hosts", "c"], before: null, after: '{"life":"up"}' },
      { sign: "~", path: ["isr"], before: "[1,2]", after: "[1]" },
    ]);
  });

  test("is empty for equal states, shared or not", () => {
    const state = { a: { b: [1, { c: null }] } };
    expect(stateDiff(state, state)).toEqual([]);
    expect(stateDiff(state, structuredClone(state))).toEqual([]);
  });
});
