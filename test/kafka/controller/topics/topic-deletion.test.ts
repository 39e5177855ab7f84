import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import {
  DELETE_TOPICS,
  type DeleteTopicsResponse,
  LEADER_DURING_DELETE,
} from "../../../../sim/kafka/messages.ts";
import { FakeCluster } from "../fake-cluster.ts";
import { forget, startedCluster, told } from "../observations.ts";

function deleteTopics(cluster: FakeCluster, ...topics: readonly string[]) {
  const active = cluster.activeController();
  return cluster.request<DeleteTopicsResponse>(active, DELETE_TOPICS, { topics }).topics;
}

/** Asks for a deletion as the old tools do. */
function mark(cluster: FakeCluster, topic: string): void {
  cluster.createZnode(`/admin/delete_topics/${topic}`);
}

function isGone(cluster: FakeCluster, topic: string): boolean {
  const paths = [
    `/brokers/topics/${topic}`,
    `/config/topics/${topic}`,
    `/admin/delete_topics/${topic}`,
  ];
  return paths.every((path) => cluster.znode(path) === null);
}

/** Whether a broker was told to delete partitions, or only to stop, in the order of being told. */
function stops(cluster: FakeCluster, broker: number, tp: number) {
  return cluster.broker(broker).received.flatMap((request) => {
    if (request.api !== "StopReplica") return [];
    return request.body.partitions
      .filter((each) => each.tp === tp)
      .map(({ deletePartition, leaderEpoch }) => ({ deletePartition, leaderEpoch }));
  });
}

describe("deleting a topic", () => {
  test("brokers forget it, its replicas stop and then go, and so do its znodes", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [
      [1, 2],
      [2, 3],
    ]);
    forget(cluster);
    expect(deleteTopics(cluster, "t")).toEqual([{ name: "t", error: 0, message: null }]);
    cluster.run(500);
    expect(isGone(cluster, "t")).toBe(true);
    const tp = cluster.tp("t", 0);
    for (const broker of [1, 2, 3]) {
      const leaders = told(cluster, broker, "UpdateMetadata", tp).map(({ leader }) => leader);
      expect(leaders[0]).toBe(LEADER_DURING_DELETE);
      expect(cluster.broker(broker).metadataCache.hasTopic("t")).toBe(false);
    }
    for (const broker of [1, 2]) {
      expect(stops(cluster, broker, tp)).toEqual([
        { deletePartition: false, leaderEpoch: -2 },
        { deletePartition: true, leaderEpoch: -2 },
      ]);
    }
    expect(stops(cluster, 3, tp)).toEqual([]);
  });

  test("the topic's znodes go children first, then the overrides, then the request", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1], [1]]);
    cluster.zooKeeperRequests.length = 0;
    deleteTopics(cluster, "t");
    cluster.run(500);
    const deleted = cluster.zooKeeperRequests.flatMap(({ operation }) =>
      operation.op === "multi"
        ? operation.ops.flatMap((each) => (each.op === "delete" ? [each.path] : []))
        : [],
    );
    expect(deleted).toEqual([
      "/brokers/topics/t/partitions/0/state",
      "/brokers/topics/t/partitions/0",
      "/brokers/topics/t/partitions/1/state",
      "/brokers/topics/t/partitions/1",
      "/brokers/topics/t/partitions",
      "/brokers/topics/t",
      "/config/topics/t",
      "/admin/delete_topics/t",
    ]);
  });

  test("a topic of that name can be created again, with epochs from 0 and no old overrides", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1, 2, 3]], { "min.insync.replicas": "2" });
    deleteTopics(cluster, "t");
    cluster.run(500);
    cluster.createTopic("t", [[2, 3]]);
    const state = { leader: 2, leaderEpoch: 0, isr: [2, 3], zkVersion: 0 };
    expect(cluster.state("t", 0)).toMatchObject(state);
    expect(cluster.znode("/config/topics/t")).toBe('{"version":1,"config":{}}');
    deleteTopics(cluster, "t");
    cluster.run(500);
    expect(isGone(cluster, "t")).toBe(true);
  });

  test("an unknown topic is refused; a request in ZooKeeper for one is dropped", () => {
    const cluster = startedCluster();
    const error = Errors.UNKNOWN_TOPIC_OR_PARTITION;
    expect(deleteTopics(cluster, "t")).toMatchObject([{ name: "t", error }]);
    mark(cluster, "t");
    cluster.run(500);
    expect(cluster.znode("/admin/delete_topics/t")).toBeNull();
  });

  test("another broker than the controller refuses", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1]]);
    const error = Errors.NOT_CONTROLLER;
    const body = { topics: ["t"] };
    const { topics } = cluster.request<DeleteTopicsResponse>(2, DELETE_TOPICS, body);
    expect(topics).toMatchObject([{ name: "t", error }]);
  });

  test("a topic that is being deleted gets no leader when its leader's broker dies", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2, 3]]);
    cluster.kill(3);
    cluster.run(20_000);
    mark(cluster, "t");
    cluster.run(500);
    forget(cluster);
    cluster.kill(2);
    cluster.run(20_000);
    expect(cluster.elections()).toEqual([]);
  });
});

