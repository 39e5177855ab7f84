import { describe, expect, test } from "vitest";
import { assignorOf, cluster, named, nameOf, subscription } from "./support.ts";

const RACKS = ["a", "b", "c"];

/** Replicas on so many racks, one after another through all topics. */
function replicasOn(
  topics: Readonly<Record<string, number>>,
  rackCount: number,
  replicationFactor: number,
) {
  const firstOf = new Map<string, number>();
  let count = 0;
  for (const [topic, partitions] of Object.entries(topics)) {
    firstOf.set(topic, count);
    count += partitions;
  }
  return (topic: string, partition: number) => {
    const first = (firstOf.get(topic) ?? 0) + partition;
    return Array.from(
      { length: replicationFactor },
      (_, i) => RACKS[(first + i) % rackCount] ?? "",
    );
  };
}

/** Assigns topics to consumers 0, 1, … that subscribe to these topics and are in these racks. */
function assign(
  topics: Readonly<Record<string, number>>,
  subscriptions: readonly string[],
  consumerRacks: readonly (string | null)[] = [],
  replicas: (topic: string, partition: number) => readonly string[] = () => [],
): readonly (readonly string[])[] {
  const members = subscriptions.map((text, i) => {
    return [`consumer${i}`, subscription(text, { rackId: consumerRacks[i] ?? null })] as const;
  });
  const assigned = assignorOf("range", "3.9").assign(cluster(topics, replicas), new Map(members));
  return subscriptions.map((_, i) => (assigned.get(`consumer${i}`) ?? []).map(nameOf).sort());
}

function sorted(...expected: readonly string[]): readonly (readonly string[])[] {
  return expected.map((names) => names.split(" ").filter(Boolean));
}

describe("the range assignor", () => {
  test("cuts each topic into ranges and gives the first members what is left over", () => {
    expect(assign({ topic1: 3, topic2: 3 }, ["topic1 topic2", "topic1 topic2"])).toEqual(
      sorted("topic1-0 topic1-1 topic2-0 topic2-1", "topic1-2 topic2-2"),
    );
  });

  test("heaps topics of one partition onto the first member", () => {
    const topics = "t1 t2 t3 t4";
    expect(assign({ t1: 1, t2: 1, t3: 1, t4: 1 }, [topics, topics])).toEqual(
      sorted("t1-0 t2-0 t3-0 t4-0", ""),
    );
  });

  test("leaves members without partitions when there are too many", () => {
    expect(assign({ topic: 2 }, ["topic", "topic", "topic"])).toEqual(
      sorted("topic-0", "topic-1", ""),
    );
  });

  test("shares each topic among those that subscribe to it, and skips unknown topics", () => {
    expect(assign({ topic1: 3, topic2: 2 }, ["topic1", "topic1 topic2 no", "topic1"])).toEqual(
      sorted("topic1-0", "topic1-1 topic2-0 topic2-1", "topic1-2"),
    );
  });

  test("goes by group.instance.id, so that a static member with a new id keeps its range", () => {
    const members = (second: string, third: string) =>
      new Map([
        ["consumer1", subscription("topic1 topic2", { instanceId: "instance1" })],
        [second, subscription("topic1 topic2", { instanceId: "instance2" })],
        [third, subscription("topic1 topic2", { instanceId: "instance3" })],
      ]);
    const assignor = assignorOf("range", "3.9");
    const topics = cluster({ topic1: 5, topic2: 5 });
    const first = named(assignor.assign(topics, members("consumer2", "consumer3")));
    const second = named(assignor.assign(topics, members("consumer5", "consumer4")));
    expect([second.consumer5, second.consumer4]).toEqual([first.consumer2, first.consumer3]);
  });
});

// RangeAssignorTest.testRackAwareAssignmentWith…
describe("the range assignor with racks", () => {
  const ALL = "t1 t2 t3";
  const UNEQUAL = { t1: 6, t2: 7, t3: 2 };

  test("ignores them where every partition is in every rack, or no consumer is near any", () => {
    const plain = assign(UNEQUAL, [ALL, ALL, ALL]);
    expect(assign(UNEQUAL, [ALL, ALL, ALL], RACKS, replicasOn(UNEQUAL, 3, 3))).toEqual(plain);
    expect(assign(UNEQUAL, [ALL, ALL, ALL], ["d", "e", ""], replicasOn(UNEQUAL, 3, 1))).toEqual(
      plain,
    );
  });

  test("gives topics of different sizes to consumers that are near", () => {
    expect(assign(UNEQUAL, [ALL, ALL, ALL], RACKS, replicasOn(UNEQUAL, 3, 2))).toEqual(
      sorted("t1-0 t1-2 t2-0 t2-2 t2-3 t3-1", "t1-1 t1-3 t2-1 t2-4 t3-0", "t1-4 t1-5 t2-5 t2-6"),
    );
    expect(assign(UNEQUAL, [ALL, ALL, "t1 t3"], RACKS, replicasOn(UNEQUAL, 3, 1))).toEqual(
      sorted("t1-0 t1-3 t2-0 t2-2 t2-3 t2-6", "t1-1 t1-4 t2-1 t2-4 t2-5 t3-0", "t1-2 t1-5 t3-1"),
    );
  });

  test("keeps topics of one size co-partitioned", () => {
    const topics = { t1: 6, t2: 6, t3: 2, t4: 2 };
    const all = "t1 t2 t3 t4";
    const racks = ["a", "b", "b", "a"];
    expect(assign(topics, [all, all, all, all], racks, replicasOn(topics, 2, 1))).toEqual(
      sorted(
        "t1-0 t1-2 t2-0 t2-2 t3-0 t4-0",
        "t1-1 t1-3 t2-1 t2-3 t3-1 t4-1",
        "t1-5 t2-5",
        "t1-4 t2-4",
      ),
    );
    expect(assign(topics, [all, all, all, all], racks, replicasOn(topics, 3, 1))).toEqual(
      sorted(
        "t1-0 t1-3 t2-0 t2-3 t3-0 t4-0",
        "t1-1 t1-4 t2-1 t2-4 t3-1 t4-1",
        "t1-2 t2-2",
        "t1-5 t2-5",
      ),
    );
  });

  test("keeps topics of one size together only where they have the same consumers", () => {
    const topics = { t1: 5, t2: 5, t3: 5 };
    expect(assign(topics, [ALL, ALL, ALL], RACKS, replicasOn(topics, 3, 1))).toEqual(
      assign(topics, [ALL, ALL, ALL]),
    );
    expect(assign(topics, [ALL, ALL, "t1 t3"], RACKS, replicasOn(topics, 3, 2))).toEqual(
      sorted("t1-2 t2-0 t2-1 t2-3 t3-2", "t1-0 t1-3 t2-2 t2-4 t3-0 t3-3", "t1-1 t1-4 t3-1 t3-4"),
    );
  });
});
