import type { Scenario } from "../../sim/index.ts";

/** A key that makes each record 100 bytes large, as in LinkedIn's benchmarks. */
const key = "k".repeat(90);

export const batchingMatters: Scenario = {
  id: "batching-matters",
  group: "performance",
  importance: 3,
  title: {
    en: "One record in a request: the broker drowns in small requests",
    zh: "一个请求一条消息：broker 淹没在小请求里",
  },
  explanation: {
    en:
      "A request costs the broker something however little it carries. Here that is a millisecond of its " +
      "one handler thread (a slow machine; a real one needs some 20 us), so it can do a thousand requests " +
      "in a second. With batch.size=1 each of two thousand records a second is a request of its own: half " +
      "of them pile up in the producer. With the default of 16 KB, records that wait for the broker share " +
      "the next batch: the busier it is, the larger batches become, and the load is no trouble. That is " +
      "the small I/O problem of Kafka's documentation (Design, Efficiency).",
    zh:
      "一个请求无论带多少东西，都有固定开销。这里是它唯一的处理线程的 1 毫秒（慢机器；真机约 20 微秒），所以每秒能做" +
      "一千个请求。batch.size=1 时，每秒两千条消息各自成为一个请求：一半积压在生产者里。用默认的 16 KB，等待中的消息" +
      "会进入下一个批次：broker 越忙，批次越大，这点负载不成问题。这就是 Kafka 文档（设计，效率）里说的小 I/O 问题。",
  },
  eras: ["0.9", "0.11", "2.4", "2.8", "3.9"],
  cluster: {
    brokers: 1,
    settings: { "num.io.threads": 1 },
    hardware: { cpu: { request: "1ms" } },
  },
  topics: [{ name: "orders", assignment: [[1]] }],
  clients: [{ name: "producer", producer: { acks: "1", "batch.size": 1 } }],
  steps: [
    {
      note: { en: "Two thousand records in one second.", zh: "一秒钟内两千条消息。" },
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r1999",
        key,
        every: "500us",
      },
    },
    { wait: { records: "r0..r1999", status: "acked" } },
  ],
  expect: [
    {
      latency: { records: "r0..r1999", percentile: 100 },
      atLeast: "900ms",
      text: {
        en: "The last of the records of one second wait another second.",
        zh: "一秒内的消息，最后的要再等一秒。",
      },
    },
    {
      messages: { message: "ProduceRequest" },
      atLeast: 2000,
      atMost: 2000,
      text: { en: "Two thousand requests.", zh: "两千个请求。" },
    },
  ],
  control: {
    title: { en: "batch.size at its default", zh: "batch.size 用默认值" },
    change: { clients: { producer: { "batch.size": 16_384 } } },
    expect: [
      {
        latency: { records: "r0..r1999", percentile: 100 },
        atMost: "30ms",
        text: { en: "No record waits for long.", zh: "没有消息久等。" },
      },
      {
        messages: { message: "ProduceRequest" },
        atMost: 1100,
        text: {
          en: "No more requests than the broker can do.",
          zh: "请求数不超过 broker 做得过来的数量。",
        },
      },
    ],
  },
};
