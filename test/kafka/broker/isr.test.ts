import { describe, expect, test } from "vitest";
import { Errors } from "../../../sim/kafka/errors.ts";
import { ALTER_ISR } from "../../../sim/kafka/messages.ts";
import { FACT_MESSAGE_SEND } from "../../../sim/kernel/kernel-facts.ts";
import { seconds } from "../../../sim/kernel/time.ts";
import { TestCluster } from "./test-cluster.ts";

describe("a follower", () => {
  test("joins the ISR when it has what is committed, through the controller", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1]);
    cluster.until(() => cluster.partition(1).isrState.isr.length === 2);
    expect(cluster.registry.partitions.get(cluster.tp())?.isr).toEqual([1, 2]);
    expect(cluster.partition(1).zkVersion).toBe(1);
    expect(cluster.registry.alterIsrs).toHaveLength(1);
  });

  test("counts in the maximal ISR as soon as it is proposed, and only then in the committed one", () => {
    const cluster = new TestCluster(2, { "min.insync.replicas": 2 });
    cluster.registry.answersAlterIsr = false;
    cluster.elect(1, [1]);
    cluster.until(() => cluster.partition(1).isrState.proposed !== null);
    expect(cluster.partition(1).isrState).toMatchObject({ isr: [1], maximalIsr: [1, 2] });
    cluster.produce(1, -1, ["a"]);
    cluster.until(() => cluster.produced().length === 1);
    expect(cluster.produced()).toEqual([[Errors.NOT_ENOUGH_REPLICAS, -1]]);
  });

  test("that is to join holds back the high watermark as a member does", () => {
    const cluster = new TestCluster(2, { "replica.lag.time.max.ms": 10_000 });
    cluster.registry.answersAlterIsr = false;
    cluster.elect(1, [1]);
    cluster.run(1000);
    cluster.cut(2, 1);
    cluster.run(20_000);
    cluster.produce(1, 1, ["a"]);
    cluster.run(10);
    expect(cluster.log(1).highWatermark).toBe(0);
  });

  test("joins only with everything from before its leader's epoch (KAFKA-7128)", () => {
    const cluster = new TestCluster(3);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, 1, ["a"]);
    cluster.run(10);
    cluster.elect(1, [1, 2], { tell: [1] });
    const fetch = (fetchOffset: number) =>
      cluster.fetchAnswer(1, cluster.fetch({ fetchOffset }, { replicaId: 3 }));
    fetch(0);
    expect(cluster.partition(1).isrState.proposed).toBeNull();
    fetch(1);
    expect(cluster.partition(1).isrState.proposed).toEqual([1, 2, 3]);
  });

  test("is unknown to a leader that was another's follower in between", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    expect(cluster.partition(1).replica(2)?.logEndOffset).toBe(0);
    cluster.elect(1, [1, 2], { tell: [1] });
    expect(cluster.partition(1).replica(2)?.logEndOffset).toBe(0);
    cluster.elect(2, [1, 2], { tell: [1] });
    cluster.elect(1, [1, 2], { tell: [1] });
    expect(cluster.partition(1).replica(2)?.logEndOffset).toBe(-1);
  });

  test("that is silent and behind leaves the ISR after one to one and a half lag times", () => {
    const cluster = new TestCluster(2, { "replica.lag.time.max.ms": 10_000 });
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.produce(1, 1, ["a"]);
    const silentSince = cluster.sim.now;
    cluster.until(() => cluster.partition(1).isrState.isr.length === 1);
    const after = cluster.sim.now - silentSince;
    expect(after).toBeGreaterThan(seconds(9));
    expect(after).toBeLessThan(seconds(15.1));
  });

  test("that is silent but has everything stays in the ISR", () => {
    const cluster = new TestCluster(2, { "replica.lag.time.max.ms": 10_000 });
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.run(60_000);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
  });

  test("that keeps fetching an idle partition counts as caught up", () => {
    const cluster = new TestCluster(2, { "replica.lag.time.max.ms": 10_000 });
    cluster.elect(1, [1, 2]);
    cluster.run(60_000);
    cluster.cut(2, 1);
    cluster.produce(1, 1, ["a"]);
    cluster.run(8000);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
    cluster.run(8000);
    expect(cluster.partition(1).isrState.isr).toEqual([1]);
  });
});

