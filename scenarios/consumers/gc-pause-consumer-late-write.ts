import type { Scenario } from "../../sim/index.ts";

const CONSUMER = {
  "group.id": "balances",
  "auto.offset.reset": "earliest",
  "enable.auto.commit": false,
  "session.timeout.ms": 10_000,
};

export const gcPauseConsumerLateWrite: Scenario = {
  id: "gc-pause-consumer-late-write",
  group: "consumers",
  importance: 3,
  title: {
    en: "A consumer frozen past its session wakes up and writes",
    zh: "消费者冻结到会话过期之后醒来，照样写入",
  },
  explanation: {
    en:
      "A consumer has polled a record and stands still (garbage collection, a suspended machine) before its " +
      "effect. Its session expires; another member takes the partition over, processes the record, and a " +
      "newer one of the same key. The first wakes up, knows of nothing, and does what it was about to do: " +
      "the older value overwrites the newer. It learns from its commit that it is no member any more " +
      "when the effect is done. No timeout helps; only a store that refuses writes of an older " +
      "generation does.",
    zh:
      "消费者 poll 到一条消息，在产生效果之前停住了（垃圾回收、机器挂起）。会话过期，另一个成员接管分区，处理了这条消息，又处理了同一个键" +
      "更新的一条。第一个醒来，什么都不知道，接着做它正要做的：旧值盖住了新值。等提交时才知道自己已不是成员，效果却已经产生。调超时没有用，" +
      "只有拒绝旧 generation 写入的存储才行。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: [[1]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    {
      name: "first",
      consumer: CONSUMER,
      starts: "byStep",
      subscribe: ["orders"],
      application: { processing: "3s", commit: "afterProcessing", effect: "put" },
    },
    {
      name: "second",
      consumer: CONSUMER,
      starts: "byStep",
      subscribe: ["orders"],
      application: { processing: "100ms", commit: "afterProcessing", effect: "put" },
    },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, key: "k", values: ["old"] } },
    { wait: { records: "old", status: "acked" } },
    { start: "first" },
    { wait: { read: "old", by: "first" } },
    {
      note: {
        en: "The first consumer stands still with the record in hand.",
        zh: "第一个消费者拿着这条消息停住了。",
      },
      pause: "first",
    },
    { start: "second" },
    {
      note: {
        en: "Its session expires; the other gets the partition.",
        zh: "会话过期，另一个得到分区。",
      },
      wait: { assignment: "second", partitions: ["orders-0"] },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, key: "k", values: ["new"] } },
    { wait: { processed: "new", by: "second" } },
    { sleep: "1s" },
    { note: { en: "The first wakes up.", zh: "第一个醒了。" }, resume: "first" },
    { wait: { processed: "old", by: "first" } },
    { sleep: "1s" },
    {
      note: { en: "Somebody notices and ends it.", zh: "有人发现了，把它停掉。" },
      kill: "first",
    },
    { sleep: "1s" },
  ],
  expect: [
    {
      processedTwice: "old",
      text: { en: "Both have processed the record.", zh: "两个都处理了这条消息。" },
    },
    {
      overwritten: "k",
      text: {
        en: "In the end the older record's effect is there.",
        zh: "最后留下的是较旧的那条的效果。",
      },
    },
    {
      finally: { committed: "orders-0", group: "balances", offset: 2 },
      text: {
        en: "What is committed is the second consumer's.",
        zh: "已提交的是第二个消费者的。",
      },
    },
  ],
  control: {
    title: {
      en: "The outside system refuses older generations",
      zh: "外部系统拒绝旧的 generation",
    },
    change: {
      applications: { first: { effect: "fenced" }, second: { effect: "fenced" } },
    },
    expect: [
      { processedTwice: [], text: { en: "One effect for each record.", zh: "每条消息一次效果。" } },
      {
        overwritten: [],
        text: { en: "Nothing is overwritten by something older.", zh: "没有被旧的盖住的。" },
      },
    ],
  },
};
