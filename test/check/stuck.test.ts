import { describe, expect, test } from "vitest";
import type { CheckSettings } from "../../sim/check/settings.ts";
import { resolveConfig } from "../../sim/kafka/config/config.ts";
import { type BrokerSwitches, brokerSwitches } from "../../sim/kafka/era/broker-switches.ts";
import { FOLLOWER, LEADER, Script, TP } from "./support.ts";

/** Three brokers of Kafka 3.9, but for these switches; broker 1 leads and is the controller. */
function running(changes: Partial<BrokerSwitches>): Script {
  const starts = [{ ...brokerSwitches(resolveConfig("broker", {}, "3.9")), ...changes }];
  const settings: Partial<CheckSettings> = { software: { 1: starts, 2: starts, 3: starts } };
  return new Script({}, settings).start().facts(["controller", 1, 1, 1]);
}

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
