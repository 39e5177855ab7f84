import { describe, expect, test } from "vitest";
import { defaultIn, describeEra, ERAS, isBug, stateIn } from "../../../sim/index.ts";
import { CONFIGS } from "../../../sim/kafka/config/config.ts";
import { nearestEra } from "../../../sim/kafka/era/eras.ts";
import { SWITCHES } from "../../../sim/kafka/era/switches.ts";

describe("nearestEra", () => {
  test.each([
    ["2.9", "2.8"],
    ["2.5", "2.4"],
    ["2", "2.8"],
    ["2.8.1", "2.8"],
    ["0.8", "0.8.2"],
    ["0.9.0", "0.9"],
    ["0.10", "0.10.2"],
    ["0.10.1", "0.10.2"],
    ["0.6", "0.7"],
    ["3.0", "3.9"],
    ["4.1", "3.9"],
  ])("of %s is %s", (version, nearest) => {
    expect(nearestEra(version)).toBe(nearest);
  });

  test.each(["", "two", "2.x", "2..8", "-1", "99999", "1.1.1.1.1"])("of %j is none", (version) => {
    expect(nearestEra(version)).toBeNull();
  });
});

describe("describeEra", () => {
  test.each(ERAS)("%s: each switch has the state that the settings of that era have", (era) => {
    const { switches } = describeEra(era);
    const told = Object.fromEntries(switches.map(({ of, state }) => [of.name, state.value]));
    const definitions = CONFIGS.broker.filter(({ isSwitch }) => isSwitch);
    const bugs = SWITCHES.filter(isBug).map(({ name }) => name);
    for (const definition of definitions) {
      if (bugs.includes(definition.name)) expect(told).not.toHaveProperty([definition.name]);
      else expect(told[definition.name]).toBe(defaultIn(definition, era));
    }
  });

  test("what is new is told beside what it replaces", () => {
    const { before, switches } = describeEra("0.11");
    expect(before).toBe("0.10.2");
    const [truncation] = switches.filter(({ of }) => of.name === "truncation");
    expect(truncation).toMatchObject({
      state: { value: "kip101", source: "KIP-101" },
      was: { value: "hw" },
    });
    const again = describeEra("1.1").switches.find(({ of }) => of.name === "truncation");
    expect(again).toMatchObject({ state: { value: "kip101" }, was: null });
  });

  test("the first era has nothing before it, and nothing new", () => {
    const { before, switches } = describeEra("0.7");
    expect(before).toBeNull();
    expect(switches.every(({ was }) => was === null)).toBe(true);
  });

  test("defaults are told when they change, and while the usual era has them otherwise", () => {
    const unclean = (era: (typeof ERAS)[number]) =>
      describeEra(era).defaults.find(({ name }) => name === "unclean.leader.election.enable");
    expect(unclean("0.10.2")).toEqual({
      name: "unclean.leader.election.enable",
      scopes: ["broker", "topic"],
      value: true,
      before: true,
      usual: false,
    });
    expect(unclean("0.11")).toMatchObject({ value: false, before: true });
    expect(unclean("1.1")).toBeUndefined();
  });

  test("a setting is unknown before its first era, and new in it", () => {
    const name = "enable.idempotence";
    const named = (one: { readonly name: string }) => one.name === name;
    expect(describeEra("0.10.2").unknown.find(named)).toMatchObject({ since: "0.11" });
    expect(describeEra("0.10.2").defaults.find(named)).toBeUndefined();
    expect(describeEra("0.11").defaults.find(named)).toMatchObject({ value: false, before: null });
    expect(describeEra("0.11").unknown.find(named)).toBeUndefined();
  });

  test("a bug of single releases is off in every era", () => {
    for (const one of SWITCHES.filter(isBug)) {
      for (const era of ERAS) expect(stateIn(one, era).value).toBe(false);
    }
  });
});
