import { describe, expect, test } from "vitest";
import { eraNotices, resolveScenario, type Scenario, type Step } from "../../sim/index.ts";
import { checkScenario } from "../../sim/scenario/parse.ts";
import { InputError } from "../../sim/scenario/problems.ts";
import { applyControl, applySettings } from "../../sim/scenario/resolve.ts";
import { scenarioWith } from "./support.ts";

/** What is wrong with some steps: places, codes and the words that were meant. */
function problemsOf(...steps: readonly object[]): readonly string[] {
  const plain = scenarioWith([]);
  try {
    checkScenario(JSON.parse(JSON.stringify({ ...plain, steps })));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.problems.map(({ path, code, args }) => {
      const nearest = "nearest" in args && args.nearest !== "" ? ` ${args.nearest}` : "";
      return `${path}: ${code}${nearest}`;
    });
  }
  return [];
}

describe("a step of the operator", () => {
  test.each([
    [{ deleteTopic: "order" }, "steps[0].deleteTopic: problem.unknownTopic orders"],
    [
      { addPartitions: { topic: "oders", count: 2 } },
      "steps[0].addPartitions.topic: problem.unknownTopic orders",
    ],
    [{ addPartitions: { topic: "orders" } }, "steps[0].addPartitions: problem.missingKey"],
    [
      { addPartitions: { topic: "orders", count: 2, assignment: [[1, 1, 9]] } },
      "steps[0].addPartitions.assignment[0][2]: problem.unknownHost broker-1",
    ],
    [
      { alterConfig: { topic: "orders", set: { "min.insync.replica": 2 } } },
      'steps[0].alterConfig.set["min.insync.replica"]: problem.unknownSetting min.insync.replicas',
    ],
    [
      { alterConfig: { topic: "orders", set: { "min.insync.replicas": "two" } } },
      'steps[0].alterConfig.set["min.insync.replicas"]: problem.badSetting',
    ],
    [
      { alterConfig: { broker: "all", remove: ["log.segment.byte"] } },
      "steps[0].alterConfig.remove[0]: problem.unknownSetting log.segment.bytes",
    ],
    [
      { alterConfig: { broker: 4, set: {} } },
      "steps[0].alterConfig.broker: problem.unknownHost broker-1",
    ],
    [
      { deleteRecords: { partition: "orders-1", before: 3 } },
      "steps[0].deleteRecords.partition: problem.unknownPartition orders-0",
    ],
    [
      { deleteRecords: { partition: "orders-0", before: -2 } },
      "steps[0].deleteRecords.before: problem.outOfRange",
    ],
    [{ reassign: { "orders-1": [1] } }, "steps[0].reassign: problem.unknownPartition orders-0"],
    [{ reassign: { "orders-0": [2, 2] } }, 'steps[0].reassign["orders-0"]: problem.repeated'],
    [
      { electLeaders: { type: "prefered" } },
      "steps[0].electLeaders.type: problem.notOneOf preferred",
    ],
    [
      { electLeaders: { type: "unclean", partitions: ["order-0"] } },
      "steps[0].electLeaders.partitions[0]: problem.unknownPartition orders-0",
    ],
    [{ decommission: 7 }, "steps[0].decommission: problem.unknownHost broker-1"],
    [{ decommission: 1, within: "soon" }, "steps[0].within: problem.badDuration"],
    [{ decomission: 1 }, "steps[0]: problem.noKind decommission"],
    [
      { wait: { topic: "orders", configs: { "flush.m": 1 } } },
      'steps[0].wait.configs["flush.m"]: problem.unknownSetting flush.ms',
    ],
    [{ wait: { topic: "orderss" } }, "steps[0].wait.topic: problem.unknownTopic orders"],
    [
      { wait: { partition: "orders-0", replicas: [5] } },
      "steps[0].wait.replicas: problem.unknownHost broker-1",
    ],
    [
      { wait: { error: "INVALID_CONFIG", client: "admn" } },
      "steps[0].wait.client: problem.unknownClient admin",
    ],
  ])("%j is refused with the place and the right word", (step, problem) => {
    expect(problemsOf(step)[0]).toBe(problem);
  });

  test("may speak of partitions that steps add, and topics that steps create", () => {
    const steps = [
      { addPartitions: { topic: "orders", count: 3 } },
      { reassign: { "orders-2": [3, 1], "later-1": null } },
      { createTopic: { name: "later", partitions: 2 } },
    ];
    expect(problemsOf(...steps)).toEqual([]);
    expect(problemsOf(...steps, { wait: { partition: "orders-3" } })).toHaveLength(1);
  });
});

describe("a topic that a step creates", () => {
  const created = scenarioWith([{ createTopic: { name: "later", configs: { "flush.ms": 7 } } }]);
  const configsIn = ({ steps }: Scenario) =>
    steps.flatMap((step) => ("createTopic" in step ? [step.createTopic.configs] : []));

  test("gets the settings of the run, as the others do", () => {
    const changed = applySettings(created, { "min.insync.replicas": "2" });
    expect(configsIn(changed)).toEqual([{ "flush.ms": 7, "min.insync.replicas": 2 }]);
    expect(configsIn(created)).toEqual([{ "flush.ms": 7 }]);
  });

  test("gets the control's change of its settings", () => {
    const change = { topics: { later: { "flush.ms": 9 }, orders: { "segment.bytes": 100 } } };
    const changed = applyControl({ ...created, control: { ...created.control, change } });
    expect(configsIn(changed)).toEqual([{ "flush.ms": 9 }]);
    const steps: readonly Step[] = [{ createTopic: { name: "later" } }];
    const other = { ...created.control, change: { ...change, steps } };
    expect(configsIn(applyControl({ ...created, control: other }))).toEqual([{ "flush.ms": 9 }]);
  });
});

describe("what no tool of a version does", () => {
  const scenario = scenarioWith([
    { sleep: 1 },
    { electLeaders: { type: "unclean" } },
    { reassign: { "orders-0": [1, 2, 3] } },
    { at: "20s", reassign: { "orders-0": null } },
    { alterConfig: { broker: 1, set: { "min.insync.replicas": 2 } } },
    { decommission: 1 },
  ]);
  const notices = (era: "0.7" | "1.1" | "2.4" | "2.8", over: Partial<Scenario> = {}) => {
    const all = { ...scenario, ...over };
    const told = eraNotices(all, resolveScenario(all, false, {}, era), false, era);
    return told.flatMap(({ code, args }) => (code === "notice.noTool" ? [args] : []));
  };

  test("is told before it is tried, with the first version that has one", () => {
    expect(notices("2.4")).toEqual([]);
    expect(notices("1.1")).toEqual([
      { step: "steps[1].electLeaders", era: "1.1", from: "2.4" },
      { step: "steps[3].reassign", era: "1.1", from: "2.4" },
    ]);
    expect(notices("0.7").map(({ step, from }) => `${step} ${from}`)).toEqual([
      "steps[1].electLeaders 2.4",
      "steps[2].reassign 0.8.2",
      "steps[3].reassign 2.4",
      "steps[4].alterConfig 1.1",
      "steps[5].decommission 0.8.2",
    ]);
  });

  test("depends on the oldest broker", () => {
    const cluster = { ...scenario.cluster, brokerEras: { "2": "1.1" } };
    expect(notices("2.8", { cluster })).toHaveLength(2);
  });
});
