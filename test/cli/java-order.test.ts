import { expect, test } from "vitest";
import { hashMapOrder, propertiesOrder, tableOrder } from "../../cli/java-order.ts";
import { javaStringHash } from "../../sim/index.ts";

const CONFIGS = ["cleanup.policy", "compression.type", "segment.bytes"];

// As kafka-topics.sh prints them of __consumer_offsets.
test("settings come in the order in which real tools print them", () => {
  expect(propertiesOrder(CONFIGS)).toEqual(["segment.bytes", "cleanup.policy", "compression.type"]);
  expect(hashMapOrder(CONFIGS, 64)).toEqual([
    "compression.type",
    "cleanup.policy",
    "segment.bytes",
  ]);
});

test("names come in the order of the table that holds them, which grows with their number", () => {
  expect(hashMapOrder(["orders"], 1)).toEqual(["orders"]);
  expect(hashMapOrder(["c", "b", "a"], 3)).toEqual(["a", "b", "c"]);
  // "a" to "p" have the hash codes 97 to 112. Of 16 buckets "p" would have the first; 16 keys need 32.
  const letters = Array.from("abcdefghijklmnop");
  expect(hashMapOrder(letters, 16)).toEqual(letters);
  expect(hashMapOrder(["a", "p"], 2)).toEqual(["p", "a"]);
});

test("every name comes once, whatever the names", () => {
  const names = Array.from({ length: 40 }, (_, i) => `topic-${i}`);
  expect([...hashMapOrder(names, 40)].sort()).toEqual([...names].sort());
  expect([...propertiesOrder(names)].sort()).toEqual([...names].sort());
});

test("a table of the smallest size grows with its thirteenth key", () => {
  const twelve = ["p", ..."abcdefghijk"];
  expect(tableOrder(twelve, javaStringHash)[0]).toBe("p");
  expect(tableOrder([...twelve, "l"], javaStringHash)[0]).toBe("a");
  expect(tableOrder(["a", "q"], () => 7)).toEqual(["a", "q"]);
});
