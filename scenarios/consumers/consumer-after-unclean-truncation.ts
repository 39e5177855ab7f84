import type { Scenario } from "../../sim/index.ts";

export const consumerAfterUncleanTruncation: Scenario = {
  id: "consumer-after-unclean-truncation",
  group: "consumers",
  importance: 3,
  title: {
    en: "The log is cut back below a consumer's position: it skips what is written there",
    zh: "日志被截到消费者位置之前：新写在那里的消息被跳过",
  },
  explanation: {
    en:
      "A follower is cut off with six records. The leader shrinks the ISR, takes four more, which the " +
      "consumer reads too, and dies. The follower is elected, uncleanly: its log ends at 6, while the " +
      "consumer, which happens to stand still, is at 10. Producers go on, with n0 to n9 at offsets 6 to 15. " +
      "Then the consumer asks for offset 10. There is one again, so nothing is wrong, and it gets n4: " +
      "n0 to n3 it never sees. Had it asked before n4 was there, it would have been out of range, " +
      "and auto.offset.reset would have decided. Since 2.3 (KIP-320) a consumer that meets a new leader " +
      "asks where the epoch of what it read last ends, learns of 6, and goes back.",
    zh:
      "follower 带着六条消息被隔开。leader 缩小 ISR，又收了四条，消费者也读到了，然后 leader 宕机。follower 经不干净选举上任：" +
      "它的日志止于 6，而碰巧停住的消费者在 10。生产者继续写，n0 到 n9 占了偏移量 6 到 15。这时消费者来要偏移量 10。" +
      "那里又有消息了，一切正常，它得到 n4：n0 到 n3 它永远看不到。如果在 n4 写入之前就来要，则会超出范围，由 auto.offset.reset 决定。" +
      "2.3 起（KIP-320），消费者遇到新 leader 时会询问自己最后读到的 epoch 在哪里结束，得知是 6，就退回去。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1"],
  cluster: {
    brokers: 3,
    controller: 3,
    settings: { "offsets.topic.replication.factor": 3, "replica.lag.time.max.ms": 10_000 },
  },
  topics: [
    {
      name: "orders",
      assignment: [[1, 2]],
      configs: { "min.insync.replicas": 1, "unclean.leader.election.enable": true },
    },
  ],
  clients: [
    { name: "producer", producer: { acks: "1", "metadata.max.age.ms": 5000 } },
    {
      name: "consumer",
      consumer: {
        "group.id": "billing",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": false,
        "session.timeout.ms": 30_000,
      },
      subscribe: ["orders"],
      application: { commit: "afterProcessing" },
    },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r5" } },
    {
      wait: {
        all: [
          { committed: "orders-0", group: "billing", offset: 6 },
          { replica: "orders-0", broker: 2, logEndOffset: 6, highWatermark: 6 },
        ],
      },
    },
    {
      note: {
        en: "Broker 2 no longer reaches the leader: it stays at six records.",
        zh: "broker 2 连不上 leader：停在六条。",
      },
      cut: { from: 1, to: 2 },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r6..r8" } },
    { wait: { partition: "orders-0", isr: [1] } },
    { sleep: "100ms" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r9" } },
    { wait: { processed: "r6..r9" } },
    { sleep: "1s" },
    {
      note: {
        en: "The consumer, at offset 10, stands still; the leader dies.",
        zh: "消费者停在偏移量 10；leader 宕机。",
      },
      pause: "consumer",
    },
    { kill: 1 },
    { wait: { replica: "orders-0", broker: 2, role: "leader" } },
    { heal: "all" },
    {
      note: { en: "The new leader gets other records.", zh: "新 leader 收到别的消息。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "n0..n9" },
    },
    { wait: { records: "n0..n9", status: "acked" } },
    { note: { en: "The consumer goes on.", zh: "消费者恢复。" }, resume: "consumer" },
    { wait: { processed: "n4..n9" } },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2] } },
  ],
  expect: [
    {
      order: [
        { position: "orders-0", client: "consumer", offset: 10 },
        { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 6 },
        { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 16 },
        { position: "orders-0", client: "consumer", offset: 16 },
      ],
      text: {
        en: "The log goes back to 6 and on to 16, the consumer from 10 to 16.",
        zh: "日志退到 6 再写到 16，消费者从 10 到 16。",
      },
    },
    {
      neverProcessed: "n0..n3",
      group: "billing",
      text: {
        en: "n0 to n3 are never processed.",
        zh: "n0 到 n3 始终没有处理。",
      },
    },
    {
      always: { not: { error: "OFFSET_OUT_OF_RANGE" } },
      text: { en: "No error tells of it.", zh: "没有任何错误提示。" },
    },
    {
      lost: "r6..r9",
      text: { en: "r6 to r9 are lost by the election.", zh: "r6 到 r9 因选举而丢失。" },
    },
  ],
  control: {
    title: {
      en: "Kafka 2.4: consumers notice that a log was cut back",
      zh: "Kafka 2.4：消费者能发现日志被截断",
    },
    change: { era: "2.4" },
    expect: [
      {
        neverProcessed: [],
        group: "billing",
        text: {
          en: "The consumer goes back to 6 and processes n0 to n9.",
          zh: "消费者退回 6，处理了 n0 到 n9。",
        },
      },
    ],
  },
};
