import type { Scenario } from "../../sim/index.ts";

export const isrShrinkExpand: Scenario = {
  id: "isr-shrink-expand",
  group: "basics",
  importance: 3,
  title: {
    en: "The life of an ISR: it shrinks when a follower lags, and grows when it has caught up",
    zh: "ISR 的一生：follower 落后就缩小，追上来就恢复",
  },
  explanation: {
    en:
      "A write with acks=all waits for every member of the ISR. When broker 3 hangs, the write waits " +
      "too, but not for ever: a follower that has not been caught up for replica.lag.time.max.ms is " +
      "taken out of the ISR by the leader, the high watermark moves up to what the remaining members " +
      "have, and the producer is told. (In 2.8 that takes one more write: KAFKA-13091.) When broker 3 goes on it fetches what it missed, and rejoins once it " +
      "has reached the high watermark. Leader and leader epoch stay the same: only the ISR in " +
      "ZooKeeper changes. The hang must be shorter than the ZooKeeper session; otherwise it is the " +
      "controller that removes the broker, and with a new leader epoch.",
    zh:
      "acks=all 的写入要等 ISR 的每个成员。broker 3 卡住时，写入也跟着等，但不会无限期地等：follower 超过 " +
      "replica.lag.time.max.ms 没有追上，leader 就把它移出 ISR，高水位前进到其余成员都有的位置，" +
      "生产者得到确认（2.8 要再有一次写入才会前进：KAFKA-13091）。broker 3 恢复后拉取错过的消息，到达高水位就重新加入。leader 和 leader epoch " +
      "都没变，变的只有 ZooKeeper 里的 ISR。前提是卡住的时间短于 ZooKeeper 会话；否则移除它的是控制器，" +
      "并且会带来新的 leader epoch。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 3,
    controller: 2,
    settings: { "replica.lag.time.max.ms": 4000, "zookeeper.session.timeout.ms": 18_000 },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
    {
      name: "second",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r1" } },
    { produce: { client: "second", topic: "orders", partition: 0, values: "r2" } },
    {
      wait: {
        all: [
          { records: "r0..r2", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 3, highWatermark: 3 },
        ],
      },
    },
    { note: { en: "Broker 3 hangs.", zh: "broker 3 卡住了。" }, pause: 3 },
    {
      note: {
        en: "r3 is sent: broker 2 gets it, and the high watermark waits for broker 3.",
        zh: "发送 r3：broker 2 拿到了，高水位还在等 broker 3。",
      },
      produce: { client: "producer", topic: "orders", partition: 0, values: "r3" },
    },
    { wait: { replica: "orders-0", broker: [1, 2], logEndOffset: 4, highWatermark: 3 } },
    { wait: { partition: "orders-0", isr: [1, 2] } },
    {
      note: {
        en: "The leader hears that the smaller ISR is recorded.",
        zh: "leader 得知缩小的 ISR 已被记录。",
      },
      sleep: "100ms",
    },
    {
      note: { en: "Another producer writes r4.", zh: "另一个生产者写入 r4。" },
      produce: { client: "second", topic: "orders", partition: 0, values: "r4" },
    },
    { wait: { records: "r3..r4", status: "acked" } },
    { note: { en: "Broker 3 goes on.", zh: "broker 3 恢复运行。" }, resume: 3 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      order: [
        { replica: "orders-0", broker: 1, logEndOffset: 4, highWatermark: 3 },
        { partition: "orders-0", leader: 1, leaderEpoch: 0, isr: [1, 2] },
        { replica: "orders-0", broker: 1, highWatermark: { atLeast: 4 } },
        { records: "r3", status: "acked" },
        { replica: "orders-0", broker: 3, logEndOffset: 5 },
        {
          all: [
            { replica: "orders-0", broker: 3, logEndOffset: 5 },
            { partition: "orders-0", leader: 1, leaderEpoch: 0, isr: [1, 2, 3] },
          ],
        },
      ],
      text: {
        en: "The write waits; the ISR goes to [1, 2]; the high watermark moves; the ack; broker 3 catches up; the ISR is [1, 2, 3] again.",
        zh: "写入等待；ISR 变为 [1, 2]；高水位前进；确认；broker 3 追上；ISR 恢复为 [1, 2, 3]。",
      },
    },
    {
      always: { partition: "orders-0", leader: 1, leaderEpoch: 0 },
      after: { partition: "orders-0", leader: 1 },
      text: {
        en: "Leader and leader epoch never change.",
        zh: "leader 和 leader epoch 始终不变。",
      },
    },
    {
      always: { broker: 3, registered: true },
      after: { broker: 3, registered: true },
      text: {
        en: "Broker 3 keeps its session: ZooKeeper noticed nothing.",
        zh: "broker 3 的会话一直在：ZooKeeper 毫无察觉。",
      },
    },
    {
      unavailable: "orders-0",
      atMost: 0,
      text: { en: "There is a leader all the time.", zh: "始终有 leader。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: {
      en: "The same with a lag time longer than the session: replica.lag.time.max.ms=60000",
      zh: "同样的过程，落后时限长于会话：replica.lag.time.max.ms=60000",
    },
    change: { cluster: { settings: { "replica.lag.time.max.ms": 60_000 } } },
    expect: [
      {
        order: [
          { replica: "orders-0", broker: 1, logEndOffset: 4, highWatermark: 3 },
          {
            all: [
              { broker: 3, registered: false },
              { host: 3, life: "paused" },
            ],
          },
          { partition: "orders-0", leader: 1, leaderEpoch: 1, isr: [1, 2] },
          { records: "r3", status: "acked" },
        ],
        text: {
          en: "The write hangs until the session of broker 3 has expired, and the controller removes it in a new leader epoch.",
          zh: "写入一直卡到 broker 3 的会话过期，由控制器移除它，并换了新的 leader epoch。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
