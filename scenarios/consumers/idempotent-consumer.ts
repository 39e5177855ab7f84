import type { Scenario } from "../../sim/index.ts";

export const idempotentConsumer: Scenario = {
  id: "idempotent-consumer",
  group: "consumers",
  importance: 3,
  title: {
    en: "An idempotent consumer: a unique key makes a second delivery harmless",
    zh: "幂等消费者：唯一键让重复投递无害",
  },
  explanation: {
    en:
      "The application commits after the work, so no record is left out, and after a crash some come " +
      "again. It books each payment in a database: the payments that come again are booked twice. When the " +
      "table has a unique key that travels with the record (here its value), the second insert of a payment " +
      "changes nothing. The records are delivered and processed twice as before; the effect is there once.",
    zh:
      "应用处理完才提交，所以不会漏掉消息，崩溃之后有些会再来。它把每笔付款记进数据库：再来的就记了两次。如果表上有随消息携带的" +
      "唯一键（这里是消息的值），同一笔付款的第二次插入就没有作用。消息照样投递、处理两遍，效果只有一次。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "payments", assignment: [[1]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    {
      name: "booking",
      consumer: {
        "group.id": "booking",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": false,
        "session.timeout.ms": 10_000,
      },
      starts: "byStep",
      subscribe: ["payments"],
      application: { processing: "500ms", commit: "afterProcessing", effect: "append" },
    },
  ],
  steps: [
    {
      note: { en: "Ten payments.", zh: "十笔付款。" },
      produce: { client: "producer", topic: "payments", partition: 0, values: "p0..p9" },
    },
    { wait: { records: "p0..p9", status: "acked" } },
    { start: "booking" },
    { wait: { processed: "p5" } },
    {
      note: {
        en: "The application dies after six of them, before its commit.",
        zh: "记了六笔，还没提交，应用就挂了。",
      },
      kill: "booking",
    },
    { sleep: "1s" },
    { restart: "booking" },
    { wait: { processed: "p9" } },
    { sleep: "5s" },
  ],
  expect: [
    {
      processedTwice: "p0..p5",
      text: { en: "Six payments are booked twice.", zh: "六笔付款记了两次。" },
    },
    {
      neverProcessed: [],
      group: "booking",
      text: { en: "None is left out.", zh: "没有漏掉的。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The table has a unique key", zh: "表上有唯一键" },
    change: { applications: { booking: { effect: "unique" } } },
    expect: [
      {
        processedTwice: [],
        text: { en: "Every payment is booked once.", zh: "每笔付款只记一次。" },
      },
      {
        eventually: { processed: "p0..p5", times: 2 },
        text: { en: "Six are delivered and processed twice.", zh: "六笔投递并处理了两遍。" },
      },
      {
        neverProcessed: [],
        group: "booking",
        text: { en: "None is left out.", zh: "没有漏掉的。" },
      },
    ],
  },
};
