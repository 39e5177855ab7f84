import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TopicPartition } from "../../../../../sim/kafka/client/consumer/assignors/partition-assignor.ts";
import type { Era } from "../../../../../sim/kafka/era/eras.ts";
import { assignorOf, cluster, nameOf, returning, subscription } from "./support.ts";

type Assigned = ReadonlyMap<string, readonly TopicPartition[]>;

const TOPICS = ["a", "orders", "payments", "t1"];
const topicSizes = fc
  .uniqueArray(fc.constantFrom(...TOPICS), { minLength: 1 })
  .chain((topics) =>
    fc.tuple(
      ...topics.map((topic) => fc.tuple(fc.constant(topic), fc.integer({ min: 1, max: 9 }))),
    ),
  );
const memberIds = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 8,
});
/** Topics and members; which topics a member leaves out, by its place. */
const group = fc.record({
  topics: topicSizes.map((entries) => Object.fromEntries(entries)),
  members: memberIds,
  leftOut: fc.array(fc.constantFrom(...TOPICS), { minLength: 8, maxLength: 8 }),
});
const stickyAssignor = fc.constantFrom(
  ["sticky", "0.11"] as const,
  ["sticky", "2.4"] as const,
  ["sticky", "2.8"] as const,
  ["sticky", "3.9"] as const,
  ["cooperative-sticky", "2.4"] as const,
  ["cooperative-sticky", "2.8"] as const,
  ["cooperative-sticky", "3.9"] as const,
);
const anyAssignor = fc.oneof(
  stickyAssignor,
  fc.constantFrom(["range", "3.9"] as const, ["roundrobin", "3.9"] as const),
);

function allOf(topics: Readonly<Record<string, number>>): string[] {
  return Object.entries(topics).flatMap(([topic, count]) =>
    Array.from({ length: count }, (_, i) => `${topic}-${i}`),
  );
}

function namesOf(assigned: Assigned): string[] {
  return [...assigned.values()].flat().map(nameOf);
}

/** What it assigns to a group in which everybody subscribes to everything and had `before`. */
function assignAll(
  name: string,
  era: Era,
  topics: Readonly<Record<string, number>>,
  members: readonly string[],
  before: Assigned | null,
  generation: number,
): Assigned {
  const subscribed = Object.keys(topics).join(" ");
  const subscriptions = members.map((id) => {
    const had = before?.get(id);
    const told =
      had === undefined
        ? subscription(subscribed)
        : returning(name, subscribed, had, era === "0.11" ? null : generation);
    return [id, told] as const;
  });
  return assignorOf(name, era).assign(cluster(topics), new Map(subscriptions));
}

describe("every assignor", () => {
  test("gives each partition of a subscribed topic to exactly one of its subscribers", () => {
    fc.assert(
      fc.property(anyAssignor, group, ([name, era], { topics, members, leftOut }) => {
        const all = Object.keys(topics);
        // A sticky assignor takes a member that subscribes to nothing for one like the others.
        const subscribed = members.map((_, i) => {
          const own = all.filter((topic) => topic !== leftOut[i]);
          return own.length === 0 ? all : own;
        });
        const entries = members.map((id, i) => {
          return [id, subscription((subscribed[i] ?? []).join(" "))] as const;
        });
        const assigned = assignorOf(name, era).assign(cluster(topics), new Map(entries));
        const wanted = allOf(topics).filter((one) =>
          subscribed.some((own) => own.includes(one.slice(0, one.lastIndexOf("-")))),
        );
        expect(namesOf(assigned).sort()).toEqual(wanted.sort());
        for (const [i, id] of members.entries()) {
          for (const { topic } of assigned.get(id) ?? []) expect(subscribed[i]).toContain(topic);
        }
      }),
    );
  });

  test("gives the same to the same group", () => {
    fc.assert(
      fc.property(anyAssignor, group, ([name, era], { topics, members }) => {
        const run = () => assignAll(name, era, topics, members, null, 1);
        expect(run()).toEqual(run());
      }),
    );
  });
});

describe("round robin and sticky assignors", () => {
  test("give members of equal subscriptions numbers that differ by one at most", () => {
    const assignors = fc.oneof(stickyAssignor, fc.constant(["roundrobin", "3.9"] as const));
    fc.assert(
      fc.property(assignors, group, ([name, era], { topics, members }) => {
        const assigned = assignAll(name, era, topics, members, null, 1);
        const counts = [...assigned.values()].map(({ length }) => length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("sticky assignors", () => {
  test("take nothing from those that stay when a member leaves", () => {
    fc.assert(
      fc.property(stickyAssignor, group, ([name, era], { topics, members }) => {
        const before = assignAll(name, era, topics, members, null, 1);
        const staying = members.slice(1);
        fc.pre(staying.length > 0);
        const after = assignAll(name, era, topics, staying, before, 1);
        for (const id of staying) {
          const kept = new Set((after.get(id) ?? []).map(nameOf));
          for (const one of before.get(id) ?? []) expect(kept).toContain(nameOf(one));
        }
        expect(namesOf(after).sort()).toEqual(allOf(topics).sort());
      }),
    );
  });

  test("change nothing when nothing changed", () => {
    fc.assert(
      fc.property(stickyAssignor, group, ([name, era], { topics, members }) => {
        const before = assignAll(name, era, topics, members, null, 1);
        const after = assignAll(name, era, topics, members, before, 1);
        for (const [id, given] of after) {
          expect(given.map(nameOf).sort()).toEqual((before.get(id) ?? []).map(nameOf).sort());
        }
      }),
    );
  });

  test("move no more than a new member's share, to it alone", () => {
    fc.assert(
      fc.property(stickyAssignor, group, ([name, era], { topics, members }) => {
        fc.pre(members.length > 1);
        const [joining = "", ...there] = members;
        const before = assignAll(name, era, topics, there, null, 1);
        const after = assignAll(name, era, topics, members, before, 1);
        for (const id of there) {
          const had = (before.get(id) ?? []).map(nameOf);
          for (const one of after.get(id) ?? []) expect(had).toContain(nameOf(one));
        }
        const share = Math.ceil(allOf(topics).length / members.length);
        expect((after.get(joining) ?? []).length).toBeLessThanOrEqual(share);
      }),
    );
  });
});

describe("the cooperative assignor", () => {
  const cooperative = fc.constantFrom("2.4", "2.8", "3.9" as const);

  test("gives nothing that another member still has, and all of it a round later", () => {
    fc.assert(
      fc.property(cooperative, group, fc.nat(3), (era, { topics, members }, there) => {
        const name = "cooperative-sticky";
        const old = members.slice(0, 1 + there);
        const before = assignAll(name, era, topics, old, null, 1);
        const first = assignAll(name, era, topics, members, before, 1);
        const owner = new Map<string, string>();
        for (const [id, had] of before) for (const one of had) owner.set(nameOf(one), id);
        for (const [id, given] of first) {
          for (const one of given) expect(owner.get(nameOf(one)) ?? id).toBe(id);
        }
        const names = namesOf(first);
        expect(new Set(names).size).toBe(names.length);
        const second = assignAll(name, era, topics, members, first, 2);
        expect(namesOf(second).sort()).toEqual(allOf(topics).sort());
      }),
    );
  });
});
