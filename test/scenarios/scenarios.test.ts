import { describe, expect, test } from "vitest";
import { SCENARIOS, scenarioById } from "../../scenarios/index.ts";
import {
  controlEraOf,
  createRun,
  DEFAULT_LIMITS,
  isEra,
  type RunResult,
  runOf,
  type Scenario,
} from "../../sim/index.ts";
import { failures } from "./failures.ts";

/** Fewer where a run of many clients takes seconds. */
function seedsOf({ clients }: Scenario): readonly string[] {
  return Array.from({ length: clients.length > 10 ? 5 : 20 }, (_, i) => String(i + 1));
}

function run(scenario: Scenario, control: boolean, seed: string): RunResult {
  const plain = runOf(scenario);
  const era = isEra(plain.era) && control ? controlEraOf(scenario, plain.era) : plain.era;
  const input = { ...plain, control, seed, era };
  return createRun(input, { trace: "off", limits: DEFAULT_LIMITS }).finish();
}

test("ids are unique, and found", () => {
  const ids = SCENARIOS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const scenario of SCENARIOS) expect(scenarioById(scenario.id)).toBe(scenario);
  expect(scenarioById("no-such-case")).toBeUndefined();
});

test("scenarios of one group stand together", () => {
  const groups = SCENARIOS.map(({ group }) => group);
  const firsts = groups.filter((group, i) => group !== groups[i - 1]);
  expect(firsts).toEqual([...new Set(groups)]);
});

describe.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))(
  "%s",
  (_, scenario) => {
    test.each(seedsOf(scenario))("turns out as expected with seed %s", (seed) => {
      const result = run(scenario, false, seed);
      expect(failures(result)).toEqual([]);
      expect(result.status).toBe(0);
    });

    test.each(seedsOf(scenario))("has a control that turns out otherwise with seed %s", (seed) => {
      const result = run(scenario, true, seed);
      expect(failures(result)).toEqual([]);
      expect(result.status).toBe(0);
      expect(result.caseExpectations?.some(({ met }) => !met)).toBe(true);
    });

    test("speaks both languages", () => {
      const chinese = /[\u4e00-\u9fff]/;
      for (const localized of localizedTexts(scenario)) {
        expect(localized.en).not.toMatch(chinese);
        expect(localized.en.length).toBeGreaterThan(3);
        expect(localized.zh).toMatch(chinese);
        // Halfwidth punctuation between Chinese characters is a slip of the keyboard.
        expect(localized.zh).not.toMatch(/[\u4e00-\u9fff][,;!?](?:\s|[\u4e00-\u9fff])/);
        // A rebalance is called one thing, and an offset, where it is no setting, by its Chinese name.
        expect(localized.zh).not.toContain("再平衡");
        if (scenario.group === "consumers") {
          expect(localized.zh).not.toMatch(/(?<![\w.-])offsets?(?![\w.\-=])/);
        }
      }
    });
  },
);

function localizedTexts(value: unknown): readonly { en: string; zh: string }[] {
  if (typeof value !== "object" || value === null) return [];
  if ("en" in value && "zh" in value) return [value as { en: string; zh: string }];
  return Object.values(value).flatMap(localizedTexts);
}
