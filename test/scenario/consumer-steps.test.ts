import { describe, expect, test } from "vitest";
import { createRun, type Run } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../sim/explore/run-input.ts";
import type { Condition, ConsumerSpec, Scenario, Step } from "../../sim/scenario/types.ts";
import { PRODUCE, runScenario, scenarioWith } from "./support.ts";

const C1: ConsumerSpec = {
  name: "c1",
  consumer: { "group.id": "billing", "auto.offset.reset": "earliest", "enable.auto.commit": false },
  subscribe: ["orders"],
  application: {},
};
const PARTS: Partial<Scenario> = {
  topics: [
    {
      name: "orders",
      assignment: [
        [1, 2, 3],
        [2, 3, 1],
      ],
    },
    { name: "other", assignment: [[1]] },
  ],
  clients: [{ name: "producer", producer: { acks: "all" } }, C1],
};
const LATE: ConsumerSpec = { ...C1, name: "late", starts: "byStep" };
/** The group has come together, and its member has processed ten records of the first partition. */
const BEGUN: readonly Step[] = [
  { wait: { group: "billing", state: "Stable", members: 1 } },
  { produce: { ...PRODUCE, values: "r0..r9" } },
  { wait: { processed: "r0..r9", by: "c1" } },
];

function run(steps: readonly Step[], era = "2.8", parts: Partial<Scenario> = PARTS): Run {
  const isLate = steps.some((step) => "start" in step);
  const clients = [...(parts.clients ?? []), ...(isLate ? [LATE] : [])];
  const scenario = scenarioWith(steps, [], { ...parts, clients });
  const created = createRun({ ...runOf(scenario), era }, { trace: "off", limits: DEFAULT_LIMITS });
  created.finish();
  return created;
}

function awaited(steps: readonly Step[], era = "2.8", parts: Partial<Scenario> = PARTS): unknown {
  const short = steps.map((step) => ("wait" in step ? { within: "60s", ...step } : step));
  return run(short, era, parts).result().inconclusive;
}

const ERAS = ["0.9", "1.1", "2.8", "3.9"];

describe.each(ERAS)("in Kafka %s a step", (era) => {
  test("starts a client that was not started with the cluster", () => {
    const steps: readonly Step[] = [
      ...BEGUN,
      { wait: { host: "late", life: "down" } },
      { start: "late" },
      { wait: { group: "billing", state: "Stable", members: 2 } },
      {
        wait: {
          all: [
            { assignment: "c1", partitions: 1 },
            { assignment: "late", partitions: 1 },
          ],
        },
      },
      { kill: "late" },
      { start: "late" },
      { wait: { member: "late", state: "stable" } },
    ];
    expect(awaited(steps, era)).toBe(null);
  });

  test("commits positions, or offsets that it names", () => {
    const steps: readonly Step[] = [
      ...BEGUN,
      { wait: { committed: "orders-0", group: "billing", offset: -1 } },
      { commit: { client: "c1", offsets: { "orders-0": 4 } } },
      { wait: { committed: "orders-0", group: "billing", offset: 4 } },
      { wait: { lag: "orders", group: "billing", count: 6 } },
      { commit: { client: "c1", mode: "async" } },
      { wait: { committed: "orders-0", group: "billing", offset: 10 } },
      { wait: { lag: "orders", group: "billing", count: 0 } },
    ];
    expect(awaited(steps, era)).toBe(null);
  });

  test("seeks", () => {
    const steps: readonly Step[] = [
      ...BEGUN,
      { seek: { client: "c1", partition: "orders-0", to: 7 } },
      { wait: { processed: "r7..r9", times: 2 } },
      { wait: { processed: "r0..r6", times: 1 } },
      { seek: { client: "c1", partition: "orders-0", to: "beginning" } },
      { wait: { processed: "r0..r6", times: 2 } },
      { seek: { client: "c1", partition: "orders-0", to: "end" } },
      { wait: { position: "orders-0", client: "c1", offset: 10 } },
    ];
    expect(awaited(steps, era)).toBe(null);
  });

  test("pauses partitions, and goes on with them", () => {
    const steps: readonly Step[] = [
      ...BEGUN,
      { pausePartitions: { client: "c1", partitions: ["orders-0"] } },
      { produce: { ...PRODUCE, values: "a" } },
      { produce: { ...PRODUCE, partition: 1, values: "b" } },
      { wait: { processed: "b" } },
      { sleep: "5s" },
      {
        wait: {
          all: [
            { processed: "a", times: 0 },
            { lag: "orders-0", client: "c1", count: 1 },
          ],
        },
      },
      { resumePartitions: { client: "c1", partitions: ["orders-0"] } },
      { wait: { processed: "a" } },
    ];
    expect(awaited(steps, era)).toBe(null);
  });

  test("subscribes to other topics, or to none", () => {
    const steps: readonly Step[] = [
      ...BEGUN,
      { subscribe: { client: "c1", topics: ["other"] } },
      { wait: { assignment: "c1", partitions: ["other-0"] } },
      { subscribe: { client: "c1", topics: [] } },
      { wait: { assignment: "c1", partitions: [] } },
      { wait: { group: "billing", members: 0 } },
    ];
    expect(awaited(steps, era)).toBe(null);
  });

  test("closes a consumer, which leaves its group at once", () => {
    const steps: readonly Step[] = [
      ...BEGUN,
      { close: { client: "c1", timeout: "5s" } },
      {
        wait: {
          all: [
            { host: "c1", life: "down" },
            { group: "billing", members: 0 },
          ],
        },
        within: "2s",
      },
    ];
    expect(awaited(steps, era)).toBe(null);
  });

  test("makes the work on records longer", () => {
    const steps: readonly Step[] = [
      ...BEGUN,
      { processing: { client: "c1", takes: "1s" } },
      { produce: { ...PRODUCE, values: "a0..a3" } },
      { wait: { read: "a0..a3" } },
      { sleep: "2500ms" },
      {
        wait: { all: [{ processed: "a0..a1" }, { processed: "a2..a3", times: 0 }] },
        within: "1ms",
      },
    ];
    expect(awaited(steps, era)).toBe(null);
  });
});

