import { describe, expect, test } from "vitest";
import { createRun, type Run } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../sim/explore/run-input.ts";
import { CREATE_TOPICS } from "../../sim/kafka/messages.ts";
import { KIND_MESSAGE } from "../../sim/kernel/kinds.ts";
import type { Scenario, Step } from "../../sim/scenario/types.ts";
import { PRODUCE, scenarioWith } from "./support.ts";

const ERAS = ["0.9", "1.1", "2.8"] as const;
const CLUSTER = { brokers: 4, settings: { "delete.topic.enable": true } } as const;

function run(
  steps: readonly Step[],
  era: string,
  more: Partial<Scenario> = {},
  settings: Readonly<Record<string, string>> = {},
): Run {
  const scenario = scenarioWith(steps, [], { cluster: CLUSTER, ...more });
  const input = { ...runOf(scenario), era, settings };
  const created = createRun(input, { trace: "full", limits: DEFAULT_LIMITS });
  created.finish();
  return created;
}

function statusOf(done: Run): unknown {
  const { inconclusive, report } = done.result();
  return { inconclusive, errors: report.errors };
}

/** Nothing was waited for in vain, and nobody met an error. */
const FINE = { inconclusive: null, errors: {} };

describe.each(ERAS)("in Kafka %s an operator", (era) => {
  test("creates topics", () => {
    const done = run(
      [
        { createTopic: { name: "a.b", partitions: 3, replicationFactor: 2 } },
        { wait: { topic: "a.b", exists: true, partitions: 3 } },
        { wait: { partition: "a.b-2", isrSize: 2 } },
        { createTopic: { name: "a_b", partitions: 1 } },
        { wait: { error: "INVALID_TOPIC_EXCEPTION", client: "admin" } },
        { createTopic: { name: "orders" } },
        { wait: { error: "TOPIC_ALREADY_EXISTS", client: "admin" } },
        { createTopic: { name: "wide", replicationFactor: 5 } },
        { wait: { error: "INVALID_REPLICATION_FACTOR", client: "admin" } },
      ],
      era,
    );
    expect(done.result().inconclusive).toBe(null);
  });

  test("deletes topics", () => {
    const done = run(
      [
        { createTopic: { name: "later", partitions: 2, replicationFactor: 3 } },
        { wait: { all: [0, 1].map((i) => ({ partition: `later-${i}`, isrSize: 3 })) } },
        { deleteTopic: ["later"] },
        { wait: { topic: "later", exists: false }, within: "10s" },
        { wait: { not: { partition: "later-0" } } },
      ],
      era,
    );
    expect(statusOf(done)).toEqual(FINE);
    expect(done.watcher.state.topics.later).toBe(undefined);
  });

  test("is told that a topic to delete does not exist", () => {
    const done = run(
      [
        { createTopic: { name: "later" } },
        { wait: { partition: "later-0", isrSize: 1 } },
        { deleteTopic: "later" },
        { wait: { topic: "later", exists: false } },
        { deleteTopic: "later" },
        { wait: { error: "UNKNOWN_TOPIC_OR_PARTITION", client: "admin" } },
      ],
      era,
    );
    expect(done.result().inconclusive).toBe(null);
  });

  test("adds partitions", () => {
    const done = run(
      [
        {
          addPartitions: {
            topic: "orders",
            count: 3,
            assignment: [
              [2, 3, 4],
              [3, 4, 1],
            ],
          },
        },
        { wait: { topic: "orders", partitions: 3 } },
        { wait: { partition: "orders-2", replicas: [3, 4, 1], isr: [3, 4, 1], leader: 3 } },
        { addPartitions: { topic: "orders", count: 5 } },
        { wait: { partition: "orders-4", isrSize: 3 } },
        { addPartitions: { topic: "orders", count: 4 } },
        { wait: { error: "INVALID_PARTITIONS", client: "admin" } },
      ],
      era,
    );
    expect(done.result().inconclusive).toBe(null);
    expect(Object.keys(done.watcher.state.topics.orders?.assignment ?? {})).toHaveLength(5);
  });

  test("changes settings of topics, which brokers follow", () => {
    const done = run(
      [
        { alterConfig: { topic: "orders", set: { "min.insync.replicas": 3, "flush.ms": 5000 } } },
        { wait: { topic: "orders", configs: { "min.insync.replicas": 3, "flush.ms": 5000 } } },
        { alterConfig: { topic: "orders", remove: ["flush.ms"] } },
        { wait: { not: { topic: "orders", configs: { "flush.ms": 5000 } } } },
        { sleep: "1s" },
        { kill: 3 },
        { wait: { partition: "orders-0", isrSize: 2 } },
        { produce: { ...PRODUCE, values: "r0" } },
        { wait: { error: "NOT_ENOUGH_REPLICAS", client: "producer" } },
        { restart: 3 },
        { wait: { records: "r0", status: "acked" } },
      ],
      era,
      { clients: [{ name: "producer", producer: { acks: "all", retries: 1000 } }] },
    );
    expect(done.result().inconclusive).toBe(null);
  });

  test("moves partitions", () => {
    const done = run(
      [
        { produce: { ...PRODUCE, values: "r0..r9" } },
        { wait: { records: "r0..r9", status: "acked" } },
        { reassign: { "orders-0": [4, 1, 2] } },
        {
          wait: {
            partition: "orders-0",
            replicas: [4, 1, 2],
            isr: [4, 1, 2],
            reassigning: false,
          },
          within: "30s",
        },
        { wait: { replica: "orders-0", broker: 3, role: "none" } },
      ],
      era,
    );
    expect(statusOf(done)).toEqual(FINE);
  });

  test("has preferred replicas elected, of listed partitions or of all", () => {
    const done = run(
      [
        { shutdown: 1 },
        { wait: { broker: 1, registered: false } },
        { restart: 1 },
        { wait: { partition: "orders-0", leader: 2, isr: [1, 2, 3] } },
        { electLeaders: { type: "preferred", partitions: ["orders-0"] } },
        { wait: { partition: "orders-0", leader: 1 }, within: "10s" },
        { shutdown: 1 },
        { wait: { broker: 1, registered: false } },
        { restart: 1 },
        { wait: { partition: "orders-0", leader: 2, isr: [1, 2, 3] } },
        { electLeaders: { type: "preferred" } },
        { wait: { partition: "orders-0", leader: 1 }, within: "10s" },
      ],
      era,
    );
    expect(done.result().inconclusive).toBe(null);
    expect(done.result().report.errors).not.toHaveProperty("UNSUPPORTED_VERSION");
  });

  test("takes a broker away", () => {
    const done = run(
      [
        { createTopic: { name: "more", partitions: 4, replicationFactor: 2 } },
        { wait: { all: [0, 1, 2, 3].map((i) => ({ partition: `more-${i}`, isrSize: 2 })) } },
        { decommission: 2, within: "60s" },
        { wait: { host: 2, life: "down" } },
      ],
      era,
    );
    expect(statusOf(done)).toEqual(FINE);
    const { topics } = done.watcher.state;
    const left = Object.values(topics).flatMap(({ assignment }) => Object.values(assignment));
    expect(left.filter((replicas) => replicas.includes(2))).toEqual([]);
    expect(left.map((replicas) => replicas.length)).toEqual([3, 2, 2, 2, 2]);
  });

  test("cannot take a broker away that nobody can replace", () => {
    const done = run([{ decommission: 2 }], era, { cluster: { brokers: 3 } });
    expect(done.result().inconclusive).toEqual({
      reason: "wait",
      step: 0,
      wanted: "broker-2: no replicas, down",
      found: ["broker-2: up", "orders-0: replicas [1,2,3]"],
    });
  });
});

