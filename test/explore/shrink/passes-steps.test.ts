import { describe, expect, test } from "vitest";
import { choicesPass } from "../../../sim/explore/shrink/passes/choices.ts";
import { earlierPass } from "../../../sim/explore/shrink/passes/earlier.ts";
import { endPass } from "../../../sim/explore/shrink/passes/end.ts";
import { episodesPass } from "../../../sim/explore/shrink/passes/episodes.ts";
import { faultsPass } from "../../../sim/explore/shrink/passes/faults.ts";
import { hostsPass } from "../../../sim/explore/shrink/passes/hosts.ts";
import { mergePass } from "../../../sim/explore/shrink/passes/merge.ts";
import { namesPass } from "../../../sim/explore/shrink/passes/names.ts";
import { recordsPass } from "../../../sim/explore/shrink/passes/records.ts";
import { roundPass } from "../../../sim/explore/shrink/passes/round.ts";
import { stepsPass } from "../../../sim/explore/shrink/passes/steps.ts";
import { waitsPass } from "../../../sim/explore/shrink/passes/waits.ts";
import type { ShrinkCase } from "../../../sim/explore/shrink/shrink-case.ts";
import type { ProduceStep, Step } from "../../../sim/scenario/types.ts";
import { expandValues } from "../../../sim/scenario/values.ts";
import { caseWith, simplified } from "./support.ts";

/** A case fails when all of these texts are in its steps. */
function saying(...texts: readonly string[]) {
  return ({ scenario }: ShrinkCase) =>
    texts.every((text) => JSON.stringify(scenario.steps).includes(text));
}

function stepsAfter(
  pass: Parameters<typeof simplified>[0],
  steps: readonly Step[],
  fails: (candidate: ShrinkCase) => boolean,
): readonly Step[] {
  return simplified(pass, caseWith({ steps }), fails).scenario.steps;
}

function recordsIn({ scenario }: ShrinkCase): readonly (string | null)[] {
  return scenario.steps.flatMap((step) =>
    "produce" in step ? (expandValues(step.produce.values) ?? []) : [],
  );
}

const toOrders: Pick<ProduceStep, "client" | "topic"> = { client: "producer", topic: "orders" };

