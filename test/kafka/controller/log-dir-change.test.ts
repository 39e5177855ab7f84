import { describe, expect, test } from "vitest";
import type { FakeCluster } from "./fake-cluster.ts";
import { forget, startedCluster, told } from "./observations.ts";

const NOTIFICATIONS = "/log_dir_event_notification";

/** Broker 2 leads t-0 and t-1, broker 3 leads t-2; broker 1 is the controller. */
function clusterWithTopic(): FakeCluster {
  const cluster = startedCluster();
  cluster.createTopic("t", [
    [2, 3],
    [2, 3],
    [3, 2],
  ]);
  forget(cluster);
  return cluster;
}

/** The log directory of those partitions fails at broker 2. */
function failLogDir(cluster: FakeCluster, ...partitions: readonly number[]): void {
  for (const partition of partitions) cluster.broker(2).offline.add(cluster.tp("t", partition));
  cluster.broker(2).controller.propagateLogDirEvent();
  cluster.run(200);
}

describe("the notification of a failed log directory", () => {
  test("names the broker only", () => {
    const cluster = clusterWithTopic();
    cluster.broker(2).controller.propagateLogDirEvent();
    const path = `${NOTIFICATIONS}/log_dir_event_0000000000`;
    cluster.runUntil(() => cluster.znode(path) !== null, 1000);
    expect(cluster.znode(path)).toBe('{"version":1,"broker":2,"event":1}');
  });

  test("makes the controller ask that broker about all its replicas, and no other", () => {
    const cluster = clusterWithTopic();
    failLogDir(cluster);
    for (const partition of [0, 1, 2]) {
      const tp = cluster.tp("t", partition);
      expect(told(cluster, 2, "LeaderAndIsr", tp)).toHaveLength(1);
      expect(told(cluster, 3, "LeaderAndIsr", tp)).toEqual([]);
      expect(cluster.state("t", partition).leaderEpoch).toBe(0);
    }
  });

  test("is deleted when it was dealt with, and the next one is heard too", () => {
    const cluster = clusterWithTopic();
    failLogDir(cluster);
    failLogDir(cluster, 1);
    expect(cluster.state("t", 1).leader).toBe(3);
    for (const sequence of ["0000000000", "0000000001"]) {
      expect(cluster.znode(`${NOTIFICATIONS}/log_dir_event_${sequence}`)).toBeNull();
    }
  });
});

describe("a replica that answers KAFKA_STORAGE_ERROR", () => {
  test("loses its leadership and its place in the ISR; those in other directories keep theirs", () => {
    const cluster = clusterWithTopic();
    failLogDir(cluster, 0);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 3, isr: [3] });
    expect(cluster.state("t", 1)).toMatchObject({ leader: 2, leaderEpoch: 0, isr: [2, 3] });
  });

  test("leaves the ISR without an election where it only followed", () => {
    const cluster = clusterWithTopic();
    failLogDir(cluster, 2);
    expect(cluster.state("t", 2)).toMatchObject({ leader: 3, isr: [3] });
    expect(told(cluster, 3, "LeaderAndIsr", cluster.tp("t", 2)).at(-1)).toMatchObject({ isr: [3] });
  });

  test("is not elected while its broker runs", () => {
    const cluster = clusterWithTopic();
    failLogDir(cluster, 1);
    cluster.kill(3);
    cluster.run(30_000);
    expect(cluster.state("t", 1)).toMatchObject({ leader: -1, isr: [3] });
    expect(cluster.state("t", 2)).toMatchObject({ leader: 2, isr: [2] });
  });

  test("counts again when its broker has started anew", () => {
    const cluster = clusterWithTopic();
    failLogDir(cluster, 1);
    cluster.kill(3);
    cluster.kill(2);
    cluster.run(30_000);
    cluster.boot(3);
    cluster.run(1000);
    cluster.boot(2);
    cluster.run(1000);
    cluster.kill(3);
    cluster.run(30_000);
    // Broker 2 is not in the ISR of t-1, but it is asked, and is not held for offline.
    const metadata = cluster
      .broker(1)
      .received.flatMap((request) =>
        request.api === "UpdateMetadata" ? request.body.partitions : [],
      );
    const last = metadata.filter(({ tp }) => tp === cluster.tp("t", 1)).at(-1);
    expect(last?.offlineReplicas).toEqual([3]);
  });
});
