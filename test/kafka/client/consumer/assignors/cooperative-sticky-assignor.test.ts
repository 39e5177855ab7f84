import { describe, expect, test } from "vitest";
import type { Subscription } from "../../../../../sim/kafka/client/consumer/assignors/partition-assignor.ts";
import type { Era } from "../../../../../sim/kafka/era/eras.ts";
import { assignorOf, cluster, named, partitions, returning, subscription } from "./support.ts";

function had(topics: string, owned: string, generation: number | null = 1): Subscription {
  return returning("cooperative-sticky", topics, partitions(owned), generation);
}

function assign(
  topics: Readonly<Record<string, number>>,
  members: Readonly<Record<string, Subscription>>,
  era: Era = "3.9",
): Record<string, string> {
  const assignor = assignorOf("cooperative-sticky", era);
  return named(assignor.assign(cluster(topics), new Map(Object.entries(members))));
}

// CooperativeStickyAssignorTest.
describe("the cooperative sticky assignor", () => {
  test("can take part in either protocol", () => {
    expect(assignorOf("cooperative-sticky", "2.4").protocols).toEqual(["COOPERATIVE", "EAGER"]);
  });

  test.each(["2.4", "2.6", "2.8", "3.9"] as const)(
    "gives what moves in a second round (%s)",
    (era) => {
      const topics = { topic: 3 };
      const first = assign(
        topics,
        { consumer1: had("topic", "topic-0 topic-1 topic-2"), consumer2: subscription("topic") },
        era,
      );
      expect(first).toEqual({ consumer1: "topic-0 topic-1", consumer2: "" });
      const second = assign(
        topics,
        { consumer1: had("topic", "topic-0 topic-1", 2), consumer2: had("topic", "", 2) },
        era,
      );
      expect(second).toEqual({ consumer1: "topic-0 topic-1", consumer2: "topic-2" });
    },
  );

  test("withholds what moves between members of different subscriptions too", () => {
    const members = {
      consumer1: had("topic1 topic2", "topic1-0 topic1-1 topic2-0 topic2-1"),
      consumer2: subscription("topic2"),
    };
    expect(assign({ topic1: 2, topic2: 2 }, members)).toEqual({
      consumer1: "topic1-0 topic1-1",
      consumer2: "",
    });
  });

  test("gives at once what nobody has", () => {
    const members = { consumer1: had("topic", "topic-0"), consumer2: subscription("topic") };
    expect(assign({ topic: 2 }, members)).toEqual({ consumer1: "topic-0", consumer2: "topic-1" });
  });

  test("withholds what two members claim", () => {
    const members = {
      consumer1: had("topic", "topic-0 topic-1"),
      consumer2: had("topic", "topic-0 topic-2"),
      consumer3: had("topic", ""),
    };
    const names = Object.values(assign({ topic: 3 }, members)).filter((text) => text !== "");
    expect(names.sort()).toEqual(["topic-1", "topic-2"]);
  });

  test("reads the generation from user data where the subscription does not say it", () => {
    const stale = (generation: number) =>
      subscription("topic", {
        ownedPartitions: partitions("topic-0 topic-1"),
        userData: Uint8Array.of(0, 0, 0, generation),
      });
    const members = { consumer1: stale(3), consumer2: stale(4) };
    const after = assign({ topic: 4 }, members, "2.8");
    expect(after.consumer2).toBe("topic-0 topic-1");
    expect(after.consumer1).toBe("topic-2 topic-3");
  });

  test("says its generation since 2.6", () => {
    const told = (era: Era) => {
      const assignor = assignorOf("cooperative-sticky", era);
      assignor.onAssignment({ partitions: [], userData: null }, 7);
      return assignor.subscriptionUserData([]);
    };
    expect(told("2.4")).toBeNull();
    expect(told("2.6")).toEqual(Uint8Array.of(0, 0, 0, 7));
  });
});
