import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { GROUP_STATES } from "../../../../sim/kafka/facts.ts";
import { answerOf, CoordinatorRig, protocol } from "./coordinator-rig.ts";

const LEADER = { instanceId: "leader" };
const FOLLOWER = { instanceId: "follower" };

/** A stable group of two static members. */
function pair(rig: CoordinatorRig): readonly [string, string] {
  const [leader, follower] = rig.stable(LEADER, FOLLOWER);
  return [leader?.memberId ?? "", follower?.memberId ?? ""];
}

describe("a static member that comes back without its member id", () => {
  test("has a new one, and nobody else hears of it", () => {
    const rig = new CoordinatorRig();
    const [leader, follower] = pair(rig);
    const again = answerOf(rig.join(FOLLOWER));
    expect(again).toMatchObject({ error: Errors.NONE, generationId: 1, leader, members: [] });
    expect(again.memberId).toMatch(/^follower-/);
    expect(again.memberId).not.toBe(follower);
    expect(rig.group.state).toBe(GROUP_STATES.Stable);
    expect(rig.store.stored.at(-1)?.kind).toBe("staticMember");
    expect([...rig.group.delayedHeartbeats.keys()].sort()).toEqual([again.memberId, leader].sort());
    expect(answerOf(rig.sync(again.memberId, 1, {}, FOLLOWER)).error).toBe(Errors.NONE);
  });

  test("fences whoever has the old one", () => {
    const rig = new CoordinatorRig();
    const [, follower] = pair(rig);
    rig.join(FOLLOWER);
    const { FENCED_INSTANCE_ID: fenced } = Errors;
    expect(rig.heartbeat(follower, 1, "follower")).toBe(fenced);
    expect(answerOf(rig.sync(follower, 1, {}, FOLLOWER)).error).toBe(fenced);
    expect(answerOf(rig.join({ ...FOLLOWER, memberId: follower })).error).toBe(fenced);
    expect(rig.leave(follower, "follower").members[0]?.error).toBe(fenced);
    rig.act(() => {
      const { coordinator, group } = rig;
      const error = coordinator.validateOffsetCommit(group, 1, follower, "follower");
      expect(error).toBe(fenced);
    });
  });

  test("fences a request of the old one that waits", () => {
    const rig = new CoordinatorRig();
    const [leader] = pair(rig);
    const old = rig.join({ ...LEADER, memberId: leader });
    expect(old.answer).toBeNull();
    const next = rig.join(LEADER);
    expect(answerOf(old)).toMatchObject({ error: Errors.FENCED_INSTANCE_ID, memberId: leader });
    expect(next.answer).toBeNull();
  });

  test("as the leader is told that another leads until 2.8, and that it need not assign from 3.2", () => {
    const old = new CoordinatorRig("2.8");
    const [before] = pair(old);
    const told = answerOf(old.join({ ...LEADER, version: 9 }));
    expect(told).toMatchObject({ leader: before, skipAssignment: false, members: [] });
    expect(told.memberId).not.toBe(before);

    const rig = new CoordinatorRig("3.9");
    pair(rig);
    const again = answerOf(rig.join({ ...LEADER, version: 9 }));
    expect(again).toMatchObject({ leader: again.memberId, skipAssignment: true, generationId: 1 });
    expect(again.members).toHaveLength(2);
    const follower = answerOf(rig.join({ ...FOLLOWER, version: 9 }));
    expect(follower).toMatchObject({ leader: again.memberId, skipAssignment: false, members: [] });
  });

  test("begins a rebalance where another protocol is chosen now", () => {
    const rig = new CoordinatorRig();
    const both = [protocol("range"), protocol("roundrobin")];
    rig.stable({ ...LEADER, protocols: both });
    const again = answerOf(rig.join({ ...LEADER, protocols: [protocol("roundrobin")] }));
    expect(again).toMatchObject({ generationId: 2, protocolName: "roundrobin" });
  });

  test("while an assignment is under way begins all anew; in 2.4 it goes empty", () => {
    const rig = new CoordinatorRig();
    rig.joinTogether(LEADER, FOLLOWER);
    expect(rig.join(FOLLOWER).answer).toBeNull();
    expect(rig.group.state).toBe(GROUP_STATES.PreparingRebalance);
    const old = new CoordinatorRig("2.4");
    old.joinTogether(LEADER, FOLLOWER);
    expect(answerOf(old.join(FOLLOWER)).generationId).toBe(1);
    expect(old.store.stored).toEqual([]);
  });

  test("keeps its old id where the new one did not get into the log", () => {
    const rig = new CoordinatorRig();
    const [, follower] = pair(rig);
    rig.store.holds = true;
    const call = rig.join({ ...FOLLOWER, sessionTimeoutMs: 5000 });
    expect(call.answer).toBeNull();
    rig.act(() => rig.store.complete(Errors.NOT_COORDINATOR));
    expect(answerOf(call)).toMatchObject({ error: Errors.NOT_COORDINATOR, memberId: "" });
    expect(rig.group.has(follower)).toBe(true);
    expect(rig.group.get(follower).sessionTimeoutMs).toBe(500);
    expect(rig.heartbeat(follower, 1, "follower")).toBe(Errors.NONE);
  });
});

