import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JavaHashMap } from "../../../../../sim/kafka/client/consumer/assignors/java-hash-map.ts";
import {
  partitionHashMap,
  stringHashMap,
} from "../../../../../sim/kafka/client/consumer/assignors/partition-table.ts";

function orderOf(keys: readonly string[]): string[] {
  const map = stringHashMap<true>();
  for (const key of keys) map.set(key, true);
  return [...map.keys()];
}

/** Every text of so many letters that are "Aa", "BB" or "C#", which have the same hash. */
function colliding(letters: number): string[] {
  let texts = [""];
  for (let i = 0; i < letters; i++) {
    texts = texts.flatMap((text) => ["Aa", "BB", "C#"].map((letter) => text + letter));
  }
  return texts;
}

describe("a Java hash map", () => {
  test("iterates bucket by bucket, whatever the order of insertion", () => {
    expect(orderOf(["consumer-b", "consumer-a", "consumer-c"])).toEqual([
      "consumer-c",
      "consumer-b",
      "consumer-a",
    ]);
    expect(orderOf(["d", "c", "b", "a"])).toEqual(["a", "b", "c", "d"]);
  });

  test("iterates in the order of insertion within a bucket", () => {
    expect(orderOf(["BB", "Aa"])).toEqual(["BB", "Aa"]);
    expect(orderOf(["Aa", "BB"])).toEqual(["Aa", "BB"]);
  });

  test("spreads the upper bits of a hash", () => {
    const map = new JavaHashMap<number, true>((key) => key, null);
    for (const key of [0x10001, 0x20000, 3]) map.set(key, true);
    expect([...map.keys()]).toEqual([0x10001, 0x20000, 3]);
  });

  test("has twice the buckets as soon as three quarters are used", () => {
    const map = new JavaHashMap<number, true>((key) => key, null);
    for (let key = 11; key >= 0; key--) map.set(key === 0 ? 16 : key, true);
    expect([...map.keys()][0]).toBe(16);
    map.set(17, true);
    expect([...map.keys()].slice(-2)).toEqual([16, 17]);
  });

  test("turns a bucket of 9 into a tree once there are 64, as java.util.HashMap of JDK 17 did", () => {
    expect(orderOf(colliding(3).slice(0, 10))).toEqual(colliding(3).slice(0, 10));
    expect(orderOf(colliding(3).slice(0, 16))).toEqual([
      "AaBBAa",
      "AaAaAa",
      "AaAaBB",
      "AaAaC#",
      "AaBBBB",
      "AaBBC#",
      "AaC#Aa",
      "AaC#BB",
      "AaC#C#",
      "BBAaAa",
      "BBAaBB",
      "BBAaC#",
      "BBBBAa",
      "BBBBBB",
      "BBBBC#",
      "BBC#Aa",
    ]);
    const reversed = orderOf(colliding(3).slice(0, 16).reverse());
    expect(reversed.slice(0, 4)).toEqual(["BBBBAa", "BBC#Aa", "BBBBC#", "BBBBBB"]);
    expect(reversed.slice(-4)).toEqual(["AaBBAa", "AaAaC#", "AaAaBB", "AaAaAa"]);
  });

  test("keeps the place of a key that is set again, and forgets one that is removed", () => {
    const map = stringHashMap<number>();
    for (const [i, key] of ["Aa", "BB", "c"].entries()) map.set(key, i);
    map.set("Aa", 7);
    expect([...map.entries()].filter(([key]) => key !== "c")).toEqual([
      ["Aa", 7],
      ["BB", 1],
    ]);
    expect(map.delete("Aa")).toBe(true);
    expect(map.delete("Aa")).toBe(false);
    map.set("Aa", 8);
    expect([...map.keys()].filter((key) => key !== "c")).toEqual(["BB", "Aa"]);
    expect(map.size).toBe(3);
    expect(map.has("c")).toBe(true);
    expect(map.get("d")).toBeUndefined();
  });

  test("hashes partitions as TopicPartition does", () => {
    const map = partitionHashMap<true>();
    const all = [3, 1, 2, 0].map((partition) => ({ topic: "a", partition }));
    for (const one of all) map.set(one, true);
    expect([...map.keys()].map(({ partition }) => partition)).toEqual([2, 1, 0, 3]);
  });

  test("holds what a map holds, whatever happens to it", () => {
    const key = fc.oneof(fc.constantFrom(...colliding(3)), fc.string({ maxLength: 3 }));
    const operation = fc.tuple(key, fc.boolean());
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
        const map = stringHashMap<number>();
        const model = new Map<string, number>();
        for (const [i, [text, adds]] of operations.entries()) {
          if (adds) {
            map.set(text, i);
            model.set(text, i);
          } else expect(map.delete(text)).toBe(model.delete(text));
        }
        expect(new Map(map.entries())).toEqual(model);
        expect([...map.keys()]).toHaveLength(map.size);
      }),
    );
  });
});
