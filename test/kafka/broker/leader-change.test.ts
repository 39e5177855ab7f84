import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { TestCluster } from "./test-cluster.ts";

describe("a deposed leader", () => {
  test("answers acks=all requests that wait with NOT_LEADER_OR_FOLLOWER as it becomes a follower", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, -1, ["a"]);
    cluster.run(10);
    expect(cluster.produced()).toEqual([]);
    cluster.elect(2, [1, 2], { tell: [2, 1] });
    expect(cluster.produced()).toEqual([[Errors.NOT_LEADER_OR_FOLLOWER, -1]]);
  });

  test("that does not know it goes on appending and is fenced by the high watermark only", () => {
    const cluster = new TestCluster(3);
    cluster.elect(1, [1, 2, 3]);
    cluster.run(1000);
    cluster.elect(2, [2, 3], { tell: [2, 3] });
    cluster.run(2000);
    cluster.produce(1, 1, ["zombie"]);
    cluster.produce(1, -1, ["zombie all"], { timeoutMs: 1000, lane: 2 });
    cluster.run(5000);
    expect(cluster.produced()).toEqual([
      [Errors.NONE, 0],
      [Errors.REQUEST_TIMED_OUT, -1],
    ]);
    expect(cluster.log(1).highWatermark).toBe(0);
  });
});

describe("a follower whose log diverges", () => {
  test("truncates what the new leader does not have and fetches the rest", () => {
    const cluster = new TestCluster(3);
    cluster.elect(1, [1, 2, 3]);
    cluster.run(1000);
    cluster.produce(1, -1, ["a"]);
    cluster.run(1000);
    cluster.cut(2, 1);
    cluster.cut(3, 1);
    cluster.produce(1, 1, ["lost 1"]);
    cluster.produce(1, 1, ["lost 2"]);
    cluster.run(10);
    cluster.elect(2, [2, 3], { tell: [2, 3] });
    cluster.produce(2, 1, ["b"]);
    cluster.run(1000);
    expect(cluster.contents(1)).toEqual(["0:a", "0:lost 1", "0:lost 2"]);
    cluster.act(() => cluster.sim.network.release(cluster.host(2).index, cluster.host(1).index));
    cluster.leaderAndIsr(1);
    cluster.until(() => cluster.contents(1).length === 2);
    expect(cluster.contents(1)).toEqual(["0:a", "1:b"]);
    expect(cluster.log(1).leaderEpochCache.entries).toEqual([
      { epoch: 0, startOffset: 0 },
      { epoch: 1, startOffset: 1 },
    ]);
  });

  test("goes back epoch by epoch until the logs agree", () => {
    const cluster = new TestCluster(2);
    const write = (broker: number, leaderEpoch: number, count: number) => {
      const log = cluster.log(broker);
      for (let i = 0; i < count; i++) {
        const base = log.logEndOffset;
        cluster.act(() =>
          log.appendAsFollower([
            cluster
              .batch([leaderEpoch === 0 ? "shared" : `of ${broker}`])
              .stored(base, leaderEpoch),
          ]),
        );
      }
    };
    cluster.elect(1, [1], { tell: [] });
    for (const id of [1, 2]) {
      cluster.act(() => cluster.broker(id).logManager.getOrCreateLog(cluster.tp(), {}));
    }
    write(1, 0, 1);
    write(1, 3, 3);
    write(1, 7, 2);
    write(2, 0, 1);
    write(2, 1, 1);
    write(2, 5, 1);
    for (let i = 0; i < 8; i++) cluster.elect(1, [1], { tell: [] });
    cluster.leaderAndIsr(1);
    cluster.leaderAndIsr(2);
    cluster.run(2000);
    expect(cluster.contents(2)).toEqual(cluster.contents(1));
    expect(cluster.log(2).leaderEpochCache.entries).toEqual([
      { epoch: 0, startOffset: 0 },
      { epoch: 3, startOffset: 1 },
      { epoch: 7, startOffset: 4 },
    ]);
  });

  test("is not counted by its leader before it agrees", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, 1, ["a"]);
    cluster.run(10);
    const asked = { replicaId: 2 };
    const answer = cluster.fetchAnswer(
      1,
      cluster.fetch({ fetchOffset: 5, currentLeaderEpoch: 0, lastFetchedEpoch: 0 }, asked),
    );
    expect(answer.partitions[0]).toMatchObject({
      error: Errors.NONE,
      divergingEpoch: { epoch: 0, endOffset: 1 },
      batches: [],
    });
    expect(cluster.partition(1).replica(2)?.logEndOffset).toBe(-1);
    expect(cluster.log(1).highWatermark).toBe(0);
  });
});

describe("an unclean election", () => {
  test("makes the old leader truncate what was committed", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.elect(1, [1], { tell: [1] });
    cluster.produce(1, -1, ["committed"]);
    cluster.run(10);
    expect(cluster.produced()).toEqual([[Errors.NONE, 0]]);
    cluster.act(() => cluster.sim.kill(cluster.host(1)));
    cluster.elect(2, [2], { tell: [2] });
    cluster.produce(2, 1, ["other"]);
    cluster.run(10);
    cluster.act(() => cluster.sim.boot(cluster.host(1)));
    cluster.run(10);
    expect(cluster.log(1).highWatermark).toBe(0);
    cluster.updateMetadata();
    cluster.leaderAndIsr(1);
    cluster.run(2000);
    expect(cluster.contents(1)).toEqual(["2:other"]);
  });
});

