import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { OFFSET_COMMIT, STOP_REPLICA } from "../../../../sim/kafka/messages.ts";
import { BROKERS, GroupsCluster } from "./groups-cluster.ts";

describe("a new coordinator", () => {
  test("has what was committed before, when the old one died", () => {
    const cluster = new GroupsCluster();
    cluster.commit(1, { offset: 5 });
    cluster.commit(1, { offset: 8, metadata: "eight" });
    cluster.act(() => cluster.sim.kill(cluster.host(1)));
    cluster.electCoordinator(2, [2, 3]);
    cluster.run(100);
    const { partitions } = cluster.fetchOffsets(2);
    expect(partitions).toMatchObject([{ offset: 8, metadata: "eight", error: Errors.NONE }]);
    expect(cluster.offsetFacts(2)).toEqual([[8, "loaded"]]);
    expect(cluster.commit(2, { offset: 9 })).toBe(Errors.NONE);
  });

  test.each([
    ["1.1", Errors.NOT_COORDINATOR],
    ["2.0", Errors.COORDINATOR_LOAD_IN_PROGRESS],
    ["2.8", Errors.COORDINATOR_LOAD_IN_PROGRESS],
  ] as const)("answers with an error while it reads the log (%s)", (era, error) => {
    const cluster = new GroupsCluster({}, era);
    for (let offset = 1; offset <= 20; offset++) cluster.commit(1, { offset });
    // The new coordinator hears of it last, and is asked at once.
    cluster.elect(2, BROKERS, { tp: cluster.offsets, tell: [1, 3, 2] });
    expect(cluster.fetchOffsets(2).error).toBe(error);
    cluster.run(10);
    expect(cluster.committed(2)).toBe(20);
  });

  test("leaves the groups to the next one", () => {
    const cluster = new GroupsCluster();
    cluster.commit(1, { offset: 5 });
    cluster.electCoordinator(2, BROKERS);
    cluster.run(100);
    expect(cluster.commit(1, { offset: 6 })).toBe(Errors.NOT_COORDINATOR);
    expect(cluster.commit(2, { offset: 7 })).toBe(Errors.NONE);
    cluster.electCoordinator(1, BROKERS);
    cluster.run(100);
    expect(cluster.committed(1)).toBe(7);
  });

  test("that stays the leader in a new epoch reads nothing again", () => {
    const cluster = new GroupsCluster();
    cluster.commit(1, { offset: 5 });
    cluster.electCoordinator(1, BROKERS);
    expect(cluster.committed(1)).toBe(5);
    expect(cluster.offsetFacts(1)).toEqual([[5, "committed"]]);
  });

  test("whose replica is taken away coordinates no more", () => {
    const cluster = new GroupsCluster();
    cluster.commit(1, { offset: 5 });
    const partitions = [{ tp: cluster.offsets, leaderEpoch: 5, deletePartition: true }];
    const request = { controllerId: 1, controllerEpoch: 1, brokerEpoch: -1, partitions };
    cluster.ask(1, STOP_REPLICA, request);
    cluster.run(10);
    expect(cluster.fetchOffsets(1).error).toBe(Errors.NOT_COORDINATOR);
  });

  test.each([
    ["0.10.2", -1],
    ["0.11", 5],
  ] as const)("reads as far as its era does: the high watermark may lag (%s)", (era, offset) => {
    const cluster = new GroupsCluster({}, era);
    cluster.send(1, OFFSET_COMMIT, cluster.commitRequest({ offset: 5 }));
    // Its log has the record; that this is committed the next fetch will tell.
    cluster.until(() => cluster.log(2, cluster.offsets).logEndOffset === 1);
    expect(cluster.log(2, cluster.offsets).highWatermark).toBe(0);
    cluster.act(() => cluster.sim.kill(cluster.host(1)));
    cluster.act(() => cluster.sim.kill(cluster.host(3)));
    cluster.electCoordinator(2, [2, 3]);
    cluster.run(100);
    expect(cluster.committed(2)).toBe(offset);
  });
});
