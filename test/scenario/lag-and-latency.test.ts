import { describe, expect, test } from "vitest";
import { describeHardware, mergedHardware } from "../../sim/scenario/describe-hardware.ts";
import { applyControl } from "../../sim/scenario/resolve.ts";
import { PRODUCE, runScenario, scenarioWith } from "./support.ts";

const READER = { name: "reader", consumer: {}, assign: ["orders-0"] };
const CLIENTS = [{ name: "producer", producer: { acks: "all" } }, READER];

describe("lag", () => {
  test("is what the leader has committed and the consumer has not come to", () => {
    const scenario = scenarioWith(
      [
        { pause: "reader" },
        { produce: { ...PRODUCE, values: "r0..r9" } },
        { wait: { records: "r0..r9", status: "acked" } },
        { wait: { lag: "orders-0", client: "reader", count: 10 } },
        { resume: "reader" },
        { wait: { lag: "orders-0", client: "reader", count: 0 } },
      ],
      [{ finally: { position: "orders-0", client: "reader", offset: 10 } }],
      { clients: CLIENTS },
    );
    const result = runScenario(scenario).result();
    expect(result.inconclusive).toBeNull();
    expect(result.expectations.map(({ met }) => met)).toEqual([true]);
  });

  test("a wait for it says what it is", () => {
    const scenario = scenarioWith(
      [{ wait: { lag: "orders-0", client: "reader", count: { atLeast: 1 } }, within: "1s" }],
      [],
      { clients: CLIENTS },
    );
    const { inconclusive } = runScenario(scenario).result();
    expect(inconclusive).toMatchObject({ found: ["reader, orders-0: lag 0"] });
  });

  test("names a partition and a consumer that exist", () => {
    const wait = (lag: string, client: string) => () =>
      scenarioWith([{ wait: { lag, client, count: 0 } }], [], { clients: CLIENTS });
    expect(wait("orders-7", "reader")).toThrow(/wait.lag/);
    expect(wait("orders-0", "producer")).toThrow(/wait.client/);
  });
});

describe("latency", () => {
  test("is that of the slowest of so many percent; who gets no answer is slowest", () => {
    const latency = (percentile: number) => ({ latency: { records: "r0..r9", percentile } });
    const scenario = scenarioWith(
      [
        { produce: { ...PRODUCE, values: "r0..r8" } },
        { wait: { records: "r0..r8", status: "acked" } },
        { cut: { from: 1, to: ["producer", 2, 3] } },
        { produce: { ...PRODUCE, values: "r9" } },
        { sleep: "1s" },
      ],
      [{ ...latency(90), atMost: "100ms" }, { ...latency(90), atLeast: "100ms" }, latency(100)],
      {
        clients: [{ name: "producer", producer: { acks: "all", retries: 0 } }],
        limits: { virtualTime: "8s" },
      },
    );
    const { expectations } = runScenario(scenario).result();
    expect(expectations.map(({ met }) => met)).toEqual([true, false, false]);
    expect(expectations[2]?.found).toEqual({
      code: "found.unacknowledged",
      args: { acked: 9, records: 10 },
    });
  });
});

describe("hardware", () => {
  test("absent, there is none; given, what it does not say has its default", () => {
    expect(describeHardware(undefined, 1)).toBeUndefined();
    const machine = describeHardware({ disk: { seek: "5ms" }, pageCache: { megabytes: 10 } }, 1);
    expect(machine?.storage.device).toEqual({
      readBytesPerUs: 100,
      writeBytesPerUs: 100,
      seekUs: 5000,
      syncUs: 8333,
    });
    expect(machine?.storage.pageCache).toMatchObject({
      capacityBytes: 10_000_000,
      dirtyBackgroundBytes: 1_000_000,
      dirtyBytes: 2_000_000,
      readAheadBytes: 131_072,
    });
    expect(machine?.nic).toEqual({ bytesPerUs: 125 });
    expect(machine?.costs.zeroCopy).toBe(true);
  });

  test("single brokers differ in what they say", () => {
    const hardware = { disk: "ssd", brokers: { "2": { zeroCopy: false } } } as const;
    expect(describeHardware(hardware, 1)?.costs.zeroCopy).toBe(true);
    expect(describeHardware(hardware, 2)?.costs.zeroCopy).toBe(false);
    expect(describeHardware(hardware, 2)?.storage.device.seekUs).toBe(150);
  });

  test("a control changes one value and keeps the others", () => {
    const cluster = {
      brokers: 1,
      hardware: {
        pageCache: { megabytes: 5, dirtyPercent: 50 },
        brokers: { "1": { disk: "hdd" } },
      },
    } as const;
    const change = { cluster: { hardware: { pageCache: { megabytes: 9 } } } };
    const control = { title: { en: "", zh: "" }, change, expect: [] };
    const topics = [{ name: "orders", assignment: [[1]] }];
    const scenario = scenarioWith([], [], { cluster, topics, control });
    expect(applyControl(scenario).cluster.hardware).toEqual({
      pageCache: { megabytes: 9, dirtyPercent: 50 },
      brokers: { "1": { disk: "hdd" } },
    });
    expect(mergedHardware(undefined, undefined)).toBeUndefined();
  });
});
