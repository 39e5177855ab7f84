import { describe, expect, test } from "vitest";
import { ALTER_ISR, CONTROLLED_SHUTDOWN } from "../../../sim/kafka/messages.ts";
import { newTopic } from "./fake-cluster.ts";
import { forget, startedCluster, told } from "./observations.ts";

const MODES = ["race", "sequential"] as const;

describe("new topics", () => {
  test("the first live replica leads and all live replicas are in sync", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [
      [1, 2, 3],
      [3, 1, 2],
    ]);
    expect(cluster.state("t", 0)).toEqual({
      leader: 1,
      leaderEpoch: 0,
      isr: [1, 2, 3],
      zkVersion: 0,
      controllerEpoch: 1,
    });
    expect(cluster.state("t", 1)).toMatchObject({ leader: 3, isr: [3, 1, 2] });
    expect(cluster.elections()).toMatchObject([
      { tp: "t-0", leader: 1, epoch: 0, strategy: "new", unclean: false },
      { tp: "t-1", leader: 3, epoch: 0, strategy: "new", unclean: false },
    ]);
    expect(cluster.znode("/config/topics/t")).toBe('{"version":1,"config":{}}');
  });

  test("each replica is told its role once, as new, and every broker the metadata", () => {
    const cluster = startedCluster(4);
    forget(cluster);
    cluster.createTopic("t", [[1, 2, 3]]);
    const tp = cluster.tp("t", 0);
    for (const id of [1, 2, 3]) {
      const requests = cluster.broker(id).received.filter(({ api }) => api === "LeaderAndIsr");
      expect(requests).toMatchObject([
        { body: { controllerId: 1, controllerEpoch: 1, partitions: [{ tp, isNew: true }] } },
      ]);
    }
    expect(told(cluster, 4, "LeaderAndIsr", tp)).toEqual([]);
    expect(told(cluster, 4, "UpdateMetadata", tp)).toEqual([
      { leader: 1, leaderEpoch: 0, isr: [1, 2, 3] },
    ]);
  });

  test("a dead replica is left out of the first ISR", () => {
    const cluster = startedCluster();
    cluster.shutdown(2);
    cluster.run(500);
    cluster.createTopic("t", [[2, 3, 1]]);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, leaderEpoch: 0, isr: [3, 1] });
  });

  test("without a live replica a partition waits for one, and the request times out", () => {
    const cluster = startedCluster();
    cluster.shutdown(2);
    cluster.run(500);
    const [result] = cluster.createTopics(newTopic("t", [[2]]));
    expect(result).toMatchObject({ name: "t", error: 7 });
    cluster.boot(2);
    cluster.run(500);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 0, isr: [2] });
  });
});

