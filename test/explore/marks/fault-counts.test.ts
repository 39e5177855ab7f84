import { describe, expect, test } from "vitest";
import { FAULT_EFFECTS } from "../../../sim/explore/marks/effects.ts";
import { faultCountsOf } from "../../../sim/explore/marks/fault-counts.ts";
import { FAULT_KINDS } from "../../../sim/faults/plan.ts";
import type { Scenario, Step } from "../../../sim/scenario/types.ts";
import { PRODUCE, scenarioWith } from "../../scenario/support.ts";
import { quiet } from "./staged.ts";
import { type Changes, markedRun, published } from "./support.ts";

function countsOf(scenario: Scenario, changes: Changes = {}) {
  return faultCountsOf(markedRun(scenario, changes));
}

const WRITTEN: readonly Step[] = [
  { produce: { ...PRODUCE, values: "r0..r4" } },
  { wait: { records: "r0..r4", status: "acked" } },
];

describe("published scenarios", () => {
  test("a leader is cut off from its followers with three records, and killed", () => {
    // The fetches of two followers are answered behind the cut, and wait from 3.155 s to 21.007 s.
    expect(countsOf(published("acks1-leader-kill-unreplicated"))).toEqual({
      kill: {
        injected: 1,
        leadersHit: 1,
        leadersHitMidWrite: 1,
        leadersLost: 1,
        isrMembersRemoved: 1,
        sessionsExpired: 1,
      },
      cut: { injected: 1, messagesHeld: 2, heldMs: 35_704 },
    });
  });

  test("three brokers lose power together", () => {
    // Of ten records each, broker 1 has 6 left, broker 2 has 7 and broker 3, the controller, 8. Broker 1
    // leads again and takes the others out of the ISR, one after the other.
    expect(countsOf(published("kill-all-vs-power-all"))).toEqual({
      powerLoss: {
        injected: 1,
        leadersHit: 1,
        controllersHit: 1,
        controllersLost: 1,
        isrMembersRemoved: 2,
        sessionsExpired: 3,
        entriesLost: 9,
        recordsLost: 9,
      },
    });
  });

  test("one of two log directories fails", () => {
    expect(countsOf(published("log-dir-failure"), { era: "1.1" })).toEqual({
      failLogDir: { injected: 1, leadersLost: 1, isrMembersRemoved: 1, replicasOffline: 1 },
    });
  });

  test("two of three ZooKeeper servers die, and two brokers", () => {
    // The server that led steps down; in its second epoch nobody led before it.
    expect(countsOf(published("zk-quorum-loss"))).toEqual({
      kill: {
        injected: 2,
        leadersHit: 1,
        leadersHitMidWrite: 1,
        leadersLost: 1,
        isrMembersRemoved: 2,
        sessionsExpired: 2,
      },
      zookeeper: { injected: 1, zookeeperLeadersLost: 1 },
    });
  });
});

