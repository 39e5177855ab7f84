import { describe, expect, test } from "vitest";
import { createRun } from "../../../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../../../sim/explore/run-input.ts";
import {
  FACT_COMMIT,
  FACT_RECORD_PROCESSED,
  FACT_RECORD_SENT,
} from "../../../../sim/kafka/facts.ts";
import { FACT_STRIDE } from "../../../../sim/kernel/facts.ts";
import type { ApplicationSpec, ClientSpec, Step } from "../../../../sim/scenario/types.ts";
import { scenarioWith } from "../../../scenario/support.ts";

const OUTCOMES = ["", "", " duplicate", " fenced", " skipped"];

function consumer(name: string, application: ApplicationSpec): ClientSpec {
  const config = {
    "group.id": "billing",
    "auto.offset.reset": "earliest",
    "enable.auto.commit": false,
    "session.timeout.ms": 6_000,
    "max.poll.interval.ms": 10_000,
  };
  return { name, consumer: config, starts: "byStep", subscribe: ["orders"], application };
}

/** Who processed what, with what outcome, and whose commits failed. */
function story(clients: readonly ClientSpec[], steps: readonly Step[]) {
  const producer: ClientSpec = { name: "producer", producer: { acks: "all" } };
  const scenario = scenarioWith(steps, [], {
    cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
    topics: [{ name: "orders", assignment: [[1]] }],
    clients: [producer, ...clients],
  });
  const run = createRun(runOf(scenario), { trace: "off", limits: DEFAULT_LIMITS });
  const values = new Map<number, string | null>();
  const processed: string[] = [];
  const failedCommits: string[] = [];
  run.sim.observers.push({
    onEvent: ({ facts, hosts }) => {
      const { data, length, texts } = facts;
      for (let at = 0; at < length; at += FACT_STRIDE) {
        const [code, client, second, , fourth, fifth, outcome] = data.slice(at, at + 7);
        const who = hosts[client as number]?.name;
        if (code === FACT_RECORD_SENT) values.set(second as number, texts.text(fifth as number));
        if (code === FACT_RECORD_PROCESSED)
          processed.push(`${who}: ${values.get(fourth as number)}${OUTCOMES[outcome as number]}`);
        if (code === FACT_COMMIT && fifth !== 0) failedCommits.push(`${who}@${fourth}`);
      }
    },
  });
  const result = run.finish();
  expect(result.inconclusive).toBe(null);
  return { processed, failedCommits };
}

/** Two records of one key; `first` works too long on one of them, and `second` is in the group then. */
const STUCK: readonly Step[] = [
  { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r1", key: "k" } },
  { wait: { records: "r0..r1", status: "acked" } },
  { start: "first" },
  { wait: { read: "r1", by: "first" } },
  { start: "second" },
  { wait: { assignment: "second", partitions: ["orders-0"] } },
  { wait: { processed: "r1", by: "first" } },
  { sleep: "1s" },
];

/** `first` stands still between poll and its effect until its session is over. */
const FROZEN: readonly Step[] = [
  ...STUCK.slice(0, 4),
  { pause: "first" },
  { start: "second" },
  { wait: { processed: "r1", by: "second" } },
  { resume: "first" },
  { wait: { processed: "r1", by: "first" } },
  { sleep: "1s" },
];

describe("an application that was evicted while it worked", () => {
  test("has its effects again behind its successor's, and its commit is refused", () => {
    const clients = [
      consumer("first", { processing: "15s", commit: "afterProcessing", effect: "put" }),
      consumer("second", { commit: "afterProcessing", effect: "put" }),
    ];
    const { processed, failedCommits } = story(clients, STUCK);
    expect(processed).toEqual(["second: r0", "second: r1", "first: r0", "first: r1"]);
    expect(failedCommits).toEqual(["first@2"]);
  });

  test("is refused by an outside system that knows generations", () => {
    const clients = [
      consumer("first", { processing: "15s", commit: "afterProcessing", effect: "fenced" }),
      consumer("second", { commit: "afterProcessing", effect: "fenced" }),
    ];
    expect(story(clients, STUCK).processed).toEqual([
      "second: r0",
      "second: r1",
      "first: r0 fenced",
      "first: r1 fenced",
    ]);
  });

  test("writes late what it polled before it was frozen", () => {
    const clients = [
      consumer("first", { processing: "1s", commit: "afterProcessing", effect: "put" }),
      consumer("second", { commit: "afterProcessing", effect: "put" }),
    ];
    const { processed, failedCommits } = story(clients, FROZEN);
    expect(processed).toEqual(["second: r0", "second: r1", "first: r0", "first: r1"]);
    expect(failedCommits).toEqual(["first@2"]);
  });
});
