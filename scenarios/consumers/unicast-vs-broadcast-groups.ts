import type { ClientSpec, Scenario } from "../../sim/index.ts";

function consumer(name: string, group: string): ClientSpec {
  return {
    name,
    consumer: { "group.id": group, "auto.offset.reset": "earliest", "enable.auto.commit": false },
    subscribe: ["orders"],
    application: { commit: "afterProcessing" },
  };
}

export const unicastVsBroadcastGroups: Scenario = {
  id: "unicast-vs-broadcast-groups",
  group: "consumers",
  importance: 3,
  title: {
    en: "One group shares the records out, another gets all of them again",
    zh: "一个组内分摊消息，另一个组再收一遍全部消息",
  },
  explanation: {
    en:
      "Two consumers of the group billing share out the two partitions of a topic: each record goes to one of " +
      "them, as from a queue. A third consumer is in a group of its own, audit, and gets every record too, " +
      "as if it had subscribed to a broadcast. Groups know nothing of each other: each has a coordinator, a " +
      "generation and committed offsets of its own, and reading takes nothing out of the log. Kafka has no " +
      "other switch for queue or broadcast than the group.id. While audit is away, its lag grows, and " +
      "billing does not notice; when it is back it catches up from its own offsets.",
    zh:
      "billing 组的两个消费者分摊主题的两个分区：每条消息只给其中一个，像队列。第三个消费者自成一组 audit，也收到每条消息，像广播。" +
      "组与组互不相干：各有协调者、各有 generation、各有提交的偏移量，读也不会把消息从日志里取走。要队列还是要广播，Kafka 只看 group.id。" +
      "audit 离开期间，它的积压上涨，billing 毫无察觉；它回来后，从自己的偏移量追上。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 3 },
  topics: [
    {
      name: "orders",
      assignment: [
        [1, 2, 3],
        [2, 3, 1],
      ],
    },
  ],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    consumer("b1", "billing"),
    consumer("b2", "billing"),
    consumer("auditor", "audit"),
  ],
  steps: [
    {
      wait: {
        all: [
          { member: "b1", state: "stable" },
          { member: "b2", state: "stable" },
          { member: "auditor", state: "stable" },
          { group: "billing", state: "Stable", members: { atLeast: 2 } },
        ],
      },
    },
    {
      note: { en: "Ten records for each partition.", zh: "每个分区十条消息。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "a0..a9" },
    },
    { produce: { client: "producer", topic: "orders", partition: 1, values: "b0..b9" } },
    { wait: { lag: "orders", group: "billing", count: 0 } },
    { sleep: "2s" },
    {
      note: { en: "The third consumer goes away.", zh: "第三个消费者离开。" },
      close: { client: "auditor", timeout: "5s" },
    },
    { wait: { host: "auditor", life: "down" } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "c0..c9" } },
    { wait: { processed: "c0..c9" } },
    { sleep: "2s" },
    { note: { en: "It comes back.", zh: "它回来了。" }, restart: "auditor" },
    { wait: { member: "auditor", state: "stable" } },
    { sleep: "5s" },
  ],
  expect: [
    {
      finally: {
        all: ["a0..a9", "b0..b9", "c0..c9"].map((processed) => ({ processed, times: 2 })),
      },
      text: {
        en: "Every record is processed twice in all: once in each group.",
        zh: "每条消息总共处理两次：每组一次。",
      },
    },
    {
      finally: {
        all: ["a0..a9", "b0..b9", "c0..c9"].map((processed) => ({
          processed,
          by: "auditor",
          times: 1,
        })),
      },
      text: {
        en: "The group of one has processed all of them, what came in its absence too.",
        zh: "单人的组处理了全部消息，包括它不在时来的。",
      },
    },
    {
      processedTwice: [],
      text: { en: "No group has processed a record twice.", zh: "没有哪个组把一条消息处理两遍。" },
    },
    {
      eventually: {
        all: [
          { lag: "orders", group: "billing", count: 0 },
          { lag: "orders", group: "audit", count: 10 },
        ],
      },
      text: {
        en: "Offsets are each group's own: one is ten records behind, the other is not.",
        zh: "偏移量各组各记：一个落后十条，另一个没有落后。",
      },
    },
    {
      finally: {
        all: [
          { lag: "orders", group: "billing", count: 0 },
          { lag: "orders", group: "audit", count: 0 },
        ],
      },
      text: { en: "In the end both have caught up.", zh: "最后两个组都追上了。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The third consumer in the same group", zh: "第三个消费者也放进同一组" },
    change: { clients: { auditor: { "group.id": "billing" } } },
    expect: [
      {
        finally: {
          all: ["a0..a9", "b0..b9", "c0..c9"].map((processed) => ({ processed, times: 1 })),
        },
        text: {
          en: "Every record is processed once in all.",
          zh: "每条消息总共只处理一次。",
        },
      },
      {
        processedTwice: [],
        text: { en: "Nothing is processed twice.", zh: "没有重复处理。" },
      },
    ],
  },
};
