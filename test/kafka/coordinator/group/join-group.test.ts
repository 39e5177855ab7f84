import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { GROUP_STATES } from "../../../../sim/kafka/facts.ts";
import { answerOf, CoordinatorRig, protocol } from "./coordinator-rig.ts";

describe("who may join", () => {
  test("a session timeout out of bounds is refused", () => {
    const rig = new CoordinatorRig();
    expect(answerOf(rig.join({ sessionTimeoutMs: 9 })).error).toBe(Errors.INVALID_SESSION_TIMEOUT);
    const long = rig.join({ sessionTimeoutMs: 600_001 });
    expect(answerOf(long).error).toBe(Errors.INVALID_SESSION_TIMEOUT);
  });

  test("a member id of which nobody knows is refused, in a group that is new or not", () => {
    const rig = new CoordinatorRig();
    expect(answerOf(rig.join({ memberId: "x" })).error).toBe(Errors.UNKNOWN_MEMBER_ID);
    expect(rig.store.currentGroups).toEqual([]);
    rig.stable({});
    expect(answerOf(rig.join({ memberId: "x" })).error).toBe(Errors.UNKNOWN_MEMBER_ID);
  });

  test("a protocol type, and a protocol in common, are needed", () => {
    const rig = new CoordinatorRig();
    const { INCONSISTENT_GROUP_PROTOCOL: refused } = Errors;
    expect(answerOf(rig.join({ protocolType: "" })).error).toBe(refused);
    expect(answerOf(rig.join({ protocols: [] })).error).toBe(refused);
    rig.join();
    expect(answerOf(rig.join({ protocolType: "connect" })).error).toBe(refused);
    expect(answerOf(rig.join({ protocols: [protocol("roundrobin")] })).error).toBe(refused);
    expect(rig.join({ protocols: [protocol("x"), protocol("range")] }).answer).toBeNull();
  });

  test("a broker that is no coordinator of the group, or not yet, says so", () => {
    const rig = new CoordinatorRig();
    rig.store.isLoading = true;
    expect(answerOf(rig.join()).error).toBe(Errors.COORDINATOR_LOAD_IN_PROGRESS);
    expect(answerOf(rig.sync("m", 1)).error).toBe(Errors.REBALANCE_IN_PROGRESS);
    expect(rig.heartbeat("m", 1)).toBe(Errors.NONE);
    expect(rig.leave("m").error).toBe(Errors.COORDINATOR_LOAD_IN_PROGRESS);
    rig.store.isLoading = false;
    rig.store.isLocal = false;
    expect(answerOf(rig.join()).error).toBe(Errors.NOT_COORDINATOR);
    expect(rig.heartbeat("m", 1)).toBe(Errors.NOT_COORDINATOR);
    rig.store.isActive = false;
    expect(answerOf(rig.sync("m", 1)).error).toBe(Errors.COORDINATOR_NOT_AVAILABLE);
    expect(answerOf(rig.join({ groupId: "" })).error).toBe(Errors.INVALID_GROUP_ID);
  });

  test("until 1.1 a broker that loads a group does not take itself for its coordinator", () => {
    const rig = new CoordinatorRig("1.1");
    rig.store.isLoading = true;
    rig.store.isLocal = false;
    expect(answerOf(rig.join()).error).toBe(Errors.NOT_COORDINATOR);
    expect(answerOf(rig.sync("m", 1)).error).toBe(Errors.NOT_COORDINATOR);
    expect(rig.heartbeat("m", 1)).toBe(Errors.NOT_COORDINATOR);
  });
});

