import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type GroupState,
  isValidTransition,
} from "../../../../sim/kafka/coordinator/group/group-state.ts";
import {
  inHashMapOrder,
  inTrieOrder,
  tableSizeFor,
} from "../../../../sim/kafka/coordinator/group/scala-hash-order.ts";
import { FACT_GROUP, FACT_GROUP_MEMBER, GROUP_STATES } from "../../../../sim/kafka/facts.ts";
import { CoordinatorRig, protocol } from "./coordinator-rig.ts";

const STATES = Object.values(GROUP_STATES);

describe("the states of a group", () => {
  test("nothing leads away from a dead group, and only a rebalance to a stable one", () => {
    const { Dead, Stable, CompletingRebalance, Empty, PreparingRebalance } = GROUP_STATES;
    const to = (state: GroupState) => STATES.filter((from) => isValidTransition(from, state));
    expect(STATES.filter((state) => isValidTransition(Dead, state))).toEqual([Dead]);
    expect(to(Stable)).toEqual([CompletingRebalance]);
    expect(to(Empty)).toEqual([PreparingRebalance]);
    expect(to(PreparingRebalance)).toEqual([Empty, CompletingRebalance, Stable]);
  });

  test("an illegal transition is a failure", () => {
    const rig = new CoordinatorRig();
    rig.stable({});
    expect(() => rig.group.transitionTo(GROUP_STATES.Empty)).toThrow("Stable may become Empty");
  });
});

describe("the protocol of a group", () => {
  test("is the one that most members like best of those that all support", () => {
    const chosen = (...members: readonly (readonly string[])[]) => {
      const rig = new CoordinatorRig();
      const joins = members.map((names) => ({ protocols: names.map((name) => protocol(name)) }));
      return rig.joinTogether(...joins)[0]?.protocolName;
    };
    expect(chosen(["range", "roundrobin"], ["roundrobin", "range"], ["roundrobin", "range"])).toBe(
      "roundrobin",
    );
    expect(chosen(["range", "roundrobin"], ["roundrobin", "blah"])).toBe("roundrobin");
  });

  test("is on a tie the same whoever came first", () => {
    const order = inTrieOrder(["range", "roundrobin"]);
    expect(inTrieOrder(["roundrobin", "range"])).toEqual(order);
  });
});

describe("Scala's maps", () => {
  test("go through all keys once, whatever their number", () => {
    const keys = fc.uniqueArray(fc.string(), { maxLength: 60 });
    fc.assert(
      fc.property(keys, (names) => {
        const sorted = [...names].sort();
        expect(inHashMapOrder(names, tableSizeFor(names.length)).sort()).toEqual(sorted);
        expect(inTrieOrder(names).sort()).toEqual(sorted);
      }),
    );
  });

  test("tables grow before they are three quarters full", () => {
    expect([0, 11, 12, 23, 24].map(tableSizeFor)).toEqual([16, 16, 32, 32, 64]);
  });

  test("one-letter keys come in the order of their codes in the table", () => {
    // 'a' is 97 = 1 mod 16, 'p' is 112 = 0 mod 16.
    expect(inHashMapOrder(["a", "b", "p", "o"], 16)).toEqual(["p", "a", "b", "o"]);
  });

  test("strings with one hash code keep the order in which they were put in", () => {
    expect(inHashMapOrder(["BB", "Aa"], 16)).toEqual(["BB", "Aa"]);
    expect(inTrieOrder(["BB", "Aa"])).toEqual(["BB", "Aa"]);
  });
});

describe("what a coordinator tells of a group", () => {
  const of = (rig: CoordinatorRig, code: number) => rig.facts.filter((fact) => fact[0] === code);

  test("is every state, generation and leader that it comes to", () => {
    const rig = new CoordinatorRig();
    const [member] = rig.stable({});
    rig.leave(member?.memberId ?? "");
    const seen = of(rig, FACT_GROUP).map((fact) => `${fact[3]}/${fact[4]}`);
    expect(seen.filter((one, i) => one !== seen[i - 1])).toEqual([
      "0/0",
      "1/0",
      "2/1",
      "3/1",
      "1/1",
      "0/2",
    ]);
  });

  test("is each member with the partitions that it has", () => {
    const rig = new CoordinatorRig();
    const [member] = rig.joinTogether({});
    const memberId = member?.memberId ?? "";
    const topic = [0, 1, 116];
    const assignment = [0, 0, 0, 0, 0, 1, ...topic, 0, 0, 0, 1, 0, 0, 0, 7, 255, 255, 255, 255];
    rig.sync(memberId, 1, { [memberId]: Uint8Array.from(assignment) });
    rig.leave(memberId);
    const { texts } = rig.sim.facts;
    const seen = of(rig, FACT_GROUP_MEMBER).map((fact) => [fact[4], texts.text(fact[6] ?? -1)]);
    expect(seen).toEqual([
      [1, "[]"],
      [1, '["t-7"]'],
      [1, null],
    ]);
  });
});
