import { describe, expect, test } from "vitest";
import { createRun, type Run } from "../../sim/explore/run.ts";
import { DEFAULT_LIMITS, runOf } from "../../sim/explore/run-input.ts";
import { applyFault, obstacle, stepKindOf } from "../../sim/faults/apply.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import { STEP_KINDS } from "../../sim/faults/kinds.ts";
import { messageKindOf, messageNames } from "../../sim/faults/message-names.ts";
import type { State } from "../../sim/trace/state.ts";
import { kindName } from "../../sim/trace/union.ts";
import { scenarioWith } from "../scenario/support.ts";

/** A run whose cluster is up and has nothing more to do for an hour. */
function idleRun(): Run {
  const scenario = scenarioWith([{ sleep: "50m" }]);
  const run = createRun(runOf(scenario), { trace: "hash", limits: DEFAULT_LIMITS });
  while (run.stepIndex < 0) run.advance(1);
  return run;
}

function inject(run: Run, fault: Fault): void {
  expect(obstacle(run.cluster, fault)).toBeNull();
  run.sim.external(stepKindOf(fault), -1, () => {
    applyFault(run.cluster, fault);
  });
}

/** Lets that much virtual time pass. */
function pass(run: Run, seconds: number): State {
  const end = run.sim.now + seconds * 1_000_000;
  while (run.sim.now < end && run.advance(1));
  return run.watcher.state;
}

const leaderOf = (state: State) => state.partitions["orders-0"]?.leader;
const life = (state: State, host: string) => state.hosts[host]?.life;

