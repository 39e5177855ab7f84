import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { STEP_KINDS } from "../../sim/faults/kinds.ts";
import {
  createRun,
  DEFAULT_LIMITS,
  ENGINE,
  parseScenario,
  runOf,
  VERSION,
} from "../../sim/index.ts";
import {
  BROKER_STATES,
  GROUP_STATES,
  KAFKA_FACT_SCHEMAS,
  MEMBER_STATES,
  PROCESSING_OUTCOMES,
  RECORD_STATUS,
  ROLE_FOLLOWER,
  ROLE_LEADER,
  ROLE_NONE,
  ROLE_OFFLINE,
} from "../../sim/kafka/facts.ts";
import { API_NAMES } from "../../sim/kafka/messages.ts";
import { KAFKA_TIMER_KINDS } from "../../sim/kafka/timers.ts";
import { present } from "../../sim/kernel/assert.ts";
import type { FactSchema } from "../../sim/kernel/facts.ts";
import {
  CONNECTION_CLOSED,
  CONNECTION_OPEN,
  CONNECTION_OPENING,
  KERNEL_FACT_SCHEMAS,
  LIFE_DOWN,
  LIFE_PAUSED,
  LIFE_UP,
} from "../../sim/kernel/kernel-facts.ts";
import { KERNEL_KINDS } from "../../sim/kernel/kinds.ts";
import { TRACE_VERSION } from "../../sim/trace/jsonl-format.ts";
import { traceLines } from "../../sim/trace/jsonl-writer.ts";
import { MARK_EVENTS } from "../../sim/trace/trace.ts";
import { EVENT_KINDS, FACT_SCHEMAS } from "../../sim/trace/union.ts";
import {
  CLIENT_CLOSED,
  CLIENT_CONNECTED,
  CLIENT_DISCONNECTED,
  CLIENT_EXPIRED,
  SERVER_FOLLOWING,
  SERVER_LEADING,
  SERVER_LOOKING,
  ZOOKEEPER_FACT_SCHEMAS,
} from "../../sim/zookeeper/facts.ts";
import { ZOOKEEPER_KINDS } from "../../sim/zookeeper/messages.ts";
import { QUORUM_MESSAGE_KINDS } from "../../sim/zookeeper/quorum-messages.ts";
import { expectSection, rowOf } from "./generated.ts";

const PAGE = "docs/trace.md";
const page = readFileSync(PAGE, "utf8");

// UPDATE_DOCS=1 npx vitest run --project unit test/docs
test.each([
  ["kernel facts", KERNEL_FACT_SCHEMAS],
  ["zookeeper facts", ZOOKEEPER_FACT_SCHEMAS],
  ["kafka facts", KAFKA_FACT_SCHEMAS],
] as const)("the %s are all named and explained, with their values", (section, schemas) => {
  const rows = schemas.map(({ name, fields }) => {
    const meaning = rowOf(PAGE, `\`${name}\``)?.[2] ?? "";
    expect(meaning, `the meaning of ${name}`).not.toBe("");
    return `| \`${name}\` | ${fieldsText(fields)} | ${meaning} |`;
  });
  expectSection(PAGE, section, ["| fact | values | says |", "| --- | --- | --- |", ...rows]);
});

test("the layers' facts are all facts", () => {
  const told = [...KERNEL_FACT_SCHEMAS, ...ZOOKEEPER_FACT_SCHEMAS, ...KAFKA_FACT_SCHEMAS];
  expect(told).toEqual(FACT_SCHEMAS);
});

