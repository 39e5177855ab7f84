import { describe, expect, test } from "vitest";
import { Errors } from "../../../../../sim/kafka/errors.ts";
import type { JoinGroupRequest } from "../../../../../sim/kafka/group-messages.ts";
import { JOIN_GROUP, LEAVE_GROUP, SYNC_GROUP } from "../../../../../sim/kafka/messages.ts";
import { MEMBER, MemberWorld, subscriptionOf } from "./support.ts";

const COOPERATIVE = { "partition.assignment.strategy": "cooperative-sticky" };

function rejoin(world: MemberWorld): void {
  world.act(() => {
    world.member.coordinator.requestRejoin();
    world.member.onWakeup();
  });
  world.run(100);
}

describe("an eager member", () => {
  test("gives up everything before it joins again", () => {
    const world = new MemberWorld();
    world.begin();
    world.syncs = [{ partitions: [1, 2] }];
    rejoin(world);
    expect(world.member.told).toEqual([
      "assigned orders-0 orders-1 orders-2",
      "revoked orders-0 orders-1 orders-2",
      "assigned orders-1 orders-2",
    ]);
  });

  test("commits before it gives up, and joins when the commit is through", () => {
    const world = new MemberWorld();
    world.begin();
    world.member.commitIsQuick = false;
    rejoin(world);
    expect(world.member.told).toHaveLength(1);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(1);
    world.member.commitIsQuick = true;
    world.act(() => world.member.onWakeup());
    world.run(100);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(2);
  });

  test("keeps its partitions, and does not join, while its listener is at work", () => {
    const world = new MemberWorld();
    world.begin();
    world.member.listenerIsQuick = false;
    rejoin(world);
    expect(world.member.told).toHaveLength(2);
    expect(world.member.assigned).toHaveLength(3);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(1);
    world.member.listenerIsQuick = true;
    world.act(() => world.member.callbackDone());
    world.run(100);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(2);
    expect(world.member.told).toHaveLength(3);
  });
});

describe("a cooperative member", () => {
  test("keeps its partitions while it joins, gives up what it lost, and joins again at once", () => {
    const world = new MemberWorld(COOPERATIVE);
    world.begin();
    world.joins = [{ generationId: 2 }, { generationId: 3 }];
    world.syncs = [{ partitions: [0, 1] }];
    rejoin(world);
    expect(world.member.told).toEqual([
      "assigned orders-0 orders-1 orders-2",
      "revoked orders-2",
      "assigned",
      "assigned",
    ]);
    const owned = world
      .bodiesOf<JoinGroupRequest>(JOIN_GROUP)
      .map((join) => subscriptionOf(join).ownedPartitions.map(({ partition }) => partition));
    expect(owned).toEqual([[], [0, 1, 2], [0, 1]]);
    expect(world.states().at(-1)).toBe("STABLE 3");
  });

  test("is told of what it gains only", () => {
    const world = new MemberWorld(COOPERATIVE);
    world.syncs = [{ partitions: [0] }, { partitions: [0, 2] }];
    world.begin();
    rejoin(world);
    expect(world.member.told).toEqual(["assigned orders-0", "assigned orders-2"]);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(2);
  });

  test("gives up partitions of topics that it does not subscribe to any more before it joins", () => {
    const world = new MemberWorld(COOPERATIVE);
    world.script.topics.other = [{ leader: 1, epoch: 0 }];
    world.begin();
    world.syncs = [{ partitions: [] }];
    world.act(() => world.member.subscribe(["other"]));
    world.run(100);
    expect(world.member.told[1]).toBe("revoked orders-0 orders-1 orders-2");
    const join = world.bodiesOf<JoinGroupRequest>(JOIN_GROUP)[1];
    expect(join === undefined ? [] : subscriptionOf(join).topics).toEqual(["other"]);
  });

  test("loses everything with its membership", () => {
    const world = new MemberWorld(COOPERATIVE);
    world.heartbeats = [Errors.UNKNOWN_MEMBER_ID, Errors.NONE];
    world.begin();
    world.run(3500);
    expect(world.member.told[1]).toBe("lost orders-0 orders-1 orders-2");
  });

  test("is eager if one of its assignors is", () => {
    const strategy = "range,cooperative-sticky";
    const world = new MemberWorld({ "partition.assignment.strategy": strategy });
    world.begin();
    rejoin(world);
    expect(world.member.coordinator.protocol).toBe("EAGER");
    expect(world.member.told[1]).toBe("revoked orders-0 orders-1 orders-2");
  });
});

describe("the leader", () => {
  function leader(): MemberWorld {
    const world = new MemberWorld({ "metadata.max.age.ms": 1000 });
    world.joins = [{ leader: MEMBER }];
    world.begin();
    return world;
  }

  test("joins again when a topic of the group has more partitions", () => {
    const world = leader();
    world.script.topics.orders?.push({ leader: 1, epoch: 0 });
    world.run(2000);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(2);
    expect(world.member.assigned).toHaveLength(4);
  });

  test("does not join again when only leaders change", () => {
    const world = leader();
    world.script.topics.orders = [0, 1, 2].map(() => ({ leader: 3, epoch: 1 }));
    world.run(3000);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(1);
  });

  test("a follower leaves that to the leader", () => {
    const world = new MemberWorld({ "metadata.max.age.ms": 1000 });
    world.begin();
    world.script.topics.orders?.push({ leader: 1, epoch: 0 });
    world.run(3000);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(1);
  });

  test("that is back and told not to assign sends nothing and watches the topics", () => {
    const world = new MemberWorld({ "metadata.max.age.ms": 1000 }, "3.9");
    world.joins = [{ leader: MEMBER, skipAssignment: true }, { leader: MEMBER }];
    world.begin();
    expect(world.bodiesOf(SYNC_GROUP)[0]).toMatchObject({ assignments: [] });
    world.script.topics.orders?.push({ leader: 1, epoch: 0 });
    world.run(2000);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(2);
  });
});

describe("a changed subscription", () => {
  test("makes the member join again", () => {
    const world = new MemberWorld();
    world.script.topics.other = [{ leader: 1, epoch: 0 }];
    world.begin();
    world.syncs = [{ partitions: [0] }];
    world.act(() => world.member.subscribe(["orders", "other"]));
    world.run(500);
    const joins = world.bodiesOf<JoinGroupRequest>(JOIN_GROUP);
    expect(joins.map((join) => subscriptionOf(join).topics)).toEqual([
      ["orders"],
      ["orders", "other"],
    ]);
  });
});

describe("leaving", () => {
  test.each([
    [{}, "2.8", 1, ["revoked orders-0 orders-1 orders-2"]],
    [{}, "2.1", 1, []],
    [{ "group.instance.id": "i1" }, "2.8", 0, ["revoked orders-0 orders-1 orders-2"]],
  ] as const)("a member with %o in %s that closes", (config, era, leaves, told) => {
    const world = new MemberWorld(config, era);
    world.begin();
    const { coordinator } = world.member;
    let closed = false;
    world.act(() => {
      world.member.inPoll = false;
      closed = coordinator.close();
    });
    expect(closed).toBe(leaves === 0);
    world.run(100);
    expect(coordinator.close()).toBe(true);
    expect(world.requestsOf(LEAVE_GROUP)).toHaveLength(leaves);
    expect(world.member.told.slice(1)).toEqual(told);
    expect(world.member.assigned).toEqual([]);
    expect(world.states().at(-1)).toBe("UNJOINED -1");
  });
});
