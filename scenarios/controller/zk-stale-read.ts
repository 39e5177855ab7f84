import type { Scenario } from "../../sim/index.ts";

/**
 * Since 2.7 this cannot be staged: the controller writes every ISR itself and has it in memory, and a
 * session never reads what is older than its own writes.
 */
export const zkStaleRead: Scenario = {
  id: "zk-stale-read",
  group: "controller",
  importance: 2,
  title: {
    en: "The controller reads the past: only the version of the znode keeps it from a wrong leader",
    zh: "控制器读到了过去：只有 znode 的版本号让它没有选错 leader",
  },
  explanation: {
    en:
      "A ZooKeeper server answers reads from what it has, and may lag behind the others; a session is " +
      "promised only that time does not run backwards. Broker 1 has taken broker 3, which it does not " +
      "hear from, out of the ISR, and knows that ZooKeeper has it. Then broker 1 is shut down. It asks " +
      "the controller directly, and the controller reads the partition's state from a server that has not " +
      "heard of the smaller ISR yet: broker 3 comes first, and is in the ISR that it reads. To elect it " +
      "would lose records. But the write says which version was read, all writes go through the leader of " +
      "the ensemble, and that one knows a newer version. The answer cannot overtake what the server has " +
      "missed, so the second look is fresh, and broker 2 is elected. All this takes as long as the server " +
      "lags.",
    zh:
      "ZooKeeper 服务器用自己手里的数据回答读请求，可能落后于其他服务器；它只保证同一个会话里时间不会倒流。broker 1 收" +
      "不到 broker 3 的消息，已把它移出 ISR，并知道 ZooKeeper 已经记下。接着 broker 1 关闭。它直接请求控制器，而" +
      "控制器从一个还没听说 ISR 缩小的服务器读取分区状态：broker 3 排在前面，而且在读到的 ISR 里。选它就会丢消息。" +
      "不过写入时要写明读到的版本，所有写入都经过集群的 leader，而它知道更新的版本。答复不会越过这个服务器错过的" +
      "那些更新，所以第二次读到的是新的，当选的是 broker 2。这一切的耗时，就是服务器落后的时间。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6"],
  cluster: {
    brokers: 4,
    controller: 4,
    zookeeperServers: 3,
    settings: {
      "zookeeper.connect": "zookeeper-2,zookeeper-3",
      "zookeeper.session.timeout.ms": 18_000,
      "replica.lag.time.max.ms": 4000,
      "auto.leader.rebalance.enable": false,
    },
    brokerSettings: { "4": { "zookeeper.connect": "zookeeper-1" } },
  },
  topics: [{ name: "orders", assignment: [[1, 3, 2]], configs: { "min.insync.replicas": 2 } }],
  clients: [{ name: "producer", producer: { acks: "all", retries: 2_147_483_647 } }],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
    {
      wait: {
        all: [
          { records: "r0..r4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], highWatermark: 5 },
          { server: "zookeeper-1", role: "following" },
        ],
      },
    },
    {
      note: {
        en: "Broker 1 hears nothing from broker 3.",
        zh: "broker 1 收不到 broker 3 的消息。",
      },
      cut: { from: 1, to: 3 },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
    { sleep: "1s" },
    {
      note: {
        en: "What the ensemble decides does not reach the controller's server.",
        zh: "集群的决定传不到控制器所连的服务器。",
      },
      hold: {
        from: ["zookeeper-2", "zookeeper-3"],
        to: "zookeeper-1",
        message: "zookeeper.commit",
      },
    },
    { wait: { partition: "orders-0", leader: 1, isr: [1, 2] } },
    { wait: { records: "r5", status: "acked" } },
    { note: { en: "Broker 1 is shut down.", zh: "关闭 broker 1。" }, shutdown: 1 },
    { sleep: "3s" },
    {
      note: { en: "The server catches up.", zh: "这个服务器赶了上来。" },
      release: {
        from: ["zookeeper-2", "zookeeper-3"],
        to: "zookeeper-1",
        message: "zookeeper.commit",
      },
    },
    { wait: { host: 1, life: "down" } },
    { heal: "all" },
    { wait: { partition: "orders-0", isr: [2, 3] } },
    { wait: { broker: 1, registered: false } },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      elapsed: {
        from: { partition: "orders-0", leader: 1, isr: [1, 2] },
        to: { partition: "orders-0", leader: 2 },
      },
      atLeast: "3s",
      text: {
        en: "The election has to wait until the controller's server has caught up.",
        zh: "选举要等控制器所连的服务器赶上来。",
      },
    },
    {
      always: { not: { partition: "orders-0", leader: 3 } },
      text: { en: "Broker 3 is never elected.", zh: "broker 3 从未当选。" },
    },
    {
      eventually: { partition: "orders-0", leader: 2, leaderEpoch: 1 },
      text: { en: "Broker 2 is, in the next epoch.", zh: "当选的是 broker 2，epoch 加一。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: {
      en: "The controller's server keeps up",
      zh: "控制器所连的服务器没有落后",
    },
    change: {
      steps: [
        { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
        {
          wait: {
            all: [
              { records: "r0..r4", status: "acked" },
              { replica: "orders-0", broker: [1, 2, 3], highWatermark: 5 },
              { server: "zookeeper-1", role: "following" },
            ],
          },
        },
        { cut: { from: 1, to: 3 } },
        { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
        { wait: { partition: "orders-0", leader: 1, isr: [1, 2] } },
        { wait: { records: "r5", status: "acked" } },
        { shutdown: 1 },
        { wait: { host: 1, life: "down" } },
        { heal: "all" },
        { wait: { partition: "orders-0", isr: [2, 3] } },
        { wait: { broker: 1, registered: false } },
        { restart: 1 },
        { wait: { partition: "orders-0", isr: [1, 2, 3] } },
      ],
    },
    expect: [
      {
        elapsed: {
          from: { partition: "orders-0", leader: 1, isr: [1, 2] },
          to: { partition: "orders-0", leader: 2 },
        },
        atMost: "1s",
        text: { en: "Broker 2 is elected at once.", zh: "broker 2 立即当选。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
