import type { Scenario } from "../../sim/index.ts";

export const kip279FastFailoverDivergence: Scenario = {
  id: "kip279-fast-failover-divergence",
  group: "replication",
  importance: 3,
  title: {
    en: "Leadership moves away and back: a replica keeps records of an epoch that its leader never saw",
    zh: "leader 换走又换回：副本留下了一段 leader 从未见过的 epoch 的消息",
  },
  explanation: {
    en:
      "From 0.11 to 1.1 a follower asks its leader where the latest epoch of its log ends, and the " +
      "answer is an offset alone. A leader that has never heard of that epoch answers with the start of " +
      "its next one. Here broker 1 has r0 to r14. Broker 2, cut off from the other replicas, has r0 to " +
      "r9 when the controller makes it the leader, and appends x0 to x4, which are nowhere else. Then " +
      "its network fails, and broker 1 leads again, now with y at offset 15. Back in the network, " +
      "broker 2 asks where its epoch ends and is told 15. There its log ends too; so it keeps " +
      "everything, fetches y and joins the ISR, with x0 to x4 where the others have r10 to r14. The " +
      "controller gives it the leadership, for it is the preferred leader, and five acknowledged " +
      "records are gone. Since 2.0 (KIP-279, KAFKA-6361) the answer names the epoch too, and the " +
      "follower asks until both have it.",
    zh:
      "0.11 到 1.1，follower 会问 leader：自己最新的 epoch 到哪里结束？回答只有一个 offset。如果 leader 从没" +
      "听说过那个 epoch，就拿自己下一个 epoch 的起点作答。这里 broker 1 有 r0 到 r14。broker 2 与其他副本断" +
      "开，只有 r0 到 r9，这时控制器让它当 leader，它追加了 x0 到 x4，别处都没有。随后它的网络中断，" +
      "broker 1 重新当上 leader，在 offset 15 写入 y。网络恢复后，broker 2 来问自己的 epoch 到哪里结束，得到" +
      "的回答是 15。它的日志也正好到 15，于是什么也不截断，拉取 y，进入 ISR：别的副本上 r10 到 r14 的位置，" +
      "它放着 x0 到 x4。它是首选 leader，控制器又把 leader 交给它，五条已确认的消息就没了。从 2.0（KIP-279，" +
      "KAFKA-6361）起，回答里还带着 epoch，follower 会一直问到双方都有的那个 epoch 为止。",
  },
  eras: ["0.11", "1.1"],
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
    },
  },
  topics: [{ name: "orders", assignment: [[2, 1, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    {
      name: "producer",
      producer: {
        acks: "all",
        "enable.idempotence": true,
        "max.in.flight.requests.per.connection": 1,
        retries: 1000,
        "linger.ms": 5,
        "request.timeout.ms": 30000,
      },
    },
    {
      name: "other",
      producer: { acks: "all", "enable.idempotence": false, retries: 0, "linger.ms": 5 },
    },
  ],
  steps: [
    {
      at: "6s",
      note: {
        en: "Broker 2, the preferred leader, is restarted; broker 1 leads meanwhile.",
        zh: "重启首选 leader broker 2，其间由 broker 1 当 leader。",
      },
      shutdown: 2,
    },
    {
      wait: {
        all: [
          { host: 2, life: "down" },
          { broker: 2, registered: false },
        ],
      },
    },
    { restart: 2 },
    { wait: { partition: "orders-0", leader: 1, isr: [1, 2, 3] } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r9" } },
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
        en: "Broker 2 loses contact with the other two replicas.",
        zh: "broker 2 与另外两个副本失去联系。",
      },
      cut: { from: 2, to: [1, 3] },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r10..r14" } },
    { wait: { replica: "orders-0", broker: [1, 3], logEndOffset: 15 } },
    {
      note: {
        en: "The producer loses contact with the cluster, without an answer.",
        zh: "生产者没等到响应，就与集群失去联系。",
      },
      cut: { from: "producer", to: [1, 2, 3, 4] },
    },
    {
      note: {
        en: "Broker 2 is in the ISR and preferred: the controller moves the leadership to it.",
        zh: "broker 2 在 ISR 里，又是首选副本：控制器把 leader 交给了它。",
      },
      wait: {
        all: [
          { partition: "orders-0", leader: 2, isr: [1, 2, 3] },
          { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 10 },
          { replica: "orders-0", broker: [1, 3], role: "follower", leaderEpoch: { atLeast: 2 } },
        ],
      },
    },
    { note: { en: "The brokers tell their clients.", zh: "各 broker 告知客户端。" }, sleep: "1s" },
    { produce: { client: "other", topic: "orders", partition: 0, values: "x0..x4" } },
    { wait: { replica: "orders-0", broker: 2, logEndOffset: 15 } },
    {
      note: {
        en: "Now the whole network of broker 2 fails, and its session expires.",
        zh: "现在 broker 2 的网络全断，会话过期。",
      },
      cut: { from: 2, to: [4, "zookeeper", "producer", "other"] },
    },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1, 3] },
          { replica: "orders-0", broker: 1, role: "leader", leaderEpoch: { atLeast: 3 } },
        ],
      },
    },
    {
      note: {
        en: "The producer is back: it repeats what was not answered, and sends y.",
        zh: "生产者恢复联系：重发没有得到响应的消息，再发送 y。",
      },
      heal: { from: "producer", to: [1, 3, 4] },
    },
    { wait: { records: "r10..r14", status: "acked" } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "y" } },
    { wait: { records: "y", status: "acked" } },
    {
      note: { en: "Broker 2 is back in the network.", zh: "broker 2 的网络恢复。" },
      heal: "all",
    },
    { wait: { partition: "orders-0", leader: 1, isr: [1, 2, 3] } },
    {
      note: {
        en: "The controller moves the leadership to broker 2 once more.",
        zh: "控制器再次把 leader 交给 broker 2。",
      },
      wait: {
        all: [
          { partition: "orders-0", leader: 2, isr: [1, 2, 3] },
          { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 16 },
        ],
      },
    },
  ],
  expect: [
    {
      status: "acked",
      records: ["r10", "r11", "r12", "r13", "r14", "y"],
      text: {
        en: "r10 to r14 and y were acknowledged, when brokers 1 and 3 had them.",
        zh: "r10 到 r14 和 y 在 broker 1 和 3 都有了之后得到确认。",
      },
    },
    {
      order: [
        { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 15 },
        { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 16 },
        {
          all: [
            { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
            { replica: "orders-0", broker: 2, role: "follower", logEndOffset: 16 },
          ],
        },
      ],
      text: {
        en: "Broker 2 appended five records of its own, and joined the ISR behind broker 1 with sixteen.",
        zh: "broker 2 追加过自己的五条消息，后来跟随 broker 1，带着十六条进入 ISR。",
      },
    },
    {
      always: { replica: "orders-0", broker: 2, logEndOffset: { atLeast: 15 } },
      after: { replica: "orders-0", broker: 2, logEndOffset: 15 },
      text: { en: "It never truncated them.", zh: "那五条它从未截断。" },
    },
    {
      lost: ["r10", "r11", "r12", "r13", "r14"],
      text: {
        en: "Exactly r10 to r14 are lost, as soon as it leads. Nothing was ever killed.",
        zh: "它一当上 leader，恰好 r10 到 r14 丢失。自始至终没有进程被杀。",
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
        en: "Below the high watermark the replicas hold different records.",
        zh: "在高水位之下，副本之间内容不同。",
      },
    },
  ],
  control: {
    title: { en: "The same with Kafka 2.0", zh: "同样的过程，Kafka 2.0" },
    change: { era: "2.0" },
    expect: [
      {
        order: [
          { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 15 },
          {
            replica: "orders-0",
            broker: 2,
            role: "follower",
            leaderEpoch: { atLeast: 3 },
            logEndOffset: 10,
          },
          { replica: "orders-0", broker: 2, role: "follower", logEndOffset: 16 },
        ],
        text: {
          en: "Broker 2 truncates to ten records, and fetches the rest.",
          zh: "broker 2 截断到十条，再把其余的拉取回来。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      { duplicated: [], text: { en: "Nothing is there twice.", zh: "没有重复。" } },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
