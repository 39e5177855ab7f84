import { describe, expect, test } from "vitest";
import type { Era } from "../../../../sim/kafka/era/eras.ts";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { GROUP_STATES } from "../../../../sim/kafka/facts.ts";
import { answerOf, CoordinatorRig } from "./coordinator-rig.ts";

const LONG = { sessionTimeoutMs: 1000, rebalanceTimeoutMs: 2000 };

describe("a heartbeat", () => {
  test("of an unknown group, member or generation is refused", () => {
    const rig = new CoordinatorRig();
    expect(rig.heartbeat("m", 1)).toBe(Errors.UNKNOWN_MEMBER_ID);
    const [member] = rig.stable({});
    expect(rig.heartbeat("m", 1)).toBe(Errors.UNKNOWN_MEMBER_ID);
    expect(rig.heartbeat(member?.memberId ?? "", 2)).toBe(Errors.ILLEGAL_GENERATION);
    expect(rig.heartbeat(member?.memberId ?? "", 1)).toBe(Errors.NONE);
  });

  test("keeps the session, and without one the member is removed", () => {
    const rig = new CoordinatorRig();
    const [member] = rig.stable({});
    rig.advance(400);
    expect(rig.heartbeat(member?.memberId ?? "", 1)).toBe(Errors.NONE);
    rig.advance(499);
    expect(rig.group.size).toBe(1);
    rig.advance(1);
    expect(rig.group.size).toBe(0);
    expect(rig.group.state).toBe(GROUP_STATES.Empty);
    expect(rig.store.stored.at(-1)?.kind).toBe("emptyGroup");
  });

  test("while members join says so, and keeps the session; without it the member is gone", () => {
    const rig = new CoordinatorRig();
    const [first] = rig.stable(LONG);
    const second = rig.join();
    rig.advance(500);
    expect(rig.heartbeat(first?.memberId ?? "", 1)).toBe(Errors.REBALANCE_IN_PROGRESS);
    rig.advance(999);
    expect(second.answer).toBeNull();
    rig.advance(1);
    expect(rig.heartbeat(first?.memberId ?? "", 1)).toBe(Errors.UNKNOWN_MEMBER_ID);
    expect(answerOf(second).error).toBe(Errors.NONE);
  });

  test.each([
    ["3.9", Errors.NONE, 1],
    ["2.4", Errors.REBALANCE_IN_PROGRESS, 0],
  ] as const)("while members wait for their assignment, in %s", (era, error, size) => {
    const rig = new CoordinatorRig(era, { pendingSync: "awaited" });
    const [member] = rig.joinTogether({});
    for (let i = 0; i < 5; i++) {
      rig.advance(300);
      if (i === 0) expect(rig.heartbeat(member?.memberId ?? "", 1)).toBe(error);
      else rig.heartbeat(member?.memberId ?? "", 1);
    }
    expect(rig.group.size).toBe(size);
  });

  test("in 0.9 keeps no session while the group rebalances, and nobody is asked who he is", () => {
    const rig = new CoordinatorRig("0.9");
    const [first] = rig.stable({ sessionTimeoutMs: 1000, rebalanceTimeoutMs: 5000 });
    rig.join({ rebalanceTimeoutMs: 5000 });
    expect(rig.heartbeat("nobody", 7)).toBe(Errors.REBALANCE_IN_PROGRESS);
    rig.advance(900);
    expect(rig.heartbeat(first?.memberId ?? "", 1)).toBe(Errors.REBALANCE_IN_PROGRESS);
    rig.advance(100);
    expect(rig.group.has(first?.memberId ?? "")).toBe(false);
  });
});

describe("sessions", () => {
  test("do not end while a member waits for others to join", () => {
    const rig = new CoordinatorRig();
    const [first] = rig.stable({ sessionTimeoutMs: 2000, rebalanceTimeoutMs: 3000 }, LONG);
    const call = rig.join({ memberId: first?.memberId ?? "", ...LONG, rebalanceTimeoutMs: 3000 });
    rig.advance(1500);
    expect(rig.group.has(first?.memberId ?? "")).toBe(true);
    expect(answerOf(call).generationId).toBe(2);
  });

  test("end for who does not come back after a rebalance", () => {
    const rig = new CoordinatorRig();
    rig.joinTogether({});
    rig.advance(500);
    expect(rig.group.size).toBe(0);
  });

  test.each([
    ["0.10.2", true],
    ["0.9", false],
  ] as const)("are kept by commits, in %s: %s", (era: Era, keeps) => {
    const rig = new CoordinatorRig(era);
    const [member] = rig.stable(LONG);
    const memberId = member?.memberId ?? "";
    rig.advance(600);
    rig.act(() => {
      const error = rig.coordinator.validateOffsetCommit(rig.group, 1, memberId, null);
      expect(error).toBe(Errors.NONE);
    });
    rig.advance(600);
    expect(rig.store.getGroup("group")?.has(memberId) ?? false).toBe(keeps);
  });

  test("begin anew with the assignment, for who waited for it longer than a session", () => {
    const rig = new CoordinatorRig("3.9", { pendingSync: "awaited" });
    const [leader, follower] = rig.joinTogether({ sessionTimeoutMs: 5000 }, {});
    const memberId = follower?.memberId ?? "";
    rig.sync(memberId, 1);
    rig.advance(600);
    expect(rig.group.has(memberId)).toBe(true);
    rig.sync(leader?.memberId ?? "", 1);
    rig.advance(499);
    expect(rig.group.has(memberId)).toBe(true);
    rig.advance(1);
    expect(rig.group.has(memberId)).toBe(false);
  });

  test("are kept by who asks for its assignment again", () => {
    const rig = new CoordinatorRig();
    const [member] = rig.stable({});
    rig.advance(400);
    rig.sync(member?.memberId ?? "", 1);
    rig.advance(400);
    expect(rig.group.has(member?.memberId ?? "")).toBe(true);
  });

  test("leave no timer behind", () => {
    const rig = new CoordinatorRig();
    const [member] = rig.stable({});
    for (let i = 0; i < 100; i++) rig.heartbeat(member?.memberId ?? "", 1);
    rig.leave(member?.memberId ?? "");
    expect(rig.group.delayedHeartbeats.size).toBe(0);
    expect(rig.sim.step()).toBe(false);
  });
});