describe("the first rebalance of a group", () => {
  test("members that come together are one generation, and one of them leads it", () => {
    const rig = new CoordinatorRig();
    const [first, second] = rig.joinTogether({}, {});
    expect(first).toMatchObject({ error: Errors.NONE, generationId: 1, protocolName: "range" });
    expect(second).toMatchObject({ generationId: 1, leader: first?.memberId, members: [] });
    expect(first?.members.map(({ memberId }) => memberId).sort()).toEqual(
      [first?.memberId, second?.memberId].sort(),
    );
    expect(rig.group.is(GROUP_STATES.CompletingRebalance)).toBe(true);
  });

  test("a member id is the client's name and a random UUID", () => {
    const rig = new CoordinatorRig();
    const uuid = /^client-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(rig.joinTogether({})[0]?.memberId).toMatch(uuid);
  });

  test("it waits for the delay, and for another where somebody came", () => {
    const rig = new CoordinatorRig();
    const first = rig.join({ rebalanceTimeoutMs: 1000 });
    rig.advance(40);
    const second = rig.join({ rebalanceTimeoutMs: 1000 });
    rig.advance(20);
    expect(first.answer).toBeNull();
    rig.advance(39);
    expect(second.answer).toBeNull();
    rig.advance(1);
    expect(answerOf(first).generationId).toBe(1);
    expect(answerOf(second).generationId).toBe(1);
  });

  test("it is prolonged no longer than the rebalance timeout", () => {
    const rig = new CoordinatorRig("3.9", { "group.initial.rebalance.delay.ms": 50 });
    const first = rig.join({ rebalanceTimeoutMs: 120 });
    for (let i = 0; i < 5; i++) {
      rig.advance(30);
      if (first.answer === null) rig.join({ rebalanceTimeoutMs: 120 });
    }
    // 50 + 50 + 20: after that nothing remains.
    expect(first.answer).not.toBeNull();
    expect(rig.group.generationId).toBe(1);
  });

  test("a group that is empty again waits for the delay, but not longer", () => {
    const rig = new CoordinatorRig();
    const [member] = rig.stable({});
    rig.leave(member?.memberId ?? "");
    expect(rig.group.state).toBe(GROUP_STATES.Empty);
    expect(rig.group.generationId).toBe(2);
    const first = rig.join();
    rig.advance(40);
    const second = rig.join();
    rig.advance(10);
    expect(answerOf(first).generationId).toBe(3);
    expect(answerOf(second).generationId).toBe(3);
  });

  test("without a delay, as before 0.11, the first member is alone in the first generation", () => {
    const rig = new CoordinatorRig("0.10.2");
    expect(answerOf(rig.join())).toMatchObject({ error: Errors.NONE, generationId: 1 });
  });
});

describe("a member with an id of its own first (KIP-394)", () => {
  test("is told its id, and is a member when it comes back with it", () => {
    const rig = new CoordinatorRig();
    const { memberId, error } = answerOf(rig.join({ version: 4 }));
    expect(error).toBe(Errors.MEMBER_ID_REQUIRED);
    expect(rig.group).toMatchObject({ size: 0, numPending: 1 });
    const joined = rig.join({ version: 4, memberId });
    rig.advance(50);
    expect(answerOf(joined)).toMatchObject({ error: Errors.NONE, memberId, generationId: 1 });
    expect(rig.group.numPending).toBe(0);
  });

  test("who speaks an older version, or an older broker, does without", () => {
    expect(new CoordinatorRig().join({ version: 3 }).answer).toBeNull();
    expect(new CoordinatorRig("2.1").join({ version: 4 }).answer).toBeNull();
  });

  test("who is yet to come back is not waited for in a first rebalance without a delay", () => {
    const rig = new CoordinatorRig("2.8", { "group.initial.rebalance.delay.ms": 0 });
    const { memberId } = answerOf(rig.join({ version: 4 }));
    answerOf(rig.join({ version: 4 }));
    expect(answerOf(rig.join({ version: 4, memberId }))).toMatchObject({ generationId: 1 });
    expect(rig.group).toMatchObject({ size: 1, numPending: 1 });
  });

  test("a rebalance waits for those who are yet to come back", () => {
    const rig = new CoordinatorRig();
    const [leader] = rig.stable({ rebalanceTimeoutMs: 10_000, sessionTimeoutMs: 5000 });
    const memberId = leader?.memberId ?? "";
    answerOf(rig.join({ version: 4, sessionTimeoutMs: 100 }));
    const rejoined = rig.join({ memberId, rebalanceTimeoutMs: 10_000, sessionTimeoutMs: 5000 });
    rig.advance(99);
    expect(rejoined.answer).toBeNull();
    rig.advance(1);
    expect(answerOf(rejoined).generationId).toBe(2);
    expect(rig.group.numPending).toBe(0);
  });

  test("one that leaves instead is waited for no more", () => {
    const rig = new CoordinatorRig();
    const [leader] = rig.stable({ rebalanceTimeoutMs: 10_000, sessionTimeoutMs: 5000 });
    const pending = answerOf(rig.join({ version: 4 })).memberId;
    const rejoined = rig.join({ memberId: leader?.memberId ?? "" });
    expect(rejoined.answer).toBeNull();
    expect(rig.leave(pending).members[0]?.error).toBe(Errors.NONE);
    expect(answerOf(rejoined).generationId).toBe(2);
  });
});

