import { describe, expect, test } from "vitest";
import { ALL_BROKERS, SettingsLog } from "../../sim/check/model/settings-log.ts";
import { Promises } from "../../sim/check/settings.ts";

const MIN = "min.insync.replicas";
const UNCLEAN = "unclean.leader.election.enable";
const TOPIC = { of: "topic", name: "t" } as const;
const ALL = { of: "broker", name: ALL_BROKERS } as const;
const ONE = { of: "broker", name: "2" } as const;

function promisesOf(log: SettingsLog, uncleanLeaderElection = false): Promises {
  return new Promises({ producers: {}, minInsyncReplicas: 1, uncleanLeaderElection }, log);
}

describe("min.insync.replicas", () => {
  test("is what it was at the time", () => {
    const log = new SettingsLog();
    log.changed(TOPIC, { [MIN]: "2" }, 10);
    log.changed(TOPIC, { [MIN]: "3" }, 20);
    log.changed(TOPIC, {}, 30);
    const found = [9, 10, 19, 20, 30].map((event) => promisesOf(log).minInsyncReplicas("t", event));
    expect(found).toEqual([1, 2, 2, 3, 1]);
    expect(promisesOf(log).minInsyncReplicas("u", 25)).toBe(1);
  });

  test("of brokers that run comes before what they were started with, and after the topic's", () => {
    const log = new SettingsLog();
    log.changed(ALL, { [MIN]: "3" }, 10);
    log.changed(TOPIC, { [MIN]: "4" }, 20);
    const found = [5, 10, 20].map((event) => promisesOf(log).minInsyncReplicas("t", event));
    expect(found).toEqual([1, 3, 4]);
  });

  test("counts as the least of any broker", () => {
    const log = new SettingsLog();
    log.changed(ALL, { [MIN]: "3" }, 10);
    log.changed(ONE, { [MIN]: "2" }, 10);
    expect(promisesOf(log).minInsyncReplicas("t", 10)).toBe(2);
  });
});

describe("unclean.leader.election.enable", () => {
  function during(log: SettingsLog, from: number, to: number, usual = false): boolean {
    return promisesOf(log, usual).uncleanLeaderElection("t", from, to);
  }

  test("allows what happened while it was on, however short", () => {
    const log = new SettingsLog();
    log.changed(TOPIC, { [UNCLEAN]: "true" }, 10);
    log.changed(TOPIC, { [UNCLEAN]: "false" }, 12);
    expect(during(log, 5, 9)).toBe(false);
    expect(during(log, 5, 10)).toBe(true);
    expect(during(log, 11, 15)).toBe(true);
    expect(during(log, 12, 15)).toBe(false);
  });

  test("of a topic that says no overrules the brokers", () => {
    const log = new SettingsLog();
    expect(during(log, 0, 5, true)).toBe(true);
    log.changed(TOPIC, { [UNCLEAN]: "false" }, 10);
    expect(during(log, 10, 15, true)).toBe(false);
  });

  test("of brokers that run overrules what they were started with", () => {
    const log = new SettingsLog();
    log.changed(ALL, { [UNCLEAN]: "false" }, 10);
    expect(during(log, 10, 15, true)).toBe(false);
    log.changed(ONE, { [UNCLEAN]: "true" }, 20);
    expect(during(log, 20, 25)).toBe(true);
  });
});
