import { describe, expect, test } from "vitest";
import { InputError } from "../../sim/scenario/problems.ts";
import type { Step } from "../../sim/scenario/types.ts";
import { runScenario, scenarioWith } from "../scenario/support.ts";

const SEEDS = ["1", "2", "3", "4", "5"];

/** Broker 1 leads orders-0 (in /data1) and orders-1 (in /data2). */
const TWO_DIRS = {
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "log.dirs": "/data1,/data2", "min.insync.replicas": 2 },
  },
  topics: [
    {
      name: "orders",
      assignment: [
        [1, 2, 3],
        [1, 2, 3],
      ],
    },
  ],
};

const send = (partition: number, values: string): Step => ({
  produce: { client: "producer", topic: "orders", partition, values },
});
const acked = (records: string): Step => ({ wait: { records, status: "acked" } });

describe("failLogDir", () => {
  test.each(SEEDS)("moves the leaders in that directory, and no others (seed %s)", (seed) => {
    const steps: Step[] = [
      send(0, "a0..a4"),
      send(1, "b0..b4"),
      acked("a0..a4"),
      acked("b0..b4"),
      { failLogDir: { broker: 1, dir: "/data1" } },
      send(0, "a5..a9"),
      send(1, "b5..b9"),
      acked("a5..a9"),
      acked("b5..b9"),
      { wait: { partition: "orders-0", leader: 2, leaderEpoch: 1, isr: [2, 3] } },
      { wait: { replica: "orders-0", broker: 1, role: "offline" } },
      { wait: { partition: "orders-1", leader: 1, leaderEpoch: 0, isr: [1, 2, 3] } },
    ];
    const expected = [{ lost: [] }, { duplicated: [] }, { violations: [] }];
    const run = runScenario(scenarioWith(steps, expected, TWO_DIRS), seed);
    const result = run.finish();
    expect(result.inconclusive).toBeNull();
    expect(result.expectations.filter(({ met }) => !met)).toEqual([]);
  });

  test("and repairLogDir: after a restart the replica catches up and is in the ISR again", () => {
    const steps: Step[] = [
      send(0, "a0..a4"),
      acked("a0..a4"),
      { failLogDir: { broker: 1, dir: "/data1" } },
      { wait: { partition: "orders-0", leader: 2, isr: [2, 3] } },
      send(0, "a5..a9"),
      acked("a5..a9"),
      { repairLogDir: { broker: 1, dir: "/data1" } },
      { sleep: "20s" },
      { wait: { replica: "orders-0", broker: 1, role: "offline" } },
      { shutdown: 1 },
      { wait: { host: 1, life: "down" } },
      { restart: 1 },
      { wait: { partition: "orders-0", isr: [1, 2, 3] } },
      { wait: { replica: "orders-0", broker: 1, logEndOffset: 10 } },
    ];
    const result = runScenario(scenarioWith(steps, [{ lost: [] }], TWO_DIRS)).finish();
    expect(result.inconclusive).toBeNull();
    expect(result.expectations.every(({ met }) => met)).toBe(true);
  });

  test("before KIP-112 ends the broker, and with it every leader it has", () => {
    const steps: Step[] = [
      { failLogDir: { broker: 1, dir: "/data1" } },
      { wait: { host: 1, life: "down" }, within: "30s" },
      { wait: { partition: "orders-0", leader: 2 } },
      { wait: { partition: "orders-1", leader: 2 } },
    ];
    const { cluster, topics } = TWO_DIRS;
    const settings = { ...cluster.settings, logDirFailure: "halt" };
    const scenario = scenarioWith(steps, [], { cluster: { ...cluster, settings }, topics });
    expect(runScenario(scenario).finish().inconclusive).toBeNull();
  });

  test("names a directory of log.dirs", () => {
    const steps: Step[] = [{ failLogDir: { broker: 1, dir: "/data3" } }];
    expect(() => scenarioWith(steps, [], TWO_DIRS)).toThrow(InputError);
    expect(() => scenarioWith(steps, [], TWO_DIRS)).toThrow("unknownLogDir");
    const noBroker: Step[] = [{ repairLogDir: { broker: 9, dir: "/data1" } }];
    expect(() => scenarioWith(noBroker, [], TWO_DIRS)).toThrow("unknownHost");
  });
});