describe("a member that joins again", () => {
  test("as the leader, it begins a rebalance", () => {
    const rig = new CoordinatorRig();
    const [leader] = rig.stable({});
    expect(answerOf(rig.join({ memberId: leader?.memberId ?? "" })).generationId).toBe(2);
  });

  test("as a follower without news, it is told what the generation is", () => {
    const rig = new CoordinatorRig();
    const [, follower] = rig.stable({}, {});
    const again = answerOf(rig.join({ memberId: follower?.memberId ?? "" }));
    expect(again).toMatchObject({ error: Errors.NONE, generationId: 1, members: [] });
    expect(rig.group.state).toBe(GROUP_STATES.Stable);
  });

  test("as a follower with other metadata, it begins a rebalance", () => {
    const rig = new CoordinatorRig();
    const [leader, follower] = rig.stable({}, {});
    const memberId = follower?.memberId ?? "";
    const call = rig.join({ memberId, protocols: [protocol("range", 1)] });
    expect(call.answer).toBeNull();
    expect(rig.heartbeat(leader?.memberId ?? "", 1)).toBe(Errors.REBALANCE_IN_PROGRESS);
    rig.join({ memberId: leader?.memberId ?? "" });
    expect(answerOf(call).generationId).toBe(2);
  });

  test("with the same metadata before the assignment, it is told the same again", () => {
    const rig = new CoordinatorRig();
    const [leader, follower] = rig.joinTogether({}, {});
    expect(answerOf(rig.join({ memberId: leader?.memberId ?? "" })).members).toHaveLength(2);
    expect(answerOf(rig.join({ memberId: follower?.memberId ?? "" })).members).toEqual([]);
    expect(rig.group.generationId).toBe(1);
  });

  test("in the timeouts of its first request until 2.8, in those of its last from 3.0", () => {
    for (const [era, timeoutMs] of [
      ["2.8", 500],
      ["3.9", 900],
    ] as const) {
      const rig = new CoordinatorRig(era);
      const [leader] = rig.stable({});
      rig.join({ memberId: leader?.memberId ?? "", rebalanceTimeoutMs: 900 });
      expect(rig.group.rebalanceTimeoutMs).toBe(timeoutMs);
    }
  });

  test("who does not join in time is no member of the next generation", () => {
    const rig = new CoordinatorRig();
    const [leader, follower] = rig.stable({ sessionTimeoutMs: 5000 }, { sessionTimeoutMs: 5000 });
    const call = rig.join({ memberId: leader?.memberId ?? "" });
    rig.advance(500);
    expect(answerOf(call)).toMatchObject({ generationId: 2 });
    expect(answerOf(call).members).toHaveLength(1);
    expect(rig.heartbeat(follower?.memberId ?? "", 2)).toBe(Errors.UNKNOWN_MEMBER_ID);
  });

  test("another leads where the leader does not join in time", () => {
    const rig = new CoordinatorRig();
    const [leader, follower] = rig.stable({ sessionTimeoutMs: 5000 }, { sessionTimeoutMs: 5000 });
    const memberId = follower?.memberId ?? "";
    const call = rig.join({ memberId, protocols: [protocol("range", 7)] });
    rig.advance(500);
    expect(answerOf(call).leader).toBe(memberId);
    expect(rig.group.has(leader?.memberId ?? "")).toBe(false);
  });
});

describe("new members that wait", () => {
  test("are given up after five minutes", () => {
    const rig = new CoordinatorRig();
    const hour = { rebalanceTimeoutMs: 3_600_000, sessionTimeoutMs: 600_000 };
    const [leader] = rig.stable(hour);
    const call = rig.join(hour);
    for (let i = 0; i < 6; i++) {
      expect(call.answer).toBeNull();
      rig.advance(50_000);
      rig.heartbeat(leader?.memberId ?? "", 1);
    }
    expect(answerOf(call)).toMatchObject({ error: Errors.UNKNOWN_MEMBER_ID, memberId: "" });
    expect(rig.group.size).toBe(1);
  });

  test("stay until 2.0, as often as they try", () => {
    const rig = new CoordinatorRig("2.0");
    const hour = { rebalanceTimeoutMs: 3_600_000, sessionTimeoutMs: 600_000 };
    rig.stable(hour);
    rig.join(hour);
    rig.join(hour);
    rig.advance(599_000);
    expect(rig.group.size).toBe(3);
  });

  test("in 2.1 stay without a session when they do not hear of their first generation", () => {
    for (const [era, size] of [
      ["2.1", 1],
      ["2.4", 0],
    ] as const) {
      const rig = new CoordinatorRig(era);
      rig.joinTogether({});
      rig.advance(60_000);
      expect(rig.group.size).toBe(size);
    }
  });
});
