import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { GROUP_STATES } from "../../../../sim/kafka/facts.ts";
import { answerOf, CoordinatorRig } from "./coordinator-rig.ts";

const BYTES = Uint8Array.from([0, 1, 0, 0, 0, 0, 255, 255, 255, 255]);

/** A leader and a follower in their first generation, before the assignment. */
function pair(rig: CoordinatorRig): readonly [string, string] {
  const [leader, follower] = rig.joinTogether({}, {});
  return [leader?.memberId ?? "", follower?.memberId ?? ""];
}

describe("who asks for its assignment", () => {
  test("of an unknown group, member or generation hears so", () => {
    const rig = new CoordinatorRig();
    expect(answerOf(rig.sync("m", 1)).error).toBe(Errors.UNKNOWN_MEMBER_ID);
    const [leader] = pair(rig);
    expect(answerOf(rig.sync("m", 1)).error).toBe(Errors.UNKNOWN_MEMBER_ID);
    expect(answerOf(rig.sync(leader, 2)).error).toBe(Errors.ILLEGAL_GENERATION);
  });

  test("with another protocol than the chosen one is refused", () => {
    const rig = new CoordinatorRig();
    const [leader] = pair(rig);
    const { INCONSISTENT_GROUP_PROTOCOL: refused } = Errors;
    expect(answerOf(rig.sync(leader, 1, {}, { protocolType: "connect" })).error).toBe(refused);
    expect(answerOf(rig.sync(leader, 1, {}, { protocolName: "sticky" })).error).toBe(refused);
    const right = { protocolType: "consumer", protocolName: "range" };
    expect(answerOf(rig.sync(leader, 1, {}, right)).error).toBe(Errors.NONE);
  });

  test("waits for the leader, and gets what the leader says, or nothing", () => {
    const rig = new CoordinatorRig();
    const [leader, follower] = pair(rig);
    const waiting = rig.sync(follower, 1);
    expect(waiting.answer).toBeNull();
    const led = rig.sync(leader, 1, { [follower]: BYTES });
    expect(answerOf(waiting)).toMatchObject({ error: Errors.NONE, assignment: BYTES });
    expect(answerOf(led).assignment).toHaveLength(0);
    expect(rig.group.state).toBe(GROUP_STATES.Stable);
    expect(answerOf(rig.sync(follower, 1)).assignment).toEqual(BYTES);
  });

  test("waits until the assignment is in the log", () => {
    const rig = new CoordinatorRig();
    const [leader] = pair(rig);
    rig.store.holds = true;
    const led = rig.sync(leader, 1, { [leader]: BYTES });
    expect(led.answer).toBeNull();
    expect(rig.group.state).toBe(GROUP_STATES.CompletingRebalance);
    rig.act(() => rig.store.complete());
    expect(answerOf(led).assignment).toEqual(BYTES);
    expect(rig.group.state).toBe(GROUP_STATES.Stable);
  });

  test("joins again where the assignment did not get into the log", () => {
    const rig = new CoordinatorRig();
    const [leader, follower] = pair(rig);
    rig.store.outcome = Errors.NOT_COORDINATOR;
    const waiting = rig.sync(follower, 1);
    const led = rig.sync(leader, 1, { [follower]: BYTES });
    expect(answerOf(led).error).toBe(Errors.NOT_COORDINATOR);
    expect(answerOf(waiting)).toMatchObject({ error: Errors.NOT_COORDINATOR, protocolName: null });
    expect(rig.group.state).toBe(GROUP_STATES.PreparingRebalance);
  });

  test("joins again when somebody new comes before the leader's answer", () => {
    const rig = new CoordinatorRig();
    const [leader, follower] = pair(rig);
    const waiting = rig.sync(follower, 1);
    rig.join();
    expect(answerOf(waiting).error).toBe(Errors.REBALANCE_IN_PROGRESS);
    expect(answerOf(rig.sync(leader, 1)).error).toBe(Errors.REBALANCE_IN_PROGRESS);
  });

  test("hears nothing of an assignment of the generation before", () => {
    const rig = new CoordinatorRig();
    const [leader] = pair(rig);
    rig.store.holds = true;
    rig.sync(leader, 1, { [leader]: BYTES });
    const newcomer = rig.join();
    rig.join({ memberId: leader });
    rig.advance(500);
    expect(answerOf(newcomer).generationId).toBe(2);
    rig.act(() => rig.store.complete());
    expect(rig.group.state).toBe(GROUP_STATES.CompletingRebalance);
  });
});

