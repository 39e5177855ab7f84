import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { TestCluster } from "./test-cluster.ts";

/** Brokers of 0.8.2, with 1 as the leader. */
function cluster082(brokers: number, isr: readonly number[], config = {}): TestCluster {
  const cluster = new TestCluster(brokers, config, "1", "0.8.2");
  cluster.elect(1, isr);
  cluster.run(1000);
  return cluster;
}

describe("a producer that asks for two acknowledgements", () => {
  test("has them when one follower of two has the record; acks=all still waits", () => {
    const cluster = cluster082(3, [1, 2, 3]);
    cluster.cut(3, 1);
    cluster.produce(1, 2, ["a"]);
    cluster.produce(1, -1, ["b"], { lane: 2 });
    cluster.run(100);
    expect(cluster.produced()).toEqual([[Errors.NONE, 0]]);
    expect(cluster.log(1).highWatermark).toBe(0);
  });

  test("waits for the follower to fetch behind the record", () => {
    const cluster = cluster082(2, [1, 2]);
    cluster.cut(2, 1);
    cluster.produce(1, 2, ["a"], { timeoutMs: 3000 });
    cluster.run(2900);
    expect(cluster.produced()).toEqual([]);
    cluster.run(200);
    expect(cluster.produced()).toEqual([[Errors.REQUEST_TIMED_OUT, -1]]);
  });

  test("has none from a follower that is not in the ISR", () => {
    const cluster = cluster082(2, [1, 2]);
    cluster.registry.refusesIsrWrites = true;
    cluster.elect(1, [1], { tell: [1] });
    cluster.produce(1, 2, ["a"], { timeoutMs: 3000 });
    cluster.run(2000);
    expect(cluster.partition(1).replica(2)?.logEndOffset).toBe(1);
    expect(cluster.produced()).toEqual([]);
  });

  test("is not subject to min.insync.replicas", () => {
    const cluster = cluster082(2, [1, 2], { "min.insync.replicas": 3 });
    cluster.produce(1, 2, ["a"]);
    cluster.run(100);
    expect(cluster.produced()).toEqual([[Errors.NONE, 0]]);
  });

  test.each([
    [true, Errors.NOT_LEADER_OR_FOLLOWER],
    [false, Errors.REQUEST_TIMED_OUT],
  ])("is told when the leader becomes a follower: %s", (followerAnswersWaiting, error) => {
    const cluster = cluster082(2, [1, 2], { followerAnswersWaiting });
    cluster.cut(2, 1);
    cluster.produce(1, 2, ["a"], { timeoutMs: 3000 });
    cluster.run(100);
    cluster.elect(2, [2], { tell: [1] });
    cluster.until(() => cluster.produced().length === 1);
    expect(cluster.produced()).toEqual([[error, -1]]);
  });

  test("is refused from 0.9 on", () => {
    const cluster = new TestCluster(2, {}, "1", "0.9");
    cluster.elect(1, [1, 2]);
    cluster.produce(1, 2, ["a"]);
    cluster.run(100);
    expect(cluster.produced()).toEqual([[Errors.INVALID_REQUIRED_ACKS, -1]]);
    expect(cluster.contents(1)).toEqual([]);
  });
});
