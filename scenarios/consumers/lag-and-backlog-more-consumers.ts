import type { ClientSpec, Scenario, Step } from "../../sim/index.ts";

const PARTITIONS = [0, 1, 2, 3];

function consumer(name: string, starts: { readonly starts?: "byStep" }): ClientSpec {
  return {
    name,
    ...starts,
    consumer: {
      "group.id": "billing",
      "auto.offset.reset": "earliest",
      "enable.auto.commit": false,
      "max.poll.records": 25,
    },
    subscribe: ["orders"],
    application: { processing: "16ms", commit: "afterProcessing" },
  };
}

/** A hundred records a second, for a minute. */
const LOAD: readonly Step[] = [
  { wait: { group: "billing", state: "Stable", members: 1 } },
  {
    note: {
      en: "A hundred records a second, evenly over four partitions, for a minute.",
      zh: "每秒一百条消息，均匀地分到四个分区，持续一分钟。",
    },
    produce: {
      client: "producer",
      topic: "orders",
      partition: 0,
      values: "p0r0..p0r1499",
      every: "40ms",
    },
  },
  ...PARTITIONS.slice(1).map((partition): Step => {
    const values = `p${partition}r0..p${partition}r1499`;
    return { produce: { client: "producer", topic: "orders", partition, values, every: "40ms" } };
  }),
];

const BEHIND = { lag: "orders", group: "billing", count: { atLeast: 600 } };
const ALL_AT_WORK = { group: "billing", state: "Stable" as const, members: 4 };
const CAUGHT_UP = { lag: "orders", group: "billing", count: { atMost: 150 } };

export const lagAndBacklogMoreConsumers: Scenario = {
  id: "lag-and-backlog-more-consumers",
  group: "consumers",
  importance: 3,
  title: {
    en: "A backlog, first remedy: more consumers",
    zh: "积压的第一种解法：加消费者",
  },
  explanation: {
    en:
      "A hundred records come in every second, and the only consumer needs 16 ms for each: it manages 62 a " +
      "second, so its lag (high watermark minus committed offset) grows by 38 a second, without any error " +
      "anywhere. The topic has four partitions, so up to four consumers of the group can share them. Three " +
      "more are started: after one rebalance they manage 250 a second, and what is left over, 150 a second, " +
      "eats the backlog. Time to drain = backlog / (capacity - load). A fifth consumer would be idle.",
    zh:
      "每秒进来一百条消息，唯一的消费者处理一条要 16 毫秒：每秒 62 条，于是积压（高水位减去已提交的偏移量）每秒涨 38 条，哪里都不报错。" +
      "主题有四个分区，组里最多可以有四个消费者分担。再启动三个：一次再均衡之后，合起来每秒 250 条，多出来的每秒 150 条用来消化积压。" +
      "消化时间 = 积压 /（能力 − 负载）。第五个消费者就闲着了。",
  },
  eras: ["0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: PARTITIONS.map(() => [1]) }],
  clients: [
    { name: "producer", producer: { acks: "1" } },
    consumer("c1", {}),
    consumer("c2", { starts: "byStep" }),
    consumer("c3", { starts: "byStep" }),
    consumer("c4", { starts: "byStep" }),
  ],
  steps: [
    ...LOAD,
    { wait: BEHIND },
    {
      note: { en: "Three more consumers are started.", zh: "再启动三个消费者。" },
      start: ["c2", "c3", "c4"],
    },
    { wait: ALL_AT_WORK },
    { wait: CAUGHT_UP, within: "120s" },
    { sleep: "10s" },
  ],
  expect: [
    {
      elapsed: { from: { lag: "orders", group: "billing", count: { atLeast: 100 } }, to: BEHIND },
      atLeast: "8s",
      atMost: "20s",
      text: {
        en: "One consumer falls behind by some 38 records every second.",
        zh: "一个消费者每秒落后约 38 条。",
      },
    },
    {
      elapsed: { from: { all: [BEHIND, ALL_AT_WORK] }, to: CAUGHT_UP },
      atLeast: "2s",
      atMost: "15s",
      text: {
        en: "Four of them work the backlog off within seconds.",
        zh: "四个消费者几秒钟就消化掉积压。",
      },
    },
    {
      always: { lag: "orders", group: "billing", count: { atMost: 300 } },
      after: { all: [ALL_AT_WORK, CAUGHT_UP] },
      text: { en: "From then on they keep up.", zh: "此后一直跟得上。" },
    },
    {
      neverProcessed: [],
      group: "billing",
      text: { en: "No record is left out.", zh: "没有消息被漏掉。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "Nobody helps", zh: "没有帮手" },
    change: { steps: [...LOAD, { sleep: "62s" }] },
    expect: [
      {
        eventually: { lag: "orders", group: "billing", count: { atLeast: 1800 } },
        text: {
          en: "The lag grows as long as the load lasts.",
          zh: "负载持续多久，积压就涨多久。",
        },
      },
      {
        finally: { lag: "orders", group: "billing", count: 0 },
        text: {
          en: "Only when the load is over does one consumer catch up.",
          zh: "要等负载结束，一个消费者才追得上。",
        },
      },
      {
        neverProcessed: [],
        group: "billing",
        text: { en: "No record is left out here either.", zh: "这里同样没有消息被漏掉。" },
      },
    ],
  },
};
