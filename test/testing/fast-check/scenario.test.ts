import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createRun,
  DEFAULT_LIMITS,
  ERAS,
  expandValues,
  resolveScenario,
  runOf,
  type Scenario,
} from "../../../sim/index.ts";
import {
  clusterShape,
  consumerGroups,
  FAULT_KINDS,
  faultPlan,
  scenario,
  topics,
  workload,
} from "../../../testing/fast-check/index.ts";

const WITH_REPLICAS = ERAS.filter((era) => era !== "0.7");
const everything = scenario({
  cluster: clusterShape({ brokers: fc.integer({ min: 3, max: 6 }) }),
  groups: consumerGroups({ count: 1 }),
  faults: faultPlan({ kinds: FAULT_KINDS }),
});

function recordsOf({ steps }: Scenario): number {
  return steps.reduce((sum, step) => {
    return "produce" in step ? sum + (expandValues(step.produce.values)?.length ?? 0) : sum;
  }, 0);
}

function faultsOf({ steps }: Scenario): number {
  const begins = [
    "kill",
    "powerLoss",
    "shutdown",
    "pause",
    "cut",
    "hold",
    "reset",
    "expireSession",
  ];
  return steps.filter((step) => begins.some((kind) => kind in step)).length;
}

/** The smallest scenario that has a property. */
function smallest(isWanted: (drawn: Scenario) => boolean, seed: number): Scenario | undefined {
  const property = fc.property(scenario(), (drawn) => !isWanted(drawn));
  return fc.check(property, { seed, numRuns: 1000 }).counterexample?.[0];
}

describe("generated scenarios", () => {
  test("are valid in every version that has replicas", () => {
    const property = fc.property(everything, (drawn) => {
      for (const era of WITH_REPLICAS) resolveScenario(drawn, false, {}, era);
    });
    fc.assert(property, { numRuns: 60 });
  });

  test.each(WITH_REPLICAS)("run to a conclusion in %s", (era) => {
    for (const drawn of fc.sample(everything, { numRuns: 3, seed: ERAS.indexOf(era) })) {
      const input = { ...runOf(drawn), era, published: false };
      const run = createRun(input, { trace: "off", limits: DEFAULT_LIMITS });
      expect(run.finish().inconclusive).toBeNull();
    }
  });

  test.each([1, 2, 3])("shrink to the smallest cluster and one record (seed %i)", (seed) => {
    const found = smallest(() => true, seed);
    expect(found).toMatchObject({
      cluster: { brokers: 3 },
      topics: [{ name: "orders", partitions: 1, replicationFactor: 3, configs: {} }],
      clients: [{ name: "producer-1" }],
      steps: [{ at: "5s", produce: { values: "r0" } }, {}, {}, {}, {}, {}],
    });
    expect(found?.clients).toHaveLength(1);
    expect(found?.run).toBeUndefined();
  });

  test.each([1, 2, 3])("shrink to what matters (seed %i)", (seed) => {
    const isOneWayCut = (drawn: Scenario) =>
      drawn.steps.some((step) => "cut" in step && step.cut.oneWay === true);
    const found = smallest((drawn) => isOneWayCut(drawn) && recordsOf(drawn) >= 7, seed);
    if (found === undefined) throw new Error("no seed in a thousand has a cut one way");
    expect({ records: recordsOf(found), faults: faultsOf(found) }).toEqual({
      records: 7,
      faults: 1,
    });
    expect(found.steps).toContainEqual({
      at: "5s",
      cut: { from: expect.anything(), to: expect.anything(), oneWay: true },
    });
  });

  test("have no more replicas than brokers, whatever was drawn for whom", () => {
    const small = scenario({
      cluster: { brokers: 2 },
      topics: topics({ replicationFactor: 3 }),
      faults: faultPlan({ brokers: 9 }),
    });
    for (const { topics: all } of fc.sample(small, 20)) {
      expect(all.every(({ replicationFactor }) => replicationFactor === 2)).toBe(true);
    }
  });

  test("hold what is fixed", () => {
    const fixed = scenario({
      cluster: clusterShape({ brokers: 4, zookeeperServers: 3 }),
      topics: topics({ count: 2, partitions: 5 }),
      workload: workload({ acks: "1", producers: 2, settings: { "linger.ms": 7 } }),
      groups: [],
      faults: faultPlan({ kinds: ["pause"], maxFaults: 2 }),
      seed: "99",
      era: "0.10.2",
    });
    for (const drawn of fc.sample(fixed, 20)) {
      expect(drawn).toMatchObject({
        eras: ["0.10.2"],
        cluster: { brokers: 4, zookeeperServers: 3 },
        topics: [{ partitions: 5 }, { partitions: 5 }],
        clients: [
          { producer: { acks: "1", "linger.ms": 7 } },
          { producer: { acks: "1", "linger.ms": 7 } },
        ],
        run: { seed: "99" },
      });
      expect(faultsOf(drawn)).toBeLessThanOrEqual(2);
      expect(drawn.steps.some((step) => "kill" in step || "cut" in step)).toBe(false);
    }
  });

  test("refuse a setting that does not exist, in words, with the nearest", () => {
    const wrong = scenario({ workload: workload({ settings: { "linger.msec": 5 } }) });
    expect(() => fc.sample(wrong, 1)).toThrow(/linger\.msec.* linger\.ms/);
  });
});
