import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { FACT_REPLICA_ROLE, ROLE_OFFLINE } from "../../../sim/kafka/facts.ts";
import { LEADER_AND_ISR, PRODUCE } from "../../../sim/kafka/messages.ts";
import { TestCluster } from "./test-cluster.ts";

const TWO_DIRS = { "log.dirs": "/d1,/d2" };

/** Broker 1 leads t-0 (in /d1) and t-1 (in /d2); each has a record. */
function twoDirectories(brokers = 1, config = {}): TestCluster {
  const cluster = new TestCluster(brokers, { ...TWO_DIRS, ...config });
  const isr = Array.from({ length: brokers }, (_, i) => i + 1);
  for (const partition of [0, 1]) {
    cluster.elect(1, isr, { tp: cluster.tp(partition) });
    cluster.produce(1, -1, [`a${partition}`], { tp: cluster.tp(partition), lane: partition + 2 });
    cluster.run(1000);
  }
  return cluster;
}

function setFailing(cluster: TestCluster, id: number, dir: string, failing = true): void {
  const { disk, index } = cluster.host(id);
  cluster.act(() => {
    disk.setFailing(dir, failing, index, cluster.sim.facts);
  });
}

function produce(cluster: TestCluster, partition: number, value: string): number | undefined {
  cluster.produce(1, 1, [value], { tp: cluster.tp(partition), lane: partition + 2 });
  cluster.run(50);
  return cluster.produced().at(-1)?.[0];
}

function restart(cluster: TestCluster, id = 1): void {
  cluster.act(() => {
    cluster.sim.kill(cluster.host(id));
  });
  cluster.act(() => {
    cluster.sim.boot(cluster.host(id));
  });
  cluster.run(1);
  cluster.until(() => cluster.broker(id).acceptsRequests);
}

/** The error with which a broker answers a LeaderAndIsr about a partition. */
function leaderAndIsr(cluster: TestCluster, partition: number, isNew: boolean): number | undefined {
  const tp = cluster.tp(partition);
  const state = cluster.registry.partitions.get(tp) ?? {
    leader: 1,
    leaderEpoch: 0,
    isr: [1],
    zkVersion: 0,
    replicas: [1],
  };
  const response = cluster.ask<{ partitions: { tp: number; error: number }[] }>(1, LEADER_AND_ISR, {
    controllerId: 1,
    controllerEpoch: 1,
    brokerEpoch: -1,
    partitions: [{ tp, controllerEpoch: 1, isNew, ...state }],
  });
  return response.partitions[0]?.error;
}

const dirOf = (cluster: TestCluster, partition: number, id = 1) =>
  cluster.log(id, cluster.tp(partition)).directory.path;

describe("a new log", () => {
  test("goes to the directory with the fewest logs, the first of them", () => {
    const cluster = new TestCluster(1, { "log.dirs": "/d1,/d2,/d3" });
    for (let i = 0; i < 7; i++) cluster.elect(1, [1], { tp: cluster.tp(i) });
    const dirs = [0, 1, 2, 3, 4, 5, 6].map((i) => dirOf(cluster, i));
    expect(dirs).toEqual(["/d1", "/d2", "/d3", "/d1", "/d2", "/d3", "/d1"]);
    cluster.stopReplica(1, cluster.tp(2), -2, true);
    cluster.elect(1, [1], { tp: cluster.tp(7) });
    expect(dirOf(cluster, 7)).toBe("/d3");
  });

  test("stays where it is after a restart", () => {
    const cluster = twoDirectories();
    restart(cluster);
    expect([0, 1].map((i) => dirOf(cluster, i))).toEqual(["/d1", "/d2"]);
  });
});

