import type { Scenario } from "../../sim/index.ts";

export const kafka6880ZombieFollower: Scenario = {
  id: "kafka-6880-zombie-follower",
  group: "replication",
  importance: 3,
  title: {
    en: "A follower that lives in an old epoch fetches on, and the leader counts it",
    zh: "还活在旧 epoch 的 follower 继续拉取，leader 照样把它算数",
  },
  explanation: {
    en:
      "Up to 2.0 a fetch request does not say in which epoch the follower believes to live. Here " +
      "broker 3 is cut off from the controller, from nothing else. It has x, not committed, in epoch 0. " +
      "Meanwhile broker 1 loses the leadership to broker 2, drops x, gets the leadership back when " +
      "broker 2 dies, and appends y at the offset of x. Broker 3 knows nothing of all this. It fetches " +
      "what comes after x, and broker 1 concludes that it has y. y is acknowledged with a single copy; " +
      "broker 1 dies, and broker 3 is elected. Since 2.1 (KIP-320, KAFKA-6880, KAFKA-7395) a fetch " +
      "carries the leader epoch, and one of another epoch is refused: FENCED_LEADER_EPOCH.",
    zh:
      "2.0 及以前，拉取请求里没有写明 follower 认为自己处在哪个 epoch。这里 broker 3 只与控制器断开，别的都" +
      "正常。它有 epoch 0 里尚未提交的 x。这期间 broker 1 把 leader 让给 broker 2，丢弃了 x；broker 2 宕机后" +
      "它又当上 leader，在 x 的 offset 上写入 y。broker 3 对此一无所知，继续拉取 x 之后的内容，broker 1 便" +
      "认定它已经有了 y。y 只有一份就得到了确认；broker 1 宕机，broker 3 当选。从 2.1（KIP-320、KAFKA-6880、" +
      "KAFKA-7395）起，拉取请求带有 leader epoch，epoch 不符就被拒绝：FENCED_LEADER_EPOCH。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0"],
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
        en: "Broker 3 is cut off from the controller.",
        zh: "broker 3 与控制器断开。",
      },
      cut: { from: 4, to: 3 },
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
        en: "Broker 3, still in epoch 0, connects to broker 1 again and fetches after x.",
        zh: "仍在 epoch 0 的 broker 3 重新连上 broker 1，拉取 x 之后的内容。",
      },
      reset: { from: 1, to: 3 },
    },
    { release: { from: 3, to: 1, message: "FetchRequest" } },
    { sleep: "5s" },
    { kill: 1 },
    { wait: { partition: "orders-0", leader: 3, isr: [3] } },
    {
      note: {
        en: "Broker 3 reaches the controller again, and learns that it leads.",
        zh: "broker 3 重新联系上控制器，得知自己是 leader。",
      },
      heal: "all",
    },
    { wait: { replica: "orders-0", broker: 3, role: "leader" } },
    { release: { from: 1, to: 2, message: "FetchResponse" } },
    { restart: 2 },
    { wait: { partition: "orders-0", leader: 3, isr: [2, 3] } },
    { wait: { records: "y", status: "acked" } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { records: "y", status: "acked" },
          { replica: "orders-0", broker: 1, role: "leader", leaderEpoch: { atLeast: 2 } },
          { replica: "orders-0", broker: 3, role: "follower", leaderEpoch: 0, logEndOffset: 6 },
        ],
      },
      text: {
        en: "y is acknowledged by broker 1 while the only other member of the ISR lives in epoch 0.",
        zh: "broker 1 确认 y 时，ISR 里唯一的另一个成员还活在 epoch 0。",
      },
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
      finally: { replica: "orders-0", broker: [2, 3], logEndOffset: 6, highWatermark: 6 },
      text: { en: "Six records on brokers 2 and 3.", zh: "broker 2 和 3 上各有六条消息。" },
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
    title: { en: "The same with Kafka 2.1", zh: "同样的过程，Kafka 2.1" },
    change: { era: "2.1" },
    expect: [
      {
        always: {
          not: {
            all: [
              { records: "y", status: "acked" },
              { replica: "orders-0", broker: 3, role: "follower", leaderEpoch: 0 },
            ],
          },
        },
        text: {
          en: "y is not acknowledged while broker 3 lives in epoch 0.",
          zh: "broker 3 还活在 epoch 0 时，y 得不到确认。",
        },
      },
      {
        status: "acked",
        records: "y",
        text: {
          en: "Its producer sends y again, to broker 3, and then it is acknowledged.",
          zh: "生产者把 y 重发给 broker 3，然后得到确认。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        finally: { replica: "orders-0", broker: [2, 3], logEndOffset: 7, highWatermark: 7 },
        text: { en: "Seven records on both: x and y.", zh: "两个副本各有七条：x 和 y 都在。" },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