describe("a run with consumers", () => {
  test("does not end while an application works", () => {
    const steps: readonly Step[] = [
      ...BEGUN,
      { processing: { client: "c1", takes: "10s" } },
      { produce: { ...PRODUCE, values: "a0..a2" } },
    ];
    const done = run(steps);
    expect(done.watcher.state.clients.c1?.processed).toBe(13);
    expect(done.result().inconclusive).toBe(null);
  });

  test("ends nevertheless when it works for ever", () => {
    const application = { fails: { values: "r9", then: "retry" }, processing: "1s" } as const;
    const clients = [
      { name: "producer", producer: {} },
      { ...C1, application },
    ];
    const steps = [...BEGUN.slice(0, 2)];
    const { inconclusive, virtualMs } = run(steps, "2.8", { ...PARTS, clients }).result();
    expect(inconclusive).toBe(null);
    expect(virtualMs).toBeGreaterThan(300_000);
    expect(virtualMs).toBeLessThan(330_000);
  });

  test("ends although consumers go on committing what they have committed", () => {
    const consumer = { ...C1.consumer, "enable.auto.commit": true };
    const clients = [
      { name: "producer", producer: {} },
      { ...C1, consumer },
    ];
    const parts = { ...PARTS, clients: [...clients, { ...LATE, consumer }] };
    const steps: readonly Step[] = [
      ...BEGUN,
      { start: "late" },
      { wait: { group: "billing", state: "Stable", members: 2 } },
    ];
    const done = runScenario(scenarioWith(steps, [], parts)).result();
    expect(done.virtualMs).toBeLessThan(60_000);
    expect(done.report.violations).toEqual([]);
  });

  test("does not end before a dead member has been put out of its group", () => {
    const done = run([...BEGUN, { kill: "c1" }]);
    const { coordinators } = done.watcher.state.groups.billing ?? { coordinators: {} };
    expect(Object.values(coordinators).map(({ state }) => state)).toEqual(["Empty"]);
  });

  test("cannot tell a consumer anything that does not run", () => {
    const steps: readonly Step[] = [{ commit: { client: "late" } }, { start: "late" }];
    expect(run(steps).result().inconclusive).toEqual({
      reason: "impossible",
      step: 0,
      host: "late",
    });
  });
});

test("a run settles although a poll threw", () => {
  const none = { ...C1, consumer: { ...C1.consumer, "auto.offset.reset": "none" } };
  const parts = { ...PARTS, clients: [...(PARTS.clients ?? []).slice(0, 1), none] };
  const isOver: Condition = {
    all: [
      { member: "c1", state: "unjoined" },
      { assignment: "c1", partitions: 0 },
    ],
  };
  const steps: readonly Step[] = [
    { wait: { member: "c1", state: "stable" } },
    { wait: isOver, within: "1s" },
    { wait: { group: "billing", state: "Stable", members: 1 }, within: "1s" },
  ];
  const { inconclusive, virtualMs } = run(steps, "2.8", parts).result();
  expect(inconclusive).toBe(null);
  expect(virtualMs).toBeLessThan(60_000);
});
