import type { Scenario } from "../../sim/index.ts";

export const kafka3410HaltOnTruncation: Scenario = {
  id: "kafka-3410-halt-on-truncation",
  group: "replication",
  importance: 2,
  title: {
    en: "A leader comes back with an empty disk, and the broker that has everything halts",
    zh: "leader 带着空磁盘回来，数据齐全的 broker 却停机了",
  },
  explanation: {
    en:
      "Broker 2 freezes and leaves the ISR, so broker 1 is its only member. Then broker 1 loses its " +
      "disk, comes back empty, and leads: it is the ISR. Broker 2, awake again, has all ten records. As " +
      "a follower it would have to truncate to what the leader has, which is nothing. Up to 1.0, where " +
      "unclean.leader.election.enable=false forbids that, it halts: “log truncation is not allowed”. " +
      "It does so again at every start, with all its other partitions, until somebody allows unclean " +
      "elections (KAFKA-3410). The halt takes a healthy broker away, but it also keeps the last copy. " +
      "From 1.1 on (KAFKA-7414) broker 2 stays up, and deletes its ten records without a question. What " +
      "would have saved them is an unclean election of broker 2 while broker 1 was away.",
    zh:
      "broker 2 冻结，退出 ISR，ISR 里只剩 broker 1。接着 broker 1 换了块空磁盘回来，照样当 leader，因为 ISR " +
      "就是它。broker 2 醒来，十条消息俱全；作为 follower，它得截断到 leader 所拥有的，也就是一条不剩。" +
      "1.0 及以前，unclean.leader.election.enable=false 不允许这样截断，它就停机：“log truncation is not " +
      "allowed”。每次启动都是如此，连带它的其他分区，直到有人放开不干净选举（KAFKA-3410）。停机让一个健康的 " +
      "broker 不可用，却也留住了最后一份数据。从 1.1（KAFKA-7414）起，broker 2 不再停机，而是问也不问就删掉" +
      "这十条消息。真正能救它们的，是趁 broker 1 不在时对 broker 2 做一次不干净选举。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11"],
  cluster: {
    brokers: 3,
    controller: 3,
    settings: {
      "unclean.leader.election.enable": false,
      "auto.leader.rebalance.enable": false,
      "zookeeper.session.timeout.ms": 6000,
      "replica.lag.time.max.ms": 10000,
      "replica.socket.timeout.ms": 5000,
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2]], configs: { "min.insync.replicas": 1 } }],
  clients: [{ name: "producer", producer: { acks: "all", retries: 0 } }],
  steps: [
    {
      note: {
        en: "Ten records are on both replicas.",
        zh: "十条消息写入两个副本。",
      },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r9" },
    },
    {
      wait: {
        all: [
          { records: "r0..r9", status: "acked" },
          { replica: "orders-0", broker: [1, 2], logEndOffset: 10, highWatermark: 10 },
        ],
      },
    },
    { note: { en: "Broker 2 freezes.", zh: "broker 2 冻结。" }, pause: 2 },
    { wait: { partition: "orders-0", leader: 1, isr: [1] } },
    {
      note: {
        en: "The machine of broker 1 fails, and its disk with it.",
        zh: "broker 1 的机器坏了，磁盘上的东西也没了。",
      },
      powerLoss: 1,
      lose: "all",
    },
    { wait: { broker: 1, registered: false } },
    { note: { en: "Broker 2 wakes up.", zh: "broker 2 醒来。" }, resume: 2 },
    { wait: { broker: 2, registered: true } },
    { note: { en: "Broker 1 is back, empty.", zh: "broker 1 回来了，空的。" }, restart: 1 },
    { wait: { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 0 } },
    {
      wait: {
        any: [
          { host: 2, life: "down" },
          { partition: "orders-0", isr: [1, 2] },
        ],
      },
    },
    { sleep: "10s" },
  ],
  expect: [
    {
      order: [
        { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 10 },
        { partition: "orders-0", leader: 1, isr: [1] },
        {
          replica: "orders-0",
          broker: 1,
          role: "leader",
          leaderEpoch: { atLeast: 2 },
          logEndOffset: 0,
        },
        {
          all: [
            { partition: "orders-0", leader: 1, isr: [1] },
            { host: 2, life: "down" },
          ],
        },
      ],
      text: {
        en: "The empty broker 1 leads, and broker 2 halts.",
        zh: "空的 broker 1 当上 leader，broker 2 停机。",
      },
    },
    {
      finally: { host: 2, life: "down" },
      text: { en: "Broker 2 stays down.", zh: "broker 2 一直停着。" },
    },
    {
      lost: "r0..r9",
      text: {
        en: "The ten records are not in the leader's log; the only copy is on the disk of broker 2.",
        zh: "十条消息不在 leader 的日志里；唯一的一份在 broker 2 的磁盘上。",
      },
    },
    {
      violations: ["ack-durability", "leader-completeness"],
      text: {
        en: "What was acknowledged is gone for producers and consumers.",
        zh: "对生产者和消费者来说，已确认的消息没有了。",
      },
    },
  ],
  control: {
    title: { en: "The same with Kafka 1.1", zh: "同样的过程，Kafka 1.1" },
    change: { era: "1.1" },
    expect: [
      {
        finally: {
          all: [
            { host: 2, life: "up" },
            { partition: "orders-0", leader: 1, isr: [1, 2] },
          ],
        },
        text: { en: "Broker 2 stays up, in the ISR.", zh: "broker 2 没有停机，在 ISR 里。" },
      },
      {
        finally: { replica: "orders-0", broker: [1, 2], logEndOffset: 0 },
        text: {
          en: "The last copy of the ten records is deleted.",
          zh: "十条消息的最后一份也被删掉了。",
        },
      },
      {
        lost: "r0..r9",
        text: { en: "All ten are lost.", zh: "十条全部丢失。" },
      },
      {
        violations: ["ack-durability", "leader-completeness"],
        text: {
          en: "What was acknowledged is gone for good.",
          zh: "已确认的消息彻底没有了。",
        },
      },
    ],
  },
};
