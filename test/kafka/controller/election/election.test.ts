import { describe, expect, test } from "vitest";
import { FakeCluster } from "../fake-cluster.ts";

const MODES = ["race", "sequential"] as const;

describe.each(MODES)("controller election by %s", (mode) => {
  const settings = { "controller.election": mode };

  test("the first controller has epoch 1 and the version that goes with it", () => {
    const cluster = new FakeCluster(3, settings);
    cluster.start();
    expect(cluster.activeController()).toBe(1);
    expect(cluster.znode("/controller_epoch")).toBe("1");
    expect(JSON.parse(cluster.znode("/controller") ?? "")).toMatchObject({
      version: 1,
      brokerid: 1,
    });
    expect(cluster.controllerFacts()).toEqual([[1, 1, 1]]);
    expect([1, 2, 3].map((id) => heardController(cluster, id))).toEqual([1, 1, 1]);
  });

  test("brokers that start together elect one of them", () => {
    const cluster = new FakeCluster(5, settings);
    for (const id of [1, 2, 3, 4, 5]) cluster.boot(id);
    cluster.run(2000);
    const active = cluster.activeController();
    expect(cluster.znode("/controller_epoch")).toBe("1");
    for (const id of [1, 2, 3, 4, 5]) expect(heardController(cluster, id)).toBe(active);
  });

  test("a killed controller is followed after its session expired, with the next epoch", () => {
    const cluster = new FakeCluster(3, settings);
    cluster.start();
    const killedAt = cluster.sim.now;
    cluster.kill(1);
    cluster.run(17_000);
    expect(cluster.controllerFacts()).toEqual([[1, 1, 1]]);
    cluster.run(7000);
    const next = cluster.activeController();
    expect(cluster.controllerFacts()).toEqual([
      [1, 1, 1],
      [next, 2, 1],
    ]);
    expect(cluster.broker(next).controller.controllerEpoch).toBe(2);
    expect(cluster.sim.now - killedAt).toBeGreaterThan(18_000_000);
  });

  test("a controller that shuts down is followed at once", () => {
    const cluster = new FakeCluster(3, settings);
    cluster.start();
    cluster.shutdown(1);
    cluster.run(100);
    expect(cluster.znode("/controller_epoch")).toBe("2");
    expect(cluster.controllerFacts().slice(0, 2)).toEqual([
      [1, 1, 1],
      [1, 1, 0],
    ]);
    expect([2, 3]).toContain(cluster.activeController());
  });

  test("epochs rise with every controller", () => {
    const cluster = new FakeCluster(3, settings);
    cluster.start();
    for (let epoch = 2; epoch <= 5; epoch++) {
      const old = cluster.activeController();
      cluster.shutdown(old);
      cluster.run(500);
      cluster.boot(old);
      cluster.run(500);
      expect(cluster.znode("/controller_epoch")).toBe(String(epoch));
      expect(cluster.broker(cluster.activeController()).controller.controllerEpoch).toBe(epoch);
    }
  });

  test("a controller cut off from ZooKeeper rules on until it learns that its session expired", () => {
    const cluster = new FakeCluster(3, settings);
    cluster.start();
    const one = cluster.host(1).index;
    cluster.sim.network.hold(one, cluster.zookeeper.index);
    cluster.sim.network.hold(cluster.zookeeper.index, one);
    cluster.run(30_000);
    expect(cluster.znode("/controller_epoch")).toBe("2");
    expect(cluster.broker(1).controller.isActive).toBe(true);
    expect(cluster.broker(1).controller.controllerEpoch).toBe(1);
    cluster.sim.network.release(one, cluster.zookeeper.index);
    cluster.sim.network.release(cluster.zookeeper.index, one);
    cluster.run(10_000);
    expect(cluster.broker(1).controller.isActive).toBe(false);
    expect(heardController(cluster, 1)).toBe(cluster.activeController());
    expect(cluster.broker(1).registeredEpochs).toHaveLength(2);
  });

  test("a lost connection within the session changes nothing", () => {
    const cluster = new FakeCluster(3, settings);
    cluster.start();
    cluster.sim.external(2000, -1, () =>
      cluster.sim.network.reset(cluster.host(1).index, cluster.zookeeper.index),
    );
    cluster.run(5000);
    expect(cluster.activeController()).toBe(1);
    expect(cluster.controllerFacts()).toEqual([[1, 1, 1]]);
    cluster.shutdown(2);
    cluster.run(500);
    expect(cluster.broker(1).received.at(-1)).toMatchObject({ body: { liveBrokers: [1, 3] } });
  });

  test("a restart of ZooKeeper loses no controller", () => {
    const cluster = new FakeCluster(3, settings);
    cluster.start();
    cluster.sim.external(2000, -1, () => cluster.sim.kill(cluster.zookeeper));
    cluster.run(4000);
    cluster.sim.boot(cluster.zookeeper);
    cluster.run(8000);
    expect(cluster.activeController()).toBe(1);
    expect(cluster.controllerFacts()).toEqual([[1, 1, 1]]);
    cluster.shutdown(1);
    cluster.run(500);
    expect(cluster.znode("/controller_epoch")).toBe("2");
  });
});

