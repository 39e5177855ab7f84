import { describe, expect, test } from "vitest";
import { assigned } from "../../../../sim/kafka/controller/replicas/replica-assignment.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import {
  CREATE_PARTITIONS,
  type CreatePartitionsResponse,
  DELETE_TOPICS,
  type NewPartitions,
} from "../../../../sim/kafka/messages.ts";
import { decodeTopic, encodeTopic } from "../../../../sim/kafka/zk/zk-data.ts";
import type { FakeCluster } from "../fake-cluster.ts";
import { forget, startedCluster, told } from "../observations.ts";

function createPartitions(cluster: FakeCluster, ...topics: readonly NewPartitions[]) {
  const active = cluster.activeController();
  return cluster.request<CreatePartitionsResponse>(active, CREATE_PARTITIONS, { topics }).topics;
}

function placed(name: string, count: number): NewPartitions {
  return { name, count, assignment: null };
}

function assignmentOf(cluster: FakeCluster, topic: string) {
  const data = cluster.znode(`/brokers/topics/${topic}`) ?? "";
  return decodeTopic(data).map(({ replicas }) => replicas);
}

/** Writes a topic's znode as the old tools do. */
function writeTopic(cluster: FakeCluster, topic: string, replicas: readonly (readonly number[])[]) {
  const data = encodeTopic(replicas.map(assigned));
  cluster.execute({ op: "setData", path: `/brokers/topics/${topic}`, data, version: -1 });
}

describe("adding partitions", () => {
  test("the new ones are placed in turn behind the old ones, and get leaders", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2, 3]]);
    expect(createPartitions(cluster, placed("t", 4))).toEqual([
      { name: "t", error: 0, message: null },
    ]);
    expect(assignmentOf(cluster, "t")).toEqual([
      [2, 3],
      [3, 2],
      [1, 3],
      [2, 3],
    ]);
    expect(cluster.state("t", 3)).toMatchObject({ leader: 2, leaderEpoch: 0, isr: [2, 3] });
  });

  test("the old ones stay as they are", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1, 2, 3]]);
    const before = cluster.state("t", 0);
    forget(cluster);
    createPartitions(cluster, placed("t", 2));
    cluster.run(500);
    expect(cluster.state("t", 0)).toEqual(before);
    expect(told(cluster, 2, "LeaderAndIsr", cluster.tp("t", 0))).toEqual([]);
    expect(told(cluster, 2, "LeaderAndIsr", cluster.tp("t", 1))).toHaveLength(1);
  });

  test("replicas can be given", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1]]);
    createPartitions(cluster, { name: "t", count: 3, assignment: [[3], [2]] });
    expect(assignmentOf(cluster, "t")).toEqual([[1], [3], [2]]);
    expect(cluster.state("t", 1).leader).toBe(3);
  });

  test("a second time works like the first", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1]]);
    for (const count of [2, 3, 5]) {
      expect(createPartitions(cluster, placed("t", count))).toMatchObject([{ error: 0 }]);
    }
    expect(cluster.state("t", 4).leaderEpoch).toBe(0);
  });

  test("a new controller notices them too", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2]]);
    cluster.kill(1);
    cluster.run(20_000);
    expect(createPartitions(cluster, placed("t", 2))).toMatchObject([{ error: 0 }]);
  });

  test("a znode with more partitions is enough; one with fewer changes nothing", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1], [2]]);
    writeTopic(cluster, "t", [[1], [2], [3]]);
    cluster.run(500);
    expect(cluster.state("t", 2).leader).toBe(3);
    writeTopic(cluster, "t", [[1]]);
    cluster.run(500);
    cluster.kill(2);
    cluster.run(20_000);
    expect(cluster.state("t", 1).leader).toBe(-1);
  });

  test.each<readonly [string, NewPartitions, number]>([
    ["fewer partitions", placed("t", 1), Errors.INVALID_PARTITIONS],
    ["as many partitions", placed("t", 2), Errors.INVALID_PARTITIONS],
    ["an unknown topic", placed("u", 3), Errors.UNKNOWN_TOPIC_OR_PARTITION],
    ["an unknown broker", with3([[1, 9]]), Errors.INVALID_REPLICA_ASSIGNMENT],
    [
      "too many assignments",
      with3([
        [1, 2],
        [1, 3],
      ]),
      Errors.INVALID_REPLICA_ASSIGNMENT,
    ],
    ["no replica", with3([[]]), Errors.INVALID_REPLICA_ASSIGNMENT],
    ["a replica twice", with3([[2, 2]]), Errors.INVALID_REPLICA_ASSIGNMENT],
    ["another number of replicas", with3([[2]]), Errors.INVALID_REPLICA_ASSIGNMENT],
  ])("%s: refused, and nothing is written", (_, wanted, error) => {
    const cluster = startedCluster();
    cluster.createTopic("t", [
      [1, 2],
      [2, 3],
    ]);
    expect(createPartitions(cluster, wanted)).toMatchObject([{ name: wanted.name, error }]);
    expect(assignmentOf(cluster, "t")).toHaveLength(2);
  });

  test("a topic that is named twice, and one that is being reassigned, are refused", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1]]);
    const twice = createPartitions(cluster, placed("t", 2), placed("t", 3));
    expect(twice).toMatchObject([{ name: "t", error: Errors.INVALID_REQUEST }]);
    const moving = encodeTopic([{ replicas: [2, 1], adding: [2], removing: [1] }]);
    cluster.setZnode("/brokers/topics/t", moving);
    const error = Errors.REASSIGNMENT_IN_PROGRESS;
    expect(createPartitions(cluster, placed("t", 2))).toMatchObject([{ error }]);
  });

  test("before KIP-455 a reassignment of any topic has them refused, known or not", () => {
    const cluster = startedCluster(3, { reassignment: "zookeeper" });
    cluster.createTopic("t", [[1]]);
    cluster.createTopic("moving", [[1]]);
    cluster.cut(1, cluster.host(3), true);
    const data = '{"version":1,"partitions":[{"topic":"moving","partition":0,"replicas":[3]}]}';
    cluster.createZnode("/admin/reassign_partitions", data);
    cluster.run(500);
    const error = Errors.REASSIGNMENT_IN_PROGRESS;
    expect(createPartitions(cluster, placed("t", 2), placed("unknown", 2))).toMatchObject([
      { name: "t", error },
      { name: "unknown", error },
    ]);
    expect(assignmentOf(cluster, "t")).toEqual([[1]]);
  });

  test("without enough brokers for the new ones' replicas they are refused", () => {
    const cluster = startedCluster(2);
    cluster.createTopic("t", [[1, 2]]);
    cluster.kill(2);
    cluster.run(20_000);
    const error = Errors.INVALID_REPLICATION_FACTOR;
    expect(createPartitions(cluster, placed("t", 2))).toMatchObject([{ error }]);
  });

  test("the answer times out while a new partition has no leader", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1]]);
    cluster.cut(1, cluster.host(2), true);
    cluster.run(500);
    cluster.shutdown(3);
    cluster.run(3000);
    writeTopic(cluster, "t", [[1], [3]]);
    cluster.run(1000);
    expect(createPartitions(cluster, placed("t", 3))).toMatchObject([
      { error: Errors.REQUEST_TIMED_OUT },
    ]);
  });
});