describe("a log directory that fails", () => {
  test("takes its partitions with it, and only those", () => {
    const cluster = twoDirectories();
    setFailing(cluster, 1, "/d1");
    expect(produce(cluster, 0, "b")).toBe(Errors.KAFKA_STORAGE_ERROR);
    expect(produce(cluster, 0, "c")).toBe(Errors.KAFKA_STORAGE_ERROR);
    expect(produce(cluster, 1, "b")).toBe(Errors.NONE);
    const fetched = cluster.fetchAnswer(1, cluster.fetch({ tp: cluster.tp(0) }));
    expect(fetched.partitions[0]?.error).toBe(Errors.KAFKA_STORAGE_ERROR);
    expect(cluster.listOffsets(1, -1).error).toBe(Errors.KAFKA_STORAGE_ERROR);
    const roles = cluster.factsOf(FACT_REPLICA_ROLE).map(([tp, , role]) => [tp, role]);
    expect(roles.at(-1)).toEqual([cluster.names.topicPartitions.text(cluster.tp(0)), ROLE_OFFLINE]);
  });

  test("is told to the controller once", () => {
    const cluster = twoDirectories();
    setFailing(cluster, 1, "/d1");
    for (const value of ["b", "c"]) produce(cluster, 0, value);
    cluster.run(60_000);
    expect(cluster.registry.logDirEvents).toEqual([1]);
  });

  test("is noticed by a read", () => {
    const cluster = twoDirectories();
    setFailing(cluster, 1, "/d1");
    const fetched = cluster.fetchAnswer(1, cluster.fetch({ tp: cluster.tp(0) }));
    expect(fetched.partitions[0]?.error).toBe(Errors.KAFKA_STORAGE_ERROR);
    cluster.run(1);
    expect(cluster.registry.logDirEvents).toEqual([1]);
  });

  test("is noticed without any request, by the next checkpoint of the high watermarks", () => {
    const cluster = twoDirectories();
    setFailing(cluster, 1, "/d2");
    expect(cluster.registry.logDirEvents).toEqual([]);
    cluster.run(6000);
    expect(cluster.registry.logDirEvents).toEqual([1]);
    expect(cluster.broker(1).replicaManager.partition(cluster.tp(1))).toBeNull();
  });

  test("answers LeaderAndIsr and StopReplica of its partitions with KAFKA_STORAGE_ERROR", () => {
    const cluster = twoDirectories();
    setFailing(cluster, 1, "/d1");
    produce(cluster, 0, "b");
    expect(leaderAndIsr(cluster, 0, false)).toBe(Errors.KAFKA_STORAGE_ERROR);
    expect(leaderAndIsr(cluster, 1, false)).toBe(Errors.STALE_CONTROLLER_EPOCH);
    expect(cluster.stopReplica(1, cluster.tp(0), 5, true)).toMatchObject({
      partitions: [{ error: Errors.KAFKA_STORAGE_ERROR }],
    });
  });

  test("leaves produce requests that wait for the high watermark to their timeout", () => {
    const cluster = twoDirectories(2);
    cluster.cut(2, 1);
    cluster.produce(1, -1, ["b"], { tp: cluster.tp(0), timeoutMs: 3000, lane: 7 });
    cluster.run(100);
    setFailing(cluster, 1, "/d1");
    expect(produce(cluster, 0, "c")).toBe(Errors.KAFKA_STORAGE_ERROR);
    const before = cluster.produced().length;
    cluster.run(2000);
    expect(cluster.produced()).toHaveLength(before);
    cluster.run(1000);
    expect(cluster.produced().at(-1)?.[0]).toBe(Errors.REQUEST_TIMED_OUT);
  });

  test("ends the fetching of what it holds, and the rest is fetched on", () => {
    const cluster = twoDirectories(2);
    setFailing(cluster, 2, "/d1");
    for (const partition of [0, 1]) produce(cluster, partition, "b");
    cluster.run(1000);
    expect(cluster.registry.logDirEvents).toEqual([2]);
    expect(cluster.broker(2).replicaManager.partition(cluster.tp(0))).toBeNull();
    expect(cluster.contents(2, cluster.tp(1))).toEqual(["0:a1", "0:b"]);
    expect(cluster.log(1, cluster.tp(0)).logEndOffset).toBe(2);
  });

  test("keeps what was in it, for a process that starts after the repair", () => {
    const cluster = twoDirectories();
    setFailing(cluster, 1, "/d1");
    produce(cluster, 0, "b");
    setFailing(cluster, 1, "/d1", false);
    expect(produce(cluster, 0, "c")).toBe(Errors.KAFKA_STORAGE_ERROR);
    restart(cluster);
    expect(cluster.contents(1, cluster.tp(0))).toEqual(["0:a0"]);
  });

  test("halts the broker when it is the last", () => {
    const cluster = twoDirectories();
    setFailing(cluster, 1, "/d1");
    produce(cluster, 0, "b");
    expect(cluster.host(1).up).toBe(true);
    setFailing(cluster, 1, "/d2");
    cluster.run(6000);
    expect(cluster.host(1).up).toBe(false);
    expect(cluster.registry.logDirEvents).toEqual([1]);
  });
});

