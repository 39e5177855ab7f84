import { describe, expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/index.ts";
import {
  createRun,
  DEFAULT_LIMITS,
  ERAS,
  type Era,
  expectationsIn,
  type RunResult,
  runOf,
  type Scenario,
} from "../../sim/index.ts";
import { failures } from "./failures.ts";

function run(scenario: Scenario, control: boolean, era: Era): RunResult {
  const input = { ...runOf(scenario), control, era };
  return createRun(input, { trace: "off", limits: DEFAULT_LIMITS }).finish();
}

/** The eras of which a scenario says what comes of it, or of its control. */
function erasOf(scenario: Scenario, control: boolean): readonly Era[] {
  return ERAS.filter((era) => expectationsIn(scenario, control, era) !== null);
}

test("eras are known, and listed oldest first", () => {
  for (const { id, eras } of SCENARIOS) {
    if (eras === undefined) continue;
    expect(
      ERAS.filter((era) => eras.includes(era)),
      id,
    ).toEqual(eras);
  }
});

describe.each(SCENARIOS.map((scenario) => [scenario.id, scenario] as const))(
  "%s",
  (_, scenario) => {
    test.each(erasOf(scenario, false))("turns out as expected in %s", (era) => {
      const result = run(scenario, false, era);
      expect(failures(result)).toEqual([]);
      expect(result.status).toBe(0);
    });

    test.each(erasOf(scenario, true))("has a control that turns out otherwise in %s", (era) => {
      const result = run(scenario, true, era);
      expect(failures(result)).toEqual([]);
      expect(result.status).toBe(0);
      expect(result.caseExpectations?.some(({ met }) => !met)).toBe(true);
    });
  },
);
