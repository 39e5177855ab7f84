import { describe, expect, test } from "vitest";
import { Errors } from "../../../../../sim/kafka/errors.ts";
import type {
  JoinGroupRequest,
  LeaveGroupRequest,
} from "../../../../../sim/kafka/group-messages.ts";
import {
  FIND_COORDINATOR,
  HEARTBEAT,
  JOIN_GROUP,
  LEAVE_GROUP,
} from "../../../../../sim/kafka/messages.ts";
import { MEMBER, MemberWorld } from "./support.ts";

/** A member of generation 1 whose application works. */
function busyMember(...args: ConstructorParameters<typeof MemberWorld>): MemberWorld {
  const world = new MemberWorld(...args);
  world.begin();
  world.act(() => world.member.setInPoll(false));
  return world;
}

describe("heartbeats", () => {
  test("are sent every heartbeat.interval.ms with what the member is", () => {
    const world = new MemberWorld();
    world.begin();
    world.run(9500);
    expect(world.heartbeatBodies()).toHaveLength(3);
    expect(world.heartbeatBodies()[0]).toMatchObject({ generationId: 1, memberId: MEMBER });
  });

  test("go on while the application works, but not before KIP-62", () => {
    const counts = (["0.9", "0.10.2"] as const).map((era) => {
      const world = busyMember({}, era);
      world.run(10_000);
      return world.requestsOf(HEARTBEAT).length;
    });
    expect(counts).toEqual([0, 3]);
  });

  test("before KIP-62 they are sent by a poll that waits", () => {
    const world = new MemberWorld({}, "0.9");
    world.begin();
    world.run(9500);
    expect(world.requestsOf(HEARTBEAT)).toHaveLength(3);
  });

  test("that fail are repeated after retry.backoff.ms", () => {
    const world = new MemberWorld();
    world.heartbeats = [Errors.COORDINATOR_LOAD_IN_PROGRESS, Errors.NONE];
    world.begin();
    world.run(3000);
    const [first, second] = world.requestsOf(HEARTBEAT);
    expect(Math.round((second?.atMs ?? 0) - (first?.atMs ?? 0))).toBe(101);
  });

  test("without an answer for session.timeout.ms end the connection to the coordinator", () => {
    const world = new MemberWorld({ "session.timeout.ms": 6000 });
    const { answer } = world.script;
    world.script.answer = (request) => (request.kind === HEARTBEAT ? "silence" : answer(request));
    world.begin();
    world.run(5000);
    expect(world.requestsOf(FIND_COORDINATOR)).toHaveLength(1);
    world.run(1500);
    expect(world.requestsOf(FIND_COORDINATOR).length).toBeGreaterThan(1);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(1);
  });
});

