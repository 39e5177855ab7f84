import type { ApplicationSpec, ClientSpec, Condition, Scenario, Step } from "../../sim/index.ts";

const WORKERS = ["w1", "w2", "w3", "w4"];

function consumer(
  name: string,
  group: string,
  topic: string,
  application: ApplicationSpec,
): ClientSpec {
  return {
    name,
    consumer: {
      "group.id": group,
      "auto.offset.reset": "earliest",
      "enable.auto.commit": false,
      "max.poll.records": 25,
    },
    subscribe: [topic],
    application: { ...application, commit: "afterProcessing" },
  };
}

const WORK = { processing: "16ms" };
const BEHIND: Condition = { lag: "orders", group: "billing", count: { atLeast: 500 } };
const CAUGHT_UP: Condition = {
  all: [
    { lag: "orders", group: "billing", count: { atMost: 100 } },
    { lag: "orders-wide", group: "workers", count: { atMost: 150 } },
    { processed: "r1500", by: "mover" },
  ],
};

/** A hundred records a second, for a minute, into one partition. */
const LOAD: readonly Step[] = [
  { wait: { group: "billing", state: "Stable", members: 1 } },
  {
    note: {
      en: "A hundred records a second, with a hundred different keys, for a minute.",
      zh: "每秒一百条消息，一百个不同的键，持续一分钟。",
    },
    produce: {
      client: "producer",
      topic: "orders",
      partition: 0,
      values: "r0..r5999",
      keys: "k0..k99",
      every: "10ms",
    },
  },
  { wait: BEHIND },
];

export const lagAndBacklogForwarding: Scenario = {
  id: "lag-and-backlog-forwarding",
  group: "consumers",
  importance: 3,
  title: {
    en: "A backlog, third remedy: forwarding to a wider topic",
    zh: "积压的第三种解法：转发到分区更多的主题",
  },
  explanation: {
    en:
      "The topic has one partition and must keep it, and the work on a record takes 16 ms: 62 a second, with a " +
      "load of 100. So the work is taken out of the consumer. Another program takes its place in the group, at " +
      "the offsets that are committed; it does no work, but sends each record on, with its key, to a topic of four " +
      "partitions, and it does that much faster than records come in. Four workers of another group do the work there. The " +
      "backlog too is spread over them, which new partitions of the old topic would not do, and a key's records stay " +
      "in order. The price: another hop, and copies, should the forwarder die before it commits.",
    zh:
      "主题只有一个分区，也不能改，处理一条消息要 16 毫秒：每秒 62 条，负载却是 100 条。那就把处理从消费者里拿出来：另一个程序接替它在组里的位置，" +
      "从已提交的偏移量开始；它不做处理，只把每条消息连同键转发到有四个分区的主题，这比消息进来的速度快得多。另一个组的四个消费者在那里处理。" +
      "已有的积压也随之分摊，这是给旧主题加分区做不到的，同一个键的消息也保持顺序。代价是多走一程，而且转发者若在提交之前挂掉，会有重复。",
  },
  eras: ["0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [
    { name: "orders", assignment: [[1]] },
    { name: "orders-wide", assignment: WORKERS.map(() => [1]) },
  ],
  clients: [
    { name: "producer", producer: { acks: "1" } },
    consumer("slow", "billing", "orders", WORK),
    {
      ...consumer("mover", "billing", "orders", {
        forward: { topic: "orders-wide", producer: { acks: "all" } },
      }),
      starts: "byStep",
    },
    { ...consumer("second", "billing", "orders", WORK), starts: "byStep" },
    ...WORKERS.map((name) => consumer(name, "workers", "orders-wide", WORK)),
  ],
  steps: [
    ...LOAD,
    {
      note: {
        en: "The slow consumer makes way for one that only forwards.",
        zh: "慢的消费者让位给只管转发的。",
      },
      close: { client: "slow", timeout: "10s" },
    },
    { wait: { host: "slow", life: "down" } },
    { start: "mover" },
    { wait: CAUGHT_UP, within: "120s" },
    { wait: { processed: "r5999", by: "mover" } },
    { sleep: "5s" },
  ],
  expect: [
    {
      elapsed: { from: { member: "mover", state: "stable" }, to: CAUGHT_UP },
      atLeast: "1s",
      atMost: "25s",
      text: {
        en: "The forwarder empties the old topic, the workers the new one, within seconds.",
        zh: "几秒之内，转发者读完旧主题，消费者们处理完新主题。",
      },
    },
    {
      always: { lag: "orders-wide", group: "workers", count: { atMost: 400 } },
      after: CAUGHT_UP,
      text: { en: "From then on the workers keep up.", zh: "此后消费者们一直跟得上。" },
    },
    {
      neverProcessed: [],
      group: "workers",
      text: { en: "No record is left out.", zh: "没有消息被漏掉。" },
    },
    {
      processedTwice: [],
      text: {
        en: "Nobody died, and nothing is processed twice.",
        zh: "没有人挂掉，也没有重复处理。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "A second consumer that works as slowly", zh: "加一个同样慢的消费者" },
    change: {
      steps: [
        ...LOAD,
        {
          note: { en: "A second consumer joins the group.", zh: "第二个消费者加入组。" },
          start: "second",
        },
        { wait: { group: "billing", state: "Stable", members: 2 } },
        { sleep: "45s" },
      ],
    },
    expect: [
      {
        eventually: {
          all: [
            { group: "billing", members: 2 },
            { lag: "orders", group: "billing", count: { atLeast: 1500 } },
          ],
        },
        text: {
          en: "One of the two has the only partition, and the lag grows as before.",
          zh: "两个里只有一个拿着唯一的分区，积压照样上涨。",
        },
      },
    ],
  },
};
