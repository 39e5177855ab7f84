import type { Scenario } from "../../sim/index.ts";

export const kafka9491HwAfterFullTruncate: Scenario = {
  id: "kafka-9491-hw-after-full-truncate",
  group: "log",
  importance: 1,
  title: {
    en: "A replica that started over keeps a high watermark from before its log, is elected, and answers no consumer",
    zh: "副本从头来过，高水位却留在日志开头之前；它当选后，消费者一条也读不到",
  },
  explanation: {
    en:
      "Broker 3 is down for longer than the retention. When it is back, its ten records lie before the " +
      "start of the leader's log, so it drops them and starts over at 20. In 2.4.0 its high watermark " +
      "stays where it was: at 10, outside of the log. It has all that the leader has and joins the ISR; " +
      "but before the leader's answer tells it the high watermark, the leader dies, and broker 3 is " +
      "elected. It cannot find the place of its high watermark in its log, and fails every fetch with " +
      "OFFSET_OUT_OF_RANGE, until its follower has fetched and the high watermark rises. Consumers reset " +
      "their positions again and again. Since 2.4.1 (KAFKA-9491) the high watermark is never below the " +
      "start of the log.",
    zh:
      "broker 3 停机的时间超过了保留时间。回来时，它的十条消息都在 leader 日志的开头之前，于是全部丢弃，从 20 重新开始。" +
      "在 2.4.0 里，它的高水位留在原处：10，落在日志之外。它与 leader 一样“齐”，进入 ISR；但 leader 还没来得及在回答里" +
      "告诉它高水位就宕机了，broker 3 当选。它在自己的日志里找不到高水位的位置，于是每次拉取都以 OFFSET_OUT_OF_RANGE " +
      "失败，直到 follower 拉取过、高水位上升。消费者一遍又一遍地重置位置。2.4.1 起（KAFKA-9491），高水位从不低于日志的" +
      "开头。",
  },
  eras: ["2.4", "2.6"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: {
      "KAFKA-9491": true,
      "log.retention.check.interval.ms": 5000,
      "auto.leader.rebalance.enable": false,
      "replica.lag.time.max.ms": 60_000,
    },
  },
  topics: [{ name: "orders", assignment: [[1, 3, 2]], configs: { "retention.ms": 20_000 } }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r9" } },
    {
      wait: {
        all: [
          { read: "r0..r9", by: "reader" },
          { replica: "orders-0", broker: [1, 2, 3], highWatermark: 10 },
        ],
      },
    },
    { shutdown: 3 },
    { wait: { host: 3, life: "down" } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "s0..s9" } },
    {
      wait: {
        all: [
          { read: "s0..s9", by: "reader" },
          { records: "s0..s9", status: "acked" },
        ],
      },
    },
    {
      note: {
        en: "All records expire. Broker 3 is still down.",
        zh: "消息全部过期，broker 3 还没有回来。",
      },
      wait: { replica: "orders-0", broker: [1, 2], logStartOffset: 20 },
      within: "90s",
    },
    {
      note: {
        en: "Broker 3 starts. What the leader answers its fetches will be stuck on the way.",
        zh: "broker 3 启动。leader 给它的拉取响应会堵在路上。",
      },
      restart: 3,
    },
    { wait: { replica: "orders-0", broker: 3, role: "follower", logStartOffset: 20 } },
    { hold: { from: 1, to: 3, message: "FetchResponse" } },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
    {
      note: {
        en: "The leader dies. What broker 2 asks of its successor is slow to arrive.",
        zh: "leader 宕机。broker 2 发给继任者的拉取请求迟迟不到。",
      },
      hold: { from: 2, to: 3, message: "FetchRequest" },
    },
    { kill: 1 },
    { wait: { replica: "orders-0", broker: 3, role: "leader" }, within: "60s" },
    { sleep: "5s" },
    { release: { from: 2, to: 3, message: "FetchRequest" } },
    { wait: { replica: "orders-0", broker: 3, role: "leader", highWatermark: 20 }, within: "60s" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "t" } },
    { wait: { read: "t", by: "reader" }, within: "60s" },
  ],
  expect: [
    {
      eventually: {
        replica: "orders-0",
        broker: 3,
        role: "leader",
        logStartOffset: 20,
        highWatermark: 10,
      },
      text: {
        en: "Broker 3 leads with a high watermark of 10 and a log that starts at 20.",
        zh: "broker 3 当选时，高水位是 10，日志却从 20 开始。",
      },
    },
    {
      eventually: { error: "OFFSET_OUT_OF_RANGE", client: "reader", times: { atLeast: 3 } },
      text: {
        en: "The consumer meets OFFSET_OUT_OF_RANGE again and again.",
        zh: "消费者一再遇到 OFFSET_OUT_OF_RANGE。",
      },
    },
    {
      finally: { read: "t", by: "reader" },
      text: {
        en: "It reads on when broker 2 fetches and the high watermark rises.",
        zh: "broker 2 开始拉取、高水位上升之后，才读得下去。",
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
    title: { en: "The same with the fix of KAFKA-9491", zh: "同样的过程，有 KAFKA-9491 的修复" },
    change: { cluster: { settings: { "KAFKA-9491": false } } },
    expect: [
      {
        always: { not: { error: "OFFSET_OUT_OF_RANGE", client: "reader" } },
        text: { en: "No fetch is out of range.", zh: "没有拉取超出范围。" },
      },
      {
        always: {
          not: {
            replica: "orders-0",
            broker: 3,
            logStartOffset: 20,
            highWatermark: { atMost: 19 },
          },
        },
        text: {
          en: "The high watermark starts with the log.",
          zh: "高水位与日志的开头一起前移。",
        },
      },
      {
        finally: { read: "t", by: "reader" },
        text: { en: "The consumer reads on.", zh: "消费者继续读。" },
      },
    ],
  },
};
