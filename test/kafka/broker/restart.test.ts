import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { BROKER_STATES, FACT_BROKER_STATE } from "../../../sim/kafka/facts.ts";
import { TestCluster } from "./test-cluster.ts";

/** One broker that leads `t` and has five records. */
function five(): TestCluster {
  const cluster = new TestCluster(1, { "replica.high.watermark.checkpoint.interval.ms": 5000 });
  cluster.elect(1, [1]);
  cluster.produce(1, -1, ["a", "b"]);
  cluster.produce(1, -1, ["c"]);
  cluster.run(6000);
  cluster.produce(1, -1, ["d", "e"]);
  cluster.run(10);
  expect(cluster.log(1).highWatermark).toBe(5);
  return cluster;
}

function restart(cluster: TestCluster): void {
  cluster.act(() => cluster.sim.boot(cluster.host(1)));
  cluster.run(1);
  cluster.until(() => cluster.broker(1).acceptsRequests);
  cluster.elect(1, [1], { tell: [] });
}

function checkpointedHighWatermark(cluster: TestCluster): number | undefined {
  return cluster.broker(1).logManager.logDirs[0]?.highWatermarks.get(cluster.tp());
}

const states = (cluster: TestCluster) =>
  cluster.factsOf(FACT_BROKER_STATE).map(([, state]) => state);

describe("after a kill", () => {
  test("every record is there, and the high watermark is that of the last checkpoint", () => {
    const cluster = five();
    cluster.act(() => cluster.sim.kill(cluster.host(1)));
    restart(cluster);
    expect(cluster.contents(1)).toEqual(["0:a", "0:b", "0:c", "0:d", "0:e"]);
    expect(states(cluster)).toContain(BROKER_STATES.RECOVERING_FROM_UNCLEAN_SHUTDOWN);
    expect(checkpointedHighWatermark(cluster)).toBe(3);
    expect(cluster.log(1).leaderEpochCache.entries).toEqual([{ epoch: 0, startOffset: 0 }]);
  });
});

describe("after a power loss", () => {
  test("what was never flushed may be gone, also below the high watermark", () => {
    const cluster = five();
    cluster.losePower(1);
    restart(cluster);
    expect(cluster.log(1).logEndOffset).toBe(0);
    expect(cluster.log(1).leaderEpochCache.entries).toEqual([]);
    cluster.leaderAndIsr(1);
    expect(cluster.log(1).highWatermark).toBe(0);
  });

  test("what was flushed is there", () => {
    const cluster = new TestCluster(1, { "log.flush.interval.messages": 2 });
    cluster.elect(1, [1]);
    cluster.produce(1, 1, ["a", "b"]);
    cluster.produce(1, 1, ["c"]);
    cluster.run(10);
    cluster.losePower(1);
    restart(cluster);
    expect(cluster.contents(1)).toEqual(["0:a", "0:b"]);
  });

  test("rolled segments are there", () => {
    const cluster = new TestCluster(1, { "log.segment.bytes": 200 });
    cluster.elect(1, [1]);
    for (const value of ["a", "b", "c", "d", "e"]) cluster.produce(1, 1, [value]);
    cluster.run(10);
    expect(cluster.log(1).segments.all.map(({ baseOffset }) => baseOffset)).toEqual([0, 2, 4]);
    cluster.losePower(1);
    restart(cluster);
    expect(cluster.contents(1)).toEqual(["0:a", "0:b", "0:c", "0:d"]);
  });
});

describe("a clean shutdown", () => {
  test("moves leaders away, then leaves everything flushed, checkpointed and marked", () => {
    const cluster = five();
    cluster.act(() => cluster.broker(1).shutdown());
    cluster.until(() => !cluster.host(1).up);
    expect(states(cluster).slice(-3)).toEqual([
      BROKER_STATES.PENDING_CONTROLLED_SHUTDOWN,
      BROKER_STATES.BROKER_SHUTTING_DOWN,
      BROKER_STATES.NOT_RUNNING,
    ]);
    restart(cluster);
    expect(states(cluster)).not.toContain(BROKER_STATES.RECOVERING_FROM_UNCLEAN_SHUTDOWN);
    expect(cluster.log(1).recoveryPoint).toBe(5);
    cluster.leaderAndIsr(1);
    expect(cluster.log(1).highWatermark).toBe(5);
  });

  test("goes ahead after the retries when the leaders do not move", () => {
    const cluster = five();
    cluster.registry.remainingLeaders = [cluster.tp()];
    const start = cluster.sim.now;
    cluster.act(() => cluster.broker(1).shutdown());
    cluster.until(() => !cluster.host(1).up);
    const tookMs = (cluster.sim.now - start) / 1000;
    expect(tookMs).toBeGreaterThan(15_000);
    expect(tookMs).toBeLessThan(15_100);
  });

  test("keeps of an idempotent producer only its last batch", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    const batches = [0, 1].map((sequence) =>
      cluster.batch([`${sequence}`], { id: 3, epoch: 0, sequence }),
    );
    for (const batch of batches) cluster.produce(1, 1, [], { batch });
    cluster.run(10);
    cluster.act(() => cluster.broker(1).shutdown());
    cluster.until(() => !cluster.host(1).up);
    restart(cluster);
    cluster.leaderAndIsr(1);
    for (const batch of batches) cluster.produce(1, 1, [], { batch, lane: 9 });
    cluster.run(100);
    expect(cluster.produced().slice(2)).toEqual([
      [Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, -1],
      [Errors.NONE, 1],
    ]);
  });
});

describe("a shutdown during which the connection to the controller ends", () => {
  test("makes no more and no quicker tries because of that", () => {
    const cluster = new TestCluster(2);
    cluster.registry.controllerId = 2;
    cluster.registry.remainingLeaders = [cluster.tp()];
    const start = cluster.sim.now;
    cluster.act(() => cluster.broker(1).shutdown());
    cluster.run(1000);
    cluster.act(() => cluster.sim.network.reset(cluster.host(1).index, cluster.host(2).index));
    cluster.until(() => !cluster.host(1).up);
    expect((cluster.sim.now - start) / 1000).toBeGreaterThan(15_000);
  });
});

describe("a broker that starts", () => {
  test("and ends before it is told of its partitions leaves their high watermarks on disk", () => {
    const cluster = five();
    cluster.act(() => cluster.sim.kill(cluster.host(1)));
    cluster.act(() => cluster.sim.boot(cluster.host(1)));
    cluster.run(10);
    cluster.act(() => cluster.broker(1).onFatal("its id is taken"));
    cluster.until(() => !cluster.host(1).up);
    restart(cluster);
    expect(checkpointedHighWatermark(cluster)).toBe(3);
  });

  test("refuses produce until it is told of the partition", () => {
    const cluster = five();
    cluster.act(() => cluster.sim.kill(cluster.host(1)));
    cluster.act(() => cluster.sim.boot(cluster.host(1)));
    cluster.run(10);
    cluster.produce(1, 1, ["x"], { lane: 9 });
    cluster.run(10);
    expect(cluster.produced().at(-1)).toEqual([Errors.UNKNOWN_TOPIC_OR_PARTITION, -1]);
    cluster.updateMetadata();
    cluster.produce(1, 1, ["x"], { lane: 9 });
    cluster.run(10);
    expect(cluster.produced().at(-1)).toEqual([Errors.NOT_LEADER_OR_FOLLOWER, -1]);
  });
});
