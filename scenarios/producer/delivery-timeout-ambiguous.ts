import type { Scenario, Step } from "../../sim/index.ts";

const GIVEN_UP: readonly Step[] = [
  {
    note: {
      en: "The followers are cut off from the leader.",
      zh: "follower 与 leader 断开。",
    },
    cut: { from: 1, to: [2, 3] },
  },
  { produce: { client: "producer", topic: "orders", partition: 0, values: "m" } },
  { wait: { replica: "orders-0", broker: 1, logEndOffset: 1 } },
  { wait: { records: "m", status: "unknown" } },
];

const SENT_AGAIN: readonly Step[] = [
  {
    note: {
      en: "The application, told of a failure, sends m once more.",
      zh: "应用得知失败，又发了一次 m。",
    },
    produce: { client: "producer", topic: "orders", partition: 0, values: "m-again" },
  },
  { wait: { records: "m-again", status: "acked" } },
];

export const deliveryTimeoutAmbiguous: Scenario = {
  id: "delivery-timeout-ambiguous",
  group: "producer",
  importance: 3,
  title: {
    en: "delivery.timeout.ms is over: the application hears of a failure, the record may be there",
    zh: "delivery.timeout.ms 已到：应用得知失败，消息却可能在",
  },
  explanation: {
    en:
      "The leader has m, its followers cannot fetch it, nothing is acknowledged. After " +
      "delivery.timeout.ms the producer gives up and tells the application: TimeoutException. That " +
      "does not take m back. When the followers return, m is committed, and consumers read it. Had the " +
      "leader died instead, as in the control, m would be gone. The error is the same. An application " +
      "that sends the record again writes it twice in the first world and once in the second; " +
      "idempotence does not help, because for the producer it is another record.",
    zh:
      "leader 有 m，follower 拉取不到，什么都没有确认。delivery.timeout.ms 过后生产者放弃，告诉应用：TimeoutException。" +
      "这并不会把 m 收回来。follower 回来之后 m 提交，消费者读到它。如果 leader 宕机，像对照里那样，m 就没有了。错误是同一个。" +
      "应用再发一次，在前一种情况里写了两遍，在后一种里只有一遍；幂等帮不上忙，因为对生产者来说那是另一条消息。",
  },
  eras: ["2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4, settings: { "replica.lag.time.max.ms": 120_000 } },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    {
      name: "producer",
      producer: {
        acks: "all",
        "enable.idempotence": true,
        "request.timeout.ms": 10_000,
        "delivery.timeout.ms": 30_000,
      },
    },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    ...GIVEN_UP,
    {
      note: { en: "The followers are back.", zh: "follower 回来了。" },
      heal: "all",
    },
    { wait: { read: "m", by: "reader" } },
    ...SENT_AGAIN,
  ],
  expect: [
    {
      elapsed: {
        from: { replica: "orders-0", broker: 1, logEndOffset: 1 },
        to: { records: "m", status: "unknown" },
      },
      atLeast: "29s",
      atMost: "31s",
      text: {
        en: "The application hears of it after delivery.timeout.ms.",
        zh: "delivery.timeout.ms 之后应用得知失败。",
      },
    },
    {
      order: [
        { records: "m", status: "unknown" },
        { read: "m", by: "reader" },
        { read: "m-again", by: "reader" },
      ],
      text: {
        en: "Later consumers read m, and then what was sent in its place.",
        zh: "后来消费者读到 m，接着是代替它发的那条。",
      },
    },
    {
      finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 2, highWatermark: 2 },
      text: { en: "Both are in the log.", zh: "两条都在日志里。" },
    },
    { status: "unknown", records: "m", text: { en: "m counts as unknown.", zh: "m 的结果不明。" } },
  ],
  control: {
    title: {
      en: "The same error, and the leader dies: m is gone",
      zh: "同样的错误，leader 宕机：m 没有了",
    },
    change: {
      steps: [
        ...GIVEN_UP,
        { note: { en: "The leader dies.", zh: "leader 宕机。" }, kill: 1 },
        { wait: { partition: "orders-0", leader: 2 } },
        { heal: "all" },
        ...SENT_AGAIN,
        { restart: 1 },
        { wait: { partition: "orders-0", isrSize: 3 } },
      ],
    },
    expect: [
      {
        status: "unknown",
        records: "m",
        text: { en: "The application hears the same.", zh: "应用得到的是同样的消息。" },
      },
      {
        always: { not: { read: "m", by: "reader" } },
        text: { en: "Nobody ever reads m.", zh: "没有人读到过 m。" },
      },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1, highWatermark: 1 },
        text: {
          en: "Only what was sent in its place is in the log.",
          zh: "日志里只有代替它发的那条。",
        },
      },
    ],
  },
};
