import type { Scenario } from "../../sim/index.ts";

export const unknownProducerId: Scenario = {
  id: "unknown-producer-id",
  group: "producer",
  importance: 2,
  title: {
    en: "Retention deletes a producer's last records, and the broker forgets the producer",
    zh: "保留策略删掉了生产者最后的消息，broker 也忘了这个生产者",
  },
  explanation: {
    en:
      "What a broker knows of an idempotent producer goes with its last records, until 2.3 (KAFKA-7190). " +
      "A producer that is idle for longer than retention keeps its records is a stranger when it goes on " +
      "with the sequence number 10: UNKNOWN_PRODUCER_ID. Was something lost, or only deleted? The client " +
      "compares: the offset that was acknowledged last lies before the start of the log, so retention did " +
      "it, and the client begins again with 0 (KAFKA-5793). In every other case it must give up, and a " +
      "leader with another log start offset can mislead it. To begin again has a price: m3 is written, its " +
      "answer is lost, and retention deletes it before the retry; begun again, m3 is written twice, and " +
      "consumers may have read it twice. Since 2.4 the broker keeps the producer in " +
      "mind after its records are gone, and since 2.5 a producer it does not know may begin anywhere (KIP-360).",
    zh:
      "直到 2.3，broker 对幂等生产者的了解都随它最后的消息一起消失（KAFKA-7190）。生产者空闲的时间长过保留" +
      "时间，再带着序号 10 继续写，就成了陌生人：UNKNOWN_PRODUCER_ID。是丢了消息，还是只是被删除？客户端作" +
      "比较：最后确认的偏移量在日志起点之前，可见是保留策略删的，于是从 0 重新开始（KAFKA-5793）。其他情况下" +
      "它只能放弃，而日志起点不同的 leader 还会误导它。重新开始也有代价：m3 已写入，确认丢失，重试之前又被保留策略" +
      "删除；重新开始之后 m3 就写了两次，消费者可能读到两次。从 2.4 起，消息删除之后 broker 仍记得生产者；从 2.5 起，" +
      "不认识的生产者可以从任何序号开始（KIP-360）。",
  },
  eras: ["1.1", "2.0", "2.1"],
  cluster: { brokers: 3, controller: 3 },
  topics: [{ name: "orders", assignment: [[1, 2]], configs: { "retention.ms": 60_000 } }],
  clients: [
    {
      name: "producer",
      producer: {
        acks: "all",
        retries: 2_147_483_647,
        "enable.idempotence": true,
        "request.timeout.ms": 1_200_000,
      },
    },
  ],
  steps: [
    {
      note: {
        en: "An idempotent producer writes ten batches, with the sequence numbers 0 to 9.",
        zh: "幂等生产者写入十个批次，序号 0 到 9。",
      },
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r9",
        every: "100ms",
      },
    },
    { wait: { records: "r0..r9", status: "acked" } },
    {
      note: {
        en: "Then it is idle. Retention deletes everything it wrote.",
        zh: "之后它空闲。保留策略删掉了它写的一切。",
      },
      wait: { replica: "orders-0", broker: [1, 2], logStartOffset: 10 },
      within: "15m",
    },
    {
      note: {
        en: "It goes on with the sequence number 10.",
        zh: "它带着序号 10 继续写。",
      },
      produce: { client: "producer", topic: "orders", partition: 0, values: "m1" },
    },
    { wait: { records: "m1", status: "acked" } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "m2" } },
    { wait: { records: "m2", status: "acked" } },
    { wait: { replica: "orders-0", broker: [1, 2], highWatermark: 12 } },
    {
      note: {
        en: "m3 is written, and the answer is lost with the connection. The retry is under way for long.",
        zh: "m3 已写入，确认随连接一起丢失。重试在路上走了很久。",
      },
      hold: { from: 1, to: "producer", message: "ProduceResponse" },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "m3" } },
    { wait: { replica: "orders-0", broker: [1, 2], highWatermark: 13 } },
    { hold: { from: "producer", to: 1, message: "ProduceRequest" } },
    { reset: { from: 1, to: "producer" } },
    { release: { from: 1, to: "producer", message: "ProduceResponse" } },
    {
      note: { en: "Meanwhile retention deletes m3.", zh: "这期间保留策略删掉了 m3。" },
      wait: { replica: "orders-0", broker: [1, 2], logStartOffset: 13 },
      within: "15m",
    },
    { release: { from: "producer", to: 1, message: "ProduceRequest" } },
    { wait: { records: "m3", status: "acked" } },
  ],
  expect: [
    {
      order: [
        { replica: "orders-0", broker: 1, logStartOffset: 10 },
        { error: "UNKNOWN_PRODUCER_ID", client: "producer" },
        { records: "m1", status: "acked" },
        { records: "m2", status: "acked" },
      ],
      text: {
        en: "The leader does not know the producer any more; it begins again with 0, and goes on.",
        zh: "leader 不再认识这个生产者；生产者从 0 重新开始，继续写下去。",
      },
    },
    {
      order: [
        { replica: "orders-0", broker: 1, highWatermark: 13 },
        { replica: "orders-0", broker: 1, logStartOffset: 13 },
        { error: "UNKNOWN_PRODUCER_ID", client: "producer", times: 2 },
        { replica: "orders-0", broker: 1, logEndOffset: 14 },
        { records: "m3", status: "acked" },
      ],
      text: {
        en: "m3 has the offset 12, is deleted there, and is written once more, with the offset 13.",
        zh: "m3 的偏移量是 12，在那里被删除，又以偏移量 13 再写了一次。",
      },
    },
    {
      lost: ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "m1", "m2"],
      text: { en: "Only what retention deleted is gone.", zh: "消失的只有保留策略删掉的消息。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same in 2.8", zh: "同样的过程，在 2.8" },
    change: { era: "2.8" },
    expect: [
      {
        always: { not: { error: "UNKNOWN_PRODUCER_ID" } },
        text: {
          en: "The broker still knows the producer, and takes the sequence number 10.",
          zh: "broker 仍然认识这个生产者，接受序号 10。",
        },
      },
      {
        status: "acked",
        records: ["m1", "m2", "m3"],
        text: { en: "All are acknowledged.", zh: "全部得到确认。" },
      },
      {
        finally: { replica: "orders-0", broker: [1, 2], logEndOffset: 13 },
        text: {
          en: "It recognises the retry of m3, though m3 is deleted.",
          zh: "m3 虽已删除，broker 仍认出了它的重试。",
        },
      },
      {
        lost: ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "m1", "m2", "m3"],
        text: { en: "Only what retention deleted is gone.", zh: "消失的只有保留策略删掉的消息。" },
      },
    ],
  },
};
