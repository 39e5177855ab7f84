import type { ClientSpec, Condition, Scenario, Step } from "../../sim/index.ts";

function consumer(name: string, starts: { readonly starts?: "byStep" } = {}): ClientSpec {
  return {
    name,
    ...starts,
    consumer: {
      "group.id": "billing",
      "auto.offset.reset": "earliest",
      "enable.auto.commit": false,
      "max.poll.records": 25,
      "metadata.max.age.ms": 5000,
    },
    subscribe: ["orders"],
    application: { processing: "16ms", commit: "afterProcessing" },
  };
}

const BEHIND: Condition = { lag: "orders", group: "billing", count: { atLeast: 500 } };
const CAUGHT_UP: Condition = { lag: "orders", group: "billing", count: { atMost: 150 } };
const ALL_AT_WORK: Condition = {
  all: [
    { group: "billing", state: "Stable", members: 4 },
    ...["c1", "c2", "c3", "c4"].map((assignment): Condition => ({ assignment, partitions: 1 })),
  ],
};

/** A hundred records a second, for a minute, while three of four consumers have nothing to do. */
const LOAD: readonly Step[] = [
  {
    wait: {
      all: [
        { group: "billing", state: "Stable", members: 4 },
        { assignment: "c1", partitions: ["orders-0"] },
      ],
    },
  },
  {
    note: {
      en: "A hundred records a second, with a hundred different keys, for a minute.",
      zh: "每秒一百条消息，一百个不同的键，持续一分钟。",
    },
    produce: {
      client: "producer",
      topic: "orders",
      values: "r0..r5999",
      keys: "k0..k99",
      every: "10ms",
    },
  },
  { wait: BEHIND },
];

export const lagAndBacklogMorePartitions: Scenario = {
  id: "lag-and-backlog-more-partitions",
  group: "consumers",
  importance: 3,
  title: {
    en: "A backlog, second remedy: more partitions",
    zh: "积压的第二种解法：加分区",
  },
  explanation: {
    en:
      "Four consumers, but one partition: one of them works, at 62 records a second, three are idle, and with a " +
      "load of 100 the lag grows. Another consumer would change nothing. The topic gets three more partitions. " +
      "Consumers and producer hear of them when their metadata are metadata.max.age.ms old (five minutes by " +
      "default, five seconds here); then new records go to four partitions and each consumer has one. What is " +
      "in the old partition already stays there: its consumer works it off at what it now has left over. And " +
      "most keys have another partition from now on: records of a key from before and after may overtake each " +
      "other.",
    zh:
      "消费者有四个，分区却只有一个：一个在干活，每秒 62 条，三个闲着，负载 100 条，积压就上涨。再加消费者也没有用。给主题再加三个分区。" +
      "消费者和生产者要等元数据到了 metadata.max.age.ms（默认五分钟，这里五秒）才知道；之后新消息分到四个分区，每个消费者各有一个。" +
      "旧分区里已有的消息还在原处：由它的消费者用腾出来的能力消化。另外，多数键从此换了分区：同一个键前后的消息，处理顺序可能颠倒。",
  },
  eras: ["0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: [[1]] }],
  clients: [
    { name: "producer", producer: { acks: "1", "metadata.max.age.ms": 5000 } },
    consumer("c1"),
    consumer("c2"),
    consumer("c3"),
    consumer("c4"),
    consumer("c5", { starts: "byStep" }),
  ],
  steps: [
    ...LOAD,
    {
      note: { en: "The topic gets three more partitions.", zh: "主题再加三个分区。" },
      addPartitions: { topic: "orders", count: 4, assignment: [[1], [1], [1]] },
    },
    { wait: ALL_AT_WORK },
    { wait: CAUGHT_UP, within: "120s" },
    { sleep: "5s" },
  ],
  expect: [
    {
      eventually: {
        all: [
          BEHIND,
          ...["c2", "c3", "c4"].map((assignment): Condition => ({ assignment, partitions: [] })),
        ],
      },
      text: {
        en: "The lag grows while three of four consumers have nothing to do.",
        zh: "积压在涨，而四个消费者里有三个无事可做。",
      },
    },
    {
      elapsed: { from: { topic: "orders", partitions: 4 }, to: ALL_AT_WORK },
      atMost: "15s",
      text: {
        en: "Some seconds after the partitions are there, each consumer has one.",
        zh: "新分区建好几秒后，每个消费者各有一个。",
      },
    },
    {
      elapsed: { from: { all: [BEHIND, ALL_AT_WORK] }, to: CAUGHT_UP },
      atLeast: "5s",
      atMost: "40s",
      text: {
        en: "The backlog of the old partition takes its consumer longer: it is not shared out.",
        zh: "旧分区的积压要它的消费者多花些时间：这部分不会分摊。",
      },
    },
    {
      neverProcessed: [],
      group: "billing",
      text: { en: "No record is left out.", zh: "没有消息被漏掉。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "One more consumer instead", zh: "改为再加一个消费者" },
    change: {
      steps: [
        ...LOAD,
        { note: { en: "A fifth consumer is started.", zh: "启动第五个消费者。" }, start: "c5" },
        { wait: { group: "billing", state: "Stable", members: 5 } },
        { sleep: "45s" },
      ],
    },
    expect: [
      {
        eventually: {
          all: [
            { group: "billing", members: 5 },
            { lag: "orders", group: "billing", count: { atLeast: 1500 } },
          ],
        },
        text: {
          en: "With one partition a fifth consumer helps as little as the second.",
          zh: "只有一个分区，第五个消费者和第二个一样帮不上忙。",
        },
      },
    ],
  },
};