/** Whom the last UpdateMetadata of a broker named as the controller. */
function heardController(cluster: FakeCluster, id: number): number {
  const heard = cluster.broker(id).received.filter(({ api }) => api === "UpdateMetadata");
  return heard.at(-1)?.body.controllerId ?? -1;
}

/** Who tried to create `/controller`. */
function candidates(cluster: FakeCluster): readonly string[] {
  return cluster.zooKeeperRequests
    .filter(
      ({ operation }) =>
        operation.op === "multi" && operation.ops.some(({ path }) => path === "/controller"),
    )
    .map(({ host }) => host);
}

/** Who looked at the queue. */
function readersOfQueue(cluster: FakeCluster): readonly string[] {
  return cluster.zooKeeperRequests
    .filter(({ operation }) => operation.op === "getChildren")
    .filter(({ operation }) => "path" in operation && operation.path === "/controller_election")
    .map(({ host }) => host);
}

test("in the race every broker reads who the controller is", () => {
  const cluster = new FakeCluster(3);
  cluster.start();
  expect([1, 2, 3].map((id) => cluster.broker(id).controllerChanges)).toEqual([[1], [1], [1]]);
});

test("in the queue only the controller reads who the controller is", () => {
  const cluster = new FakeCluster(3, { "controller.election": "sequential" });
  cluster.start();
  expect([1, 2, 3].map((id) => cluster.broker(id).controllerChanges)).toEqual([[1], [], []]);
});

test("in the race every broker tries to follow", () => {
  const cluster = new FakeCluster(5);
  cluster.start();
  cluster.zooKeeperRequests.length = 0;
  cluster.shutdown(1);
  cluster.run(100);
  expect(candidates(cluster).length).toBeGreaterThan(1);
});

test("in the queue only the successor tries, and brokers follow in the order of their arrival", () => {
  const cluster = new FakeCluster(5, { "controller.election": "sequential" });
  cluster.start([3, 1, 5, 2, 4]);
  for (const [leaving, next] of [
    [3, 1],
    [1, 5],
    [5, 2],
    [2, 4],
  ] as const) {
    expect(cluster.activeController()).toBe(leaving);
    cluster.zooKeeperRequests.length = 0;
    cluster.shutdown(leaving);
    cluster.run(500);
    expect(candidates(cluster)).toEqual([`broker-${next}`]);
    expect(readersOfQueue(cluster)).toEqual([`broker-${next}`]);
  }
  expect(cluster.activeController()).toBe(4);
});

test("in the queue a waiter that leaves elects nobody", () => {
  const cluster = new FakeCluster(3, { "controller.election": "sequential" });
  cluster.start();
  cluster.shutdown(2);
  cluster.run(500);
  expect(cluster.activeController()).toBe(1);
  expect(cluster.znode("/controller_epoch")).toBe("1");
  cluster.shutdown(1);
  cluster.run(500);
  expect(cluster.activeController()).toBe(3);
});

describe("registration", () => {
  test("the broker epoch is the czxid of the broker's znode", () => {
    const cluster = new FakeCluster(2);
    cluster.start();
    const [epoch] = cluster.broker(2).registeredEpochs;
    expect(epoch).toBeGreaterThan(cluster.broker(1).registeredEpochs[0] ?? 0);
    expect(cluster.broker(2).controller.brokerEpoch).toBe(epoch);
    expect(JSON.parse(cluster.znode("/brokers/ids/2") ?? "")).toMatchObject({
      version: 5,
      host: "broker-2",
      port: 9092,
    });
    const [last] = cluster.broker(2).received.slice(-1);
    expect(last?.body.brokerEpoch).toBe(epoch);
  });

  test("a broker that restarts before its old session expired fails", () => {
    const cluster = new FakeCluster(2);
    cluster.start();
    cluster.kill(2);
    cluster.run(1000);
    cluster.boot(2);
    cluster.run(1000);
    expect(cluster.fatal).toEqual(["/brokers/ids/2 exists and belongs to another session"]);
    expect(cluster.host(2).up).toBe(false);
  });

  test("a broker that finds no ZooKeeper within the connection timeout fails", () => {
    const cluster = new FakeCluster(1);
    cluster.sim.external(2000, -1, () => cluster.sim.kill(cluster.zookeeper));
    cluster.boot(1);
    cluster.run(19_000);
    expect(cluster.fatal).toEqual(["timed out waiting for ZooKeeper"]);
  });
});
