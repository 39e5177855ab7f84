import type { Scenario } from "../../sim/index.ts";

export const notLeaderIsNotDefinite: Scenario = {
  id: "not-leader-is-not-definite",
  group: "producer",
  importance: 3,
  title: {
    en: "NOT_LEADER_OR_FOLLOWER for a record that is written",
    zh: "NOT_LEADER_OR_FOLLOWER：消息其实写成功了",
  },
  explanation: {
    en:
      "Broker 1 appends m, both followers fetch it, and before broker 1 knows that, the leadership moves " +
      "to broker 2. Broker 1 finds that it is a follower while the request still waits for the high " +
      "watermark, and answers NOT_LEADER_OR_FOLLOWER, as if it had never been the leader. Meanwhile m " +
      "is committed by broker 2. The error tells where to ask, not what happened: nobody may take it " +
      "for a record that was not written. The producer retries, and without idempotence writes m twice.",
    zh:
      "broker 1 追加了 m，两个 follower 都拉取到了；broker 1 还不知道，领导权就移到了 broker 2。broker 1 发现自己成了 follower，" +
      "而请求还在等高水位，于是回答 NOT_LEADER_OR_FOLLOWER，好像自己从来不是 leader。与此同时 broker 2 提交了 m。这个错误说的" +
      "是该去问谁，不是发生了什么：谁也不能把它当成“没有写入”。生产者重试，没有幂等就会把 m 写两遍。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "auto.leader.rebalance.enable": false },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", retries: 2_147_483_647, "enable.idempotence": false },
    },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    {
      note: {
        en: "The fetches that wait at the leader are answered; the next ones do not arrive.",
        zh: "已经等在 leader 那里的拉取会得到响应；后面的拉取到不了。",
      },
      hold: { from: [2, 3], to: 1, message: "FetchRequest" },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "m" } },
    { wait: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1 } },
    {
      note: {
        en: "All three have m, and the leader does not know it. It loses its session in ZooKeeper, and with it the leadership.",
        zh: "三个副本都有 m，leader 却不知道。它失去 ZooKeeper 会话，领导权也随之失去。",
      },
      expireSession: 1,
    },
    { wait: { partition: "orders-0", leader: 2 } },
    { wait: { error: "NOT_LEADER_OR_FOLLOWER", client: "producer" } },
    { release: { from: [2, 3], to: 1, message: "FetchRequest" } },
    { wait: { records: "m", status: "acked" } },
    { wait: { partition: "orders-0", isrSize: 3 } },
  ],
  expect: [
    {
      order: [
        { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1 },
        { partition: "orders-0", leader: 2 },
        { error: "NOT_LEADER_OR_FOLLOWER", client: "producer" },
        { records: "m", status: "acked" },
      ],
      text: {
        en: "Three copies, another leader, the error, success at the next attempt.",
        zh: "三份副本，换了 leader，报错，下一次尝试成功。",
      },
    },
    {
      eventually: {
        all: [
          { error: "NOT_LEADER_OR_FOLLOWER", client: "producer" },
          { replica: "orders-0", broker: 2, role: "leader", logEndOffset: 1 },
          { records: "m", status: "pending" },
        ],
      },
      text: {
        en: "When the error comes, m is in the new leader's log.",
        zh: "报错的时候，m 就在新 leader 的日志里。",
      },
    },
    { duplicated: "m", text: { en: "The retry writes m again.", zh: "重试又写了一次 m。" } },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
  ],
  control: {
    title: { en: "The same with idempotence", zh: "同样的过程，开启幂等" },
    change: { clients: { producer: { "enable.idempotence": true } } },
    expect: [
      {
        order: [
          { error: "NOT_LEADER_OR_FOLLOWER", client: "producer" },
          { records: "m", status: "acked" },
        ],
        text: { en: "The same error comes first.", zh: "先来的是同样的错误。" },
      },
      {
        duplicated: [],
        text: {
          en: "m is there once: the new leader recognises the retry.",
          zh: "m 只有一份：新 leader 认出了重试。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
