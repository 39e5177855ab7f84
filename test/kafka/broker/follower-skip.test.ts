import { describe, expect, test } from "vitest";
import { TestCluster } from "./test-cluster.ts";
import { isAcked, kill, tell, values, write } from "./truncation/support.ts";

/** A follower of broker 1 in epoch 3 that hears of the next epoch. */
function fetcherAfter(skip: string, leader: number, leaderEpoch: number): boolean {
  const cluster = new TestCluster(3, { truncation: "kip279", makeFollowerSkip: skip });
  tell(cluster, 2, 1, 3, [1, 2, 3]);
  const before = cluster.partition(2).fetchState;
  tell(cluster, 2, leader, leaderEpoch, [1, 2, 3]);
  expect(cluster.partition(2)).toMatchObject({ leaderId: leader, leaderEpoch });
  return cluster.partition(2).fetchState === before;
}

describe("a follower that hears of a new epoch of the same leader goes on fetching", () => {
  test.each([
    ["sameLeader", true, true],
    ["sameLeaderEpochUpToPlus1", true, false],
    ["sameLeaderAndEpoch", false, false],
  ])("with %s: after the next epoch %s, after a later one %s", (skip, next, later) => {
    expect(fetcherAfter(skip, 1, 4)).toBe(next);
    expect(fetcherAfter(skip, 1, 5)).toBe(later);
  });

  test("but never when the leader is another broker", () => {
    for (const skip of ["sameLeader", "sameLeaderEpochUpToPlus1", "sameLeaderAndEpoch"]) {
      expect(fetcherAfter(skip, 3, 4)).toBe(false);
    }
  });
});

describe("a follower that missed the epoch of another leader", () => {
  /** Broker 2 led in between, and broker 1 truncated; broker 3 never heard of it. */
  function logs(skip: string): { acked: boolean; leader: string[]; follower: string[] } {
    const cluster = new TestCluster(3, { truncation: "kip101", makeFollowerSkip: skip });
    write(cluster, 1, 0, 1);
    write(cluster, 3, 0, 1);
    tell(cluster, 1, 1, 0, [1, 2, 3]);
    tell(cluster, 3, 1, 0, [1, 2, 3]);
    cluster.run(100);
    tell(cluster, 2, 2, 1, [1, 2, 3]);
    tell(cluster, 1, 2, 1, [1, 2, 3]);
    cluster.until(() => cluster.log(1).logEndOffset === 0);
    kill(cluster, 2);
    cluster.cut(3, 1);
    tell(cluster, 1, 1, 2, [1, 3]);
    cluster.produce(1, -1, ["id1"], { timeoutMs: 5000 });
    cluster.run(10);
    tell(cluster, 3, 1, 2, [1, 3]);
    cluster.act(() => cluster.sim.network.release(cluster.host(3).index, cluster.host(1).index));
    cluster.run(4000);
    return { acked: isAcked(cluster, 1), leader: values(cluster, 1), follower: values(cluster, 3) };
  }

  test("keeps a record that the leader lost, and is counted for one it has not (KAFKA-7164)", () => {
    expect(logs("sameLeader")).toEqual({
      acked: true,
      leader: ["id1"],
      follower: ["of epoch 0"],
    });
  });

  test("truncates when it looks at the epoch too", () => {
    expect(logs("sameLeaderEpochUpToPlus1")).toEqual({
      acked: true,
      leader: ["id1"],
      follower: ["id1"],
    });
  });
});