describe("the ISR proposal of a leader", () => {
  /** Elected again while a proposal is unanswered; whether the follower gets into the ISR afterwards. */
  function joinsLater(overtakenIsrProposal: string): boolean {
    const cluster = new TestCluster(3, { overtakenIsrProposal });
    const { network } = cluster.sim;
    const [controller, leader] = [cluster.host(1).index, cluster.host(2).index];
    cluster.elect(2, [2], { replicas: [2, 3], tp: cluster.tp(1) });
    cluster.until(() => cluster.partition(2, cluster.tp(1)).isrState.isr.length === 2);
    network.hold(controller, leader);
    cluster.elect(2, [2], { replicas: [2, 3] });
    cluster.until(() => cluster.registry.alterIsrs.length === 2);
    cluster.elect(2, [2]);
    cluster.run(5000);
    cluster.act(() => network.release(controller, leader));
    cluster.run(20_000);
    return cluster.partition(2).isrState.isr.length === 2;
  }

  test("is forgotten when its leader is elected again, and its answer takes the next with it", () => {
    expect(joinsLater("forgotten")).toBe(false);
  });

  test("is answered before the leader proposes another since KAFKA-12686", () => {
    expect(joinsLater("awaited")).toBe(true);
  });

  test("stays pending after INVALID_UPDATE_VERSION until the next LeaderAndIsr", () => {
    const cluster = new TestCluster(2);
    cluster.registry.alterIsrError = Errors.INVALID_UPDATE_VERSION;
    cluster.elect(1, [1]);
    cluster.run(20_000);
    expect(cluster.registry.alterIsrs).toHaveLength(1);
    expect(cluster.partition(1).isrState.proposed).toEqual([1, 2]);
    cluster.registry.alterIsrError = Errors.NONE;
    cluster.elect(1, [1]);
    cluster.until(() => cluster.partition(1).isrState.isr.length === 2);
  });

  test("keeps a follower that is to leave in the maximal ISR until the controller agreed", () => {
    const cluster = new TestCluster(2, { "replica.lag.time.max.ms": 10_000 });
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.registry.answersAlterIsr = false;
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.produce(1, -1, ["a"]);
    cluster.until(() => cluster.partition(1).isrState.proposed !== null);
    expect(cluster.partition(1).isrState).toEqual({
      isr: [1, 2],
      maximalIsr: [1, 2],
      proposed: [1],
    });
    cluster.run(1000);
    expect(cluster.log(1).highWatermark).toBe(0);
  });

  test("that was accepted raises the high watermark only with the next append (KAFKA-13091)", () => {
    const cluster = new TestCluster(2, { "replica.lag.time.max.ms": 10_000 });
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.produce(1, 1, ["a"]);
    cluster.until(() => cluster.partition(1).isrState.isr.length === 1);
    cluster.run(60_000);
    expect(cluster.log(1).highWatermark).toBe(0);
    cluster.produce(1, 1, ["b"]);
    cluster.run(10);
    expect(cluster.log(1).highWatermark).toBe(2);
  });

  test("waits for the one in flight, then goes with all others in one request", () => {
    const cluster = new TestCluster(2);
    const tps = [0, 1, 2].map((partition) => cluster.tp(partition));
    cluster.registry.answersAlterIsr = false;
    for (const tp of tps) {
      cluster.elect(1, [1], { tp });
      cluster.run(1000);
    }
    cluster.registry.answersAlterIsr = true;
    cluster.run(35_000);
    const sent = cluster.registry.alterIsrs.map(({ partitions }) => partitions.map(({ tp }) => tp));
    expect(sent).toEqual([[tps[0]], [tps[0]], [tps[1], tps[2]]]);
  });

  test("is forgotten with a new leader epoch if it was not sent", () => {
    const cluster = new TestCluster(2);
    const [first, second] = [cluster.tp(0), cluster.tp(1)];
    cluster.registry.answersAlterIsr = false;
    cluster.elect(1, [1], { tp: first });
    cluster.run(1000);
    cluster.elect(1, [1], { tp: second });
    cluster.run(1000);
    cluster.elect(1, [1, 2], { tp: second });
    cluster.registry.answersAlterIsr = true;
    cluster.run(35_000);
    const sent = cluster.registry.alterIsrs.map(({ partitions }) => partitions.map(({ tp }) => tp));
    expect(sent).toEqual([[first], [first]]);
  });

  test("made while an older one is in flight is lost with the answer to that, until LeaderAndIsr", () => {
    const cluster = new TestCluster(2);
    cluster.registry.answersAlterIsr = false;
    cluster.elect(1, [1]);
    cluster.run(1000);
    cluster.elect(1, [1]);
    cluster.registry.answersAlterIsr = true;
    cluster.run(60_000);
    expect(cluster.partition(1).isrState.proposed).toEqual([1, 2]);
    cluster.elect(1, [1]);
    cluster.run(2000);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
  });

  test("finds the controller again after it moved", () => {
    const cluster = new TestCluster(3);
    cluster.registry.answersAlterIsr = false;
    cluster.elect(1, [1], { replicas: [1, 2] });
    cluster.until(() => cluster.registry.alterIsrs.length === 1);
    cluster.registry.answersAlterIsr = true;
    cluster.registry.controllerId = 3;
    cluster.updateMetadata();
    cluster.run(31_000);
    expect(cluster.partition(1).isrState.isr).toEqual([1, 2]);
  });

  test("goes to the controller of the last one even when that connection ended in between", () => {
    const cluster = new TestCluster(3);
    cluster.registry.controllerId = 2;
    cluster.elect(1, [1], { replicas: [1, 2] });
    cluster.until(() => cluster.partition(1).isrState.isr.length === 2);
    cluster.run(100);
    cluster.registry.controllerId = 3;
    cluster.updateMetadata();
    cluster.act(() => cluster.sim.network.reset(cluster.host(1).index, cluster.host(2).index));
    cluster.run(3000);
    const asked = cluster.facts.length;
    cluster.elect(1, [1]);
    cluster.until(() => cluster.partition(1).isrState.isr.length === 2);
    const receivers = cluster.facts
      .slice(asked)
      .filter(({ values }) => values[0] === FACT_MESSAGE_SEND && values[4] === ALTER_ISR)
      .map(({ values }) => values[3]);
    expect(receivers).toEqual([cluster.host(2).index]);
  });
});

