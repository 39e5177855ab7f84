import { describe, expect, test } from "vitest";
import type { CheckSettings } from "../../sim/check/settings.ts";
import { resolveConfig } from "../../sim/kafka/config/config.ts";
import { type BrokerSwitches, brokerSwitches } from "../../sim/kafka/era/broker-switches.ts";
import type { FactArray } from "../../sim/trace/fact-json.ts";
import { FOLLOWER, LEADER, Script, TP } from "./support.ts";

/** Three brokers of Kafka 3.9, but for these switches; broker 1 leads and is the controller. */
function running(changes: Partial<BrokerSwitches>): Script {
  const starts = [{ ...brokerSwitches(resolveConfig("broker", {}, "3.9")), ...changes }];
  const settings: Partial<CheckSettings> = { software: { 1: starts, 2: starts, 3: starts } };
  return new Script({}, settings).start().facts(["controller", 1, 1, 1]);
}

const registered = (broker: number): FactArray => [
  "znode",
  `/brokers/ids/${broker}`,
  "{}",
  0,
  1,
  2,
  0,
];
const unregistered = (broker: number): FactArray => ["znode.removed", `/brokers/ids/${broker}`, 1];

/** The code and the fix of all that kept the cluster from coming to rest. */
function unrest(script: Script): (string | null)[][] {
  script.checker.checkConvergence();
  const found = script.checker.violations.filter((one) => one.invariant === "convergence");
  return found.map(({ told, fix }) => [told.code, fix]);
}

describe("a cluster without a controller", () => {
  const stopped = (changes: Partial<BrokerSwitches>): Script =>
    running(changes).facts(["controller", 1, 1, 0]);

  test("had one that stopped in a new session, before KAFKA-4229", () => {
    expect(unrest(stopped({ controllerAfterExpiry: "stops" }))).toEqual([
      ["violation.controllers", "KAFKA-4229"],
    ]);
    expect(unrest(stopped({}))).toEqual([["violation.controllers", null]]);
  });

  test("gives a partition no leader, for the same reason", () => {
    const leaderless = (changes: Partial<BrokerSwitches>) =>
      stopped(changes).role(1, FOLLOWER, 0, null, -1);
    expect(unrest(leaderless({ controllerAfterExpiry: "stops" }))).toContainEqual([
      "violation.no-leader",
      "KAFKA-4229",
    ]);
    expect(unrest(leaderless({}))).toContainEqual(["violation.no-leader", null]);
  });

  test("is not that flaw's when it went with its broker", () => {
    const script = running({ controllerAfterExpiry: "stops" }).kill(1).truth(2, 1, [2, 3]);
    script.role(2, LEADER, 1, [2, 3], 2).role(3, FOLLOWER, 1, null, 2);
    expect(unrest(script)).toEqual([["violation.controllers", null]]);
  });
});

describe("a replica that was told an older leader epoch", () => {
  test("was told so by a controller that forgot it had raised it, before KAFKA-9212", () => {
    const raised = (changes: Partial<BrokerSwitches>) =>
      running(changes).truth(1, 1, [1, 2, 3]).role(1, LEADER, 1, [1, 2, 3]).role(2, FOLLOWER, 1);
    expect(unrest(raised({ reassignmentEpochCached: false }))).toEqual([
      ["violation.stale-role", "KAFKA-9212"],
    ]);
    expect(unrest(raised({}))).toEqual([["violation.stale-role", null]]);
  });

  test("is not that flaw's after an election", () => {
    const script = running({ reassignmentEpochCached: false }).truth(2, 1, [1, 2, 3]);
    script.role(2, LEADER, 1, [1, 2, 3], 2).role(3, FOLLOWER, 1, null, 2);
    expect(unrest(script)).toEqual([["violation.stale-role", null]]);
  });
});

