import { describe, expect, test } from "vitest";
import type { Truncation } from "../../../../sim/kafka/era/broker-switches.ts";
import { FACT_LOG_TRUNCATE } from "../../../../sim/kafka/facts.ts";
import {
  LEADER_AND_ISR,
  OFFSETS_FOR_LEADER_EPOCH,
  type OffsetsForLeaderEpochResponse,
} from "../../../../sim/kafka/messages.ts";
import { FACT_MESSAGE_SEND } from "../../../../sim/kernel/kernel-facts.ts";
import type { TestCluster } from "../test-cluster.ts";
import { boot, clusterWith, hold, kill, release, tell, write } from "./support.ts";

/** How often a broker asked for the ends of leader epochs. */
function asked(cluster: TestCluster, broker: number): number {
  const { index } = cluster.host(broker);
  const isQuestion = ([, from, , kind]: number[]) =>
    from === index && kind === OFFSETS_FOR_LEADER_EPOCH;
  return cluster.factsOf(FACT_MESSAGE_SEND).filter(isQuestion).length;
}

/** Broker 2 is to follow 1, and has a record of an epoch. */
function follower(truncation: Truncation, brokers = 2): TestCluster {
  const cluster = clusterWith(truncation, brokers, { makeFollowerSkip: "sameLeaderAndEpoch" });
  write(cluster, 1, 0, 1);
  write(cluster, 2, 0, 1);
  return cluster;
}

const state = (cluster: TestCluster) => cluster.partition(2).fetchState;

describe("a follower", () => {
  test("asks about all its partitions in one request, and fetches when it has truncated", () => {
    const cluster = follower("kip320");
    const [first, second] = [cluster.tp(0), cluster.tp(1)];
    cluster.act(() => {
      for (const id of [1, 2]) {
        const log = cluster.broker(id).logManager.getOrCreateLog(second, {});
        log.appendAsFollower([cluster.batch(["a"]).stored(0, 0)]);
      }
    });
    cluster.elect(1, [1, 2], { tp: first, tell: [1] });
    cluster.elect(1, [1, 2], { tp: second, tell: [1] });
    const partitions = [first, second].map((tp) => ({
      tp,
      controllerEpoch: 1,
      isNew: false,
      ...cluster.registry.partitions.get(tp),
    }));
    cluster.ask(2, LEADER_AND_ISR, {
      controllerId: 1,
      controllerEpoch: 1,
      brokerEpoch: -1,
      partitions,
    });
    expect(state(cluster)?.truncating).toBe(true);
    cluster.run(100);
    expect(asked(cluster, 2)).toBe(1);
    for (const tp of [first, second]) {
      expect(cluster.partition(2, tp).fetchState).toMatchObject({
        truncating: false,
        fetchOffset: 1,
      });
      expect(cluster.partition(1, tp).replica(2)?.logEndOffset).toBe(1);
    }
  });

  test("does not ask for a log without epochs: it truncates to the high watermark", () => {
    const cluster = clusterWith("kip320", 2);
    cluster.elect(1, [1, 2]);
    cluster.run(100);
    expect(asked(cluster, 2)).toBe(0);
    expect(state(cluster)?.truncating).toBe(false);
  });

  test.each<Truncation>(["hw", "kip101", "kip279", "kip320", "onFetch"])(
    "whose log has no epochs truncates to its high watermark with %s",
    (truncation) => {
      const cluster = clusterWith(truncation, 2);
      write(cluster, 1, -1, 1);
      write(cluster, 2, -1, 3);
      tell(cluster, 1, 1, 4, [1, 2]);
      tell(cluster, 2, 1, 4, [1, 2]);
      cluster.run(1000);
      expect(cluster.log(2).logEndOffset).toBe(1);
      expect(asked(cluster, 2)).toBe(0);
      const offsets = cluster.factsOf(FACT_LOG_TRUNCATE).map(([, , offset]) => offset);
      expect(offsets).toEqual([0]);
    },
  );

  test("asks again after a back-off when the leader is none yet, whatever else is fetched", () => {
    const cluster = follower("kip101");
    const other = cluster.tp(1);
    cluster.elect(1, [1, 2], { tp: other });
    cluster.run(1000);
    for (const value of ["a", "b", "c"]) {
      cluster.produce(1, 1, [value], { tp: other, lane: value.charCodeAt(0) });
    }
    tell(cluster, 2, 1, 1, [1, 2]);
    cluster.run(900);
    cluster.produce(1, 1, ["d"], { tp: other });
    cluster.run(10);
    expect(asked(cluster, 2)).toBe(1);
    expect(cluster.log(2, other).logEndOffset).toBe(4);
    expect(state(cluster)?.truncating).toBe(true);
    tell(cluster, 1, 1, 1, [1, 2]);
    cluster.run(1500);
    expect(asked(cluster, 2)).toBe(2);
    expect(state(cluster)?.truncating).toBe(false);
  });

  test("asks again after a back-off when the connection fails, and stays as it is until then", () => {
    const cluster = follower("kip320");
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.leaderAndIsr(2);
    cluster.until(() => asked(cluster, 2) === 1);
    kill(cluster, 1);
    cluster.run(10);
    expect(state(cluster)?.truncating).toBe(true);
    expect(state(cluster)?.delayedUntilUs).toBeGreaterThan(0);
    boot(cluster, 1);
    cluster.elect(1, [1, 2]);
    cluster.run(3000);
    expect(state(cluster)?.truncating).toBe(false);
    expect(cluster.partition(1).replica(2)?.logEndOffset).toBe(1);
  });

  test("of a newer epoch than its leader's waits for the leader", () => {
    const cluster = follower("kip320");
    cluster.elect(1, [1, 2], { tell: [1] });
    tell(cluster, 2, 1, 1, [1, 2]);
    cluster.run(100);
    expect(state(cluster)?.truncating).toBe(true);
    tell(cluster, 1, 1, 1, [1, 2]);
    cluster.run(2500);
    expect(state(cluster)?.truncating).toBe(false);
  });

  test("of an older epoch than its leader's gives up until it hears of the new one", () => {
    const cluster = follower("kip320");
    tell(cluster, 1, 1, 1, [1, 2]);
    tell(cluster, 2, 1, 0, [1, 2]);
    cluster.run(100);
    expect(state(cluster)).toBeNull();
    tell(cluster, 2, 1, 1, [1, 2]);
    cluster.run(2500);
    expect(state(cluster)?.truncating).toBe(false);
  });

  test("pauses between two questions when nothing else is to be fetched", () => {
    const cluster = clusterWith("kip279", 2);
    write(cluster, 1, 0, 1);
    write(cluster, 1, 3, 3);
    write(cluster, 1, 7, 2);
    write(cluster, 2, 0, 1);
    write(cluster, 2, 1, 1);
    write(cluster, 2, 5, 1);
    tell(cluster, 1, 1, 8, [1]);
    tell(cluster, 2, 1, 8, [1]);
    cluster.run(900);
    expect(asked(cluster, 2)).toBe(1);
    expect(cluster.contents(2)).toEqual(["0:of epoch 0", "1:of epoch 1"]);
    cluster.run(200);
    expect(asked(cluster, 2)).toBe(2);
    cluster.run(500);
    expect(cluster.contents(2)).toEqual(cluster.contents(1));
  });
});