describe("while deletion is disabled", () => {
  const DISABLED = { "delete.topic.enable": false };

  test("a request is refused, and one in ZooKeeper is dropped", () => {
    const cluster = startedCluster(3, DISABLED);
    cluster.createTopic("t", [[1, 2]]);
    const error = Errors.TOPIC_DELETION_DISABLED;
    expect(deleteTopics(cluster, "t")).toMatchObject([{ name: "t", error }]);
    mark(cluster, "t");
    cluster.run(500);
    expect(cluster.znode("/admin/delete_topics/t")).toBeNull();
    expect(cluster.state("t", 0)).toMatchObject({ leader: 1 });
  });

  test("a new controller drops the requests that it finds", () => {
    const cluster = startedCluster(3, DISABLED);
    cluster.createTopic("t", [[2, 3]]);
    cluster.kill(1);
    mark(cluster, "t");
    cluster.run(20_000);
    expect(cluster.znode("/admin/delete_topics/t")).toBeNull();
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2 });
  });

  test("before KAFKA-3175 a request in ZooKeeper stays, for a controller that may delete topics", () => {
    const kept = { deletionsMarkedWhileDisabled: "kept" };
    const cluster = new FakeCluster(3, kept, "1", { 1: { ...kept, ...DISABLED } });
    cluster.start();
    cluster.createTopic("t", [[2, 3]]);
    mark(cluster, "t");
    mark(cluster, "unknown");
    cluster.run(500);
    expect(cluster.znode("/admin/delete_topics/t")).not.toBeNull();
    expect(cluster.znode("/admin/delete_topics/unknown")).toBeNull();
    expect(cluster.state("t", 0)).toMatchObject({ leader: 2 });
    cluster.kill(1);
    cluster.run(20_000);
    expect(isGone(cluster, "t")).toBe(true);
  });

  test("before KIP-322 the request times out", () => {
    const cluster = startedCluster(3, { ...DISABLED, disabledDeletion: "timesOut" });
    cluster.createTopic("t", [[1, 2]]);
    const error = Errors.REQUEST_TIMED_OUT;
    expect(deleteTopics(cluster, "t")).toMatchObject([{ name: "t", error }]);
  });
});