test("numbers that stand for words are told", () => {
  const rows = [
    ["`life`", { down: LIFE_DOWN, up: LIFE_UP, paused: LIFE_PAUSED }],
    [
      "`state` of a connection",
      { opening: CONNECTION_OPENING, open: CONNECTION_OPEN, closed: CONNECTION_CLOSED },
    ],
    [
      "`state` of a ZooKeeper client",
      {
        disconnected: CLIENT_DISCONNECTED,
        connected: CLIENT_CONNECTED,
        expired: CLIENT_EXPIRED,
        closed: CLIENT_CLOSED,
      },
    ],
    [
      "`role`",
      { none: ROLE_NONE, leader: ROLE_LEADER, follower: ROLE_FOLLOWER, offline: ROLE_OFFLINE },
    ],
    [
      "`role` of a ZooKeeper server",
      { looking: SERVER_LOOKING, following: SERVER_FOLLOWING, leading: SERVER_LEADING },
    ],
    ["`state` of a broker", BROKER_STATES],
    ["`status` of a record", RECORD_STATUS],
    ["`state` of a group", GROUP_STATES],
    ["`state` of a consumer in its group", MEMBER_STATES],
    ["`outcome` of a record's processing", PROCESSING_OUTCOMES],
  ] as const;
  const lines = rows.map(([what, words]) => {
    const told = Object.entries(words).map(
      ([word, code]) => `${code} ${word.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()}`,
    );
    return `| ${what} | ${told.join(", ").replaceAll("_", " ")} |`;
  });
  expectSection(PAGE, "codes", ["| value | means |", "| --- | --- |", ...lines]);
});

test("the kinds of events are all named", () => {
  const apis = [...API_NAMES.values()].map((name) => `${name}Request`);
  const operations = [...ZOOKEEPER_KINDS, ...QUORUM_MESSAGE_KINDS].map(({ name }) => name);
  const rows = [
    ["connections and hosts", KERNEL_KINDS.map(({ name }) => name)],
    ["Kafka's requests; each has its `…Response`", apis],
    ["Kafka's timers", KAFKA_TIMER_KINDS.map(({ name }) => name)],
    [
      "ZooKeeper; requests have their `….response`",
      operations.filter((name) => !name.endsWith(".response")),
    ],
    ["steps from outside", STEP_KINDS.map(({ name }) => name)],
  ] as const;
  const lines = rows.map(
    ([what, names]) => `| ${what} | ${names.map((name) => `\`${name}\``).join(", ")} |`,
  );
  expectSection(PAGE, "kinds", ["| what | kinds |", "| --- | --- |", ...lines]);

  const responses = API_NAMES.size + operations.filter((name) => name.endsWith(".response")).length;
  const told = rows.reduce((sum, [, names]) => sum + names.length, responses);
  expect(told).toBe(EVENT_KINDS.length);
});

test("the keys of every line are told, and the examples have none but those", () => {
  const scenario = parseScenario(readFileSync("docs/examples/two-copies.yaml", "utf8"));
  const run = createRun(runOf(scenario), { trace: "full", limits: DEFAULT_LIMITS });
  run.finish();
  const { input, recorder } = run;
  const { control, seed, era, settings, overrides } = input;
  const meta = { highwater: VERSION, engine: ENGINE, scenario: null, control, seed, era };
  const { trace } = present(recorder, "the run was recorded");
  const lines = [...traceLines(trace, { ...meta, settings, overrides })].map(
    (line) => JSON.parse(line) as Record<string, unknown>,
  );
  const [header = {}] = lines;
  expect(page).toContain(`version of the format: ${TRACE_VERSION} `);
  for (const key of Object.keys(header)) expect(page, key).toContain(`\`${key}\``);
  const keys = new Set(lines.slice(1, -1).flatMap((line) => Object.keys(line)));
  for (const key of keys) expect(page, key).toContain(`| \`${key}\` |`);

  const examples = [...page.matchAll(/^\{.*\}$/gm)].map(
    ([line]) => JSON.parse(line) as Record<string, unknown>,
  );
  expect(examples.length).toBe(3);
  const known = new Set([...keys, "mark", ...Object.keys(lines.at(-1) ?? {})]);
  for (const example of examples) {
    for (const key of Object.keys(example)) expect(known).toContain(key);
  }
  expect(page).toContain(`after every ${MARK_EVENTS.toLocaleString("en")} events`);
});

function fieldsText(fields: FactSchema["fields"]): string {
  return fields.map(([name, type]) => (type === "int" ? name : `${name}: ${type}`)).join(", ");
}
