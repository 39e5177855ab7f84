import type { Scenario } from "../../sim/index.ts";

export const acks1LeaderKillUnreplicated: Scenario = {
  id: "acks1-leader-kill-unreplicated",
  group: "durability",
  importance: 3,
  title: {
    en: "acks=1: the leader acknowledges, then dies before anybody has a copy",
    zh: "acks=1：leader 刚确认写入，还没有副本就宕机了",
  },
  explanation: {
    en:
      "With acks=1 the leader answers as soon as the record is in its own log. If it dies before a " +
      "follower has fetched that record, the next leader never had it. The election is clean, no disk " +
      "is lost; when the old leader returns it truncates its log to what the new one has. acks=all " +
      "makes the leader wait for every in-sync replica.",
    zh:
      "acks=1 时，消息一写进 leader 自己的日志，leader 就回复成功。如果 follower 还没拉取到这条消息，" +
      "leader 就宕机了，那么新 leader 从来没有过它。选举是正常的，磁盘也没有丢；旧 leader 回来后会把" +
      "日志截断到与新 leader 一致。acks=all 会让 leader 等到所有同步副本都写入。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 3, controller: 3 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [
    { name: "producer", producer: { acks: "1", retries: 2_147_483_647 } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    {
      note: { en: "Seven records reach all three replicas.", zh: "七条消息写入全部三个副本。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r6" },
    },
    {
      wait: {
        all: [
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 7 },
          { replica: "orders-0", broker: 1, highWatermark: 7 },
          { read: "r0..r6", by: "reader" },
        ],
      },
    },
    {
      note: {
        en: "The followers no longer reach the leader; clients and ZooKeeper do.",
        zh: "follower 连不上 leader；客户端和 ZooKeeper 仍然可以。",
      },
      cut: { from: 1, to: [2, 3] },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r7..r9" } },
    { wait: { replica: "orders-0", broker: 1, logEndOffset: 10 } },
    {
      note: {
        en: "The answers, where acks asks for no more, reach the producer.",
        zh: "如果 acks 没有更多要求，确认此时已到达生产者。",
      },
      sleep: "5ms",
    },
    { kill: 1 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 2 },
          { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: { atLeast: 1 } },
          { replica: "orders-0", broker: 3, role: "follower", leaderEpoch: { atLeast: 1 } },
        ],
      },
    },
    { note: { en: "The network heals.", zh: "网络恢复。" }, heal: "all" },
    { restart: 1 },
    { wait: { partition: "orders-0", leader: 2, isr: [1, 2, 3] } },
  ],
  expect: [
    {
      status: "acked",
      records: "r0..r9",
      text: { en: "All ten records were acknowledged.", zh: "十条消息全部得到了确认。" },
    },
    {
      lost: "r7..r9",
      text: {
        en: "Exactly r7, r8 and r9 are on no replica in the end.",
        zh: "最终恰好 r7、r8、r9 不在任何副本上。",
      },
    },
    { duplicated: [], text: { en: "Nothing is there twice.", zh: "没有重复。" } },
    {
      order: [
        { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 10 },
        { partition: "orders-0", leader: 2, isr: [2, 3] },
        { replica: "orders-0", broker: 1, role: "follower", logEndOffset: 7 },
      ],
      text: {
        en: "Broker 1 had ten records; broker 2 is elected from the ISR; broker 1 truncates to seven.",
        zh: "broker 1 曾有十条消息；broker 2 从 ISR 中当选；broker 1 截断到七条。",
      },
    },
    {
      finally: {
        all: [
          { read: "r0..r6", by: "reader" },
          { not: { any: [{ read: ["r7"] }, { read: ["r8"] }, { read: ["r9"] }] } },
        ],
      },
      text: {
        en: "The consumer read r0 to r6 and never saw the others: they were above the high watermark.",
        zh: "消费者读到 r0 到 r6，从未见到其余三条：它们在高水位之上。",
      },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", leader: 2, isr: [1, 2, 3] },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 7 },
        ],
      },
      text: {
        en: "All three replicas are in sync again, with seven records.",
        zh: "三个副本重新同步，都有七条消息。",
      },
    },
    {
      violations: ["ack-durability"],
      text: {
        en: "Durability of what was acknowledged is broken, consistency of reads is not.",
        zh: "已确认的消息没有保住，但读到的内容前后一致。",
      },
    },
  ],
  control: {
    title: { en: "The same with acks=all", zh: "同样的过程，改用 acks=all" },
    change: { clients: { producer: { acks: "all" } } },
    expect: [
      {
        status: "acked",
        records: "r0..r9",
        text: { en: "All ten records were acknowledged.", zh: "十条消息全部得到了确认。" },
      },
      {
        lost: [],
        text: {
          en: "Nothing is lost: the producer sent r7 to r9 again, to broker 2.",
          zh: "没有丢失：生产者把 r7 到 r9 重发给了 broker 2。",
        },
      },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 10, highWatermark: 10 },
        text: { en: "Ten records on every replica.", zh: "每个副本上都有十条消息。" },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
