import { describe, expect, test } from "vitest";
import { SCENARIOS } from "../../scenarios/index.ts";
import { checkScenario, parseData, parseScenario } from "../../sim/scenario/parse.ts";
import { InputError } from "../../sim/scenario/problems.ts";
import { renderProblem } from "../../text/render.ts";

const VALID = `
id: my-case
group: own
importance: 2
title: { en: A case, zh: 一个场景 }
explanation: { en: "", zh: "" }
cluster: { brokers: 3, settings: { min.insync.replicas: 2 } }
topics:
  - { name: orders, assignment: [[1, 2, 3]] }
clients:
  - { name: producer, producer: { acks: all } }
steps:
  - produce: { client: producer, topic: orders, partition: 0, values: r0..r9 }
  - wait: { records: r0..r9, status: acked }
  - kill: 1
expect:
  - { lost: [], text: { en: Nothing is lost, zh: 没有丢失 } }
control:
  title: { en: The same with acks=0, zh: 改用 acks=0 }
  change: { clients: { producer: { acks: 0 } } }
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

function hold(message: string): string {
  return `hold: { from: zookeeper, to: 1, message: ${message} }`;
}

describe("reading scenarios", () => {
  test("YAML and JSON mean the same", () => {
    const scenario = parseScenario(VALID);
    expect(parseScenario(JSON.stringify(scenario))).toEqual(scenario);
    expect(scenario.clients).toEqual([{ name: "producer", producer: { acks: "all" } }]);
  });

  test("every published scenario is valid, as a value and as text", () => {
    for (const scenario of SCENARIOS) {
      expect(checkScenario(scenario)).toEqual(scenario);
      expect(parseScenario(JSON.stringify(scenario))).toEqual(scenario);
    }
  });

  const mistakes: [name: string, text: string][] = [
    ["broken YAML", "id: [1, 2"],
    ["a key twice", changed("id: my-case", "id: my-case\nid: other")],
    ["no map", "- 1\n- 2"],
    ["nothing", ""],
    ["a missing key", changed("group: own\n", "")],
    ["an unknown key", changed("steps:", "stepps: []\nsteps:")],
    ["an unknown step", changed("kill: 1", "kil: 1")],
    ["a step without a verb", changed("kill: 1", "at: 5s")],
    ["a key that this step does not have", changed("kill: 1", "kill: 1\n    lose: all")],
    ["a wrong type", changed("importance: 2", "importance: high")],
    ["a number out of range", changed("brokers: 3", "brokers: 0")],
    ["an unknown status", changed("status: acked }", "status: ackd }")],
    ["an unknown condition", changed("records: r0..r9, status", "record: r0..r9, statu")],
    ["an unknown setting", changed("min.insync.replicas: 2", "min.insync.replica: 2")],
    ["a setting of another scope", changed("min.insync.replicas: 2", "linger.ms: 2")],
    ["a bad setting", changed("acks: all", "acks: 4")],
    ["settings that exclude each other", changed("acks: all", "acks: 1, enable.idempotence: true")],
    ["a control that contradicts", changed("acks: all", "enable.idempotence: true")],
    ["an unknown broker", changed("kill: 1", "kill: 4")],
    ["an unknown host", changed("kill: 1", "kill: zookeper")],
    ["an unknown client", changed("client: producer", "client: produser")],
    ["an unknown topic", changed("topic: orders", "topic: order")],
    ["an unknown partition", changed("partition: 0", "partition: 7")],
    ["a bad range", changed("values: r0..r9", "values: r9..r0")],
    ["a bad duration", changed("kill: 1", "sleep: soon")],
    ["a reserved name", changed("name: producer, producer", "name: zookeeper, producer")],
    ["a replica twice", changed("[[1, 2, 3]]", "[[1, 2, 2]]")],
    ["an unknown era", changed("id: my-case", "id: my-case\neras: ['2.88']")],
    ["a form that does not fit", changed("id: my-case", "id: My Case")],
    ["an unknown message", changed("kill: 1", "hold: { from: 1, to: 2, message: FechRequest }")],
    ["an unknown ZooKeeper message", changed("kill: 1", hold("zookeeper.setDate.response"))],
    ["too large an ensemble", changed("brokers: 3,", "brokers: 3, zookeeperServers: 8,")],
    ["a server of no ensemble", changed("kill: 1", "kill: zookeeper-2")],
    ["an unknown server", changed("kill: 1", "wait: { server: zookeper, role: leading }")],
    ["a slow broker", changed("kill: 1", "slow: { host: 1, fsync: 1s }")],
    ["a bad slowness", changed("kill: 1", "slow: { host: zookeeper, fsync: slowly }")],
    [
      "servers to connect to that are not there",
      changed("{ min.insync.replicas: 2 }", "{ zookeeper.connect: 'zookeeper-1, zookeeper' }"),
    ],
    ["an unknown error", changed("kill: 1", "wait: { error: NOT_ENOUGH_REPLICA }")],
  ];

  test("mistakes are named, with their place and what would be right", async () => {
    const lines: string[] = [];
    for (const [name, text] of mistakes) {
      const { en, zh } = problemsOf(text);
      expect(en.length, name).toBeGreaterThan(0);
      lines.push(`# ${name}`, ...en, ...zh, "");
    }
    await expect(lines.join("\n")).toMatchFileSnapshot("parse-errors.golden.txt");
  });

  test("hostile texts are refused at once", () => {
    const bombs = [
      `a: &a [x, x, x, x, x, x, x, x, x]\n${[..."bcdefghij"]
        .map((c, i) => `${c}: &${c} [${`*${"abcdefghij"[i]},`.repeat(9)}]`)
        .join("\n")}`,
      "[".repeat(100_000),
      `${"- ".repeat(100_000)}x`,
      `{"a":`.repeat(50_000),
      "x".repeat(2_000_000),
      `id: ${"9".repeat(100_000)}`,
    ];
    for (const bomb of bombs) expect(problemsOf(bomb).en).not.toEqual([]);
    expect(() => parseData("[".repeat(70) + "]".repeat(70))).toThrow(InputError);
  });

  test("a value that is too deep or has strange keys is refused", () => {
    let deep: unknown = 1;
    for (let i = 0; i < 10_000; i++) deep = { not: deep };
    expect(() => checkScenario({ steps: [{ wait: deep }] })).toThrow(InputError);
    expect(() => checkScenario(JSON.parse('{"__proto__": {"id": "x"}}'))).toThrow(InputError);
  });
});
