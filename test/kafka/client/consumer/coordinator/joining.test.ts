import { describe, expect, test } from "vitest";
import { Errors } from "../../../../../sim/kafka/errors.ts";
import type {
  JoinGroupRequest,
  SyncGroupRequest,
} from "../../../../../sim/kafka/group-messages.ts";
import {
  FIND_COORDINATOR,
  HEARTBEAT,
  JOIN_GROUP,
  SYNC_GROUP,
} from "../../../../../sim/kafka/messages.ts";
import { MEMBER, MemberWorld, subscriptionOf } from "./support.ts";

describe("finding the coordinator", () => {
  test("requests go to it over a connection of its own", () => {
    const world = new MemberWorld();
    world.begin();
    expect(world.requestsOf(FIND_COORDINATOR)).toHaveLength(1);
    expect(world.requestsOf(JOIN_GROUP).map(({ broker }) => broker)).toEqual([2]);
    expect(world.member.coordinator.coordinatorNode).toBe(2_147_483_645);
  });

  test("COORDINATOR_NOT_AVAILABLE: it is asked for again once there are newer metadata", () => {
    const world = new MemberWorld();
    const unavailable = { error: Errors.COORDINATOR_NOT_AVAILABLE, nodeId: -1 };
    world.coordinators = [unavailable, unavailable, { nodeId: 3 }];
    world.begin();
    expect(world.requestsOf(FIND_COORDINATOR)).toHaveLength(3);
    expect(world.requestsOf(JOIN_GROUP).map(({ broker }) => broker)).toEqual([3]);
    expect(world.states().at(-1)).toBe("STABLE 1");
  });

  test("a group id that is none is an error of poll", () => {
    const world = new MemberWorld();
    world.coordinators = [{ error: Errors.INVALID_GROUP_ID, nodeId: -1 }];
    world.begin(20);
    expect(world.member.errors[0]).toBe(Errors.INVALID_GROUP_ID);
    expect(world.requestsOf(JOIN_GROUP)).toEqual([]);
  });
});

describe("joining", () => {
  test("a follower syncs with nothing and takes what it is assigned", () => {
    const world = new MemberWorld();
    world.begin();
    const sync = world.bodiesOf<SyncGroupRequest>(SYNC_GROUP)[0];
    expect(sync).toMatchObject({ generationId: 1, memberId: MEMBER, assignments: [] });
    expect(world.states()).toEqual([
      "PREPARING_REBALANCE -1",
      "COMPLETING_REBALANCE 1",
      "STABLE 1",
    ]);
    expect(world.member.assigned).toEqual(["orders-0", "orders-1", "orders-2"]);
    expect(world.member.told).toEqual(["assigned orders-0 orders-1 orders-2"]);
  });

  test("a leader assigns by the metadata of the topics of all members", () => {
    const world = new MemberWorld();
    world.joins = [{ leader: MEMBER }];
    world.begin();
    const sync = world.bodiesOf<SyncGroupRequest>(SYNC_GROUP)[0];
    expect(sync?.assignments.map(({ memberId }) => memberId)).toEqual([MEMBER]);
    expect(world.member.assigned).toEqual(["orders-0", "orders-1", "orders-2"]);
  });

  test("MEMBER_ID_REQUIRED: it comes back at once with its id", () => {
    const world = new MemberWorld();
    world.joins = [
      { error: Errors.MEMBER_ID_REQUIRED, memberId: "client-9", generationId: -1 },
      {},
    ];
    world.begin();
    const joins = world.bodiesOf<JoinGroupRequest>(JOIN_GROUP);
    expect(joins.map(({ memberId }) => memberId)).toEqual(["", "client-9"]);
    expect(world.states().at(-1)).toBe("STABLE 1");
    expect(world.factsOf("client.error")).toEqual([]);
  });

  test("UNKNOWN_MEMBER_ID: it joins again at once as a new member", () => {
    const world = new MemberWorld();
    world.joins = [{}, { error: Errors.UNKNOWN_MEMBER_ID, generationId: -1 }, {}];
    world.begin();
    world.act(() => world.member.coordinator.requestRejoin());
    world.act(() => world.member.onWakeup());
    world.run(50);
    const joins = world.bodiesOf<JoinGroupRequest>(JOIN_GROUP);
    expect(joins.map(({ memberId }) => memberId)).toEqual(["", MEMBER, ""]);
  });

  test("REBALANCE_IN_PROGRESS of SyncGroup: it joins again at once as the same member", () => {
    const world = new MemberWorld();
    world.syncs = [{ error: Errors.REBALANCE_IN_PROGRESS }, {}];
    world.begin(50);
    const joins = world.bodiesOf<JoinGroupRequest>(JOIN_GROUP);
    expect(joins.map(({ memberId }) => memberId)).toEqual(["", MEMBER]);
    expect(world.states().at(-1)).toBe("STABLE 1");
  });

  test("NOT_COORDINATOR: it looks for the coordinator and joins there", () => {
    const world = new MemberWorld();
    world.coordinators = [{ nodeId: 2 }, { nodeId: 3 }];
    world.joins = [{ error: Errors.NOT_COORDINATOR, generationId: -1 }, {}];
    world.begin();
    expect(world.requestsOf(JOIN_GROUP).map(({ broker }) => broker)).toEqual([2, 3]);
  });

  test.each([
    Errors.INCONSISTENT_GROUP_PROTOCOL,
    Errors.INVALID_SESSION_TIMEOUT,
    Errors.GROUP_MAX_SIZE_REACHED,
    Errors.FENCED_INSTANCE_ID,
  ])("error %i is one of poll", (error) => {
    const world = new MemberWorld();
    world.joins = [{ error, generationId: -1 }, {}];
    world.begin(20);
    expect(world.member.errors).toEqual([error]);
  });

  test.each([
    ["2.4", 100],
    ["2.8", 0],
  ] as const)("COORDINATOR_LOAD_IN_PROGRESS in %s: it joins again after %i ms", (era, pauseMs) => {
    const world = new MemberWorld({}, era);
    world.joins = [{ error: Errors.COORDINATOR_LOAD_IN_PROGRESS, generationId: -1 }, {}];
    world.begin();
    const [first, second] = world.requestsOf(JOIN_GROUP);
    const betweenMs = (second?.atMs ?? 0) - (first?.atMs ?? 0);
    expect(Math.floor(betweenMs / 100) * 100).toBe(pauseMs);
  });

  test("in 2.6 a join that failed and may succeed costs the member its id, in 2.8 not", () => {
    const ids = (["2.6", "2.8"] as const).map((era) => {
      const world = new MemberWorld({}, era);
      world.joins = [
        { error: Errors.MEMBER_ID_REQUIRED, memberId: MEMBER, generationId: -1 },
        { error: Errors.COORDINATOR_LOAD_IN_PROGRESS, generationId: -1 },
        {},
      ];
      world.begin();
      return world.bodiesOf<JoinGroupRequest>(JOIN_GROUP).at(-1)?.memberId;
    });
    expect(ids).toEqual(["", MEMBER]);
  });

  test.each([
    ["0.9", 0, 30_000],
    ["0.10.2", 1, 300_000],
    ["2.4", 6, 300_000],
    ["3.9", 9, 300_000],
  ] as const)("%s speaks JoinGroup %i", (era, version, rebalanceTimeoutMs) => {
    const world = new MemberWorld({}, era);
    world.begin();
    expect(world.bodiesOf(JOIN_GROUP)[0]).toMatchObject({ version, rebalanceTimeoutMs });
    expect(world.states().at(-1)).toBe("STABLE 1");
  });

  test("a lost connection: another coordinator is looked for and joined", () => {
    const world = new MemberWorld();
    const { answer } = world.script;
    world.script.answer = (request) => {
      if (request.kind !== JOIN_GROUP || world.requestsOf(JOIN_GROUP).length > 1)
        return answer(request);
      return "close";
    };
    world.begin(2000);
    expect(world.requestsOf(FIND_COORDINATOR).length).toBeGreaterThan(1);
    expect(world.states().at(-1)).toBe("STABLE 1");
  });
});

