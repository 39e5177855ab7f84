import type { Scenario } from "../../sim/index.ts";

export const kafka13194CleanedAboveHw: Scenario = {
  id: "kafka-13194-cleaned-above-hw",
  group: "log",
  importance: 2,
  title: {
    en: "A cleaner looks beyond the high watermark and removes the only committed value of a key",
    zh: "清理越过高水位，把一个键唯一已提交的值删掉了",
  },
  explanation: {
    en:
      "k1=a is committed on three replicas. The leader is cut off from its followers and takes k1=x, " +
      "which nobody else has. Both records lie in segments that are no longer written to, and the " +
      "cleaner compacts them: of k1 only the latest record stays, and that is the uncommitted one. Then " +
      "the leader dies, and another broker leads on with k1=a. The old leader comes back, cuts off what " +
      "is not the new leader's, k1=x, and fetches on from there. What it removed before is not fetched " +
      "again: it is in sync, and has no value of k1 at all. When it leads again, as it is preferred, an " +
      "acknowledged record is lost. Until KAFKA-13194 (3.1) the high watermark was no bound for a cleaner " +
      "unless a transaction was open.",
    zh:
      "k1=a 已提交到三个副本。leader 与它的 follower 断开，此时又收到 k1=x，只有它自己有。两条消息所在的段都不再写入，清理" +
      "线程便压缩它们：k1 只留最新的一条，而这一条没有提交。随后 leader 宕机，另一个 broker 带着 k1=a 继续当 leader。旧 " +
      "leader 回来，截掉与新 leader 不同的 k1=x，从那里继续拉取；先前被清理掉的却不会再拉取：它处于同步状态，却根本没有 k1 " +
      "的值。它是首选副本，重新当上 leader 之后，一条确认过的消息就丢了。直到 KAFKA-13194（3.1），只要没有未结束的事务，" +
      "高水位对清理线程就不是界限。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: {
      "log.cleaner.enable": true,
      "log.cleaner.backoff.ms": 1000,
      "replica.lag.time.max.ms": 60_000,
      "unclean.leader.election.enable": false,
      "auto.leader.rebalance.enable": false,
    },
  },
  topics: [
    {
      name: "table",
      assignment: [[1, 2, 3]],
      configs: {
        "cleanup.policy": "compact",
        "segment.ms": 2000,
        "min.cleanable.dirty.ratio": 0.01,
      },
    },
  ],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    { name: "hasty", producer: { acks: 1, retries: 0 } },
    { name: "late", consumer: { "auto.offset.reset": "earliest" }, assign: ["table-0"] },
  ],
  steps: [
    { kill: "late" },
    { produce: { client: "producer", topic: "table", partition: 0, key: "k1", values: "a" } },
    { wait: { replica: "table-0", broker: [1, 2, 3], highWatermark: 1 } },
    {
      note: {
        en: "The leader is cut off from its followers.",
        zh: "leader 与它的 follower 断开。",
      },
      cut: { from: 1, to: [2, 3] },
    },
    { sleep: "3s" },
    { produce: { client: "hasty", topic: "table", partition: 0, key: "k1", values: "x" } },
    { wait: { records: "x", status: "acked" } },
    { sleep: "3s" },
    {
      note: {
        en: "The next record begins a segment, and the one of k1=x can be compacted.",
        zh: "下一条消息开始新的段，k1=x 所在的段可以压缩了。",
      },
      produce: { client: "hasty", topic: "table", partition: 0, key: "k2", values: "y" },
    },
    { wait: { records: "y", status: "acked" } },
    { sleep: "5s" },
    { note: { en: "The leader dies.", zh: "leader 宕机。" }, kill: 1 },
    { wait: { partition: "table-0", leader: 2 } },
    { heal: "all" },
    { restart: 1 },
    { wait: { partition: "table-0", isr: [1, 2, 3] } },
    {
      note: { en: "It leads again, as it is preferred.", zh: "它是首选副本，重新当 leader。" },
      electLeaders: { type: "preferred", partitions: ["table-0"] },
    },
    { wait: { partition: "table-0", leader: 1 } },
    { produce: { client: "producer", topic: "table", partition: 0, key: "k3", values: "last" } },
    { wait: { records: "last", status: "acked" } },
    { restart: "late" },
    { wait: { read: "last", by: "late" } },
  ],
  expect: [
    {
      order: [
        { replica: "table-0", broker: 1, highWatermark: 1, logEndOffset: 3, lacks: [0], has: [1] },
        { partition: "table-0", leader: 2 },
        { replica: "table-0", broker: 1, role: "leader", leaderEpoch: { atLeast: 2 }, lacks: [0] },
      ],
      text: {
        en: "Broker 1 removes offset 0, which is committed, for the sake of offset 1, which is not; later it leads without it.",
        zh: "broker 1 为了未提交的 1 删掉了已提交的 0，后来缺着它当了 leader。",
      },
    },
    {
      finally: { replica: "table-0", broker: [2, 3], has: [0] },
      text: { en: "The other replicas still have it.", zh: "其他副本还有它。" },
    },
    {
      always: { not: { read: "a", by: "late" } },
      text: {
        en: "Who reads the table now does not find k1.",
        zh: "现在读这张表的人找不到 k1。",
      },
    },
    {
      lost: ["a", "x", "y"],
      text: {
        en: "a is lost, which all replicas had acknowledged; so are x and y, of which only the leader knew.",
        zh: "所有副本都确认过的 a 丢了；只有 leader 知道的 x 和 y 也丢了。",
      },
    },
    {
      violations: ["ack-durability"],
      text: {
        en: "The promise of acks=all is broken: a protocol bug.",
        zh: "acks=all 的承诺被打破：协议缺陷。",
      },
    },
  ],
  control: {
    title: {
      en: "The same with a cleaner that stops at the last stable offset",
      zh: "同样的过程，清理到最后稳定偏移量为止",
    },
    change: { cluster: { settings: { cleanerBound: "lastStableOffset" } } },
    expect: [
      {
        finally: { read: "a", by: "late" },
        text: { en: "k1=a is there to be read.", zh: "k1=a 还能读到。" },
      },
      {
        lost: ["x", "y"],
        text: {
          en: "Only x and y are lost, of which nobody but the leader knew.",
          zh: "只丢了 x 和 y，除了 leader 没有谁知道它们。",
        },
      },
    ],
  },
};
