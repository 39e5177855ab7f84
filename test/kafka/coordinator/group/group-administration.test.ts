import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import type {
  DeleteGroupsResponse,
  DescribeGroupsResponse,
  JoinGroupResponse,
  ListGroupsResponse,
  OffsetDeleteResponse,
} from "../../../../sim/kafka/group-messages.ts";
import {
  DELETE_GROUPS,
  DESCRIBE_GROUPS,
  FIND_COORDINATOR,
  HEARTBEAT,
  JOIN_GROUP,
  LIST_GROUPS,
  OFFSET_COMMIT,
  OFFSET_DELETE,
  UPDATE_METADATA,
} from "../../../../sim/kafka/messages.ts";
import { BROKERS, GROUP, GroupsCluster } from "./groups-cluster.ts";

/** A group whose only member waits for nobody's assignment. */
function withMember(protocolType = "consumer"): GroupsCluster {
  const cluster = new GroupsCluster({ "group.initial.rebalance.delay.ms": 0 });
  cluster.commit(1, { offset: 5 });
  const joined = cluster.ask<JoinGroupResponse>(1, JOIN_GROUP, {
    version: 0,
    groupId: GROUP,
    memberId: "",
    instanceId: null,
    clientId: "reader",
    sessionTimeoutMs: 30_000,
    rebalanceTimeoutMs: 30_000,
    protocolType,
    protocols: [{ name: "range", metadata: new Uint8Array([1, 2, 3]) }],
  });
  expect(joined.error).toBe(Errors.NONE);
  return cluster;
}

const describeGroup = (cluster: GroupsCluster, broker: number, group = GROUP) =>
  cluster.ask<DescribeGroupsResponse>(broker, DESCRIBE_GROUPS, { groups: [group] }).groups[0];

const deleteGroup = (cluster: GroupsCluster, broker: number, group = GROUP) =>
  cluster.ask<DeleteGroupsResponse>(broker, DELETE_GROUPS, { groups: [group, group] }).groups;

const deleteOffsets = (cluster: GroupsCluster, partitions: readonly number[]) =>
  cluster.ask<OffsetDeleteResponse>(1, OFFSET_DELETE, { groupId: GROUP, partitions });

describe("groups", () => {
  test("are listed by their coordinator alone", () => {
    const cluster = new GroupsCluster();
    cluster.commit(1, { offset: 5 });
    expect(cluster.ask<ListGroupsResponse>(1, LIST_GROUPS, {})).toEqual({
      error: Errors.NONE,
      groups: [{ groupId: GROUP, protocolType: "", state: "Empty" }],
    });
    expect(cluster.ask<ListGroupsResponse>(2, LIST_GROUPS, {}).groups).toEqual([]);
  });

  test("are described with their members, of which nothing is told while they rebalance", () => {
    const cluster = withMember();
    const host = cluster.sim.hosts.find(({ name }) => name === "probe")?.name;
    const member = { clientId: "reader", clientHost: host, metadata: new Uint8Array(0) };
    expect(describeGroup(cluster, 1)).toMatchObject({
      error: Errors.NONE,
      state: "CompletingRebalance",
      protocolType: "consumer",
      protocolName: "",
      members: [member],
    });
  });

  test("that nobody knows are dead; what others coordinate is not described", () => {
    const cluster = new GroupsCluster();
    expect(describeGroup(cluster, 1)).toMatchObject({ error: Errors.NONE, state: "Dead" });
    expect(describeGroup(cluster, 2)).toMatchObject({ error: Errors.NOT_COORDINATOR, state: "" });
  });
});

describe("a group", () => {
  test("is deleted with all that it committed, also for the next coordinator", () => {
    const cluster = new GroupsCluster();
    cluster.commit(1, { offset: 5 });
    expect(deleteGroup(cluster, 1)).toEqual([{ groupId: GROUP, error: Errors.NONE }]);
    expect(cluster.committed(1)).toBe(-1);
    expect(cluster.offsetFacts(1).at(-1)).toEqual([-1, "deleted"]);
    expect(deleteGroup(cluster, 1)).toEqual([{ groupId: GROUP, error: Errors.GROUP_ID_NOT_FOUND }]);
    cluster.run(1000);
    cluster.electCoordinator(2, BROKERS);
    cluster.run(100);
    expect(cluster.ask<ListGroupsResponse>(2, LIST_GROUPS, {}).groups).toEqual([]);
    expect(cluster.offsetFacts(2)).toEqual([]);
  });

  test("with members is not deleted", () => {
    const cluster = withMember();
    expect(deleteGroup(cluster, 1)).toEqual([{ groupId: GROUP, error: Errors.NON_EMPTY_GROUP }]);
    expect(cluster.committed(1)).toBe(5);
  });
});

