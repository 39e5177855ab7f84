import type { Scenario } from "../../sim/index.ts";

export const kafka13141DivergingFetchCounted: Scenario = {
  id: "kafka-13141-diverging-fetch-counted",
  group: "replication",
  importance: 3,
  title: {
    en: "The leader tells a follower to truncate, and counts the records that it shall drop",
    zh: "leader 叫 follower 截断，却把该丢弃的那几条也算数",
  },
  explanation: {
    en:
      "Since 2.7 the answer to a fetch tells a follower where its log parts from the leader's. In 2.7.0, " +
      "2.7.1 and 2.8.0 the leader also noted the offset of that very fetch as the end of the follower's " +
      "log, as if the follower had everything up to there (KAFKA-13141). Here broker 1 has s0 to s4, " +
      "which nobody else has, when it loses the leadership. Broker 2 leads and commits n0 and n1. " +
      "Broker 1 is back and fetches at offset 15; broker 2 answers that it must go back to 10, and at " +
      "the same time lets it into the ISR, for 15 is beyond its high watermark of 12. The answer is " +
      "still on its way when broker 2 dies. Broker 1 is elected, with s0 to s4 and without n0 and n1. " +
      "The switch KAFKA-13141 stands for those releases; the heads of all branches have the fix.",
    zh:
      "从 2.7 起，拉取的响应会告诉 follower：它的日志从哪里开始与 leader 不同。而在 2.7.0、2.7.1 和 2.8.0 里，" +
      "leader 还会把这次拉取的 offset 记作 follower 的日志末尾，就像它真有那么多一样（KAFKA-13141）。这里 " +
      "broker 1 失去 leader 身份时，带着别人都没有的 s0 到 s4。broker 2 当选，提交了 n0 和 n1。broker 1 回来，" +
      "从 offset 15 拉取；broker 2 回答它必须退回到 10，同时却放它进了 ISR，因为 15 已超过自己的高水位 12。" +
      "响应还在路上，broker 2 就宕机了。broker 1 当选，带着 s0 到 s4，没有 n0 和 n1。开关 KAFKA-13141 代表" +
      "那几个版本；各分支的最新版都已修复。",
  },
  eras: ["2.8"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: {
      "KAFKA-13141": true,
      "unclean.leader.election.enable": false,
      "auto.leader.rebalance.enable": false,
      "zookeeper.session.timeout.ms": 6000,
      "replica.lag.time.max.ms": 30000,
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    {
      name: "first",
      producer: {
        acks: "all",
        retries: 0,
        "request.timeout.ms": 2000,
      },
    },
    {
      name: "second",
      producer: {
        acks: "all",
        retries: 1000,
        "socket.connection.setup.timeout.ms": 1000,
      },
    },
  ],
  steps: [
    {
      note: {
        en: "Ten records are committed, and every replica knows.",
        zh: "十条消息已提交，每个副本都知道。",
      },
      produce: { client: "first", topic: "orders", partition: 0, values: "r0..r9" },
    },
    {
      wait: {
        all: [
          { records: "r0..r9", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], highWatermark: 10 },
        ],
      },
    },
    {
      note: {
        en: "Broker 1 loses contact with the other replicas, and appends five records alone.",
        zh: "broker 1 与其他副本失去联系，独自追加了五条消息。",
      },
      cut: { from: 1, to: [2, 3] },
    },
    { produce: { client: "first", topic: "orders", partition: 0, values: "s0..s4" } },
    { wait: { replica: "orders-0", broker: 1, logEndOffset: 15 } },
    {
      note: {
        en: "It loses ZooKeeper too, and its session expires; broker 2 leads.",
        zh: "它与 ZooKeeper 也断开了，会话过期；broker 2 当选。",
      },
      cut: { from: 1, to: ["zookeeper", "second"] },
    },
    { expireSession: 1 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 2, isr: [2, 3] },
          { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: { atLeast: 1 } },
        ],
      },
    },
    { produce: { client: "second", topic: "orders", partition: 0, values: "n0..n1" } },
    {
      wait: {
        all: [
          { records: "n0..n1", status: "acked" },
          { replica: "orders-0", broker: [2, 3], logEndOffset: 12, highWatermark: 12 },
        ],
      },
    },
    {
      note: {
        en: "Broker 1 is back and fetches. What it is answered takes its time.",
        zh: "broker 1 回来，开始拉取。给它的响应会来得慢一些。",
      },
      hold: { from: 2, to: 1, message: "FetchResponse" },
    },
    { heal: "all" },
    {
      wait: {
        replica: "orders-0",
        broker: 1,
        role: "follower",
        leaderEpoch: { atLeast: 1 },
      },
    },
    { sleep: "5s" },
    { kill: 2 },
    {
      wait: {
        any: [
          { replica: "orders-0", broker: 1, role: "leader", leaderEpoch: { atLeast: 2 } },
          { replica: "orders-0", broker: 3, role: "leader" },
        ],
      },
    },
    { release: { from: 2, to: 1, message: "FetchResponse" } },
    { restart: 2 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      status: "acked",
      records: ["n0", "n1"],
      text: {
        en: "n0 and n1 were acknowledged by brokers 2 and 3.",
        zh: "n0 和 n1 由 broker 2 和 3 确认。",
      },
    },
    {
      order: [
        {
          all: [
            { partition: "orders-0", leader: 2, isr: [1, 2, 3] },
            { replica: "orders-0", broker: 1, role: "follower", logEndOffset: 15 },
          ],
        },
        { partition: "orders-0", leader: 1, isr: [1, 3] },
      ],
      text: {
        en: "Broker 1 joins the ISR with records that its leader does not have, and is elected.",
        zh: "broker 1 带着 leader 没有的消息进入 ISR，随后当选。",
      },
    },
    {
      lost: ["n0", "n1"],
      text: { en: "Exactly n0 and n1 are lost.", zh: "恰好 n0 和 n1 丢失。" },
    },
    {
      finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 15 },
      text: {
        en: "s0 to s4, never acknowledged, are on every replica instead.",
        zh: "从未得到确认的 s0 到 s4 反而出现在每个副本上。",
      },
    },
    {
      violations: ["ack-durability", "log-matching", "strong-isr", "leader-completeness"],
      text: {
        en: "Below the high watermark two members of the ISR hold different records.",
        zh: "在高水位之下，ISR 的两个成员内容不同。",
      },
    },
  ],
  control: {
    title: { en: "The same with the fix", zh: "同样的过程，已修复" },
    change: { cluster: { settings: { "KAFKA-13141": false } } },
    expect: [
      {
        always: {
          not: {
            all: [
              { partition: "orders-0", leader: 2, isr: [1, 2, 3] },
              { replica: "orders-0", broker: 1, logEndOffset: 15 },
            ],
          },
        },
        after: { replica: "orders-0", broker: 2, role: "leader" },
        text: {
          en: "Broker 1 does not join the ISR with s0 to s4.",
          zh: "broker 1 带着 s0 到 s4 进不了 ISR。",
        },
      },
      {
        eventually: { partition: "orders-0", leader: 3, isr: [3] },
        text: { en: "Broker 3 is elected.", zh: "当选的是 broker 3。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 12, highWatermark: 12 },
        text: { en: "Twelve records on every replica.", zh: "每个副本上都有十二条消息。" },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
