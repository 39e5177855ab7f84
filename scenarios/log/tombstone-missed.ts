import type { Scenario, Step } from "../../sim/index.ts";

/** Four records that begin another segment; the one before is compacted meanwhile. */
function moreSegments(values: readonly string[], keys: readonly string[]): readonly Step[] {
  const produce = { client: "producer", topic: "table", partition: 0, keys, values };
  return [{ produce }, { wait: { records: values, status: "acked" } }, { sleep: "30s" }];
}

export const tombstoneMissed: Scenario = {
  id: "tombstone-missed",
  group: "log",
  importance: 2,
  title: {
    en: "A consumer is away for longer than delete.retention.ms, and never learns of a deletion",
    zh: "消费者离开得比 delete.retention.ms 还久，永远不知道有个键已被删除",
  },
  explanation: {
    en:
      "A consumer that keeps a table in memory learns from a tombstone that a key is gone. It has read " +
      "k2=b when it is cut off; then k2 is deleted. The next compaction removes k2=b, and a later one the tombstone, after " +
      "delete.retention.ms: from then on nothing in the log speaks of k2 any more. When the consumer " +
      "is back it reads everything that is left, no error is reported, and its table still says k2=b. " +
      "Another consumer, which was there, deleted the key. Tombstones must outlive the longest absence: " +
      "who was away for longer has to begin with an empty table and read from the start.",
    zh:
      "在内存里维护一张表的消费者，靠墓碑知道哪个键被删除了。它读到 k2=b 之后断网，随后 k2 被删除。下一次压缩就去掉 k2=b，" +
      "过了 delete.retention.ms 墓碑也被去掉：从此日志里再没有任何内容提到 k2。消费者恢复后把剩下的全部读完，没有任何报错，" +
      "它的表里却仍是 k2=b；而一直在线的另一个消费者已经删除了这个键。墓碑必须比最长的离开时间活得更久：离开得更久的消费者" +
      "只能清空自己的表，从头再读。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4, settings: { "log.cleaner.enable": true } },
  topics: [
    {
      name: "table",
      assignment: [[1, 2, 3]],
      configs: {
        "cleanup.policy": "compact",
        "segment.ms": 10_000,
        "segment.bytes": 160,
        "min.cleanable.dirty.ratio": 0.01,
        "delete.retention.ms": 60_000,
      },
    },
  ],
  clients: [
    { name: "producer", producer: { acks: "all", "linger.ms": 50 } },
    {
      name: "away",
      consumer: { "auto.offset.reset": "earliest", "request.timeout.ms": 20_000 },
      assign: ["table-0"],
    },
    { name: "watching", consumer: { "auto.offset.reset": "earliest" }, assign: ["table-0"] },
  ],
  steps: [
    {
      produce: {
        client: "producer",
        topic: "table",
        partition: 0,
        keys: ["k1", "k2"],
        values: ["a", "b"],
      },
    },
    {
      wait: {
        all: [
          { read: ["a", "b"], by: "away" },
          { read: ["a", "b"], by: "watching" },
        ],
      },
    },
    {
      note: { en: "The consumer away is cut off.", zh: "消费者 away 断网了。" },
      cut: { from: "away", to: [1, 2, 3] },
    },
    {
      note: { en: "k1=c; k2 is deleted.", zh: "k1=c；k2 被删除。" },
      produce: {
        client: "producer",
        topic: "table",
        partition: 0,
        keys: ["k1", "k2"],
        values: ["c", null],
      },
    },
    { wait: { replica: "table-0", broker: [1, 2, 3], highWatermark: 4 } },
    { sleep: "15s" },
    ...moreSegments(["d", "e", "f", "g"], ["k3", "k4", "k5", "k6"]),
    { sleep: "45s" },
    ...moreSegments(["h", "i", "j", "k"], ["k7", "k8", "k9", "k10"]),
    ...moreSegments(["l", "m", "n", "o"], ["k11", "k12", "k13", "k14"]),
    ...moreSegments(["p", "q"], ["k15"]),
    { note: { en: "The consumer away is back.", zh: "消费者 away 回来了。" }, heal: "all" },
    { wait: { read: ["c", "d", "p", "q"], by: "away" } },
  ],
  expect: [
    {
      order: [
        { read: "", by: "watching" },
        { replica: "table-0", broker: [1, 2, 3], lacks: [1], has: [3] },
        { replica: "table-0", broker: [1, 2, 3], lacks: [1, 3], has: [4] },
        { read: "q", by: "away" },
      ],
      text: {
        en: "The tombstone is read by the consumer that is there, and is gone when the other comes back.",
        zh: "在线的消费者读到了墓碑；另一个回来时墓碑已经没有了。",
      },
    },
    {
      always: { not: { read: "", by: "away" } },
      text: {
        en: "The consumer that was away reads to the end and never meets a tombstone for k2.",
        zh: "离开过的消费者一直读到末尾，却没有遇到 k2 的墓碑。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with the default of a day", zh: "同样的过程，用默认的一天" },
    change: { topics: { table: { "delete.retention.ms": 86_400_000 } } },
    expect: [
      {
        finally: { read: ["c", "", "q"], by: "away" },
        text: { en: "The tombstone is still there to be read.", zh: "墓碑还在，能读到。" },
      },
    ],
  },
};
