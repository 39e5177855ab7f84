import { describe, expect, test } from "vitest";
import {
  checkConsumerConfig,
  consumerSettings,
} from "../../../../sim/kafka/client/consumer/consumer-config.ts";
import { zkConsumerSettings } from "../../../../sim/kafka/client/zk-consumer/zk-consumer-config.ts";
import { ms } from "../../../../sim/kernel/time.ts";

describe("settings of consumers before 0.9", () => {
  test("have the defaults of 0.8.2", () => {
    expect(zkConsumerSettings({}, "0.8.2", "g")).toMatchObject({
      groupId: "g",
      zkSessionTimeoutMs: 6000,
      rebalanceMaxRetries: 4,
      rebalanceBackoffUs: ms(2000),
      autoCommitIntervalUs: ms(60_000),
      enableAutoCommit: false,
      autoOffsetReset: "latest",
      offsetsInZooKeeper: true,
      dualCommit: false,
      offsetsCommitMaxRetries: 5,
    });
  });

  test("the pause between attempts is zookeeper.sync.time.ms, unless it is given", () => {
    const sync = { "zookeeper.sync.time.ms": 500 };
    expect(zkConsumerSettings(sync, "0.8.2", "g").rebalanceBackoffUs).toBe(ms(500));
    const both = { ...sync, "rebalance.backoff.ms": 700 };
    expect(zkConsumerSettings(both, "0.8.2", "g").rebalanceBackoffUs).toBe(ms(700));
  });

  test("dual commits are those of consumers that keep their offsets in Kafka", () => {
    const kafka = { "offsets.storage": "kafka" };
    expect(zkConsumerSettings(kafka, "0.8.2", "g").dualCommit).toBe(true);
    const off = { ...kafka, "dual.commit.enabled": false };
    expect(zkConsumerSettings(off, "0.8.2", "g").dualCommit).toBe(false);
  });

  test("offsets are kept in Kafka by default since 0.9", () => {
    expect(consumerSettings({}, "0.8.2").offsetsInZooKeeper).toBe(true);
    expect(consumerSettings({}, "0.9").offsetsInZooKeeper).toBe(false);
  });

  test("auto.commit.enable counts before 0.9 only", () => {
    const off = { "group.id": "g", "auto.commit.enable": false };
    expect(consumerSettings(off, "0.8.2").enableAutoCommit).toBe(false);
    expect(consumerSettings(off, "0.9").enableAutoCommit).toBe(true);
  });

  test.each([
    ["largest", "latest"],
    ["smallest", "earliest"],
    ["latest", "latest"],
    ["earliest", "earliest"],
  ])("%s is what is called %s since 0.9", (name, strategy) => {
    const reset = { "auto.offset.reset": name };
    expect(consumerSettings(reset, "0.8.2").autoOffsetReset).toBe(strategy);
    expect(checkConsumerConfig(reset, "0.8.2")).toBeNull();
    const since = checkConsumerConfig(reset, "0.9");
    expect(since).toBe(
      name === strategy ? null : `auto.offset.reset is ${strategy} since 0.9, not ${name}`,
    );
  });
});