describe("broker failures", () => {
  test("the first live member of the ISR in the order of the assignment leads, with the next epoch", () => {
    const cluster = startedCluster(4);
    cluster.createTopic("t", [[2, 4, 3]]);
    forget(cluster);
    cluster.kill(2);
    cluster.run(24_000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 4, leaderEpoch: 1, isr: [4, 3] });
    const tp = cluster.tp("t", 0);
    const state = { leader: 4, leaderEpoch: 1, isr: [4, 3] };
    // Once by the election, and once more when the dead replica is taken offline.
    expect(told(cluster, 3, "LeaderAndIsr", tp)).toEqual([state, state]);
    expect(told(cluster, 1, "UpdateMetadata", tp)).toEqual([state, state]);
    expect(cluster.elections()).toEqual([
      { tp: "t-0", leader: 4, epoch: 1, strategy: "offline", unclean: false },
    ]);
  });

  test("the death of a follower takes it out of the ISR, with the next epoch", () => {
    const cluster = startedCluster(4);
    cluster.createTopic("t", [[2, 4, 3]]);
    forget(cluster);
    cluster.kill(4);
    cluster.run(24_000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 1, isr: [2, 3] });
    const state = { leader: 2, leaderEpoch: 1, isr: [2, 3] };
    expect(told(cluster, 2, "LeaderAndIsr", cluster.tp("t", 0))).toEqual([state]);
    expect(cluster.elections()).toEqual([]);
    const last = cluster.broker(1).received.at(-1);
    expect(last).toMatchObject({ api: "UpdateMetadata", body: { liveBrokers: [1, 2, 3] } });
  });

  test("the last member stays in the ISR without leading, and leads again when it is back", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2, 3]]);
    cluster.shutdown(3);
    cluster.run(500);
    cluster.shutdown(2);
    cluster.run(500);
    expect(cluster.state("t", 0)).toMatchObject({ leader: -1, leaderEpoch: 2, isr: [2] });
    cluster.boot(3);
    cluster.run(500);
    expect(cluster.state("t", 0)).toMatchObject({ leader: -1, leaderEpoch: 2, isr: [2] });
    cluster.boot(2);
    cluster.run(500);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 3, isr: [2] });
  });

  test("a bounce of the only replica takes two epochs", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2]]);
    cluster.shutdown(2);
    cluster.run(500);
    cluster.boot(2);
    cluster.run(500);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 2, isr: [2] });
  });

  test("a bounce faster than the controller's reading shows by the broker epoch", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2, 3]]);
    forget(cluster);
    // The controller hears nothing from ZooKeeper while broker 2 leaves and returns.
    const [one, zookeeper] = [cluster.host(1).index, cluster.zookeeper.index];
    cluster.sim.network.hold(zookeeper, one);
    cluster.shutdown(2);
    cluster.boot(2);
    cluster.run(500);
    expect(cluster.broker(2).registeredEpochs).toHaveLength(1);
    cluster.sim.network.release(zookeeper, one);
    cluster.run(1000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, leaderEpoch: 1, isr: [3] });
    const [brokerEpoch] = cluster.broker(2).registeredEpochs;
    const requests = cluster.broker(2).received;
    expect(requests.map(({ api }) => api)).toContain("LeaderAndIsr");
    expect(requests.every(({ body }) => body.brokerEpoch === brokerEpoch)).toBe(true);
  });

  test("a replica outside the ISR leads only where that is allowed", () => {
    const cluster = startedCluster();
    cluster.createTopic("clean", [[2, 3]]);
    cluster.createTopic("unclean", [[2, 3]], { "unclean.leader.election.enable": "true" });
    cluster.shutdown(3);
    cluster.run(500);
    cluster.shutdown(2);
    cluster.run(500);
    forget(cluster);
    cluster.boot(3);
    cluster.run(500);
    expect(cluster.state("clean", 0)).toMatchObject({ leader: -1, isr: [2] });
    expect(cluster.state("unclean", 0)).toMatchObject({ leader: 3, leaderEpoch: 3, isr: [3] });
    expect(cluster.elections()).toMatchObject([
      { tp: "clean-0", leader: -1, strategy: "offline", unclean: false },
      { tp: "unclean-0", leader: 3, strategy: "offline", unclean: true },
    ]);
  });

  test("a starting broker is told all metadata and its own replicas", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1, 2]]);
    cluster.createTopic("u", [[1, 3]]);
    cluster.shutdown(3);
    cluster.run(500);
    cluster.boot(3);
    cluster.run(500);
    const received = cluster.broker(3).received;
    expect(received.map(({ api }) => api)).toEqual([
      "UpdateMetadata",
      "LeaderAndIsr",
      "UpdateMetadata",
    ]);
    expect(received[0]).toMatchObject({
      body: {
        liveBrokers: [1, 2, 3],
        partitions: [{ tp: cluster.tp("t", 0) }, { tp: cluster.tp("u", 0) }],
      },
    });
    expect(received[1]).toMatchObject({ body: { partitions: [{ tp: cluster.tp("u", 0) }] } });
  });
});

