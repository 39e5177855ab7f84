import { expect, test } from "vitest";
import { ERAS, SWITCHES } from "../../sim/index.ts";
import { ERA_TEXTS } from "../../text/eras.ts";
import { stateText, switchText } from "../../text/switches.ts";
import { switchesZh } from "../../text/switches.zh.ts";

const CHINESE = /[\u4e00-\u9fff]/;

test("every switch and each of its states is told in both languages", () => {
  for (const one of SWITCHES) {
    expect(switchText("en", one), one.name).not.toMatch(CHINESE);
    expect(switchText("zh", one), one.name).toMatch(CHINESE);
    for (const state of one.states) {
      const named = `${one.name}=${state.value}`;
      expect(stateText("en", one, state), named).toMatch(/./);
      const chinese = switchesZh[one.name]?.states[String(state.value)];
      expect(stateText("zh", one, state), named).toBe(chinese);
    }
  }
});

test("nothing is told of switches and states that do not exist", () => {
  const known = SWITCHES.map(({ name, states }) => [
    name,
    [...new Set(states.map(({ value }) => String(value)))].sort(),
  ]);
  const told = Object.entries(switchesZh).map(([name, { states }]) => [
    name,
    Object.keys(states).sort(),
  ]);
  expect(told.sort()).toEqual(known.sort());
});

test("every era is told in both languages, with the month of its first release", () => {
  const released = ERAS.map((era) => ERA_TEXTS[era].released);
  expect(released).toEqual([...released].sort());
  for (const era of ERAS) {
    const { brought, released: month } = ERA_TEXTS[era];
    expect(month).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
    expect(brought.en).not.toMatch(CHINESE);
    expect(brought.zh).toMatch(CHINESE);
  }
});
