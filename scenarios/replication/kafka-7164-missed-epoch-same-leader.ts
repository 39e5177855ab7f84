import type { Scenario } from "../../sim/index.ts";

export const kafka7164MissedEpochSameLeader: Scenario = {
  id: "kafka-7164-missed-epoch-same-leader",
  group: "replication",
  importance: 3,
  title: {
    en: "A follower misses an epoch, finds the same leader as before, and does not truncate",
    zh: "follower 错过了一个 epoch，见 leader 还是原来那个，就没有截断",
  },
  explanation: {
    en:
      "Up to 1.0 a follower goes on fetching as if nothing had happened when it is told of a new epoch " +
      "whose leader is the broker that it follows already. Here x is on brokers 1 and 3, not committed. " +
      "Broker 1 loses its session; broker 2 leads, and broker 1 follows it and drops x. Broker 3 never " +
      "hears of that epoch. Broker 2 dies, broker 1 leads again and appends y where x was. Broker 3 is " +
      "told by the next controller: the leader is broker 1, as before. So it keeps x and fetches behind " +
      "it, and that counts as a copy of y. y is acknowledged, broker 1 dies, and broker 3 is elected: y " +
      "is gone, and x, which nobody had acknowledged, is back. Since KAFKA-7164 (2.1, also in the last " +
      "1.1 and 2.0) a follower that missed an epoch begins anew.",
    zh:
      "1.0 及以前，follower 收到新的 epoch，如果 leader 还是它正在跟随的 broker，就当什么也没发生，继续拉取。" +
      "这里 x 在 broker 1 和 3 上，尚未提交。broker 1 丢失会话，broker 2 当选，broker 1 转而跟随它，丢弃了 " +
      "x。broker 3 从未听说这个 epoch。broker 2 宕机，broker 1 重新当上 leader，在 x 原来的位置写入 y。下一任" +
      "控制器告诉 broker 3：leader 是 broker 1，和以前一样。于是它留着 x，接着往后拉取，而这被当作它已有 y。" +
      "y 得到确认后 broker 1 宕机，broker 3 当选：y 没了，从未得到确认的 x 却回来了。KAFKA-7164（2.1，以及 " +
      "1.1 和 2.0 的最后版本）之后，错过 epoch 的 follower 会从头来过。",
  },
  eras: ["0.9", "0.10.2", "0.11"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: {
      "unclean.leader.election.enable": false,
      "auto.leader.rebalance.enable": false,
      "zookeeper.session.timeout.ms": 6000,
      "replica.lag.time.max.ms": 60000,
      // A broker that was killed then knows no high watermark, and fetches all of its log again.
      "replica.high.watermark.checkpoint.interval.ms": 600000,
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
    { name: "second", producer: { acks: "all", retries: 1000 } },
  ],
  steps: [
    {
      note: {
        en: "Five records are committed, and every replica knows.",
        zh: "五条消息已提交，每个副本都知道。",
      },
      produce: { client: "first", topic: "orders", partition: 0, values: "r0..r4" },
    },
    {
      wait: {
        all: [
          { records: "r0..r4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], highWatermark: 5 },
        ],
      },
    },
    {
      note: {
        en: "What broker 2 fetches from the leader is delayed.",
        zh: "broker 2 从 leader 拉取的内容被耽搁了。",
      },
      hold: { from: 1, to: 2, message: "FetchResponse" },
    },
    { produce: { client: "first", topic: "orders", partition: 0, values: "x" } },
    {
      note: { en: "x is on brokers 1 and 3.", zh: "x 在 broker 1 和 3 上。" },
      wait: {
        all: [
          { replica: "orders-0", broker: 1, logEndOffset: 6, highWatermark: 5 },
          { replica: "orders-0", broker: 3, logEndOffset: 6, highWatermark: 5 },
          { replica: "orders-0", broker: 2, logEndOffset: 5 },
        ],
      },
    },
    {
      note: {
        en: "Broker 3 hears nothing of the controller from now on.",
        zh: "从现在起，broker 3 收不到控制器的消息。",
      },
      hold: { from: 4, to: 3, message: "LeaderAndIsrRequest" },
    },
    {
      note: {
        en: "Its fetches do not reach broker 1 for a while either.",
        zh: "它的拉取请求也有一阵子到不了 broker 1。",
      },
      hold: { from: 3, to: 1, message: "FetchRequest" },
    },
    {
      note: {
        en: "Broker 1 loses its session; broker 2 leads.",
        zh: "broker 1 丢失会话，broker 2 当选。",
      },
      cut: { from: 1, to: "zookeeper" },
    },
    { expireSession: 1 },
    { wait: { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: { atLeast: 1 } } },
    { heal: { from: 1, to: "zookeeper" } },
    {
      note: {
        en: "Broker 1 is back at once: it follows broker 2, drops x and joins the ISR.",
        zh: "broker 1 马上回来：跟随 broker 2，丢弃 x，进入 ISR。",
      },
      wait: {
        all: [
          { partition: "orders-0", leader: 2, isr: [1, 2, 3] },
          { replica: "orders-0", broker: 1, role: "follower", logEndOffset: 5 },
        ],
      },
    },
    { kill: 2 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1, 3] },
          { replica: "orders-0", broker: 1, role: "leader", leaderEpoch: { atLeast: 2 } },
        ],
      },
    },
    { produce: { client: "second", topic: "orders", partition: 0, values: "y" } },
    { wait: { replica: "orders-0", broker: 1, logEndOffset: 6 } },
    {
      note: {
        en: "The controller dies. The next one tells broker 3 where things stand.",
        zh: "控制器宕机。下一任控制器把现状告诉 broker 3。",
      },
      kill: 4,
    },
    {
      wait: {
        replica: "orders-0",
        broker: 3,
        role: "follower",
        leaderEpoch: { atLeast: 2 },
      },
    },
    {
      note: {
        en: "Its connection to broker 1 is opened anew, and it fetches.",
        zh: "它重新连上 broker 1，继续拉取。",
      },
      reset: { from: 1, to: 3 },
    },
    { release: { from: 3, to: 1, message: "FetchRequest" } },
    { wait: { records: "y", status: "acked" } },
    { sleep: "1s" },
    { kill: 1 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 3, isr: [3] },
          { replica: "orders-0", broker: 3, role: "leader" },
        ],
      },
    },
    { release: { from: 1, to: 2, message: "FetchResponse" } },
    { release: { from: 4, to: 3, message: "LeaderAndIsrRequest" } },
    { restart: [1, 2, 4] },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { records: "y", status: "acked" },
          { partition: "orders-0", leader: 1, isr: [1, 3] },
          { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 6, highWatermark: 6 },
          { replica: "orders-0", broker: 3, role: "follower", logEndOffset: 6 },
        ],
      },
      text: {
        en: "y is acknowledged while brokers 1 and 3 are in the ISR, with six records each.",
        zh: "y 得到确认时，ISR 里是 broker 1 和 3，各有六条消息。",
      },
    },
    {
      always: { replica: "orders-0", broker: 3, logEndOffset: { atLeast: 6 } },
      after: { replica: "orders-0", broker: 3, logEndOffset: 6 },
      text: { en: "Broker 3 never drops x.", zh: "broker 3 始终没有丢弃 x。" },
    },
    { lost: "y", text: { en: "Exactly y is lost.", zh: "恰好 y 丢失。" } },
    {
      status: "unknown",
      records: "x",
      text: {
        en: "x, whose producer was told that it failed, is there instead.",
        zh: "取而代之的是 x，而它的生产者早已被告知发送失败。",
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
    title: { en: "The same with Kafka 1.1", zh: "同样的过程，Kafka 1.1" },
    change: { era: "1.1" },
    expect: [
      {
        order: [
          { replica: "orders-0", broker: 3, logEndOffset: 6, leaderEpoch: 0 },
          { replica: "orders-0", broker: 3, logEndOffset: 5, leaderEpoch: { atLeast: 2 } },
          { records: "y", status: "acked" },
        ],
        text: {
          en: "Broker 3 drops x before y is acknowledged.",
          zh: "broker 3 先丢弃 x，y 才得到确认。",
        },
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