describe("a deletion waits", () => {
  test("for a replica whose broker is down, and goes on when that has started", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1, 2, 3]]);
    cluster.kill(3);
    cluster.run(20_000);
    expect(deleteTopics(cluster, "t")).toMatchObject([{ error: 0 }]);
    cluster.run(5000);
    expect(stops(cluster, 2, cluster.tp("t", 0)).at(-1)).toMatchObject({ deletePartition: true });
    const metadata = told(cluster, 2, "UpdateMetadata", cluster.tp("t", 0));
    expect(metadata.filter(({ leader }) => leader === LEADER_DURING_DELETE)).toHaveLength(1);
    expect(cluster.znode("/admin/delete_topics/t")).not.toBeNull();
    expect(cluster.znode("/brokers/topics/t")).not.toBeNull();
    cluster.boot(3);
    cluster.run(5000);
    expect(isGone(cluster, "t")).toBe(true);
  });

  test("for a broker that dies before it has deleted its replica", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1, 2, 3]]);
    cluster.cut(1, cluster.host(3), true);
    mark(cluster, "t");
    cluster.run(1000);
    cluster.kill(3);
    cluster.run(20_000);
    cluster.cut(1, cluster.host(3), false);
    expect(cluster.znode("/brokers/topics/t")).not.toBeNull();
    cluster.boot(3);
    cluster.run(5000);
    expect(isGone(cluster, "t")).toBe(true);
  });

  test("for a replica that could not be deleted, until its broker has started anew", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1, 2]]);
    const tp = cluster.tp("t", 0);
    cluster.broker(2).offline.add(tp);
    mark(cluster, "t");
    cluster.run(1000);
    expect(cluster.znode("/brokers/topics/t")).not.toBeNull();
    cluster.kill(2);
    cluster.run(20_000);
    cluster.boot(2);
    cluster.run(5000);
    expect(isGone(cluster, "t")).toBe(true);
  });

  test("other topics do not wait with it", () => {
    const cluster = startedCluster();
    cluster.createTopic("held", [[1, 3]]);
    cluster.createTopic("free", [[1, 2]]);
    cluster.kill(3);
    cluster.run(20_000);
    deleteTopics(cluster, "held", "free");
    cluster.run(1000);
    expect(isGone(cluster, "free")).toBe(true);
    expect(isGone(cluster, "held")).toBe(false);
  });
});

describe("a new controller", () => {
  test.each([
    ["before any replica is deleted", "getChildren", "/admin/delete_topics"],
    ["while replicas are deleted", "setData", "/brokers/topics/t/partitions/0/state"],
    ["while znodes are deleted", "getChildren", "/brokers/topics/t/partitions"],
    ["when only the overrides are left", "delete", "/brokers/topics/t"],
    ["when only the request is left", "delete", "/config/topics/t"],
  ])("finishes the deletion that another began: %s", (_, op, path) => {
    const cluster = startedCluster();
    cluster.createTopic("t", [
      [1, 2],
      [2, 3],
    ]);
    mark(cluster, "t");
    cluster.runUntilRequest(1, (operation) => {
      const [, write] = operation.op === "multi" ? operation.ops : [null, operation];
      return write?.op === op && "path" in write && write.path === path;
    });
    cluster.kill(1);
    cluster.run(20_000);
    cluster.boot(1);
    cluster.run(5000);
    expect(isGone(cluster, "t")).toBe(true);
    expect(cluster.activeController()).not.toBe(1);
    cluster.createTopic("t", [[1, 3]]);
    expect(cluster.state("t", 0)).toMatchObject({ leader: 1, leaderEpoch: 0 });
  });

  test("waits for the replicas whose brokers are down", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[2, 3]]);
    cluster.kill(3);
    cluster.run(20_000);
    mark(cluster, "t");
    cluster.run(1000);
    cluster.kill(1);
    cluster.run(20_000);
    expect(cluster.znode("/brokers/topics/t")).not.toBeNull();
    cluster.boot(3);
    cluster.run(5000);
    expect(isGone(cluster, "t")).toBe(true);
  });

  test("a deposed controller deletes no znode any more", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1, 2]]);
    mark(cluster, "t");
    cluster.runUntilRequest(
      1,
      (operation) =>
        operation.op === "getChildren" && operation.path === "/brokers/topics/t/partitions",
    );
    cluster.raiseControllerEpoch();
    cluster.run(2000);
    expect(cluster.znode("/brokers/topics/t")).not.toBeNull();
  });
});

describe("a topic whose znodes somebody took away", () => {
  test("is forgotten", () => {
    const cluster = startedCluster();
    cluster.createTopic("t", [[1, 2]]);
    cluster.createTopic("u", [[1, 2]]);
    cluster.deleteZnode("/brokers/topics/t/partitions/0/state");
    cluster.deleteZnode("/brokers/topics/t/partitions/0");
    cluster.deleteZnode("/brokers/topics/t/partitions");
    cluster.deleteZnode("/brokers/topics/t");
    cluster.createTopic("wakes-the-watch", [[1]]);
    forget(cluster);
    cluster.kill(2);
    cluster.run(20_000);
    expect(told(cluster, 1, "LeaderAndIsr", cluster.tp("t", 0))).toEqual([]);
    expect(told(cluster, 1, "LeaderAndIsr", cluster.tp("u", 0))).not.toEqual([]);
  });
});
