import type { Scenario } from "../../sim/index.ts";

export const dupAcrossFailover: Scenario = {
  id: "dup-across-failover",
  group: "producer",
  importance: 3,
  title: {
    en: "The leader dies before it answers: the retry meets a new leader that has the record",
    zh: "leader 没来得及回答就宕机：重试到了已有这条消息的新 leader",
  },
  explanation: {
    en:
      "m is in the logs of the leader and of both followers when the leader dies. It had not answered. " +
      "One of the followers is elected; m is in its log and becomes committed. The producer retries " +
      "there, as it must: for all it knows m is nowhere. Without idempotence the new leader appends m " +
      "again. With idempotence it does not: producer id and sequence number are in the batch itself, " +
      "so every replica that has the batch knows the producer as the old leader did.",
    zh:
      "leader 宕机时，m 已在它和两个 follower 的日志里，只是还没有回答。其中一个 follower 当选，m 就在它的日志里，随后提交。" +
      "生产者向它重试，它必须这样做：它不知道 m 有没有写下。没有幂等，新 leader 又追加一次 m。有幂等就不会：producer id 和" +
      "序列号写在批次里，有这个批次的副本，都像旧 leader 那样认得这个生产者。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", retries: 2_147_483_647, "enable.idempotence": false },
    },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "m" } },
    { wait: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1 } },
    {
      note: {
        en: "All three have m. The leader does not know that yet, and dies.",
        zh: "三个副本都有 m。leader 还不知道，就宕机了。",
      },
      kill: 1,
    },
    { wait: { partition: "orders-0", leader: 2 } },
    { wait: { records: "m", status: "acked" } },
    { restart: 1 },
    { wait: { partition: "orders-0", isrSize: 3 } },
  ],
  expect: [
    {
      order: [
        { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1 },
        { error: "NETWORK_EXCEPTION", client: "producer" },
        { partition: "orders-0", leader: 2 },
        { records: "m", status: "acked" },
      ],
      text: {
        en: "Three copies, no answer, another leader, success.",
        zh: "三份副本，没有响应，换了 leader，成功。",
      },
    },
    { duplicated: "m", text: { en: "m is in the log twice.", zh: "m 在日志里有两份。" } },
    {
      finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 2 },
      text: { en: "Two records on every replica.", zh: "每个副本上都有两条消息。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
  ],
  control: {
    title: { en: "The same with idempotence", zh: "同样的过程，开启幂等" },
    change: { clients: { producer: { "enable.idempotence": true } } },
    expect: [
      {
        order: [
          { error: "NETWORK_EXCEPTION", client: "producer" },
          { partition: "orders-0", leader: 2 },
          { records: "m", status: "acked" },
        ],
        text: { en: "The answer is lost here too.", zh: "响应同样丢失。" },
      },
      {
        duplicated: [],
        text: {
          en: "m is there once: the new leader learned of the producer from its log.",
          zh: "m 只有一份：新 leader 从自己的日志里认得这个生产者。",
        },
      },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1 },
        text: { en: "One record on every replica.", zh: "每个副本上都有一条消息。" },
      },
    ],
  },
};