describe("passes that make what happens simpler", () => {
  test("the last steps go, as many as can", () => {
    const steps: readonly Step[] = [{ kill: 1 }, { kill: 2 }, { restart: 1 }, { sleep: "5s" }];
    expect(stepsAfter(endPass, steps, saying('"kill":2'))).toEqual([{ kill: 1 }, { kill: 2 }]);
    expect(stepsAfter(endPass, steps, saying("sleep"))).toEqual(steps);
  });

  test("faults go with their ends", () => {
    const link = { from: 1, to: [2, 3] };
    const steps: readonly Step[] = [
      { kill: 1 },
      { cut: link },
      { pause: 2 },
      { restart: 1 },
      { resume: 2 },
      { heal: link },
      { expireSession: 3 },
      { kill: 2 },
      { restart: 2 },
    ];
    expect(stepsAfter(episodesPass, steps, saying('"pause":2'))).toEqual([
      { pause: 2 },
      { resume: 2 },
    ]);
  });

  test("an end stays as long as one of the faults that it ends", () => {
    const steps: readonly Step[] = [{ kill: 1 }, { kill: 2 }, { restart: [1, 2] }];
    expect(stepsAfter(episodesPass, steps, saying('"kill":2'))).toEqual([
      { kill: 2 },
      { restart: [1, 2] },
    ]);
  });

  test("steps that do not matter go one by one", () => {
    const steps: readonly Step[] = [
      { kill: 1 },
      { sleep: "1s" },
      { kill: 2 },
      { sleep: "2s" },
      { restart: 1 },
    ];
    expect(stepsAfter(stepsPass, steps, saying('"kill":2', "restart"))).toEqual([
      { kill: 2 },
      { restart: 1 },
    ]);
  });

  test("records that do not matter go, and those that stay are sent when they were", () => {
    const steps: readonly Step[] = [
      { produce: { ...toOrders, values: "r0..r99", every: "100ms" }, at: "5s" },
      { wait: { records: ["r3", "r40"], status: "acked" } },
    ];
    const fails = (candidate: ShrinkCase) => {
      const { at, produce } = candidate.scenario.steps[0] as { at: string; produce: ProduceStep };
      const place = recordsIn(candidate).indexOf("r40");
      return produce.every !== undefined && Number.parseFloat(at) + place / 10 === 9;
    };
    expect(stepsAfter(recordsPass, steps, fails)).toEqual([
      { produce: { ...toOrders, values: "r40", every: "100ms" }, at: "9s" },
      { wait: { records: "r40", status: "acked" } },
    ]);
  });

  test("records are sent all at once, to any partition by any key", () => {
    const steps: readonly Step[] = [
      { produce: { ...toOrders, values: ["a", "b"], every: "1s", keys: "k0..k3" } },
    ];
    const fails = (candidate: ShrinkCase) => recordsIn(candidate).length === 2;
    expect(stepsAfter(recordsPass, steps, fails)).toEqual([
      { produce: { ...toOrders, values: ["a", "b"] } },
    ]);
  });

  test("offsets that steps wait for become lower with fewer records", () => {
    const steps: readonly Step[] = [
      { produce: { ...toOrders, values: "r0..r9" } },
      { wait: { replica: "orders-0", broker: 1, logEndOffset: 10 } },
    ];
    const fails = (candidate: ShrinkCase) => {
      const [, wait] = candidate.scenario.steps;
      const count = recordsIn(candidate).length;
      return JSON.stringify(wait).includes(`"logEndOffset":${count}`);
    };
    expect(stepsAfter(recordsPass, steps, fails)).toEqual([
      { produce: { ...toOrders, values: "r0" } },
      { wait: { replica: "orders-0", broker: 1, logEndOffset: 1 } },
    ]);
  });

  test("faults strike fewer hosts, and their ends too; cuts are both ways", () => {
    const link = { from: [1, 2], to: [3, "zookeeper"], oneWay: true };
    const steps: readonly Step[] = [
      { kill: [1, 2, 3] },
      { restart: [1, 2, 3] },
      { cut: link },
      { heal: link },
    ];
    const fails = saying('"kill"', "cut", "zookeeper", "2");
    expect(stepsAfter(hostsPass, steps, fails)).toMatchObject([
      { kill: expect.any(Number) },
      { restart: expect.any(Number) },
      { cut: { from: 2, to: "zookeeper" } },
      { heal: { from: 2, to: "zookeeper" } },
    ]);
    expect(JSON.stringify(stepsAfter(hostsPass, steps, fails))).not.toContain("oneWay");
  });

  test("faults become plainer", () => {
    const steps: readonly Step[] = [
      { powerLoss: 1, lose: "all", at: "6s" },
      { restart: 1, settings: { "log.retention.hours": 1 } },
      { shutdown: 2 },
      { pause: "controller", clocks: "stop" },
      { heal: { from: 1, to: 2 } },
    ];
    expect(stepsAfter(faultsPass, steps, () => true)).toEqual([
      { kill: 1, at: "6s" },
      { restart: 1 },
      { kill: 2 },
      { pause: "controller" },
      { heal: "all" },
    ]);
    const again = stepsAfter(faultsPass, [{ pause: "controller" }], saying("3"));
    expect(again).toEqual([{ pause: 3 }]);
    expect(stepsAfter(faultsPass, [{ powerLoss: 1 }], saying("powerLoss", "all"))).toEqual([
      { powerLoss: 1, lose: "all" },
    ]);
  });

  test("waits are for less, and as long as usual", () => {
    const steps: readonly Step[] = [
      {
        wait: {
          all: [
            { partition: "orders-0", leader: 2 },
            { broker: 1, registered: false },
          ],
        },
        within: "10s",
      },
    ];
    expect(stepsAfter(waitsPass, steps, saying("registered"))).toEqual([
      { wait: { broker: 1, registered: false } },
    ]);
  });

  test("steps of one kind become one step", () => {
    const steps: readonly Step[] = [
      { produce: { ...toOrders, values: "r0..r1" } },
      { kill: 1, at: "5s" },
      { produce: { ...toOrders, values: "r2" } },
      { kill: 2, at: "8s" },
    ];
    expect(stepsAfter(mergePass, steps, saying('"kill":2'))).toEqual([
      { produce: { ...toOrders, values: "r0..r2" } },
      { kill: 1, at: "5s" },
      { kill: 2, at: "8s" },
    ]);
    expect(stepsAfter(mergePass, steps, () => true)).toEqual([
      { produce: { ...toOrders, values: "r0..r2" } },
      { kill: [1, 2], at: "5s" },
    ]);
    const others: readonly Step[] = [
      { restart: 1, era: "2.8" },
      { restart: 2 },
      { restart: "all" },
    ];
    expect(stepsAfter(mergePass, others, () => true)).toEqual(others);
  });

  test("everything happens sooner, and what follows with it", () => {
    const steps: readonly Step[] = [
      { kill: 1, at: "12.345s" },
      { kill: 2, at: "20s" },
      { sleep: "30s" },
      { kill: 3, at: "70s" },
    ];
    expect(stepsAfter(earlierPass, steps, () => true)).toEqual([
      { kill: 1, at: "100ms" },
      { kill: 2 },
      { sleep: "100ms" },
      { kill: 3 },
    ]);
    expect(stepsAfter(earlierPass, steps, saying("12.345s", "20s", "30s", "70s"))).toEqual(steps);
  });

  test("times become round, and stay in order", () => {
    const steps: readonly Step[] = [
      { kill: 1, at: "12.345s" },
      { sleep: "4321ms" },
      { kill: 2, at: "16.789s" },
    ];
    expect(stepsAfter(roundPass, steps, () => true)).toEqual([
      { kill: 1, at: "10s" },
      { sleep: "5s" },
      { kill: 2, at: "20s" },
    ]);
    expect(stepsAfter(roundPass, steps, saying("16.789s"))).toEqual([
      { kill: 1, at: "10s" },
      { sleep: "5s" },
      { kill: 2, at: "16.789s" },
    ]);
  });

  test("choices become those of the usual seed, and every step must be possible", () => {
    const overrides = [0, 1, 2, 3].map((index) => ({ stream: "schedule/next", index, value: 1 }));
    const start = { ...caseWith({ whenImpossible: "skip" }), seed: "77", overrides };
    const all = simplified(choicesPass, start, () => true);
    expect(all).toMatchObject({ seed: "1", overrides: [] });
    expect(all.scenario.whenImpossible).toBeUndefined();
    const some = simplified(
      choicesPass,
      start,
      ({ overrides: kept, seed }) => kept.some(({ index }) => index === 2) && seed === "77",
    );
    expect(some).toMatchObject({ seed: "77", overrides: [{ index: 2 }] });
  });

  test("records are called r0, r1… in their order", () => {
    const steps: readonly Step[] = [
      { produce: { ...toOrders, values: ["p1-17", "x"] } },
      { produce: { ...toOrders, values: "p1-9" } },
      { wait: { records: ["p1-9"], status: "acked" } },
    ];
    expect(stepsAfter(namesPass, steps, () => true)).toEqual([
      { produce: { ...toOrders, values: ["r0", "r1"] } },
      { produce: { ...toOrders, values: "r2" } },
      { wait: { records: "r2", status: "acked" } },
    ]);
  });
});
