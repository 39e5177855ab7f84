import type { Scenario } from "../../sim/index.ts";

export const kip101HwTruncationLoss: Scenario = {
  id: "kip101-hw-truncation-loss",
  group: "replication",
  importance: 3,
  title: {
    en: "A follower truncates to its high watermark and is then elected: a record on three replicas is lost",
    zh: "follower 截断到自己的高水位后当选：三个副本都有的消息丢了",
  },
  explanation: {
    en:
      "A follower learns the high watermark one fetch late. Up to 0.10.2, a follower that gets a new " +
      "leader first truncates its log to the high watermark it knows, and then fetches the rest again. " +
      "Here m is on all three replicas and is acknowledged, but the followers do not know yet that it " +
      "is committed. The leader dies. Broker 2 leads; broker 3 follows it and drops m. It is still in " +
      "the ISR, and before it has fetched m again broker 2 dies too. Broker 3 is elected, without m. " +
      "Two clean elections, min.insync.replicas=2, no disk is lost. Since 0.11 (KIP-101) the follower " +
      "asks the new leader where the epoch of its last record ends, and truncates no more than that.",
    zh:
      "follower 要晚一次拉取才知道高水位。0.10.2 及以前，follower 换了 leader，先把日志截断到自己所知的" +
      "高水位，再把后面的重新拉回来。这里 m 已写入全部三个副本并得到确认，但 follower 还不知道它已提交。" +
      "leader 宕机，broker 2 当选；broker 3 转而跟随它，丢掉了 m。此时 broker 3 仍在 ISR 里，还没来得及" +
      "重新拉取 m，broker 2 也宕机了。broker 3 当选，而它没有 m。两次都是干净的选举，" +
      "min.insync.replicas=2，磁盘也没有坏。从 0.11（KIP-101）起，follower 先问新 leader：自己最后一条消息" +
      "所属的 epoch 到哪里结束，最多只截断到那里。",
  },
  eras: ["0.8.2", "0.9", "0.10.2"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: {
      "unclean.leader.election.enable": false,
      "auto.leader.rebalance.enable": false,
      "zookeeper.session.timeout.ms": 6000,
      "replica.lag.time.max.ms": 30000,
      // A broker that comes back then knows no high watermark, and fetches all of its log again.
      "replica.high.watermark.checkpoint.interval.ms": 600000,
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    { name: "producer", producer: { acks: "all", retries: 0 } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    {
      note: {
        en: "Five records are committed, and every replica knows.",
        zh: "五条消息已提交，每个副本都知道。",
      },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" },
    },
    {
      wait: {
        all: [
          { records: "r0..r4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], highWatermark: 5 },
        ],
      },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "m" } },
    {
      note: { en: "m is on all three replicas.", zh: "m 写入了全部三个副本。" },
      wait: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 6 },
    },
    {
      note: {
        en: "The next answers of the leader, which say that m is committed, are on their way.",
        zh: "leader 的下一批响应会告诉 follower m 已提交，但还在路上。",
      },
      hold: { from: 1, to: [2, 3], message: "FetchResponse" },
    },
    {
      note: {
        en: "m is committed, acknowledged and read. Only the leader knows.",
        zh: "m 已提交、已确认、已被读到。知道这一点的只有 leader。",
      },
      wait: {
        all: [
          { records: "m", status: "acked" },
          { read: "m", by: "reader" },
          { replica: "orders-0", broker: 1, highWatermark: 6 },
          { replica: "orders-0", broker: [2, 3], logEndOffset: 6, highWatermark: 5 },
        ],
      },
    },
    {
      note: {
        en: "What broker 3 will fetch from broker 2 takes its time.",
        zh: "broker 3 将从 broker 2 拉取的内容会来得慢一些。",
      },
      hold: { from: 2, to: 3, message: "FetchResponse" },
    },
    { kill: 1 },
    {
      note: {
        en: "Broker 2 leads. Broker 3 has brought its log in line with it, and fetches.",
        zh: "broker 2 当上 leader。broker 3 已让日志与它一致，开始拉取。",
      },
      wait: {
        all: [
          { partition: "orders-0", leader: 2, isr: [2, 3] },
          { replica: "orders-0", broker: 3, role: "follower", leaderEpoch: { atLeast: 1 } },
          {
            replica: "orders-0",
            broker: 2,
            role: "leader",
            logEndOffset: 6,
            knows: { follower: 3, logEndOffset: { atLeast: 5 } },
          },
        ],
      },
    },
    { kill: 2 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 3 },
          { replica: "orders-0", broker: 3, role: "leader" },
        ],
      },
    },
    { release: { from: 1, to: [2, 3], message: "FetchResponse" } },
    { release: { from: 2, to: 3, message: "FetchResponse" } },
    {
      note: {
        en: "Both brokers that died come back and follow broker 3.",
        zh: "宕机的两个 broker 都回来，跟随 broker 3。",
      },
      restart: [1, 2],
    },
    { wait: { partition: "orders-0", leader: 3, isr: [1, 2, 3] } },
  ],
  expect: [
    {
      order: [
        {
          all: [
            { records: "m", status: "acked" },
            { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 6 },
            { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
          ],
        },
        { partition: "orders-0", leader: 2, isr: [2, 3] },
        {
          all: [
            { partition: "orders-0", leader: 2, isr: [2, 3] },
            { replica: "orders-0", broker: 3, role: "follower", logEndOffset: 5 },
          ],
        },
        { partition: "orders-0", leader: 3, isr: [3] },
      ],
      text: {
        en: "m is acknowledged with three copies; broker 3 truncates it while it is in the ISR, and is elected.",
        zh: "m 有三份副本并得到确认；broker 3 身在 ISR 却截断了它，随后当选。",
      },
    },
    { lost: "m", text: { en: "Exactly m is lost.", zh: "恰好 m 丢失。" } },
    {
      finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5 },
      text: {
        en: "Brokers 1 and 2 had m and have thrown it away too.",
        zh: "broker 1 和 2 原本有 m，最后也丢弃了。",
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
    title: { en: "The same with Kafka 0.11", zh: "同样的过程，Kafka 0.11" },
    change: { era: "0.11" },
    expect: [
      {
        always: { replica: "orders-0", broker: 3, logEndOffset: { atLeast: 6 } },
        after: { replica: "orders-0", broker: 3, logEndOffset: 6 },
        text: { en: "Broker 3 keeps m.", zh: "broker 3 始终保留着 m。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 6, highWatermark: 6 },
        text: { en: "Six records on every replica.", zh: "每个副本上都有六条消息。" },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
