import { describe, expect, test } from "vitest";
import type { Run } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS } from "../../sim/explore/run-input.ts";
import { createRun, type Scenario, type Step } from "../../sim/index.ts";
import { foldedLiveState, liveState } from "../trace/live-state.ts";
import { logsOf, topicsInRegistry } from "./topics-seen.ts";

const text = { en: "the life of a topic", zh: "主题的一生" };
const BROKERS = [1, 2, 3];
const ORDERS = { name: "orders", assignment: [BROKERS, [2, 3, 1]] };

function scenario(steps: readonly Step[], extra: Partial<Scenario>): Scenario {
  return {
    id: "test-topic-lifecycle",
    group: "basics",
    importance: 1,
    title: text,
    explanation: text,
    cluster: { brokers: 3 },
    topics: [ORDERS],
    clients: [
      { name: "app", producer: { acks: "all", "delivery.timeout.ms": 40_000 } },
      { name: "audit", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
    ],
    steps,
    expect: [{ lost: [], text }],
    control: { title: text, change: {}, expect: [{ lost: [], text }] },
    ...extra,
  };
}

/** Runs it, and compares now and then what the processes hold with what the trace says they do. */
function run(
  steps: readonly Step[],
  { era = "2.8", ...extra }: Partial<Scenario> & { readonly era?: string } = {},
): Run {
  const input = { scenario: scenario(steps, extra), published: false, control: false };
  const more = { seed: "1", era, settings: {}, overrides: [] };
  const made = createRun({ ...input, ...more }, { trace: "full", limits: DEFAULT_LIMITS });
  const { sim, recorder, cluster } = made;
  while (made.advance(53)) {
    const live = liveState(cluster);
    const state = recorder?.trace.state;
    if (state !== undefined) expect(foldedLiveState(state, sim, live)).toEqual(live);
  }
  expect(made.result().inconclusive).toBeNull();
  return made;
}

const produce = (values: string): Step => ({
  produce: { client: "app", topic: "orders", partition: 0, values, every: "20ms" },
});

describe("a topic with records", () => {
  test.each(["0.9", "0.11", "1.1", "2.0", "2.4", "2.6", "2.8", "3.9"])(
    "is deleted under a producer and a consumer, and created again (%s)",
    (era) => {
      const made = run(
        [
          produce("a0..a99"),
          { wait: { records: "a0..a49", status: "acked" } },
          { deleteTopic: "orders" },
          { sleep: "3s" },
          { createTopic: ORDERS },
          { sleep: "30s" },
          produce("b0..b9"),
          { wait: { records: "b9", status: "acked" } },
          { sleep: "5s" },
        ],
        { era, cluster: { brokers: 3, settings: { "delete.topic.enable": true } } },
      );
      const { ledger, violations, errors } = made.checker.report();
      expect(violations).toEqual([]);
      expect(errors.UNKNOWN_TOPIC_OR_PARTITION).toBeGreaterThan(0);
      expect(new Set(ledger.lost.map((one) => one.class))).toEqual(new Set(["operator choice"]));
      const lost = new Set(ledger.lost.map(({ value }) => value));
      for (let i = 0; i < 50; i++) expect(lost.has(`a${i}`)).toBe(true);
      for (let i = 0; i < 10; i++) expect(lost.has(`b${i}`)).toBe(false);
      expect(logsOf(made.sim)).toHaveLength(6);
    },
  );

  test("loses its logs on every broker, also on one that was down", () => {
    const made = run([
      produce("a0..a9"),
      { wait: { records: "a0..a9", status: "acked" } },
      { kill: 3 },
      { sleep: "30s" },
      { deleteTopic: "orders" },
      { sleep: "5s" },
      { restart: 3 },
      { sleep: "30s" },
    ]);
    expect(logsOf(made.sim)).toEqual([]);
    expect(topicsInRegistry(made.cluster)).toEqual({});
    const { ledger, violations } = made.checker.report();
    expect(violations).toEqual([]);
    expect(ledger.lost).toHaveLength(10);
  });

  test("that was deleted stays away when a broker loses power and starts again", () => {
    const made = run([
      produce("a0..a9"),
      { wait: { records: "a0..a9", status: "acked" } },
      { deleteTopic: "orders" },
      { sleep: "5s" },
      { powerLoss: 2 },
      { sleep: "30s" },
      { restart: 2 },
      { sleep: "30s" },
    ]);
    expect(logsOf(made.sim)).toEqual([]);
  });

  test("gets more partitions while records flow, and none of them is lost", () => {
    const made = run([
      produce("a0..a99"),
      { wait: { records: "a0..a49", status: "acked" } },
      { addPartitions: { topic: "orders", count: 5 } },
      { wait: { records: "a99", status: "acked" } },
      { produce: { client: "app", topic: "orders", partition: 4, values: "b0..b9", every: "0ms" } },
      { wait: { records: "b9", status: "acked" } },
      { sleep: "5s" },
    ]);
    const { ledger, violations } = made.checker.report();
    expect(violations).toEqual([]);
    expect(ledger.lost).toEqual([]);
    expect(topicsInRegistry(made.cluster).orders).toHaveLength(5);
    expect(logsOf(made.sim)).toHaveLength(15);
  });
});

test("where deletion is disabled, nothing is deleted", () => {
  const made = run(
    [
      produce("a0..a9"),
      { wait: { records: "a0..a9", status: "acked" } },
      { deleteTopic: "orders" },
      { sleep: "5s" },
    ],
    { cluster: { brokers: 3, settings: { "delete.topic.enable": false } } },
  );
  expect(logsOf(made.sim)).toHaveLength(6);
  expect(made.checker.report().ledger.lost).toEqual([]);
});