describe("a committed offset", () => {
  test("is deleted alone", () => {
    const cluster = new GroupsCluster();
    const other = cluster.tp(1, "orders");
    cluster.elect(1, BROKERS, { tp: other });
    cluster.commit(1, { offset: 5 });
    cluster.commit(1, { offset: 6, partition: 1 });
    const unknown = cluster.tp(7, "orders");
    expect(deleteOffsets(cluster, [cluster.orders, unknown]).partitions).toEqual([
      { tp: cluster.orders, error: Errors.NONE },
      { tp: unknown, error: Errors.UNKNOWN_TOPIC_OR_PARTITION },
    ]);
    expect(cluster.fetchOffsets(1, { partitions: null }).partitions).toMatchObject([
      { tp: other, offset: 6 },
    ]);
  });

  test("of a topic to which members subscribe, or may, stays", () => {
    const cluster = withMember();
    expect(deleteOffsets(cluster, [cluster.orders]).partitions).toEqual([
      { tp: cluster.orders, error: Errors.GROUP_SUBSCRIBED_TO_TOPIC },
    ]);
    expect(cluster.committed(1)).toBe(5);
  });

  test("of a group with members of another kind stays, and so does that of no group", () => {
    const cluster = withMember("connect");
    expect(deleteOffsets(cluster, [cluster.orders]).error).toBe(Errors.NON_EMPTY_GROUP);
    const unknown = cluster.ask<OffsetDeleteResponse>(1, OFFSET_DELETE, {
      groupId: "nobody",
      partitions: [cluster.orders],
    });
    expect(unknown.error).toBe(Errors.GROUP_ID_NOT_FOUND);
  });

  test.each([
    ["0.9", 5],
    ["0.10.2", -1],
    ["2.8", -1],
  ] as const)("goes with its topic, since offsets do (%s)", (era, offset) => {
    const cluster = new GroupsCluster({}, era);
    cluster.commit(1, { offset: 5 });
    const state = cluster.registry.partitions.get(cluster.orders);
    cluster.ask(1, UPDATE_METADATA, {
      controllerId: 1,
      controllerEpoch: 1,
      brokerEpoch: -1,
      liveBrokers: BROKERS,
      racks: {},
      partitions: [
        { tp: cluster.orders, controllerEpoch: 1, offlineReplicas: [], ...state, leader: -2 },
      ],
    });
    expect(cluster.committed(1)).toBe(offset);
  });
});

describe("a broker", () => {
  const unknown: readonly (readonly [
    era: Parameters<typeof eraCluster>[0],
    kinds: readonly number[],
  ])[] = [
    ["0.7", [OFFSET_COMMIT, FIND_COORDINATOR]],
    ["0.8.2", [JOIN_GROUP, HEARTBEAT, LIST_GROUPS]],
    ["1.1", [OFFSET_DELETE]],
    ["0.11", [DELETE_GROUPS]],
  ];
  const eraCluster = (era: "0.7" | "0.8.2" | "0.11" | "1.1") => new GroupsCluster({}, era);

  test.each(unknown)("hangs up on requests that its version does not have (%s)", (era, kinds) => {
    const cluster = eraCluster(era);
    for (const kind of kinds) {
      const { length } = cluster.probe.disconnects;
      cluster.send(1, kind, { groups: [], groupId: GROUP, key: GROUP, keyType: 0 }, kind);
      cluster.until(() => cluster.probe.disconnects.length > length);
    }
  });

  test("that shuts down coordinates no more", () => {
    const cluster = new GroupsCluster();
    cluster.commit(1, { offset: 5 });
    cluster.act(() => cluster.broker(1).shutdown());
    cluster.run(1000);
    expect(cluster.host(1).up).toBe(false);
  });
});
