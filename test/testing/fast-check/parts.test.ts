import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSeed } from "../../../sim/index.ts";
import {
  brokerSettings,
  consumerGroups,
  FAULT_KINDS,
  faultPlan,
  seed,
  topicSettings,
  workload,
} from "../../../testing/fast-check/index.ts";

describe("seed", () => {
  test("draws what the command line takes, as it is", () => {
    fc.assert(fc.property(seed(), (drawn) => parseSeed(drawn) === drawn));
  });

  test("draws more than fits into a number", () => {
    const drawn = fc.sample(seed(), { numRuns: 200, seed: 1 });
    expect(drawn.some((text) => text.length > 17)).toBe(true);
  });
});

describe("settings", () => {
  test("that are given hold in every case", () => {
    for (const drawn of fc.sample(topicSettings({ "min.insync.replicas": 2 }), 20)) {
      expect(drawn["min.insync.replicas"]).toBe(2);
    }
  });

  test("that are given as arbitraries are drawn", () => {
    const name = "unclean.leader.election.enable";
    const drawn = fc.sample(brokerSettings({ [name]: fc.boolean() }), { numRuns: 50, seed: 1 });
    expect(new Set(drawn.map((settings) => settings[name]))).toEqual(new Set([true, false]));
  });
});

describe("faultPlan", () => {
  test("is in the order of time and has only kinds that were asked for", () => {
    const property = fc.property(faultPlan({ kinds: ["kill", "hold"] }), (plan) => {
      const times = plan.map(({ atMs }) => atMs);
      expect(times).toEqual([...times].sort((x, y) => x - y));
      expect(plan.every(({ kind }) => kind === "kill" || kind === "hold")).toBe(true);
    });
    fc.assert(property);
  });

  test("draws every kind", () => {
    const kinds = FAULT_KINDS.filter((kind) => kind !== "zookeeper");
    const plans = fc.sample(faultPlan({ kinds }), { numRuns: 200, seed: 1 });
    expect(new Set(plans.flat().map(({ kind }) => kind))).toEqual(new Set(kinds));
  });

  test("never cuts a host off from itself", () => {
    const property = fc.property(faultPlan({ kinds: ["cut", "hold", "reset"] }), (plan) => {
      for (const episode of plan) {
        if (!("from" in episode)) continue;
        expect(episode.to.length).toBeGreaterThan(0);
        expect(episode.to.some((name) => episode.from.includes(name))).toBe(false);
      }
    });
    fc.assert(property);
  });

  test("strikes consumers that it was told of, and only their processes", () => {
    const consumers = ["billing-1", "billing-2"];
    const [plans, brokers] = [consumers, []].map((named) => {
      const plan = faultPlan({ kinds: ["kill", "powerLoss"], brokers: 1, consumers: named });
      return fc.sample(plan, { numRuns: 50, seed: 1 }).flat();
    });
    const struck = (kind: string) =>
      new Set(
        plans?.flatMap((fault) => (fault.kind === kind && "hosts" in fault ? fault.hosts : [])),
      );
    expect(struck("kill")).toEqual(new Set(["broker-1", ...consumers]));
    expect(struck("powerLoss")).toEqual(new Set(["broker-1"]));
    expect(JSON.stringify(brokers)).not.toContain("billing");
  });

  test("without kinds is empty", () => {
    expect(fc.sample(faultPlan({ kinds: [] }), 5)).toEqual([[], [], [], [], []]);
  });
});

describe("workload and groups", () => {
  test("a record that matters stays when the others are gone", () => {
    const lastMs = ({
      sends,
    }: {
      sends: readonly { atMs: number; records: number; everyMs: number }[];
    }) => Math.max(...sends.map(({ atMs, records, everyMs }) => atMs + (records - 1) * everyMs));
    const property = fc.property(workload(), (drawn) => lastMs(drawn) < 9000);
    const [found] = fc.check(property, { seed: 1 }).counterexample ?? [];
    expect(found?.sends.map(({ records }) => records)).toEqual([1]);
    expect(found === undefined ? 0 : lastMs(found)).toBe(9000);
  });

  test("groups commit as asked", () => {
    for (const [group] of fc.sample(consumerGroups({ count: 1, commit: "auto" }), 10)) {
      expect(group?.settings["enable.auto.commit"]).toBe(true);
      expect(group?.application.commit).toBeUndefined();
    }
  });
});
