import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import type { OffsetCommitResponse } from "../../../../sim/kafka/group-messages.ts";
import { OFFSET_COMMIT } from "../../../../sim/kafka/messages.ts";
import { BROKERS, GroupsCluster } from "./groups-cluster.ts";

describe("a commit", () => {
  test("is in the log of __consumer_offsets on every replica before it is answered", () => {
    const cluster = new GroupsCluster();
    expect(cluster.commit(1, { offset: 5, metadata: "five" })).toBe(Errors.NONE);
    expect(cluster.committed(1)).toBe(5);
    expect(cluster.offsetFacts(1)).toEqual([[5, "committed"]]);
    const commitTimestamp = expect.any(Number);
    for (const broker of BROKERS) {
      const [[key, value] = ["", ""]] = cluster.records(broker);
      expect(JSON.parse(key ?? "")).toEqual({
        version: 1,
        group: "readers",
        topic: "orders",
        partition: 0,
      });
      expect(JSON.parse(value ?? "")).toEqual({
        version: 3,
        offset: 5,
        leaderEpoch: -1,
        metadata: "five",
        commitTimestamp,
      });
    }
  });

  test.each([
    ["0.8.2", { version: 0, offset: 5, metadata: "", timestamp: expect.any(Number) }],
    [
      "0.9",
      { version: 1, commitTimestamp: expect.any(Number), expireTimestamp: expect.any(Number) },
    ],
    ["2.0", { version: 1, expireTimestamp: expect.any(Number) }],
    ["2.1", { version: 3, leaderEpoch: -1, commitTimestamp: expect.any(Number) }],
  ] as const)("is written in the version of its time (%s)", (era, expected) => {
    const cluster = new GroupsCluster({}, era);
    cluster.commit(1, { offset: 5 });
    const [[key, value] = ["", ""]] = cluster.records(1);
    expect(JSON.parse(value ?? "")).toMatchObject(expected);
    expect(JSON.parse(key ?? "")).toMatchObject({ version: era === "0.8.2" ? 0 : 1 });
  });

  test("goes back as well as forth: the last one counts", () => {
    const cluster = new GroupsCluster();
    for (const offset of [5, 9, 2]) cluster.commit(1, { offset });
    expect(cluster.committed(1)).toBe(2);
  });

  test("that the followers do not get in time is not known to be there", () => {
    const cluster = new GroupsCluster();
    for (const follower of [2, 3]) cluster.cut(follower, 1);
    const beganMs = cluster.sim.now / 1000;
    expect(cluster.commit(1, { offset: 5 })).toBe(Errors.REQUEST_TIMED_OUT);
    expect(cluster.sim.now / 1000 - beganMs).toBeGreaterThanOrEqual(5000);
    expect(cluster.committed(1)).toBe(-1);
    expect(cluster.offsetFacts(1)).toEqual([]);
  });

  test("that timed out counts all the same for the next coordinator, which finds it in the log", () => {
    const cluster = new GroupsCluster({ "offsets.commit.timeout.ms": 100 });
    for (const follower of [2, 3]) cluster.cut(follower, 1);
    expect(cluster.commit(1, { offset: 5 })).toBe(Errors.REQUEST_TIMED_OUT);
    for (const follower of [2, 3]) cluster.restore(follower, 1);
    cluster.run(2000);
    cluster.electCoordinator(2, BROKERS);
    cluster.run(100);
    expect(cluster.committed(2)).toBe(5);
  });

  test("waits for one replica only where offsets.commit.required.acks says so", () => {
    const cluster = new GroupsCluster({ "offsets.commit.required.acks": 1 });
    for (const follower of [2, 3]) cluster.cut(follower, 1);
    expect(cluster.commit(1, { offset: 5 })).toBe(Errors.NONE);
    expect(cluster.committed(1)).toBe(5);
  });

  test.each([
    ["0.9", Errors.NOT_ENOUGH_REPLICAS],
    ["0.10.2", Errors.COORDINATOR_NOT_AVAILABLE],
    ["2.8", Errors.COORDINATOR_NOT_AVAILABLE],
  ] as const)("is refused while too few replicas are in sync (%s)", (era, error) => {
    const cluster = new GroupsCluster({ "min.insync.replicas": 2 }, era);
    for (const follower of [2, 3]) cluster.cut(follower, 1);
    cluster.electCoordinator(1, [1]);
    expect(cluster.commit(1, { offset: 5 })).toBe(error);
    expect(cluster.records(1)).toEqual([]);
  });

  test("of a partition with too much metadata is refused, its neighbour is not", () => {
    const cluster = new GroupsCluster({ "offset.metadata.max.bytes": 3 });
    const other = cluster.tp(1, "orders");
    cluster.elect(1, BROKERS, { tp: other });
    const request = cluster.commitRequest({ offset: 5, metadata: "long" });
    const neighbour = { tp: other, offset: 7, leaderEpoch: 2, metadata: "abc" };
    const { partitions } = cluster.ask<OffsetCommitResponse>(1, OFFSET_COMMIT, {
      ...request,
      partitions: [...request.partitions, neighbour],
    });
    expect(partitions).toEqual([
      { tp: cluster.orders, error: Errors.OFFSET_METADATA_TOO_LARGE },
      { tp: other, error: Errors.NONE },
    ]);
    const fetched = cluster.fetchOffsets(1, { partitions: null });
    expect(fetched.partitions).toEqual([{ ...neighbour, error: Errors.NONE }]);
  });

  test("of an unknown partition is refused", () => {
    const cluster = new GroupsCluster();
    expect(cluster.commit(1, { offset: 5, partition: 9 })).toBe(Errors.UNKNOWN_TOPIC_OR_PARTITION);
  });

  test("in a generation is refused where nobody knows the group", () => {
    const cluster = new GroupsCluster();
    const request = { generationId: 3, memberId: "m" };
    expect(cluster.commit(1, { offset: 5, request })).toBe(Errors.ILLEGAL_GENERATION);
  });

  test("in a generation is taken by a coordinator that knows no members (0.8.2)", () => {
    const cluster = new GroupsCluster({}, "0.8.2");
    const request = { version: 1, generationId: 3, memberId: "m" };
    expect(cluster.commit(1, { offset: 5, request })).toBe(Errors.NONE);
    expect(cluster.committed(1)).toBe(5);
  });

  test("of somebody who is no coordinator's is refused", () => {
    const cluster = new GroupsCluster();
    expect(cluster.commit(2, { offset: 5 })).toBe(Errors.NOT_COORDINATOR);
    expect(cluster.fetchOffsets(2).error).toBe(Errors.NOT_COORDINATOR);
  });

  test("waits while the leader writes its ISR to ZooKeeper", () => {
    const cluster = new GroupsCluster({ "replica.lag.time.max.ms": 1000 }, "1.1");
    cluster.registry.isrWriteMs = 4000;
    cluster.cut(3, 1);
    cluster.until(() => cluster.partition(1, cluster.offsets).isrWrite !== null);
    cluster.send(1, OFFSET_COMMIT, cluster.commitRequest({ offset: 5 }));
    cluster.run(1000);
    expect(cluster.log(1, cluster.offsets).logEndOffset).toBe(0);
    cluster.until(() => cluster.answers.at(-1)?.kind === OFFSET_COMMIT);
    expect(cluster.partition(1, cluster.offsets).isrWrite).toBeNull();
    expect(cluster.committed(1)).toBe(5);
  });
});

