import { describe, expect, test } from "vitest";
import { scenarioById } from "../../scenarios/index.ts";
import { InputError } from "../../sim/scenario/problems.ts";
import { applyControl, applySettings, resolveScenario } from "../../sim/scenario/resolve.ts";
import type { Scenario } from "../../sim/scenario/types.ts";

function named(id: string): Scenario {
  const scenario = scenarioById(id);
  if (scenario === undefined) throw new Error(`there is no ${id}`);
  return scenario;
}

const flagship = named("acks1-leader-kill-unreplicated");
const reject = named("acksall-minisr2-reject");

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InputError) {
      return error.problems.map(
        ({ path, code, args }) => `${path} ${code} ${JSON.stringify(args)}`,
      );
    }
    throw error;
  }
  return [];
}

describe("a control", () => {
  test("is the scenario with its one change, and its own expectations", () => {
    const control = applyControl(flagship);
    const [producer] = flagship.clients;
    expect(control.clients[0]).toEqual({
      name: "producer",
      producer: {
        ...(producer !== undefined && "producer" in producer ? producer.producer : {}),
        acks: "all",
      },
    });
    expect(control.clients[1]).toEqual(flagship.clients[1]);
    expect(control.steps).toEqual(flagship.steps);
    expect(control.expect).toBe(flagship.control.expect);
  });

  test("changes the topic's own settings", () => {
    expect(applyControl(reject).topics[0]?.configs).toEqual({ "min.insync.replicas": 1 });
  });
});

describe("settings of a run", () => {
  test("go to every scope that knows them, over what the scenario says", () => {
    const changed = applySettings(reject, { "min.insync.replicas": "3" });
    expect(changed.cluster.settings).toEqual({ "min.insync.replicas": 3 });
    expect(changed.topics[0]?.configs).toEqual({ "min.insync.replicas": 3 });
    expect(changed.clients).toEqual(reject.clients);
  });

  test("can be held to one scope by a prefix", () => {
    const changed = applySettings(flagship, { "consumer.request.timeout.ms": "5000" });
    expect(changed.clients[0]).toEqual(flagship.clients[0]);
    expect(changed.clients[1]).toMatchObject({ consumer: { "request.timeout.ms": 5000 } });
    expect(changed.cluster.settings).toEqual({});
  });

  test("reach brokers that have settings of their own", () => {
    const scenario: Scenario = {
      ...flagship,
      cluster: { ...flagship.cluster, brokerSettings: { 2: { "num.replica.fetchers": 2 } } },
    };
    const changed = applySettings(scenario, { "num.replica.fetchers": "4" });
    expect(changed.cluster.brokerSettings).toEqual({ 2: { "num.replica.fetchers": 4 } });
  });

  test("win over the control", () => {
    const changed = resolveScenario(flagship, true, { acks: "0" }, "2.8");
    expect(changed.clients[0]).toMatchObject({ producer: { acks: "0" } });
  });

  test("are read as their type says", () => {
    const changed = applySettings(flagship, {
      "enable.idempotence": "true",
      "linger.ms": " 5 ",
      acks: "all",
    });
    expect(changed.clients[0]).toMatchObject({
      producer: { "enable.idempotence": true, "linger.ms": 5, acks: "all" },
    });
  });

  test.each([
    [{ "min.insync.replica": "1" }, "problem.unknownSetting"],
    [{ "topic.linger.ms": "1" }, "problem.unknownSetting"],
    [{ "linger.ms": "soon" }, "problem.badSetting"],
    [{ "linger.ms": "-1" }, "problem.badSetting"],
    [{ "enable.idempotence": "yes" }, "problem.badSetting"],
    [{ acks: "4" }, "problem.badSetting"],
    [{ acks: "1", "enable.idempotence": "true" }, "problem.contradiction"],
    [{ __proto__x: "1" }, "problem.unknownSetting"],
  ])("%j is refused", (settings, code) => {
    const problems = problemsOf(() => resolveScenario(flagship, false, settings as never, "2.8"));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(code);
  });

  test("a name that is not known is answered with the nearest", () => {
    const [problem] = problemsOf(() => applySettings(flagship, { "min.insync.replica": "1" }));
    expect(problem).toContain('"nearest":"min.insync.replicas"');
  });
});