describe("what only later versions have", () => {
  const cancel: readonly Step[] = [
    { hold: { from: 1, to: 4, message: "FetchResponse" } },
    { hold: { from: 4, to: 1, message: "FetchRequest" } },
    { reassign: { "orders-0": [4, 2, 3] } },
    { wait: { partition: "orders-0", reassigning: true } },
    { sleep: "1s" },
    { reassign: { "orders-0": null } },
  ];

  test("a reassignment is cancelled", () => {
    // What remains is in the order that the new replicas were asked for.
    const back = { partition: "orders-0", replicas: [2, 3, 1], reassigning: false };
    const done = run([...cancel, { wait: back, within: "10s" }], "2.8");
    expect(statusOf(done)).toEqual(FINE);
  });

  test("before 2.4 it cannot be, and goes on", () => {
    const met = { error: "UNSUPPORTED_VERSION", client: "admin" };
    const done = run(
      [
        ...cancel,
        { wait: { all: [met, { partition: "orders-0", reassigning: true }] } },
        { heal: "all" },
      ],
      "2.1",
    );
    expect(done.result().inconclusive).toBe(null);
  });

  test.each([
    ["2.8", true],
    ["2.1", false],
  ] as const)("in %s a leader from outside the ISR is elected on request: %s", (era, elected) => {
    const done = run(
      [
        { kill: [2, 3] },
        { wait: { partition: "orders-0", isr: [1] } },
        { kill: 1 },
        { wait: { partition: "orders-0", leader: -1 } },
        { wait: { not: { broker: 2, registered: true } } },
        { restart: 2 },
        { wait: { broker: 2, registered: true } },
        { sleep: "2s" },
        { electLeaders: { type: "unclean", partitions: ["orders-0"] } },
        {
          wait: elected
            ? { partition: "orders-0", leader: 2 }
            : { error: "UNSUPPORTED_VERSION", client: "admin" },
          within: "10s",
        },
      ],
      era,
    );
    expect(done.result().inconclusive).toBe(null);
    expect(done.watcher.state.partitions["orders-0"]?.leader).toBe(elected ? 2 : -1);
  });

  test.each([
    ["0.9", false],
    ["1.1", true],
    ["2.8", true],
  ] as const)("in %s settings of running brokers change: %s", (era, changes) => {
    const done = run(
      [
        { alterConfig: { broker: "all", set: { "min.insync.replicas": 3 } } },
        { sleep: "2s" },
        { kill: 3 },
        { wait: { partition: "orders-0", isrSize: 2 } },
        { produce: { ...PRODUCE, values: "r0" } },
        {
          wait: changes
            ? { error: "NOT_ENOUGH_REPLICAS", client: "producer" }
            : { records: "r0", status: "acked" },
        },
      ],
      era,
      { clients: [{ name: "producer", producer: { acks: "all", retries: 1000 } }] },
    );
    expect(done.result().inconclusive).toBe(null);
  });
});

