import { describe, expect, test } from "vitest";
import type { Step } from "../../../../sim/scenario/types.ts";
import { runScenario, scenarioWith } from "../../../scenario/support.ts";

const CLIENTS = ["p1", "p2", "p3", "p4"].map((name) => ({ name, producer: { acks: "1" } }));

/** Four producers send one record each, at once; how long that percentile waits for its answer. */
function latencyUs(
  settings: Record<string, number>,
  cpu: Record<string, string>,
  percentile: number,
): number {
  const send = (values: string): Step[] =>
    CLIENTS.map(({ name }) => ({
      produce: { client: name, topic: "orders", partition: 0, values: `${name}${values}` },
    }));
  const records = (values: string): string[] => CLIENTS.map(({ name }) => `${name}${values}`);
  const scenario = scenarioWith(
    [
      // Once, so that all are connected and know the topic.
      ...send("w"),
      { wait: { records: records("w"), status: "acked" } },
      { sleep: "60s" },
      ...send("r"),
      { wait: { records: records("r"), status: "acked" } },
    ],
    [{ latency: { records: records("r"), percentile } }],
    {
      cluster: { brokers: 1, settings, hardware: { cpu }, network: { jitter: 0 } },
      topics: [{ name: "orders", assignment: [[1]] }],
      clients: CLIENTS,
    },
  );
  const found = runScenario(scenario).result().expectations[0]?.found;
  if (found?.code !== "found.latency") throw new Error(`no latency: ${JSON.stringify(found)}`);
  return found.args.latencyUs;
}

/** A number of times that something takes, when it takes a second, and everything else next to nothing. */
function rounds(us: number): number {
  return Math.round(us / 1_000_000);
}

describe("the threads of a broker", () => {
  test("num.io.threads doubled halves the wait of requests that take long", () => {
    const cpu = { request: "1s" };
    expect(rounds(latencyUs({ "num.io.threads": 1 }, cpu, 100))).toBe(4);
    expect(rounds(latencyUs({ "num.io.threads": 2 }, cpu, 100))).toBe(2);
    expect(rounds(latencyUs({ "num.io.threads": 4 }, cpu, 100))).toBe(1);
  });

  test("num.network.threads doubled halves the wait of messages that take long to copy", () => {
    // Two changes of mode to read a request, two to write a response.
    const cpu = { contextSwitch: "250ms" };
    const settings = { "num.io.threads": 8 };
    expect(rounds(latencyUs({ ...settings, "num.network.threads": 1 }, cpu, 100))).toBe(4);
    expect(rounds(latencyUs({ ...settings, "num.network.threads": 2 }, cpu, 100))).toBe(2);
    expect(rounds(latencyUs({ ...settings, "num.network.threads": 4 }, cpu, 100))).toBe(1);
  });

  test("a full queue stops the network threads, and answers wait behind it", () => {
    const answered = (queued: number): number => {
      const settings = {
        "num.io.threads": 1,
        "num.network.threads": 1,
        "queued.max.requests": queued,
      };
      return latencyUs(settings, { request: "1s" }, 1);
    };
    // One is handled, one queued, the third stops the only network thread until the first is done.
    expect(rounds(answered(500))).toBe(1);
    expect(rounds(answered(1))).toBe(2);
    // Doubled: only the fourth stops it, and it goes on before there is anything to answer.
    expect(rounds(answered(2))).toBe(1);
  });
});

describe("a broker that dies while its threads work", () => {
  test("comes back, serves, and loses nothing that was acknowledged by all", () => {
    const key = "k".repeat(1000);
    const produce = { client: "producer", topic: "orders", partition: 0, key, every: "1ms" };
    const scenario = scenarioWith(
      [
        { produce: { ...produce, values: "r0..r999" } },
        { wait: { replica: "orders-0", broker: 1, logEndOffset: { atLeast: 300 } } },
        { slow: { host: [1, 2], disk: 50 } },
        { sleep: "50ms" },
        { kill: 1 },
        { wait: { broker: 1, registered: false } },
        { restart: 1 },
        { slow: { host: [1, 2], disk: 1 } },
        { wait: { partition: "orders-0", isrSize: 3 } },
        { powerLoss: 2, lose: "all" },
        { wait: { broker: 2, registered: false } },
        { restart: 2 },
        { wait: { records: "r0..r999", status: "acked" } },
        { wait: { partition: "orders-0", isrSize: 3 } },
      ],
      [{ lost: [] }],
      {
        cluster: { brokers: 3, hardware: { pageCache: { megabytes: 0.2 } } },
        topics: [
          { name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } },
        ],
        clients: [{ name: "producer", producer: { acks: "all", retries: 2_147_483_647 } }],
      },
    );
    const first = runScenario(scenario).result();
    expect(first.inconclusive).toBeNull();
    expect(first.unexpected).toEqual([]);
    expect(first.expectations.map(({ met }) => met)).toEqual([true]);
    expect(runScenario(scenario).result().hash).toBe(first.hash);
  });
});

describe("back-pressure", () => {
  const SMALL = { disk: "ssd", pageCache: { megabytes: 0.1 } } as const;
  const key = "k".repeat(1000);

  test("a disk that hangs fills the page cache, then the producer's memory, then blocks send()", () => {
    const scenario = scenarioWith(
      [
        { slow: { host: 1, disk: "stalled" } },
        {
          produce: {
            client: "producer",
            topic: "orders",
            partition: 0,
            values: "r0..r199",
            key,
            every: "1ms",
          },
        },
        { wait: { records: "r199", status: "failed" } },
        { slow: { host: 1, disk: 1 } },
      ],
      [
        { status: "acked", records: "r0..r19" },
        { messages: { message: "ProduceRequest" }, atMost: 60 },
      ],
      {
        cluster: { brokers: 1, hardware: SMALL },
        topics: [{ name: "orders", assignment: [[1]] }],
        clients: [
          {
            name: "producer",
            producer: {
              acks: "1",
              "buffer.memory": 32_768,
              "batch.size": 2048,
              "max.block.ms": 100,
            },
          },
        ],
      },
    );
    const result = runScenario(scenario).result();
    expect(result.inconclusive).toBeNull();
    expect(result.expectations.map(({ met }) => met)).toEqual([true, true]);
  });

  test("without hardware a disk cannot be slowed down", () => {
    const build = () => scenarioWith([{ slow: { host: 1, disk: 5 } }]);
    expect(build).toThrow(/steps\[0\].slow.host/);
  });

  test("only ZooKeeper's fsync is slowed down by time, only a broker's disk by a factor", () => {
    const more = { cluster: { brokers: 1, hardware: {} }, topics: [{ name: "orders" }] };
    expect(() => scenarioWith([{ slow: { host: 1, fsync: "1s" } }], [], more)).toThrow(/host/);
    expect(() => scenarioWith([{ slow: { host: "zookeeper", disk: 2 } }], [], more)).toThrow(
      /host/,
    );
    expect(() => scenarioWith([{ slow: { host: 1, disk: 2 } }], [], more)).not.toThrow();
  });
});
