import { describe, expect, test } from "vitest";
import type { CostProperties } from "../../../../sim/kafka/broker/cost/cost-properties.ts";
import { appendUs, receiveUs, sendUs } from "../../../../sim/kafka/broker/cost/cost-properties.ts";
import type { ClusterHardwareSpec, CpuSpec, Scenario } from "../../../../sim/scenario/types.ts";
import { runScenario, scenarioWith } from "../../../scenario/support.ts";

/** Nothing costs anything, but what a test says. */
const FREE: CpuSpec = {
  request: 0,
  batch: 0,
  contextSwitch: 0,
  crcNanosecondsPerByte: 0,
  copyNanosecondsPerByte: 0,
};
const KEY = "k".repeat(1000);
/** Header; length, attributes and deltas, key, value `r0`, no headers. */
const BATCH_BYTES = 61 + (2 + 3 + (2 + 1000) + (1 + 2) + 1);
const REQUEST_BYTES = 64 + 32 + BATCH_BYTES;
const RESPONSE_BYTES = 64 + 32;

/** Microseconds that one record waits for its acknowledgement. */
function latencyUs(hardware: ClusterHardwareSpec, more: Partial<Scenario> = {}): number {
  const scenario = scenarioWith(
    [
      // Once, so that the producer is connected and knows the topic, and the disk's head elsewhere.
      { produce: { client: "producer", topic: "orders", partition: 1, values: "w0", key: KEY } },
      { wait: { records: "w0", status: "acked" } },
      { sleep: "10s" },
      { produce: { client: "producer", topic: "orders", partition: 0, values: "r0", key: KEY } },
      { wait: { records: "r0", status: "acked" } },
    ],
    [{ latency: { records: "r0", percentile: 100 } }],
    {
      cluster: { brokers: 1, hardware, network: { jitter: 0 } },
      topics: [{ name: "orders", assignment: [[1], [1]], configs: { "flush.messages": 1 } }],
      clients: [{ name: "producer", producer: { acks: "1" } }],
      ...more,
    },
  );
  const found = runScenario(scenario).result().expectations[0]?.found;
  if (found?.code !== "found.latency") throw new Error(`no latency: ${JSON.stringify(found)}`);
  return found.args.latencyUs;
}

const NO_DISK: Partial<Scenario> = { topics: [{ name: "orders", assignment: [[1], [1]] }] };

describe("what a produce request costs", () => {
  test.each([
    ["request", "100us", "200us", 100],
    ["batch", "100us", "200us", 100],
    ["contextSwitch", "100us", "200us", 400],
    ["crcNanosecondsPerByte", 1000, 2000, BATCH_BYTES],
    ["copyNanosecondsPerByte", 1000, 2000, 2 * REQUEST_BYTES + BATCH_BYTES + 2 * RESPONSE_BYTES],
  ] as const)("%s doubled adds what it says", (name, once, twice, differenceUs) => {
    const one = latencyUs({ cpu: { ...FREE, [name]: once } }, NO_DISK);
    const two = latencyUs({ cpu: { ...FREE, [name]: twice } }, NO_DISK);
    expect(two - one).toBe(differenceUs);
    expect(one - latencyUs({ cpu: FREE }, NO_DISK)).toBe(differenceUs);
  });

  test("free of cost it takes as long as without hardware", () => {
    const hardware = { cpu: FREE, network: { megabitsPerSecond: 1000 } };
    const without = latencyUs(hardware, {
      ...NO_DISK,
      cluster: { brokers: 1, network: { jitter: 0 } },
    });
    expect(latencyUs(hardware, NO_DISK)).toBe(without);
  });

  test.each([
    ["fsync", { fsync: "1ms", seek: 0 }, { fsync: "2ms", seek: 0 }, 1000],
    ["seek", { fsync: 0, seek: "1ms" }, { fsync: 0, seek: "2ms" }, 1000],
    [
      "the write bandwidth",
      { fsync: 0, seek: 0, writeMegabytesPerSecond: 0.1 },
      { fsync: 0, seek: 0, writeMegabytesPerSecond: 0.2 },
      -BATCH_BYTES * 5,
    ],
  ] as const)("%s doubled changes a record that is synced", (_name, once, twice, differenceUs) => {
    const one = latencyUs({ cpu: FREE, disk: once });
    const two = latencyUs({ cpu: FREE, disk: twice });
    expect(two - one).toBe(differenceUs);
  });

  test("the network's bandwidth doubled halves the time on the wire", () => {
    const at = (megabitsPerSecond: number): number =>
      latencyUs({ cpu: FREE, network: { megabitsPerSecond } }, NO_DISK);
    const wireUs = REQUEST_BYTES + RESPONSE_BYTES;
    expect(at(8) - at(16)).toBe(wireUs / 2);
    expect(at(16) - at(32)).toBe(wireUs / 4);
  });
});

describe("what a fetch costs a network thread", () => {
  const cpu = {
    requestUs: 0,
    batchUs: 0,
    crcNsPerByte: 0,
    copyNsPerByte: 1000,
    contextSwitchUs: 10,
  };
  const costs = (zeroCopy: boolean): CostProperties => ({ cpu, zeroCopy });

  test("with zero copy one copy and two changes of mode, without three and four", () => {
    expect(sendUs(costs(true), 5000, 5000)).toBe(20 + 20 + 5000);
    expect(sendUs(costs(false), 5000, 5000)).toBe(20 + 40 + 15_000);
  });

  test("what is not of a log passes through the process in any case", () => {
    expect(sendUs(costs(true), 100, 0)).toBe(20 + 200);
    expect(sendUs(costs(false), 100, 0)).toBe(20 + 200);
    expect(receiveUs(costs(true), 100)).toBe(20 + 200);
  });

  test("an append copies and checks every byte once", () => {
    const slow = { ...cpu, crcNsPerByte: 500, batchUs: 7 };
    expect(appendUs({ cpu: slow, zeroCopy: true }, 2, 1000)).toBe(14 + 1500);
  });
});
