import type { ClientSpec, Condition, Scenario, Step } from "../../sim/index.ts";

function consumer(name: string): ClientSpec {
  return {
    name,
    consumer: {
      "group.id": "billing",
      "auto.offset.reset": "earliest",
      "session.timeout.ms": 10_000,
      "metadata.max.age.ms": 5000,
      "partition.assignment.strategy": "range",
    },
    subscribe: ["orders"],
    application: {},
  };
}

function owns(name: string, partitions: readonly string[]): Condition {
  return { assignment: name, partitions };
}

const THREE: Condition = { group: "billing", state: "Stable", members: 3 };
const IDLE: Condition = {
  all: [THREE, owns("c1", ["orders-0"]), owns("c2", ["orders-1"]), owns("c3", [])],
};
const TAKEN_OVER: Condition = {
  all: [
    { group: "billing", state: "Stable", members: 2 },
    { assignment: "c2", partitions: 1 },
    { assignment: "c3", partitions: 1 },
  ],
};
const PRODUCE: readonly Step[] = [
  {
    note: { en: "Ten records for each partition.", zh: "每个分区十条消息。" },
    produce: { client: "producer", topic: "orders", partition: 0, values: "a0..a9" },
  },
  { produce: { client: "producer", topic: "orders", partition: 1, values: "b0..b9" } },
  { wait: { processed: "a0..a9" } },
  { wait: { processed: "b0..b9" } },
];

export const moreConsumersThanPartitions: Scenario = {
  id: "more-consumers-than-partitions",
  group: "consumers",
  importance: 3,
  title: {
    en: "Three consumers, two partitions: one has nothing to do",
    zh: "三个消费者，两个分区：有一个无事可做",
  },
  explanation: {
    en:
      "Within a group a partition has one owner. Of three members of a group over two partitions one owns " +
      "nothing: it polls, sends heartbeats, and gets no records. It makes nothing faster, but it stands by: " +
      "when an owner dies, the coordinator notices after session.timeout.ms, the group rebalances, and the " +
      "idle member takes a partition over. Until then nobody reads that of the dead one. To put a third " +
      "consumer to work the topic needs a third partition.",
    zh:
      "在一个组里，一个分区只有一个主人。三个成员分两个分区，就有一个什么也分不到：它照样 poll、发心跳，却拿不到消息。" +
      "它不会让消费变快，但可以替补：某个主人挂掉，协调者过了 session.timeout.ms 才发现，消费组再均衡，闲着的成员接手一个分区。" +
      "在此之前，死者的分区没有人读。要让第三个消费者干活，主题得有第三个分区。",
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
    consumer("c1"),
    consumer("c2"),
    consumer("c3"),
  ],
  steps: [
    { wait: IDLE },
    ...PRODUCE,
    { note: { en: "An owner dies.", zh: "一个主人挂了。" }, kill: "c1" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "late" } },
    { wait: TAKEN_OVER },
    { wait: { processed: "late" } },
  ],
  expect: [
    {
      eventually: IDLE,
      text: {
        en: "Two members own a partition each, the third owns none.",
        zh: "两个成员各有一个分区，第三个没有。",
      },
    },
    {
      finally: { processed: ["a0", "b0"], by: "c3", times: 0 },
      text: {
        en: "The idle one has processed nothing of what came first.",
        zh: "闲着的那个没有处理过先来的消息。",
      },
    },
    {
      unconsumed: "orders-0",
      group: "billing",
      atLeast: "6s",
      atMost: "20s",
      text: {
        en: "Nobody reads the partition of the dead one until its session has timed out.",
        zh: "死者的会话超时之前，没有人读它的分区。",
      },
    },
    {
      finally: TAKEN_OVER,
      text: { en: "Then the idle member has a partition.", zh: "之后，闲着的成员有了一个分区。" },
    },
    {
      neverProcessed: [],
      group: "billing",
      text: { en: "No record is left out.", zh: "没有消息被漏掉。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "A third partition", zh: "加上第三个分区" },
    change: {
      steps: [
        { wait: IDLE },
        {
          note: { en: "The topic gets a third partition.", zh: "主题增加到三个分区。" },
          addPartitions: { topic: "orders", count: 3, assignment: [[3, 1, 2]] },
        },
        { wait: { all: [THREE, owns("c3", ["orders-2"])] } },
        ...PRODUCE,
        { produce: { client: "producer", topic: "orders", partition: 2, values: "c0..c9" } },
        { wait: { processed: "c0..c9", by: "c3" } },
      ],
    },
    expect: [
      {
        finally: {
          all: [owns("c1", ["orders-0"]), owns("c2", ["orders-1"]), owns("c3", ["orders-2"])],
        },
        text: { en: "Each member owns one partition.", zh: "每个成员各有一个分区。" },
      },
      {
        finally: { processed: "c0..c9", by: "c3", times: 1 },
        text: { en: "The third one works.", zh: "第三个也在干活。" },
      },
      {
        neverProcessed: [],
        group: "billing",
        text: { en: "No record is left out.", zh: "没有消息被漏掉。" },
      },
    ],
  },
};
