import { describe, expect, test } from "vitest";
import { createRun } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../sim/explore/run-input.ts";
import { STEP_KILL } from "../../sim/faults/kinds.ts";
import type { Simulation } from "../../sim/kernel/simulation.ts";
import type { Step } from "../../sim/scenario/types.ts";
import { PRODUCE, runScenario, scenarioWith } from "./support.ts";

const ALL_HAVE_ONE: Step = { wait: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1 } };

describe("steps", () => {
  test("run one after another, each before the next event of the simulation", () => {
    const scenario = scenarioWith([
      { produce: { ...PRODUCE, values: "a" } },
      ALL_HAVE_ONE,
      { kill: 1 },
      { wait: { partition: "orders-0", leader: 2 } },
    ]);
    const run = createRun(runOf(scenario), { trace: "hash", limits: DEFAULT_LIMITS });
    let cameTrueAt = -1;
    let killedAt = -1;
    run.sim.observers.push({
      onEvent(sim: Simulation) {
        const replicas = run.watcher.state.partitions["orders-0"]?.replicas ?? {};
        const ends = [1, 2, 3].map((id) => replicas[id]?.logEndOffset);
        if (cameTrueAt === -1 && ends.every((end) => end === 1)) cameTrueAt = sim.row;
        if (sim.rowKind === STEP_KILL) killedAt = sim.row;
      },
    });
    const result = run.finish();
    expect(result.inconclusive).toBeNull();
    expect(cameTrueAt).toBeGreaterThan(0);
    expect(killedAt).toBe(cameTrueAt + 1);
  });

  test("a step with a time waits for it, a sleep takes its time", () => {
    const at: number[] = [];
    const scenario = scenarioWith([{ pause: 3, at: "20s" }, { sleep: "1500ms" }, { resume: 3 }]);
    const run = createRun(runOf(scenario), { trace: "off", limits: DEFAULT_LIMITS });
    run.sim.observers.push({
      onEvent(sim: Simulation) {
        if (sim.rowHost === -1) at.push(sim.now);
      },
    });
    run.finish();
    expect(at.slice(-2)).toEqual([20_000_000, 21_500_000]);
  });

  test("a restart is complete when the process runs", () => {
    const run = runScenario(
      scenarioWith([
        { kill: "producer" },
        { restart: "producer" },
        { produce: { ...PRODUCE, values: "a" } },
        { wait: { records: "a", status: "acked" } },
      ]),
    );
    expect(run.result().inconclusive).toBeNull();
  });

  test("a topic can be created on the way", () => {
    const run = runScenario(
      scenarioWith([
        { createTopic: { name: "late", partitions: 2, replicationFactor: 3 } },
        { wait: { partition: "late-1", isrSize: 3 } },
      ]),
    );
    expect(run.result().inconclusive).toBeNull();
  });
});

describe("a run without a conclusion", () => {
  test("says which wait came to nothing, what was awaited and what was found", () => {
    const run = runScenario(
      scenarioWith([
        { produce: { ...PRODUCE, values: "a" } },
        { wait: { partition: "orders-0", leader: 2, isr: [2, 3] }, within: "30s" },
        { kill: 1 },
      ]),
    );
    expect(run.result().inconclusive).toEqual({
      reason: "wait",
      step: 1,
      wanted: "orders-0: leader 2, isr [2,3]",
      found: ["orders-0: leader 1, leaderEpoch 0, isr [1,2,3]"],
    });
  });

  test("says which host forbids a step", () => {
    const run = runScenario(scenarioWith([{ kill: 1 }, { kill: 1 }]));
    expect(run.result().inconclusive).toEqual({ reason: "impossible", step: 1, host: "broker-1" });
  });

  test("says what kept it busy when it reaches a limit", () => {
    const wait: Step = { wait: { partition: "orders-0", leader: 3 }, within: "30m" };
    const byEvents = runScenario(scenarioWith([wait], [], { limits: { events: 1000 } })).result();
    expect(byEvents.events).toBe(1000);
    expect(byEvents.inconclusive).toMatchObject({ reason: "limit", step: 0, limit: "events" });
    const outcome = byEvents.inconclusive;
    expect(outcome?.reason === "limit" ? outcome.busiest.map(([kind]) => kind) : []).toContain(
      "FetchRequest",
    );
    const limits = { virtualTime: "1m" };
    const byTime = runScenario(scenarioWith([wait], [], { limits })).result();
    expect(byTime.inconclusive).toMatchObject({ limit: "virtualTime", value: 60_000_000 });
    expect(byTime.virtualMs).toBe(60_000);
  });
});

describe("the end of a run", () => {
  test("comes five seconds after the cluster has settled", () => {
    const scenario = scenarioWith([
      { kill: 2 },
      { wait: { broker: 2, registered: false } },
      { restart: 2 },
    ]);
    const run = createRun(runOf(scenario), { trace: "off", limits: DEFAULT_LIMITS });
    let lastIsrChange = 0;
    let isr = "";
    run.sim.observers.push({
      onEvent(sim: Simulation) {
        const now = String(run.watcher.state.partitions["orders-0"]?.isr);
        if (now !== isr) lastIsrChange = sim.now;
        isr = now;
      },
    });
    const { virtualMs } = run.finish();
    expect(isr.split(",")).toHaveLength(3);
    const afterwards = virtualMs - lastIsrChange / 1000;
    expect(afterwards).toBeGreaterThanOrEqual(5000);
    expect(afterwards).toBeLessThan(6000);
  });

  test("does not wait for a broker that nobody restarts", () => {
    const { inconclusive, virtualMs } = runScenario(scenarioWith([{ kill: 1 }])).result();
    expect(inconclusive).toBeNull();
    expect(virtualMs).toBeLessThan(60_000);
  });
});

describe("a run", () => {
  const scenario = scenarioWith([
    { produce: { ...PRODUCE, values: "a0..a9", every: "10ms" } },
    ALL_HAVE_ONE,
    { kill: 1 },
    { wait: { partition: "orders-0", leader: 2 } },
  ]);

  test("is the same however it is cut into pieces", () => {
    const whole = runScenario(scenario).result().hash;
    const run = createRun(runOf(scenario), { trace: "hash", limits: DEFAULT_LIMITS });
    while (run.advance(7));
    expect(run.result().hash).toBe(whole);
  });

  test("differs from seed to seed", () => {
    const hashes = new Set(
      ["1", "2", "3"].map((seed) => runScenario(scenario, seed).result().hash),
    );
    expect(hashes.size).toBe(3);
  });

  test("is the same with and without a trace", () => {
    const off = createRun(runOf(scenario), { trace: "off", limits: DEFAULT_LIMITS }).finish();
    const full = createRun(runOf(scenario), { trace: "full", limits: DEFAULT_LIMITS }).finish();
    expect([off.events, off.virtualMs]).toEqual([full.events, full.virtualMs]);
    expect(off.expectations).toEqual(full.expectations);
  });
});
