import type { Scenario } from "../../sim/index.ts";

const CONSUMER = {
  "group.id": "billing",
  "auto.offset.reset": "earliest",
  "enable.auto.commit": false,
};

export const rebalanceNoCommitOnRevoke: Scenario = {
  id: "rebalance-no-commit-on-revoke",
  group: "consumers",
  importance: 3,
  title: {
    en: "A partition moves while its records are in work: both owners process them",
    zh: "消息正在处理时分区换了主人：新旧主人都处理",
  },
  explanation: {
    en:
      "A consumer has both partitions; a worker thread is at the thirtieth of fifty records of one of them, " +
      "and nothing of it is committed yet. Another member joins, and the partition moves. The new owner " +
      "begins at the committed offset, that is at the beginning. The old one is told " +
      "(onPartitionsRevoked), does nothing about it, and its worker goes on to the end: all fifty are " +
      "processed twice. When it stops work on the partition and commits what it did, in that callback, " +
      "none is: the rebalance waits for the callback.",
    zh:
      "一个消费者拥有两个分区；工作线程处理到其中一个分区五十条中的第三十条，还什么都没提交。另一个成员加入，分区转走。" +
      "新主人从已提交的偏移量开始，也就是从头。旧主人收到通知（onPartitionsRevoked）却什么也不做，工作线程一直做到最后：" +
      "五十条全处理了两遍。如果它在这个回调里停止处理该分区并提交已完成的，就一条也不会重复：再均衡会等这个回调。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: [[1], [1]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    {
      name: "a-first",
      consumer: CONSUMER,
      starts: "byStep",
      subscribe: ["orders"],
      application: { thread: "worker", processing: "1s", commit: "afterProcessing" },
    },
    {
      name: "b-second",
      consumer: CONSUMER,
      starts: "byStep",
      subscribe: ["orders"],
      application: { commit: "afterProcessing" },
    },
  ],
  steps: [
    {
      note: { en: "Fifty records wait in orders-1.", zh: "orders-1 里有五十条消息。" },
      produce: { client: "producer", topic: "orders", partition: 1, values: "r0..r49" },
    },
    { wait: { records: "r0..r49", status: "acked" } },
    { start: "a-first" },
    {
      note: {
        en: "Its worker is through with thirty; nothing is committed.",
        zh: "工作线程完成了三十条，什么都没提交。",
      },
      wait: { processed: "r29", by: "a-first" },
    },
    {
      note: { en: "A second member joins the group.", zh: "第二个成员加入消费组。" },
      start: "b-second",
    },
    { wait: { assignment: "b-second", partitions: ["orders-1"] } },
    { sleep: "40s" },
  ],
  expect: [
    {
      processedTwice: "r0..r49",
      text: {
        en: "All fifty are processed by both, the last twenty after the partition had moved.",
        zh: "五十条两边都处理了，最后二十条是在分区转走之后。",
      },
    },
    {
      neverProcessed: [],
      group: "billing",
      text: { en: "Nothing is left out.", zh: "没有漏掉的。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
  ],
  control: {
    title: {
      en: "When a partition is revoked it stops work on it and commits what it did",
      zh: "分区被收回时停止处理并提交已完成的",
    },
    change: { applications: { "a-first": { onRevoked: "commit" } } },
    expect: [
      { processedTwice: [], text: { en: "Nothing is processed twice.", zh: "没有处理两遍的。" } },
      {
        neverProcessed: [],
        group: "billing",
        text: { en: "Nothing is left out.", zh: "没有漏掉的。" },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
