import type { Scenario } from "../../sim/index.ts";

export const kafka9196HwStaleSegment: Scenario = {
  id: "kafka-9196-hw-stale-segment",
  group: "log",
  importance: 2,
  title: {
    en: "Right after a segment has rolled, a consumer reads what is not committed, and it vanishes",
    zh: "日志段刚滚动，消费者就读到了未提交的消息，随后它们消失了",
  },
  explanation: {
    en:
      "A leader remembers where in its files the high watermark lies: in which segment, at which " +
      "position. Before 2.4.0 was released, its code did not renew that note when a segment rolled while " +
      "the high watermark was the end of the log: the note went on to say the end of the old segment. A " +
      "read at the high watermark begins in the new segment, about which the note says nothing, so it " +
      "went to that segment's end, past the high watermark. Here the followers' fetches are stuck; x is " +
      "the first record of the new segment, on the leader alone, and the consumer gets it. Then the " +
      "leader dies, broker 2 is elected without x, and the consumer has acted on a record that was never " +
      "committed. KAFKA-9196 was found and fixed before the release; it shows how thin the wall is that " +
      "consumers rely on.",
    zh:
      "leader 记着高水位在文件里的位置：哪个日志段、第几个字节。2.4.0 发布之前的代码里，若高水位恰好等于日志末端时" +
      "滚动日志段，这份记录没有更新，仍指着旧段的末尾。从高水位处开始的读取落在新段里，而记录对新段一无所知，于是一直" +
      "读到新段的末尾，越过了高水位。这里 follower 的拉取堵在路上；x 是新段的第一条，只在 leader 上，消费者却读到了它。" +
      "随后 leader 宕机，broker 2 当选，没有 x：消费者已经处理了一条从未提交的消息。KAFKA-9196 在发布之前就发现并修复了；" +
      "它说明消费者所依赖的这堵墙有多薄。",
  },
  eras: ["2.4", "2.6", "2.8"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "KAFKA-9196": true, "auto.leader.rebalance.enable": false },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "segment.ms": 1000 } }],
  clients: [
    { name: "producer", producer: { acks: 1, retries: 0 } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
    {
      wait: {
        all: [
          { read: "r0..r4", by: "reader" },
          { replica: "orders-0", broker: [1, 2, 3], highWatermark: 5 },
        ],
      },
    },
    {
      note: {
        en: "The followers' fetches are stuck on the way.",
        zh: "follower 的拉取请求堵在路上。",
      },
      hold: { from: [2, 3], to: 1, message: "FetchRequest" },
    },
    { sleep: "2s" },
    {
      note: {
        en: "x is more than segment.ms later than the first record: a new segment begins with it.",
        zh: "x 比第一条消息晚了超过 segment.ms：新的日志段从它开始。",
      },
      produce: { client: "producer", topic: "orders", partition: 0, values: "x" },
    },
    { wait: { replica: "orders-0", broker: 1, logEndOffset: 6, highWatermark: 5 } },
    { sleep: "2s" },
    { kill: 1 },
    { wait: { partition: "orders-0", leader: 2 }, within: "60s" },
    { sleep: "2s" },
  ],
  expect: [
    {
      eventually: {
        all: [
          { read: "x", by: "reader" },
          { replica: "orders-0", broker: 1, logEndOffset: 6, highWatermark: 5 },
        ],
      },
      text: {
        en: "The consumer reads x, at offset 5, while the high watermark is 5.",
        zh: "高水位是 5 的时候，消费者读到了偏移量 5 上的 x。",
      },
    },
    {
      finally: { replica: "orders-0", broker: [2, 3], logEndOffset: 5 },
      text: { en: "Nobody has x any more.", zh: "再也没有谁有 x。" },
    },
    {
      lost: "x",
      text: { en: "x is lost after it was consumed.", zh: "x 被消费之后丢失了。" },
    },
    {
      violations: ["ack-durability", "consistent-read"],
      text: {
        en: "What a consumer has read is not in the log any more.",
        zh: "消费者读过的消息，日志里已经没有了。",
      },
    },
  ],
  control: {
    title: { en: "The same with the fix of KAFKA-9196", zh: "同样的过程，有 KAFKA-9196 的修复" },
    change: { cluster: { settings: { "KAFKA-9196": false } } },
    expect: [
      {
        always: { not: { read: "x" } },
        text: { en: "Nobody reads x: it is not committed.", zh: "没有人读到 x：它没有提交。" },
      },
      { lost: "x", text: { en: "x is lost, with acks=1.", zh: "acks=1，x 丢失。" } },
    ],
  },
};
