import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { FACT_REPLICA_HW } from "../../../sim/kafka/facts.ts";
import {
  FETCH,
  type FetchResponse,
  INIT_PRODUCER_ID,
  LATEST_TIMESTAMP,
  PRODUCE,
  type ProduceResponse,
} from "../../../sim/kafka/messages.ts";
import { FACT_MESSAGE_SEND } from "../../../sim/kernel/kernel-facts.ts";
import { TestCluster } from "./test-cluster.ts";
import { diverged, hold, isAcked, kill, tell, values, write } from "./truncation/support.ts";

/** A leader 1 and two followers in its ISR that fetch. */
function settled(settings: Record<string, string | boolean | number>): TestCluster {
  const cluster = new TestCluster(3, settings);
  cluster.elect(1, [1, 2, 3]);
  cluster.run(1000);
  return cluster;
}

describe("fetch requests without a session", () => {
  /** Bytes of the last fetch that broker 2 sent. */
  function fetchBytes(incrementalFetch: boolean): number {
    const cluster = new TestCluster(2, { incrementalFetch });
    for (let i = 0; i < 10; i++) cluster.elect(1, [1, 2], { tp: cluster.tp(i) });
    cluster.run(3000);
    const { index } = cluster.host(2);
    const fetches = cluster
      .factsOf(FACT_MESSAGE_SEND)
      .filter(([, from, , kind]) => from === index && kind === FETCH);
    return fetches.at(-1)?.[4] ?? 0;
  }

  test("name all partitions each time", () => {
    expect(fetchBytes(false) - fetchBytes(true)).toBe(10 * 32);
  });

  test("replicate, and keep followers in the ISR while they fetch", () => {
    const cluster = settled({ incrementalFetch: false, "replica.lag.time.max.ms": 1000 });
    for (let i = 0; i < 20; i++) {
      cluster.produce(1, -1, [`r${i}`]);
      cluster.run(200);
    }
    expect(isAcked(cluster, 20)).toBe(true);
    expect(values(cluster, 3)).toHaveLength(20);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2, 3]);
    cluster.run(5000);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2, 3]);
  });

  test("do not keep one in the ISR that fetches no more", () => {
    const cluster = settled({ incrementalFetch: false, "replica.lag.time.max.ms": 1000 });
    cluster.cut(3, 1);
    cluster.produce(1, 1, ["a"]);
    cluster.run(3000);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
  });
});

describe("a diverging fetch", () => {
  /** Whether a write is acknowledged because of a fetch that is told to truncate. */
  function acked(bug: boolean): boolean {
    const cluster = diverged(new TestCluster(2, { "KAFKA-13141": bug }));
    cluster.produce(1, -1, ["n0", "n1", "n2"], { timeoutMs: 500 });
    cluster.run(10);
    const request = cluster.fetch(
      { fetchOffset: 5, currentLeaderEpoch: 5, lastFetchedEpoch: 1 },
      { replicaId: 2 },
    );
    cluster.send(1, FETCH, request);
    cluster.run(1000);
    const answer = cluster.answers.find(({ kind }) => kind === FETCH)?.body as FetchResponse;
    expect(answer.partitions[0]?.divergingEpoch).toEqual({ epoch: 0, endOffset: 2 });
    return isAcked(cluster, 1);
  }

  test("does not count for the leader", () => {
    expect(acked(false)).toBe(false);
  });

  test("counts with KAFKA-13141, and a write is acknowledged that the follower does not have", () => {
    expect(acked(true)).toBe(true);
  });

  /** The highest HW of a follower before it truncates. */
  function highWatermarkBefore(bug: boolean): number {
    const cluster = diverged(new TestCluster(2, { "KAFKA-14704": bug }));
    tell(cluster, 1, 1, 6, [1]);
    cluster.produce(1, 1, ["n0", "n1"]);
    cluster.run(10);
    expect(cluster.log(1).highWatermark).toBe(4);
    const seen = cluster.facts.length;
    tell(cluster, 2, 1, 6, [1]);
    cluster.until(() => cluster.log(2).logEndOffset === 2);
    const raised = cluster.facts
      .slice(seen)
      .filter(({ values: [code, , broker] }) => code === FACT_REPLICA_HW && broker === 2)
      .map(({ values: [, , , offset] }) => offset ?? 0);
    return Math.max(0, ...raised);
  }

  test("does not raise the follower's high watermark", () => {
    expect(highWatermarkBefore(false)).toBe(0);
  });

  test("raises it over other records with KAFKA-14704", () => {
    expect(highWatermarkBefore(true)).toBe(4);
  });
});

