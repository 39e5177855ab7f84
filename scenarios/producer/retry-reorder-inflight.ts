import type { Scenario } from "../../sim/index.ts";
import { OVERTAKEN_AT_NEW_LEADER } from "./overtaken-at-new-leader.ts";

export const retryReorderInflight: Scenario = {
  id: "retry-reorder-inflight",
  group: "producer",
  importance: 3,
  title: {
    en: "Retries with several requests in flight: a later batch lands first",
    zh: "多个请求在途加上重试：后面的批次先落地",
  },
  explanation: {
    en:
      "A producer may have several batches of a partition in flight. The first one is on its way to " +
      "broker 1 when the leadership moves to broker 2; the second one goes to broker 2 and is written. " +
      "Then the first one's connection breaks, and it is retried: the log reads k4, k5, k6, k1, k2, k3. " +
      "If these are updates of one key, the oldest value wins, and compaction keeps that one. With " +
      "idempotence the new leader refuses k4 to k6, because k1 to k3 are missing before them " +
      "(OUT_OF_ORDER_SEQUENCE_NUMBER), and the producer sends both in order. The other remedy is " +
      "max.in.flight.requests.per.connection=1.",
    zh:
      "生产者可以让一个分区的几个批次同时在途。第一个批次正发往 broker 1 时，领导权移到 broker 2；第二个批次发给 broker 2，" +
      "写成功了。随后第一个批次的连接断开，它被重试：日志成了 k4、k5、k6、k1、k2、k3。如果它们是同一个 key 的更新，最后" +
      "剩下的就是旧值，压缩也会留下旧值。有了幂等，新 leader 会拒绝 k4 到 k6，因为前面缺了 k1 到 k3" +
      "（OUT_OF_ORDER_SEQUENCE_NUMBER），生产者再按顺序发送。另一个办法是 max.in.flight.requests.per.connection=1。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "auto.leader.rebalance.enable": false },
  },
  topics: [
    {
      name: "orders",
      assignment: [
        [1, 2, 3],
        [2, 3, 1],
      ],
    },
  ],
  clients: [
    {
      name: "producer",
      producer: {
        acks: "all",
        retries: 2_147_483_647,
        "enable.idempotence": false,
        "metadata.max.age.ms": 1000,
      },
    },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: OVERTAKEN_AT_NEW_LEADER,
  expect: [
    {
      order: [
        { records: "k4..k6", status: "acked" },
        { error: "NETWORK_EXCEPTION", client: "producer" },
        { records: "k1..k3", status: "acked" },
      ],
      text: {
        en: "The second batch is acknowledged while the first is still on its way.",
        zh: "第一个批次还在路上，第二个批次已经得到确认。",
      },
    },
    {
      reordered: "k1..k3",
      text: {
        en: "In the log k1 to k3 stand behind k4 to k6.",
        zh: "日志里 k1 到 k3 排在 k4 到 k6 之后。",
      },
    },
    {
      order: [
        { read: "k4..k6", by: "reader" },
        { read: "k1..k3", by: "reader" },
      ],
      text: { en: "That is how a consumer reads them.", zh: "消费者读到的就是这个顺序。" },
    },
    { duplicated: [], text: { en: "Nothing is there twice.", zh: "没有重复。" } },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
  ],
  control: {
    title: { en: "The same with idempotence", zh: "同样的过程，开启幂等" },
    change: { clients: { producer: { "enable.idempotence": true } } },
    expect: [
      {
        order: [
          { records: "k1..k3", status: "acked" },
          { records: "k4..k6", status: "acked" },
        ],
        text: { en: "They are acknowledged in order.", zh: "按顺序得到确认。" },
      },
      { reordered: [], text: { en: "The order is kept.", zh: "顺序不变。" } },
      { duplicated: [], text: { en: "Nothing is there twice.", zh: "没有重复。" } },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
