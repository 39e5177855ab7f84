import { describe, expect, test } from "vitest";
import type { Truncation } from "../../../../sim/kafka/era/broker-switches.ts";
import type { TestCluster } from "../test-cluster.ts";
import { boot, clusterWith, hold, isAcked, kill, release, tell, values, write } from "./support.ts";

/** Three replicas of m0 and m1; m1 is acknowledged, and no follower knows yet that it is committed. */
function committedButNotKnown(cluster: TestCluster): void {
  cluster.elect(1, [1, 2, 3]);
  cluster.run(1000);
  cluster.produce(1, -1, ["m0"]);
  cluster.run(1000);
  cluster.produce(1, -1, ["m1"]);
  cluster.until(() => isAcked(cluster, 2));
  for (const id of [2, 3]) {
    expect(cluster.log(id).logEndOffset).toBe(2);
    expect(cluster.log(id).highWatermark).toBe(1);
  }
}

describe("a record that all replicas have, after two clean elections", () => {
  function lastLeader(truncation: Truncation): string[] {
    const cluster = clusterWith(truncation, 3, { "min.insync.replicas": 2 });
    committedButNotKnown(cluster);
    kill(cluster, 1);
    hold(cluster, 2, 3);
    cluster.elect(2, [2, 3], { tell: [2, 3] });
    kill(cluster, 2);
    cluster.elect(3, [3], { tell: [3] });
    cluster.run(1000);
    return values(cluster, 3);
  }

  test("is lost when followers truncate to their own high watermark", () => {
    expect(lastLeader("hw")).toEqual(["m0"]);
  });

  test.each<Truncation>(["kip101", "kip279", "kip320", "onFetch"])("stays with %s", (rule) => {
    expect(lastLeader(rule)).toEqual(["m0", "m1"]);
  });
});

describe("after a power failure of all replicas, the one with the longer log", () => {
  function logs(truncation: Truncation): string[][] {
    const cluster = clusterWith(truncation, 2);
    cluster.elect(1, [1, 2]);
    cluster.produce(1, -1, ["m1"]);
    cluster.run(1000);
    for (const id of [1, 2]) cluster.act(() => cluster.log(id).flush());
    cluster.produce(1, -1, ["m2"]);
    cluster.run(6000);
    cluster.act(() => cluster.log(1).flush());
    cluster.losePower(1);
    cluster.losePower(2);
    boot(cluster, 2);
    cluster.elect(2, [2], { tell: [2] });
    cluster.produce(2, 1, ["m3"]);
    cluster.run(100);
    boot(cluster, 1);
    cluster.leaderAndIsr(1);
    cluster.run(5000);
    return [values(cluster, 1), values(cluster, 2)];
  }

  test("keeps a record that its leader does not have, if it truncates to its high watermark", () => {
    expect(logs("hw")).toEqual([
      ["m1", "m2"],
      ["m1", "m3"],
    ]);
  });

  test.each<Truncation>(["kip101", "kip279", "kip320", "onFetch"])("agrees with %s", (rule) => {
    const agreed = ["m1", "m3"];
    expect(logs(rule)).toEqual([agreed, agreed]);
  });
});

describe("logs that parted in several epochs", () => {
  function logs(truncation: Truncation): TestCluster {
    const cluster = clusterWith(truncation, 2);
    cluster.elect(1, [1], { tell: [] });
    write(cluster, 1, 0, 1);
    write(cluster, 1, 3, 3);
    write(cluster, 1, 7, 2);
    write(cluster, 2, 0, 1);
    write(cluster, 2, 1, 1);
    write(cluster, 2, 5, 1);
    for (let i = 0; i < 7; i++) cluster.elect(1, [1], { tell: [] });
    cluster.leaderAndIsr(1);
    cluster.leaderAndIsr(2);
    cluster.run(5000);
    return cluster;
  }

  test("stay apart when the leader answers with an offset alone", () => {
    const cluster = logs("kip101");
    expect(cluster.contents(1).slice(1, 3)).toEqual(["3:of epoch 3", "3:of epoch 3"]);
    expect(cluster.contents(2).slice(1, 3)).toEqual(["1:of epoch 1", "5:of epoch 5"]);
    expect(cluster.log(2).logEndOffset).toBe(6);
  });

  test.each<Truncation>(["kip279", "kip320", "onFetch"])("agree with %s", (rule) => {
    const cluster = logs(rule);
    expect(cluster.contents(2)).toEqual(cluster.contents(1));
    expect(cluster.log(2).logEndOffset).toBe(6);
  });
});

