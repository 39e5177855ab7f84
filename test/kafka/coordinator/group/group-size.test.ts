import { describe, expect, test } from "vitest";
import { Errors } from "../../../../sim/kafka/errors.ts";
import { GROUP_STATES } from "../../../../sim/kafka/facts.ts";
import { answerOf, CoordinatorRig } from "./coordinator-rig.ts";

const MAX_SIZE = { "group.max.size": 2 };
const LONG = { sessionTimeoutMs: 5000, rebalanceTimeoutMs: 5000 };

describe("group.max.size", () => {
  test("turns away whoever is one too many, while members join and afterwards", () => {
    const rig = new CoordinatorRig("3.9", MAX_SIZE);
    rig.join();
    rig.join();
    const { GROUP_MAX_SIZE_REACHED: refused } = Errors;
    expect(answerOf(rig.join())).toMatchObject({ error: refused, memberId: "" });
    rig.advance(200);
    expect(rig.group.state).toBe(GROUP_STATES.CompletingRebalance);
    expect(answerOf(rig.join()).error).toBe(refused);
    expect(rig.group.size).toBe(2);
  });

  test("members in a rebalance take their places as they come", () => {
    const rig = new CoordinatorRig("3.9", MAX_SIZE);
    const [leader, follower] = rig.stable(LONG, LONG);
    rig.join({ memberId: leader?.memberId ?? "", ...LONG });
    const newcomer = answerOf(rig.join({ version: 4, ...LONG })).memberId;
    expect(rig.join({ memberId: newcomer, ...LONG }).answer).toBeNull();
    const late = answerOf(rig.join({ memberId: follower?.memberId ?? "", ...LONG }));
    expect(late).toMatchObject({ error: Errors.GROUP_MAX_SIZE_REACHED, memberId: "" });
    expect(rig.group.size).toBe(2);
    expect(rig.group.generationId).toBe(2);
  });

  test("who waits in a full group may ask again", () => {
    const rig = new CoordinatorRig("3.9", MAX_SIZE);
    const ids = [0, 1].map(() => answerOf(rig.join({ version: 4, ...LONG })).memberId);
    for (const memberId of ids) rig.join({ memberId, ...LONG });
    const again = rig.join({ memberId: ids[0] ?? "", ...LONG });
    expect(again.answer).toBeNull();
    rig.advance(200);
    expect(answerOf(again)).toMatchObject({ error: Errors.NONE, generationId: 1 });
  });

  test("in 2.4 only newcomers are counted: one with a member id comes in", () => {
    const rig = new CoordinatorRig("2.4", MAX_SIZE);
    const ids = [0, 1, 2].map(() => answerOf(rig.join({ version: 4, ...LONG })).memberId);
    for (const memberId of ids) rig.join({ memberId, ...LONG });
    rig.advance(300);
    expect(rig.group.size).toBe(3);
    expect(answerOf(rig.join()).error).toBe(Errors.GROUP_MAX_SIZE_REACHED);
  });

  test("a group that was loaded and is too large rebalances", () => {
    const rig = new CoordinatorRig("3.9", { "group.max.size": 3 });
    rig.stable(LONG, LONG, LONG);
    const small = new CoordinatorRig("3.9", MAX_SIZE);
    small.act(() => small.coordinator.onGroupLoaded(rig.group));
    expect(rig.group.state).toBe(GROUP_STATES.PreparingRebalance);
  });
});
