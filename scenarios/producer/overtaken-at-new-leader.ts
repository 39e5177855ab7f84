import type { Step } from "../../sim/index.ts";

/**
 * A first batch is on its way to a leader that is no more; the next one goes to the new leader. In the
 * end the first one's connection breaks, and it is retried.
 */
export const OVERTAKEN_AT_NEW_LEADER: readonly Step[] = [
  {
    note: {
      en: "The producer knows its brokers, and the partition knows the producer.",
      zh: "生产者认识了各个 broker，分区也认识了生产者。",
    },
    produce: { client: "producer", topic: "orders", partition: 0, values: "k0" },
  },
  { produce: { client: "producer", topic: "orders", partition: 1, values: "other" } },
  { wait: { records: ["k0", "other"], status: "acked" } },
  { wait: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1, highWatermark: 1 } },
  {
    note: {
      en: "k1 to k3 are sent to broker 1, and do not arrive.",
      zh: "k1 到 k3 发给 broker 1，到不了。",
    },
    hold: { from: "producer", to: 1, message: "ProduceRequest" },
  },
  { produce: { client: "producer", topic: "orders", partition: 0, values: "k1..k3" } },
  {
    note: {
      en: "Broker 1 loses its session in ZooKeeper, and with it the leadership.",
      zh: "broker 1 失去 ZooKeeper 会话，领导权也随之失去。",
    },
    expireSession: 1,
  },
  { wait: { partition: "orders-0", leader: 2 } },
  {
    note: {
      en: "The producer hears of the new leader from its metadata.",
      zh: "生产者从元数据得知新 leader。",
    },
    sleep: "3s",
  },
  { produce: { client: "producer", topic: "orders", partition: 0, values: "k4..k6" } },
  { sleep: "2s" },
  {
    note: {
      en: "The connection to broker 1 breaks: what was on it is retried.",
      zh: "与 broker 1 的连接断开：上面的请求要重试。",
    },
    reset: { from: "producer", to: 1 },
  },
  { release: { from: "producer", to: 1, message: "ProduceRequest" } },
  { wait: { records: "k1..k6", status: "acked" } },
];