describe("the answer to a heartbeat", () => {
  test("REBALANCE_IN_PROGRESS: the member gives up what it has and joins again, when it polls", () => {
    const world = busyMember();
    world.heartbeats = [Errors.REBALANCE_IN_PROGRESS];
    world.run(5000);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(1);
    expect(world.states().at(-1)).toBe("STABLE 1");
    world.heartbeats = [Errors.NONE];
    world.joins = [{ generationId: 2 }];
    world.syncs = [{ partitions: [0] }];
    world.act(() => world.member.setInPoll(true));
    world.run(100);
    const joins = world.bodiesOf<JoinGroupRequest>(JOIN_GROUP);
    expect(joins.map(({ memberId }) => memberId)).toEqual(["", MEMBER]);
    expect(world.member.told.slice(1)).toEqual([
      "revoked orders-0 orders-1 orders-2",
      "assigned orders-0",
    ]);
  });

  test.each([
    ["2.8", Errors.UNKNOWN_MEMBER_ID, ""],
    ["2.8", Errors.ILLEGAL_GENERATION, ""],
    ["3.9", Errors.UNKNOWN_MEMBER_ID, ""],
    ["3.9", Errors.ILLEGAL_GENERATION, MEMBER],
    ["0.9", Errors.ILLEGAL_GENERATION, MEMBER],
    ["0.9", Errors.UNKNOWN_MEMBER_ID, ""],
  ] as const)("in %s of error %i: it joins as '%s'", (era, error, memberId) => {
    const world = new MemberWorld({}, era);
    world.heartbeats = [error, Errors.NONE];
    world.begin();
    world.run(3500);
    expect(world.bodiesOf<JoinGroupRequest>(JOIN_GROUP).at(-1)?.memberId).toBe(memberId);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(2);
  });

  test.each([
    ["2.1", "revoked"],
    ["2.4", "lost"],
  ] as const)("in %s partitions of a member that is none any more are %s", (era, told) => {
    const world = new MemberWorld({}, era);
    world.heartbeats = [Errors.UNKNOWN_MEMBER_ID, Errors.NONE];
    world.begin();
    world.run(3500);
    expect(world.member.told[1]).toBe(`${told} orders-0 orders-1 orders-2`);
  });

  test("NOT_COORDINATOR: the member looks for the coordinator and stays what it is", () => {
    const world = busyMember();
    world.coordinators = [{ nodeId: 3 }];
    world.heartbeats = [Errors.NOT_COORDINATOR, Errors.NONE];
    world.run(5000);
    expect(world.requestsOf(HEARTBEAT).map(({ broker }) => broker)).toEqual([2, 3]);
    expect(world.requestsOf(JOIN_GROUP)).toHaveLength(1);
    expect(world.member.coordinator.stableGeneration).toMatchObject({ generationId: 1 });
  });

  test("FENCED_INSTANCE_ID is an error of poll", () => {
    const world = new MemberWorld({ "group.instance.id": "i1" });
    world.heartbeats = [Errors.FENCED_INSTANCE_ID];
    world.begin();
    world.run(2500);
    expect(world.member.errors).toEqual([Errors.FENCED_INSTANCE_ID]);
  });

  test.each([
    ["2.4", ""],
    ["2.6", MEMBER],
  ] as const)("about an older generation, in %s: the member is '%s'", (era, memberId) => {
    const world = new MemberWorld({}, era);
    world.begin();
    const { coordinator } = world.member;
    const asked = coordinator.generation;
    world.joins = [{ generationId: 2 }];
    world.act(() => coordinator.requestRejoin());
    world.act(() => world.member.onWakeup());
    world.run(100);
    world.act(() => coordinator.onMembershipLost(Errors.ILLEGAL_GENERATION, asked));
    expect(coordinator.generation.memberId).toBe(memberId);
  });
});

describe("max.poll.interval.ms", () => {
  const config = { "max.poll.interval.ms": 8000 };

  test("without a poll: the member leaves, and its next poll joins anew and has lost what it had", () => {
    const world = busyMember(config);
    world.run(7500);
    expect(world.requestsOf(LEAVE_GROUP)).toEqual([]);
    world.run(1000);
    const leaves = world.bodiesOf<LeaveGroupRequest>(LEAVE_GROUP);
    expect(leaves[0]?.members).toEqual([{ memberId: MEMBER, instanceId: null }]);
    expect(world.states().at(-1)).toBe("UNJOINED -1");
    const before = world.requestsOf(HEARTBEAT).length;
    world.run(10_000);
    expect(world.requestsOf(HEARTBEAT)).toHaveLength(before);
    world.act(() => world.member.setInPoll(true));
    world.run(100);
    expect(world.bodiesOf<JoinGroupRequest>(JOIN_GROUP).at(-1)?.memberId).toBe("");
    expect(world.member.told[1]).toBe("lost orders-0 orders-1 orders-2");
  });

  test("a static member forgets its membership and tells nobody", () => {
    const world = busyMember({ ...config, "group.instance.id": "i1" });
    world.run(9000);
    expect(world.requestsOf(LEAVE_GROUP)).toEqual([]);
    expect(world.states().at(-1)).toBe("UNJOINED -1");
  });

  test("a poll that waits may take as long as it likes", () => {
    const world = new MemberWorld(config);
    world.begin();
    world.run(30_000);
    expect(world.requestsOf(LEAVE_GROUP)).toEqual([]);
  });
});
