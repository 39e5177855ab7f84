import { scenarioById } from "../../scenarios/index.ts";
import { ENGINE, VERSION } from "../../sim/explore/engine.ts";
import { createRun, type Run } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../sim/explore/run-input.ts";
import type { Scenario } from "../../sim/index.ts";
import type { Json } from "../../sim/trace/fact-json.ts";
import type { TraceMeta } from "../../sim/trace/jsonl-format.ts";
import type { Trace } from "../../sim/trace/trace.ts";

/** The case that most tests of the page look at: an acknowledged record is lost. */
export const FLAGSHIP = "acks1-leader-kill-unreplicated";

/** Runs a published scenario as the page does. */
export function simulate(id: string, seed = "1"): { run: Run; trace: Trace; meta: TraceMeta } {
  const scenario = scenarioById(id);
  if (scenario === undefined) throw new Error(`there is no scenario ${id}`);
  return simulateScenario(scenario, seed);
}

/** Runs any scenario as the page does. */
export function simulateScenario(
  scenario: Scenario,
  seed = "1",
): { run: Run; trace: Trace; meta: TraceMeta } {
  const input = { ...runOf(scenario), seed };
  const run = createRun(input, { trace: "full", limits: DEFAULT_LIMITS });
  run.finish();
  if (run.recorder === null) throw new Error("the run was recorded");
  const { control, era, settings, overrides } = input;
  const meta: TraceMeta = {
    highwater: VERSION,
    engine: ENGINE,
    scenario: scenario as unknown as Json,
    control,
    seed,
    era,
    settings,
    overrides,
  };
  return { run, trace: run.recorder.trace, meta };
}