describe("an epoch without a record at the end of a follower's log", () => {
  /** The leader has records of epoch 5 where the follower has some of epoch 1. */
  function logs(truncationAtLogEnd: string): string[][] {
    const cluster = clusterWith("kip320", 2, { truncationAtLogEnd });
    write(cluster, 1, 1, 1);
    write(cluster, 1, 5, 2);
    write(cluster, 2, 1, 3);
    tell(cluster, 2, 2, 6, [2]);
    tell(cluster, 1, 1, 7, [1, 2]);
    tell(cluster, 2, 1, 7, [1, 2]);
    cluster.run(20_000);
    return [cluster.contents(1), cluster.contents(2)];
  }

  test("is asked for again and again if it stays (KAFKA-10706)", () => {
    const [leader, follower] = logs("keepsEpochs");
    expect(leader).toEqual(["1:of epoch 1", "5:of epoch 5", "5:of epoch 5"]);
    expect(follower).toEqual(["1:of epoch 1", "1:of epoch 1", "1:of epoch 1"]);
  });

  test("goes, and the follower agrees", () => {
    const [leader, follower] = logs("dropsEpochs");
    expect(follower).toEqual(leader);
  });
});

describe("an answer that comes after the epoch has changed", () => {
  function late(truncation: Truncation): TestCluster {
    const cluster = follower(truncation);
    cluster.elect(1, [1, 2], { tell: [1] });
    cluster.leaderAndIsr(2);
    cluster.until(() => asked(cluster, 2) === 1);
    hold(cluster, 1, 2);
    tell(cluster, 2, 1, 1, [1, 2]);
    release(cluster, 1, 2);
    cluster.run(100);
    return cluster;
  }

  test("is taken for an answer before KIP-320", () => {
    expect(state(late("kip279"))?.truncating).toBe(false);
  });

  test("is dropped since", () => {
    expect(state(late("kip320"))?.truncating).toBe(true);
  });
});

describe("a leader asked where an epoch ends", () => {
  function answer(truncation: Truncation, currentLeaderEpoch: number, leaderEpoch: number) {
    const cluster = clusterWith(truncation, 1);
    write(cluster, 1, 2, 3);
    write(cluster, 1, 5, 1);
    tell(cluster, 1, 1, 7, [1]);
    const partitions = [{ tp: cluster.tp(), currentLeaderEpoch, leaderEpoch }];
    cluster.send(1, OFFSETS_FOR_LEADER_EPOCH, { replicaId: 2, partitions });
    cluster.run(10);
    const last = cluster.answers.at(-1);
    if (last?.kind !== OFFSETS_FOR_LEADER_EPOCH) return cluster.probe.disconnects;
    const [first] = (last.body as OffsetsForLeaderEpochResponse).partitions;
    return [first?.error, first?.leaderEpoch, first?.endOffset];
  }

  test.each<Truncation>(["kip101", "kip279"])(
    "names the epoch, for those who look at it, even if it speaks the protocol of %s itself",
    (truncation) => {
      expect(answer(truncation, -1, 3)).toEqual([0, 2, 3]);
    },
  );

  test("does not know the asker's current epoch before KIP-320", () => {
    expect(answer("kip279", 6, 2)).toEqual([0, 2, 3]);
    expect(answer("kip320", 6, 2)).toEqual([74, -1, -1]);
    expect(answer("kip320", 8, 2)).toEqual([75, -1, -1]);
  });

  test("knows none while it speaks a protocol without epochs: the asker truncates to its HW", () => {
    expect(answer("hw", -1, 2)).toEqual([0, -1, -1]);
  });
});

describe("records of a message format without epochs", () => {
  test("carry none, and nothing is noted of epochs", () => {
    const cluster = clusterWith("hw", 2);
    cluster.elect(1, [1, 2]);
    cluster.produce(1, -1, ["a"]);
    cluster.run(1000);
    for (const id of [1, 2]) {
      expect(cluster.contents(id)).toEqual(["-1:a"]);
      expect(cluster.log(id).leaderEpochCache.entries).toEqual([]);
    }
  });
});
