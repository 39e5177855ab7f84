import type { Scenario } from "../../sim/index.ts";

export const kafka6003ReplicaSequenceStall: Scenario = {
  id: "kafka-6003-replica-sequence-stall",
  group: "replication",
  importance: 2,
  title: {
    en: "A follower refuses the leader's batches for ever: OutOfOrderSequence on a replica",
    zh: "follower 永远拒绝 leader 的批次：副本上的 OutOfOrderSequence",
  },
  explanation: {
    en:
      "In 0.11.0.0 and 0.11.0.1 followers check sequence numbers, too, as if the leader's batches came " +
      "from a client (KAFKA-6003). The oldest records of an idempotent producer are deleted. The leader " +
      "still knows the producer: its latest records are there. Then the follower loses its disk and " +
      "copies the log from where it begins now. The first batch it meets has the sequence number 5, the " +
      "follower knows nothing of this producer and expects 0: it refuses what the leader stored long " +
      "ago, and its fetcher dies. It never returns to the ISR, and the next crash leaves the partition " +
      "without a leader. Since 0.11.0.2 and 1.0 a replica takes what its leader has: the leader checked it.",
    zh:
      "在 0.11.0.0 和 0.11.0.1 中，follower 也会检查序号，好像 leader 的批次是客户端发来的一样（KAFKA-6003）。" +
      "一个幂等生产者最早的消息被删除。leader 仍然认识这个生产者：它最近的消息还在。之后 follower 丢了磁盘，" +
      "从日志现在的起点重新复制。它遇到的第一个批次序号是 5，而它对这个生产者一无所知，以为该从 0 开始：于是" +
      "拒绝 leader 早已存下的批次，拉取线程就此死掉。它再也回不到 ISR，下一次宕机就让分区没有 leader。从 " +
      "0.11.0.2 和 1.0 起，副本照收 leader 的一切：leader 已经检查过了。",
  },
  eras: ["0.11"],
  cluster: { brokers: 3, controller: 3, settings: { "KAFKA-6003": true } },
  topics: [{ name: "orders", assignment: [[1, 2]] }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", "enable.idempotence": true },
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
    { wait: { replica: "orders-0", broker: [1, 2], highWatermark: 10 } },
    {
      note: {
        en: "The first five records are deleted. The log begins at offset 5 now.",
        zh: "前五条消息被删除。日志现在从偏移量 5 开始。",
      },
      deleteRecords: { partition: "orders-0", before: 5 },
    },
    { wait: { replica: "orders-0", broker: [1, 2], logStartOffset: 5 } },
    {
      note: { en: "Broker 2 loses its disk.", zh: "broker 2 丢失磁盘。" },
      powerLoss: 2,
      lose: "disk",
    },
    { wait: { partition: "orders-0", isr: [1] } },
    {
      note: {
        en: "It comes back and copies the log from its beginning: the first batch has the sequence number 5.",
        zh: "它回来后从头复制日志：第一个批次的序号是 5。",
      },
      restart: 2,
    },
    { wait: { replica: "orders-0", broker: 2, logStartOffset: 5 } },
    { sleep: "60s" },
    {
      note: { en: "A minute later broker 1 dies.", zh: "一分钟后 broker 1 宕机。" },
      kill: 1,
    },
    { sleep: "60s" },
    {
      note: { en: "It comes back after another minute.", zh: "又过一分钟它才回来。" },
      restart: 1,
    },
    { wait: { replica: "orders-0", broker: 1, role: "leader" } },
    { sleep: "10s" },
  ],
  expect: [
    {
      always: { replica: "orders-0", broker: 2, logEndOffset: 5 },
      after: { replica: "orders-0", broker: 2, logStartOffset: 5, logEndOffset: 5 },
      text: {
        en: "Broker 2 never gets a single record.",
        zh: "broker 2 一条消息也没有得到。",
      },
    },
    {
      always: { partition: "orders-0", isr: [1] },
      after: { replica: "orders-0", broker: 2, logStartOffset: 5, logEndOffset: 5 },
      text: { en: "It never returns to the ISR.", zh: "它再也没有回到 ISR。" },
    },
    {
      unavailable: "orders-0",
      atLeast: "50s",
      text: {
        en: "One crash, and there is no leader until that broker is back.",
        zh: "只宕机一台，就没有 leader，直到它回来。",
      },
    },
    {
      lost: "r0..r4",
      text: { en: "Only what was deleted is gone.", zh: "消失的只有被删除的消息。" },
    },
    {
      violations: ["convergence", "log-order"],
      text: {
        en: "A replica that lives and reaches its leader does not catch up; until KAFKA-9491 its high watermark also stays behind the start of its log.",
        zh: "一个活着、也能连上 leader 的副本追不上来；此外在 KAFKA-9491 之前，它的高水位会留在日志起点之前。",
      },
    },
  ],
  control: {
    title: {
      en: "Replicas take what their leader stored (0.11.0.2)",
      zh: "副本照收 leader 存下的一切（0.11.0.2）",
    },
    change: { cluster: { settings: { "KAFKA-6003": false } } },
    expect: [
      {
        order: [
          { replica: "orders-0", broker: 2, logStartOffset: 5, highWatermark: 10 },
          { partition: "orders-0", leader: 2 },
        ],
        text: {
          en: "Broker 2 copies the log, returns to the ISR, and leads when broker 1 dies.",
          zh: "broker 2 复制了日志，回到 ISR，在 broker 1 宕机后成为 leader。",
        },
      },
      {
        unavailable: "orders-0",
        atMost: "20s",
        text: {
          en: "The partition is without a leader only until the session of broker 1 expires.",
          zh: "分区没有 leader 的时间，只到 broker 1 的会话过期为止。",
        },
      },
      {
        lost: "r0..r4",
        text: { en: "Only what was deleted is gone.", zh: "消失的只有被删除的消息。" },
      },
      {
        violations: ["log-order"],
        text: {
          en: "Only the high watermark is behind the start of the log for a moment (KAFKA-9491).",
          zh: "只有高水位一时落在日志起点之前（KAFKA-9491）。",
        },
      },
    ],
  },
};
