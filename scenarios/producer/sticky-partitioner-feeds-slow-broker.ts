import type { Scenario } from "../../sim/index.ts";

export const stickyPartitionerFeedsSlowBroker: Scenario = {
  id: "sticky-partitioner-feeds-slow-broker",
  group: "producer",
  importance: 2,
  title: {
    en: "Records without a key pile up on the slowest broker",
    zh: "没有键的消息堆到最慢的 broker 上",
  },
  explanation: {
    en:
      "From 2.4 to 3.2 records without a key stay with one partition until a new batch is needed there " +
      "(KIP-480). A broker that answers at once takes a small batch, the next record needs a new one, " +
      "and the producer moves on. For a broker that is slow the batch cannot leave while the requests " +
      "before it are not answered: it stays open, stays the sticky one, and is filled up to batch.size. " +
      "So the slowest of three equal partitions gets most of the records, and waits for them longest. " +
      "KIP-794 (3.3) counts bytes instead, and gives partitions with long queues fewer of them.",
    zh:
      "从 2.4 到 3.2，没有键的消息一直发往同一个分区，直到那里需要新的批次（KIP-480）。应答快的 broker 马上取走一个小批次，" +
      "下一条消息需要新批次，生产者就换分区。对于慢的 broker，前面的请求没有应答，批次发不出去：它一直开着，一直是黏着的那个，" +
      "直到装满 batch.size。结果，三个同等的分区里，最慢的那个拿到最多的消息，也等得最久。KIP-794（3.3）改为按字节数计，" +
      "而且队列长的分区分到的更少。",
  },
  eras: ["2.4", "2.6", "2.8"],
  cluster: {
    brokers: 3,
    network: { latency: "5ms" },
    hardware: { disk: "ssd", brokers: { "3": { disk: { fsync: "200ms" } } } },
  },
  topics: [{ name: "orders", assignment: [[1], [2], [3]], configs: { "flush.messages": 1 } }],
  clients: [
    {
      name: "producer",
      producer: {
        acks: "all",
        "batch.size": 500,
        "max.in.flight.requests.per.connection": 1,
      },
    },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "warm-up" } },
    { wait: { records: "warm-up", status: "acked" } },
    {
      note: {
        en: "3,000 records without a key, one every millisecond. Every batch is synced; the disk of broker 3 is slow.",
        zh: "3000 条没有键的消息，每毫秒一条。每个批次都要落盘；broker 3 的磁盘很慢。",
      },
      produce: { client: "producer", topic: "orders", values: "r0..r2999", every: "1ms" },
    },
    { wait: { records: "r0..r2999", status: "acked" }, within: "2m" },
  ],
  expect: [
    {
      finally: { replica: "orders-2", broker: 3, logEndOffset: { atLeast: 2400 } },
      text: {
        en: "More than four fifths of the records are on broker 3, the slowest of three.",
        zh: "五分之四以上的消息在三个里最慢的 broker 3 上。",
      },
    },
    {
      latency: { records: "r0..r2999", percentile: 50 },
      atLeast: "1s",
      text: {
        en: "Half of the records wait for more than a second.",
        zh: "一半的消息要等一秒以上。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: {
      en: "3.9: bytes are counted instead of batches, and queues are looked at",
      zh: "3.9：不数批次而数字节，并且看队列长短",
    },
    change: { era: "3.9" },
    expect: [
      {
        finally: { replica: "orders-2", broker: 3, logEndOffset: { atMost: 999 } },
        text: {
          en: "Broker 3 gets less than its third.",
          zh: "broker 3 拿到的不到三分之一。",
        },
      },
      {
        latency: { records: "r0..r2999", percentile: 50 },
        atMost: "100ms",
        text: {
          en: "Half of them are written within a tenth of a second.",
          zh: "一半的消息在十分之一秒内写入。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
