import { describe, expect, test } from "vitest";
import { type Scenario, type Step, simulate } from "../../sim/index.ts";
import { checkScenario } from "../../sim/scenario/parse.ts";
import { InputError } from "../../sim/scenario/problems.ts";
import { scenarioWith } from "./support.ts";

function problemsOf(steps: readonly object[]): readonly string[] {
  try {
    checkScenario(JSON.parse(JSON.stringify({ ...scenarioWith([]), steps })));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ path, code }) => `${path}: ${code}`);
  }
  return [];
}

describe("what an application does with a producer", () => {
  const { clients } = scenarioWith([]);
  const client = clients.find((one) => "producer" in one)?.name ?? "";
  const produce = { client, topic: "orders", partition: 0 };

  test.each([
    [{ flush: "nobody" }, "steps[0].flush: problem.unknownClient"],
    [
      { close: { client: "nobody", timeout: "1s" } },
      "steps[0].close.client: problem.unknownClient",
    ],
    [{ close: { client, timeout: "soon" } }, "steps[0].close.timeout: problem.badDuration"],
    [
      { produce: { ...produce, values: "a", key: "k", keys: "k0..k1" } },
      "steps[0].produce.keys: problem.contradiction",
    ],
    [
      { produce: { ...produce, values: "a", keys: "k1..k0" } },
      "steps[0].produce.keys: problem.badValues",
    ],
  ])("%j is refused", (step, problem) => {
    expect(problemsOf([step])).toContain(problem);
  });

  test("keys, tombstones, flush and close are understood", () => {
    const steps: Step[] = [
      { produce: { ...produce, values: ["a", null], keys: ["k", "l"], onError: "resend" } },
      { flush: client },
      { close: { client, timeout: "1s" } },
    ];
    expect(problemsOf(steps)).toEqual([]);
  });
});

test("a record that an application sends again is a duplicate when both copies are there", () => {
  const scenario: Scenario = {
    ...scenarioWith([]),
    cluster: { brokers: 1 },
    topics: [{ name: "orders", assignment: [[1]] }],
    clients: [
      {
        name: "app",
        producer: {
          acks: "all",
          retries: 0,
          "delivery.timeout.ms": 30_000,
          "request.timeout.ms": 5000,
        },
      },
    ],
    steps: [
      { produce: { client: "app", topic: "orders", partition: 0, values: "warm-up" } },
      { wait: { records: "warm-up", status: "acked" } },
      { hold: { from: 1, to: "app", message: "ProduceResponse" } },
      { produce: { client: "app", topic: "orders", partition: 0, values: "m", onError: "resend" } },
      { wait: { replica: "orders-0", broker: 1, logEndOffset: 2 } },
      { wait: { records: "m", status: "unknown" } },
      { release: { from: 1, to: "app", message: "ProduceResponse" } },
      { wait: { replica: "orders-0", broker: 1, logEndOffset: 3 } },
      { sleep: "5s" },
    ],
    expect: [],
  };
  const { report } = simulate(scenario);
  const [found, ...more] = report.ledger.duplicated;
  expect(more).toEqual([]);
  expect(found).toMatchObject({ value: "m", offset: 2, class: "allowed by configuration" });
  expect(found?.why.map(({ code }) => code).slice(-2)).toEqual(["why.resent", "class.resent"]);
});
