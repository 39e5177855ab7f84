import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { findBatch, rotBatch } from "../../../sim/kafka/log/rotten-batch.ts";
import { FETCH, type FetchResponse } from "../../../sim/kafka/messages.ts";
import { present } from "../../../sim/kernel/assert.ts";
import { TestCluster } from "./test-cluster.ts";

/** The leader, broker 1, has three records, the second of which rotted; broker 2 begins to follow it. */
function withDamagedLeader(settings = {}): TestCluster {
  const cluster = new TestCluster(2, settings);
  cluster.elect(1, [1], { tell: [1] });
  for (const value of ["a", "b", "c"]) cluster.produce(1, 1, [value]);
  cluster.until(() => cluster.produced().length === 3);
  rot(cluster, 1, 1);
  cluster.elect(1, [1]);
  return cluster;
}

function rot(cluster: TestCluster, broker: number, offset: number): void {
  rotBatch(present(findBatch(cluster.host(broker).disk, "t-0", offset), "it has the record"));
}

describe("a damaged batch", () => {
  test("is served by its leader as if nothing were wrong", () => {
    const cluster = withDamagedLeader();
    const { partitions } = cluster.ask<FetchResponse>(1, FETCH, cluster.fetch({}));
    expect(partitions[0]?.error).toBe(Errors.NONE);
    expect(partitions[0]?.batches.map(({ isValid }) => isValid)).toEqual([true, false, true]);
  });

  test("is not appended by a follower, nor what came with it; it asks again after a pause", () => {
    const cluster = withDamagedLeader();
    cluster.run(500);
    expect(cluster.log(2).logEndOffset).toBe(0);
    const fetchState = () => cluster.partition(2).fetchState?.fetchOffset;
    expect(fetchState()).toBe(0);
    cluster.run(5000);
    expect([cluster.log(2).logEndOffset, fetchState()]).toEqual([0, 0]);
    expect(cluster.partition(1).isrState.isr).toEqual([1]);
  });

  test("was passed over until KAFKA-4384: the follower counts as caught up, and its fetcher ends", () => {
    const cluster = withDamagedLeader({ corruptFetch: "passedOver", fetcherFailure: "fetcher" });
    cluster.until(() => cluster.partition(1).isrState.isr.length === 2);
    expect(cluster.log(2).logEndOffset).toBe(0);
    cluster.run(60_000);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
    cluster.produce(1, 1, ["d"]);
    cluster.until(() => cluster.partition(1).isrState.isr.length === 1, 120_000);
    expect(cluster.log(2).logEndOffset).toBe(0);
  });

  test("of a producer is refused by the leader", () => {
    const cluster = new TestCluster(1);
    cluster.elect(1, [1]);
    cluster.produce(1, 1, [], { batch: cluster.batch(["a"]).with({ isValid: false }) });
    cluster.until(() => cluster.produced().length === 1);
    expect(cluster.produced()).toEqual([[Errors.CORRUPT_MESSAGE, -1]]);
    expect(cluster.log(1).logEndOffset).toBe(0);
  });

  test("on a follower goes unnoticed until it leads", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2]);
    cluster.produce(1, -1, ["a"]);
    cluster.until(() => cluster.log(2).logEndOffset === 1);
    rot(cluster, 2, 0);
    cluster.run(2000);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
    cluster.elect(2, [1, 2]);
    const { partitions } = cluster.ask<FetchResponse>(2, FETCH, cluster.fetch({}));
    expect(partitions[0]?.batches.map(({ isValid }) => isValid)).toEqual([false]);
  });
});
