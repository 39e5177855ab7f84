import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  controlledShutdownLeader,
  type ElectionInput,
  electLeader,
  offlineLeader,
  preferredReplicaLeader,
  reassignLeader,
} from "../../../../sim/kafka/controller/leaders/election-strategies.ts";
import { withoutReplica } from "../../../../sim/kafka/controller/replicas/replica-state-machine.ts";

function input(
  assignment: readonly number[],
  isr: readonly number[],
  live: readonly number[],
  options: Partial<Pick<ElectionInput, "allowUnclean" | "controlledShutdownOrder">> & {
    readonly shuttingDown?: readonly number[];
  } = {},
): ElectionInput {
  const shuttingDown = options.shuttingDown ?? [];
  return {
    assignment,
    current: { leader: isr[0] ?? -1, leaderEpoch: 7, isr, zkVersion: 3 },
    isOnline: (id) => live.includes(id) && !shuttingDown.includes(id),
    isShuttingDown: (id) => shuttingDown.includes(id),
    allowUnclean: options.allowUnclean ?? false,
    controlledShutdownOrder: options.controlledShutdownOrder ?? "assignment",
  };
}

describe("the leader", () => {
  test("of an offline partition is the first live ISR member in the order of the assignment", () => {
    expect(offlineLeader([2, 4, 3], [3, 4], [3, 4], false)).toBe(4);
    expect(offlineLeader([2, 4], [2], [4], false)).toBeNull();
    expect(offlineLeader([2, 4], [2], [4], true)).toBe(4);
    expect(offlineLeader([2, 4], [2], [], true)).toBeNull();
  });

  test("after a reassignment is the first live target replica in the ISR", () => {
    expect(reassignLeader([2, 4], [2, 4], [4])).toBe(4);
    expect(reassignLeader([2, 4], [2], [])).toBeNull();
    expect(reassignLeader([2, 4], [], [2])).toBeNull();
  });

  test("by preference is the first replica or nobody", () => {
    expect(preferredReplicaLeader([2, 4], [2, 4], [2, 4])).toBe(2);
    expect(preferredReplicaLeader([2, 4], [4], [2, 4])).toBeNull();
    expect(preferredReplicaLeader([2, 4], [2, 4], [4])).toBeNull();
    expect(preferredReplicaLeader([], [], [])).toBeNull();
  });

  test("after a controlled shutdown is not one that leaves", () => {
    expect(controlledShutdownLeader([2, 4], [2, 4], [2, 4], [2])).toBe(4);
    expect(controlledShutdownLeader([2, 4], [2], [2, 4], [2])).toBeNull();
    expect(controlledShutdownLeader([2, 4], [2, 4], [2, 4], [2, 4])).toBeNull();
  });
});

describe("an election", () => {
  test("of an offline partition keeps the live members of the ISR", () => {
    expect(electLeader("offline", input([1, 2, 3], [3, 2, 1], [2, 3]))).toEqual({
      elected: { leader: 2, leaderEpoch: 8, isr: [3, 2], zkVersion: 3 },
      unclean: false,
      recipients: [2, 3],
    });
  });

  test("that is unclean leaves the leader alone in the ISR", () => {
    const options = { allowUnclean: true };
    expect(electLeader("offline", input([1, 2, 3], [1], [2, 3], options))).toEqual({
      elected: { leader: 2, leaderEpoch: 8, isr: [2], zkVersion: 3 },
      unclean: true,
      recipients: [2, 3],
    });
  });

  test("by preference leaves the ISR as it is and tells all replicas", () => {
    expect(electLeader("preferred", input([1, 2, 3], [2, 1], [1, 2]))).toEqual({
      elected: { leader: 1, leaderEpoch: 8, isr: [2, 1], zkVersion: 3 },
      unclean: false,
      recipients: [1, 2, 3],
    });
  });

  test("for a controlled shutdown takes the leaving out of the ISR and still tells them", () => {
    const options = { shuttingDown: [1] };
    expect(electLeader("controlledShutdown", input([1, 2], [1, 2], [1, 2], options))).toEqual({
      elected: { leader: 2, leaderEpoch: 8, isr: [2], zkVersion: 3 },
      unclean: false,
      recipients: [1, 2],
    });
  });

  test("never takes a leader from outside the live, nor from outside the ISR unless unclean", () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 5 }));
    const strategies = fc.constantFrom("offline", "reassign", "preferred", "controlledShutdown");
    fc.assert(
      fc.property(ids, ids, ids, strategies, fc.boolean(), (assignment, isr, live, strategy, u) => {
        const given = input(assignment, isr, live, { allowUnclean: u });
        const { elected, unclean } = electLeader(strategy, given);
        if (elected === null) return;
        expect(live).toContain(elected.leader);
        expect(assignment).toContain(elected.leader);
        expect(elected.isr).toContain(elected.leader);
        expect(elected.leaderEpoch).toBe(8);
        expect(isr.includes(elected.leader)).toBe(!unclean);
        if (unclean) expect(u && strategy === "offline").toBe(true);
        if (!unclean) expect(isr).toEqual(expect.arrayContaining([...elected.isr]));
      }),
    );
  });
});

describe("a replica that goes offline", () => {
  const current = { leader: 5, leaderEpoch: 0, isr: [5, 6], zkVersion: 4 };

  test("leaves the ISR, and the leadership", () => {
    expect(withoutReplica(current, 5)).toEqual({
      leader: -1,
      leaderEpoch: 1,
      isr: [6],
      zkVersion: 4,
    });
    expect(withoutReplica(current, 6)).toMatchObject({ leader: 5, leaderEpoch: 1, isr: [5] });
  });

  test("stays in the ISR as its last member", () => {
    expect(withoutReplica({ ...current, isr: [5] }, 5)).toMatchObject({ leader: -1, isr: [5] });
  });
});