describe("a broker that starts without one of its directories", () => {
  function withoutFirst(): TestCluster {
    const cluster = twoDirectories();
    setFailing(cluster, 1, "/d1");
    restart(cluster);
    cluster.updateMetadata();
    return cluster;
  }

  test("serves the logs of the others", () => {
    const cluster = withoutFirst();
    expect(leaderAndIsr(cluster, 1, false)).toBe(Errors.NONE);
    expect(produce(cluster, 1, "b")).toBe(Errors.NONE);
  });

  test("makes no log for a partition that is not new: it may be there", () => {
    const cluster = withoutFirst();
    expect(leaderAndIsr(cluster, 0, false)).toBe(Errors.KAFKA_STORAGE_ERROR);
    expect(leaderAndIsr(cluster, 5, false)).toBe(Errors.KAFKA_STORAGE_ERROR);
    expect(produce(cluster, 0, "b")).toBe(Errors.KAFKA_STORAGE_ERROR);
  });

  test("makes the logs of new partitions in the others", () => {
    const cluster = withoutFirst();
    expect(leaderAndIsr(cluster, 6, true)).toBe(Errors.NONE);
    expect(dirOf(cluster, 6)).toBe("/d2");
  });

  test("tells nobody: the controller asks when it hears of the broker", () => {
    const cluster = withoutFirst();
    cluster.run(60_000);
    expect(cluster.registry.logDirEvents).toEqual([]);
  });

  test("halts when there is none left", () => {
    const cluster = twoDirectories();
    for (const dir of ["/d1", "/d2"]) setFailing(cluster, 1, dir);
    cluster.act(() => {
      cluster.sim.kill(cluster.host(1));
    });
    cluster.act(() => {
      cluster.sim.boot(cluster.host(1));
    });
    cluster.run(100);
    expect(cluster.host(1).up).toBe(false);
  });
});

describe("a clean shutdown with a failed directory", () => {
  test("marks only the directories that work", () => {
    const cluster = twoDirectories();
    setFailing(cluster, 1, "/d1");
    produce(cluster, 1, "b");
    cluster.act(() => {
      cluster.broker(1).shutdown();
    });
    cluster.until(() => !cluster.host(1).up);
    const { disk } = cluster.host(1);
    setFailing(cluster, 1, "/d1", false);
    expect(disk.readValue("/d1/.kafka_cleanshutdown")).toBeUndefined();
    expect(disk.readValue("/d2/.kafka_cleanshutdown")).toBe(true);
  });
});

describe("before KIP-112", () => {
  const halting = { logDirFailure: "halt" };

  test("a broker halts at the first I/O error, and answers nothing", () => {
    const cluster = twoDirectories(1, halting);
    setFailing(cluster, 1, "/d1");
    const before = cluster.answers.filter(({ kind }) => kind === PRODUCE).length;
    cluster.produce(1, 1, ["b"], { tp: cluster.tp(0), lane: 2 });
    cluster.run(100);
    expect(cluster.host(1).up).toBe(false);
    expect(cluster.answers.filter(({ kind }) => kind === PRODUCE)).toHaveLength(before);
  });

  test("a broker does not start without one of its directories", () => {
    const cluster = twoDirectories(1, halting);
    setFailing(cluster, 1, "/d2");
    cluster.act(() => {
      cluster.sim.kill(cluster.host(1));
    });
    cluster.act(() => {
      cluster.sim.boot(cluster.host(1));
    });
    cluster.run(100);
    expect(cluster.host(1).up).toBe(false);
  });
});
