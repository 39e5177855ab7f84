import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { FETCH } from "../../../sim/kafka/messages.ts";
import { FACT_MESSAGE_SEND } from "../../../sim/kernel/kernel-facts.ts";
import { TestCluster } from "./test-cluster.ts";

const LAG = { "replica.lag.time.max.ms": 10_000 };

/** Lets a follower fetch, as broker 3 would. */
function fetchAs3(cluster: TestCluster, fetchOffset: number): void {
  cluster.fetchAnswer(1, cluster.fetch({ fetchOffset }, { replicaId: 3 }));
}

describe.each([true, false])("expandNeedsEpochStart=%s", (expandNeedsEpochStart) => {
  test(`a follower that has what is committed but not what was there at the election ${
    expandNeedsEpochStart ? "stays out" : "joins the ISR"
  }`, () => {
    const cluster = new TestCluster(3, { expandNeedsEpochStart });
    cluster.registry.answersAlterIsr = false;
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, 1, ["a"]);
    cluster.run(10);
    cluster.elect(1, [1, 2], { tell: [1] });
    fetchAs3(cluster, 0);
    const proposed = cluster.partition(1).isrState.proposed;
    expect(proposed).toEqual(expandNeedsEpochStart ? null : [1, 2, 3]);
  });
});

describe.each([true, false])("expandNeedsLiveFollower=%s", (expandNeedsLiveFollower) => {
  test(`a follower that is not known to be alive ${
    expandNeedsLiveFollower ? "stays out" : "joins the ISR"
  }`, () => {
    const cluster = new TestCluster(3, { expandNeedsLiveFollower });
    cluster.registry.answersAlterIsr = false;
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.updateMetadata([1, 2]);
    fetchAs3(cluster, 0);
    const { proposed } = cluster.partition(1).isrState;
    expect(proposed).toEqual(expandNeedsLiveFollower ? null : [1, 2, 3]);
    cluster.updateMetadata();
    fetchAs3(cluster, 0);
    expect(cluster.partition(1).isrState.proposed).toEqual([1, 2, 3]);
  });

  test(`the high watermark ${expandNeedsLiveFollower ? "passes" : "waits for"} a follower that was \
caught up lately and is dead`, () => {
    const cluster = new TestCluster(2, {
      ...LAG,
      isrUpdate: "zkWrite",
      refusedIsrWrite: "retried",
      expandNeedsLiveFollower,
    });
    caughtUpOutsideTheIsr(cluster);
    cluster.updateMetadata([1]);
    cluster.produce(1, 1, ["a"]);
    cluster.run(10);
    expect(cluster.log(1).highWatermark).toBe(expandNeedsLiveFollower ? 1 : 0);
  });
});

/** Follower 2 has everything and cannot join the ISR, since another version is in ZooKeeper. */
function caughtUpOutsideTheIsr(cluster: TestCluster): void {
  cluster.registry.refusesIsrWrites = true;
  cluster.elect(1, [1]);
  cluster.run(1000);
  cluster.act(() => cluster.sim.kill(cluster.host(2)));
}

describe.each([true, false])("hwWaitsForCaughtUp=%s", (hwWaitsForCaughtUp) => {
  test(`the high watermark ${
    hwWaitsForCaughtUp ? "waits for" : "passes"
  } a follower outside the ISR that was caught up lately`, () => {
    const cluster = new TestCluster(2, {
      ...LAG,
      isrUpdate: "zkWrite",
      refusedIsrWrite: "retried",
      hwWaitsForCaughtUp,
    });
    caughtUpOutsideTheIsr(cluster);
    cluster.produce(1, 1, ["a"]);
    cluster.run(10);
    expect(cluster.log(1).highWatermark).toBe(hwWaitsForCaughtUp ? 0 : 1);
    cluster.run(11_000);
    cluster.produce(1, 1, ["b"]);
    cluster.run(10);
    expect(cluster.log(1).highWatermark).toBe(2);
  });
});

describe.each([true, false])("hwBlockedUnderMinIsr=%s", (hwBlockedUnderMinIsr) => {
  test(`with too few members of the ISR the high watermark ${
    hwBlockedUnderMinIsr ? "stays, and rises when one joins" : "rises"
  }`, () => {
    const config = { hwBlockedUnderMinIsr, hwAfterIsrCommit: true, "min.insync.replicas": 2 };
    const cluster = new TestCluster(2, config);
    cluster.elect(1, [1], { tell: [1] });
    cluster.produce(1, 1, ["a"]);
    cluster.run(1000);
    expect(cluster.log(1).highWatermark).toBe(hwBlockedUnderMinIsr ? 0 : 1);
    cluster.leaderAndIsr(2);
    cluster.until(() => cluster.partition(1).isrState.isr.length === 2);
    expect(cluster.log(1).highWatermark).toBe(1);
  });

  test(`a min.insync.replicas that is greater than the number of replicas ${
    hwBlockedUnderMinIsr ? "means all of them" : "refuses acks=all"
  }`, () => {
    const cluster = new TestCluster(2, { hwBlockedUnderMinIsr, "min.insync.replicas": 3 });
    cluster.elect(1, [1, 2]);
    cluster.produce(1, -1, ["a"]);
    cluster.until(() => cluster.produced().length === 1);
    const refused = [Errors.NOT_ENOUGH_REPLICAS, -1];
    expect(cluster.produced()).toEqual([hwBlockedUnderMinIsr ? [Errors.NONE, 0] : refused]);
  });
});

