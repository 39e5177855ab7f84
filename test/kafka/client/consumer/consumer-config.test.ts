import { describe, expect, test } from "vitest";
import {
  checkConsumerConfig,
  consumerSettings,
} from "../../../../sim/kafka/client/consumer/consumer-config.ts";
import { ms } from "../../../../sim/kernel/time.ts";

describe("settings of consumers", () => {
  test("have the defaults of their era", () => {
    const of = (era: "0.9" | "0.10.2" | "2.8" | "3.9") => {
      const settings = consumerSettings({ "group.id": "g" }, era);
      return [settings.sessionTimeoutUs, settings.maxPollRecords, settings.assignors.join()];
    };
    expect(of("0.9")).toEqual([ms(30_000), 2_147_483_647, "range"]);
    expect(of("0.10.2")).toEqual([ms(10_000), 500, "range"]);
    expect(of("2.8")).toEqual([ms(10_000), 500, "range"]);
    expect(of("3.9")).toEqual([ms(45_000), 500, "range,cooperative-sticky"]);
  });

  test("without a group there is no commit by itself", () => {
    expect(consumerSettings({}, "2.8")).toMatchObject({ groupId: null, enableAutoCommit: false });
    expect(consumerSettings({ "group.id": "g" }, "2.8").enableAutoCommit).toBe(true);
  });

  test("that contradict each other are told", () => {
    const group = { "group.id": "g" };
    expect(checkConsumerConfig(group, "2.8")).toBeNull();
    expect(checkConsumerConfig({ ...group, "heartbeat.interval.ms": 10_000 }, "2.8")).toBe(
      "heartbeat.interval.ms (10000) must be less than session.timeout.ms (10000)",
    );
    expect(checkConsumerConfig({ "enable.auto.commit": true }, "2.8")).toContain("group.id");
    expect(checkConsumerConfig({ "group.instance.id": "a" }, "2.8")).toContain("group.id");
  });

  test("name assignors that the era has", () => {
    const check = (strategy: string, era: "0.9" | "2.8") =>
      checkConsumerConfig({ "group.id": "g", "partition.assignment.strategy": strategy }, era);
    const cooperative = "org.apache.kafka.clients.consumer.CooperativeStickyAssignor";
    expect(check(`${cooperative},range`, "2.8")).toBeNull();
    expect(check(cooperative, "0.9")).toContain("2.4");
    expect(check("rnage", "2.8")).toContain("rnage");
  });
});
