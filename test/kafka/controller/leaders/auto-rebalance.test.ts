import { describe, expect, test } from "vitest";
import type { FakeCluster, ReceivedRequest } from "../fake-cluster.ts";
import { bounce, forget, rejoin, startedCluster, stuckDeletion } from "../observations.ts";

const EVERY_10_S = { "leader.imbalance.check.interval.seconds": 10 };

/** `t-0` and `t-1` prefer broker 2, and broker 3 leads them. */
function astrayCluster(settings = {}): FakeCluster {
  const cluster = startedCluster(3, { ...EVERY_10_S, ...settings });
  cluster.createTopic("t", [
    [2, 3],
    [2, 3],
  ]);
  bounce(cluster, 2);
  return cluster;
}

function preferredElections(cluster: FakeCluster) {
  return cluster.elections().filter(({ strategy }) => strategy === "preferred");
}

function leaderAndIsrSizes(requests: readonly ReceivedRequest[]): readonly number[] {
  return requests.flatMap(({ api, body }) =>
    api === "LeaderAndIsr" ? [body.partitions.length] : [],
  );
}

describe("the controller returns leadership", () => {
  test.each([
    ["together", [2]],
    ["eachAlone", [1, 1]],
  ])("of partitions %s", (leadershipMoves, sizes) => {
    const cluster = astrayCluster({ leadershipMoves });
    for (const partition of [0, 1]) rejoin(cluster, "t", partition, 2);
    forget(cluster);
    cluster.run(11_000);
    expect(preferredElections(cluster)).toMatchObject([
      { tp: "t-0", leader: 2 },
      { tp: "t-1", leader: 2 },
    ]);
    expect(leaderAndIsrSizes(cluster.broker(2).received)).toEqual(sizes);
  });

  /** The ISR in ZooKeeper changes, and the controller does not hear of it. */
  function rejoinUnheard(cluster: FakeCluster): void {
    const path = "/brokers/topics/t/partitions/0/state";
    const json = JSON.parse(cluster.znode(path) ?? "") as { readonly isr: readonly number[] };
    cluster.setZnode(path, JSON.stringify({ ...json, isr: [...json.isr, 2] }));
  }

  test("where the preferred replica is alive, without a look at the ISR it knows, up to 2.5", () => {
    const cluster = astrayCluster({ rebalanceCandidates: "live" });
    rejoinUnheard(cluster);
    cluster.run(11_000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2, isr: [3, 2] });
    expect(cluster.state("t", 1)).toMatchObject({ leader: 3, isr: [3] });
  });

  test("where it knows the preferred replica to be in the ISR, since", () => {
    const cluster = astrayCluster();
    rejoinUnheard(cluster);
    cluster.run(11_000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, isr: [3, 2] });
  });

  test("5 s after a failover at first, and then at the interval", () => {
    const cluster = astrayCluster();
    for (const partition of [0, 1]) rejoin(cluster, "t", partition, 2);
    runUntilSecond(cluster, 5);
    expect(preferredElections(cluster)).toEqual([]);
    runUntilSecond(cluster, 6);
    expect(preferredElections(cluster)).toHaveLength(2);
    bounce(cluster, 2);
    for (const partition of [0, 1]) rejoin(cluster, "t", partition, 2);
    forget(cluster);
    runUntilSecond(cluster, 15);
    expect(preferredElections(cluster)).toEqual([]);
    runUntilSecond(cluster, 16);
    expect(preferredElections(cluster)).toHaveLength(2);
  });

  test("only above leader.imbalance.per.broker.percentage", () => {
    const half = { "leader.imbalance.per.broker.percentage": 50 };
    const cluster = astrayCluster(half);
    rejoin(cluster, "t", 0, 2);
    rejoin(cluster, "t", 1, 2);
    cluster.run(11_000);
    expect(preferredElections(cluster)).toHaveLength(2);
    // One partition of two is 50 %, which is not more.
    cluster.createTopic("u", [[1, 3]]);
    cluster.createTopic("v", [[3, 2]]);
    cluster.createTopic("w", [[3, 2]]);
    forget(cluster);
    cluster.run(30_000);
    expect(preferredElections(cluster)).toEqual([]);
  });

  test("of partitions of a topic that is to be deleted not at all", () => {
    const cluster = startedCluster(4, EVERY_10_S);
    cluster.createTopic("t", [[2, 3, 4]]);
    bounce(cluster, 2);
    rejoin(cluster, "t", 0, 2);
    stuckDeletion(cluster, "t", 4);
    forget(cluster);
    cluster.run(21_000);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, isr: [3, 2] });
    expect(preferredElections(cluster)).toEqual([]);
  });
});

function runUntilSecond(cluster: FakeCluster, second: number): void {
  cluster.run(second * 1000 - cluster.sim.now / 1000);
}
