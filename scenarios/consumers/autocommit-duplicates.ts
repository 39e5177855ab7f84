import type { Scenario } from "../../sim/index.ts";

export const autocommitDuplicates: Scenario = {
  id: "autocommit-duplicates",
  group: "consumers",
  importance: 3,
  title: {
    en: "Auto-commit: what was processed since the last commit is processed again",
    zh: "自动提交：上次提交之后处理过的消息会再处理一遍",
  },
  explanation: {
    en:
      "With enable.auto.commit a consumer commits its positions every five seconds, from within poll. " +
      "Between two commits it processes records that no commit knows of. It dies there: whoever takes the " +
      "partition over begins at the committed offset and processes them a second time. Nothing is lost; " +
      "this is at least once. A commit after the records of each poll makes the window small. It stays " +
      "open between the effect and the commit; only an effect that may come twice closes it.",
    zh:
      "开了 enable.auto.commit，消费者每五秒在 poll 里提交一次位置。两次提交之间处理的消息，提交里没有记录。这时它挂掉：" +
      "接手分区的消费者从已提交的偏移量开始，把它们再处理一遍。没有丢失，这就是至少一次。每次 poll 处理完就提交，窗口变小，" +
      "但在产生效果和提交之间它仍然开着；只有让效果可以重复，才能真正关上。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: [[1]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    {
      name: "first",
      consumer: {
        "group.id": "billing",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": true,
        "session.timeout.ms": 10_000,
      },
      subscribe: ["orders"],
      application: {},
    },
    {
      name: "second",
      consumer: {
        "group.id": "billing",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": true,
        "session.timeout.ms": 10_000,
      },
      starts: "byStep",
      subscribe: ["orders"],
      application: {},
    },
  ],
  steps: [
    { wait: { assignment: "first", partitions: ["orders-0"] } },
    {
      note: { en: "Fifty records come.", zh: "来了五十条消息。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r49" },
    },
    {
      note: {
        en: "They are processed, and some seconds later committed.",
        zh: "它们被处理，几秒后提交。",
      },
      wait: { committed: "orders-0", group: "billing", offset: 50 },
    },
    {
      note: { en: "Fifty more.", zh: "又来五十条。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r50..r99" },
    },
    { wait: { processed: "r50..r99", by: "first" } },
    { sleep: "1s" },
    {
      note: {
        en: "The consumer dies before it commits again.",
        zh: "消费者还没再次提交就挂了。",
      },
      kill: "first",
    },
    { start: "second" },
    { wait: { assignment: "second", partitions: ["orders-0"] } },
    { sleep: "10s" },
  ],
  expect: [
    {
      processedTwice: "r50..r99",
      text: {
        en: "Everything since the last commit is processed twice.",
        zh: "上次提交之后的都处理了两遍。",
      },
    },
    {
      neverProcessed: [],
      group: "billing",
      text: { en: "Nothing is left out.", zh: "没有漏掉的。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: {
      en: "It commits when it is through with the records of a poll",
      zh: "每次 poll 的消息处理完就提交",
    },
    change: {
      clients: { first: { "enable.auto.commit": false } },
      applications: { first: { commit: "afterProcessing" } },
    },
    expect: [
      {
        processedTwice: [],
        text: { en: "Nothing is processed twice.", zh: "没有处理两遍的。" },
      },
      {
        neverProcessed: [],
        group: "billing",
        text: { en: "Nothing is left out.", zh: "没有漏掉的。" },
      },
    ],
  },
};