describe.each([true, false])("hwAfterIsrCommit=%s", (hwAfterIsrCommit) => {
  test(`acks=all is ${
    hwAfterIsrCommit ? "answered when" : "not answered even though"
  } the controller agreed to drop the follower that it waits for`, () => {
    const cluster = new TestCluster(2, { ...LAG, hwAfterIsrCommit });
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.produce(1, -1, ["a"], { timeoutMs: 60_000 });
    cluster.until(() => cluster.partition(1).isrState.isr.length === 1);
    cluster.run(10_000);
    expect(cluster.produced()).toEqual(hwAfterIsrCommit ? [[Errors.NONE, 0]] : []);
  });
});

describe("isrExpirationInterval", () => {
  test.each([
    ["half", 15],
    ["full", 20],
  ])("%s: a follower that dies in the first second leaves after %i s", (interval, atSeconds) => {
    const cluster = new TestCluster(2, { ...LAG, isrExpirationInterval: interval });
    cluster.elect(1, [1, 2]);
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.produce(1, 1, ["a"]);
    cluster.until(() => cluster.registry.alterIsrs.length === 1);
    expect(Math.round(cluster.sim.now / 1_000_000)).toBe(atSeconds);
  });
});

describe("isrLagRule", () => {
  test.each([
    ["timeAndLeoDiffers", [1, 2]],
    ["timeOnly", [1]],
    ["messages+time", [1]],
  ])("%s: a silent follower that has everything: the ISR is %j", (isrLagRule, isr) => {
    const cluster = new TestCluster(2, { ...LAG, isrLagRule });
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.run(60_000);
    expect(cluster.partition(1).isrState.isr).toEqual(isr);
  });

  test.each([
    [{ incrementalFetch: true }, "sessions"],
    [{ incrementalFetch: false, truncation: "hw" }, "full requests"],
  ])("messages+time: a follower that fetches an idle partition stays, with %j", (config, _) => {
    const cluster = new TestCluster(2, { ...LAG, ...config, isrLagRule: "messages+time" });
    cluster.elect(1, [1, 2]);
    cluster.run(60_000);
    expect(cluster.registry.alterIsrs).toEqual([]);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
  });

  test("messages+time: a follower that lags by more than replica.lag.max.messages leaves", () => {
    const config = { ...LAG, isrLagRule: "messages+time", "replica.lag.max.messages": 3 };
    const cluster = new TestCluster(2, { ...config, isrExpirationInterval: "full" });
    cluster.elect(1, [1, 2]);
    cluster.run(8000);
    cluster.cut(2, 1);
    cluster.produce(1, 1, ["a", "b", "c", "d"]);
    cluster.until(() => cluster.partition(1).isrState.isr.length === 1);
    expect(cluster.sim.now).toBeLessThan(11_000_000);
  });
});

describe("INELIGIBLE_REPLICA", () => {
  test("takes the proposal back; the follower's next fetch proposes it again", () => {
    const cluster = new TestCluster(2);
    cluster.registry.alterIsrError = Errors.INELIGIBLE_REPLICA;
    cluster.elect(1, [1]);
    cluster.run(2000);
    expect(cluster.registry.alterIsrs.length).toBeGreaterThan(2);
    cluster.registry.alterIsrError = Errors.NONE;
    cluster.until(() => cluster.partition(1).isrState.isr.length === 2);
  });
});

describe.each([true, false])("hwEndsFetchWait=%s", (hwEndsFetchWait) => {
  test(`a follower of an idle partition hears of a new high watermark ${
    hwEndsFetchWait ? "at once" : "when its wait is over"
  }`, () => {
    const cluster = new TestCluster(2, { hwEndsFetchWait });
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.produce(1, -1, ["a"]);
    cluster.until(() => cluster.log(1).highWatermark === 1);
    const sinceUs = cluster.sim.now;
    cluster.until(() => cluster.log(2).highWatermark === 1);
    const tookMs = (cluster.sim.now - sinceUs) / 1000;
    expect(tookMs).toBeLessThan(hwEndsFetchWait ? 10 : 600);
    expect(tookMs).toBeGreaterThan(hwEndsFetchWait ? 0 : 400);
    const fetches = fetchesOf(cluster);
    cluster.run(10_000);
    expect(fetchesOf(cluster) - fetches).toBeLessThan(25);
  });
});

/** Fetch requests that broker 2 has sent. */
function fetchesOf(cluster: TestCluster): number {
  return cluster.factsOf(FACT_MESSAGE_SEND).filter(([, , , kind]) => kind === FETCH).length;
}
