import { describe, expect, test } from "vitest";
import { LAG_RULES } from "../../../sim/kafka/broker/isr-lag.ts";
import { Replica } from "../../../sim/kafka/broker/replica.ts";
import type { BrokerSwitches } from "../../../sim/kafka/era/broker-switches.ts";

const LIMITS = { replicaLagTimeMaxMs: 100, replicaLagMaxMessages: 9 };
const START_MS = 1_000_000;

type CaughtUpRule = BrokerSwitches["caughtUpRule"];

/** A follower whose leader was elected at the start with 10 records in its log. */
function member(rule: CaughtUpRule): Replica {
  const replica = new Replica(2, rule, START_MS);
  replica.resetLastCaughtUpTime(10, START_MS, START_MS);
  replica.forgetLogEndOffset();
  return replica;
}

function leaves(rule: BrokerSwitches["isrLagRule"], replica: Replica, end: number, atMs: number) {
  return LAG_RULES[rule](replica, end, START_MS + atMs, LIMITS);
}

describe("messages+time: a member leaves the ISR", () => {
  const rule = "messages+time";

  test("when it does not fetch, also if it has everything", () => {
    const replica = member("readToEnd");
    replica.updateFetchState(10, 0, START_MS + 50, 10);
    expect(leaves(rule, replica, 10, 150)).toBe(false);
    expect(leaves(rule, replica, 10, 151)).toBe(true);
  });

  test("not while it fetches, even if it never reaches the end", () => {
    const replica = member("readToEnd");
    for (const atMs of [90, 180, 270]) replica.updateFetchState(1, 0, START_MS + atMs, 10);
    expect(leaves(rule, replica, 10, 300)).toBe(false);
  });

  test("when too many records are missing, however often it fetches", () => {
    const replica = member("readToEnd");
    replica.updateFetchState(1, 0, START_MS + 50, 10);
    expect(leaves(rule, replica, 10, 51)).toBe(false);
    expect(leaves(rule, replica, 11, 51)).toBe(true);
  });

  test("not for missing records as long as it never fetched", () => {
    expect(leaves(rule, member("readToEnd"), 1000, 100)).toBe(false);
    expect(leaves(rule, member("readToEnd"), 1000, 101)).toBe(true);
  });
});

describe("timeOnly: a member leaves the ISR", () => {
  test("when it was not caught up for too long, also if it has everything", () => {
    const replica = member("readToEnd");
    replica.updateFetchState(10, 0, START_MS + 50, 10);
    expect(leaves("timeOnly", replica, 10, 150)).toBe(false);
    expect(leaves("timeOnly", replica, 10, 151)).toBe(true);
  });

  test("when it fetches but never reads to the end", () => {
    const replica = member("readToEnd");
    for (const atMs of [40, 80, 120]) replica.updateFetchState(9, 0, START_MS + atMs, 10);
    expect(leaves("timeOnly", replica, 10, 121)).toBe(true);
  });

  test("soon after an election, when it was last caught up long before", () => {
    const replica = new Replica(2, "readToEnd", START_MS - 5000);
    replica.resetLastCaughtUpTime(10, START_MS, START_MS);
    expect(leaves("timeOnly", replica, 10, 1)).toBe(true);
  });
});

describe("timeAndLeoDiffers: a member leaves the ISR", () => {
  const rule = "timeAndLeoDiffers";

  test("never while it has everything", () => {
    const replica = member("previousFetch");
    replica.updateFetchState(10, 0, START_MS + 50, 10);
    expect(leaves(rule, replica, 10, 100_000)).toBe(false);
    expect(leaves(rule, replica, 11, 150)).toBe(false);
    expect(leaves(rule, replica, 11, 151)).toBe(true);
  });

  test("not when each fetch reaches where the leader was at the one before", () => {
    const replica = member("previousFetch");
    [10, 20, 30].forEach((offset, i) => {
      replica.updateFetchState(offset, 0, START_MS + 60 * (i + 1), offset + 10);
    });
    expect(leaves(rule, replica, 40, 220)).toBe(false);
    expect(leaves(rule, replica, 40, 221)).toBe(true);
  });
});
