import type { Scenario } from "../../sim/index.ts";

export const leaderZkCutFollowerDies: Scenario = {
  id: "leader-zk-cut-follower-dies",
  group: "controller",
  importance: 3,
  title: {
    en: "A leader cut from ZooKeeper: the death of one follower stops everything, acks=1 included",
    zh: "leader 与 ZooKeeper 断开：一个 follower 宕机就让一切停住，连 acks=1 也不例外",
  },
  explanation: {
    en:
      "Until 2.6 a leader changes its ISR by writing to ZooKeeper, and holds the partition's lock while " +
      "it waits. Broker 1 has lost its connection to ZooKeeper, for less than its session lasts. Nobody " +
      "would notice, but broker 3 dies and has to leave the ISR: the write waits for the connection, and " +
      "every produce and fetch of the partition waits for the lock, even with acks=1, which needs no " +
      "follower. Another partition of the same leader goes on as if nothing had happened. Since 2.7 the " +
      "leader asks the controller instead and does not wait for the answer (KIP-497).",
    zh:
      "2.6 及以前，leader 通过写 ZooKeeper 来修改 ISR，等待期间一直持有分区锁。broker 1 与 ZooKeeper 断开，时间短于" +
      "会话。本来谁也不会察觉，可是 broker 3 宕机，必须移出 ISR：写入在等连接，而这个分区的每次生产和拉取都在等锁，" +
      "连不需要 follower 的 acks=1 也一样。同一个 leader 的另一个分区若无其事。2.7 起 leader 改为请求控制器，" +
      "并且不等答复（KIP-497）。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "zookeeper.session.timeout.ms": 40_000, "replica.lag.time.max.ms": 4000 },
  },
  topics: [
    { name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } },
    { name: "quiet", assignment: [[1, 2]] },
  ],
  clients: [
    { name: "producer", producer: { acks: 1, retries: 2_147_483_647 } },
    { name: "other", producer: { acks: 1, retries: 2_147_483_647 } },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
    { produce: { client: "other", topic: "quiet", partition: 0, values: "q0" } },
    {
      wait: {
        all: [
          { records: ["r0", "r4", "q0"], status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], highWatermark: 5 },
        ],
      },
    },
    {
      note: { en: "Broker 1 loses ZooKeeper only.", zh: "broker 1 只与 ZooKeeper 断开。" },
      cut: { from: 1, to: "zookeeper" },
    },
    { note: { en: "A follower dies.", zh: "一个 follower 宕机。" }, kill: 3 },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
    {
      note: {
        en: "Long enough for the leader to find broker 3 out of sync.",
        zh: "足够让 leader 发现 broker 3 不再同步。",
      },
      sleep: "7s",
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r6" } },
    { produce: { client: "other", topic: "quiet", partition: 0, values: "q1" } },
    { sleep: "8s" },
    { note: { en: "ZooKeeper is back.", zh: "ZooKeeper 恢复。" }, heal: "all" },
    { wait: { records: ["r6", "q1"], status: "acked" } },
    { wait: { partition: "orders-0", isr: [1, 2] } },
    { wait: { broker: 3, registered: false } },
    { restart: 3 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      order: [
        { records: "r5", status: "acked" },
        { records: "q1", status: "acked" },
        { partition: "orders-0", isr: [1, 2] },
        { records: "r6", status: "acked" },
      ],
      text: {
        en: "r6 waits until ZooKeeper has taken the smaller ISR; q1, of another partition, does not.",
        zh: "r6 一直等到 ZooKeeper 接受了缩小的 ISR；另一个分区的 q1 则不必。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same in 2.8", zh: "同样的过程，换成 2.8" },
    change: { era: "2.8" },
    expect: [
      {
        order: [
          { records: "r5", status: "acked" },
          { partition: "orders-0", isr: [1, 2] },
          { records: "r6", status: "acked" },
        ],
        text: {
          en: "The controller has recorded the smaller ISR before r6 is sent.",
          zh: "发送 r6 之前，控制器已经记录了缩小的 ISR。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
