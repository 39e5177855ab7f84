import type { Scenario } from "../../sim/index.ts";

export const minisrNotEnoughAfterAppend: Scenario = {
  id: "minisr-not-enough-after-append",
  group: "durability",
  importance: 3,
  title: {
    en: "NOT_ENOUGH_REPLICAS_AFTER_APPEND: the error says no, the record is in the log",
    zh: "NOT_ENOUGH_REPLICAS_AFTER_APPEND：返回的是错误，消息却在日志里",
  },
  explanation: {
    en:
      "min.insync.replicas is checked twice: before the append, and again when the high watermark " +
      "has passed the record. Here it holds the first time and not the second, because broker 2 died " +
      "and nobody had noticed. The leader answers with an error, but it has the record, and consumers " +
      "read it. A producer that tries again writes the record a second time. This error never means " +
      "that a record was not written. An idempotent producer may retry safely: the broker knows the " +
      "sequence number. From 3.7 on the high watermark stands still while the ISR is too small " +
      "(KAFKA-15583), and the producer meets a timeout instead.",
    zh:
      "min.insync.replicas 要检查两次：追加之前一次，高水位越过这条消息时再一次。这里第一次满足，第二次不" +
      "满足，因为 broker 2 已经宕机，只是还没人发现。leader 返回错误，但消息已写进它的日志，消费者也读得到。" +
      "生产者重试，同一条消息就写了两遍。所以这个错误绝不表示“没有写入”。幂等生产者可以放心重试：" +
      "broker 认得序列号。从 3.7 起，ISR 不足时高水位不再前进（KAFKA-15583），生产者遇到的是超时。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8"],
  cluster: { brokers: 4, controller: 4 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    {
      note: { en: "Broker 3 dies.", zh: "broker 3 宕机。" },
      kill: 3,
    },
    { wait: { partition: "orders-0", leader: 1, isr: [1, 2] } },
    {
      note: {
        en: "Broker 2 dies too. Its session lives on: the ISR is still [1, 2].",
        zh: "broker 2 也宕机。它的会话还没过期：ISR 仍是 [1, 2]。",
      },
      kill: 2,
    },
    {
      note: {
        en: "m is sent. Two members are enough for the first check: the leader appends it.",
        zh: "发送 m。两个成员，通过第一次检查：leader 追加 m。",
      },
      produce: { client: "producer", topic: "orders", partition: 0, values: "m" },
    },
    { wait: { replica: "orders-0", broker: 1, logEndOffset: 1 } },
    {
      wait: {
        all: [
          { partition: "orders-0", isr: [1] },
          { read: "m", by: "reader" },
          { error: "NOT_ENOUGH_REPLICAS", client: "producer" },
        ],
      },
    },
    { restart: 2 },
    { wait: { partition: "orders-0", isr: [1, 2] } },
    { wait: { records: "m", status: "acked" } },
    { restart: 3 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      order: [
        { replica: "orders-0", broker: 1, logEndOffset: 1, highWatermark: 0 },
        { replica: "orders-0", broker: 1, logEndOffset: 1, highWatermark: 1 },
        { error: "NOT_ENOUGH_REPLICAS_AFTER_APPEND", client: "producer" },
        { error: "NOT_ENOUGH_REPLICAS", client: "producer" },
        { records: "m", status: "acked" },
      ],
      text: {
        en: "Append, high watermark, NOT_ENOUGH_REPLICAS_AFTER_APPEND; the retry meets NOT_ENOUGH_REPLICAS until broker 2 is back.",
        zh: "追加，高水位前进，NOT_ENOUGH_REPLICAS_AFTER_APPEND；重试一直得到 NOT_ENOUGH_REPLICAS，直到 broker 2 回来。",
      },
    },
    {
      eventually: {
        all: [
          { read: "m", by: "reader" },
          { records: "m", status: "pending" },
          { partition: "orders-0", isr: [1] },
        ],
      },
      text: {
        en: "A consumer reads m while the producer has only met errors, and one replica has it.",
        zh: "生产者只得到错误、只有一个副本有 m 的时候，消费者已经读到了它。",
      },
    },
    {
      duplicated: "m",
      text: {
        en: "In the end m is in the log twice.",
        zh: "最终 m 在日志里有两份。",
      },
    },
    {
      finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 2 },
      text: { en: "Two records on every replica.", zh: "每个副本上都有两条消息。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with idempotence", zh: "同样的过程，开启幂等" },
    change: { clients: { producer: { "enable.idempotence": true } } },
    expect: [
      {
        order: [
          { error: "NOT_ENOUGH_REPLICAS_AFTER_APPEND", client: "producer" },
          { error: "NOT_ENOUGH_REPLICAS", client: "producer" },
          { records: "m", status: "acked" },
        ],
        text: {
          en: "The producer meets the same errors, and success in the end.",
          zh: "生产者遇到同样的错误，最后成功。",
        },
      },
      {
        duplicated: [],
        text: {
          en: "m is there once: the leader recognised the retry.",
          zh: "m 只有一份：leader 认出了重试。",
        },
      },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1 },
        text: { en: "One record on every replica.", zh: "每个副本上都有一条消息。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
