import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import {
  decodeReassignPartitions,
  encodeReassignPartitions,
  REASSIGN_PARTITIONS_PATH,
} from "../../../../sim/kafka/zk/zk-data.ts";
import type { FakeCluster } from "../fake-cluster.ts";
import { forget, startedCluster, told } from "../observations.ts";
import { alter, assignment, assignments, state, states, stops } from "./reassignment-rig.ts";

const SINCE_1_1 = {
  reassignment: "zookeeper",
  reassignmentEpochCached: false,
  addedReplicaIsNew: false,
  isrUpdate: "zkWrite",
  stopReplicaEpoch: false,
};
const UNTIL_0_11 = { ...SINCE_1_1, reassignmentZnode: "followed" };

function clusterWith(replicas: readonly number[], settings: object) {
  const cluster = startedCluster(4, settings);
  cluster.createTopic("t", [replicas]);
  cluster.createTopic("u", [replicas]);
  forget(cluster);
  return cluster;
}

/** Asks for replicas of partition 0 of topics, as the tool does. */
function ask(cluster: FakeCluster, wanted: Readonly<Record<string, readonly number[]>>): void {
  const data = encodeReassignPartitions(
    Object.entries(wanted).map(([topic, replicas]) => ({ topic, partition: 0, replicas })),
  );
  if (cluster.znode(REASSIGN_PARTITIONS_PATH) === null) {
    cluster.createZnode(REASSIGN_PARTITIONS_PATH, data);
  } else {
    cluster.execute({ op: "setData", path: REASSIGN_PARTITIONS_PATH, data, version: -1 });
  }
  cluster.run(500);
}

/** What is still asked for. */
function asked(cluster: FakeCluster): readonly string[] {
  const data = cluster.znode(REASSIGN_PARTITIONS_PATH);
  return data === null ? [] : decodeReassignPartitions(data).map(({ topic }) => topic);
}

/** The leader writes an ISR. */
function writeIsr(cluster: FakeCluster, topic: string, isr: readonly number[]): void {
  const { leader, leaderEpoch, zkVersion, controllerEpoch } = cluster.state(topic, 0);
  const written = { leader, leaderEpoch, isr, zkVersion, controllerEpoch };
  cluster.broker(leader).controller.updateLeaderAndIsr(cluster.tp(topic, 0), written);
  cluster.run(500);
}

const settled = (replicas: readonly number[]) => ({ replicas, adding: [], removing: [] });

