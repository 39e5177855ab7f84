import type { Scenario, Step } from "../../sim/index.ts";

const BEFORE: readonly Step[] = [
  {
    note: {
      en: "reader-0 has other work to do and lags.",
      zh: "reader-0 忙于别的事，落后了。",
    },
    pause: "reader-0",
  },
  { produce: { client: "producer", topic: "orders", key: "customer-2", values: "c0..c4" } },
  { wait: { records: "c0..c4", status: "acked" } },
];

const AFTER: readonly Step[] = [
  {
    note: { en: "Time for the clients to see it.", zh: "留出时间，让客户端看到变化。" },
    sleep: "15s",
  },
  { produce: { client: "producer", topic: "orders", key: "customer-2", values: "c5..c9" } },
  { wait: { records: "c5..c9", status: "acked" } },
  { sleep: "5s" },
  { note: { en: "reader-0 catches up.", zh: "reader-0 赶上进度。" }, resume: "reader-0" },
  { wait: { read: "c0..c9" } },
];

export const addPartitions: Scenario = {
  id: "add-partitions",
  group: "operations",
  importance: 3,
  title: {
    en: "More partitions: a key moves, and its records are no longer in order",
    zh: "增加分区：key 换了分区，消息不再有序",
  },
  explanation: {
    en:
      "The changes of a customer have the customer's name as their key, so that all of them go to one " +
      "partition and are read in order: customer-2 hashes to orders-0 of two partitions. The operator " +
      "adds two more. Of four, the same hash chooses orders-2. What was written stays where it is. Each " +
      "partition is still in order, but the reader of orders-0 lags, and so the new changes of the " +
      "customer are read before the old ones. A topic whose keys matter gets enough partitions at the " +
      "beginning; otherwise make a wider topic and copy the records over. Clients notice new partitions " +
      "when they renew their metadata, every metadata.max.age.ms: five minutes by default, ten seconds here.",
    zh:
      "客户的每次变更都以客户名作为 key，于是都进入同一个分区，按顺序被读到：在两个分区中，customer-2 的哈希落在 orders-0。" +
      "运维人员又加了两个分区。同样的哈希对四取模，选中的是 orders-2。已经写入的留在原处。每个分区内部依然有序，但 orders-0 " +
      "的读者落后了，于是这个客户的新变更先于旧变更被读到。key 的顺序重要的主题，一开始就要给够分区；否则就新建一个更宽的" +
      "主题，把消息复制过去。客户端在刷新元数据时才发现新分区，间隔为 metadata.max.age.ms：默认五分钟，这里设为十秒。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 3, controller: 3 },
  topics: [
    {
      name: "orders",
      assignment: [
        [1, 2],
        [2, 3],
      ],
    },
  ],
  clients: [
    { name: "producer", producer: { acks: "all", "metadata.max.age.ms": 10_000 } },
    {
      name: "reader-0",
      consumer: { "auto.offset.reset": "earliest", "metadata.max.age.ms": 10_000 },
      assign: ["orders-0"],
    },
    {
      name: "reader-2",
      consumer: { "auto.offset.reset": "earliest", "metadata.max.age.ms": 10_000 },
      assign: ["orders-2"],
    },
  ],
  steps: [
    ...BEFORE,
    { addPartitions: { topic: "orders", count: 4 } },
    {
      wait: {
        all: [
          { partition: "orders-2", isrSize: 2 },
          { partition: "orders-3", isrSize: 2 },
        ],
      },
    },
    ...AFTER,
  ],
  expect: [
    {
      finally: {
        all: [
          { topic: "orders", partitions: 4 },
          { position: "orders-0", client: "reader-0", offset: 5 },
          { position: "orders-2", client: "reader-2", offset: 5 },
        ],
      },
      text: {
        en: "Five changes of the customer are in orders-0, the later five in orders-2.",
        zh: "这个客户的前五次变更在 orders-0，后五次在 orders-2。",
      },
    },
    {
      order: [
        { read: "c5..c9", by: "reader-2" },
        { read: "c0", by: "reader-0" },
      ],
      text: {
        en: "The new changes are read before the old ones.",
        zh: "新的变更先于旧的变更被读到。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same without adding partitions", zh: "同样的过程，不增加分区" },
    change: { steps: [...BEFORE, ...AFTER] },
    expect: [
      {
        finally: { position: "orders-0", client: "reader-0", offset: 10 },
        text: {
          en: "All ten changes are in orders-0.",
          zh: "十次变更都在 orders-0。",
        },
      },
      {
        always: {
          not: { all: [{ read: "c5" }, { not: { read: "c0..c4" } }] },
        },
        text: {
          en: "They are read in order, however late.",
          zh: "不管多晚，都按顺序被读到。",
        },
      },
    ],
  },
};