describe("faults", () => {
  test("kill: the leader's session expires, another leads; restart brings it back", () => {
    const run = idleRun();
    inject(run, { kind: "kill", hosts: ["broker-1"] });
    expect(life(run.watcher.state, "broker-1")).toBe("down");
    expect(leaderOf(pass(run, 25))).toBe(2);
    inject(run, { kind: "restart", hosts: ["broker-1"] });
    expect(pass(run, 10).partitions["orders-0"]?.isr).toHaveLength(3);
  });

  test("shutdown: the leader moves at once", () => {
    const run = idleRun();
    inject(run, { kind: "shutdown", hosts: ["broker-1"] });
    const state = pass(run, 5);
    expect(life(state, "broker-1")).toBe("down");
    expect(leaderOf(state)).toBe(2);
  });

  test("powerLoss: what was written and not flushed goes, as asked", () => {
    for (const [lose, left] of [
      ["all", 0],
      ["none", 3],
    ] as const) {
      const scenario = scenarioWith([
        { produce: { client: "producer", topic: "orders", partition: 0, values: "a0..a2" } },
        { wait: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 3 } },
        { powerLoss: [1, 2, 3], lose },
        { wait: { all: [1, 2, 3].map((broker) => ({ broker, registered: false })) } },
        { restart: [1, 2, 3] },
        { wait: { replica: "orders-0", broker: 1, role: "leader", logEndOffset: left } },
      ]);
      const result = createRun(runOf(scenario)).finish();
      expect(result.inconclusive).toBeNull();
    }
  });

  test("pause and resume: a short pause changes nothing, a long one costs the session", () => {
    for (const [seconds, leader] of [
      [2, 1],
      [25, 2],
    ] as const) {
      const run = idleRun();
      inject(run, { kind: "pause", hosts: ["broker-1"], clocks: "run" });
      expect(life(run.watcher.state, "broker-1")).toBe("paused");
      pass(run, seconds);
      inject(run, { kind: "resume", hosts: ["broker-1"] });
      const state = pass(run, 10);
      expect(leaderOf(state)).toBe(leader);
      expect(state.partitions["orders-0"]?.isr).toHaveLength(3);
    }
  });

  test("cut and heal: in both directions, or in one", () => {
    const run = idleRun();
    const links = { from: ["broker-1"], to: ["broker-2", "broker-3"] };
    inject(run, { kind: "cut", ...links, oneWay: true });
    expect(Object.keys(run.watcher.state.cuts)).toEqual(["broker-1>broker-2", "broker-1>broker-3"]);
    inject(run, { kind: "cut", ...links, oneWay: false });
    expect(Object.keys(run.watcher.state.cuts)).toHaveLength(4);
    inject(run, { kind: "heal", ...links, oneWay: false });
    expect(run.watcher.state.cuts).toEqual({});
    inject(run, { kind: "cut", from: ["zookeeper"], to: ["broker-3"], oneWay: false });
    inject(run, { kind: "healAll" });
    expect(run.watcher.state.cuts).toEqual({});
  });

  test("hold and release: one kind of message waits, others pass", () => {
    const run = idleRun();
    const messages = { from: ["broker-3"], to: ["broker-2"], message: "LeaderAndIsrRequest" };
    inject(run, { kind: "hold", ...messages });
    inject(run, { kind: "kill", hosts: ["broker-1"] });
    const held = pass(run, 25);
    expect(leaderOf(held)).toBe(2);
    expect(held.partitions["orders-0"]?.replicas[2]?.role).toBe("follower");
    inject(run, { kind: "release", ...messages });
    expect(pass(run, 2).partitions["orders-0"]?.replicas[2]?.role).toBe("leader");
  });

  test("reset: connections end and are made again", () => {
    const run = idleRun();
    inject(run, { kind: "reset", from: ["broker-2", "broker-3"], to: ["broker-1"] });
    const state = pass(run, 20);
    expect(state.partitions["orders-0"]?.isr).toHaveLength(3);
    expect(leaderOf(state)).toBe(1);
  });

  test("expireSession: the registration goes at once and comes back in a new session", () => {
    const run = idleRun();
    const { zookeeper } = run.watcher.state;
    const brokers = () =>
      Object.keys(zookeeper.root.children.brokers?.children.ids?.children ?? {});
    const sessions = new Set(Object.keys(zookeeper.sessions));
    inject(run, { kind: "expireSession", host: "broker-1" });
    expect(brokers()).toEqual(["2", "3"]);
    const state = pass(run, 10);
    expect(brokers().sort()).toEqual(["1", "2", "3"]);
    const opened = Object.entries(state.zookeeper.sessions).filter(([id]) => !sessions.has(id));
    expect(opened.map(([, session]) => session.host)).toEqual(["broker-1"]);
    expect(state.partitions["orders-0"]?.isr).toHaveLength(3);
  });

  test("jumpClock: only the wall clock of that host moves", () => {
    const run = idleRun();
    const host = run.cluster.hosts.get("broker-2");
    const before = host?.wallUs() ?? 0;
    const monotonic = host?.monotonicUs();
    inject(run, { kind: "jumpClock", host: "broker-2", byUs: -3_600_000_000 });
    expect((host?.wallUs() ?? 0) - before).toBe(-3_600_000_000);
    expect(host?.monotonicUs()).toBe(monotonic);
  });

  test("what does not run cannot be killed, what runs cannot be started", () => {
    const { cluster } = idleRun();
    expect(obstacle(cluster, { kind: "restart", hosts: ["broker-1"] })?.name).toBe("broker-1");
    expect(obstacle(cluster, { kind: "resume", hosts: ["broker-2"] })?.name).toBe("broker-2");
    expect(obstacle(cluster, { kind: "kill", hosts: ["broker-3"] })).toBeNull();
  });
});

describe("names", () => {
  test("every kind of step has a name of its own in the trace", () => {
    for (const { code, name } of STEP_KINDS) expect(kindName(code)).toBe(name);
    expect(new Set(STEP_KINDS.map(({ name }) => name)).size).toBe(STEP_KINDS.length);
  });

  test("messages go by the names that the trace shows", () => {
    for (const name of messageNames()) {
      expect(kindName(1000 + (messageKindOf(name) ?? -1))).toBe(name);
    }
    expect(messageKindOf("Fetch")).toBeNull();
  });
});