describe("a topic that is being deleted", () => {
  /** Its deletion waits for broker 3. */
  function doomed(settings = {}): FakeCluster {
    const cluster = startedCluster(3, settings);
    cluster.createTopic("t", [
      [1, 2],
      [2, 3],
    ]);
    cluster.kill(3);
    cluster.run(20_000);
    cluster.request(1, DELETE_TOPICS, { topics: ["t"] });
    cluster.run(500);
    return cluster;
  }

  test("takes no partitions by request", () => {
    const cluster = doomed();
    const error = Errors.INVALID_TOPIC_EXCEPTION;
    expect(createPartitions(cluster, placed("t", 3))).toMatchObject([{ error }]);
  });

  test("has its old assignment written back when somebody adds some", () => {
    const cluster = doomed();
    const before = assignmentOf(cluster, "t");
    writeTopic(cluster, "t", [...before, [1, 2]]);
    cluster.run(500);
    expect(assignmentOf(cluster, "t")).toEqual(before);
    cluster.boot(3);
    cluster.run(5000);
    expect(cluster.znode("/brokers/topics/t")).toBeNull();
  });

  test("keeps them in its znode before KAFKA-6612, and goes all the same", () => {
    const cluster = doomed({ expansionDuringDeletion: "ignored" });
    const wanted = [...assignmentOf(cluster, "t"), [1, 2]];
    writeTopic(cluster, "t", wanted);
    cluster.run(500);
    expect(assignmentOf(cluster, "t")).toEqual(wanted);
    expect(cluster.znode("/brokers/topics/t/partitions/2")).toBeNull();
    cluster.boot(3);
    cluster.run(5000);
    expect(cluster.znode("/brokers/topics/t")).toBeNull();
  });
});

function with3(assignment: readonly (readonly number[])[]): NewPartitions {
  return { name: "t", count: 3, assignment };
}
