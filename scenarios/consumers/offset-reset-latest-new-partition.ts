import type { Scenario } from "../../sim/index.ts";

export const offsetResetLatestNewPartition: Scenario = {
  id: "offset-reset-latest-new-partition",
  group: "consumers",
  importance: 3,
  title: {
    en: "auto.offset.reset=latest skips the first records of a new partition",
    zh: "auto.offset.reset=latest 会跳过新分区最初的消息",
  },
  explanation: {
    en:
      "A topic gets another partition, and everybody learns of it when his metadata are " +
      "metadata.max.age.ms old: five minutes by default, here one second for the producer and thirty for " +
      "the consumer. Until then ten records are in the new partition. Its group has committed nothing " +
      "there, so the consumer begins where auto.offset.reset says. With latest, the default, that is the " +
      "end: the ten are passed over for good, nobody is told, and the lag is zero. The same happens to " +
      "what is written before a new group has started for the first time. With earliest it begins at " +
      "the first record.",
    zh:
      "主题加了一个分区，各客户端要等自己的元数据到了 metadata.max.age.ms 才知道：默认五分钟，这里生产者一秒，消费者三十秒。" +
      "在那之前，新分区里已有十条消息。消费组在那里什么也没提交过，消费者就从 auto.offset.reset 指定的位置开始。" +
      "默认的 latest 就是末尾：这十条被永远跳过，没有任何提示，积压显示为零。一个新消费组第一次启动之前写入的消息也是同样的下场。" +
      "用 earliest，则从第一条开始。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: [[1], [1]] }],
  clients: [
    { name: "producer", producer: { acks: "all", "metadata.max.age.ms": 1000 } },
    {
      name: "consumer",
      consumer: {
        "group.id": "billing",
        "auto.offset.reset": "latest",
        "enable.auto.commit": false,
        "metadata.max.age.ms": 30_000,
      },
      subscribe: ["orders"],
      application: { commit: "afterProcessing" },
    },
  ],
  steps: [
    {
      wait: {
        all: [
          { position: "orders-0", client: "consumer", offset: 0 },
          { position: "orders-1", client: "consumer", offset: 0 },
        ],
      },
    },
    {
      note: { en: "The topic gets a third partition.", zh: "主题加到三个分区。" },
      addPartitions: { topic: "orders", count: 3, assignment: [[1]] },
    },
    { sleep: "2s" },
    {
      note: {
        en: "The producer knows it by now, the consumer does not.",
        zh: "生产者已经知道新分区，消费者还不知道。",
      },
      produce: { client: "producer", topic: "orders", partition: 2, values: "n0..n9" },
    },
    { wait: { records: "n0..n9", status: "acked" } },
    { wait: { assignment: "consumer", partitions: ["orders-0", "orders-1", "orders-2"] } },
    { sleep: "2s" },
    { produce: { client: "producer", topic: "orders", partition: 2, values: "last" } },
    { wait: { processed: "last" } },
    { sleep: "1s" },
  ],
  expect: [
    {
      neverProcessed: "n0..n9",
      group: "billing",
      text: {
        en: "The first ten records of the new partition are never processed.",
        zh: "新分区的前十条消息始终没有处理。",
      },
    },
    {
      finally: {
        all: [
          { lag: "orders-2", group: "billing", count: 0 },
          { committed: "orders-2", group: "billing", offset: 11 },
        ],
      },
      text: { en: "The group has no lag.", zh: "消费组没有积压。" },
    },
    { lost: [], text: { en: "The records are in the log.", zh: "这些消息都在日志里。" } },
  ],
  control: {
    title: {
      en: "The same with auto.offset.reset=earliest",
      zh: "改用 auto.offset.reset=earliest",
    },
    change: { clients: { consumer: { "auto.offset.reset": "earliest" } } },
    expect: [
      {
        neverProcessed: [],
        group: "billing",
        text: { en: "Every record is processed.", zh: "每条消息都处理了。" },
      },
      { processedTwice: [], text: { en: "None of them twice.", zh: "没有处理两遍的。" } },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