describe("a follower to whose log the fetched records do not fit", () => {
  /** Partition 0 of broker 2 ends within a batch of its leader; partition 1 is fine. */
  function fetched(fetcherFailure: string): [failed: boolean, other: number] {
    const cluster = new TestCluster(2, { truncation: "hw", fetcherFailure });
    cluster.elect(1, [1, 2], { tp: cluster.tp(1) });
    cluster.run(1000);
    cluster.act(() => {
      const log = cluster.broker(1).logManager.getOrCreateLog(cluster.tp(), {});
      log.appendAsFollower([cluster.batch(["a", "b"]).stored(0, -1)]);
    });
    write(cluster, 2, -1, 1);
    tell(cluster, 2, 2, 0, [2]);
    tell(cluster, 1, 1, 1, [1]);
    tell(cluster, 2, 1, 1, [1]);
    cluster.run(2000);
    cluster.produce(1, 1, ["other"], { tp: cluster.tp(1) });
    cluster.run(1000);
    const failed = cluster.partition(2).fetchState === null;
    return [failed, cluster.log(2, cluster.tp(1)).logEndOffset];
  }

  test("is given up alone with partition", () => {
    expect(fetched("partition")).toEqual([true, 1]);
  });

  test("takes the others with it with fetcher", () => {
    expect(fetched("fetcher")).toEqual([false, 0]);
  });
});

describe("the end of the log of a new leader that has not committed its epoch", () => {
  function answer(offsetNotAvailable: boolean) {
    const cluster = settled({ offsetNotAvailable });
    cluster.produce(1, -1, ["a"]);
    cluster.until(() => isAcked(cluster, 1));
    kill(cluster, 1);
    hold(cluster, 3, 2);
    cluster.elect(2, [2, 3], { tell: [2] });
    expect(cluster.log(2).highWatermark).toBe(0);
    const { error, offset } = cluster.listOffsets(2, LATEST_TIMESTAMP);
    return [error, offset];
  }

  test("is not told to clients", () => {
    expect(answer(true)).toEqual([Errors.OFFSET_NOT_AVAILABLE, -1]);
  });

  test("is the high watermark, which went back, before KIP-207", () => {
    expect(answer(false)).toEqual([Errors.NONE, 0]);
  });
});

describe("brokers without producer ids", () => {
  test("do not know InitProducerId", () => {
    const cluster = settled({ producerIds: false });
    cluster.send(1, INIT_PRODUCER_ID, {});
    cluster.run(100);
    expect(cluster.answers.map(({ kind }) => kind)).not.toContain(INIT_PRODUCER_ID);
    expect(cluster.probe.disconnects).toEqual(["unknown request"]);
  });

  test("append a batch as often as it comes, after a restart too", () => {
    const cluster = settled({ producerIds: false });
    const batch = cluster.batch(["a"], { id: 7, epoch: 0, sequence: 0 });
    for (let i = 0; i < 3; i++) cluster.produce(1, 1, [], { batch });
    cluster.run(1000);
    const offsets = cluster.answers
      .filter(({ kind }) => kind === PRODUCE)
      .map(({ body }) => (body as ProduceResponse).partitions[0]?.baseOffset);
    expect(offsets).toEqual([0, 1, 2]);
    kill(cluster, 1);
    cluster.act(() => cluster.sim.boot(cluster.host(1)));
    cluster.run(10);
    expect(cluster.log(1).logEndOffset).toBe(3);
    cluster.elect(1, [1, 2, 3]);
    cluster.produce(1, 1, [], { batch });
    cluster.run(100);
    expect(cluster.log(1).logEndOffset).toBe(4);
  });
});
