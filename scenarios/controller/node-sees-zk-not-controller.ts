import type { Scenario } from "../../sim/index.ts";

export const nodeSeesZkNotController: Scenario = {
  id: "node-sees-zk-not-controller",
  group: "controller",
  importance: 3,
  title: {
    en: "A broker that reaches ZooKeeper but not the controller: alive for ever, never told anything",
    zh: "能连上 ZooKeeper、连不上控制器的 broker：永远算活着，却什么也不知道",
  },
  explanation: {
    en:
      "Only the link between broker 3 and the controller is cut. Broker 3 keeps its session, so nobody " +
      "holds it for dead. Then the leader dies. Broker 2 is elected and told; broker 3 is not, goes on " +
      "asking the dead leader for records and falls out of the ISR. Two healthy replicas are connected " +
      "to each other, and yet the partition refuses acks=all with min.insync.replicas=2, for as long as " +
      "the cut lasts. A broker that lost ZooKeeper as well would at least be replaced. KRaft closed this " +
      "gap: there a broker proves its life to the controller itself.",
    zh:
      "只有 broker 3 与控制器之间的链路断开。broker 3 的会话还在，所以没有谁认为它死了。接着 leader 宕机。broker 2 当选" +
      "并收到通知；broker 3 没有，它继续向死去的 leader 拉取消息，被移出 ISR。两个健康的副本彼此相通，分区却在 " +
      "min.insync.replicas=2 下拒绝 acks=all 的写入，断多久就拒绝多久。若是连 ZooKeeper 也断了，反而会有人接替它。" +
      "KRaft 补上了这个漏洞：broker 要向控制器本身证明自己活着。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "zookeeper.session.timeout.ms": 6000, "replica.lag.time.max.ms": 5000 },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [{ name: "producer", producer: { acks: "all", retries: 2_147_483_647 } }],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
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
        en: "Broker 3 loses the controller, and nothing else.",
        zh: "broker 3 只与控制器断开。",
      },
      cut: { from: 3, to: 4 },
    },
    { note: { en: "The leader dies.", zh: "leader 宕机。" }, kill: 1 },
    { wait: { replica: "orders-0", broker: 2, role: "leader" } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
    { wait: { partition: "orders-0", leader: 2, isr: [2] } },
    { sleep: "10s" },
    { note: { en: "The link is back.", zh: "链路恢复。" }, heal: "all" },
    { wait: { records: "r5", status: "acked" } },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      always: { broker: 3, registered: true },
      after: { broker: 3, registered: true },
      text: { en: "Broker 3 is registered all the time.", zh: "broker 3 始终处于注册状态。" },
    },
    {
      order: [
        {
          all: [
            { partition: "orders-0", leader: 2, isr: [2] },
            { records: "r5", status: "pending" },
            { replica: "orders-0", broker: 3, leaderEpoch: 0 },
            { host: 3, life: "up" },
          ],
        },
        { replica: "orders-0", broker: 3, role: "follower", leaderEpoch: { atLeast: 1 } },
        { records: "r5", status: "acked" },
      ],
      text: {
        en: "r5 waits, with two live replicas, until broker 3 has heard of the new leader.",
        zh: "两个副本都活着，r5 却要等到 broker 3 得知新 leader 才能写成。",
      },
    },
    {
      elapsed: {
        from: { records: "r5", status: "pending" },
        to: { records: "r5", status: "acked" },
      },
      atLeast: "10s",
      text: { en: "That takes as long as the cut.", zh: "断多久，就等多久。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same without the cut", zh: "同样的过程，不断链路" },
    change: {
      steps: [
        { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
        {
          wait: {
            all: [
              { records: "r0..r4", status: "acked" },
              { replica: "orders-0", broker: [1, 2, 3], highWatermark: 5 },
            ],
          },
        },
        { kill: 1 },
        { wait: { replica: "orders-0", broker: 2, role: "leader" } },
        { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
        { wait: { records: "r5", status: "acked" } },
        { restart: 1 },
        { wait: { partition: "orders-0", isr: [1, 2, 3] } },
      ],
    },
    expect: [
      {
        elapsed: {
          from: { records: "r5", status: "pending" },
          to: { records: "r5", status: "acked" },
        },
        atMost: "3s",
        text: {
          en: "Broker 3 follows the new leader at once, and r5 is written.",
          zh: "broker 3 立刻跟随新 leader，r5 写入成功。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
