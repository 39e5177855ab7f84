import type { Condition, Scenario, Step } from "../../sim/index.ts";

export const corruptBatchOnLeader: Scenario = {
  id: "corrupt-batch-on-leader",
  group: "log",
  importance: 3,
  title: {
    en: "A batch rots on the leader's disk: the leader notices nothing, and everybody else is stuck",
    zh: "leader 磁盘上的一个批次损坏：leader 毫无察觉，其他人全都卡住",
  },
  explanation: {
    en:
      "A leader checks the CRC of what a producer sends, once, and never again: with zero copy the bytes " +
      "go from the disk to the network without anybody looking at them. When a batch rots on its disk, " +
      "the leader goes on serving it. A follower that missed it checks before it appends, refuses all " +
      "that came with it, and asks for the same bytes again and again: it never comes back into the ISR. " +
      "(Until 0.10.1 it asked for what comes behind the batch, counted as caught up for a while, and its " +
      "fetcher died: KAFKA-4384.) A consumer checks as well, throws, and throws again at every poll until somebody seeks past the batch. Broker 2 has a " +
      "sound copy all the while; nobody asks it. What helps is to move the leadership there.",
    zh:
      "leader 只在生产者发来时校验一次 CRC，以后再也不看：零拷贝让字节从磁盘直接进网络，谁也不碰。批次在它的磁盘上坏了，它照样" +
      "发出去。缺这一批的 follower 在追加前校验，连同一起拉来的全部拒收，然后一遍又一遍地要同样的字节，再也回不到 ISR。" +
      "（0.10.1 及以前，它转而去要这一批后面的内容，一度被当作已追上，接着 fetcher 就死了：KAFKA-4384。）消费者也校验，抛异常，每次 poll 都抛，" +
      "直到有人 seek 过去。这期间 broker 2 一直有完好的副本，只是没有人去问它。办法是把 leader 换过去。",
  },
  eras: ["0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4, settings: { "auto.leader.rebalance.enable": false } },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: steps(1),
  expect: [
    {
      finally: { all: [{ partition: "orders-0", leader: 1 }, { not: broker3HasAll() }] },
      text: {
        en: "Broker 3 cannot catch up, although it runs.",
        zh: "broker 3 一直在运行，却追不上。",
      },
    },
    {
      eventually: { error: "CORRUPT_MESSAGE", client: "reader" },
      text: { en: "The consumer meets the damaged batch.", zh: "消费者遇到损坏的批次。" },
    },
    {
      finally: { not: { read: "r2", by: "reader" } },
      text: { en: "It never reads what lies there.", zh: "它始终读不到那里的消息。" },
    },
    { lost: [], text: { en: "Nothing is lost yet.", zh: "消息还没有丢。" } },
  ],
  control: {
    title: {
      en: "The same damage on the copy of a follower",
      zh: "同样的损坏，发生在 follower 的副本上",
    },
    change: { steps: steps(2) },
    expect: [
      {
        finally: { all: [{ partition: "orders-0", isr: [1, 2, 3] }, broker3HasAll()] },
        text: { en: "Broker 3 catches up.", zh: "broker 3 追上了。" },
      },
      {
        finally: { read: "r0..r4", by: "reader" },
        text: {
          en: "The consumer reads everything: nobody reads a follower's copy.",
          zh: "消费者读到全部消息：没有人读 follower 的副本。",
        },
      },
    ],
  },
};

function broker3HasAll(): Condition {
  return { replica: "orders-0", broker: 3, logEndOffset: 5 };
}

function steps(damaged: number): readonly Step[] {
  return [
    {
      note: {
        en: "Broker 3 and the consumer are down while the records are written.",
        zh: "写入消息时，broker 3 和消费者都不在运行。",
      },
      kill: [3, "reader"],
    },
    { wait: { partition: "orders-0", isr: [1, 2] }, within: "2m" },
    {
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r4",
        every: "100ms",
      },
    },
    {
      wait: {
        all: [
          { records: "r0..r4", status: "acked" },
          { replica: "orders-0", broker: [1, 2], logEndOffset: 5 },
        ],
      },
    },
    {
      note: {
        en: `A few bits of r2 flip on the disk of broker ${damaged}.`,
        zh: `broker ${damaged} 的磁盘上，r2 的几个比特翻转了。`,
      },
      corrupt: { broker: damaged, partition: "orders-0", offset: 2 },
    },
    { restart: [3, "reader"] },
    { note: { en: "A minute passes.", zh: "一分钟过去了。" }, sleep: "60s" },
  ];
}
