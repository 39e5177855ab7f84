import type { Scenario } from "../../sim/index.ts";

export const compactionBasics: Scenario = {
  id: "compaction-basics",
  group: "log",
  importance: 2,
  title: {
    en: "Compaction keeps the last value of each key, at its offset",
    zh: "日志压缩：每个键只留最后的值，偏移量不变",
  },
  explanation: {
    en:
      "A compacted topic is a table: of each key only the latest record matters. Two keys are written " +
      "twice, k1 with a new value, k2 with none at all: a tombstone, which deletes the key. A cleaner " +
      "thread then rewrites the segments that are no longer written to. Offsets 0 and 1 are gone, 2 and " +
      "3 are where they were, and readers step over the gap. The tombstone stays for delete.retention.ms, " +
      "so that whoever reads the log meanwhile learns that the key is deleted; then it goes too. Offsets " +
      "5 and 6 have the same key and both stay: they are in the active segment, which is never " +
      "compacted. A consumer that starts late reads the table, and not its history.",
    zh:
      "压缩主题就像一张表：每个键只有最新的消息有意义。两个键各写两次：k1 换了新值，k2 写入空值，也就是墓碑，表示删除这个键。" +
      "清理线程随后重写不再写入的段：偏移量 0 和 1 没有了，2 和 3 还在原处，读者直接跨过空缺。墓碑会保留 " +
      "delete.retention.ms，让这段时间里读日志的人知道这个键已删除，之后墓碑也会消失。偏移量 5 和 6 的键相同却都在：它们在" +
      "活动段里，活动段从不压缩。晚到的消费者读到的是这张表，而不是它的历史。",
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
    { name: "late", consumer: { "auto.offset.reset": "earliest" }, assign: ["table-0"] },
  ],
  steps: [
    {
      note: {
        en: "One consumer is not there yet: it will come late.",
        zh: "有个消费者还没有上线：它会晚到。",
      },
      kill: "late",
    },
    {
      note: { en: "k1=a, k2=b, k1=c; then k2 is deleted.", zh: "k1=a、k2=b、k1=c；然后删除 k2。" },
      produce: {
        client: "producer",
        topic: "table",
        partition: 0,
        keys: ["k1", "k2"],
        values: ["a", "b", "c", null],
      },
    },
    { wait: { replica: "table-0", broker: [1, 2, 3], highWatermark: 4 } },
    { sleep: "15s" },
    {
      note: {
        en: "A new segment begins: nothing is written to the one before it any more.",
        zh: "新的段开始，前一段不再写入。",
      },
      produce: {
        client: "producer",
        topic: "table",
        partition: 0,
        keys: ["k3", "k4", "k5", "k6"],
        values: ["d", "e", "f", "g"],
      },
    },
    { wait: { replica: "table-0", broker: [1, 2, 3], highWatermark: 8 } },
    {
      note: {
        en: "Two and a half minutes go by, and more segments come. Every fifteen seconds cleaner threads look for something to compact.",
        zh: "两分半钟过去，又写入了几个新段。清理线程每十五秒看一次有没有要压缩的。",
      },
      sleep: "75s",
    },
    ...moreSegments(["h", "i", "j", "k"], ["k7", "k8", "k9", "k10"]),
    ...moreSegments(["l", "m", "n", "o"], ["k11", "k12", "k13", "k14"]),
    ...moreSegments(["p", "q"], ["k15"]),
    {
      note: { en: "A consumer begins to read from the start.", zh: "一个消费者从头开始读。" },
      restart: "late",
    },
    { wait: { read: ["c", "d", "p", "q"], by: "late" } },
  ],
  expect: [
    {
      order: [
        { replica: "table-0", broker: [1, 2, 3], logEndOffset: 4, has: [0, 1, 2, 3] },
        { replica: "table-0", broker: [1, 2, 3], lacks: [0, 1], has: [2, 3, 4] },
        { replica: "table-0", broker: [1, 2, 3], lacks: [0, 1, 3], has: [2, 4] },
      ],
      text: {
        en: "First the old values go, and after delete.retention.ms the tombstone; the rest keeps its offsets.",
        zh: "先是旧值消失，过了 delete.retention.ms 墓碑也消失；其余消息的偏移量不变。",
      },
    },
    {
      finally: { replica: "table-0", broker: [1, 2, 3], has: [16, 17], logStartOffset: 0 },
      text: {
        en: "Both records of k15 stay in the active segment, and the log still starts at 0.",
        zh: "k15 的两条消息都留在活动段里，日志仍从 0 开始。",
      },
    },
    {
      always: { not: { any: [{ read: "a" }, { read: "b" }] } },
      text: {
        en: "The late consumer reads c, and never a or b.",
        zh: "晚到的消费者读到 c，永远读不到 a 和 b。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with cleanup.policy=delete", zh: "同样的过程，cleanup.policy=delete" },
    change: { topics: { table: { "cleanup.policy": "delete" } } },
    expect: [
      {
        finally: { read: ["a", "b", "c", "d", "q"], by: "late" },
        text: { en: "Every record is read.", zh: "每一条消息都能读到。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};

/** Four records that begin another segment; the one before is compacted meanwhile. */
function moreSegments(values: readonly string[], keys: readonly string[]) {
  const produce = { client: "producer", topic: "table", partition: 0, keys, values };
  return [{ produce }, { wait: { records: values, status: "acked" as const } }, { sleep: "30s" }];
}