describe.each([
  ["until 0.11", UNTIL_0_11],
  ["since 1.1", SINCE_1_1],
])("What /admin/reassign_partitions asks for, %s,", (_, settings) => {
  test("is done in the steps of the old controllers, and the znode goes", () => {
    const cluster = clusterWith([2], settings);
    const tp = cluster.tp("t", 0);
    ask(cluster, { t: [3] });
    expect(asked(cluster)).toEqual(["t"]);
    expect(assignment(cluster)).toEqual(settled([3, 2]));
    expect(told(cluster, 2, "LeaderAndIsr", tp)).toEqual([{ leader: 2, leaderEpoch: 1, isr: [2] }]);
    writeIsr(cluster, "t", [2, 3]);
    expect(states(cluster)).toEqual([
      { leader: 2, leaderEpoch: 1, isr: [2] },
      { leader: 2, leaderEpoch: 1, isr: [2, 3] },
      { leader: 3, leaderEpoch: 2, isr: [2, 3] },
      { leader: 3, leaderEpoch: 3, isr: [3] },
    ]);
    expect(assignments(cluster)).toEqual([settled([3, 2]), settled([3])]);
    expect(stops(cluster, 2)).toEqual([false, true]);
    expect(asked(cluster)).toEqual([]);
    expect(cluster.znode(REASSIGN_PARTITIONS_PATH)).toBeNull();
  });

  test("tells brokers' metadata of the epoch before, until the ISR is read again", () => {
    const cluster = clusterWith([2], settings);
    const tp = cluster.tp("t", 0);
    ask(cluster, { t: [3, 2] });
    expect(state(cluster)).toEqual({ leader: 2, leaderEpoch: 1, isr: [2] });
    const epochs = told(cluster, 4, "UpdateMetadata", tp).map(({ leaderEpoch }) => leaderEpoch);
    expect(new Set(epochs)).toEqual(new Set([0]));
  });

  test("goes out of the znode partition by partition", () => {
    const cluster = clusterWith([2], settings);
    ask(cluster, { t: [3], u: [4], nowhere: [2] });
    expect(asked(cluster)).toEqual(["t", "u"]);
    writeIsr(cluster, "u", [2, 4]);
    expect(asked(cluster)).toEqual(["t"]);
    writeIsr(cluster, "t", [2, 3]);
    expect(asked(cluster)).toEqual([]);
    expect(state(cluster)).toMatchObject({ leader: 3, isr: [3] });
    expect(cluster.state("u", 0)).toMatchObject({ leader: 4, isr: [4] });
  });

  test("that is so already is done with at once", () => {
    const cluster = clusterWith([2, 3], settings);
    ask(cluster, { t: [2, 3] });
    expect(cluster.znode(REASSIGN_PARTITIONS_PATH)).toBeNull();
    expect(states(cluster)).toEqual([]);
  });

  test("can be asked again and again", () => {
    const cluster = clusterWith([2], settings);
    for (const target of [3, 4, 2]) {
      const { leader } = state(cluster);
      ask(cluster, { t: [target] });
      writeIsr(cluster, "t", [leader, target]);
      expect(state(cluster)).toMatchObject({ leader: target, isr: [target] });
    }
  });

  test("waits while the target is down, and goes on when it starts", () => {
    const cluster = clusterWith([2], settings);
    ask(cluster, { t: [3] });
    cluster.kill(3);
    cluster.run(30_000);
    expect(asked(cluster)).toEqual(["t"]);
    cluster.boot(3);
    cluster.run(5000);
    writeIsr(cluster, "t", [2, 3]);
    expect(state(cluster)).toMatchObject({ leader: 3, isr: [3] });
    expect(asked(cluster)).toEqual([]);
  });

  test("is taken over by the next controller", () => {
    const cluster = clusterWith([2], settings);
    ask(cluster, { t: [3] });
    cluster.kill(cluster.activeController());
    cluster.run(30_000);
    expect(asked(cluster)).toEqual(["t"]);
    writeIsr(cluster, "t", [2, 3]);
    expect(state(cluster)).toMatchObject({ leader: 3, isr: [3] });
    expect(assignment(cluster)).toEqual(settled([3]));
    expect(asked(cluster)).toEqual([]);
  });

  test("is all that there is: requests are unknown", () => {
    const cluster = clusterWith([2], settings);
    expect(alter(cluster, [3])).toBe(Errors.UNSUPPORTED_VERSION);
  });
});

describe("A second batch, written while the first is under way,", () => {
  test("was begun until 0.11, for what the first does not name", () => {
    const cluster = clusterWith([2], UNTIL_0_11);
    ask(cluster, { t: [3] });
    ask(cluster, { t: [4], u: [4] });
    expect(assignment(cluster)).toEqual(settled([3, 2]));
    writeIsr(cluster, "u", [2, 4]);
    expect(cluster.state("u", 0)).toMatchObject({ leader: 4, isr: [4] });
  });

  test("is not noticed since 1.1, and overwritten", () => {
    const cluster = clusterWith([2], SINCE_1_1);
    ask(cluster, { t: [3], u: [4] });
    ask(cluster, { t: [4] });
    expect(assignment(cluster)).toEqual(settled([3, 2]));
    writeIsr(cluster, "u", [2, 4]);
    const data = cluster.znode(REASSIGN_PARTITIONS_PATH) ?? "";
    expect(decodeReassignPartitions(data)).toEqual([{ topic: "t", partition: 0, replicas: [3] }]);
  });
});
