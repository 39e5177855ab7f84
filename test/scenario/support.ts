import { createRun, type Run } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../sim/explore/run-input.ts";
import { checkScenario } from "../../sim/scenario/parse.ts";
import type { Expectation, Scenario, Step } from "../../sim/scenario/types.ts";

const NO_TEXT = { en: "", zh: "" };

/** Three brokers, one partition `orders-0` on all of them, one producer, and these steps. */
export function scenarioWith(
  steps: readonly Step[],
  expect: readonly (Omit<Expectation, "text"> & Record<string, unknown>)[] = [],
  more: Partial<Scenario> = {},
): Scenario {
  const written = {
    id: "test",
    group: "test",
    importance: 1,
    title: NO_TEXT,
    explanation: NO_TEXT,
    cluster: { brokers: 3 },
    topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
    clients: [{ name: "producer", producer: { acks: "all" } }],
    steps,
    expect: expect.map((body) => ({ ...body, text: NO_TEXT })),
    control: { title: NO_TEXT, change: {}, expect: [] },
    ...more,
  };
  return checkScenario(JSON.parse(JSON.stringify(written)));
}

/** Runs a scenario to its end. */
export function runScenario(scenario: Scenario, seed = "1"): Run {
  const input = { ...runOf(scenario), seed };
  const run = createRun(input, { trace: "hash", limits: DEFAULT_LIMITS });
  run.finish();
  return run;
}

export const PRODUCE = { client: "producer", topic: "orders", partition: 0 } as const;
