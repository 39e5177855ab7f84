import type { Scenario } from "../../sim/index.ts";

export const leaderFailoverHappy: Scenario = {
  id: "leader-failover-happy",
  group: "basics",
  importance: 3,
  title: {
    en: "A clean failover from start to end",
    zh: "一次完整而干净的故障转移",
  },
  explanation: {
    en:
      "The leader dies at the worst moment: both followers have the last record, but the leader does " +
      "not know yet, so the producer was not told. The broker's session in ZooKeeper expires, the " +
      "controller elects the first live member of the ISR and raises the leader epoch. The new " +
      "leader's high watermark starts lower than its log. The producer asks for metadata, sends the " +
      "record again to broker 2, and broker 2 recognises its sequence number. Without idempotence the " +
      "record would be written twice.",
    zh:
      "leader 在最糟的时刻宕机：两个 follower 都已有最后一条消息，但 leader 还不知道，所以生产者没有得到" +
      "回复。broker 在 ZooKeeper 的会话过期，控制器选出 ISR 中第一个存活的成员，并提高 leader epoch。" +
      "新 leader 的高水位起初低于它的日志末端。生产者刷新元数据，把消息重发给 broker 2，broker 2 认出了" +
      "它的序列号。如果没有幂等，这条消息会写入两次。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 3, controller: 3 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", "enable.idempotence": true, retries: 2_147_483_647 },
    },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r8" } },
    {
      wait: {
        all: [
          { records: "r0..r8", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 9, highWatermark: 9 },
        ],
      },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r9" } },
    {
      note: {
        en: "Both followers have r9; the leader does not know it yet.",
        zh: "两个 follower 都有了 r9；leader 还不知道。",
      },
      wait: {
        all: [
          { replica: "orders-0", broker: [2, 3], logEndOffset: 10 },
          { replica: "orders-0", broker: 1, role: "leader", highWatermark: 9 },
        ],
      },
    },
    { kill: 1 },
    { wait: { partition: "orders-0", leader: 2, isr: [2, 3] } },
    { wait: { records: "r9", status: "acked" } },
    { restart: 1 },
    { wait: { partition: "orders-0", leader: 2, isr: [1, 2, 3] } },
  ],
  expect: [
    {
      order: [
        { broker: 1, registered: true },
        {
          all: [
            { host: 1, life: "down" },
            { broker: 1, registered: true },
            { broker: 3, registered: true },
          ],
        },
        {
          all: [
            { broker: 1, registered: false },
            { broker: 3, registered: true },
            { partition: "orders-0", leader: 1 },
          ],
        },
        { partition: "orders-0", leader: 2, leaderEpoch: 1, isr: [2, 3] },
        { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: 1 },
        { records: "r9", status: "acked" },
        { partition: "orders-0", leader: 2, leaderEpoch: 1, isr: [1, 2, 3] },
      ],
      text: {
        en: "Death, expiry of the session, election, LeaderAndIsr, the retry's success, the return.",
        zh: "依次是：宕机、会话过期、选举、LeaderAndIsr、重试成功、旧 leader 回归。",
      },
    },
    {
      eventually: {
        replica: "orders-0",
        broker: 2,
        role: "leader",
        highWatermark: 9,
        logEndOffset: 10,
      },
      text: {
        en: "The new leader begins with ten records and a high watermark of nine.",
        zh: "新 leader 一开始有十条消息，而高水位是九。",
      },
    },
    {
      unavailable: "orders-0",
      atLeast: "5s",
      atMost: "30s",
      text: {
        en: "The partition is down for as long as the session lives on, and little more.",
        zh: "分区不可用的时间，略长于会话剩余的存活时间。",
      },
    },
    {
      status: "acked",
      records: "r0..r9",
      text: { en: "All ten records were acknowledged.", zh: "十条消息全部得到了确认。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { duplicated: [], text: { en: "Nothing is there twice.", zh: "没有重复。" } },
    {
      finally: {
        all: [
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 10, highWatermark: 10 },
          { read: "r0..r9", by: "reader" },
        ],
      },
      text: {
        en: "Ten records on every replica, all of them read.",
        zh: "每个副本上都有十条消息，并且都已被读到。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same without idempotence", zh: "同样的过程，关闭幂等" },
    change: { clients: { producer: { "enable.idempotence": false } } },
    expect: [
      {
        duplicated: "r9",
        text: {
          en: "r9 is in the log twice: broker 2 could not know the retry from a new record.",
          zh: "r9 在日志里有两份：broker 2 分不清这是重试还是新消息。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
