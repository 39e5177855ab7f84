import { describe, expect, test } from "vitest";
import type { TopicView } from "../../../../../sim/kafka/client/producer/partitioners/partitioner.ts";
import {
  DEFAULT_PARTITIONER,
  partitionerOf,
  ROUND_ROBIN_PARTITIONER,
  UNIFORM_STICKY_PARTITIONER,
} from "../../../../../sim/kafka/client/producer/partitioners/partitioner-of.ts";
import { producerSettings } from "../../../../../sim/kafka/client/producer/producer-config.ts";
import type { ConfigValues } from "../../../../../sim/kafka/config/config.ts";
import type { Era } from "../../../../../sim/kafka/era/eras.ts";
import { Choices } from "../../../../../sim/kernel/choices.ts";

function partitioner(era: Era, config: ConfigValues = {}, available = [0, 1, 2, 3]) {
  const view: TopicView = {
    partitions: () => ({ length: 4 }),
    availablePartitions: () => available,
  };
  const stream = new Choices("3").stream("test");
  const chosen = partitionerOf(producerSettings(config, era), stream, view);
  if (chosen === null) throw new Error("the built-in one");
  return chosen;
}

function turns(chosen: readonly number[], count: number): number[] {
  return chosen.slice(1).map((one, i) => (one - (chosen[i] as number) + count) % count);
}

describe("records without a key", () => {
  test.each(["0.10.2", "0.11", "2.1"] as const)("go round per topic in %s", (era) => {
    const { partition } = bound(era);
    const mixed = Array.from({ length: 8 }, () => [partition("a", null), partition("b", null)]);
    expect(
      turns(
        mixed.map(([a]) => a as number),
        4,
      ),
    ).toEqual(new Array(7).fill(1));
    expect(
      turns(
        mixed.map(([, b]) => b as number),
        4,
      ),
    ).toEqual(new Array(7).fill(1));
  });

  test("share one counter between topics in 0.9 (KAFKA-4402)", () => {
    const { partition } = bound("0.9");
    const mixed = Array.from({ length: 8 }, () => [partition("a", null), partition("b", null)]);
    expect(new Set(mixed.map(([a]) => a)).size).toBe(2);
  });

  test("go round those with a leader, or round all when there is none", () => {
    const some = partitioner("2.1", {}, [1, 3]);
    const chosen = Array.from({ length: 4 }, () => some.partition("t", null));
    expect([...chosen].sort()).toEqual([1, 1, 3, 3]);
    const none = partitioner("2.1", {}, []);
    const all = Array.from({ length: 4 }, () => none.partition("t", null));
    expect([...all].sort()).toEqual([0, 1, 2, 3]);
  });

  test("stay with one partition until a new batch in 2.4", () => {
    const sticky = partitioner("2.4");
    const first = sticky.partition("t", null);
    expect(sticky.partition("t", null)).toBe(first);
    sticky.onNewBatch("t", first);
    expect(sticky.partition("t", null)).not.toBe(first);
  });

  test("are left to the accumulator in 3.9, unless a class is named", () => {
    expect(() => partitioner("3.9")).toThrow("the built-in one");
    const sticky = partitioner("3.9", { "partitioner.class": DEFAULT_PARTITIONER });
    expect(sticky.partition("t", null)).toBe(sticky.partition("t", null));
  });
});

describe("partitioner.class", () => {
  test("is not known before 2.4", () => {
    const config = { "partitioner.class": ROUND_ROBIN_PARTITIONER };
    const old = partitioner("2.1", config);
    expect(old.partition("t", "key")).toBe(old.partition("t", "key"));
  });

  test("RoundRobinPartitioner starts at the first partition and ignores keys", () => {
    const config = { "partitioner.class": ROUND_ROBIN_PARTITIONER };
    const robin = partitioner("2.8", config);
    const chosen = ["k", "k", null, "k", null].map((key) => robin.partition("t", key));
    expect(chosen).toEqual([0, 1, 2, 3, 0]);
  });

  test("UniformStickyPartitioner ignores keys too", () => {
    const config = { "partitioner.class": UNIFORM_STICKY_PARTITIONER };
    const sticky = partitioner("2.8", config);
    const keys = ["a", "b", "c", "d", "e", "f", null];
    expect(new Set(keys.map((key) => sticky.partition("t", key))).size).toBe(1);
  });
});

function bound(era: Era) {
  const one = partitioner(era);
  return { partition: (topic: string, key: string | null) => one.partition(topic, key) };
}