describe("the way that the tools take", () => {
  test("is a setting", () => {
    const steps: readonly Step[] = [
      { createTopic: { name: "later", partitions: 2, replicationFactor: 2 } },
      { wait: { partition: "later-1", isrSize: 2 } },
    ];
    const requestsWith = (through: string) => {
      const done = run(steps, "2.8", {}, { createTopicsThrough: through });
      expect(statusOf(done)).toEqual(FINE);
      return done.sim.kindCounts[KIND_MESSAGE + CREATE_TOPICS];
    };
    expect(requestsWith("brokers")).toBe(2);
    expect(requestsWith("zookeeper")).toBe(0);
  });

  test("is that of the oldest broker's version", () => {
    const cluster = { ...CLUSTER, brokerEras: { "2": "0.9" } };
    const done = run([{ alterConfig: { broker: 1, set: { "min.insync.replicas": 2 } } }], "2.8", {
      cluster,
    });
    expect(done.result().report.errors).toEqual({ UNSUPPORTED_VERSION: 1 });
  });
});

describe.each(["0.9", "1.1"])("a tool of %s that writes to ZooKeeper", (era) => {
  const answers = {
    from: "zookeeper",
    to: "admin",
    message: "zookeeper.getData.response",
  } as const;
  const begun: readonly Step[] = [
    { hold: answers },
    { alterConfig: { topic: "orders", set: { "flush.ms": 5000 } } },
    { sleep: "1s" },
  ];
  const wait: Step = {
    wait: { topic: "orders", configs: { "flush.ms": 5000 } },
    within: "60s",
  };

  test("goes on after a lost connection", () => {
    const reset: Step = { reset: { from: "zookeeper", to: "admin" } };
    const done = run([...begun, reset, { release: answers }, wait], era);
    expect(statusOf(done)).toEqual(FINE);
  });

  test("goes on in another session when the first has expired", () => {
    const done = run([...begun, { expireSession: "admin" }, { release: answers }, wait], era);
    expect(statusOf(done)).toEqual(FINE);
  });

  test("leaves no session behind", () => {
    const done = run([{ alterConfig: { topic: "orders", set: { "flush.ms": 5000 } } }, wait], era);
    const { sessions } = done.watcher.state.zookeeper;
    expect(Object.values(sessions).map(({ host }) => host)).not.toContain("admin");
  });
});

describe("a run", () => {
  test("does not end before the operator is done", () => {
    const done = run(
      [
        { cut: { from: "admin", to: [1, 2, 3, 4] } },
        { createTopic: { name: "later", partitions: 1, replicationFactor: 1 } },
      ],
      "2.8",
    );
    const { virtualMs, report } = done.result();
    expect(report.errors).toEqual({ REQUEST_TIMED_OUT: 1 });
    expect(virtualMs).toBeGreaterThan(60_000);
  });

  test("does not end before a topic is gone or a partition has moved", () => {
    const done = run([{ reassign: { "orders-0": [4, 2, 3] } }], "2.8");
    expect(done.watcher.state.topics.orders?.assignment).toEqual({ "0": [4, 2, 3] });
    expect([...(done.watcher.state.partitions["orders-0"]?.isr ?? [])].sort()).toEqual([2, 3, 4]);
  });

  test("cannot go on where the operator's machine is down", () => {
    const done = run([{ kill: "admin" }, { deleteTopic: "orders" }], "2.8");
    expect(done.result().inconclusive).toEqual({ reason: "impossible", step: 1, host: "admin" });
  });
});

describe("deleting records", () => {
  const written: readonly Step[] = [
    { produce: { ...PRODUCE, values: "a" } },
    { wait: { records: "a", status: "acked" } },
  ];

  test.each(["0.11", "2.8", "3.9"])("goes through the leader since 0.11 (%s)", (era) => {
    const done = run(
      [
        ...written,
        { deleteRecords: { partition: "orders-0", before: -1 } },
        { wait: { replica: "orders-0", broker: [1, 2, 3], logStartOffset: { atLeast: 1 } } },
      ],
      era,
    );
    expect(statusOf(done)).toEqual(FINE);
  });

  test("beyond the high watermark is refused", () => {
    const done = run(
      [
        ...written,
        { deleteRecords: { partition: "orders-0", before: 1000 } },
        { wait: { error: "OFFSET_OUT_OF_RANGE", client: "admin" } },
      ],
      "2.8",
    );
    expect(done.result().inconclusive).toBe(null);
  });
});
