import { scenarioById } from "../../../scenarios/index.ts";
import { createRun, type Run } from "../../../sim/explore/run.ts";
import { DEFAULT_LIMITS, type RunInput, runOf } from "../../../sim/explore/run-input.ts";
import { isEra } from "../../../sim/kafka/era/eras.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { controlEraOf } from "../../../sim/scenario/scenario-era.ts";
import type { Scenario } from "../../../sim/scenario/types.ts";

export type Changes = Partial<Pick<RunInput, "seed" | "era" | "control">>;

/** A run to its end, asked for its marks. */
export function markedRun(scenario: Scenario, changes: Changes = {}): Run {
  const plain = runOf(scenario);
  const control = changes.control ?? false;
  const era = control && isEra(plain.era) ? controlEraOf(scenario, plain.era) : plain.era;
  const input = { ...plain, era, ...changes };
  const run = createRun(input, { trace: "hash", limits: DEFAULT_LIMITS, marks: true });
  run.finish();
  return run;
}

export function published(id: string): Scenario {
  return present(scenarioById(id), `there is no scenario ${id}`);
}
