import type { Scenario } from "../../sim/index.ts";

export const upgradedButOldProtocol: Scenario = {
  id: "upgraded-but-old-protocol",
  group: "durability",
  importance: 2,
  title: {
    en: "All brokers upgraded, inter.broker.protocol.version forgotten: the bug that was fixed is still there",
    zh: "broker 都升级了，却忘了改 inter.broker.protocol.version：修好的 bug 依然在",
  },
  explanation: {
    en:
      "KIP-101 mended how followers truncate: they ask the leader where their epoch ended, where before " +
      "they cut their log at their own high watermark, which lags. But brokers may ask only if " +
      "inter.broker.protocol.version says that every broker understands the question. Here the upgrade " +
      "stopped half way, and it still says 0.10.2. m is on three replicas and acknowledged; the " +
      "followers have not heard yet that it is committed. The leader dies. Broker 2 takes over, broker " +
      "3 follows and throws m away, to fetch it again; before it has, broker 2 dies too. Broker 3, " +
      "still in the ISR, is elected without m. Both elections are clean.",
    zh:
      "KIP-101 修正了 follower 截断日志的办法：先问 leader 自己那个 epoch 到哪里结束；在那之前，follower 是" +
      "按自己的高水位截断的，而它的高水位总是滞后。但只有 inter.broker.protocol.version 表明每个 broker " +
      "都听得懂这个问题，才允许问。这里升级只做了一半，它还停在 0.10.2。m 已在三个副本上，也已确认，只是 " +
      "follower 还不知道它已提交。leader 宕机，broker 2 接任，broker 3 跟随它，先把 m 扔掉再重新拉取；" +
      "还没拉到，broker 2 也宕机了。broker 3 仍在 ISR 里，于是不带 m 当选。两次选举都是干净的。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "inter.broker.protocol.version": "0.10.2" },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    {
      name: "producer",
      // The message format of 0.10 knows no producer ids.
      producer: { acks: "all", retries: 2_147_483_647, "enable.idempotence": false },
    },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
    {
      wait: {
        all: [
          { records: "r0..r4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5, highWatermark: 5 },
        ],
      },
    },
    {
      note: {
        en: "Every five seconds brokers write their high watermarks to disk.",
        zh: "broker 每五秒把高水位写到磁盘上。",
      },
      sleep: "6s",
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "m" } },
    { wait: { replica: "orders-0", broker: [2, 3], logEndOffset: 6, highWatermark: 5 } },
    {
      note: {
        en: "Both followers have m. The leader's next answers, with the new high watermark, do not reach them.",
        zh: "两个 follower 都有了 m。leader 接下来的响应带着新的高水位，但到不了它们那里。",
      },
      cut: { from: 1, to: [2, 3], oneWay: true },
    },
    { wait: { records: "m", status: "acked" } },
    {
      note: {
        en: "m is acknowledged, and the leader dies.",
        zh: "m 得到确认，随后 leader 宕机。",
      },
      kill: 1,
    },
    {
      note: {
        en: "Broker 3 no longer reaches broker 2.",
        zh: "broker 3 连不上 broker 2。",
      },
      cut: { from: 2, to: 3 },
    },
    {
      wait: {
        all: [
          { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: 1 },
          { replica: "orders-0", broker: 3, role: "follower", leaderEpoch: 1 },
        ],
      },
    },
    { kill: 2 },
    { wait: { partition: "orders-0", leader: 3 } },
    { note: { en: "The network heals.", zh: "网络恢复。" }, heal: "all" },
    { restart: [1, 2] },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { records: "m", status: "acked" },
          { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 6 },
        ],
      },
      text: {
        en: "m is acknowledged when all three replicas have it.",
        zh: "m 得到确认时，三个副本都有它。",
      },
    },
    {
      order: [
        { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: 1, logEndOffset: 6 },
        { partition: "orders-0", leader: 3, isr: [3] },
        { replica: "orders-0", broker: [1, 2], role: "follower", logEndOffset: 5 },
      ],
      text: {
        en: "Broker 2 leads with m; broker 3 leads without it, and the others follow.",
        zh: "broker 2 带着 m 当 leader；broker 3 不带 m 当 leader，其余跟随它。",
      },
    },
    { lost: "m", text: { en: "Exactly m is lost.", zh: "恰好 m 丢失。" } },
    {
      finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5 },
      text: { en: "Five records on every replica.", zh: "每个副本上都只有五条消息。" },
    },
    {
      violations: ["ack-durability", "leader-completeness"],
      text: {
        en: "Durability of what was acknowledged is broken, by the protocol alone.",
        zh: "已确认的消息没有保住，错全在协议。",
      },
    },
  ],
  control: {
    title: {
      en: "The same with inter.broker.protocol.version=0.11",
      zh: "同样的过程，inter.broker.protocol.version=0.11",
    },
    change: { cluster: { settings: { "inter.broker.protocol.version": "0.11" } } },
    expect: [
      {
        eventually: {
          replica: "orders-0",
          broker: 3,
          role: "leader",
          logEndOffset: 6,
        },
        text: {
          en: "Broker 3 kept m, because it could not ask, and leads with it.",
          zh: "broker 3 问不到，就保留了 m，带着它当 leader。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 6 },
        text: { en: "Six records on every replica.", zh: "每个副本上都有六条消息。" },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
