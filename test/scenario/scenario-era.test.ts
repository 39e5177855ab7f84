import { describe, expect, test } from "vitest";
import { describeCluster } from "../../sim/scenario/describe-cluster.ts";
import {
  controlEraOf,
  defaultEraOf,
  expectationsIn,
  oldestEraOf,
} from "../../sim/scenario/scenario-era.ts";
import type { Control, Expectation, Scenario } from "../../sim/scenario/types.ts";

const TEXT = { en: "", zh: "" };
const OF_CASE: readonly Expectation[] = [{ lost: ["a"], text: TEXT }];
const OF_CONTROL: readonly Expectation[] = [{ lost: [], text: TEXT }];

function scenario(parts: Partial<Scenario>, change: Control["change"] = {}): Scenario {
  return {
    id: "case",
    group: "test",
    importance: 1,
    title: TEXT,
    explanation: TEXT,
    cluster: { brokers: 3 },
    topics: [],
    clients: [],
    steps: [],
    expect: OF_CASE,
    control: { title: TEXT, change, expect: OF_CONTROL },
    ...parts,
  };
}

describe("a case that is fixed by a version", () => {
  const fixed = scenario({ eras: ["0.9", "0.10.2"] }, { era: "0.11" });

  test("runs in the newest of its eras", () => {
    expect(defaultEraOf(fixed)).toBe("0.10.2");
  });

  test("has its control run in the version with the fix, or in a later one that was asked for", () => {
    expect(controlEraOf(fixed, "0.9")).toBe("0.11");
    expect(controlEraOf(fixed, "2.8")).toBe("2.8");
  });

  test("expects the bad outcome in its eras and the good one from the fix on", () => {
    expect(expectationsIn(fixed, false, "0.10.2")).toBe(OF_CASE);
    expect(expectationsIn(fixed, false, "0.11")).toBe(OF_CONTROL);
    expect(expectationsIn(fixed, true, "3.9")).toBe(OF_CONTROL);
  });

  test("says nothing of eras in between or before", () => {
    expect(expectationsIn(fixed, false, "0.8.2")).toBeNull();
  });
});

describe("a case of all eras", () => {
  const always = scenario({}, { clients: {} });

  test("runs in the usual one, and so does its control", () => {
    expect(defaultEraOf(always)).toBe("2.8");
    expect(controlEraOf(always, "2.8")).toBe("2.8");
  });

  test("keeps case and control apart in every era", () => {
    expect(expectationsIn(always, false, "0.9")).toBe(OF_CASE);
    expect(expectationsIn(always, true, "0.9")).toBe(OF_CONTROL);
  });
});

describe("the protocol of a cluster of several versions", () => {
  test("is that of its oldest broker", () => {
    const mixed = scenario({ cluster: { brokers: 3, brokerEras: { "2": "2.0" } } });
    expect(oldestEraOf(mixed, "2.8")).toBe("2.0");
  });

  test("is the older one while brokers are upgraded", () => {
    const rolled = scenario({ steps: [{ restart: 1, era: "2.8" }] });
    expect(oldestEraOf(rolled, "2.6")).toBe("2.6");
  });

  test("does not mind the run's era when no broker runs it", () => {
    const others = { "1": "2.1", "2": "2.4", "3": "2.4" };
    expect(oldestEraOf(scenario({ cluster: { brokers: 3, brokerEras: others } }), "0.9")).toBe(
      "2.1",
    );
  });

  test("is what a setting says", () => {
    const cluster = {
      brokers: 2,
      brokerEras: { "2": "2.0" },
      settings: { "inter.broker.protocol.version": "1.1" },
    };
    const { brokers } = describeCluster(scenario({ cluster }), "2.8");
    expect(brokers.map(({ era }) => era)).toEqual(["2.8", "2.0"]);
    for (const { settings } of brokers) {
      expect(settings["inter.broker.protocol.version"]).toBe("1.1");
    }
  });
});
