import { describe, expect, test } from "vitest";
import {
  isIdempotent,
  producerSettings,
} from "../../../sim/kafka/client/producer/producer-config.ts";
import { BROKER_CONFIGS } from "../../../sim/kafka/config/broker-configs.ts";
import { type ConfigValues, resolveConfig } from "../../../sim/kafka/config/config.ts";
import { brokerSwitches } from "../../../sim/kafka/era/broker-switches.ts";
import { ERAS, type Era, isFrom, valueIn } from "../../../sim/kafka/era/eras.ts";
import { BROKER_SWITCHES, presetsOf, SWITCHES } from "../../../sim/kafka/era/switches.ts";

function switches(era: Era, settings: ConfigValues = {}) {
  return brokerSwitches(resolveConfig("broker", settings, era));
}

describe("a switch", () => {
  test.each(SWITCHES.map((one) => [one.name, one] as const))(
    "%s has a value in every era, and its changes come in the order of the eras",
    (_, one) => {
      const presets = presetsOf(one);
      for (const era of ERAS)
        expect(one.states.map(({ value }) => value)).toContain(valueIn(presets, era));
      const order = presets.map(([era]) => ERAS.indexOf(era));
      expect(order).toEqual([...order].sort((x, y) => x - y));
      expect(order[0]).toBe(0);
    },
  );

  test.each(SWITCHES.map((one) => [one.name, one] as const))(
    "%s names the KIP or JIRA of everything that changed",
    (_, { states }) => {
      for (const { source } of states.slice(1))
        expect(source).toMatch(/^(KIP|KAFKA|PR)-\d+(, (KIP|KAFKA)-\d+)*$/);
    },
  );

  test("is a setting of brokers that can be set alone", () => {
    const names = BROKER_CONFIGS.map(({ name }) => name);
    for (const { name } of BROKER_SWITCHES) expect(names).toContain(name);
    const changed = switches("2.8", { truncation: "hw" });
    expect(changed).toEqual({ ...switches("2.8"), truncation: "hw" });
  });

  test("of a single release's bug is off in every era", () => {
    const bugs = BROKER_SWITCHES.filter(({ name }) => name.startsWith("KAFKA-"));
    expect(bugs.length).toBeGreaterThan(0);
    for (const bug of bugs) {
      for (const era of ERAS) expect(valueIn(presetsOf(bug), era)).toBe(false);
    }
  });
});

describe("truncation of a follower", () => {
  test.each<[Era, string]>([
    ["0.8.2", "hw"],
    ["0.10.2", "hw"],
    ["0.11", "kip101"],
    ["1.1", "kip101"],
    ["2.0", "kip279"],
    ["2.1", "kip320"],
    ["2.6", "kip320"],
    ["2.8", "onFetch"],
    ["3.9", "onFetch"],
  ])("in %s is %s", (era, rule) => {
    expect(switches(era).truncation).toBe(rule);
  });
});

describe("inter.broker.protocol.version", () => {
  const settings = { "inter.broker.protocol.version": "2.0" };

  test("decides what brokers must agree on, where it is older than the broker", () => {
    const mixed = switches("2.8", settings);
    expect(mixed.truncation).toBe("kip279");
    expect(mixed.isrUpdate).toBe("zkWrite");
    expect(mixed.incrementalFetch).toBe(true);
  });

  test("leaves alone what a broker does by itself", () => {
    const mixed = switches("2.8", settings);
    expect(mixed.isrLagRule).toBe("timeAndLeoDiffers");
    expect(mixed.makeFollowerSkip).toBe("sameLeaderAndEpoch");
    expect(mixed.cleanShutdownMarker).toBe("deletedAsRead");
  });

  test("gives a broker nothing that it does not have", () => {
    expect(switches("0.11", { "inter.broker.protocol.version": "2.8" })).toEqual(switches("0.11"));
  });
});

describe("defaults", () => {
  test.each<[string, Era, number | boolean]>([
    ["zookeeper.session.timeout.ms", "2.4", 6000],
    ["zookeeper.session.timeout.ms", "2.6", 18_000],
    ["replica.lag.time.max.ms", "2.4", 10_000],
    ["replica.lag.time.max.ms", "2.6", 30_000],
    ["unclean.leader.election.enable", "0.10.2", true],
    ["unclean.leader.election.enable", "0.11", false],
    ["message.max.bytes", "2.4", 1_000_012],
  ])("%s of a broker in %s is %s", (name, era, value) => {
    expect(resolveConfig("broker", {}, era)[name]).toBe(value);
  });

  test("a setting that is given wins in every era", () => {
    for (const era of ERAS) {
      const config = resolveConfig("broker", { "replica.lag.time.max.ms": 7 }, era);
      expect(config["replica.lag.time.max.ms"]).toBe(7);
    }
  });

  test("a producer retries by default from 2.1 on", () => {
    for (const era of ERAS) {
      expect(producerSettings({}, era).retries > 0).toBe(isFrom(era, "2.1"));
    }
  });
});

describe("an idempotent producer", () => {
  test("does not exist before 0.11, whatever is asked for", () => {
    for (const era of ERAS) {
      expect(isIdempotent({ "enable.idempotence": true }, era)).toBe(isFrom(era, "0.11"));
    }
  });

  test("is the default in 3.9, unless a setting contradicts it", () => {
    expect(isIdempotent({}, "3.9")).toBe(true);
    expect(isIdempotent({}, "2.8")).toBe(false);
    expect(isIdempotent({ acks: "1" }, "3.9")).toBe(false);
    expect(isIdempotent({ retries: 0 }, "3.9")).toBe(false);
    expect(isIdempotent({ "max.in.flight.requests.per.connection": 6 }, "3.9")).toBe(false);
  });

  test("that gave way is left with the acks that were asked for", () => {
    expect(producerSettings({ acks: "1" }, "3.9").acks).toBe(1);
    expect(producerSettings({}, "3.9").acks).toBe(-1);
  });
});
