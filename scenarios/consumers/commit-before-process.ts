import type { Scenario } from "../../sim/index.ts";

const CONSUMER = {
  "group.id": "billing",
  "auto.offset.reset": "earliest",
  "enable.auto.commit": false,
  "session.timeout.ms": 10_000,
};

export const commitBeforeProcess: Scenario = {
  id: "commit-before-process",
  group: "consumers",
  importance: 3,
  title: {
    en: "At most once: commit first, die, and the rest is skipped",
    zh: "至多一次：先提交，挂掉，剩下的被跳过",
  },
  explanation: {
    en:
      "The application commits right after poll, before it works on the records: offset 10. It dies after " +
      "four of them. Whoever takes the partition over begins at 10, and six records are never processed; " +
      "none is processed twice. With the commit after the work it is the other way round: the successor " +
      "begins at 0, nothing is left out, and four are processed twice. Where the commit stands decides " +
      "between at most once and at least once.",
    zh:
      "应用在 poll 之后、处理之前就提交：偏移量 10。处理了四条后挂掉。接手的消费者从 10 开始，六条永远不会处理，也没有处理两遍的。" +
      "把提交放到处理之后正好相反：接手的从 0 开始，没有漏掉的，有四条处理两遍。提交放在哪里，决定了是至多一次还是至少一次。",
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
      application: { processing: "1s", commit: "beforeProcessing" },
    },
    {
      name: "second",
      consumer: CONSUMER,
      starts: "byStep",
      subscribe: ["orders"],
      application: { commit: "afterProcessing" },
    },
  ],
  steps: [
    {
      note: { en: "Ten records wait in the log.", zh: "日志里有十条消息。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r9" },
    },
    { wait: { records: "r0..r9", status: "acked" } },
    {
      note: {
        en: "A consumer polls all of them and works a second on each.",
        zh: "消费者一次全部 poll 到，每条处理一秒。",
      },
      start: "first",
    },
    { wait: { processed: "r3" } },
    {
      note: { en: "It dies after the fourth.", zh: "处理完第四条，它挂了。" },
      kill: "first",
    },
    { start: "second" },
    { wait: { assignment: "second", partitions: ["orders-0"] } },
    { sleep: "5s" },
  ],
  expect: [
    {
      neverProcessed: "r4..r9",
      group: "billing",
      text: { en: "Six records are never processed.", zh: "六条消息永远没有处理。" },
    },
    { processedTwice: [], text: { en: "None is processed twice.", zh: "没有处理两遍的。" } },
    {
      lost: [],
      text: {
        en: "They are in the log: Kafka has lost nothing.",
        zh: "消息还在日志里：Kafka 没有丢。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "It commits after the work", zh: "处理之后再提交" },
    change: { applications: { first: { commit: "afterProcessing" } } },
    expect: [
      {
        neverProcessed: [],
        group: "billing",
        text: { en: "Nothing is left out.", zh: "没有漏掉的。" },
      },
      {
        processedTwice: "r0..r3",
        text: { en: "Four records are processed twice.", zh: "四条消息处理了两遍。" },
      },
    ],
  },
};
