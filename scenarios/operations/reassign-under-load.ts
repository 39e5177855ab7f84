import type { Scenario } from "../../sim/index.ts";

export const reassignUnderLoad: Scenario = {
  id: "reassign-under-load",
  group: "operations",
  importance: 3,
  title: {
    en: "A partition moves to other brokers under load, and nothing is lost",
    zh: "带负载迁移分区，一条消息不丢",
  },
  explanation: {
    en:
      "The operator moves orders-0 from brokers 1, 2, 3 to brokers 3, 4, 5 while a producer writes 200 " +
      "records a second with acks=all. First the replica set grows: brokers 4 and 5 start as followers " +
      "and fetch everything. When all of 3, 4 and 5 are in the ISR, the leadership moves from broker 1 " +
      "to broker 3. Then brokers 1 and 2 leave the ISR and delete their logs. Each stage has its own " +
      "leader epoch. The leader moves while records are on their way: those that broker 1 has appended " +
      "and broker 3 not yet fetched are deleted with broker 1's log. With acks=all nobody was told that " +
      "they are written, and the producer sends them again (perhaps in another order, if it is not " +
      "idempotent). With acks=1 they are lost. That takes no fault, only an operator who moves a partition. " +
      "(Before 0.11 followers truncate to their high watermark when the leader changes, which puts " +
      "acknowledged records at risk for a moment: KIP-101.)",
    zh:
      "运维人员把 orders-0 从 broker 1、2、3 迁到 3、4、5，同时生产者以 acks=all 每秒写入 200 条。首先副本集变大：broker 4 " +
      "和 5 作为 follower 启动，拉取全部内容。等 3、4、5 都进入 ISR，leader 由 broker 1 换成 broker 3。然后 broker 1 和 2 " +
      "离开 ISR，删除日志。每个阶段都有自己的 leader epoch。leader 更换时总有消息在途：broker 1 已追加、broker 3 还没拉到的" +
      "那些，会随 broker 1 的日志一起删除。acks=all 时，没有人被告知它们已写入，生产者会重发（若未开启幂等，顺序可能改变）。" +
      "acks=1 时它们就丢了。不需要任何故障，只要有人迁移分区。（0.11 之前，leader 更换时 follower 会截断到自己的高水位，" +
      "已确认的消息有一瞬间并不安全：KIP-101。）",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 6,
    controller: 6,
    settings: { "auto.leader.rebalance.enable": false },
    network: {
      links: [
        { between: [1, 2], latency: "20ms" },
        { between: [1, 3], latency: "20ms" },
        { between: [1, 4], latency: "20ms" },
        { between: [1, 5], latency: "20ms" },
      ],
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    { name: "producer", producer: { acks: "all", retries: 2_147_483_647 } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    {
      note: {
        en: "The load begins: 200 records a second for five seconds.",
        zh: "负载开始：每秒 200 条消息，持续五秒。",
      },
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r999",
        every: "5ms",
      },
    },
    { wait: { records: "r0..r399", status: "acked" } },
    {
      note: {
        en: "The operator moves orders-0 to brokers 3, 4 and 5.",
        zh: "运维人员把 orders-0 迁到 broker 3、4、5。",
      },
      reassign: { "orders-0": [3, 4, 5] },
    },
    { wait: { partition: "orders-0", replicas: [3, 4, 5], reassigning: false } },
    { wait: { records: "r0..r999", status: "acked" } },
  ],
  expect: [
    {
      status: "acked",
      records: "r0..r999",
      text: { en: "All 1,000 records were acknowledged.", zh: "1,000 条消息全部得到了确认。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    {
      order: [
        { partition: "orders-0", reassigning: true, leader: 1, isr: [1, 2, 3] },
        { replica: "orders-0", broker: [4, 5], role: "follower", leaderEpoch: { atLeast: 1 } },
        { partition: "orders-0", leader: 1, isr: [1, 2, 3, 4, 5] },
        { partition: "orders-0", leader: 3, leaderEpoch: { atLeast: 2 } },
        { partition: "orders-0", leader: 3, isr: [3, 4, 5] },
        { partition: "orders-0", replicas: [3, 4, 5], reassigning: false },
      ],
      text: {
        en: "Followers 4 and 5 join the ISR, then broker 3 leads, then brokers 1 and 2 go.",
        zh: "follower 4 和 5 加入 ISR，然后 broker 3 成为 leader，最后 broker 1 和 2 离开。",
      },
    },
    {
      always: { partition: "orders-0", isrSize: { atLeast: 3 } },
      after: { partition: "orders-0", isrSize: 3 },
      text: {
        en: "At no time are fewer than three replicas in sync.",
        zh: "任何时候都至少有三个同步副本。",
      },
    },
    {
      unavailable: "orders-0",
      atMost: "1s",
      text: {
        en: "The partition is available, but for a moment.",
        zh: "除了一瞬间，分区一直可用。",
      },
    },
    {
      finally: {
        all: [
          { replica: "orders-0", broker: [1, 2], role: "none" },
          { replica: "orders-0", broker: [3, 4, 5], logEndOffset: { atLeast: 1000 } },
          { read: "r0..r999", by: "reader" },
        ],
      },
      text: {
        en: "Brokers 1 and 2 have nothing left, 3, 4 and 5 have everything.",
        zh: "broker 1 和 2 什么也没留下，3、4、5 拥有全部。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with acks=1", zh: "同样的过程，改用 acks=1" },
    change: { clients: { producer: { acks: 1 } } },
    expect: [
      {
        status: "acked",
        records: "r0..r999",
        text: { en: "All 1,000 records were acknowledged.", zh: "1,000 条消息全部得到了确认。" },
      },
      {
        finally: {
          replica: "orders-0",
          broker: [3, 4, 5],
          logEndOffset: { atLeast: 900, atMost: 999 },
        },
        text: {
          en: "Some of them are nowhere: broker 1 had them alone, and deleted its log.",
          zh: "其中有几条哪里都没有：还没有人拉到，broker 1 就奉命删了日志。",
        },
      },
    ],
  },
};
