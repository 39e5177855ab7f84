import type { Scenario } from "../../sim/index.ts";

const CONSUMER = {
  "group.id": "billing",
  "auto.offset.reset": "earliest",
  "enable.auto.commit": true,
  "session.timeout.ms": 10_000,
};

export const autocommitLossAsyncWorker: Scenario = {
  id: "autocommit-loss-async-worker",
  group: "consumers",
  importance: 3,
  title: {
    en: "Auto-commit and a worker thread: offsets of records that nobody processed",
    zh: "自动提交加工作线程：提交了没人处理过的消息的偏移量",
  },
  explanation: {
    en:
      "Auto-commit commits what earlier polls returned, when poll is called again. That is safe as long as " +
      "the application is through with a poll's records before it polls again. This one hands them to " +
      "another thread and polls on. The worker gets stuck on one record; the offsets of the sixty that wait " +
      "behind it are committed all the same. The process dies, its queue with it, and whoever takes the " +
      "partition over begins behind them. When the thread that polls does the work, it cannot commit " +
      "what it has not done.",
    zh:
      "自动提交在再次调用 poll 时，提交之前的 poll 返回过的位置。只要应用处理完一次 poll 的消息才再 poll，就是安全的。" +
      "这个应用把消息交给另一个线程，自己继续 poll。工作线程卡在一条消息上，排在后面的六十条的偏移量照样提交了。进程挂掉，" +
      "队列也没了，接手的消费者从它们后面开始。由 poll 的线程自己处理，就不会提交还没做完的。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 1, settings: { "offsets.topic.replication.factor": 1 } },
  topics: [{ name: "orders", assignment: [[1]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    {
      name: "first",
      consumer: CONSUMER,
      subscribe: ["orders"],
      application: { thread: "worker" },
    },
    {
      name: "second",
      consumer: CONSUMER,
      starts: "byStep",
      subscribe: ["orders"],
      application: {},
    },
  ],
  steps: [
    { wait: { assignment: "first", partitions: ["orders-0"] } },
    {
      produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r39" },
    },
    { wait: { committed: "orders-0", group: "billing", offset: 40 } },
    {
      note: { en: "From now on the work is slow.", zh: "从现在起处理变慢。" },
      processing: { client: "first", takes: "2m" },
    },
    {
      note: { en: "Sixty more records come.", zh: "又来六十条消息。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r40..r99" },
    },
    { sleep: "8s" },
    {
      note: {
        en: "The consumer dies with all of them in work or in its queue.",
        zh: "消费者挂掉，它们有的在处理，有的在队列里。",
      },
      kill: "first",
    },
    { start: "second" },
    { wait: { assignment: "second", partitions: ["orders-0"] } },
    { sleep: "10s" },
  ],
  expect: [
    {
      eventually: { committed: "orders-0", group: "billing", offset: 100 },
      text: {
        en: "All offsets are committed while none of the sixty records is processed.",
        zh: "六十条一条也没处理完，偏移量却全提交了。",
      },
    },
    {
      neverProcessed: "r40..r99",
      group: "billing",
      text: { en: "Nobody ever processes them.", zh: "再也没有人处理它们。" },
    },
    { processedTwice: [], text: { en: "Nothing is processed twice.", zh: "没有处理两遍的。" } },
    {
      lost: [],
      text: {
        en: "They are in the log: Kafka has lost nothing.",
        zh: "消息还在日志里：Kafka 没有丢。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The thread that polls does the work", zh: "由 poll 的线程自己处理" },
    change: { applications: { first: { thread: null } } },
    expect: [
      {
        always: {
          any: [
            { not: { committed: "orders-0", group: "billing", offset: 100 } },
            { processed: "r40..r99" },
          ],
        },
        text: {
          en: "Nothing is committed that is not processed.",
          zh: "没有处理完的，就不提交。",
        },
      },
      {
        neverProcessed: [],
        group: "billing",
        text: { en: "Nothing is left out.", zh: "没有漏掉的。" },
      },
    ],
  },
};
