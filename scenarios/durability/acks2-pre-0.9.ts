import type { Scenario } from "../../sim/index.ts";

export const acks2Pre09: Scenario = {
  id: "acks2-pre-0.9",
  group: "durability",
  importance: 2,
  title: {
    en: "acks=2 in Kafka 0.8: two replicas have the record, the third is elected",
    zh: "Kafka 0.8 的 acks=2：两个副本有了消息，当选的却是第三个",
  },
  explanation: {
    en:
      "Up to 0.8.2 a producer could ask for any number of acknowledgements. With acks=2 the leader " +
      "answers when one follower has the record too; the high watermark, which waits for the whole " +
      "ISR, is still below it. Any member of the ISR may become leader, also one that never had the " +
      "record. Here broker 3 does: it comes first after the leader. Broker 2, which has the record, " +
      "follows broker 3 and truncates to its own high watermark. Only acks=all waits for everybody who " +
      "may be elected. Since 0.9 brokers refuse acks above 1.",
    zh:
      "0.8.2 及以前，生产者可以要求任意个数的确认。acks=2 时，只要有一个 follower 也有了这条消息，leader " +
      "就回复；而高水位要等整个 ISR，此时还在它之下。ISR 的任何成员都可能当选，包括从来没有过这条消息的。" +
      "这里当选的是 broker 3：它排在 leader 之后的第一位。broker 2 有这条消息，却要跟随 broker 3，" +
      "于是截断到自己的高水位。只有 acks=all 会等到每一个可能当选的副本。从 0.9 起，broker 拒绝大于 1 的 acks。",
  },
  eras: ["0.8.2"],
  cluster: { brokers: 4, controller: 4 },
  topics: [{ name: "orders", assignment: [[1, 3, 2]] }],
  clients: [{ name: "producer", producer: { acks: "2", retries: 2_147_483_647 } }],
  steps: [
    {
      note: { en: "Five records reach all three replicas.", zh: "五条消息写入全部三个副本。" },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" },
    },
    {
      wait: {
        all: [
          { records: "r0..r4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5, highWatermark: 5 },
        ],
      },
    },
    {
      note: {
        en: "Every five seconds brokers write their high watermarks to disk.",
        zh: "broker 每五秒把高水位写到磁盘上。",
      },
      sleep: "6s",
    },
    {
      note: {
        en: "Broker 3 no longer reaches the leader. It stays in the ISR for now.",
        zh: "broker 3 连不上 leader，但暂时还在 ISR 里。",
      },
      cut: { from: 1, to: 3 },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "m" } },
    {
      wait: {
        replica: "orders-0",
        broker: 1,
        logEndOffset: 6,
        highWatermark: 5,
        knows: { follower: 2, logEndOffset: 6 },
      },
    },
    {
      note: {
        en: "Broker 2 has m, and the leader knows. Where acks asks for no more, the answer reaches the producer.",
        zh: "broker 2 有了 m，leader 也知道了。如果 acks 没有更多要求，确认此时到达生产者。",
      },
      sleep: "10ms",
    },
    { kill: 1 },
    {
      wait: {
        all: [
          { partition: "orders-0", leader: 3, isr: [2, 3] },
          { replica: "orders-0", broker: 3, role: "leader", leaderEpoch: { atLeast: 1 } },
          { replica: "orders-0", broker: 2, role: "follower", leaderEpoch: { atLeast: 1 } },
        ],
      },
    },
    { note: { en: "The network heals.", zh: "网络恢复。" }, heal: "all" },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
    { wait: { records: "m", status: "acked" } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { records: "m", status: "acked" },
          { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
          { replica: "orders-0", broker: 1, logEndOffset: 6, highWatermark: 5 },
          { replica: "orders-0", broker: 2, logEndOffset: 6 },
          { replica: "orders-0", broker: 3, logEndOffset: 5 },
        ],
      },
      text: {
        en: "m is acknowledged when brokers 1 and 2 have it, and broker 3, in the ISR, has not.",
        zh: "m 得到确认时，broker 1 和 2 有它，ISR 里的 broker 3 没有。",
      },
    },
    {
      order: [
        { replica: "orders-0", broker: 2, logEndOffset: 6 },
        { partition: "orders-0", leader: 3, isr: [2, 3] },
        { replica: "orders-0", broker: 2, leaderEpoch: 1, role: "follower", logEndOffset: 5 },
      ],
      text: {
        en: "Broker 3 is elected from the ISR, and broker 2 truncates the record that it had.",
        zh: "broker 3 从 ISR 中当选，broker 2 截断了它已有的消息。",
      },
    },
    { lost: "m", text: { en: "Exactly m is lost.", zh: "恰好 m 丢失。" } },
    {
      finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5 },
      text: { en: "Five records on every replica.", zh: "每个副本上都只有五条消息。" },
    },
    {
      violations: ["ack-durability"],
      text: {
        en: "Durability of what was acknowledged is broken, by a clean election.",
        zh: "选举是干净的，已确认的消息却没有保住。",
      },
    },
  ],
  control: {
    title: { en: "The same with acks=all", zh: "同样的过程，改用 acks=all" },
    change: { clients: { producer: { acks: "all" } } },
    expect: [
      {
        always: {
          not: {
            all: [
              { records: "m", status: "acked" },
              { replica: "orders-0", broker: 3, logEndOffset: 5 },
            ],
          },
        },
        text: {
          en: "m is not acknowledged before broker 3 has it.",
          zh: "broker 3 没有 m 之前，m 得不到确认。",
        },
      },
      {
        status: "acked",
        records: ["r0", "r1", "r2", "r3", "r4", "m"],
        text: {
          en: "The producer sends m again, to broker 3, and every record is acknowledged.",
          zh: "生产者把 m 重发给 broker 3，每条消息都得到确认。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
