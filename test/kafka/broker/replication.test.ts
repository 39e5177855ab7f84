import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { FACT_REPLICA_HW } from "../../../sim/kafka/facts.ts";
import { FETCH, type FetchResponse } from "../../../sim/kafka/messages.ts";
import { FACT_STRIDE } from "../../../sim/kernel/facts.ts";
import {
  CONNECTION_OPENING,
  FACT_CONNECTION,
  FACT_MESSAGE_SEND,
} from "../../../sim/kernel/kernel-facts.ts";
import { TestCluster } from "./test-cluster.ts";

/** A cluster whose topic `t` has a leader 1 and followers in its ISR that fetch. */
function settled(brokers: number, config = {}): TestCluster {
  const cluster = new TestCluster(brokers, config);
  const all = Array.from({ length: brokers }, (_, i) => i + 1);
  cluster.elect(1, all);
  cluster.run(1000);
  return cluster;
}

/** Times at which the HW of a broker's replica became `offset`. */
function whenHighWatermark(cluster: TestCluster, broker: number, offset: number): number {
  const fact = cluster.facts.find(
    ({ values }) => values[0] === FACT_REPLICA_HW && values[2] === broker && values[3] === offset,
  );
  return fact?.row ?? -1;
}

describe("the high watermark", () => {
  test("reaches a follower one fetch later, when its parked fetch times out", () => {
    const cluster = settled(2);
    const start = cluster.sim.now;
    cluster.produce(1, -1, ["a"]);
    cluster.until(() => cluster.produced().length === 1);
    expect(cluster.produced()).toEqual([[Errors.NONE, 0]]);
    expect(cluster.sim.now - start).toBeLessThan(20_000);
    expect(cluster.log(1).highWatermark).toBe(1);
    expect(cluster.log(2).logEndOffset).toBe(1);
    expect(cluster.log(2).highWatermark).toBe(0);
    cluster.until(() => cluster.log(2).highWatermark === 1);
    const waitedMs = (cluster.sim.now - start) / 1000;
    expect(waitedMs).toBeGreaterThan(490);
    expect(waitedMs).toBeLessThan(520);
    expect(whenHighWatermark(cluster, 1, 1)).toBeLessThan(whenHighWatermark(cluster, 2, 1));
  });

  test("reaches a follower with the next records when the partition is busy", () => {
    const cluster = settled(2);
    const start = cluster.sim.now;
    cluster.produce(1, -1, ["a"]);
    cluster.until(() => cluster.produced().length === 1);
    cluster.produce(1, -1, ["b"]);
    cluster.until(() => cluster.log(2).highWatermark === 1);
    expect(cluster.sim.now - start).toBeLessThan(30_000);
  });

  test("of the response to the very fetch that raised it is the old one", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, 1, ["a", "b"]);
    cluster.produce(1, 1, ["c"]);
    cluster.until(() => cluster.produced().length === 2);
    const follower = { replicaId: 2 };
    const epochs = { currentLeaderEpoch: 0, lastFetchedEpoch: 0, logStartOffset: 0 };
    const first = cluster.fetchAnswer(1, cluster.fetch({ fetchOffset: 2, ...epochs }, follower));
    expect(first.partitions[0]?.highWatermark).toBe(0);
    expect(first.partitions[0]?.batches).toHaveLength(1);
    expect(cluster.log(1).highWatermark).toBe(2);
    const second = cluster.fetchAnswer(1, cluster.fetch({ fetchOffset: 2, ...epochs }, follower));
    expect(second.partitions[0]?.highWatermark).toBe(2);
  });

  test("of a new leader stands still until every ISR member has fetched from it", () => {
    const cluster = settled(3);
    cluster.produce(1, -1, ["a"]);
    cluster.run(600);
    cluster.act(() => cluster.sim.kill(cluster.host(1)));
    cluster.elect(2, [2, 3], { tell: [2] });
    cluster.produce(2, 1, ["b"]);
    cluster.run(5000);
    expect(cluster.log(2).logEndOffset).toBe(2);
    expect(cluster.log(2).highWatermark).toBe(1);
    cluster.leaderAndIsr(3);
    cluster.until(() => cluster.log(2).highWatermark === 2);
    expect(cluster.contents(3)).toEqual(["0:a", "1:b"]);
  });

  test("bounds what consumers read and what they are told to be the latest offset", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, 1, ["a"]);
    cluster.run(100);
    const answer = cluster.fetchAnswer(1, cluster.fetch({ fetchOffset: 0 }));
    expect(answer.partitions[0]).toMatchObject({ error: Errors.NONE, highWatermark: 0 });
    expect(answer.partitions[0]?.batches).toEqual([]);
    expect(cluster.listOffsets(1, -1).offset).toBe(0);
    expect(cluster.listOffsets(1, -1, 2).offset).toBe(1);
    const beyond = cluster.fetchAnswer(1, cluster.fetch({ fetchOffset: 2 }));
    expect(beyond.partitions[0]?.error).toBe(Errors.OFFSET_OUT_OF_RANGE);
  });

  test("releases the parked fetch of a consumer as it rises", () => {
    const cluster = settled(2);
    cluster.send(1, FETCH, cluster.fetch({ fetchOffset: 0 }, { maxWaitMs: 20_000 }));
    cluster.run(100);
    cluster.produce(1, 1, ["a"]);
    cluster.until(() => cluster.answers.some(({ kind }) => kind === FETCH));
    const { body } = cluster.answers.find(({ kind }) => kind === FETCH) as { body: FetchResponse };
    expect(body.partitions[0]?.batches).toHaveLength(1);
    expect(body.partitions[0]?.highWatermark).toBe(1);
    expect(cluster.log(2).highWatermark).toBe(0);
  });
});