describe("leadership that goes away and back before the old leader hears of it", () => {
  function logs(truncation: Truncation): string[][] {
    const cluster = clusterWith(truncation, 2);
    cluster.elect(1, [1, 2]);
    cluster.produce(1, -1, ["a0"]);
    cluster.run(1000);
    hold(cluster, 1, 2);
    cluster.produce(1, 1, ["a1"]);
    cluster.produce(1, 1, ["a2"]);
    cluster.run(100);
    cluster.elect(2, [1, 2], { tell: [2] });
    cluster.produce(2, 1, ["b1"]);
    cluster.run(100);
    cluster.elect(1, [1, 2], { tell: [1, 2] });
    release(cluster, 1, 2);
    cluster.run(5000);
    return [values(cluster, 1), values(cluster, 2)];
  }

  test("leaves what was written meanwhile, when the answer is an offset alone (KAFKA-6361)", () => {
    expect(logs("kip101")).toEqual([
      ["a0", "a1", "a2"],
      ["a0", "b1", "a2"],
    ]);
  });

  test.each<Truncation>(["kip279", "kip320", "onFetch"])("leaves no trace with %s", (rule) => {
    const agreed = ["a0", "a1", "a2"];
    expect(logs(rule)).toEqual([agreed, agreed]);
  });
});

describe("a leader that has written nothing in its epoch", () => {
  function follower(makeLeaderAssignsEpoch: boolean): string[] {
    const cluster = clusterWith("kip101", 2, { makeLeaderAssignsEpoch });
    cluster.elect(1, [1, 2]);
    cluster.produce(1, -1, ["m0"]);
    cluster.run(1000);
    cluster.produce(1, -1, ["m1"]);
    cluster.until(() => isAcked(cluster, 2));
    cluster.elect(2, [1, 2], { tell: [2] });
    cluster.produce(2, 1, ["uncommitted"]);
    cluster.run(10);
    expect(cluster.log(2).highWatermark).toBe(1);
    cluster.elect(1, [1, 2], { tell: [1, 2] });
    cluster.until(() => cluster.log(2).logEndOffset < 3);
    kill(cluster, 1);
    cluster.elect(2, [2], { tell: [2] });
    return values(cluster, 2);
  }

  test("cannot say where an epoch that it never saw parted, and a committed record is lost", () => {
    expect(follower(false)).toEqual(["m0"]);
  });

  test("can when it noted its epoch as it was elected (KAFKA-7415)", () => {
    expect(follower(true)).toEqual(["m0", "m1"]);
  });
});

describe("a fetch of an older epoch that arrives late", () => {
  function acked(truncation: Truncation): { acked: boolean; lastLeader: string[] } {
    const cluster = clusterWith(truncation, 3);
    cluster.elect(1, [1, 2, 3]);
    cluster.cut(3, 1);
    cluster.produce(1, 1, ["x"]);
    cluster.until(() => cluster.log(2).logEndOffset === 1);
    cluster.cut(2, 1);
    release(cluster, 3, 1);
    cluster.elect(3, [1, 2, 3], { tell: [3, 1] });
    cluster.until(() => cluster.log(1).logEndOffset === 0);
    cluster.elect(1, [1, 2, 3], { tell: [1, 3] });
    cluster.produce(1, -1, ["y"], { timeoutMs: 5000 });
    release(cluster, 2, 1);
    cluster.run(3000);
    const wasAcked = isAcked(cluster, 2);
    hold(cluster, 1, 2);
    cluster.leaderAndIsr(2);
    cluster.run(10);
    kill(cluster, 1);
    kill(cluster, 3);
    cluster.elect(2, [2], { tell: [2] });
    cluster.run(100);
    return { acked: wasAcked, lastLeader: values(cluster, 2) };
  }

  test("counts as if the follower had the leader's records, before requests carry an epoch", () => {
    expect(acked("kip279")).toEqual({ acked: true, lastLeader: ["x"] });
  });

  test.each<Truncation>(["kip320", "onFetch"])("is refused with %s", (rule) => {
    expect(acked(rule)).toEqual({ acked: false, lastLeader: ["x"] });
  });
});