describe("single faults", () => {
  test("a quiet run has none", () => {
    expect(countsOf(quiet)).toEqual({});
  });

  test("a step for which nothing was in a state is skipped, and its end is no fault", () => {
    const scenario = scenarioWith(
      [...WRITTEN, { kill: 3 }, { kill: 3 }, { resume: 2 }, { restart: 3 }, { restart: 3 }],
      [],
      { whenImpossible: "skip" },
    );
    expect(countsOf(scenario).kill).toMatchObject({ injected: 1, skipped: 1 });
    expect(Object.keys(countsOf(scenario))).toEqual(["kill"]);
  });

  test("a session is ended by a step, and the cluster goes on without the broker", () => {
    const scenario = scenarioWith([
      ...WRITTEN,
      { expireSession: 1 },
      { wait: { partition: "orders-0", leader: 2 } },
    ]);
    expect(countsOf(scenario)).toEqual({
      expireSession: {
        injected: 1,
        leadersHit: 1,
        leadersLost: 1,
        isrMembersRemoved: 1,
        sessionsExpired: 1,
      },
    });
  });

  test("a paused leader keeps messages waiting until it goes on", () => {
    const scenario = scenarioWith([
      ...WRITTEN,
      { sleep: "1s" },
      { pause: 1 },
      { produce: { ...PRODUCE, values: "r5" } },
      { sleep: "1s" },
      { resume: 1 },
      { wait: { records: "r5", status: "acked" } },
    ]);
    const { pause = {}, ...others } = countsOf(scenario);
    expect(others).toEqual({});
    expect(pause).toMatchObject({ injected: 1, leadersHit: 1 });
    // The fetches of two followers that wait in it are not answered; what arrives is the produce request,
    // and whatever pings come to it from ZooKeeper.
    expect(pause.messagesHeld).toBeGreaterThanOrEqual(1);
    expect(pause.heldMs).toBeGreaterThanOrEqual(990);
    expect(pause.heldMs).toBeLessThanOrEqual(1000 * (pause.messagesHeld ?? 0));
  });

  test("a held kind of message, and what is behind it, waits until it is released", () => {
    const held = { from: "producer", to: 1, message: "ProduceRequest" } as const;
    const scenario = scenarioWith([
      ...WRITTEN,
      { hold: held },
      { produce: { ...PRODUCE, values: "r5" } },
      { sleep: "2s" },
      { release: held },
      { wait: { records: "r5", status: "acked" } },
    ]);
    expect(countsOf(scenario)).toEqual({ hold: { injected: 1, messagesHeld: 1, heldMs: 2000 } });
  });

  test("a reset ends the connections between two sets of hosts", () => {
    const scenario = scenarioWith([
      ...WRITTEN,
      { reset: { from: "producer", to: 1 } },
      { sleep: "1s" },
    ]);
    expect(countsOf(scenario)).toEqual({ reset: { injected: 1, connectionsReset: 1 } });
  });

  test("a request times out because of the machine that does not answer", () => {
    const scenario = scenarioWith(
      [
        ...WRITTEN,
        { powerLoss: 1, lose: "none" },
        { produce: { ...PRODUCE, values: "r5" } },
        { wait: { partition: "orders-0", leader: 2 } },
        { wait: { records: "r5", status: "acked" } },
      ],
      [],
      {
        cluster: { brokers: 3, controller: 3, settings: { "zookeeper.session.timeout.ms": 6000 } },
        clients: [{ name: "producer", producer: { acks: "all", "request.timeout.ms": 2000 } }],
      },
    );
    expect(countsOf(scenario).powerLoss).toMatchObject({
      injected: 1,
      leadersHit: 1,
      leadersLost: 1,
      requestsTimedOut: 1,
    });
  });

  test("a batch rots, and a start finds it", () => {
    const scenario = scenarioWith([
      ...WRITTEN,
      { corrupt: { broker: 3, partition: "orders-0", offset: 0 } },
      { kill: 3 },
      { wait: { broker: 3, registered: false } },
      { restart: 3 },
      { wait: { partition: "orders-0", isrSize: 3 } },
    ]);
    expect(countsOf(scenario).corrupt).toEqual({ injected: 1, batchesRotten: 1, batchesFound: 1 });
  });

  test("a clock jumps while its broker leads, and jumps back", () => {
    const scenario = scenarioWith([
      ...WRITTEN,
      { jumpClock: { host: 1, by: "5s" } },
      { sleep: "1s" },
      { jumpClock: { host: 1, by: "-5s" } },
    ]);
    expect(countsOf(scenario)).toEqual({ jumpClock: { injected: 1, leadersHit: 1 } });
  });

  test("a disk is slow until it is not", () => {
    const scenario = scenarioWith(
      [...WRITTEN, { slow: { host: 1, disk: 5 } }, { sleep: "1s" }, { slow: { host: 1, disk: 1 } }],
      [],
      { cluster: { brokers: 3, hardware: { disk: "ssd" } } },
    );
    expect(countsOf(scenario)).toEqual({ slowDisk: { injected: 1, leadersHit: 1 } });
  });
});

test("counts are positive integers, by known kinds and names", () => {
  const counts = countsOf(published("last-replica-standing-power"));
  for (const [kind, effects] of Object.entries(counts)) {
    expect([...FAULT_KINDS, "other"]).toContain(kind);
    for (const [effect, count] of Object.entries(effects)) {
      expect(FAULT_EFFECTS).toContain(effect);
      expect(Number.isSafeInteger(count) && count > 0).toBe(true);
    }
  }
});
