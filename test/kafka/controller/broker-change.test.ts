import { describe, expect, test } from "vitest";
import type { FakeCluster } from "./fake-cluster.ts";
import { forget, startedCluster, told } from "./observations.ts";

/** Which brokers another was told to be alive, in each request. */
function liveBrokersTold(cluster: FakeCluster, broker: number): readonly (readonly number[])[] {
  return cluster
    .broker(broker)
    .received.flatMap(({ api, body }) => (api === "UpdateMetadata" ? [body.liveBrokers] : []));
}

/** Broker 2's registration goes and broker 3's comes before the controller looks. */
function exchanged(bouncedBrokers: string): FakeCluster {
  const cluster = startedCluster(3, { bouncedBrokers });
  const registration = cluster.znode("/brokers/ids/3") ?? "";
  cluster.kill(3);
  cluster.run(20_000);
  forget(cluster);
  cluster.deleteZnode("/brokers/ids/2");
  cluster.createEphemeral("/brokers/ids/3", registration, 99);
  cluster.execute({ op: "getData", path: "/controller", watch: false });
  cluster.run(500);
  return cluster;
}

describe("a broker that comes as another goes", () => {
  test("is told first while the other still counts as alive", () => {
    expect(liveBrokersTold(exchanged("noticed"), 1)).toEqual([
      [1, 2, 3],
      [1, 3],
    ]);
  });

  test("never hears of it where what was read replaces what was known, before KIP-380", () => {
    expect(liveBrokersTold(exchanged("unnoticed"), 1)).toEqual([
      [1, 3],
      [1, 3],
    ]);
  });
});

describe("the death of a broker that concerns no partition", () => {
  test.each([
    ["has only the list of brokers told", "brokers", 0],
    ["has all partitions told again, before KAFKA-7537", "whole", 1],
  ])("%s", (_, brokerChangeMetadata, times) => {
    const cluster = startedCluster(3, { brokerChangeMetadata });
    cluster.createTopic("t", [[1, 2]]);
    forget(cluster);
    cluster.kill(3);
    cluster.run(20_000);
    expect(liveBrokersTold(cluster, 2)).toEqual([[1, 2]]);
    expect(told(cluster, 2, "UpdateMetadata", cluster.tp("t", 0))).toHaveLength(times);
  });
});
