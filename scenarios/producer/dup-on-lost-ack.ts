import type { Scenario } from "../../sim/index.ts";

export const dupOnLostAck: Scenario = {
  id: "dup-on-lost-ack",
  group: "producer",
  importance: 3,
  title: {
    en: "The acknowledgement is lost on the network: the record is written twice",
    zh: "确认在网络上丢失：消息写了两遍",
  },
  explanation: {
    en:
      "The leader appends m, its followers have it, it is committed, and the answer to the producer is " +
      "lost with the connection. The producer cannot tell this from a request that never arrived. It " +
      "sends m again, and the leader, which sees nothing but a new request, appends it again. The " +
      "application hears of one success. An idempotent producer numbers its batches: the leader knows " +
      "the number and answers with the offset of the first copy.",
    zh:
      "leader 追加了 m，follower 也有了，已经提交，而给生产者的响应随连接一起丢了。生产者无法把这与“请求根本没有到”" +
      "区分开。它再发一次 m；leader 看到的只是一个新请求，于是又追加一次。应用只得到一次成功。幂等生产者给批次编号：" +
      "leader 认得这个编号，回答第一份的偏移量。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", retries: 10, "enable.idempotence": false },
    },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    {
      note: {
        en: "What broker 1 answers to the producer does not arrive.",
        zh: "broker 1 给生产者的响应到不了。",
      },
      hold: { from: 1, to: "producer", message: "ProduceResponse" },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "m" } },
    { wait: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1, highWatermark: 1 } },
    {
      note: {
        en: "m is committed. The connection breaks, and the answer is lost with it.",
        zh: "m 已经提交。连接断开，响应也随之丢失。",
      },
      reset: { from: 1, to: "producer" },
    },
    { release: { from: 1, to: "producer", message: "ProduceResponse" } },
    { wait: { records: "m", status: "acked" } },
  ],
  expect: [
    {
      order: [
        { replica: "orders-0", broker: 1, logEndOffset: 1, highWatermark: 1 },
        { error: "NETWORK_EXCEPTION", client: "producer" },
        { records: "m", status: "acked" },
      ],
      text: {
        en: "Committed; a lost connection; success at the second attempt.",
        zh: "已提交；连接丢失；第二次尝试成功。",
      },
    },
    { duplicated: "m", text: { en: "m is in the log twice.", zh: "m 在日志里有两份。" } },
    {
      finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 2, highWatermark: 2 },
      text: {
        en: "Both copies are committed on every replica.",
        zh: "两份都已提交，每个副本上都有。",
      },
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
          { records: "m", status: "acked" },
        ],
        text: { en: "The answer is lost here too.", zh: "响应同样丢失。" },
      },
      {
        duplicated: [],
        text: {
          en: "m is there once: the leader knows its sequence number.",
          zh: "m 只有一份：leader 认得它的序列号。",
        },
      },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1 },
        text: { en: "One record on every replica.", zh: "每个副本上都有一条消息。" },
      },
    ],
  },
};
