import { expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/index.ts";
import { inputDifferences } from "../../sim/explore/input-difference.ts";
import { type RunInput, runOf } from "../../sim/index.ts";
import { pathText } from "../../sim/trace/state-difference.ts";

const [scenario, other] = SCENARIOS;
if (scenario === undefined || other === undefined) throw new Error("there are scenarios");
const input = runOf(scenario);

function named(changes: Partial<RunInput>): readonly string[] {
  return inputDifferences(input, { ...input, ...changes }).map(({ keys, x, y }) => {
    return `${pathText(keys)}: ${JSON.stringify(x)} | ${JSON.stringify(y)}`;
  });
}

test("the same inputs differ in nothing", () => {
  expect(named({})).toEqual([]);
});

test("seeds, settings and single choices are named", () => {
  const overrides = [{ stream: "network/1>2/Fetch", index: 3, value: 9 }];
  expect(named({ seed: "7", settings: { acks: "1" }, overrides })).toEqual([
    "overrides.network/1>2/Fetch #3: undefined | 9",
    'seed: "1" | "7"',
    'settings.acks: undefined | "1"',
  ]);
});

test("another scenario is told by its id, a changed one by what is changed", () => {
  expect(named({ scenario: other })).toEqual([`scenario: "${scenario.id}" | "${other.id}"`]);
  expect(named({ scenario: { ...scenario, importance: 1 } })).toEqual([
    `scenario.importance: ${scenario.importance} | 1`,
  ]);
});
