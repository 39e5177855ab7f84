import { describe, expect, test } from "vitest";
import type { Subscription } from "../../../../../sim/kafka/client/consumer/assignors/partition-assignor.ts";
import { StickyAssignor } from "../../../../../sim/kafka/client/consumer/assignors/sticky-assignor.ts";
import type { Era } from "../../../../../sim/kafka/era/eras.ts";
import {
  assignorOf,
  cluster,
  named,
  nameOf,
  partitions,
  returning,
  subscription,
} from "./support.ts";

const ERAS_OF_STICKY: readonly Era[] = ["0.11", "2.1", "2.4", "2.6", "2.8", "3.9"];

function had(topics: string, owned: string, generation: number | null = 1): Subscription {
  return returning("sticky", topics, partitions(owned), generation);
}

function assign(
  topics: Readonly<Record<string, number>>,
  members: Readonly<Record<string, Subscription>>,
  era: Era = "3.9",
): Record<string, string> {
  const assignor = assignorOf("sticky", era);
  return named(assignor.assign(cluster(topics), new Map(Object.entries(members))));
}

// AbstractStickyAssignorTest, StickyAssignorTest.
describe("the sticky assignor", () => {
  test.each(ERAS_OF_STICKY)("deals a fresh group's partitions out one by one (%s)", (era) => {
    const both = subscription("topic1 topic2");
    expect(assign({ topic1: 3, topic2: 3 }, { consumer1: both, consumer2: both }, era)).toEqual({
      consumer1: "topic1-0 topic1-2 topic2-1",
      consumer2: "topic1-1 topic2-0 topic2-2",
    });
  });

  test.each(ERAS_OF_STICKY)("moves one partition to a member that joins (%s)", (era) => {
    const members = {
      consumer1: had("topic", "topic-0 topic-1 topic-2"),
      consumer2: subscription("topic"),
    };
    const { consumer1 = "", consumer2 = "" } = assign({ topic: 3 }, members, era);
    expect(consumer1.split(" ")).toHaveLength(2);
    expect(`${consumer1} ${consumer2}`.split(" ").sort()).toEqual([
      "topic-0",
      "topic-1",
      "topic-2",
    ]);
  });

  test.each(ERAS_OF_STICKY)("gives the partitions of one that left to the others (%s)", (era) => {
    const members = { consumer2: had("topic", "topic-2"), consumer3: had("topic", "topic-1") };
    const after = assign({ topic: 3 }, members, era);
    expect(after.consumer2).toMatch(/^topic-2/);
    expect(after.consumer3).toMatch(/^topic-1/);
  });

  test("lets only as many members keep one more as there are to be, in the order of a HashMap", () => {
    const members = {
      consumer1: had("topic1 topic2", "topic1-0 topic2-0"),
      consumer2: had("topic1 topic2", "topic1-1 topic2-1"),
      consumer3: had("topic1 topic2", ""),
    };
    const expected = {
      consumer1: "topic1-0",
      consumer2: "topic1-1 topic2-1",
      consumer3: "topic2-0",
    };
    expect(assign({ topic1: 2, topic2: 2 }, members)).toEqual(expected);
    const assignor = assignorOf("sticky", "3.9");
    assignor.assign(cluster({ topic1: 2, topic2: 2 }), new Map(Object.entries(members)));
    const moved = assignor instanceof StickyAssignor && assignor.partitionsTransferringOwnership;
    expect([...(moved || [])].map(([one, to]) => [nameOf(one), to])).toEqual([
      ["topic2-0", "consumer3"],
    ]);
  });

  test("fills up those that have less than they are to have", () => {
    const members = {
      consumer1: had("topic1 topic2", "topic1-0"),
      consumer2: had("topic1 topic2", "topic1-1"),
      consumer3: had("topic1 topic2", ""),
    };
    expect(assign({ topic1: 2, topic2: 3 }, members)).toEqual({
      consumer1: "topic1-0 topic2-1",
      consumer2: "topic1-1 topic2-2",
      consumer3: "topic2-0",
    });
  });

  test("balances members that subscribe to different topics", () => {
    const members = {
      consumer1: subscription("topic1"),
      consumer2: subscription("topic1 topic2"),
      consumer3: subscription("topic1"),
    };
    expect(assign({ topic1: 3, topic2: 2 }, members)).toEqual({
      consumer1: "topic1-0 topic1-2",
      consumer2: "topic2-0 topic2-1",
      consumer3: "topic1-1",
    });
  });

  test("is fairer than round robin to members of many topics", () => {
    const topics = { topic1: 2, topic2: 1, topic3: 2, topic4: 1, topic5: 2 };
    const members = {
      consumer1: subscription("topic1 topic2 topic3 topic4 topic5"),
      consumer2: subscription("topic1 topic3 topic5"),
      consumer3: subscription("topic1 topic3 topic5"),
      consumer4: subscription("topic1 topic2 topic3 topic4 topic5"),
    };
    const counts = Object.values(assign(topics, members)).map((text) => text.split(" ").length);
    expect(counts).toEqual([2, 2, 2, 2]);
  });

  test("believes the member of the later generation", () => {
    const all = "topic topic2 topic3";
    const members = {
      consumer1: had(all, "topic-0 topic2-0 topic3-0", 10),
      consumer2: had(all, "topic-1 topic2-1 topic3-1", 10),
      consumer3: had(all, "topic2-1 topic3-0 topic3-2", 8),
    };
    expect(assign({ topic: 3, topic2: 3, topic3: 3 }, members)).toEqual({
      consumer1: "topic-0 topic2-0 topic3-0",
      consumer2: "topic-1 topic2-1 topic3-1",
      consumer3: "topic3-2 topic-2 topic2-2",
    });
  });

  test("believes nobody of two in one generation since 2.6, both before", () => {
    const members = {
      consumer1: had("topic", "topic-0 topic-1"),
      consumer2: had("topic", "topic-0 topic-2"),
    };
    const sharedIn = (era: Era) => {
      const names = Object.values(assign({ topic: 3 }, members, era))
        .join(" ")
        .split(" ");
      return names.length - new Set(names).size;
    };
    expect(ERAS_OF_STICKY.map(sharedIn)).toEqual([1, 1, 1, 0, 0, 0]);
  });

  test("fails on a topic that is not there until 2.2 (KAFKA-7962)", () => {
    const members = { consumer1: subscription("topic no") };
    expect(() => assign({ topic: 1 }, members, "2.1")).toThrow("NullPointerException");
    expect(assign({ topic: 1 }, members, "2.4")).toEqual({ consumer1: "topic-0" });
  });

  test("tells what it was given, and in which generation since 2.4", () => {
    for (const [era, hex] of [
      ["2.1", "000000010001740000000100000005"],
      ["2.4", "00000001000174000000010000000500000007"],
    ] as const) {
      const assignor = assignorOf("sticky", era);
      expect(assignor.subscriptionUserData(["t"])).toBeNull();
      assignor.onAssignment({ partitions: partitions("t-5"), userData: null }, 7);
      const userData = assignor.subscriptionUserData(["t"]) ?? [];
      expect(Buffer.from(userData).toString("hex")).toBe(hex);
    }
  });

  test("takes what it cannot read for nothing", () => {
    const unreadable = subscription("topic", { userData: Uint8Array.of(0, 0, 0, 9, 1) });
    const members = { consumer1: unreadable, consumer2: had("topic", "topic-0", 3) };
    expect(assign({ topic: 2 }, members)).toEqual({ consumer1: "topic-1", consumer2: "topic-0" });
  });
});
