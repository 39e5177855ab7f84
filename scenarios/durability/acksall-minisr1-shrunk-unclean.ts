import type { Scenario } from "../../sim/index.ts";

export const acksallMinisr1ShrunkUnclean: Scenario = {
  id: "acksall-minisr1-shrunk-unclean",
  group: "durability",
  importance: 3,
  title: {
    en: "acks=all, the ISR shrinks to the leader, the leader dies: an unclean election loses acknowledged records",
    zh: "acks=all，ISR 缩到只剩 leader，leader 宕机：不干净选举丢掉已确认的消息",
  },
  explanation: {
    en:
      "acks=all means all of the current ISR, and an ISR may be the leader alone. Cut off from its " +
      "followers, the leader drops them from the ISR and goes on: what it acknowledges now has one " +
      "copy, is below the high watermark and is read by consumers. When that broker dies, nobody in " +
      "the ISR is alive. Because unclean elections are allowed, a follower takes over that lacks those " +
      "records, and the old leader drops them when it returns. Kafka allowed unclean elections by " +
      "default before 0.11. Without them the partition waits for broker 1, and nothing is lost; " +
      "min.insync.replicas=2 would not have acknowledged the records in the first place. The " +
      "controller is broker 4, which the leader still reaches.",
    zh:
      "acks=all 指的是“当前 ISR 的全部成员”，而 ISR 可以只剩 leader 一个。leader 与 follower 断开后，" +
      "把它们移出 ISR，继续工作：此后它确认的消息只有一份，却已在高水位之下，消费者也读得到。这个 " +
      "broker 一宕机，ISR 里就没有活着的成员了。由于允许不干净选举，一个缺少这些消息的 follower 接任，" +
      "旧 leader 回来后也把它们截断。0.11 之前，Kafka 默认允许不干净选举。如果不允许，分区会等 " +
      "broker 1 回来，什么也不丢；而 min.insync.replicas=2 从一开始就不会确认这些消息。" +
      "控制器是 broker 4，leader 仍连得上它。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4, settings: { "replica.lag.time.max.ms": 10_000 } },
  topics: [
    {
      name: "orders",
      assignment: [[1, 2, 3]],
      configs: { "min.insync.replicas": 1, "unclean.leader.election.enable": true },
    },
  ],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
    {
      name: "second",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    {
      note: { en: "Five records reach all three replicas.", zh: "五条消息写入全部三个副本。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "k0..k4" },
    },
    {
      wait: {
        all: [
          { records: "k0..k4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5 },
          { replica: "orders-0", broker: 1, highWatermark: 5 },
        ],
      },
    },
    {
      note: {
        en: "The leader is cut from both followers; the controller, ZooKeeper and the clients still reach it.",
        zh: "leader 与两个 follower 断开；控制器、ZooKeeper 和客户端仍连得上它。",
      },
      cut: { from: 1, to: [2, 3] },
    },
    {
      note: {
        en: "k5 waits for the followers, until the ISR is the leader alone.",
        zh: "k5 等待 follower，直到 ISR 只剩 leader。",
      },
      produce: { client: "producer", topic: "orders", partition: 0, values: "k5" },
    },
    { wait: { partition: "orders-0", isr: [1] } },
    {
      note: {
        en: "The leader hears that the smaller ISR is recorded.",
        zh: "leader 得知缩小的 ISR 已被记录。",
      },
      sleep: "100ms",
    },
    {
      note: {
        en: "Another producer writes on, to the leader alone.",
        zh: "另一个生产者继续写入，此时只有 leader。",
      },
      produce: { client: "second", topic: "orders", partition: 0, values: "k6..k9" },
    },
    {
      wait: {
        all: [
          { records: "k5..k9", status: "acked" },
          { read: "k5..k9", by: "reader" },
        ],
      },
    },
    { kill: 1 },
    {
      wait: {
        any: [
          {
            all: [
              { partition: "orders-0", leader: 2 },
              { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: { atLeast: 1 } },
            ],
          },
          { partition: "orders-0", leader: -1 },
        ],
      },
    },
    { note: { en: "The network heals.", zh: "网络恢复。" }, heal: "all" },
    { sleep: "5s" },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      status: "acked",
      records: "k0..k9",
      text: { en: "All ten records were acknowledged.", zh: "十条消息全部得到了确认。" },
    },
    {
      eventually: {
        all: [
          { records: "k5..k9", status: "acked" },
          { read: "k5..k9", by: "reader" },
          { partition: "orders-0", leader: 1, isr: [1] },
          { replica: "orders-0", broker: [2, 3], logEndOffset: 5 },
        ],
      },
      text: {
        en: "k5 to k9 are acknowledged, and read, while only broker 1 has them.",
        zh: "k5 到 k9 只有 broker 1 有时，就已被确认，也已被读到。",
      },
    },
    {
      lost: "k5..k9",
      text: {
        en: "Exactly these five are on no replica in the end.",
        zh: "最终恰好这五条不在任何副本上。",
      },
    },
    {
      order: [
        { partition: "orders-0", leader: 1, isr: [1] },
        { partition: "orders-0", leader: 2, isr: [2] },
        { replica: "orders-0", broker: 1, role: "follower", logEndOffset: 5 },
        { partition: "orders-0", leader: 2, isr: [1, 2, 3] },
      ],
      text: {
        en: "The ISR is [1]; broker 2 is elected from outside it; broker 1 returns and truncates to five records.",
        zh: "ISR 为 [1]；broker 2 从 ISR 之外当选；broker 1 回来，截断到五条消息。",
      },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", leader: 2, isr: [1, 2, 3] },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5 },
        ],
      },
      text: {
        en: "All three replicas are in sync again, with five records.",
        zh: "三个副本重新同步，都只有五条消息。",
      },
    },
    {
      violations: ["ack-durability", "consistent-read", "leader-completeness"],
      text: {
        en: "What was acknowledged is gone, and so is what a consumer had read.",
        zh: "已确认的消息消失了，消费者已经读到的内容也消失了。",
      },
    },
  ],
  control: {
    title: {
      en: "The same with unclean.leader.election.enable=false",
      zh: "同样的过程，unclean.leader.election.enable=false",
    },
    change: { topics: { orders: { "unclean.leader.election.enable": false } } },
    expect: [
      {
        eventually: { partition: "orders-0", leader: -1, isr: [1] },
        text: {
          en: "Without broker 1 there is no leader.",
          zh: "broker 1 不在时没有 leader。",
        },
      },
      {
        status: "acked",
        records: "k0..k9",
        text: { en: "All ten records were acknowledged.", zh: "十条消息全部得到了确认。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        unavailable: "orders-0",
        atLeast: "5s",
        text: {
          en: "The price: the partition is down until broker 1 is back.",
          zh: "代价：broker 1 回来之前分区不可用。",
        },
      },
      {
        finally: {
          all: [
            { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
            { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 10 },
          ],
        },
        text: {
          en: "Ten records on every replica.",
          zh: "每个副本上都有十条消息。",
        },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