test("an ISR whose proposal waits for ever is KAFKA-12686", () => {
  const pending = (changes: Partial<BrokerSwitches>, maximalIsr: number[]) =>
    running(changes)
      .truth(1, 0, [1, 2])
      .facts(["leader.isr", TP, 1, [1, 2], maximalIsr, 0]);
  const forgotten = { overtakenIsrProposal: "forgotten" } as const;
  expect(unrest(pending(forgotten, [1, 2, 3]))).toEqual([["violation.not-in-isr", "KAFKA-12686"]]);
  expect(unrest(pending({}, [1, 2, 3]))).toEqual([["violation.not-in-isr", null]]);
  expect(unrest(pending(forgotten, [1, 2]))).toEqual([["violation.not-in-isr", null]]);
});

test("nothing is said while a dead broker is still registered", () => {
  const script = running({}).facts(registered(1)).kill(1);
  expect(unrest(script)).toEqual([]);
  expect(unrest(script.facts(unregistered(1)))).not.toEqual([]);
});

describe("a running broker that hears nothing", () => {
  /** Broker 2 has been taken out of the registry, and the leader epoch was raised without it. */
  const without2 = (changes: Partial<BrokerSwitches>): Script => {
    const script = running(changes).facts(registered(2)).facts(unregistered(2));
    return script.truth(1, 1, [1, 3]).role(1, LEADER, 1, [1, 3]).role(3, FOLLOWER, 1);
  };
  const outside = (fix: string | null) => [["violation.stale-role", fix]];

  test.each([
    ["fails", "KAFKA-7165"],
    ["waits", "KAFKA-1387"],
    ["takesOver", null],
  ] as const)("and is not registered, where that %s, is %s", (registrationConflict, fix) => {
    expect(unrest(without2({ registrationConflict }))).toEqual(outside(fix));
  });

  test("was away unnoticed before KIP-380, or refuses what it hears before KAFKA-9839", () => {
    const back = (changes: Partial<BrokerSwitches>) => without2(changes).facts(registered(2));
    const refused = { newerBrokerEpoch: "refused" } as const;
    expect(unrest(back({ bouncedBrokers: "unnoticed" }))).toEqual(outside("KIP-380"));
    expect(unrest(back(refused))).toEqual(outside("KAFKA-9839"));
    expect(unrest(back({}))).toEqual(outside(null));
  });

  test("of an election after that was to be told of it all the same, and may have refused it", () => {
    const elected = (changes: Partial<BrokerSwitches>) => {
      const script = without2(changes).facts(registered(2));
      script.truth(3, 2, [1, 3]).role(3, LEADER, 2, [1, 3], 3).role(1, FOLLOWER, 2, null, 3);
      return unrest(script);
    };
    expect(elected({ bouncedBrokers: "unnoticed" })).toEqual(outside(null));
    expect(elected({ newerBrokerEpoch: "refused" })).toEqual(outside("KAFKA-9839"));
  });

  test("leads nothing though it is named", () => {
    const named = (changes: Partial<BrokerSwitches>) =>
      unrest(without2(changes).facts(registered(2)).truth(2, 2, [2]));
    expect(named({ newerBrokerEpoch: "refused" })).toEqual([["violation.no-leader", "KAFKA-9839"]]);
    expect(named({})).toEqual([["violation.no-leader", null]]);
  });
});

test("a leader that a deposed controller appointed hears of it from nobody before KAFKA-6082", () => {
  const appointed = (changes: Partial<BrokerSwitches>) =>
    running(changes).facts(["controller", 2, 2, 1]).facts(["controller", 1, 1, 0]).truth(1, 1, [1]);
  const leaderless = (fix: string | null) => [["violation.no-leader", fix]];
  expect(unrest(appointed({ controllerZkCheck: false }))).toEqual(leaderless("KAFKA-6082"));
  expect(unrest(appointed({}))).toEqual(leaderless(null));
});

test("a leader that does not know which ISR was written for it is told of", () => {
  const told = (changes: Partial<BrokerSwitches>) => {
    const script = running(changes).truth(1, 0, [1, 2]);
    script.checker.checkConvergence();
    const [violation] = script.checker.violations;
    expect(violation).toMatchObject({ invariant: "convergence", fix: null });
    return violation?.why.map(({ code }) => code);
  };
  expect(told({})).toEqual(["why.isrAnswerLost", "violation.not-in-isr"]);
  expect(told({ refusedIsrWrite: "retried" })).toEqual(["violation.not-in-isr"]);
});