describe("who does not ask for its assignment", () => {
  test("is removed after the rebalance timeout, whether the leader did or not", () => {
    const rig = new CoordinatorRig("2.8");
    const long = { sessionTimeoutMs: 5000 };
    const [leader, follower] = rig.joinTogether(long, long).map(({ memberId }) => memberId);
    rig.sync(leader ?? "", 1);
    rig.advance(499);
    expect(rig.group.size).toBe(2);
    rig.advance(1);
    expect(rig.group.has(follower ?? "")).toBe(false);
    expect(rig.group.state).toBe(GROUP_STATES.PreparingRebalance);
    expect(rig.heartbeat(leader ?? "", 1)).toBe(Errors.REBALANCE_IN_PROGRESS);
  });

  test("is waited for until 2.6, as long as it sends heartbeats", () => {
    const rig = new CoordinatorRig("2.6");
    const [only] = rig.joinTogether({ sessionTimeoutMs: 5000 });
    for (let i = 0; i < 20; i++) {
      rig.advance(1000);
      rig.heartbeat(only?.memberId ?? "", 1);
    }
    expect(rig.group.state).toBe(GROUP_STATES.CompletingRebalance);
  });

  test.each(["awaited", "timesOut"] as const)(
    "and is the leader, who sends heartbeats: pendingSync=%s decides how long the others wait",
    (pendingSync) => {
      const rig = new CoordinatorRig("2.8", { pendingSync });
      const times = { sessionTimeoutMs: 5000, rebalanceTimeoutMs: 3000 };
      const [leader, follower] = rig.joinTogether(times, times).map(({ memberId }) => memberId);
      const waiting = rig.sync(follower ?? "", 1);
      const heartbeats = (seconds: number) => {
        for (let i = 0; i < seconds; i++) {
          expect(rig.heartbeat(leader ?? "", 1)).toBe(Errors.NONE);
          rig.heartbeat(follower ?? "", 1);
          rig.advance(i < seconds - 1 ? 1000 : 999);
        }
        expect(rig.group).toMatchObject({ size: 2, state: GROUP_STATES.CompletingRebalance });
        expect(waiting.answer).toBeNull();
      };
      heartbeats(pendingSync === "awaited" ? 600 : 3);
      rig.advance(1);
      if (pendingSync === "awaited") {
        expect(rig.group).toMatchObject({ size: 2, state: GROUP_STATES.CompletingRebalance });
        return;
      }
      expect(answerOf(waiting).error).toBe(Errors.REBALANCE_IN_PROGRESS);
      expect(rig.group.has(leader ?? "")).toBe(false);
      expect(rig.group.state).toBe(GROUP_STATES.PreparingRebalance);
      expect(rig.heartbeat(leader ?? "", 1)).toBe(Errors.UNKNOWN_MEMBER_ID);
    },
  );

  test("is not removed when all have asked", () => {
    const rig = new CoordinatorRig();
    const [leader] = rig.stable({ sessionTimeoutMs: 5000 });
    expect(rig.group.delayedSync).toBeNull();
    rig.advance(4000);
    expect(rig.heartbeat(leader?.memberId ?? "", 1)).toBe(Errors.NONE);
  });

  test("is not removed when it asks late, of a group that is stable already", () => {
    const rig = new CoordinatorRig();
    const long = { sessionTimeoutMs: 5000 };
    const [leader, follower] = rig.joinTogether(long, long).map(({ memberId }) => memberId);
    rig.sync(leader ?? "", 1);
    rig.advance(400);
    expect(answerOf(rig.sync(follower ?? "", 1)).error).toBe(Errors.NONE);
    rig.advance(400);
    expect(rig.group).toMatchObject({ size: 2, state: GROUP_STATES.Stable });
  });
});