describe("min.insync.replicas", () => {
  test("refuses acks=all before the append, but not acks=1", () => {
    const cluster = new TestCluster(2, { "min.insync.replicas": 2 });
    cluster.elect(1, [1], { tell: [1] });
    cluster.produce(1, -1, ["a"]);
    cluster.produce(1, 1, ["b"]);
    cluster.run(10);
    expect(cluster.produced()).toEqual([
      [Errors.NOT_ENOUGH_REPLICAS, -1],
      [Errors.NONE, 0],
    ]);
    expect(cluster.contents(1)).toEqual(["0:b"]);
  });

  test("fails a write after the append when the ISR shrank meanwhile; the record stays and is readable", () => {
    const config = { "min.insync.replicas": 2, "replica.lag.time.max.ms": 10_000 };
    const cluster = new TestCluster(2, config);
    cluster.elect(1, [1, 2]);
    cluster.run(1000);
    cluster.act(() => cluster.sim.kill(cluster.host(2)));
    cluster.produce(1, -1, ["a"]);
    cluster.until(() => cluster.partition(1).isrState.isr.length === 1);
    cluster.run(10);
    expect(cluster.produced()).toEqual([]);
    cluster.produce(1, 1, ["b"], { lane: 2 });
    cluster.run(10);
    expect(cluster.produced()).toContainEqual([Errors.NOT_ENOUGH_REPLICAS_AFTER_APPEND, -1]);
    const read = cluster.fetchAnswer(1, cluster.fetch({ fetchOffset: 0 }));
    expect(read.partitions[0]?.batches.map(({ records }) => records[0]?.value)).toEqual(["a", "b"]);
  });

  test("times out the producer's request when the HW does not rise, whatever becomes of the record", () => {
    const cluster = new TestCluster(2);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.produce(1, -1, ["a"], { timeoutMs: 3000 });
    cluster.run(2900);
    expect(cluster.produced()).toEqual([]);
    cluster.run(200);
    expect(cluster.produced()).toEqual([[Errors.REQUEST_TIMED_OUT, -1]]);
    expect(cluster.partition(1).produceWatchers).toEqual([]);
    cluster.leaderAndIsr(2);
    cluster.until(() => cluster.log(1).highWatermark === 1);
  });

  test("of the topic comes before the broker's", () => {
    const cluster = new TestCluster(2);
    cluster.registry.topicConfigs.set("t", { "min.insync.replicas": "2" });
    cluster.elect(1, [1], { tell: [1] });
    expect(cluster.registry.configReads).toEqual(["t"]);
    cluster.produce(1, -1, ["a"]);
    cluster.run(10);
    expect(cluster.produced()).toEqual([[Errors.NOT_ENOUGH_REPLICAS, -1]]);
  });
});
