import { describe, expect, test } from "vitest";
import type { Era } from "../../sim/kafka/era/eras.ts";
import { consumerPromises } from "../../sim/scenario/consumer-promises.ts";
import { scenarioWith } from "./support.ts";

function promiseOf(era: Era, consumer: Record<string, string | boolean>) {
  const clients = [
    { name: "c1", consumer: { "group.id": "billing", ...consumer }, subscribe: ["orders"] },
  ];
  return consumerPromises(scenarioWith([], [], { clients }), era).c1;
}

describe("what the checks know of a consumer", () => {
  test.each([
    ["2.4", false],
    ["2.6", true],
  ] as const)("whether poll of Kafka %s returns records during a rebalance: %s", (era, does) => {
    expect(promiseOf(era, {})?.pollsDuringRebalance).toBe(does);
  });

  test("whether it overlooks offsets in ZooKeeper, where groups had them", () => {
    const inKafka = { "offsets.storage": "kafka" };
    expect(promiseOf("0.8.2", {})?.ignoresZooKeeper).toBe(false);
    expect(promiseOf("0.8.2", inKafka)?.ignoresZooKeeper).toBe(false);
    const alone = { ...inKafka, "dual.commit.enabled": false };
    expect(promiseOf("0.8.2", alone)?.ignoresZooKeeper).toBe(true);
    expect(promiseOf("0.9", {})?.ignoresZooKeeper).toBe(false);
  });

  test("the group.instance.id that it was given", () => {
    expect(promiseOf("2.4", { "group.instance.id": "worker-1" })?.instance).toBe("worker-1");
    expect(promiseOf("2.4", {})?.instance).toBeUndefined();
  });
});
