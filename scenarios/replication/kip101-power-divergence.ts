import type { Scenario } from "../../sim/index.ts";

export const kip101PowerDivergence: Scenario = {
  id: "kip101-power-divergence",
  group: "replication",
  importance: 3,
  title: {
    en: "After a power failure two replicas hold different records at one offset, and nobody notices",
    zh: "断电之后，两个副本在同一 offset 上内容不同，却没有人发现",
  },
  explanation: {
    en:
      "m is on three replicas, but only broker 1 has synced it when the power of all three fails. " +
      "Broker 2 is back first, leads without m, and writes x at the offset that m had. Up to 0.10.2 " +
      "broker 1 then truncates to its high watermark only: m is below it, so m stays. Broker 1 fetches " +
      "on behind it and joins the ISR. It even counts as a copy of x. In the end every replica has seven " +
      "records and is in sync, and what a consumer finds at offset 5 depends on who leads. Nothing ever " +
      "repairs it. That m can get lost is the price of not syncing; that the logs part is a bug. Since " +
      "0.11 (KIP-101) broker 1 asks the leader where the epoch of its last record ends, and drops m.",
    zh:
      "m 已写入三个副本，但三台机器一起断电时，只有 broker 1 把它刷了盘。broker 2 先回来，没有 m 却当上 " +
      "leader，在 m 原来的 offset 上写入了 x。0.10.2 及以前，broker 1 回来后只截断到自己的高水位：m 在它" +
      "之下，于是保留下来。broker 1 接着往后拉取，进入 ISR，甚至还被算作有 x 的一份。最后每个副本都有七条" +
      "消息，都算同步，而消费者在 offset 5 读到什么，要看谁是 leader。这种分歧永远不会被修复。没刷盘所以 m " +
      "可能丢，这是代价；日志分叉却是缺陷。从 0.11（KIP-101）起，broker 1 会问 leader：自己最后一条消息所属" +
      "的 epoch 到哪里结束，于是丢掉 m。",
  },
  eras: ["0.8.2", "0.9", "0.10.2"],
  cluster: {
    brokers: 3,
    controller: 2,
    settings: {
      "unclean.leader.election.enable": false,
      "auto.leader.rebalance.enable": false,
      "zookeeper.session.timeout.ms": 6000,
      "replica.lag.time.max.ms": 30000,
    },
    brokerSettings: {
      // In place of an operating system that writes back in its own time.
      "1": {
        "log.flush.interval.messages": 1,
        "replica.high.watermark.checkpoint.interval.ms": 1000,
      },
      "2": {
        "log.flush.interval.messages": 5,
        "replica.high.watermark.checkpoint.interval.ms": 600000,
      },
      "3": {
        "log.flush.interval.messages": 5,
        "replica.high.watermark.checkpoint.interval.ms": 600000,
      },
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    { name: "first", producer: { acks: "all", retries: 0 } },
    {
      name: "second",
      producer: {
        acks: "all",
        retries: 100,
        "socket.connection.setup.timeout.ms": 3000,
        "reconnect.backoff.ms": 500,
        "reconnect.backoff.max.ms": 500,
      },
    },
  ],
  steps: [
    {
      note: {
        en: "Five records reach all three replicas, and all three sync them.",
        zh: "五条消息写入三个副本，并且都刷了盘。",
      },
      produce: {
        client: "first",
        topic: "orders",
        partition: 0,
        values: "r0..r4",
        every: "100ms",
      },
    },
    { wait: { records: "r0..r4", status: "acked" } },
    {
      note: {
        en: "m reaches all three too, but brokers 2 and 3 have it in their page cache only.",
        zh: "m 也写入了三个副本，但在 broker 2 和 3 上只进了页缓存。",
      },
      produce: { client: "first", topic: "orders", partition: 0, values: "m" },
    },
    {
      wait: {
        all: [
          { records: "m", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 6 },
          { replica: "orders-0", broker: 1, highWatermark: 6 },
        ],
      },
    },
    {
      note: {
        en: "Broker 1 writes its high watermark, 6, to its checkpoint file.",
        zh: "broker 1 把高水位 6 写进检查点文件。",
      },
      sleep: "2s",
    },
    {
      note: {
        en: "The power fails. Whatever was not synced is gone.",
        zh: "断电。没有刷盘的全部消失。",
      },
      powerLoss: [1, 2, 3],
      lose: "all",
    },
    {
      wait: {
        all: [
          { broker: 1, registered: false },
          { broker: 2, registered: false },
          { broker: 3, registered: false },
        ],
      },
    },
    { note: { en: "Broker 2 is back first.", zh: "broker 2 先回来。" }, restart: 2 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 2, isr: [2] },
          { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 5 },
        ],
      },
    },
    { note: { en: "Broker 3 follows it.", zh: "broker 3 跟随它。" }, restart: 3 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 2, isr: [2, 3] },
          { replica: "orders-0", broker: 2, knows: { follower: 3, logEndOffset: 5 } },
        ],
      },
    },
    {
      note: {
        en: "Broker 3 gets x, and is slow to say so: x is not committed yet.",
        zh: "broker 3 拿到了 x，却迟迟没有告知 leader：x 还没有提交。",
      },
      hold: { from: 3, to: 2, message: "FetchRequest" },
    },
    { produce: { client: "second", topic: "orders", partition: 0, values: "x" } },
    { wait: { replica: "orders-0", broker: 2, logEndOffset: 6 } },
    { note: { en: "Broker 1 is back.", zh: "broker 1 也回来了。" }, restart: 1 },
    {
      note: {
        en: "Broker 1 has as many records as its leader.",
        zh: "broker 1 的消息数与 leader 相同。",
      },
      wait: { replica: "orders-0", broker: 2, knows: { follower: 1, logEndOffset: 6 } },
    },
    { release: { from: 3, to: 2, message: "FetchRequest" } },
    { wait: { records: "x", status: "acked" } },
    { produce: { client: "second", topic: "orders", partition: 0, values: "y" } },
    { wait: { records: "y", status: "acked" } },
    { wait: { partition: "orders-0", leader: 2, isr: [1, 2, 3] } },
  ],
  expect: [
    {
      status: "acked",
      records: ["r0", "r1", "r2", "r3", "r4", "m", "x", "y"],
      text: { en: "Every record was acknowledged.", zh: "每条消息都得到了确认。" },
    },
    {
      lost: "m",
      text: {
        en: "m is not in the log of the leader.",
        zh: "m 不在 leader 的日志里。",
      },
    },
    {
      always: { replica: "orders-0", broker: 1, logEndOffset: { atLeast: 6 } },
      after: {
        all: [
          { partition: "orders-0", leader: 2 },
          { replica: "orders-0", broker: 1, role: "follower" },
        ],
      },
      text: { en: "Broker 1 never drops m.", zh: "broker 1 一直没有丢弃 m。" },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", leader: 2, isr: [1, 2, 3] },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 7, highWatermark: 7 },
        ],
      },
      text: {
        en: "All three are in sync, with seven records each, and agree on everything but the records.",
        zh: "三个副本都在 ISR，各有七条消息，除了内容之外样样一致。",
      },
    },
    {
      violations: [
        "ack-durability",
        "log-matching",
        "strong-isr",
        "leader-completeness",
        "convergence",
      ],
      text: {
        en: "Below both high watermarks the replicas hold different records.",
        zh: "在双方的高水位之下，两个副本内容不同。",
      },
    },
  ],
  control: {
    title: { en: "The same with Kafka 0.11", zh: "同样的过程，Kafka 0.11" },
    change: { era: "0.11" },
    expect: [
      {
        order: [
          { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 6 },
          { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 6 },
          { replica: "orders-0", broker: 1, role: "follower", logEndOffset: 5 },
        ],
        text: {
          en: "Broker 1 drops m when it follows.",
          zh: "broker 1 成为 follower 时丢弃了 m。",
        },
      },
      {
        lost: "m",
        text: {
          en: "m is lost all the same: the leader had not synced it.",
          zh: "m 还是丢了：leader 没有把它刷盘。",
        },
      },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 7, highWatermark: 7 },
        text: { en: "Seven records on every replica.", zh: "每个副本上都有七条消息。" },
      },
      {
        violations: ["ack-durability", "leader-completeness"],
        text: { en: "But the logs agree.", zh: "但各副本的日志一致。" },
      },
    ],
  },
};
