import { describe, expect, test } from "vitest";
import type {
  ClusterHardwareSpec,
  Condition,
  CpuSpec,
  Scenario,
  Step,
} from "../../../../sim/scenario/types.ts";
import { runScenario, scenarioWith } from "../../../scenario/support.ts";

/** Nothing costs anything, but what a test says. */
const FREE: CpuSpec = {
  request: 0,
  batch: 0,
  contextSwitch: 0,
  crcNanosecondsPerByte: 0,
  copyNanosecondsPerByte: 0,
};
const KEY = "k".repeat(100_000);
/** Header; length, attributes and deltas, key, value `r0`, no headers. */
const BATCH_BYTES = 61 + (3 + 3 + (3 + 100_000) + (1 + 2) + 1);

const WRITTEN: readonly Step[] = [
  { produce: { client: "producer", topic: "orders", partition: 0, values: "r0", key: KEY } },
  { wait: { records: "r0", status: "acked" } },
];

/** Microseconds from one condition to another. */
function elapsedUs(
  hardware: ClusterHardwareSpec,
  steps: readonly Step[],
  from: Condition,
  to: Condition,
  more: Partial<Scenario> = {},
): number {
  const scenario = scenarioWith(steps, [{ elapsed: { from, to } }], {
    cluster: { brokers: 1, hardware, network: { jitter: 0 } },
    topics: [{ name: "orders", assignment: [[1]] }],
    clients: [
      { name: "producer", producer: { acks: "1" } },
      { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
    ],
    ...more,
  });
  const found = runScenario(scenario).result().expectations[0]?.found;
  if (found?.code !== "found.elapsed") throw new Error(`nothing passed: ${JSON.stringify(found)}`);
  return found.args.elapsedUs;
}

describe("what a fetch costs", () => {
  test("a handler spends `batch` on each partition with something to read", () => {
    const steps: readonly Step[] = [
      { kill: "reader" },
      ...WRITTEN,
      { restart: "reader" },
      { wait: { read: "r0" } },
    ];
    const at = (batch: string): number =>
      elapsedUs(
        { cpu: { ...FREE, batch } },
        steps,
        { records: "r0", status: "acked" },
        { read: "r0" },
      );
    expect(at("200ms") - at("100ms")).toBe(100_000);
  });

  test("what is not in memory is read from the disk: its beginning by a handler, the rest by a network thread", () => {
    const steps: readonly Step[] = [
      { kill: "reader" },
      ...WRITTEN,
      { powerLoss: 1, lose: "none" },
      { wait: { broker: 1, registered: false } },
      { restart: 1 },
      { sleep: "10s" },
      { restart: "reader" },
      { wait: { read: "r0" } },
    ];
    const at = (readMegabytesPerSecond: number): number =>
      elapsedUs(
        {
          cpu: FREE,
          disk: { readMegabytesPerSecond, seek: 0 },
          pageCache: { readAheadKilobytes: 4 },
        },
        steps,
        { records: "r0", status: "acked" },
        { read: "r0" },
      );
    expect(at(1) - at(2)).toBe(BATCH_BYTES / 2);
  });
});

describe("what a follower costs", () => {
  test("its leader changes mode four times to send records, and its fetcher twice to read them", () => {
    const warm: readonly Step[] = [
      { produce: { client: "producer", topic: "orders", partition: 0, values: "w0" } },
      { wait: { records: "w0", status: "acked" } },
      { sleep: "10s" },
      ...WRITTEN,
    ];
    const appended: Condition = { replica: "orders-0", broker: 1, logEndOffset: 2 };
    const at = (contextSwitch: string): number =>
      elapsedUs(
        { cpu: { ...FREE, contextSwitch } },
        warm,
        appended,
        { replica: "orders-0", broker: 2, logEndOffset: 2 },
        {
          cluster: {
            brokers: 2,
            network: { jitter: 0 },
            hardware: { cpu: { ...FREE, contextSwitch } },
          },
          topics: [{ name: "orders", assignment: [[1, 2]] }],
        },
      );
    // The answer leaves in two calls, of what is not records and of the records; the follower reads it.
    expect(at("2ms") - at("1ms")).toBe(6000);
  });
});
