import { describe, expect, test } from "vitest";
import { US_PER_MS } from "../../../sim/kernel/time.ts";
import { FakeCluster } from "./fake-cluster.ts";

function startedCluster(): FakeCluster {
  const cluster = new FakeCluster(3);
  cluster.start();
  return cluster;
}

function topicsTold(cluster: FakeCluster, broker: number): readonly string[] {
  const { topicPartitions } = cluster.names;
  return cluster
    .broker(broker)
    .received.flatMap((r) => (r.api === "UpdateMetadata" ? r.body.partitions : []))
    .map(({ tp }) => topicPartitions.topic(tp));
}

describe("control requests", () => {
  test("to one broker go one at a time and in order, and do not hold up those to others", () => {
    const cluster = startedCluster();
    cluster.broker(2).received.length = 0;
    cluster.cut(1, cluster.host(2), true);
    cluster.createTopic("a", [[1, 2]]);
    cluster.createTopic("b", [[1, 2]]);
    expect(topicsTold(cluster, 3)).toEqual(["a", "b"]);
    expect(topicsTold(cluster, 2)).toEqual([]);
    cluster.cut(1, cluster.host(2), false);
    cluster.run(1000);
    expect(cluster.broker(2).received.map(({ api }) => api)).toEqual([
      "LeaderAndIsr",
      "UpdateMetadata",
      "LeaderAndIsr",
      "UpdateMetadata",
    ]);
    expect(topicsTold(cluster, 2)).toEqual(["a", "b"]);
  });

  test("are repeated after a lost connection until they are answered", () => {
    const cluster = startedCluster();
    cluster.broker(2).received.length = 0;
    cluster.cut(1, cluster.host(2), true);
    cluster.createTopic("a", [[1]]);
    cluster.resetConnections(1, cluster.host(2));
    cluster.cut(1, cluster.host(2), false);
    cluster.run(80);
    expect(topicsTold(cluster, 2)).toEqual([]);
    cluster.run(400);
    expect(topicsTold(cluster, 2)).toEqual(["a"]);
  });

  test("are repeated every 100 ms while the broker refuses connections", () => {
    const cluster = startedCluster();
    cluster.broker(2).received.length = 0;
    cluster.host(2).listening = false;
    cluster.resetConnections(1, cluster.host(2));
    cluster.createTopic("a", [[1]]);
    cluster.run(1000);
    cluster.host(2).listening = true;
    const from = cluster.sim.now;
    const heard = () => topicsTold(cluster, 2).length > 0;
    expect(cluster.runUntil(heard, 1000)).toBe(true);
    expect(cluster.sim.now - from).toBeLessThan(110 * US_PER_MS);
  });

  test("that are not answered within request.timeout.ms are sent again", () => {
    const cluster = startedCluster();
    cluster.broker(2).received.length = 0;
    cluster.sim.external(2000, -1, () => cluster.sim.pause(cluster.host(2), true));
    cluster.createTopic("a", [[1]]);
    cluster.run(5000);
    cluster.sim.external(2000, -1, () => cluster.sim.resume(cluster.host(2)));
    cluster.run(1000);
    expect(topicsTold(cluster, 2)).toEqual(["a"]);
  });

  test("of a controller that resigned are sent no more", () => {
    const cluster = startedCluster();
    cluster.cut(1, cluster.host(2), true);
    cluster.createTopic("a", [[1]]);
    cluster.cut(1, cluster.zookeeper, true);
    cluster.run(25_000);
    cluster.broker(2).received.length = 0;
    // Back at ZooKeeper it learns that it was followed; what waits for broker 2 is dropped.
    cluster.cut(1, cluster.zookeeper, false);
    cluster.run(8000);
    expect(cluster.broker(1).controller.isActive).toBe(false);
    cluster.resetConnections(1, cluster.host(2));
    cluster.cut(1, cluster.host(2), false);
    cluster.run(3000);
    const epochs = cluster.broker(2).received.map(({ body }) => body.controllerEpoch);
    expect(new Set(epochs)).toEqual(new Set([2]));
  });

  test("to a broker that is gone are dropped", () => {
    const cluster = startedCluster();
    cluster.cut(1, cluster.host(2), true);
    cluster.createTopic("a", [[1, 2]]);
    cluster.shutdown(2);
    cluster.run(1000);
    cluster.cut(1, cluster.host(2), false);
    cluster.boot(2);
    cluster.run(1000);
    const { received, controller } = cluster.broker(2);
    expect(received.every(({ body }) => body.brokerEpoch === controller.brokerEpoch)).toBe(true);
    expect(received.map(({ api }) => api)).toEqual([
      "UpdateMetadata",
      "LeaderAndIsr",
      "UpdateMetadata",
    ]);
  });
});
