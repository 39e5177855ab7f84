import type { Scenario } from "../../sim/index.ts";

export const kafka7128JoinIsrBeforeEpochStart: Scenario = {
  id: "kafka-7128-join-isr-before-epoch-start",
  group: "replication",
  importance: 3,
  title: {
    en: "A new leader with a lagging high watermark lets a replica into the ISR that misses committed records",
    zh: "新 leader 的高水位滞后，把缺少已提交消息的副本放进了 ISR",
  },
  explanation: {
    en:
      "A replica joins the ISR when it has reached the leader's high watermark. A new leader's is the " +
      "one that it knew as a follower, and may be far behind what its predecessor had committed. Here " +
      "r5 to r9 were acknowledged by brokers 1, 2 and 4; broker 3 was down. Broker 1 dies, and broker 2 " +
      "leads with all ten records but a high watermark of 5, which cannot rise until broker 4, in the " +
      "ISR, has fetched. Broker 3 is back with five records: enough to join. Then broker 2 dies, and " +
      "broker 3 is next in line. Since KAFKA-7128 (2.1, also in the last 1.1 and 2.0) a replica must " +
      "also reach the end of the log that the leader had when it was elected.",
    zh:
      "副本追上 leader 的高水位就能进入 ISR。而新 leader 的高水位是它当 follower 时所知的那个，可能远远落后" +
      "于前任已提交的位置。这里 r5 到 r9 由 broker 1、2、4 确认，broker 3 当时停机。broker 1 宕机后，" +
      "broker 2 当选，十条消息俱全，高水位却只有 5；要等 ISR 里的 broker 4 来拉取，它才能上升。broker 3 带着" +
      "五条消息回来，就够进入 ISR 了。接着 broker 2 宕机，下一个正是 broker 3。KAFKA-7128（2.1，以及 1.1 和 " +
      "2.0 的最后版本）之后，副本还必须追到 leader 当选那一刻的日志末尾。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11"],
  cluster: {
    brokers: 5,
    controller: 5,
    settings: {
      "unclean.leader.election.enable": false,
      "auto.leader.rebalance.enable": false,
      "zookeeper.session.timeout.ms": 6000,
      "replica.lag.time.max.ms": 30000,
      // A broker that was killed then knows no high watermark, and fetches all of its log again.
      "replica.high.watermark.checkpoint.interval.ms": 600000,
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3, 4]], configs: { "min.insync.replicas": 2 } }],
  clients: [{ name: "producer", producer: { acks: "all", retries: 0 } }],
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
          { replica: "orders-0", broker: [1, 2, 3, 4], highWatermark: 5 },
        ],
      },
    },
    {
      note: { en: "Broker 3 is shut down for maintenance.", zh: "broker 3 停机维护。" },
      shutdown: 3,
    },
    {
      wait: {
        all: [
          { broker: 3, registered: false },
          { partition: "orders-0", leader: 1, isr: [1, 2, 4] },
          { replica: "orders-0", broker: 1, role: "leader", leaderEpoch: { atLeast: 1 } },
          {
            replica: "orders-0",
            broker: 1,
            knows: { follower: 2, logEndOffset: 5 },
          },
          {
            replica: "orders-0",
            broker: 1,
            knows: { follower: 4, logEndOffset: 5 },
          },
        ],
      },
    },
    {
      note: { en: "Five more records.", zh: "又来五条消息。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r5..r9" },
    },
    { wait: { replica: "orders-0", broker: [1, 2, 4], logEndOffset: 10 } },
    {
      note: {
        en: "The answers that would tell the followers of the new high watermark are delayed.",
        zh: "本该告知 follower 新高水位的响应被耽搁了。",
      },
      hold: { from: 1, to: [2, 4], message: "FetchResponse" },
    },
    {
      wait: {
        all: [
          { records: "r5..r9", status: "acked" },
          { replica: "orders-0", broker: 1, highWatermark: 10 },
        ],
      },
    },
    {
      note: {
        en: "Broker 4 is slow to fetch from whoever leads next.",
        zh: "broker 4 迟迟没有向下一任 leader 拉取。",
      },
      hold: { from: 4, to: 2, message: "FetchRequest" },
    },
    { kill: 1 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 2, isr: [2, 4] },
          { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 10 },
        ],
      },
    },
    {
      note: { en: "Broker 3 is back, with five records.", zh: "broker 3 带着五条消息回来。" },
      hold: { from: 2, to: 3, message: "FetchResponse" },
    },
    { restart: 3 },
    {
      note: { en: "It begins to fetch.", zh: "它开始拉取。" },
      wait: { replica: "orders-0", broker: 2, knows: { follower: 3, logEndOffset: 5 } },
    },
    { sleep: "1s" },
    { kill: 2 },
    {
      wait: {
        any: [
          { replica: "orders-0", broker: 3, role: "leader" },
          { replica: "orders-0", broker: 4, role: "leader" },
        ],
      },
    },
    { release: { from: 1, to: [2, 4], message: "FetchResponse" } },
    { release: { from: 2, to: 3, message: "FetchResponse" } },
    { release: { from: 4, to: 2, message: "FetchRequest" } },
    { restart: [1, 2] },
    { wait: { partition: "orders-0", isr: [1, 2, 3, 4] } },
  ],
  expect: [
    {
      status: "acked",
      records: "r0..r9",
      text: { en: "All ten records were acknowledged.", zh: "十条消息全部得到了确认。" },
    },
    {
      eventually: {
        all: [
          { partition: "orders-0", leader: 2, isr: [2, 3, 4] },
          { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 10, highWatermark: 5 },
          { replica: "orders-0", broker: 3, role: "follower", logEndOffset: 5 },
        ],
      },
      text: {
        en: "Broker 3 is in the ISR with half of the log.",
        zh: "broker 3 只有半份日志，却在 ISR 里。",
      },
    },
    {
      order: [
        { partition: "orders-0", leader: 2, isr: [2, 4] },
        { partition: "orders-0", leader: 2, isr: [2, 3, 4] },
        { partition: "orders-0", leader: 3, isr: [3, 4] },
      ],
      text: { en: "It is elected from the ISR.", zh: "它从 ISR 中当选。" },
    },
    { lost: "r5..r9", text: { en: "Exactly r5 to r9 are lost.", zh: "恰好 r5 到 r9 丢失。" } },
    {
      finally: { replica: "orders-0", broker: [1, 2, 3, 4], logEndOffset: 5 },
      text: { en: "Five records on every replica.", zh: "每个副本上都只有五条消息。" },
    },
    {
      violations: ["ack-durability", "leader-completeness"],
      text: {
        en: "Durability of what was acknowledged is broken, by clean elections.",
        zh: "选举都是干净的，已确认的消息却没有保住。",
      },
    },
  ],
  control: {
    title: { en: "The same with Kafka 1.1", zh: "同样的过程，Kafka 1.1" },
    change: { era: "1.1" },
    expect: [
      {
        eventually: { partition: "orders-0", leader: 4, isr: [4] },
        text: {
          en: "Broker 3 is not in the ISR, and broker 4 is elected.",
          zh: "broker 3 不在 ISR 里，当选的是 broker 4。",
        },
      },
      {
        always: {
          not: {
            all: [
              { partition: "orders-0", isr: [2, 3, 4] },
              { replica: "orders-0", broker: 3, logEndOffset: { atMost: 9 } },
              { replica: "orders-0", broker: 2, role: "leader" },
            ],
          },
        },
        text: {
          en: "Broker 3 does not join before it has all ten records.",
          zh: "broker 3 没有集齐十条之前进不了 ISR。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3, 4], logEndOffset: 10 },
        text: { en: "Ten records on every replica.", zh: "每个副本上都有十条消息。" },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
