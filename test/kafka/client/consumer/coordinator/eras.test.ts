import { describe, expect, test } from "vitest";
import { Errors } from "../../../../../sim/kafka/errors.ts";
import type { JoinGroupRequest } from "../../../../../sim/kafka/group-messages.ts";
import { HEARTBEAT, JOIN_GROUP } from "../../../../../sim/kafka/messages.ts";
import { MEMBER, MemberWorld, subscriptionOf } from "./support.ts";

describe("switches of members", () => {
  test.each([
    ["1.1", 3],
    ["2.0", 1],
  ] as const)(
    "joinTimeout: in %s a join that is not answered is sent %i times in 12 s",
    (era, joins) => {
      const world = new MemberWorld({ "request.timeout.ms": 5000 }, era);
      const { answer } = world.script;
      world.script.answer = (request) =>
        request.kind === JOIN_GROUP ? "silence" : answer(request);
      world.begin(12_000);
      expect(world.requestsOf(JOIN_GROUP)).toHaveLength(joins);
    },
  );

  test.each([
    ["0.11", "UNJOINED -1"],
    ["1.1", "STABLE 1"],
  ] as const)(
    "wrongCoordinator: in %s the late answer of one makes the member %s",
    (era, state) => {
      const world = new MemberWorld({}, era);
      const { answer } = world.script;
      world.script.answer = (request) => (request.kind === HEARTBEAT ? "park" : answer(request));
      world.begin();
      world.run(2500);
      world.coordinators = [{ nodeId: 3 }];
      world.act(() => world.member.setInPoll(false));
      world.act(() => world.member.coordinator.markCoordinatorUnknown());
      world.run(500);
      world.parked[0]?.answer({ error: Errors.UNKNOWN_MEMBER_ID });
      world.run(10);
      expect(world.states().at(-1)).toBe(state);
    },
  );

  test.each([
    ["2.1", null, 0],
    ["2.4", null, 3],
    ["3.9", "r1", 3],
  ] as const)(
    "consumerProtocolVersion: in %s a member tells its rack %s and %i partitions",
    (...row) => {
      const [era, rackId, owned] = row;
      const cooperative = era === "2.1" ? "range" : "cooperative-sticky";
      const config = { "client.rack": "r1", "partition.assignment.strategy": cooperative };
      const world = new MemberWorld(config, era);
      world.begin();
      world.act(() => world.member.coordinator.requestRejoin());
      world.act(() => world.member.onWakeup());
      world.run(100);
      const join = world.bodiesOf<JoinGroupRequest>(JOIN_GROUP)[1];
      const told = join === undefined ? null : subscriptionOf(join);
      expect(told).toMatchObject({ rackId });
      expect(told?.ownedPartitions).toHaveLength(owned);
    },
  );

  test("failedJoin: in 3.9 the next round tries again, at the latest after retry.backoff.ms", () => {
    const world = new MemberWorld({}, "3.9");
    world.joins = [{ error: Errors.COORDINATOR_LOAD_IN_PROGRESS, generationId: -1 }, {}];
    world.begin();
    const [first, second] = world.requestsOf(JOIN_GROUP);
    const betweenMs = (second?.atMs ?? 0) - (first?.atMs ?? 0);
    expect(betweenMs).toBeGreaterThan(50);
    expect(betweenMs).toBeLessThan(110);
    expect(world.states().at(-1)).toBe("STABLE 1");
  });

  test("client.id is what the member calls itself; by default its host's name", () => {
    const names = [{}, { "client.id": "reader" }].map((config) => {
      const world = new MemberWorld(config);
      world.begin();
      return world.bodiesOf<JoinGroupRequest>(JOIN_GROUP)[0]?.clientId;
    });
    expect(names).toEqual(["client", "reader"]);
  });
});

describe("an application that takes long in its listener", () => {
  test("leaves the group after max.poll.interval.ms", () => {
    const world = new MemberWorld({ "max.poll.interval.ms": 8000 });
    world.begin();
    world.member.listenerIsQuick = false;
    world.act(() => world.member.coordinator.requestRejoin());
    world.act(() => world.member.onWakeup());
    world.run(7000);
    expect(world.states().at(-1)).toBe("STABLE 1");
    expect(world.member.coordinator.generation.memberId).toBe(MEMBER);
    world.run(2000);
    expect(world.states().at(-1)).toBe("UNJOINED -1");
  });
});
