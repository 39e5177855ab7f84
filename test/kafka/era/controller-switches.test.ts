import { describe, expect, test } from "vitest";
import { type ConfigValues, resolveConfig } from "../../../sim/kafka/config/config.ts";
import { brokerSwitches } from "../../../sim/kafka/era/broker-switches.ts";
import type { Era } from "../../../sim/kafka/era/eras.ts";

function switches(era: Era, settings: ConfigValues = {}) {
  return brokerSwitches(resolveConfig("broker", settings, era));
}

describe("who may write to ZooKeeper", () => {
  test.each<[Era, boolean, string]>([
    ["0.8.2", false, "afterwards"],
    ["0.11", false, "afterwards"],
    ["1.1", false, "afterwardsOrResigns"],
    ["2.0", false, "afterwardsOrResigns"],
    ["2.1", true, "atomically"],
    ["3.9", true, "atomically"],
  ])("in %s", (era, controllerZkCheck, controllerEpochRaise) => {
    expect(switches(era)).toMatchObject({ controllerZkCheck, controllerEpochRaise });
  });
});

describe("what an expired session leaves behind", () => {
  test.each<[Era, string, string, string]>([
    ["0.7", "resumed", "stops", "fails"],
    ["0.8.2", "resumed", "stops", "waits"],
    ["0.9", "resumed", "stops", "fails"],
    ["0.10.2", "resumed", "continues", "fails"],
    ["1.1", "dropped", "continues", "fails"],
    ["2.1", "dropped", "continues", "fails"],
    ["2.4", "dropped", "continues", "takesOver"],
  ])("in %s", (era, expiredSessionWork, controllerAfterExpiry, registrationConflict) => {
    const expected = { expiredSessionWork, controllerAfterExpiry, registrationConflict };
    expect(switches(era)).toMatchObject(expected);
  });
});

describe("to whom brokers listen", () => {
  test.each<[Era, boolean, string, string, boolean]>([
    ["2.1", false, "unnoticed", "accepted", false],
    ["2.4", true, "noticed", "refused", false],
    ["2.6", true, "noticed", "accepted", true],
  ])("in %s", (era, brokerEpoch, bouncedBrokers, newerBrokerEpoch, stopReplicaEpoch) => {
    const expected = { brokerEpoch, bouncedBrokers, newerBrokerEpoch, stopReplicaEpoch };
    expect(switches(era)).toMatchObject(expected);
  });

  test("with an older protocol requests carry no epochs, but a bounce is noticed all the same", () => {
    expect(switches("2.8", { "inter.broker.protocol.version": "2.1" })).toMatchObject({
      brokerEpoch: false,
      stopReplicaEpoch: false,
      bouncedBrokers: "noticed",
    });
  });
});
