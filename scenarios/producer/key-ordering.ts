import type { Scenario, Step } from "../../sim/index.ts";

const VALUES = ["a1", "b1", "a2", "b2", "a3", "b3"];
const KEYLESS = ["n1", "n2", "n3"];

function inOrder(values: readonly string[]) {
  return values.map((value) => ({ read: value, by: "reader" }));
}

function sent(partition: number | null): readonly Step[] {
  return [
    ...[0, 1, 2].map(
      (n): Step => ({
        produce: { client: "producer", topic: "orders", partition: n, values: `warm-up-${n}` },
      }),
    ),
    { wait: { records: "warm-up-0..warm-up-2", status: "acked" } },
    {
      note: {
        en: "a1, b1, a2, b2, a3, b3 are sent, in this order, with the keys a and b.",
        zh: "依次发送 a1、b1、a2、b2、a3、b3，键分别是 a 和 b。",
      },
      produce: {
        client: "producer",
        topic: "orders",
        values: VALUES,
        keys: ["a", "b"],
        every: "60ms",
        ...(partition === null ? {} : { partition }),
      },
    },
    { wait: { read: VALUES, by: "reader" } },
    {
      note: { en: "n1, n2 and n3 have no key.", zh: "n1、n2、n3 没有键。" },
      produce: {
        client: "producer",
        topic: "orders",
        values: KEYLESS,
        every: "60ms",
        ...(partition === null ? {} : { partition }),
      },
    },
    { wait: { read: KEYLESS, by: "reader" } },
  ];
}

export const keyOrdering: Scenario = {
  id: "key-ordering",
  group: "producer",
  importance: 3,
  title: {
    en: "The same key, the same partition, in order; between partitions there is no order",
    zh: "同一个键进同一个分区，保持顺序；分区之间没有顺序",
  },
  explanation: {
    en:
      "The producer chooses the partition of a record by the hash of its key (murmur2), over all " +
      "partitions of the topic. So all records of a customer are in one partition, in the order of " +
      "their sending. Another key is another partition, with another leader, and nothing binds the " +
      "two: here the way to the leader of key a is slow, and a consumer reads b1, b2 and b3 before a1. " +
      "Records without a key belong to no partition: they go by turns (until 2.3), or fill a batch of " +
      "one partition and then of another (from 2.4 on). " +
      "Who needs one order for everything needs one partition.",
    zh:
      "生产者按键的哈希值（murmur2）对主题的全部分区取模来选分区。所以同一个客户的消息都在一个分区里，顺序就是发送的" +
      "顺序。另一个键在另一个分区，由另一个 leader 管，两者互不相干：这里到键 a 的 leader 的网络慢，消费者先读到 b1、b2、" +
      "b3，然后才是 a1。没有键的消息不属于哪个分区：到 2.3 为止轮流发往各分区，从 2.4 起先装满一个分区的批次再换下一个。" +
      "需要全局顺序，就只能用一个分区。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 3,
    network: { links: [{ between: ["producer", 2], latency: "400ms" }] },
  },
  topics: [{ name: "orders", assignment: [[1], [2], [3]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    {
      name: "reader",
      consumer: { "auto.offset.reset": "earliest" },
      assign: ["orders-0", "orders-1", "orders-2"],
    },
  ],
  steps: sent(null),
  expect: [
    {
      order: inOrder(["a1", "a2", "a3"]),
      text: { en: "Key a is read in its order.", zh: "键 a 的消息按顺序读到。" },
    },
    {
      order: inOrder(["b1", "b2", "b3"]),
      text: { en: "Key b too.", zh: "键 b 也是。" },
    },
    {
      order: inOrder(["b3", "a1"]),
      text: {
        en: "b3, sent after a1, a2 and a3, is read before a1.",
        zh: "b3 在 a1、a2、a3 之后发送，却在 a1 之前读到。",
      },
    },
    {
      finally: { read: KEYLESS, by: "reader" },
      text: {
        en: "What has no key is read too, from wherever it was put.",
        zh: "没有键的消息也都读到，不管它们在哪个分区。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { duplicated: [], text: { en: "Nothing is there twice.", zh: "没有重复。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: {
      en: "The same records, all for one partition",
      zh: "同样的消息，全部发往一个分区",
    },
    change: { steps: sent(1) },
    expect: [
      {
        order: inOrder([...VALUES, ...KEYLESS]),
        text: {
          en: "All are read in the order of their sending, however slow it is.",
          zh: "无论多慢，全部按发送顺序读到。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
