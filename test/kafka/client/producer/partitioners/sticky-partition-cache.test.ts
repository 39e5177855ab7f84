import { describe, expect, test } from "vitest";
import { murmur2 } from "../../../../../sim/kafka/client/producer/murmur2.ts";
import { partitionForKey } from "../../../../../sim/kafka/client/producer/partitioners/partitioner.ts";
import { StickyPartitionCache } from "../../../../../sim/kafka/client/producer/partitioners/sticky-partition-cache.ts";
import { utf8Bytes, utf8Length } from "../../../../../sim/kafka/record/utf8.ts";
import { Choices } from "../../../../../sim/kernel/choices.ts";
import { ProducerWorld } from "../support.ts";

/** Hashes and partitions that Kafka's own classes computed. */
const KNOWN: [key: string, hash: number, of3: number, of8: number, of50: number][] = [
  ["foobar", -790332482, 0, 6, 16],
  ["a-little-bit-long-string", -985981536, 2, 0, 12],
  ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58897971, 2, 5, 27],
  ["abc", 479470107, 0, 3, 7],
  ["ab", 316155434, 2, 2, 34],
  ["abcde", 461995741, 1, 5, 41],
  ["0", 971027396, 2, 4, 46],
  ["é", 186971271, 0, 7, 21],
  ["日本", -700811021, 0, 3, 27],
];

describe("keys", () => {
  test.each(KNOWN)("%s", (key, hash, of3, of8, of50) => {
    expect(murmur2(utf8Bytes(key))).toBe(hash);
    expect([3, 8, 50].map((count) => partitionForKey(key, count))).toEqual([of3, of8, of50]);
  });

  test.each(["", "abc", "é", "日本", "😀"])("UTF-8 of %j", (text) => {
    const expected = [...Buffer.from(text)];
    expect(utf8Bytes(text)).toEqual(expected);
    expect(utf8Length(text)).toBe(expected.length);
  });
});

test("a lone surrogate becomes a question mark, as in Java", () => {
  expect(utf8Bytes("a\ud800")).toEqual([0x61, 0x3f]);
  expect(utf8Length("\udc00b")).toBe(2);
});

describe("the sticky partition", () => {
  function cache(partitions: number, available: readonly number[]) {
    const view = {
      partitions: () => ({ length: partitions }),
      availablePartitions: () => available,
    };
    return new StickyPartitionCache(new Choices("7").stream("test"), view);
  }

  test("stays until a new batch is needed for it, then moves to another", () => {
    const sticky = cache(5, [0, 1, 2, 3, 4]);
    let current = sticky.partition("t");
    for (let i = 0; i < 50; i++) {
      expect(sticky.partition("t")).toBe(current);
      sticky.nextPartition("t", (current + 1) % 5);
      expect(sticky.partition("t")).toBe(current);
      sticky.nextPartition("t", current);
      expect(sticky.partition("t")).not.toBe(current);
      current = sticky.partition("t");
    }
  });

  test("is one that has a leader, as long as there is one", () => {
    const some = cache(5, [1, 3]);
    const chosen = new Set<number>();
    for (let i = 0; i < 20; i++) {
      chosen.add(some.partition("t"));
      some.nextPartition("t", some.partition("t"));
    }
    expect([...chosen].sort()).toEqual([1, 3]);
    const none = cache(5, []);
    expect(none.partition("t")).toBeLessThan(5);
  });

  test("fills a batch of one partition before it goes on", () => {
    // One leader each, for a request takes everything that waits for its node.
    const world = new ProducerWorld({ "linger.ms": 100, "batch.size": 300 }, 4);
    world.script.topics = { orders: [1, 2, 3, 4].map((leader) => ({ leader, epoch: 0 })) };
    world.start();
    world.send("warm-up", null);
    world.run(200);
    for (let i = 0; i < 12; i++) world.send(`${i}-${"x".repeat(40)}`, null);
    world.run(500);
    const batches = world.produced().slice(1);
    expect(batches.map(({ length }) => length).sort()).toEqual([4, 4, 4]);
  });

  test("records with a key go where the key says", () => {
    const world = new ProducerWorld({});
    world.script.topics = { orders: [0, 1, 2].map(() => ({ leader: 1, epoch: 0 })) };
    world.start();
    for (const [key] of KNOWN) world.send(key, null, key);
    world.run(100);
    for (const [key, , of3] of KNOWN) expect(world.log(of3)).toContain(key);
  });
});
