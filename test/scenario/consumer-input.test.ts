import { describe, expect, test } from "vitest";
import type { Era } from "../../sim/kafka/era/eras.ts";
import { eraNotices } from "../../sim/scenario/era-notices.ts";
import { checkScenario, parseScenario } from "../../sim/scenario/parse.ts";
import { InputError } from "../../sim/scenario/problems.ts";
import { applyControl, applySettings, resolveScenario } from "../../sim/scenario/resolve.ts";
import { renderProblem } from "../../text/render.ts";

const VALID = `
id: my-group
group: own
importance: 2
title: { en: A case, zh: 一个场景 }
explanation: { en: "", zh: "" }
cluster: { brokers: 3 }
topics:
  - { name: orders, partitions: 2, replicationFactor: 3 }
  - { name: wide, partitions: 4, replicationFactor: 3 }
clients:
  - { name: producer, producer: { acks: all } }
  - { name: c1, consumer: { group.id: billing }, subscribe: [orders], application: { processing: 5ms, commit: afterProcessing } }
  - { name: c2, consumer: { group.id: billing }, subscribe: [orders], starts: byStep }
  - { name: mover, consumer: { group.id: movers }, subscribe: [orders], application: { forward: { topic: wide, producer: { acks: 1 } } } }
  - { name: alone, consumer: {}, assign: [orders-0] }
steps:
  - start: c2
  - commit: { client: c1, offsets: { orders-0: 3 }, mode: async }
  - seek: { client: c1, partition: orders-0, to: beginning }
  - pausePartitions: { client: c1, partitions: [orders-0] }
  - resumePartitions: { client: c1, partitions: [orders-0] }
  - subscribe: { client: c1, topics: [] }
  - processing: { client: c1, takes: 1s }
  - close: { client: c2, timeout: 1s }
  - resetOffsets: { group: billing, of: orders, to: { shiftBy: -3 } }
  - deleteOffsets: { group: billing, topic: orders }
  - deleteGroup: [billing]
  - wait: { group: billing, state: Stable, coordinator: 1 }
  - wait: { committed: orders-0, group: billing, offset: -1 }
  - wait: { lag: orders, group: billing, count: 0 }
  - wait: { assignment: c1, partitions: [orders-0] }
  - wait: { member: c1, state: stable }
  - wait: { processed: r0, by: c1, times: 2 }
expect:
  - { processedTwice: r0..r3, text: { en: "", zh: "" } }
  - { neverProcessed: [], group: billing, text: { en: "", zh: "" } }
  - { overwritten: [], text: { en: "", zh: "" } }
  - { unconsumed: orders, group: billing, atMost: 5s, text: { en: "", zh: "" } }
control:
  title: { en: Another commit, zh: 另一种提交 }
  change: { applications: { c1: { commit: beforeProcessing, processing: null } } }
  expect: []
`;

/** What is said about a text that is not a scenario. */
function problemsOf(text: string): { en: string[]; zh: string[] } {
  try {
    parseScenario(text);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return {
      en: error.problems.map((problem) => renderProblem("en", problem)),
      zh: error.problems.map((problem) => renderProblem("zh", problem)),
    };
  }
  return { en: [], zh: [] };
}

/** The valid scenario with one place replaced. */
function changed(from: string, to: string): string {
  expect(VALID).toContain(from);
  return VALID.replace(from, to);
}