describe("a join that takes long", () => {
  function parkedJoin(era: "2.4" | "2.8"): MemberWorld {
    const world = new MemberWorld({ "session.timeout.ms": 10_000 }, era);
    world.begin();
    const { answer } = world.script;
    world.script.answer = (request) => (request.kind === JOIN_GROUP ? "park" : answer(request));
    world.act(() => world.member.coordinator.requestRejoin());
    world.act(() => world.member.onWakeup());
    world.run(20);
    return world;
  }

  test("no heartbeats are sent while it waits", () => {
    const world = parkedJoin("2.8");
    const before = world.requestsOf(HEARTBEAT).length;
    world.run(20_000);
    expect(world.requestsOf(HEARTBEAT)).toHaveLength(before);
    expect(world.member.told.at(-1)).toBe("revoked orders-0 orders-1 orders-2");
  });

  test("its answer is seen by poll only, not while the application is busy", () => {
    const world = parkedJoin("2.8");
    world.act(() => world.member.setInPoll(false));
    const parked = world.parked[0];
    parked?.answer(world.joined(parked.request.body as JoinGroupRequest));
    world.run(5000);
    expect(world.states().at(-1)).toBe("PREPARING_REBALANCE 1");
    world.act(() => world.member.setInPoll(true));
    world.run(100);
    expect(world.states().at(-1)).toBe("STABLE 1");
  });

  test.each([
    ["2.4", 0],
    ["2.8", 2],
  ] as const)("heartbeats in %s while it waits for its assignment: %i", (era, heartbeats) => {
    const world = parkedJoin(era);
    const { answer } = world.script;
    // A broker answers a connection's requests in their order: the heartbeats' turn does not come.
    world.script.answer = (request) => {
      if (request.kind === SYNC_GROUP) return "park";
      return request.kind === HEARTBEAT ? "done" : answer(request);
    };
    const before = world.requestsOf(HEARTBEAT).length;
    const parked = world.parked[0];
    parked?.answer(world.joined(parked.request.body as JoinGroupRequest));
    world.run(7000);
    expect(world.requestsOf(HEARTBEAT).length - before).toBe(heartbeats);
  });
});

describe("what members tell each other", () => {
  test("an eager member owns nothing when it joins; a cooperative one tells what it has", () => {
    const owned = (["range", "cooperative-sticky"] as const).map((strategy) => {
      const world = new MemberWorld({ "partition.assignment.strategy": strategy });
      world.begin();
      world.act(() => world.member.coordinator.requestRejoin());
      world.act(() => world.member.onWakeup());
      world.run(100);
      const join = world.bodiesOf<JoinGroupRequest>(JOIN_GROUP)[1];
      return join === undefined ? null : subscriptionOf(join).ownedPartitions.length;
    });
    expect(owned).toEqual([0, 3]);
  });
});
