import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { GROUP_STATES } from "../../../../sim/kafka/facts.ts";
import { answerOf, CoordinatorRig } from "./coordinator-rig.ts";

describe("a member that leaves", () => {
  test("of an unknown group, or that is none, hears so by name; the request itself is right", () => {
    const rig = new CoordinatorRig();
    const unknown = { memberId: "m", instanceId: null, error: Errors.UNKNOWN_MEMBER_ID };
    expect(rig.leave("m")).toEqual({ error: Errors.NONE, members: [unknown] });
    rig.stable({});
    expect(rig.leave("m")).toEqual({ error: Errors.NONE, members: [unknown] });
  });

  test("starts a rebalance among the others", () => {
    const rig = new CoordinatorRig();
    const [leader, follower] = rig.stable({}, {});
    rig.leave(leader?.memberId ?? "");
    expect(rig.group.state).toBe(GROUP_STATES.PreparingRebalance);
    expect(rig.group.leader).toBe(follower?.memberId);
    const call = rig.join({ memberId: follower?.memberId ?? "" });
    expect(answerOf(call)).toMatchObject({ generationId: 2, leader: follower?.memberId });
  });

  test("as the last one leaves an empty group in its next generation, which is stored", () => {
    const rig = new CoordinatorRig();
    const [only] = rig.stable({});
    rig.leave(only?.memberId ?? "");
    expect(rig.group).toMatchObject({ generationId: 2, protocolName: null, leader: null });
    expect(rig.group.state).toBe(GROUP_STATES.Empty);
    expect(rig.store.stored.map(({ kind }) => kind)).toEqual(["assignment", "emptyGroup"]);
  });

  test("as the last one takes the group with it in 0.9", () => {
    const rig = new CoordinatorRig("0.9");
    const [only] = rig.stable({});
    rig.leave(only?.memberId ?? "");
    expect(rig.store.getGroup("group")).toBeNull();
    expect(answerOf(rig.join())).toMatchObject({ error: Errors.NONE, generationId: 1 });
  });

  test("while it waits for the others is told to begin anew", () => {
    const rig = new CoordinatorRig();
    const [leader] = rig.stable({}, {});
    const memberId = leader?.memberId ?? "";
    const call = rig.join({ memberId });
    rig.leave(memberId);
    expect(answerOf(call)).toMatchObject({ error: Errors.UNKNOWN_MEMBER_ID, memberId: "" });
  });

  test("while the first rebalance is delayed leaves an empty group after the delay", () => {
    const rig = new CoordinatorRig();
    rig.join();
    rig.leave(rig.group.leader ?? "");
    expect(rig.group.state).toBe(GROUP_STATES.PreparingRebalance);
    rig.advance(50);
    expect(rig.group.state).toBe(GROUP_STATES.Empty);
    expect(rig.group.generationId).toBe(1);
  });
});

describe("a coordinator that loses a group", () => {
  test("tells members that wait to join", () => {
    const rig = new CoordinatorRig();
    const call = rig.join();
    rig.act(() => rig.coordinator.onGroupUnloaded(rig.group));
    expect(answerOf(call).error).toBe(Errors.NOT_COORDINATOR);
    expect(rig.group.state).toBe(GROUP_STATES.Dead);
    expect(rig.sim.step()).toBe(false);
  });

  test("tells members that wait for their assignment, and no session ends there any more", () => {
    const rig = new CoordinatorRig();
    const [leader, follower] = rig.joinTogether({}, {});
    const waiting = rig.sync(follower?.memberId ?? "", 1);
    rig.act(() => rig.coordinator.onGroupUnloaded(rig.group));
    expect(answerOf(waiting).error).toBe(Errors.NOT_COORDINATOR);
    expect(rig.sim.step()).toBe(false);
    expect(rig.heartbeat(leader?.memberId ?? "", 1)).toBe(Errors.COORDINATOR_NOT_AVAILABLE);
  });

  test("gives those of a group that it loads a session each", () => {
    const rig = new CoordinatorRig();
    const [member] = rig.stable({});
    rig.act(() => rig.coordinator.onGroupLoaded(rig.group));
    rig.advance(499);
    expect(rig.group.has(member?.memberId ?? "")).toBe(true);
    rig.advance(1);
    expect(rig.group.has(member?.memberId ?? "")).toBe(false);
  });
});

describe("who may commit", () => {
  test("anybody while the group is empty, and only members of the generation otherwise", () => {
    const rig = new CoordinatorRig();
    const check = (generationId: number, memberId: string, isTransactional = false): number => {
      let error: number = Errors.UNKNOWN_SERVER_ERROR;
      rig.act(() => {
        const { coordinator, group } = rig;
        error = coordinator.validateOffsetCommit(
          group,
          generationId,
          memberId,
          null,
          isTransactional,
        );
      });
      return error;
    };
    answerOf(rig.join({ version: 4 }));
    expect(check(-1, "anybody")).toBe(Errors.NONE);
    expect(check(5, "")).toBe(Errors.UNKNOWN_MEMBER_ID);
    const [member] = rig.joinTogether({});
    const memberId = member?.memberId ?? "";
    expect(check(1, memberId)).toBe(Errors.REBALANCE_IN_PROGRESS);
    expect(check(1, "")).toBe(Errors.UNKNOWN_MEMBER_ID);
    rig.sync(memberId, 1);
    expect(check(1, memberId)).toBe(Errors.NONE);
    expect(check(0, memberId)).toBe(Errors.ILLEGAL_GENERATION);
    expect(check(-1, "")).toBe(Errors.UNKNOWN_MEMBER_ID);
    expect(check(-1, "", true)).toBe(Errors.NONE);
    rig.join();
    expect(check(1, memberId)).toBe(Errors.NONE);
  });

  test("until 2.1 nobody while an assignment is awaited, member or not", () => {
    const rig = new CoordinatorRig("2.1");
    rig.joinTogether({});
    rig.act(() => {
      const error = rig.coordinator.validateOffsetCommit(rig.group, 1, "nobody", null);
      expect(error).toBe(Errors.REBALANCE_IN_PROGRESS);
    });
  });

  test("a group is deleted when its members have left", () => {
    const rig = new CoordinatorRig();
    const { coordinator } = rig;
    expect(coordinator.validateDeleteGroup(null)).toBe(Errors.GROUP_ID_NOT_FOUND);
    const [member] = rig.stable({});
    expect(coordinator.validateDeleteGroup(rig.group)).toBe(Errors.NON_EMPTY_GROUP);
    rig.leave(member?.memberId ?? "");
    expect(coordinator.validateDeleteGroup(rig.group)).toBe(Errors.NONE);
  });
});
