import type { Scenario } from "../../sim/index.ts";
import { OVERTAKEN_AT_NEW_LEADER } from "./overtaken-at-new-leader.ts";

export const inflight1StillReorders09: Scenario = {
  id: "inflight1-still-reorders-0.9",
  group: "producer",
  importance: 1,
  title: {
    en: "One request in flight, and still out of order (0.8.2, 0.9)",
    zh: "只允许一个请求在途，还是乱序（0.8.2、0.9）",
  },
  explanation: {
    en:
      "max.in.flight.requests.per.connection=1 was advised to whoever needs the order of records. But " +
      "the bound is one of a connection. When the leadership moves while a batch is on its way to the " +
      "old leader, the next batch goes out on the connection to the new one, and overtakes it. Since " +
      "KAFKA-3197 (0.10.0) a producer with that setting mutes a partition that has a batch in flight.",
    zh:
      "需要消息顺序的人，得到的建议是 max.in.flight.requests.per.connection=1。但这个上限是每个连接的。批次正发往旧 leader 时" +
      "领导权移走，下一个批次就从到新 leader 的连接发出，超了过去。从 KAFKA-3197（0.10.0）起，有这个设置的生产者会让" +
      "有批次在途的分区静默。",
  },
  eras: ["0.8.2", "0.9"],
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
        "max.in.flight.requests.per.connection": 1,
        "metadata.max.age.ms": 1000,
      },
    },
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
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
  ],
  control: {
    title: {
      en: "The same with one batch of a partition in flight (0.10)",
      zh: "同样的过程，一个分区只有一个批次在途（0.10）",
    },
    change: { era: "0.10.2" },
    expect: [
      {
        order: [
          { records: "k1..k3", status: "acked" },
          { records: "k4..k6", status: "acked" },
        ],
        text: {
          en: "The second batch waits until the first is done.",
          zh: "第二个批次一直等到第一个完成。",
        },
      },
      { reordered: [], text: { en: "The order is kept.", zh: "顺序不变。" } },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
