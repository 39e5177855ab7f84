import type { Scenario } from "../../sim/index.ts";

export const kafka7415EpochCacheHole: Scenario = {
  id: "kafka-7415-epoch-cache-hole",
  group: "replication",
  importance: 2,
  title: {
    en: "A leader that has written nothing yet cannot answer, and its follower falls back to the high watermark",
    zh: "新 leader 还没写过消息，答不上来，follower 只好退回高水位",
  },
  explanation: {
    en:
      "In 0.11 a leader learns of an epoch, its own included, with the first record that is written in " +
      "it. Asked for a later one than that it has no answer, and then the follower truncates to its " +
      "high watermark, as before KIP-101. Here r5 to r9 are committed on three replicas. Broker 1 loses " +
      "its session, and broker 2 leads and appends z. The leadership returns to broker 1, which has not " +
      "seen z and has written nothing in its new epoch. Broker 2 asks for the epoch of z, gets no answer " +
      "and truncates to 5, the high watermark it knew: far too much. It is in the ISR, broker 1 dies, " +
      "and broker 2 is elected. Since KAFKA-7415 (2.1, also in the last 1.1 and 2.0) a leader notes its " +
      "epoch when it is elected, and would have answered 10.",
    zh:
      "在 0.11 里，leader 要等某个 epoch 写入第一条消息，才知道有这个 epoch，自己的也不例外。被问到更新的 " +
      "epoch 它就答不上来，follower 于是像 KIP-101 之前那样截断到高水位。这里 r5 到 r9 已在三个副本上提交。" +
      "broker 1 丢失会话，broker 2 当选并追加了 z。之后 leader 换回 broker 1，它没有 z，在新的 epoch 里也还" +
      "什么都没写。broker 2 问 z 所属的 epoch，得不到回答，便截断到自己所知的高水位 5：多丢了一大截。它在 " +
      "ISR 里，broker 1 一宕机就轮到它当选。KAFKA-7415（2.1，以及 1.1 和 2.0 的最后版本）之后，leader 一当选" +
      "就记下自己的 epoch，这里会回答 10。",
  },
  eras: ["0.11"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: {
      "unclean.leader.election.enable": false,
      "auto.leader.rebalance.enable": true,
      // It looks five seconds after its election, then every twenty.
      "leader.imbalance.check.interval.seconds": 20,
      "zookeeper.session.timeout.ms": 6000,
      "replica.lag.time.max.ms": 60000,
      "replica.socket.timeout.ms": 60000,
      // A broker that was killed then knows no high watermark, and fetches all of its log again.
      "replica.high.watermark.checkpoint.interval.ms": 600000,
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    { name: "producer", producer: { acks: "all", retries: 0 } },
    { name: "other", producer: { acks: "all", retries: 0 } },
  ],
  steps: [
    {
      at: "7s",
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
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5..r9" } },
    { wait: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 10 } },
    {
      note: {
        en: "The answers that would tell the followers of the new high watermark are delayed.",
        zh: "本该告知 follower 新高水位的响应被耽搁了。",
      },
      hold: { from: 1, to: [2, 3], message: "FetchResponse" },
    },
    {
      wait: {
        all: [
          { records: "r5..r9", status: "acked" },
          { replica: "orders-0", broker: [2, 3], highWatermark: 5 },
        ],
      },
    },
    {
      note: {
        en: "Broker 3 is slow to fetch from the next leader: its high watermark stays at 5.",
        zh: "broker 3 迟迟没有向下一任 leader 拉取：后者的高水位停在 5。",
      },
      hold: { from: 3, to: 2, message: "FetchRequest" },
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
        en: "Broker 1 is back at once. It follows broker 2, has everything and joins the ISR.",
        zh: "broker 1 马上回来，跟随 broker 2，什么也不缺，进入 ISR。",
      },
      wait: {
        all: [
          { partition: "orders-0", leader: 2, isr: [1, 2, 3] },
          {
            replica: "orders-0",
            broker: 1,
            role: "follower",
            logEndOffset: 10,
            highWatermark: 5,
          },
        ],
      },
    },
    {
      note: {
        en: "z is appended, but nobody gets to fetch it.",
        zh: "z 写入了，但还没有人拉取到它。",
      },
      hold: { from: 2, to: 1, message: "FetchResponse" },
    },
    { produce: { client: "other", topic: "orders", partition: 0, values: "z" } },
    { wait: { replica: "orders-0", broker: 2, logEndOffset: 11 } },
    {
      note: {
        en: "The controller returns the leadership to broker 1, the preferred leader.",
        zh: "控制器把 leader 交还给首选副本 broker 1。",
      },
      wait: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
          { replica: "orders-0", broker: 2, role: "follower", leaderEpoch: { atLeast: 2 } },
          { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 10 },
        ],
      },
    },
    {
      note: {
        en: "Broker 2 brings its log in line. What it fetches is delayed once more.",
        zh: "broker 2 让日志与 leader 一致。它拉取的内容又被耽搁了。",
      },
      sleep: "1s",
    },
    { kill: 1 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 2 },
          { replica: "orders-0", broker: 2, role: "leader", leaderEpoch: { atLeast: 3 } },
        ],
      },
    },
    { release: { from: 1, to: [2, 3], message: "FetchResponse" } },
    { release: { from: 2, to: 1, message: "FetchResponse" } },
    { release: { from: 3, to: 2, message: "FetchRequest" } },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      order: [
        {
          all: [
            { records: "r5..r9", status: "acked" },
            { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 10 },
          ],
        },
        { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 11 },
        {
          all: [
            { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
            {
              replica: "orders-0",
              broker: 2,
              role: "follower",
              leaderEpoch: { atLeast: 2 },
              logEndOffset: 5,
            },
          ],
        },
        {
          replica: "orders-0",
          broker: 2,
          role: "leader",
          leaderEpoch: { atLeast: 3 },
          logEndOffset: 5,
        },
      ],
      text: {
        en: "Broker 2 truncates from eleven records to five while it is in the ISR, and is elected.",
        zh: "broker 2 身在 ISR，却从十一条截断到五条，随后当选。",
      },
    },
    {
      lost: "r5..r9",
      text: {
        en: "Exactly r5 to r9 are lost, though three replicas had them.",
        zh: "恰好 r5 到 r9 丢失，尽管三个副本都有过。",
      },
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
        always: { replica: "orders-0", broker: 2, logEndOffset: { atLeast: 10 } },
        after: { replica: "orders-0", broker: 2, logEndOffset: 10 },
        text: {
          en: "Broker 2 drops nothing but z.",
          zh: "除了 z，broker 2 什么也没有丢弃。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: { atLeast: 10 } },
        text: {
          en: "r0 to r9 are on every replica.",
          zh: "每个副本上都有 r0 到 r9。",
        },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
