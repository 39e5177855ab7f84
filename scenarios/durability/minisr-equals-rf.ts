import type { Scenario } from "../../sim/index.ts";

export const minisrEqualsRf: Scenario = {
  id: "minisr-equals-rf",
  group: "durability",
  importance: 2,
  title: {
    en: "min.insync.replicas equal to the replication factor: one broker that hangs stops all writes",
    zh: "min.insync.replicas 等于副本数：一个 broker 卡住，全部写入停摆",
  },
  explanation: {
    en:
      "Three replicas and min.insync.replicas=3 look safest of all. But now every replica is needed " +
      "for every write: a broker that hangs in a long garbage collection leaves the ISR, and the " +
      "leader refuses all writes until it is back. Nothing is lost, and nothing is gained over two: " +
      "with min.insync.replicas one below the replication factor, one broker may fail and writes go " +
      "on, each with two copies.",
    zh:
      "三副本配 min.insync.replicas=3，看上去最安全。可这样一来，每次写入都缺不了任何一个副本：某个 broker " +
      "因为长时间 GC 卡住，就会被移出 ISR，leader 于是拒绝一切写入，直到它回来。数据没丢，但比起 2 也没" +
      "多得到什么：min.insync.replicas 比副本数小一，就允许一个 broker 出故障而写入照常，每条至少两份。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 3 } }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "k0..k4" } },
    {
      wait: {
        all: [
          { records: "k0..k4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5 },
        ],
      },
    },
    {
      note: {
        en: "Broker 3 hangs in a long garbage collection.",
        zh: "broker 3 陷入长时间 GC，卡住了。",
      },
      pause: 3,
    },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1, 2] },
          { replica: "orders-0", broker: 1, role: "leader", leaderEpoch: { atLeast: 1 } },
        ],
      },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "k5..k9" } },
    {
      wait: {
        any: [
          { error: "NOT_ENOUGH_REPLICAS", client: "producer", times: { atLeast: 3 } },
          { records: "k5..k9", status: "acked" },
        ],
      },
    },
    { note: { en: "The collection ends.", zh: "GC 结束。" }, resume: 3 },
    { wait: { partition: "orders-0", leader: 1, isr: [1, 2, 3] } },
    {
      wait: {
        all: [
          { records: "k5..k9", status: "acked" },
          { read: "k0..k9", by: "reader" },
        ],
      },
    },
  ],
  expect: [
    {
      eventually: { error: "NOT_ENOUGH_REPLICAS", client: "producer", times: { atLeast: 3 } },
      text: {
        en: "Every try is refused with NOT_ENOUGH_REPLICAS, although two replicas are in sync.",
        zh: "虽有两个副本同步，每次尝试都被 NOT_ENOUGH_REPLICAS 拒绝。",
      },
    },
    {
      always: {
        any: [
          { partition: "orders-0", isrSize: 3 },
          { replica: "orders-0", broker: 1, logEndOffset: { atMost: 5 } },
        ],
      },
      after: { partition: "orders-0", isr: [1, 2, 3] },
      text: {
        en: "While broker 3 is out of the ISR, nothing is appended.",
        zh: "broker 3 不在 ISR 时，什么都没有追加。",
      },
    },
    {
      order: [
        { partition: "orders-0", isr: [1, 2] },
        { error: "NOT_ENOUGH_REPLICAS", client: "producer" },
        { records: "k5..k9", status: "acked" },
      ],
      text: {
        en: "The writes get through when broker 3 is back.",
        zh: "broker 3 回来之后，写入才成功。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { duplicated: [], text: { en: "Nothing is there twice.", zh: "没有重复。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with min.insync.replicas=2", zh: "同样的过程，min.insync.replicas=2" },
    change: { topics: { orders: { "min.insync.replicas": 2 } } },
    expect: [
      {
        eventually: {
          all: [
            { records: "k5..k9", status: "acked" },
            { host: 3, life: "paused" },
            { partition: "orders-0", isr: [1, 2] },
          ],
        },
        text: {
          en: "k5 to k9 are acknowledged while broker 3 hangs.",
          zh: "broker 3 卡住期间，k5 到 k9 得到确认。",
        },
      },
      {
        always: { not: { error: "NOT_ENOUGH_REPLICAS", client: "producer" } },
        text: { en: "No write is refused.", zh: "没有写入被拒绝。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 10 },
        text: { en: "Ten records on every replica.", zh: "每个副本上都有十条消息。" },
      },
    ],
  },
};
