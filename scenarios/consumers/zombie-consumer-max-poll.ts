import type { Scenario } from "../../sim/index.ts";

const CONSUMER = {
  "group.id": "balances",
  "auto.offset.reset": "earliest",
  "enable.auto.commit": false,
  "max.poll.interval.ms": 10_000,
};

export const zombieConsumerMaxPoll: Scenario = {
  id: "zombie-consumer-max-poll",
  group: "consumers",
  importance: 3,
  title: {
    en: "Work longer than max.poll.interval.ms: evicted, and still at it",
    zh: "处理时间超过 max.poll.interval.ms：已被请出，却还在干活",
  },
  explanation: {
    en:
      "A consumer works fifteen seconds on one record; it may stay away from poll for ten. Its heartbeat " +
      "thread leaves the group for it (KIP-62). Another member gets the partition, processes the record, and " +
      "a newer one of the same key. Then the first is through: it writes its effect over the newer one. " +
      "Its commit is refused, which comes too late for the effect. Kafka cannot take that back. An outside " +
      "system can refuse it, if each write carries the generation of the group in which the record was " +
      "polled, as a fencing token.",
    zh:
      "一个消费者在一条消息上花十五秒，而它最多只能十秒不 poll。心跳线程替它离开了消费组（KIP-62）。另一个成员得到分区，处理了" +
      "这条消息，又处理了同一个键的更新的一条。这时第一个才做完：它的结果盖住了更新的。它的提交被拒绝，但对已经产生的效果来说太晚了，" +
      "Kafka 收不回来。外部系统可以拒绝：每次写入都带上 poll 到该消息时的组 generation，作为 fencing token。",
  },
  eras: ["0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: [[1]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    {
      name: "first",
      consumer: CONSUMER,
      starts: "byStep",
      subscribe: ["orders"],
      application: { processing: "15s", commit: "afterProcessing", effect: "put" },
    },
    {
      name: "second",
      consumer: CONSUMER,
      starts: "byStep",
      subscribe: ["orders"],
      application: { commit: "afterProcessing", effect: "put" },
    },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, key: "k", values: ["old"] } },
    { wait: { records: "old", status: "acked" } },
    { start: "first" },
    {
      note: {
        en: "The first consumer begins to work on a record.",
        zh: "第一个消费者开始处理一条消息。",
      },
      wait: { read: "old", by: "first" },
    },
    { start: "second" },
    {
      note: {
        en: "After ten seconds its heartbeat thread leaves the group; the other gets the partition.",
        zh: "十秒后心跳线程替它离开消费组，另一个得到分区。",
      },
      wait: { assignment: "second", partitions: ["orders-0"] },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, key: "k", values: ["new"] } },
    { wait: { processed: "new", by: "second" } },
    {
      note: { en: "The first is through with its work.", zh: "第一个做完了。" },
      wait: { processed: "old", by: "first" },
    },
    { sleep: "10s" },
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
