import type { Scenario } from "../../sim/index.ts";

export const producerIdExpiredClusterSide: Scenario = {
  id: "producer-id-expired-cluster-side",
  group: "producer",
  importance: 1,
  title: {
    en: "A broker forgets an idle producer, by its own clock: the retry is written twice",
    zh: "broker 按自己的时钟忘掉了空闲的生产者：重试写成两份",
  },
  explanation: {
    en:
      "A partition knows an idempotent producer only for a time: transactional.id.expiration.ms after its " +
      "last record, producer.id.expiration.ms since 3.4 (KIP-854). Each replica counts by its own wall " +
      "clock. m is on both replicas, but its acknowledgement does not reach the producer. Minutes later " +
      "broker 2 forgets the producer; broker 1, whose clock is slow, still knows it, and would recognise " +
      "the retry. But then broker 1 dies. To broker 2 the retry is the first batch of a producer it never " +
      "met, and since 2.5 (KIP-360) such a producer may begin with any sequence number: m is appended " +
      "again. Idempotence lasts as long as the memory of the brokers, which must outlast every retry.",
    zh:
      "分区只在一段时间内认识一个幂等生产者：它最后一条消息之后的 transactional.id.expiration.ms，从 3.4 起是 " +
      "producer.id.expiration.ms（KIP-854）。每个副本都按自己的墙上时钟计算。m 在两个副本上都有了，但确认没有" +
      "到达生产者。几分钟后 broker 2 忘掉了这个生产者；broker 1 的时钟慢了，仍然认识它，本可以认出重试。可是 " +
      "broker 1 宕机了。对 broker 2 来说，重试是一个素未谋面的生产者的第一个批次，而从 2.5 起（KIP-360）这样的" +
      "生产者可以从任何序号开始：m 又被追加一次。幂等只和 broker 的记忆一样长，这份记忆必须长过所有的重试。",
  },
  eras: ["2.6", "2.8", "3.9"],
  cluster: {
    brokers: 3,
    controller: 3,
    settings: {
      "transactional.id.expiration.ms": 300_000,
      "producer.id.expiration.ms": 300_000,
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2]] }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", "enable.idempotence": true, "delivery.timeout.ms": 3_600_000 },
    },
  ],
  steps: [
    {
      produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r2" },
    },
    { wait: { records: "r0..r2", status: "acked" } },
    {
      note: {
        en: "Answers of broker 1 no longer reach the producer.",
        zh: "broker 1 的回复不再到达生产者。",
      },
      cut: { from: 1, to: "producer", oneWay: true },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "m" } },
    {
      note: { en: "m is on both replicas.", zh: "m 在两个副本上都有了。" },
      wait: { replica: "orders-0", broker: [1, 2], highWatermark: 4 },
    },
    {
      note: {
        en: "The clock of broker 1 is put back by an hour.",
        zh: "broker 1 的时钟被拨慢一小时。",
      },
      jumpClock: { host: 1, by: "-1h" },
    },
    {
      note: {
        en: "Twenty-one minutes go by. Every ten minutes each broker looks for producers that have been idle for too long by its own clock.",
        zh: "二十一分钟过去。每隔十分钟，各 broker 按自己的时钟查一遍空闲过久的生产者。",
      },
      sleep: "21m",
    },
    {
      note: {
        en: "Broker 1 dies. Broker 2 will lead.",
        zh: "broker 1 宕机，接下来由 broker 2 当 leader。",
      },
      kill: 1,
    },
    { wait: { partition: "orders-0", leader: 2 } },
    { wait: { records: "m", status: "acked" }, within: "5m" },
    { heal: "all" },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2] } },
  ],
  expect: [
    {
      duplicated: "m",
      text: {
        en: "m is in the log twice, although the producer is idempotent.",
        zh: "尽管生产者是幂等的，m 在日志里还是有两份。",
      },
    },
    {
      status: "acked",
      records: ["r0", "r1", "r2", "m"],
      text: { en: "The producer is told nothing but success.", zh: "生产者得到的都是成功。" },
    },
    {
      finally: { replica: "orders-0", broker: [1, 2], logEndOffset: 5 },
      text: { en: "Five records on both replicas.", zh: "两个副本上都是五条消息。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    {
      violations: ["idempotence"],
      text: {
        en: "The producer's own retry was written again, as the settings allow.",
        zh: "生产者自己的重试被再次写入：配置允许这样。",
      },
    },
  ],
  control: {
    title: {
      en: "The brokers remember producers for a day",
      zh: "broker 记住生产者一天",
    },
    change: {
      cluster: {
        settings: {
          "transactional.id.expiration.ms": 86_400_000,
          "producer.id.expiration.ms": 86_400_000,
        },
      },
    },
    expect: [
      {
        duplicated: [],
        text: {
          en: "Broker 2 still knows the producer, and recognises the retry.",
          zh: "broker 2 仍然认识这个生产者，认出了重试。",
        },
      },
      {
        status: "acked",
        records: ["r0", "r1", "r2", "m"],
        text: { en: "Everything is acknowledged.", zh: "全部得到确认。" },
      },
      {
        finally: { replica: "orders-0", broker: [1, 2], logEndOffset: 4 },
        text: { en: "Four records on both replicas.", zh: "两个副本上都是四条消息。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
