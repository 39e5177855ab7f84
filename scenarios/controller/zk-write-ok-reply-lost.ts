import type { Scenario } from "../../sim/index.ts";

export const zkWriteOkReplyLost: Scenario = {
  id: "zk-write-ok-reply-lost",
  group: "controller",
  importance: 2,
  title: {
    en: "The write reached ZooKeeper, the answer did not come back: the leader recognises its own ISR",
    zh: "写入到了 ZooKeeper，答复没有回来：leader 认出了自己写的 ISR",
  },
  explanation: {
    en:
      "The leader takes a dead follower out of the ISR: a write that holds only while the znode has the " +
      "version it knows. ZooKeeper carries it out, but the connection breaks before the answer is back. " +
      "The client library repeats the write, with the old version, and is refused: the version has " +
      "changed, by the leader's own hand. Taken at its word, that would mean that somebody else has " +
      "changed the partition, and the leader would never be able to change its ISR again. Since 0.8.2 it " +
      "looks at the znode instead; finding what it wanted to write, it takes over the new version and " +
      "goes on (KAFKA-1382).",
    zh:
      "leader 把一个死去的 follower 移出 ISR：只有 znode 还是它所知的版本，这次写入才有效。ZooKeeper 执行了，连接却在答复" +
      "回来之前断了。客户端库带着旧版本重试，被拒绝：版本已经变了，而且正是 leader 自己改的。如果照字面理解，就是别人" +
      "动过这个分区，leader 从此再也改不了 ISR。0.8.2 起它会看一眼 znode；里面正是它想写的内容，于是采用新版本，继续" +
      "工作（KAFKA-1382）。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: {
      "zookeeper.session.timeout.ms": 18_000,
      "replica.lag.time.max.ms": 4000,
      "auto.leader.rebalance.enable": false,
    },
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
        en: "ZooKeeper's next answer to a write of broker 1 will not arrive.",
        zh: "ZooKeeper 对 broker 1 下一次写入的答复不会送到。",
      },
      hold: { from: "zookeeper", to: 1, message: "zookeeper.setData.response" },
    },
    {
      note: {
        en: "The leader hears no more of broker 3.",
        zh: "leader 再也收不到 broker 3 的消息。",
      },
      cut: { from: 1, to: 3 },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
    { wait: { partition: "orders-0", leader: 1, isr: [1, 2] } },
    {
      note: { en: "The connection breaks.", zh: "连接断开。" },
      reset: { from: 1, to: "zookeeper" },
    },
    { release: { from: "zookeeper", to: 1, message: "zookeeper.setData.response" } },
    { wait: { records: "r5", status: "acked" } },
    { heal: "all" },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r6" } },
    { wait: { records: "r6", status: "acked" } },
  ],
  expect: [
    {
      messages: {
        message: "zookeeper.setData",
        from: 1,
        to: "zookeeper",
        after: { partition: "orders-0", isr: [1, 2] },
      },
      atLeast: 2,
      text: {
        en: "The write is repeated after it was carried out, and another one, to let broker 3 in, follows.",
        zh: "执行之后又重复了这次写入；随后还有一次写入，让 broker 3 重新加入。",
      },
    },
    {
      messages: {
        message: "zookeeper.getData",
        from: 1,
        to: "zookeeper",
        after: { partition: "orders-0", isr: [1, 2] },
      },
      atLeast: 1,
      text: { en: "The leader looks what is there.", zh: "leader 看了一眼里面是什么。" },
    },
    {
      order: [
        { partition: "orders-0", leader: 1, leaderEpoch: 0, isr: [1, 2] },
        { records: "r5", status: "acked" },
        {
          all: [
            { records: "r5", status: "acked" },
            { partition: "orders-0", isr: [1, 2, 3] },
          ],
        },
        { records: "r6", status: "acked" },
      ],
      text: {
        en: "It works with the smaller ISR, and can change it again.",
        zh: "它以缩小的 ISR 继续工作，之后还能再次修改。",
      },
    },
    {
      always: { partition: "orders-0", leader: 1, leaderEpoch: 0 },
      after: { records: "r4", status: "acked" },
      text: { en: "No election was needed.", zh: "不需要选举。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The answer arrives", zh: "答复送到了" },
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
        { cut: { from: 1, to: 3 } },
        { produce: { client: "producer", topic: "orders", partition: 0, values: "r5" } },
        { wait: { partition: "orders-0", leader: 1, isr: [1, 2] } },
        { wait: { records: "r5", status: "acked" } },
        { heal: "all" },
        { wait: { partition: "orders-0", isr: [1, 2, 3] } },
        { produce: { client: "producer", topic: "orders", partition: 0, values: "r6" } },
        { wait: { records: "r6", status: "acked" } },
      ],
    },
    expect: [
      {
        messages: {
          message: "zookeeper.setData",
          from: 1,
          to: "zookeeper",
          after: { partition: "orders-0", isr: [1, 2] },
        },
        atMost: 1,
        text: {
          en: "Nothing is repeated: one more write lets broker 3 in again.",
          zh: "没有重复：只再写了一次，让 broker 3 重新加入。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