describe("a leader that is alone in the ISR", () => {
  test("commits at once", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    cluster.produce(1, -1, ["a"]);
    cluster.run(5);
    expect(cluster.produced()).toEqual([[Errors.NONE, 0]]);
    expect(cluster.log(1).highWatermark).toBe(1);
  });
});

describe("OFFSET_NOT_AVAILABLE", () => {
  test("is told to clients while a new leader's high watermark is behind the start of its epoch", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, 1, ["a"]);
    cluster.run(10);
    cluster.elect(2, [1, 2], { tell: [2] });
    cluster.elect(1, [1, 2], { tell: [1] });
    expect(cluster.listOffsets(1, -1).error).toBe(Errors.OFFSET_NOT_AVAILABLE);
    expect(cluster.listOffsets(1, -1, 2)).toMatchObject({ error: Errors.NONE, offset: 1 });
    expect(cluster.listOffsets(1, -2)).toMatchObject({ error: Errors.NONE, offset: 0 });
    cluster.leaderAndIsr(2);
    cluster.until(() => cluster.log(1).highWatermark === 1);
    expect(cluster.listOffsets(1, -1)).toMatchObject({ error: Errors.NONE, offset: 1 });
  });
});

describe("a fetcher that pauses because it has nothing to fetch", () => {
  /** Broker 2 follows 1 in epochs that 1 does not know yet: it delays both partitions for a second. */
  function pausing(): { cluster: TestCluster; fetchesAt: () => number[] } {
    const cluster = new TestCluster(2);
    const partitions = [cluster.tp(0), cluster.tp(1)];
    for (const tp of partitions) cluster.elect(1, [1, 2], { tp });
    cluster.run(1000);
    for (const tp of partitions) cluster.elect(1, [1, 2], { tp, tell: [2] });
    const start = cluster.sim.now;
    const times: number[] = [];
    cluster.sim.observers.push({
      onEvent: ({ facts, now }) => {
        for (let at = 0; at < facts.length; at += FACT_STRIDE) {
          const [code, , from, , kind] = facts.data.subarray(at, at + FACT_STRIDE);
          if (code === FACT_MESSAGE_SEND && from === cluster.host(2).index && kind === FETCH)
            times.push((now - start) / 1000);
        }
      },
    });
    cluster.run(700);
    for (const tp of partitions) cluster.leaderAndIsr(1, tp);
    times.length = 0;
    return { cluster, fetchesAt: () => times };
  }

  test("fetches again when the delay is over", () => {
    const { cluster, fetchesAt } = pausing();
    cluster.run(2000);
    expect(fetchesAt()[0]).toBeGreaterThan(1000);
    expect(fetchesAt()[0]).toBeLessThan(1600);
  });

  test("tries again when the delay is over if its leader ended meanwhile, then as after any error", () => {
    const { cluster } = pausing();
    const times: number[] = [];
    const source = cluster.host(2).index;
    cluster.sim.observers.push({
      onEvent: ({ facts, now }) => {
        for (let at = 0; at < facts.length; at += FACT_STRIDE) {
          const [code, , from, , state] = facts.data.subarray(at, at + FACT_STRIDE);
          if (code === FACT_CONNECTION && from === source && state === CONNECTION_OPENING)
            times.push(now / 1000);
        }
      },
    });
    cluster.act(() => cluster.sim.kill(cluster.host(1)));
    cluster.run(8000);
    const between = times.slice(1).map((time, i) => Math.round((time - (times[i] ?? 0)) / 100));
    expect(between).toEqual([20, 20, 20]);
  });

  test("does so too when another partition is taken from it meanwhile", () => {
    const undisturbed = pausing();
    undisturbed.cluster.run(2000);
    const { cluster, fetchesAt } = pausing();
    cluster.elect(2, [1, 2], { tp: cluster.tp(1), tell: [2] });
    cluster.run(2000);
    expect(fetchesAt()[0]).toBe(undisturbed.fetchesAt()[0]);
  });
});
