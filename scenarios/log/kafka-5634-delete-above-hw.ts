import type { Scenario } from "../../sim/index.ts";

function tenOf(name: string): readonly string[] {
  return Array.from({ length: 10 }, (_, i) => `${name}${i}`);
}

export const kafka5634DeleteAboveHw: Scenario = {
  id: "kafka-5634-delete-above-hw",
  group: "log",
  importance: 2,
  title: {
    en: "Retention deletes records that are not replicated yet, and their producer is told that they are written",
    zh: "保留策略删掉了还没复制的消息，生产者却得到“写入成功”",
  },
  explanation: {
    en:
      "Until 0.11.0.0 retention did not look at the high watermark. Broker 2 is in the ISR, but its " +
      "fetches are stuck on the way. Ten records wait on the leader for it; before they get anywhere " +
      "they are too old, and the leader deletes them: its log starts at 20 while its high watermark is " +
      "at 10. When broker 2 fetches again, offset 10 is out of range, so it starts over at 20, the end " +
      "of the leader's log. Now all of the ISR has everything, the high watermark jumps to 20, and the " +
      "producer, which asked for acks=all, is told that its ten records are written. No consumer could " +
      "ever read them, and no broker has them. Since 0.11.0.1 (KAFKA-5634) a segment that reaches beyond " +
      "the high watermark stays.",
    zh:
      "0.11.0.0 及以前，保留策略不看高水位。broker 2 在 ISR 里，但它的拉取请求堵在路上。十条消息在 leader 上等它；" +
      "还没等到，就已过期，被 leader 删掉：日志从 20 开始，高水位却还在 10。broker 2 再来拉取时，偏移量 10 超出范围，" +
      "于是它从 leader 日志的末尾 20 重新开始。这下 ISR 里所有副本都“齐”了，高水位跳到 20，要求 acks=all 的生产者被" +
      "告知：十条消息已写入。可是没有消费者读到过它们，也没有一个 broker 有它们。0.11.0.1 起（KAFKA-5634），超出高水位" +
      "的日志段会留下。",
  },
  eras: ["0.9", "0.10.2"],
  cluster: {
    brokers: 3,
    controller: 3,
    settings: {
      "log.retention.check.interval.ms": 5000,
      "replica.lag.time.max.ms": 600_000,
      "replica.socket.timeout.ms": 600_000,
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2]] }],
  clients: [
    { name: "producer", producer: { acks: "all", "request.timeout.ms": 120_000 } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r9" } },
    {
      wait: {
        all: [
          { records: "r0..r9", status: "acked" },
          { read: "r0..r9", by: "reader" },
          { replica: "orders-0", broker: [1, 2], highWatermark: 10 },
        ],
      },
    },
    {
      note: {
        en: "What broker 2 asks of the leader is stuck on the way.",
        zh: "broker 2 发给 leader 的拉取请求堵在路上。",
      },
      hold: { from: 2, to: 1, message: "FetchRequest" },
    },
    { sleep: "1s" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "x0..x9" } },
    { wait: { replica: "orders-0", broker: 1, logEndOffset: 20, highWatermark: 10 } },
    {
      note: {
        en: "The operator has the topic keep its records for ten seconds.",
        zh: "运维人员把保留时间改为十秒。",
      },
      alterConfig: { topic: "orders", set: { "retention.ms": 10_000 } },
    },
    { sleep: "60s" },
    {
      note: { en: "The fetch arrives.", zh: "拉取请求到了。" },
      release: { from: 2, to: 1, message: "FetchRequest" },
    },
    { wait: { records: "x0..x9", status: "acked" } },
    { sleep: "5s" },
  ],
  expect: [
    {
      order: [
        { replica: "orders-0", broker: 1, logEndOffset: 20, highWatermark: 10 },
        { replica: "orders-0", broker: 1, logStartOffset: 20, highWatermark: 10 },
        { replica: "orders-0", broker: 2, logStartOffset: 20, logEndOffset: 20 },
        { replica: "orders-0", broker: 1, highWatermark: 20 },
        { records: "x0..x9", status: "acked" },
      ],
      text: {
        en: "The leader's log starts after its high watermark; broker 2 starts over; the high watermark jumps; the producer hears of success.",
        zh: "leader 的日志从高水位之后开始；broker 2 从头来过；高水位一下跳到日志末尾；生产者得到“写入成功”。",
      },
    },
    {
      always: {
        not: { any: tenOf("x").map((read) => ({ read })) },
      },
      text: { en: "Nobody could ever read x0 to x9.", zh: "x0 到 x9 从来没有人能读到。" },
    },
    {
      finally: { replica: "orders-0", broker: [1, 2], logStartOffset: 20, logEndOffset: 20 },
      text: { en: "No replica has a record left.", zh: "所有副本上都没有消息了。" },
    },
    {
      lost: [...tenOf("r"), ...tenOf("x")],
      text: {
        en: "Everything is gone: r0 to r9 after they were read, x0 to x9 before anybody could.",
        zh: "全都没有了：r0 到 r9 在读过之后，x0 到 x9 在任何人能读到之前。",
      },
    },
    {
      violations: ["log-order"],
      text: {
        en: "A log starts after its high watermark.",
        zh: "日志的开头在高水位之后。",
      },
    },
  ],
  control: {
    title: { en: "The same with the fix of KAFKA-5634", zh: "同样的过程，有 KAFKA-5634 的修复" },
    change: { cluster: { settings: { retentionBound: "highWatermark" } } },
    expect: [
      {
        always: {
          not: {
            replica: "orders-0",
            broker: 1,
            logStartOffset: { atLeast: 11 },
            highWatermark: 10,
          },
        },
        text: {
          en: "The log never starts after its high watermark.",
          zh: "日志从不从高水位之后开始。",
        },
      },
      {
        finally: {
          all: [
            { read: "x0..x9", by: "reader" },
            { records: "x0..x9", status: "acked" },
          ],
        },
        text: {
          en: "x0 to x9 are replicated, acknowledged and read.",
          zh: "x0 到 x9 得到复制、确认，并被读到。",
        },
      },
    ],
  },
};