describe("the shortest counterexamples of the specifications", () => {
  /** A follower that has fetched m0, is in the ISR, and hears of its leader's next epoch. */
  function sameLeaderInANewEpoch(makeFollowerSkip: string): string[] {
    const cluster = clusterWith("hw", 2, { makeFollowerSkip });
    tell(cluster, 1, 1, 1, [1]);
    tell(cluster, 2, 1, 0, [1, 2]);
    cluster.produce(1, 1, ["m0"]);
    cluster.until(() => cluster.log(1).highWatermark === 1);
    cluster.until(() => cluster.log(2).logEndOffset === 1);
    hold(cluster, 1, 2);
    tell(cluster, 2, 1, 1, [1, 2]);
    return values(cluster, 2);
  }

  test("with truncation to the high watermark the next epoch of the same leader costs a record", () => {
    expect(sameLeaderInANewEpoch("sameLeaderAndEpoch")).toEqual([]);
  });

  test("only that until 1.0 a follower of the same leader truncates nothing", () => {
    expect(sameLeaderInANewEpoch("sameLeader")).toEqual(["m0"]);
  });

  /** Broker 2 follows epoch 0, leads epoch 1 late and follows epoch 2, whose leader wrote m0. */
  function lateLeader(epochCacheAssignment: string): string[] {
    const cluster = clusterWith("kip101", 2, { epochCacheAssignment });
    tell(cluster, 1, 1, 2, [1, 2]);
    cluster.produce(1, -1, ["m0"]);
    tell(cluster, 2, 1, 0, [1, 2]);
    cluster.until(() => isAcked(cluster, 1));
    tell(cluster, 2, 2, 1, [1, 2]);
    cluster.produce(2, 1, ["m1"]);
    cluster.until(() => cluster.log(2).logEndOffset === 2);
    tell(cluster, 2, 1, 2, [1, 2]);
    cluster.until(() => cluster.log(2).logEndOffset < 2);
    return values(cluster, 2);
  }

  test("with KIP-101 an epoch that goes back in the log costs a committed record", () => {
    expect(lateLeader("truncateAndAppend")).toEqual([]);
  });

  test("only that the cache of 0.11 and 1.0 ignores the older epoch", () => {
    expect(lateLeader("ignoreOlder")).toEqual(["m0"]);
  });

  /** Broker 3 fetches m0 in epoch 0 and then truncates against the leader of epoch 1. */
  function olderLeader(truncation: Truncation): { acked: boolean; log: string[] } {
    const cluster = clusterWith(truncation, 3);
    tell(cluster, 2, 2, 1, [1, 2, 3]);
    tell(cluster, 1, 1, 2, [1, 3]);
    cluster.produce(1, -1, ["m0"], { timeoutMs: 5000 });
    tell(cluster, 3, 1, 0, [1, 2, 3]);
    cluster.run(3000);
    const acked = isAcked(cluster, 1);
    tell(cluster, 3, 2, 1, [1, 2, 3]);
    cluster.run(100);
    return { acked, log: values(cluster, 3) };
  }

  test("with KIP-279 a follower may truncate against a leader that is itself of the past", () => {
    expect(olderLeader("kip279")).toEqual({ acked: true, log: [] });
  });

  test.each<Truncation>(["kip320", "onFetch"])("with %s its fetch is refused before", (rule) => {
    expect(olderLeader(rule)).toEqual({ acked: false, log: [] });
  });
});
