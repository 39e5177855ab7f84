import type { Scenario } from "../../sim/index.ts";

export const kafka2143FollowerWipesLog: Scenario = {
  id: "kafka-2143-follower-wipes-log",
  group: "replication",
  importance: 3,
  title: {
    en: "A follower that is one record ahead of its leader deletes its whole log",
    zh: "follower 比 leader 多出一条消息，却删掉了自己的整个日志",
  },
  explanation: {
    en:
      "A leader that does not have the offset a follower asks for answers OFFSET_OUT_OF_RANGE. The " +
      "follower then asks where the leader's log ends. If that is before its own end, it must truncate; " +
      "if not, a follower of 0.8.2 takes it that it was away for so long that the leader has deleted " +
      "what it needs: it deletes its log and starts over at the beginning of the leader's. But the " +
      "leader may simply have got a record in between. Here broker 3 has x, which broker 1 dropped " +
      "while leadership went to broker 2 and back; broker 3 missed that. It asks for offset 11, which is " +
      "out of range; y arrives; now the leader's log ends at 11 as well, and broker 3 throws away ten " +
      "committed records while it is in the ISR. Broker 1 dies. Since 0.9 (KAFKA-2143, KAFKA-2477) a " +
      "follower starts over only if the leader's log begins after its own end.",
    zh:
      "follower 拉取的 offset 超出 leader 的范围时，leader 回答 OFFSET_OUT_OF_RANGE，follower 再去问 leader 的" +
      "日志到哪里结束。若在自己的末尾之前，就得截断；否则，0.8.2 的 follower 认定自己离开太久，leader 已把它" +
      "需要的部分删掉了，于是删光自己的日志，从 leader 日志的开头重来。可实际上，leader 也许只是在这一问一答" +
      "之间收到了一条新消息。这里 broker 3 有 x；leader 换到 broker 2 又换回来，broker 1 已丢弃了 x，broker 3 " +
      "却没赶上。它拉取 offset 11，超出范围；这时 y 写入，leader 的日志也到 11 结束，于是身在 ISR 的 broker 3 " +
      "扔掉了十条已提交的消息。随后 broker 1 宕机。从 0.9（KAFKA-2143、KAFKA-2477）起，只有 leader 日志的开头" +
      "在自己的末尾之后，follower 才从头来过。",
  },
  eras: ["0.8.2"],
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
          { replica: "orders-0", broker: 1, logEndOffset: 11, highWatermark: 10 },
          { replica: "orders-0", broker: 3, logEndOffset: 11, highWatermark: 10 },
          { replica: "orders-0", broker: 2, logEndOffset: 10 },
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
          { replica: "orders-0", broker: 1, role: "follower", logEndOffset: 10 },
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
    {
      note: {
        en: "Broker 3 connects to broker 1 again, asks for offset 11 and is told: out of range.",
        zh: "broker 3 重新连上 broker 1，拉取 offset 11，被告知超出范围。",
      },
      reset: { from: 1, to: 3 },
    },
    { hold: { from: 3, to: 1, message: "ListOffsetsRequest" } },
    { release: { from: 3, to: 1, message: "FetchRequest" } },
    { sleep: "5s" },
    {
      note: {
        en: "Before it learns where the log of broker 1 ends, y arrives there.",
        zh: "它还没问到 broker 1 的日志到哪里结束，y 就写入了 broker 1。",
      },
      hold: { from: 3, to: 1, message: "FetchRequest" },
    },
    { produce: { client: "second", topic: "orders", partition: 0, values: "y" } },
    { wait: { replica: "orders-0", broker: 1, logEndOffset: 11 } },
    { release: { from: 3, to: 1, message: "ListOffsetsRequest" } },
    { sleep: "5s" },
    { kill: 1 },
    { wait: { partition: "orders-0", leader: 3, isr: [3] } },
    { heal: "all" },
    { wait: { replica: "orders-0", broker: 3, role: "leader" } },
    { release: { from: 1, to: 2, message: "FetchResponse" } },
    { release: { from: 3, to: 1, message: "FetchRequest" } },
    { restart: 2 },
    { wait: { partition: "orders-0", leader: 3, isr: [2, 3] } },
    { wait: { records: "y", status: "acked" } },
  ],
  expect: [
    {
      order: [
        { replica: "orders-0", broker: 3, logEndOffset: 11 },
        {
          all: [
            { partition: "orders-0", leader: 1, isr: [1, 3] },
            { replica: "orders-0", broker: 3, role: "follower", logEndOffset: 0 },
          ],
        },
        { partition: "orders-0", leader: 3, isr: [3] },
      ],
      text: {
        en: "Broker 3 deletes eleven records while it is in the ISR, and is elected.",
        zh: "broker 3 身在 ISR 却删掉十一条消息，随后当选。",
      },
    },
    {
      lost: "r0..r9",
      text: {
        en: "All ten records are lost, though three replicas had them.",
        zh: "十条消息全部丢失，尽管三个副本都有过。",
      },
    },
    {
      finally: { replica: "orders-0", broker: [2, 3], logEndOffset: 1 },
      text: {
        en: "Broker 2 came back with ten records and followed the empty leader. Only y is there.",
        zh: "broker 2 带着十条消息回来，也跟随了空的 leader。最后只有 y。",
      },
    },
    {
      violations: ["ack-durability", "strong-isr", "leader-completeness"],
      text: {
        en: "A member of the ISR has nothing of what is committed, and then leads, by a clean election.",
        zh: "ISR 的一个成员把已提交的消息全丢了，随后在干净的选举中当上 leader。",
      },
    },
  ],
  control: {
    title: { en: "The same with Kafka 0.9", zh: "同样的过程，Kafka 0.9" },
    change: { era: "0.9" },
    expect: [
      {
        always: { replica: "orders-0", broker: 3, logEndOffset: { atLeast: 10 } },
        after: { replica: "orders-0", broker: 3, logEndOffset: 10 },
        text: { en: "Broker 3 keeps its log.", zh: "broker 3 保住了日志。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        status: "acked",
        records: "y",
        text: {
          en: "The producer sends y again, to broker 3.",
          zh: "生产者把 y 重发给 broker 3。",
        },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
