import { describe, expect, test } from "vitest";
import { resolveConfig } from "../../../sim/kafka/config/config.ts";
import { DEFAULT_ERA } from "../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../sim/kafka/errors.ts";
import { TestCluster } from "./test-cluster.ts";

const TWICE = { "min.insync.replicas": 2 };

/** Broker 1 leads, alone in the ISR. */
function aloneCluster(): TestCluster {
  const cluster = new TestCluster(2);
  cluster.registry.refusesIsrWrites = true;
  cluster.cut(2, 1);
  cluster.elect(1, [1], { tell: [1] });
  return cluster;
}

function errorOfProduce(cluster: TestCluster): number | undefined {
  cluster.answers.length = 0;
  cluster.produce(1, -1, ["a"]);
  cluster.run(100);
  return cluster.produced().at(-1)?.[0];
}

describe("min.insync.replicas that changes while a leader leads", () => {
  test("holds from then on, of a topic", () => {
    const cluster = aloneCluster();
    expect(errorOfProduce(cluster)).toBe(Errors.NONE);
    cluster.act(() => cluster.broker(1).onTopicConfig("t", { "min.insync.replicas": "2" }));
    expect(errorOfProduce(cluster)).toBe(Errors.NOT_ENOUGH_REPLICAS);
    cluster.act(() => cluster.broker(1).onTopicConfig("t", {}));
    expect(errorOfProduce(cluster)).toBe(Errors.NONE);
  });

  test("of the broker holds for topics that do not say otherwise", () => {
    const cluster = aloneCluster();
    const config = resolveConfig("broker", TWICE, DEFAULT_ERA);
    cluster.act(() => cluster.broker(1).onBrokerConfig(config));
    expect(errorOfProduce(cluster)).toBe(Errors.NOT_ENOUGH_REPLICAS);
    cluster.act(() => cluster.broker(1).onTopicConfig("t", { "min.insync.replicas": "1" }));
    expect(errorOfProduce(cluster)).toBe(Errors.NONE);
    cluster.act(() => cluster.broker(1).onBrokerConfig(config));
    expect(errorOfProduce(cluster)).toBe(Errors.NONE);
  });

  test("of a topic holds for its replicas that are opened later", () => {
    const cluster = aloneCluster();
    cluster.act(() => cluster.broker(1).onTopicConfig("t", { "min.insync.replicas": "2" }));
    const tp = cluster.tp(1);
    cluster.elect(1, [1], { tp, tell: [1] });
    expect(cluster.log(1, tp).config.minInsyncReplicas).toBe(2);
  });

  test("of a topic stays when a replica of another partition of it goes", () => {
    const cluster = aloneCluster();
    cluster.act(() => cluster.broker(1).onTopicConfig("t", { "min.insync.replicas": "2" }));
    const tp = cluster.tp(1);
    cluster.elect(1, [1], { tp, tell: [1] });
    cluster.stopReplica(1, tp, 1, true);
    const config = resolveConfig("broker", {}, DEFAULT_ERA);
    cluster.act(() => cluster.broker(1).onBrokerConfig(config));
    expect(errorOfProduce(cluster)).toBe(Errors.NOT_ENOUGH_REPLICAS);
  });

  test("of a topic without a replica here is not kept for one that comes later", () => {
    const cluster = new TestCluster(2);
    cluster.act(() => cluster.broker(1).onTopicConfig("t", { "min.insync.replicas": "2" }));
    cluster.elect(1, [1, 2]);
    expect(cluster.log(1).config.minInsyncReplicas).toBe(1);
  });
});
