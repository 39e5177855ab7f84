import type { Scenario } from "../../sim/index.ts";

/** With its key a record, and the batch around it, takes a thousand bytes. */
const key = "k".repeat(919);

const RESUMED = {
  all: [
    { host: "reader", life: "up" as const },
    { lag: "orders-0", client: "reader", count: { atLeast: 2400 } },
  ],
};
const CAUGHT_UP = { lag: "orders-0", client: "reader", count: { atMost: 20 } };

export const lagBuildsAndDrains: Scenario = {
  id: "lag-builds-and-drains",
  group: "performance",
  importance: 3,
  title: {
    en: "Lag builds up at the rate of the load and drains at the rate of what is left over",
    zh: "积压以负载的速度堆积，以余量的速度消化",
  },
  explanation: {
    en:
      "250 records of 1,000 bytes come in every second. The consumer stands still for ten seconds: a lag " +
      "of 2,500. Then it reads as fast as the broker's network sends, which is 8 Mbit/s or 1,000 records " +
      "a second; but 250 new ones come meanwhile, so 750 a second are left for the backlog: 2,500 / 750 = " +
      "3.3 seconds. Time to drain = backlog / (capacity - load). With twice the capacity it is not half " +
      "of that but 2,500 / (2,000 - 250) = 1.4 seconds; with a capacity near the load it would take for ever.",
    zh:
      "每秒进来 250 条，每条 1,000 字节。消费者停 10 秒：积压 2,500 条。之后它以 broker 网络的最快速度读，8 Mbit/s，即每秒" +
      " 1,000 条；但这期间每秒又来 250 条，留给积压的只有 750 条：2,500 / 750 = 3.3 秒。消化时间 = 积压 /（能力 − 负载）。" +
      "能力加倍，不是减半，而是 2,500 /（2,000 − 250）= 1.4 秒；能力接近负载，就永远消化不完。",
  },
  eras: ["0.9", "0.11", "2.4", "2.8", "3.9"],
  cluster: { brokers: 1, hardware: { network: { megabitsPerSecond: 8 } } },
  topics: [{ name: "orders", assignment: [[1]] }],
  clients: [
    { name: "producer", producer: { acks: "1" } },
    {
      name: "reader",
      consumer: { "auto.offset.reset": "earliest", "max.partition.fetch.bytes": 50_000 },
      assign: ["orders-0"],
    },
  ],
  steps: [
    {
      note: {
        en: "250 records a second, for twenty seconds.",
        zh: "每秒 250 条消息，持续二十秒。",
      },
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r4999",
        key,
        every: "4ms",
      },
    },
    { sleep: "1s" },
    { pause: "reader" },
    { sleep: "10s" },
    { resume: "reader" },
    { wait: { position: "orders-0", client: "reader", offset: 5000 } },
  ],
  expect: [
    {
      eventually: { lag: "orders-0", client: "reader", count: { atLeast: 2450, atMost: 2550 } },
      text: {
        en: "Ten seconds of 250 records a second: a lag of 2,500.",
        zh: "每秒 250 条，停 10 秒：积压 2,500 条。",
      },
    },
    {
      elapsed: { from: RESUMED, to: CAUGHT_UP },
      atLeast: "3s",
      atMost: "4s",
      text: {
        en: "It drains in 3.3 seconds, and some round trips.",
        zh: "3.3 秒加上一些往返时间就消化完。",
      },
    },
  ],
  control: {
    title: { en: "Twice the bandwidth", zh: "带宽加倍" },
    change: { cluster: { hardware: { network: { megabitsPerSecond: 16 } } } },
    expect: [
      {
        elapsed: { from: RESUMED, to: CAUGHT_UP },
        atLeast: "1300ms",
        atMost: "1900ms",
        text: {
          en: "It drains in 1.4 seconds, and some round trips.",
          zh: "1.4 秒加上一些往返时间就消化完。",
        },
      },
    ],
  },
};
