import type { Condition, Scenario } from "../../sim/index.ts";

const LED_BY_1: readonly (readonly number[])[] = Array.from({ length: 12 }, () => [1, 2, 3]);

const EXPIRED: Condition = {
  all: [
    { records: "r5", status: "acked" },
    { broker: 1, registered: false },
  ],
};

export const zkSlow: Scenario = {
  id: "zk-slow",
  group: "controller",
  importance: 2,
  title: {
    en: "ZooKeeper's disk is slow: an election takes seconds, and every partition of the dead broker waits",
    zh: "ZooKeeper 的磁盘慢：一次选举要好几秒，死去的 broker 的每个分区都得等",
  },
  explanation: {
    en:
      "Every change of a znode is on ZooKeeper's disk before it is answered. Now each fsync takes a " +
      "second. Producers notice nothing, for a record needs no ZooKeeper. Then a broker dies with twelve " +
      "leaderships. The end of its session has to be written before anybody is told, and then the new " +
      "leader of each partition. Up to 1.0 the controller writes one, waits, writes the next: twelve " +
      "seconds. Since 1.1 it sends up to ten writes at a time (KAFKA-5642), which share fsyncs. All " +
      "this comes on top of the session timeout, and no setting of Kafka shortens it; give ZooKeeper's " +
      "log a disk of its own.",
    zh:
      "znode 的每次修改都要先写进 ZooKeeper 的磁盘才有答复。现在每次 fsync 要一秒。生产者毫无察觉，因为写消息用不到 " +
      "ZooKeeper。接着一个带着十二个 leader 的 broker 宕机。先要把它的会话结束写下来，别人才会得知，然后是每个分区的新 " +
      "leader。1.0 及以前，控制器写一个，等答复，再写下一个：十二秒。1.1 起它一次最多发出十个写入（KAFKA-5642），" +
      "它们可以共用 fsync。这些时间都加在会话超时之上，Kafka 没有哪个设置能缩短它；请给 ZooKeeper 的日志单独一块磁盘。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "zookeeper.session.timeout.ms": 18_000, "auto.leader.rebalance.enable": false },
  },
  topics: [
    {
      name: "orders",
      assignment: LED_BY_1,
      configs: { "min.insync.replicas": 2 },
    },
  ],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", retries: 2_147_483_647, "request.timeout.ms": 300_000 },
    },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 11, values: "r0..r4" } },
    { wait: { records: "r0..r4", status: "acked" } },
    {
      note: { en: "Each fsync of ZooKeeper takes a second.", zh: "ZooKeeper 每次 fsync 要一秒。" },
      slow: { host: "zookeeper", fsync: "1s" },
    },
    { produce: { client: "producer", topic: "orders", partition: 11, values: "r5" } },
    { wait: { records: "r5", status: "acked" } },
    { kill: 1 },
    { produce: { client: "producer", topic: "orders", partition: 11, values: "r6" } },
    { wait: { records: "r6", status: "acked" } },
    {
      note: { en: "The disk recovers.", zh: "磁盘恢复。" },
      slow: { host: "zookeeper", fsync: 0 },
    },
    { restart: 1 },
    { wait: { partition: "orders-11", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      elapsed: {
        from: { records: "r5", status: "pending" },
        to: { records: "r5", status: "acked" },
      },
      atMost: "100ms",
      text: { en: "Records are written as fast as ever.", zh: "消息写入和平时一样快。" },
    },
    {
      elapsed: { from: EXPIRED, to: { partition: "orders-11", leader: 2 } },
      atLeast: "3s",
      text: {
        en: "From the end of the session to the last new leader: seconds.",
        zh: "从会话结束到选出最后一个新 leader：要好几秒。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The disk is fast", zh: "磁盘很快" },
    change: {
      steps: [
        { produce: { client: "producer", topic: "orders", partition: 11, values: "r0..r4" } },
        { wait: { records: "r0..r4", status: "acked" } },
        { produce: { client: "producer", topic: "orders", partition: 11, values: "r5" } },
        { wait: { records: "r5", status: "acked" } },
        { kill: 1 },
        { produce: { client: "producer", topic: "orders", partition: 11, values: "r6" } },
        { wait: { records: "r6", status: "acked" } },
        { restart: 1 },
        { wait: { partition: "orders-11", isr: [1, 2, 3] } },
      ],
    },
    expect: [
      {
        elapsed: { from: EXPIRED, to: { partition: "orders-11", leader: 2 } },
        atMost: "200ms",
        text: {
          en: "Milliseconds, for all twelve of them.",
          zh: "十二个全部选完，只要几十毫秒。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
