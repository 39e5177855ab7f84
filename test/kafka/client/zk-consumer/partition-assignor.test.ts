import { describe, expect, test } from "vitest";
import { zkAssignorNamed } from "../../../../sim/kafka/client/zk-consumer/partition-assignor.ts";

const THREADS = ["g_b-1-x-0", "g_a-1-x-0", "g_c-1-x-0"];

/** What each of the threads finds out for itself. */
function shares(
  strategy: string,
  partitions: Readonly<Record<string, readonly number[]>>,
  threadsOf: (topic: string) => readonly string[] = () => THREADS,
) {
  const topics = Object.keys(partitions);
  const threadsForTopic = new Map(topics.map((topic) => [topic, threadsOf(topic)]));
  return [...THREADS].sort().map((thread) => {
    const own = topics.filter((topic) => threadsOf(topic).includes(thread));
    const decision = zkAssignorNamed(strategy)({
      myThreads: new Map(own.map((topic) => [topic, [thread]])),
      partitionsForTopic: new Map(own.map((topic) => [topic, partitions[topic] ?? []])),
      threadsForTopic,
    });
    return decision?.map(({ topic, partition }) => `${topic}-${partition}`) ?? null;
  });
}

describe("range", () => {
  test("the first threads by name have one more, of each topic anew", () => {
    expect(shares("range", { a: [2, 0, 1, 3], b: [0] })).toEqual([
      ["a-0", "a-1", "b-0"],
      ["a-2"],
      ["a-3"],
    ]);
  });

  test("a topic is for those who read it", () => {
    const threadsOf = (topic: string) => (topic === "b" ? ["g_c-1-x-0"] : THREADS);
    expect(shares("range", { a: [0, 1, 2], b: [0, 1] }, threadsOf)).toEqual([
      ["a-0"],
      ["a-1"],
      ["a-2", "b-0", "b-1"],
    ]);
  });

  test("it is what any other name stands for", () => {
    expect(shares("sticky", { a: [0] })).toEqual([["a-0"], [], []]);
  });
});

describe("round robin", () => {
  test("deals out partitions in the order of the hash codes of their names", () => {
    // "[a,0]".hashCode = 85754009 and so on, 31 more for each number: in the order of the numbers.
    expect(shares("roundrobin", { a: [2, 0, 1, 3] })).toEqual([["a-0", "a-3"], ["a-1"], ["a-2"]]);
    // The code of "[b,…]" is 29791 above that of "[a,…]", so all of a come first, whatever their number.
    expect(shares("roundrobin", { b: [0, 1], a: [0, 1] })).toEqual([
      ["a-0", "b-1"],
      ["a-1"],
      ["b-0"],
    ]);
  });

  test("cannot be applied where not all read the same topics", () => {
    const threadsOf = (topic: string) => (topic === "b" ? ["g_c-1-x-0"] : THREADS);
    expect(shares("roundrobin", { a: [0], b: [0] }, threadsOf)).toEqual([null, null, null]);
  });
});