describe("an offset that is fetched", () => {
  test("is -1 where nobody committed it, without an error", () => {
    const cluster = new GroupsCluster();
    const { error, partitions } = cluster.fetchOffsets(1);
    expect(error).toBe(Errors.NONE);
    expect(partitions).toEqual([
      { tp: cluster.orders, offset: -1, leaderEpoch: -1, metadata: "", error: Errors.NONE },
    ]);
    expect(cluster.fetchOffsets(1, { partitions: null }).partitions).toEqual([]);
  });

  test("is the one before while another is on its way, or unstable for who asks for that", () => {
    const cluster = new GroupsCluster();
    cluster.commit(1, { offset: 5 });
    for (const follower of [2, 3]) cluster.cut(follower, 1);
    cluster.send(1, OFFSET_COMMIT, cluster.commitRequest({ offset: 6 }), 1);
    cluster.run(100);
    expect(cluster.committed(1)).toBe(5);
    const { partitions } = cluster.fetchOffsets(1, { requireStable: true });
    expect(partitions).toMatchObject([{ offset: -1, error: Errors.UNSTABLE_OFFSET_COMMIT }]);
  });

  test("tells the group's error with each partition to older clients", () => {
    const cluster = new GroupsCluster();
    const { partitions } = cluster.fetchOffsets(2, { version: 1 });
    expect(partitions).toMatchObject([{ offset: -1, error: Errors.NOT_COORDINATOR }]);
  });
});
