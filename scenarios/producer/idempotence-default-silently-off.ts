import type { Scenario } from "../../sim/index.ts";

export const idempotenceDefaultSilentlyOff: Scenario = {
  id: "idempotence-default-silently-off",
  group: "producer",
  importance: 2,
  title: {
    en: "3.0.0: idempotence is the default, and is not on",
    zh: "3.0.0：幂等是默认值，却没有开",
  },
  explanation: {
    en:
      "Since 3.0 producers are idempotent by default, says the documentation, and acks=all is the default " +
      "too. In 3.0.0 and 3.1.0 only the latter is true: unless somebody sets enable.idempotence, the " +
      "producer never asks for a producer id (KAFKA-13598). The application has the settings of a " +
      "safe producer and meets the duplicates of an old one: here an acknowledgement is lost, and m " +
      "is written twice. From 3.0.1, 3.1.1 and 3.2.0 on the default holds. Even then idempotence gives " +
      "way silently to other settings that contradict it, such as acks=1, if it was not set explicitly.",
    zh:
      "文档说，从 3.0 起生产者默认幂等，acks=all 也是默认值。在 3.0.0 和 3.1.0 里只有后者是真的：除非有人设了" +
      " enable.idempotence，生产者根本不申请 producer id（KAFKA-13598）。应用以为自己的配置是安全的，遇到的却是旧生产者的" +
      "重复：这里一个确认丢了，m 写了两遍。3.0.1、3.1.1 和 3.2.0 起默认值才生效。即便如此，没有显式设置的幂等，" +
      "遇到与之矛盾的配置（例如 acks=1）仍会默默让步。",
  },
  eras: ["3.9"],
  cluster: { brokers: 4, controller: 4 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [{ name: "producer", producer: { "KAFKA-13598": true } }],
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
      messages: { message: "InitProducerIdRequest", from: "producer" },
      atMost: 0,
      text: {
        en: "The producer never asked for a producer id.",
        zh: "生产者从没有申请过 producer id。",
      },
    },
    { duplicated: "m", text: { en: "m is in the log twice.", zh: "m 在日志里有两份。" } },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
  ],
  control: {
    title: {
      en: "The same with enable.idempotence=true set explicitly",
      zh: "同样的过程，显式设置 enable.idempotence=true",
    },
    change: { clients: { producer: { "enable.idempotence": true } } },
    expect: [
      {
        messages: { message: "InitProducerIdRequest", from: "producer" },
        atLeast: 1,
        text: { en: "It asks for a producer id.", zh: "它申请了 producer id。" },
      },
      { duplicated: [], text: { en: "m is there once.", zh: "m 只有一份。" } },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
