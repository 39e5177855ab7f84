import type { Scenario } from "../../sim/index.ts";

export const hwAdvanceStepByStep: Scenario = {
  id: "hw-advance-step-by-step",
  group: "basics",
  importance: 3,
  title: {
    en: "How the high watermark moves: append, fetch, fetch again",
    zh: "高水位如何前进：追加、拉取、再拉取",
  },
  explanation: {
    en:
      "One record, three replicas, acks=all. A follower that fetches from offset 1 tells the leader " +
      "that it has offset 0. The high watermark is the least offset that every in-sync replica has " +
      "reached, so it moves with the second fetch of the slowest follower; only then is the producer " +
      "told and may consumers read. The followers hear of the new high watermark one fetch later " +
      "still. Broker 2 is near the leader here, broker 3 is far.",
    zh:
      "一条消息，三个副本，acks=all。follower 从偏移量 1 开始拉取，就等于告诉 leader 它已有偏移量 0。" +
      "高水位是所有同步副本都达到的最小偏移量，所以它随最慢的 follower 的第二次拉取前进；这时生产者才得到" +
      "确认，消费者才能读到。follower 还要再晚一次拉取才知道新的高水位。" +
      "这里 broker 2 离 leader 近，broker 3 离得远。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 3,
    controller: 3,
    network: {
      links: [
        { between: [1, 2], latency: "1ms", jitter: 0 },
        { between: [1, 3], latency: "10ms", jitter: 0 },
      ],
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    {
      note: { en: "One record is sent to the leader.", zh: "向 leader 发送一条消息。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "m" },
    },
    {
      wait: {
        all: [
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1, highWatermark: 1 },
          { read: "m", by: "reader" },
        ],
      },
    },
  ],
  expect: [
    {
      order: [
        {
          all: [
            { replica: "orders-0", broker: 1, logEndOffset: 1, highWatermark: 0 },
            { replica: "orders-0", broker: [2, 3], logEndOffset: 0, highWatermark: 0 },
          ],
        },
        {
          all: [
            { replica: "orders-0", broker: [1, 2], logEndOffset: 1, highWatermark: 0 },
            { replica: "orders-0", broker: 3, logEndOffset: 0, highWatermark: 0 },
          ],
        },
        {
          all: [
            {
              replica: "orders-0",
              broker: 1,
              logEndOffset: 1,
              highWatermark: 0,
              knows: { follower: 2, logEndOffset: 1 },
            },
            { replica: "orders-0", broker: 3, logEndOffset: 0, highWatermark: 0 },
          ],
        },
        { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1, highWatermark: 0 },
        {
          all: [
            {
              replica: "orders-0",
              broker: 1,
              logEndOffset: 1,
              highWatermark: 1,
              knows: { follower: 3, logEndOffset: 1 },
            },
            { replica: "orders-0", broker: [2, 3], logEndOffset: 1, highWatermark: 0 },
          ],
        },
        { records: "m", status: "acked" },
        { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 1, highWatermark: 1 },
      ],
      text: {
        en: "(LEO, HW) of brokers 1, 2, 3: (1,0) (0,0) (0,0); (1,0) (1,0) (0,0); the leader knows of broker 2; (1,0) (1,0) (1,0); (1,1) (1,0) (1,0); the ack; (1,1) (1,1) (1,1).",
        zh: "broker 1、2、3 的 (LEO, HW) 依次为：(1,0) (0,0) (0,0)；(1,0) (1,0) (0,0)；leader 得知 broker 2 已有；(1,0) (1,0) (1,0)；(1,1) (1,0) (1,0)；确认；(1,1) (1,1) (1,1)。",
      },
    },
    {
      order: [
        { replica: "orders-0", broker: 1, highWatermark: 1 },
        { read: "m", by: "reader" },
      ],
      text: {
        en: "The consumer reads the record only after the high watermark has passed it.",
        zh: "高水位越过这条消息之后，消费者才能读到它。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with acks=1", zh: "同样的过程，改用 acks=1" },
    change: { clients: { producer: { acks: "1" } } },
    expect: [
      {
        eventually: {
          all: [
            { records: "m", status: "acked" },
            { replica: "orders-0", broker: 1, highWatermark: 0 },
            { replica: "orders-0", broker: 3, logEndOffset: 0 },
          ],
        },
        text: {
          en: "The producer is told after the first step, when nobody may read the record yet.",
          zh: "第一步之后生产者就得到确认，而此时还没有人能读到这条消息。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
