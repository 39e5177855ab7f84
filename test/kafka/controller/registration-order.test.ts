import { describe, expect, test } from "vitest";
import { FakeCluster } from "./fake-cluster.ts";

/** Which of the two znodes a broker asked for first. */
function order(cluster: FakeCluster, broker: number): readonly string[] {
  const { name } = cluster.host(broker);
  return cluster.zooKeeperRequests.flatMap(({ host, operation }) => {
    if (host !== name) return [];
    const text = JSON.stringify(operation);
    if (text.includes('"create"') && text.includes(`/brokers/ids/${broker}"`)) return ["register"];
    const path = "path" in operation ? operation.path : "";
    return operation.op === "getData" && path === "/controller" ? ["elect"] : [];
  });
}

describe("a broker that starts", () => {
  test.each([
    ["afterElection", ["elect", "register"]],
    ["besideElection", ["register", "elect"]],
    ["beforeElection", ["register", "elect"]],
  ])("registers %s", (registrationOrder, expected) => {
    const cluster = new FakeCluster(1, { registrationOrder });
    cluster.start();
    expect([...new Set(order(cluster, 1))]).toEqual(expected);
    expect(cluster.broker(1).registeredEpochs).toHaveLength(1);
    expect(cluster.activeController()).toBe(1);
  });

  test("is elected before it is registered, and learns that it is there, up to 0.10", () => {
    const cluster = new FakeCluster(1, { registrationOrder: "afterElection" });
    cluster.boot(1);
    cluster.run(1);
    expect(cluster.runUntil(() => cluster.broker(1).controller.isActive, 1000)).toBe(true);
    expect(cluster.znode("/brokers/ids/1")).toBeNull();
    cluster.run(500);
    const live = cluster
      .broker(1)
      .received.map((r) => (r.api === "UpdateMetadata" ? r.body.liveBrokers : []));
    expect(live).toContainEqual([1]);
  });
});

describe("a new session of a controller that has much to do in its old one", () => {
  /** Broker 1's session expires while it elects leaders; it is back before it is through. */
  function busy(registrationOrder: string): FakeCluster {
    const settings = { registrationOrder, expiredSessionWork: "resumed" };
    const old = { controllerZkCheck: false, zkPipelining: false, controllerBatches: false };
    const cluster = new FakeCluster(3, { ...settings, ...old });
    cluster.start();
    const wide = Array.from({ length: 40 }, () => [3, 2]);
    cluster.createTopic("t", wide);
    cluster.run(1000);
    cluster.shutdown(3);
    cluster.runUntilRequest(1, ({ op }) => op === "setData");
    cluster.cut(1, cluster.zookeeper, true);
    cluster.run(30_000);
    expect(cluster.znode("/brokers/ids/1")).toBeNull();
    cluster.zooKeeperRequests.length = 0;
    cluster.cut(1, cluster.zookeeper, false);
    cluster.run(8000);
    expect(cluster.znode("/brokers/ids/1")).not.toBeNull();
    return cluster;
  }

  /** How many states broker 1 reads, as the controller it is no more, before it registers. */
  function readBefore(cluster: FakeCluster): number {
    const own = cluster.zooKeeperRequests.filter(({ host }) => host === "broker-1");
    const at = own.findIndex(({ operation }) =>
      JSON.stringify(operation).includes('"path":"/brokers/ids/1"'),
    );
    return own.slice(0, at).filter(({ operation: { op } }) => op === "getData").length;
  }

  test("registers it only when all is done, up to 0.10", () => {
    expect(readBefore(busy("afterElection"))).toBeGreaterThan(30);
  });

  test("registers it at once in 0.11, on another thread", () => {
    expect(readBefore(busy("besideElection"))).toBeLessThan(3);
  });
});