describe("reading scenarios with consumers", () => {
  test("what is right is taken", () => {
    const scenario = parseScenario(VALID);
    expect(checkScenario(JSON.parse(JSON.stringify(scenario)))).toEqual(scenario);
  });

  test.each(["", "orders-1"])(
    "offsets of a topic or of a partition are reset (%s)",
    (partition) => {
      const text = partition === "" ? VALID : changed("of: orders,", `of: ${partition},`);
      expect(problemsOf(text).en).toEqual([]);
    },
  );

  const mistakes: readonly (readonly [name: string, text: string])[] = [
    [
      "neither assign nor subscribe",
      changed("{ name: alone, consumer: {}, assign: [orders-0] }", "{ name: alone, consumer: {} }"),
    ],
    [
      "both assign and subscribe",
      changed("assign: [orders-0]", "assign: [orders-0], subscribe: [orders]"),
    ],
    ["subscribe without a group", changed("consumer: { group.id: movers }", "consumer: {}")],
    [
      "commits without a group",
      changed(
        "consumer: {}, assign: [orders-0]",
        "consumer: {}, assign: [orders-0], application: { commit: afterProcessing }",
      ),
    ],
    [
      "an unknown topic to subscribe to",
      changed("subscribe: [orders], starts", "subscribe: [order], starts"),
    ],
    ["an unknown topic to forward to", changed("topic: wide, producer", "topic: wider, producer")],
    ["a producer setting that forwarding does not know", changed("{ acks: 1 }", "{ ack: 1 }")],
    ["no step starts it", changed("start: c2", "sleep: 1s")],
    ["an unknown group", changed("group: billing, of:", "group: biling, of:")],
    ["an unknown group in a condition", changed("{ group: billing, state", "{ group: bill, state")],
    ["an unknown group state", changed("state: Stable", "state: stable")],
    ["an unknown coordinator", changed("coordinator: 1", "coordinator: 9")],
    ["an unknown member", changed("{ member: c1", "{ member: c3")],
    ["a member that is a producer", changed("{ member: c1", "{ member: producer")],
    ["neither a topic nor a partition", changed("lag: orders,", "lag: order-0,")],
    [
      "a commit of one without a group",
      changed("commit: { client: c1,", "commit: { client: alone,"),
    ],
    [
      "a partition that is not there",
      changed("offsets: { orders-0: 3 }", "offsets: { orders-2: 3 }"),
    ],
    ["a place that is no offset", changed("to: beginning", "to: start")],
    [
      "work of one that does nothing",
      changed("processing: { client: c1", "processing: { client: c2"),
    ],
    [
      "another subscription of one that assigns",
      changed("subscribe: { client: c1", "subscribe: { client: alone"),
    ],
    ["an unknown way to commit", changed("commit: afterProcessing", "commit: afterwards")],
    ["a bad time for work", changed("processing: 5ms", "processing: soon")],
    ["an unknown client in a control", changed("applications: { c1:", "applications: { c4:")],
    ["a bad change of a control", changed("processing: null", "thread: pool")],
    [
      "a new assignor of an old consumer",
      changed(
        "c2, consumer: { group.id: billing }",
        "c2, era: '0.8.2', consumer: { group.id: billing, partition.assignment.strategy: sticky }",
      ),
    ],
    [
      "settings that exclude each other",
      changed("consumer: {}, assign", "consumer: { enable.auto.commit: true }, assign"),
    ],
    [
      "a producer's settings that exclude each other",
      changed("{ acks: 1 }", "{ acks: 1, enable.idempotence: true }"),
    ],
  ];

  test("mistakes are named, with their place and what would be right", async () => {
    const lines: string[] = [];
    for (const [name, text] of mistakes) {
      const { en, zh } = problemsOf(text);
      expect(en.length, name).toBe(1);
      lines.push(`# ${name}`, ...en, ...zh, "");
    }
    await expect(lines.join("\n")).toMatchFileSnapshot("consumer-errors.golden.txt");
  });
});

describe("a scenario with consumers as it runs", () => {
  const scenario = parseScenario(VALID);
  const clientOf = (resolved: typeof scenario, name: string) =>
    resolved.clients.find((client) => client.name === name);

  test("a control changes applications, and null takes something away", () => {
    expect(clientOf(applyControl(scenario), "c1")).toEqual({
      name: "c1",
      consumer: { "group.id": "billing" },
      subscribe: ["orders"],
      application: { commit: "beforeProcessing" },
    });
  });

  test("a control leaves other applications as they are", () => {
    expect(clientOf(applyControl(scenario), "mover")).toEqual(clientOf(scenario, "mover"));
  });

  test("settings of a run reach consumers, and producers that forward", () => {
    const changed = applySettings(scenario, { "max.poll.records": "7", acks: "all" });
    expect(clientOf(changed, "mover")).toMatchObject({
      consumer: { "max.poll.records": 7 },
      application: { forward: { producer: { acks: "all" } } },
    });
    expect(clientOf(changed, "c2")).not.toHaveProperty("application");
  });

  test("what its era does not know is told, of a producer that forwards too", () => {
    const told = (era: Era) =>
      eraNotices(scenario, resolveScenario(scenario, false, {}, era), false, era).map(({ args }) =>
        "step" in args ? `${args.step} ${args.from}` : "name" in args ? args.name : "",
      );
    expect(told("0.10.2")).toEqual(["steps[8].resetOffsets 0.11", "steps[9].deleteOffsets 2.4"]);
    expect(told("2.8")).toEqual([]);
    const idempotent = changed("producer: { acks: 1 }", "producer: { enable.idempotence: true }");
    const parsed = parseScenario(idempotent);
    const old = eraNotices(parsed, resolveScenario(parsed, false, {}, "0.10.2"), false, "0.10.2");
    expect(old).toContainEqual({
      code: "notice.unknownSetting",
      args: { name: "enable.idempotence", era: "0.10.2", from: "0.11" },
    });
  });

  test("what an older consumer calls smallest and largest is refused since 0.9", () => {
    const smallest = "consumer: { auto.offset.reset: smallest }, assign";
    const eras = "cluster: { brokers: 3 }\neras: ['0.8.2']";
    const text = changed("consumer: {}, assign", smallest).replace("cluster: { brokers: 3 }", eras);
    const older = parseScenario(text);
    expect(() => resolveScenario(older, false, {}, "0.8.2")).not.toThrow();
    expect(() => resolveScenario(older, false, {}, "0.9")).toThrow("contradiction");
  });
});
