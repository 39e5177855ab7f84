import { describe, expect, test } from "vitest";
import type { Run } from "../../sim/explore/run.ts";
import type { ClusterSpec, Condition, Step } from "../../sim/scenario/types.ts";
import { PRODUCE, runScenario, scenarioWith } from "./support.ts";

/** Runs steps with an ensemble of three servers to their end. */
function run(steps: readonly Step[], cluster: Partial<ClusterSpec> = {}): Run {
  const scenario = scenarioWith(steps, [], {
    cluster: { brokers: 3, zookeeperServers: 3, ...cluster },
  });
  return runScenario(scenario);
}

describe("with an ensemble", () => {
  test("a cluster starts, and its registry has a leader", () => {
    const leading: Condition = { server: "zookeeper-3", role: "leading" };
    const following: Condition = { server: "zookeeper-1", role: "following" };
    const done = run([
      { wait: { all: [leading, following] } },
      { produce: { ...PRODUCE, values: "r0..r4" } },
      { wait: { records: "r0..r4", status: "acked" } },
    ]);
    expect(done.result().inconclusive).toBeNull();
  });

  test("without a quorum brokers go on, and what the registry must decide waits", () => {
    const done = run([
      { kill: ["zookeeper-1", "zookeeper-3"] },
      { wait: { not: { server: "zookeeper", role: "leading" } } },
      { produce: { ...PRODUCE, values: "r0..r4" } },
      { wait: { records: "r0..r4", status: "acked" } },
      { kill: 1 },
      { sleep: "60s" },
      { wait: { partition: "orders-0", leader: 1, isr: [1, 2, 3] }, within: "1ms" },
      { restart: "zookeeper-1" },
      { wait: { partition: "orders-0", leader: 2 } },
      { restart: ["zookeeper-3", 1] },
      { wait: { partition: "orders-0", isr: [1, 2, 3] } },
    ]);
    expect(done.result().inconclusive).toBeNull();
    expect(done.result().unexpected).toEqual([]);
  });

  test("the name zookeeper is every server of it", () => {
    const done = run([
      { kill: "zookeeper" },
      { wait: { host: "zookeeper", life: "down" } },
      { restart: "zookeeper" },
      {
        wait: {
          all: [
            { host: "zookeeper", life: "up" },
            { server: "zookeeper", role: "leading" },
          ],
        },
      },
      { wait: { broker: 1, registered: true } },
    ]);
    expect(done.result().inconclusive).toBeNull();
  });

  test("a session can be expired once there is a leader, and not before", () => {
    const expired = run([{ expireSession: 2 }, { wait: { broker: 2, registered: false } }]);
    expect(expired.result().inconclusive).toBeNull();
    const early = run([{ kill: "zookeeper" }, { expireSession: 2 }]);
    expect(early.result().inconclusive).toMatchObject({ reason: "impossible" });
  });

  test("a broker knows only the servers that it was told of", () => {
    const done = run(
      [
        { kill: "zookeeper-1" },
        { wait: { broker: 1, registered: false } },
        { wait: { all: [2, 3].map((broker) => ({ broker, registered: true })) } },
        { restart: "zookeeper-1" },
        { wait: { broker: 1, registered: true } },
      ],
      { brokerSettings: { "1": { "zookeeper.connect": "zookeeper-1" } } },
    );
    expect(done.result().inconclusive).toBeNull();
  });

  test("a slow majority slows the registry, not the brokers", () => {
    const done = run([
      { slow: { host: ["zookeeper-1", "zookeeper-2"], fsync: "1s" } },
      { produce: { ...PRODUCE, values: "r0..r4" } },
      { wait: { records: "r0..r4", status: "acked" }, within: "100ms" },
      { createTopic: { name: "later", partitions: 1, replicationFactor: 3 } },
      { wait: { partition: "later-0", isrSize: 3 }, within: "10s" },
      { slow: { host: "zookeeper", fsync: 0 } },
    ]);
    expect(done.result().inconclusive).toBeNull();
  });
});
