import type { Scenario, Step } from "../../sim/index.ts";

/** Restarts one broker cleanly, leaves the operator five seconds for it, and waits until the ISR is whole again. */
function roll(broker: number, start: Omit<Extract<Step, { restart: unknown }>, "restart">): Step[] {
  return [
    { shutdown: broker },
    {
      wait: {
        all: [
          { host: broker, life: "down" },
          { broker, registered: false },
        ],
      },
    },
    { sleep: "5s" },
    { restart: broker, ...start },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ];
}

const LOAD: readonly Step[] = [
  {
    note: {
      en: "The load begins: five records a second for a minute.",
      zh: "负载开始：每秒五条消息，持续一分钟。",
    },
    produce: {
      client: "producer",
      topic: "orders",
      partition: 0,
      values: "r0..r299",
      every: "200ms",
    },
  },
];

export const rollingUpgrade: Scenario = {
  id: "rolling-upgrade",
  group: "basics",
  importance: 2,
  title: {
    en: "A rolling upgrade from 2.6 to 2.8 under load, without losing a record",
    zh: "带负载滚动升级，从 2.6 到 2.8，一条消息不丢",
  },
  explanation: {
    en:
      "Each broker in turn is shut down cleanly, which hands its leadership to another member of the " +
      "ISR first, and started with the new version. It still speaks the old protocol " +
      "(inter.broker.protocol.version=2.6), so that old and new brokers understand each other. The " +
      "next one waits until the ISR is whole. Then, in a second round, every broker is restarted with " +
      "the new protocol version; from then on leaders change their ISR through the controller and " +
      "followers truncate by what a fetch tells them. acks=all, min.insync.replicas=2 and idempotence " +
      "let the producer write all the while. Who takes down two brokers at a time, to be quicker, " +
      "stops the writes.",
    zh:
      "逐个操作：正常关闭一个 broker（它会先把 leader 让给 ISR 的其他成员），再用新版本启动。此时它仍使用旧" +
      "协议（inter.broker.protocol.version=2.6），新旧 broker 才能互通。等 ISR 完整了，再动下一个。" +
      "然后是第二轮：逐个重启，换上新的协议版本；从此 leader 通过控制器修改 ISR，follower 根据拉取的响应" +
      "截断日志。acks=all、min.insync.replicas=2 加上幂等，生产者全程不停。" +
      "如果图快，一次停两个 broker，写入就停了。",
  },
  eras: ["2.6"],
  cluster: { brokers: 3, controller: 3 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    { name: "producer", producer: { acks: "all", "enable.idempotence": true } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    ...LOAD,
    ...roll(1, {
      era: "2.8",
      note: { en: "Broker 1 starts as 2.8.", zh: "broker 1 以 2.8 启动。" },
    }),
    ...roll(2, {
      era: "2.8",
      note: { en: "Broker 2 starts as 2.8.", zh: "broker 2 以 2.8 启动。" },
    }),
    ...roll(3, {
      era: "2.8",
      note: {
        en: "Broker 3 starts as 2.8: all binaries are new.",
        zh: "broker 3 以 2.8 启动：程序全部更新完毕。",
      },
    }),
    ...[1, 2, 3].flatMap((broker) =>
      roll(broker, {
        settings: { "inter.broker.protocol.version": "2.8" },
        note: {
          en: `Broker ${broker} starts with protocol version 2.8.`,
          zh: `broker ${broker} 以协议版本 2.8 启动。`,
        },
      }),
    ),
    { wait: { records: "r0..r299", status: "acked" } },
  ],
  expect: [
    {
      status: "acked",
      records: "r0..r299",
      text: { en: "All 300 records were acknowledged.", zh: "300 条消息全部得到了确认。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { duplicated: [], text: { en: "Nothing is there twice.", zh: "没有重复。" } },
    {
      always: { partition: "orders-0", isrSize: { atLeast: 2 } },
      after: { partition: "orders-0", isr: [1, 2, 3] },
      text: { en: "Two replicas or more are in sync, always.", zh: "始终至少有两个同步副本。" },
    },
    {
      always: { not: { error: "NOT_ENOUGH_REPLICAS", client: "producer" } },
      text: { en: "No write is refused.", zh: "没有写入被拒绝。" },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", isr: [1, 2, 3] },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 300, highWatermark: 300 },
          { read: "r0..r299", by: "reader" },
        ],
      },
      text: {
        en: "Three replicas in sync, 300 records on each, all of them read.",
        zh: "三个副本同步，各有 300 条消息，全部已被读到。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: {
      en: "The same upgrade with two brokers at a time",
      zh: "同样的升级，但一次停两个 broker",
    },
    change: {
      steps: [
        ...LOAD,
        {
          note: {
            en: "To be quicker, brokers 1 and 2 are shut down together.",
            zh: "为了图快，broker 1 和 2 一起关闭。",
          },
          shutdown: [1, 2],
        },
        {
          wait: {
            all: [
              { host: 1, life: "down" },
              { host: 2, life: "down" },
              { broker: 1, registered: false },
              { broker: 2, registered: false },
            ],
          },
        },
        { wait: { error: "NOT_ENOUGH_REPLICAS", client: "producer" } },
        { sleep: "5s" },
        { restart: [1, 2], era: "2.8" },
        { wait: { partition: "orders-0", isr: [1, 2, 3] } },
        ...roll(3, { era: "2.8" }),
        { wait: { records: "r0..r299", status: "acked" } },
      ],
    },
    expect: [
      {
        eventually: {
          all: [
            { partition: "orders-0", leader: 3, isr: [3] },
            { error: "NOT_ENOUGH_REPLICAS", client: "producer" },
          ],
        },
        text: {
          en: "One replica is left in sync, and writes are refused with NOT_ENOUGH_REPLICAS.",
          zh: "只剩一个同步副本，写入被 NOT_ENOUGH_REPLICAS 拒绝。",
        },
      },
      {
        lost: [],
        text: {
          en: "Nothing is lost: refusing is what keeps the promise.",
          zh: "没有丢失：正是拒绝写入守住了承诺。",
        },
      },
    ],
  },
};
