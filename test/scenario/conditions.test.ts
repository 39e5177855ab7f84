import { describe, expect, test } from "vitest";
import { createRun, DEFAULT_LIMITS, runOf } from "../../sim/index.ts";
import { FACT_RECORD_SENT, FACT_RECORD_STATUS, RECORD_STATUS } from "../../sim/kafka/facts.ts";
import { FactLog } from "../../sim/kernel/facts.ts";
import { holds, type View } from "../../sim/scenario/conditions.ts";
import { describeFound } from "../../sim/scenario/found.ts";
import { matches } from "../../sim/scenario/matches.ts";
import { RecordBook } from "../../sim/scenario/record-book.ts";
import type { Condition } from "../../sim/scenario/types.ts";
import { describeWanted } from "../../sim/scenario/wanted.ts";
import { PRODUCE, runScenario, scenarioWith } from "./support.ts";

/** The state after ten records, the leader's death, an election, and a reader that read eight. */
const view: View = runScenario(
  scenarioWith(
    [
      { produce: { ...PRODUCE, values: "a0..a7" } },
      { wait: { read: "a0..a7", by: "reader" } },
      { kill: 1 },
      { wait: { partition: "orders-0", leader: 2 } },
      { kill: "reader" },
      { produce: { ...PRODUCE, values: "b0..b1" } },
      { wait: { records: "b0..b1", status: "acked" } },
    ],
    [],
    {
      clients: [
        { name: "producer", producer: { acks: "all" } },
        { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
      ],
    },
  ),
).watcher;

/** Conditions with what should come of them, how they are written down and what is found. */
const CASES: readonly [Condition, boolean, string, string][] = [
  [
    { partition: "orders-0", leader: 2, leaderEpoch: 1, isr: [3, 2] },
    true,
    "orders-0: leader 2, leaderEpoch 1, isr [3,2]",
    "orders-0: leader 2, leaderEpoch 1, isr [2,3]",
  ],
  [
    { partition: "orders-0", isrSize: { atLeast: 3 } },
    false,
    "orders-0: isr size ≥ 3",
    "orders-0: leader 2, leaderEpoch 1, isr [2,3]",
  ],
  [
    { partition: "orders-0", replicas: [1, 2, 3], reassigning: false },
    true,
    "orders-0: replicas [1,2,3], not reassigning",
    "orders-0: leader 2, leaderEpoch 1, isr [2,3], replicas [1,2,3], not reassigning",
  ],
  [
    { partition: "orders-0", replicas: [2, 1, 3], reassigning: true },
    false,
    "orders-0: replicas [2,1,3], reassigning",
    "orders-0: leader 2, leaderEpoch 1, isr [2,3], replicas [1,2,3], not reassigning",
  ],
  [{ topic: "orders" }, true, "orders: exists", "orders: exists, partitions 1"],
  [
    { topic: "orders", exists: true, partitions: { atMost: 1 } },
    true,
    "orders: exists, partitions ≤ 1",
    "orders: exists, partitions 1",
  ],
  [{ topic: "orders", exists: false }, false, "orders: absent", "orders: exists, partitions 1"],
  [
    { topic: "orders", configs: { "flush.ms": 1 } },
    false,
    "orders: exists, flush.ms=1",
    "orders: exists, partitions 1",
  ],
  [{ topic: "none", exists: false }, true, "none: absent", "none: absent"],
  [{ topic: "none", partitions: 0 }, false, "none: exists, partitions 0", "none: absent"],
  [{ partition: "none-0", leader: -1 }, false, "none-0: leader -1", "none-0: no state znode"],
  [
    { replica: "orders-0", broker: [2, 3], logEndOffset: 10, highWatermark: { atMost: 10 } },
    true,
    "orders-0 on broker-2, broker-3: highWatermark ≤ 10, logEndOffset 10",
    "orders-0 on broker-2: leader, leaderEpoch 1, logStartOffset 0, highWatermark 10, logEndOffset 10",
  ],
  [
    { replica: "orders-0", broker: 2, role: "leader", knows: { follower: 3, logEndOffset: 9 } },
    false,
    "orders-0 on broker-2: leader, knows logEndOffset 9 of broker-3",
    "orders-0 on broker-2: leader, leaderEpoch 1, logStartOffset 0, highWatermark 10, logEndOffset 10, knows logEndOffset 10 of broker-3",
  ],
  [
    { replica: "orders-0", broker: 1, role: "offline" },
    true,
    "orders-0 on broker-1: offline",
    "orders-0 on broker-1: offline, leaderEpoch 0, logStartOffset 0, highWatermark 8, logEndOffset 8",
  ],
  [{ controller: 3, epoch: 1 }, true, "controller: 3 epoch 1", "controller: 3 (epoch 1)"],
  [{ controller: 1 }, false, "controller: 1", "controller: 3 (epoch 1)"],
  [{ broker: 1, registered: false }, true, "/brokers/ids/1: absent", "/brokers/ids/1: absent"],
  [{ host: 1, life: "up" }, false, "broker-1: up", "broker-1: down"],
  [{ host: "zookeeper", life: "up" }, true, "zookeeper: up", "zookeeper: up"],
  [{ records: "b0..b1", status: "acked" }, true, "b0..b1: acked", "b0: acked"],
  [{ records: ["a0", "z9"], status: "acked" }, false, "a0, z9: acked", "a0: acked"],
  [{ read: "a0..a7", by: "reader" }, true, "a0..a7: read by reader", "a0: read"],
  [{ read: ["b0"] }, false, "b0: read", "b0: not read"],
  [
    { position: "orders-0", client: "reader", offset: 8 },
    true,
    "reader, orders-0: position 8",
    "reader, orders-0: position 8",
  ],
  [
    { error: "OFFSET_OUT_OF_RANGE", client: "reader", times: { atLeast: 1 } },
    false,
    "reader: OFFSET_OUT_OF_RANGE ≥ 1",
    "OFFSET_OUT_OF_RANGE: 0",
  ],
];

describe("conditions", () => {
  test.each(CASES)("%j is %s", (condition, result, wanted, found) => {
    expect(holds(condition, view)).toBe(result);
    expect(holds({ not: condition }, view)).toBe(!result);
    expect(describeWanted(condition)).toBe(wanted);
    expect(describeFound(condition, view)[0]).toBe(found);
  });

  test("all and any are what they say", () => {
    const yes: Condition = { controller: 3 };
    const no: Condition = { controller: 1 };
    expect(holds({ all: [yes, no] }, view)).toBe(false);
    expect(holds({ any: [no, yes] }, view)).toBe(true);
    expect(describeWanted({ all: [yes, { any: [no, { not: yes }] }] })).toBe(
      "controller: 3; (controller: 1) | (not (controller: 3))",
    );
    expect(describeFound({ all: [yes, { any: [no, { not: yes }] }] }, view)).toEqual([
      "controller: 3 (epoch 1)",
    ]);
  });

  test("a number matches itself or its bounds", () => {
    expect(matches(undefined, 5)).toBe(true);
    expect(matches(5, 5)).toBe(true);
    expect(matches(5, 6)).toBe(false);
    expect(matches({ atLeast: 5 }, 5)).toBe(true);
    expect(matches({ atLeast: 5, atMost: 6 }, 7)).toBe(false);
    expect(matches({}, 7)).toBe(true);
  });
});

describe("expectations", () => {
  const steps = [
    { produce: { ...PRODUCE, values: "a0..a2" } },
    { wait: { records: "a0..a2", status: "acked" } },
    { kill: 1 },
    { wait: { partition: "orders-0", leader: 2 } },
  ] as const;

  test.each([
    [{ lost: [] }, true],
    [{ lost: "a0" }, false],
    [{ lostUnacknowledged: "a0" }, false],
    [{ duplicated: ["a1"] }, false],
    [{ reordered: [] }, true],
    [{ reordered: "a0" }, false],
    [{ status: "acked", records: "a0..a2" }, true],
    [{ status: "unknown", records: "a0" }, false],
    [{ eventually: { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 3 } }, true],
    [{ eventually: { partition: "orders-0", leader: 3 } }, false],
    [{ always: { not: { partition: "orders-0", leader: 3 } } }, true],
    [{ always: { partition: "orders-0", leader: 1 } }, false],
    [
      {
        always: { partition: "orders-0", leader: 2 },
        after: { broker: 1, registered: false },
      },
      false,
    ],
    [
      {
        always: { partition: "orders-0", isrSize: { atLeast: 2 } },
        after: { partition: "orders-0", isrSize: 3 },
      },
      true,
    ],
    [{ always: { controller: 3 }, after: { partition: "orders-0", leader: 3 } }, false],
    [{ finally: { host: 1, life: "down" } }, true],
    [{ finally: { host: 1, life: "up" } }, false],
    [
      {
        order: [
          { host: 1, life: "up" },
          { partition: "orders-0", leader: 2 },
        ],
      },
      true,
    ],
    [
      {
        order: [
          { partition: "orders-0", leader: 2 },
          { host: 1, life: "up" },
        ],
      },
      false,
    ],
    [
      {
        order: [
          { host: 1, life: "up" },
          { partition: "orders-0", leader: 3 },
        ],
      },
      false,
    ],
    [{ unavailable: "orders-0", atLeast: "5s", atMost: "30s" }, true],
    [{ unavailable: "orders-0", atMost: "1s" }, false],
    [{ violations: [] }, true],
    [{ violations: ["log-matching"] }, false],
  ])("%j is met: %s", (expectation, met) => {
    const scenario = scenarioWith(steps, [expectation]);
    const result = createRun(runOf(scenario), { trace: "off", limits: DEFAULT_LIMITS }).finish();
    expect(result.expectations.map((each) => each.met)).toEqual([met]);
    expect(result.status).toBe(met ? 0 : 1);
  });
});

test("records with the same value count together", () => {
  const facts = new FactLog();
  const x = facts.intern("x");
  const book = new RecordBook();
  facts.add(FACT_RECORD_SENT, 4, 1, -1, -1, x);
  facts.add(FACT_RECORD_SENT, 4, 2, -1, -1, x);
  facts.add(FACT_RECORD_STATUS, 1, -1, RECORD_STATUS.ACKED);
  book.observe(facts);
  expect([book.haveStatus("x", "acked"), book.pending]).toEqual([false, 1]);
  expect(book.describe("x")).toBe("acked, pending");
  facts.clear();
  facts.add(FACT_RECORD_STATUS, 2, -1, RECORD_STATUS.ACKED);
  book.observe(facts);
  expect([book.haveStatus("x", "acked"), book.pending]).toEqual([true, 0]);
  expect([book.haveStatus("y", "acked"), book.describe("y")]).toEqual([false, "not sent"]);
});