describe("a static member that is away", () => {
  test("keeps its place through a rebalance, until its session ends", () => {
    const rig = new CoordinatorRig();
    const long = { rebalanceTimeoutMs: 300, sessionTimeoutMs: 1000 };
    const [leader] = rig.stable({ ...LEADER, ...long }, { ...FOLLOWER, ...long });
    rig.advance(100);
    const call = rig.join({ ...LEADER, ...long, memberId: leader?.memberId ?? "" });
    rig.advance(300);
    expect(answerOf(call).members).toHaveLength(2);
    rig.sync(leader?.memberId ?? "", 2, {}, LEADER);
    rig.advance(600);
    expect(rig.group.currentStaticMemberId("follower")).toBeNull();
  });

  test("does not lead while it is away", () => {
    const rig = new CoordinatorRig();
    const long = { rebalanceTimeoutMs: 300, sessionTimeoutMs: 2000 };
    const [, follower] = rig.stable({ ...LEADER, ...long }, { ...FOLLOWER, ...long });
    const memberId = follower?.memberId ?? "";
    const call = rig.join({ ...FOLLOWER, ...long, memberId, protocols: [protocol("range", 1)] });
    rig.advance(300);
    expect(answerOf(call)).toMatchObject({ generationId: 2, leader: memberId });
  });

  test("the rebalance waits on where nobody has joined", () => {
    const rig = new CoordinatorRig();
    const long = { rebalanceTimeoutMs: 300, sessionTimeoutMs: 1500 };
    rig.stable({ ...LEADER, ...long }, { ...FOLLOWER, ...long });
    const dynamic = answerOf(rig.join({ version: 4 })).memberId;
    rig.join({ memberId: dynamic, ...long });
    rig.leave(dynamic);
    rig.advance(700);
    expect(rig.group).toMatchObject({ size: 2, generationId: 1 });
    expect(rig.group.state).toBe(GROUP_STATES.PreparingRebalance);
    rig.advance(800);
    expect(rig.group.state).toBe(GROUP_STATES.Empty);
  });

  test("can be removed by its instance id alone", () => {
    const rig = new CoordinatorRig();
    pair(rig);
    expect(rig.leave("", "follower").members[0]?.error).toBe(Errors.NONE);
    expect(rig.leave("", "follower").members[0]?.error).toBe(Errors.UNKNOWN_MEMBER_ID);
    expect(rig.leave("", null).members[0]?.error).toBe(Errors.UNKNOWN_MEMBER_ID);
    expect(rig.group.state).toBe(GROUP_STATES.PreparingRebalance);
  });
});

describe("brokers that know no static members", () => {
  test("refuse them", () => {
    for (const [era, settings] of [
      ["2.1", {}],
      ["2.8", { "inter.broker.protocol.version": "2.1" }],
    ] as const) {
      const rig = new CoordinatorRig(era, settings);
      expect(answerOf(rig.join(LEADER)).error).toBe(Errors.UNSUPPORTED_VERSION);
      expect(rig.heartbeat("m", 1, "leader")).toBe(Errors.UNSUPPORTED_VERSION);
    }
  });

  test("an unknown instance is refused by those that do", () => {
    const rig = new CoordinatorRig();
    const [leader] = pair(rig);
    expect(rig.heartbeat(leader, 1, "unknown")).toBe(Errors.UNKNOWN_MEMBER_ID);
    const call = rig.join({ instanceId: "unknown", memberId: leader });
    expect(answerOf(call).error).toBe(Errors.UNKNOWN_MEMBER_ID);
  });
});