describe.each(MODES)("failover of the controller (%s)", (mode) => {
  const settings = { "controller.election": mode };

  test("the next controller elects leaders where the old one led, and confirms the rest", () => {
    const cluster = startedCluster(3, settings);
    cluster.createTopic("t", [
      [1, 2, 3],
      [2, 3, 1],
    ]);
    forget(cluster);
    cluster.kill(1);
    cluster.run(24_000);
    // One epoch for taking the dead leader out, one for the election.
    expect(cluster.state("t", 0)).toMatchObject({
      leader: 2,
      leaderEpoch: 2,
      isr: [2, 3],
      controllerEpoch: 2,
    });
    expect(cluster.state("t", 1)).toMatchObject({
      leader: 2,
      leaderEpoch: 1,
      isr: [2, 3],
      controllerEpoch: 2,
    });
    const first = cluster.broker(3).received[0];
    expect(first).toMatchObject({
      api: "UpdateMetadata",
      body: { controllerEpoch: 2, liveBrokers: [2, 3], partitions: [] },
    });
    // The state before the election, its confirmation or change, and no step back.
    const epochs = told(cluster, 3, "LeaderAndIsr", cluster.tp("t", 1)).map((p) => p.leaderEpoch);
    expect(epochs).toEqual([0, 1]);
  });

  test("a zombie controller's write fails and it resigns", () => {
    const cluster = startedCluster(3, settings);
    cluster.createTopic("t", [[2, 3, 1]]);
    // Broker 1 freezes; the others go on without it.
    cluster.sim.external(2000, -1, () => cluster.sim.pause(cluster.host(1), false));
    cluster.run(24_000);
    expect(cluster.znode("/controller_epoch")).toBe("2");
    expect(cluster.broker(1).controller.isActive).toBe(true);
    const before = cluster.state("t", 0);
    cluster.sim.external(2000, -1, () => cluster.sim.resume(cluster.host(1)));
    cluster.run(8000);
    expect(cluster.broker(1).controller.isActive).toBe(false);
    expect(cluster.activeController()).not.toBe(1);
    expect(cluster.state("t", 0)).toEqual(before);
  });

  test("a write of a deposed controller that still has its session is refused", () => {
    const cluster = startedCluster(3, settings);
    cluster.createTopic("t", [[2, 3, 1]]);
    // Somebody raises the epoch behind the back of the controller.
    cluster.raiseControllerEpoch();
    forget(cluster);
    cluster.shutdown(3);
    cluster.run(1000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 0, isr: [2, 3, 1] });
  });
});

describe("preferred leaders", () => {
  test("leadership returns to a preferred replica that is back in the ISR", () => {
    const cluster = startedCluster(3, { "leader.imbalance.check.interval.seconds": 10 });
    cluster.createTopic("t", [[2, 3]]);
    cluster.shutdown(2);
    cluster.run(500);
    cluster.boot(2);
    cluster.run(20_000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, leaderEpoch: 1, isr: [3] });
    const { leaderEpoch, zkVersion } = cluster.state("t", 0);
    cluster.request(1, ALTER_ISR, {
      brokerId: 3,
      brokerEpoch: cluster.broker(3).controller.brokerEpoch,
      partitions: [
        { tp: cluster.tp("t", 0), leaderEpoch, newIsr: [3, 2], currentIsrVersion: zkVersion },
      ],
    });
    forget(cluster);
    cluster.run(11_000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, leaderEpoch: 2, isr: [3, 2] });
    expect(cluster.elections()).toMatchObject([{ tp: "t-0", leader: 2, strategy: "preferred" }]);
  });

  test.each([
    ["it is switched off", { "auto.leader.rebalance.enable": false }],
    ["so much imbalance is allowed", { "leader.imbalance.per.broker.percentage": 100 }],
  ])("not where %s", (_, settings) => {
    const interval = { "leader.imbalance.check.interval.seconds": 10 };
    const cluster = startedCluster(3, { ...interval, ...settings });
    cluster.createTopic("t", [[2, 3]]);
    const { brokerEpoch } = cluster.broker(2).controller;
    cluster.request(1, CONTROLLED_SHUTDOWN, { brokerId: 2, brokerEpoch });
    cluster.shutdown(2);
    cluster.run(500);
    cluster.boot(2);
    cluster.run(500);
    const { leaderEpoch, zkVersion } = cluster.state("t", 0);
    cluster.request(1, ALTER_ISR, {
      brokerId: 3,
      brokerEpoch: cluster.broker(3).controller.brokerEpoch,
      partitions: [
        { tp: cluster.tp("t", 0), leaderEpoch, newIsr: [3, 2], currentIsrVersion: zkVersion },
      ],
    });
    cluster.run(60_000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, isr: [3, 2] });
    expect(cluster.elections().some(({ strategy }) => strategy === "preferred")).toBe(false);
  });
});