describe("a LeaderAndIsr request", () => {
  const request = (cluster: TestCluster, leader: number, leaderEpoch: number) => {
    cluster.registry.partitions.set(cluster.tp(), {
      leader,
      leaderEpoch,
      isr: [1, 2],
      zkVersion: leaderEpoch,
      replicas: [1, 2],
    });
  };

  test("is ignored in an equal or older leader epoch", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2]);
    request(cluster, 2, 0);
    expect(cluster.leaderAndIsr(1)).toMatchObject({
      partitions: [{ error: Errors.STALE_CONTROLLER_EPOCH }],
    });
    expect(cluster.partition(1).isLeader).toBe(true);
  });

  test("does not make a follower of a leader that the metadata does not hold for alive", () => {
    const cluster = new TestCluster(2);
    cluster.updateMetadata([2]);
    request(cluster, 1, 4);
    cluster.leaderAndIsr(2);
    expect(cluster.partition(2).leaderEpoch).toBe(-1);
    expect(cluster.partition(2).log).not.toBeNull();
    expect(cluster.partition(2).fetchState).toBeNull();
    cluster.updateMetadata([1, 2]);
    cluster.leaderAndIsr(2);
    expect(cluster.partition(2).leaderEpoch).toBe(4);
    expect(cluster.partition(2).fetchState).not.toBeNull();
  });

  test("from an older controller is refused as a whole", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2]);
    cluster.broker(1).replicaManager.controllerEpoch = 2;
    request(cluster, 2, 9);
    expect(cluster.leaderAndIsr(1)).toMatchObject({ error: Errors.STALE_CONTROLLER_EPOCH });
    expect(cluster.partition(1).leaderEpoch).toBe(0);
  });

  test("waits for the overrides of a new topic, and those behind it wait with it", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1], { tell: [] });
    const partitions = [{ tp: cluster.tp(), controllerEpoch: 1, isNew: true }];
    const state = cluster.registry.partitions.get(cluster.tp());
    const body = {
      controllerId: 1,
      controllerEpoch: 1,
      brokerEpoch: -1,
      partitions: [{ ...partitions[0], ...state }],
    };
    const answers = cluster.answers.length;
    cluster.send(1, 72, body);
    cluster.send(
      1,
      74,
      { ...body, partitions: [{ tp: cluster.tp(), leaderEpoch: 3, deletePartition: true }] },
      5,
    );
    cluster.run(2);
    expect(cluster.answers).toHaveLength(answers);
    cluster.run(10);
    expect(cluster.answers).toHaveLength(answers + 2);
    expect(cluster.broker(1).replicaManager.partition(cluster.tp())).toBeNull();
  });
});

describe("a StopReplica request", () => {
  test("is fenced in an equal or older leader epoch, and deletes in a greater one", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2]);
    cluster.run(100);
    expect(cluster.stopReplica(2, cluster.tp(), 0, true)).toMatchObject({
      partitions: [{ error: Errors.FENCED_LEADER_EPOCH }],
    });
    cluster.stopReplica(2, cluster.tp(), 1, false);
    expect(cluster.partition(2).fetchState).toBeNull();
    cluster.stopReplica(2, cluster.tp(), -2, true);
    expect(cluster.broker(2).replicaManager.partition(cluster.tp())).toBeNull();
    expect(cluster.host(2).disk.fileNames()).toEqual([]);
  });

  test("answers what waits on a deleted partition", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, -1, ["a"]);
    cluster.send(1, 66, cluster.fetch({ fetchOffset: 1 }, { maxWaitMs: 20_000 }), 3);
    cluster.run(100);
    cluster.stopReplica(1, cluster.tp(), -2, true);
    cluster.run(10);
    expect(cluster.produced()).toEqual([[Errors.NOT_LEADER_OR_FOLLOWER, -1]]);
    const fetched = cluster.answers.find(({ kind }) => kind === 66);
    expect(fetched?.body).toMatchObject({ partitions: [{ error: Errors.NOT_LEADER_OR_FOLLOWER }] });
  });
});

describe("a follower with a newer epoch than its leader", () => {
  test("asks again after the back-off; one with an older epoch waits for LeaderAndIsr", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.elect(1, [1, 2], { tell: [2] });
    cluster.run(3000);
    expect(cluster.partition(2).fetchState).not.toBeNull();
    cluster.leaderAndIsr(1);
    cluster.run(2500);
    cluster.produce(1, -1, ["a"]);
    cluster.run(100);
    expect(cluster.produced()).toEqual([[Errors.NONE, 0]]);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.run(1000);
    expect(cluster.partition(2).fetchState).toBeNull();
    cluster.leaderAndIsr(2);
    cluster.run(1000);
    expect(cluster.partition(2).fetchState).not.toBeNull();
  });
});
