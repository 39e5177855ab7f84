import type { Scenario } from "../../sim/index.ts";

export const lastReplicaStandingPower: Scenario = {
  id: "last-replica-standing-power",
  group: "durability",
  importance: 3,
  title: {
    en: "The last replica standing loses power: two complete copies are cut down to the poorest",
    zh: "最后一个 ISR 成员断电：两份完整的副本被截断到最残缺的那份",
  },
  explanation: {
    en:
      "The safe configuration, and one power failure. Three replicas have ten acknowledged records. " +
      "The leader loses sight of its followers and removes them from the ISR; from now on it refuses " +
      "writes, as min.insync.replicas=2 demands. Then its machine loses power, and with it the four " +
      "records that were only in its page cache. The followers have all ten, but are not in the ISR, " +
      "so the partition waits for broker 1. Broker 1 comes back with six records, leads, and the " +
      "others truncate to six. min.insync.replicas guards the write; it does not keep a second " +
      "replica electable. Here the unclean election of broker 2 would have been the safe choice. " +
      "flush.messages=1 keeps what was acknowledged. KIP-966 mends this, in KRaft only. (Broker 1 " +
      "syncs every six records, in place of an operating system that writes back in its own time.) " +
      "Up to 0.11 the followers stop instead of truncating.",
    zh:
      "安全配置，只断一次电。三个副本都有十条已确认的消息。leader 联系不上 follower，把它们移出 ISR；" +
      "从此它按 min.insync.replicas=2 的要求拒绝写入。接着它的机器断电，只在页缓存里的四条消息随之消失。" +
      "两个 follower 十条俱全，却不在 ISR 里，分区只能等 broker 1。broker 1 带着六条回来当上 leader，" +
      "其他副本都截断到六条。min.insync.replicas 管的是写入，并不保证还有第二个副本有资格当选。这种情形下，" +
      "对 broker 2 做不干净选举反而是安全的选择。flush.messages=1 能保住已确认的消息。KIP-966 解决了这个" +
      "问题，但只在 KRaft 模式。（这里让 broker 1 每六条刷一次盘，代替操作系统自己安排的回写。）" +
      "0.11 及以前，follower 不截断，而是停机。",
  },
  eras: ["1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "unclean.leader.election.enable": false },
    brokerSettings: { "1": { "log.flush.interval.messages": 6 } },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    { name: "producer", producer: { acks: "all", retries: 0 } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    {
      note: {
        en: "Ten records reach all three replicas; broker 1 syncs the first six.",
        zh: "十条消息写入全部三个副本；broker 1 把前六条刷盘。",
      },
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r9",
        every: "100ms",
      },
    },
    {
      wait: {
        all: [
          { records: "r0..r9", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 10 },
          { read: "r0..r9", by: "reader" },
        ],
      },
    },
    {
      note: {
        en: "The leader is cut from both followers; the controller and the clients still reach it.",
        zh: "leader 与两个 follower 断开；控制器和客户端仍连得上它。",
      },
      cut: { from: 1, to: [2, 3] },
    },
    {
      note: {
        en: "One more record gives the followers something to miss.",
        zh: "再发一条消息，follower 就有了拉不到的东西。",
      },
      produce: { client: "producer", topic: "orders", partition: 0, values: "x" },
    },
    {
      wait: {
        all: [
          { partition: "orders-0", isr: [1] },
          { records: "x", status: "unknown" },
        ],
      },
    },
    {
      note: {
        en: "The power of broker 1 fails: what it had not synced is gone.",
        zh: "broker 1 断电：没有刷盘的全部消失。",
      },
      powerLoss: 1,
      lose: "all",
    },
    { wait: { partition: "orders-0", leader: -1, isr: [1] } },
    {
      note: {
        en: "The network heals. Brokers 2 and 3 have all ten records, and may not lead.",
        zh: "网络恢复。broker 2 和 3 十条俱全，却不能当 leader。",
      },
      heal: "all",
    },
    { sleep: "5s" },
    { restart: 1 },
    { wait: { partition: "orders-0", leader: 1, isr: [1, 2, 3] } },
  ],
  expect: [
    {
      status: "acked",
      records: "r0..r9",
      text: {
        en: "All ten records were acknowledged, with three copies of each.",
        zh: "十条消息全部得到了确认，每条都有三份。",
      },
    },
    {
      eventually: {
        all: [
          { partition: "orders-0", leader: -1, isr: [1] },
          { replica: "orders-0", broker: [2, 3], logEndOffset: 10 },
        ],
      },
      text: {
        en: "There is no leader although brokers 2 and 3 have every record.",
        zh: "broker 2 和 3 什么都有，分区却没有 leader。",
      },
    },
    {
      lost: "r6..r9",
      text: { en: "r6 to r9 are lost everywhere.", zh: "r6 到 r9 在所有副本上消失。" },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 6 },
        ],
      },
      text: {
        en: "Brokers 2 and 3 have truncated to the six records of broker 1.",
        zh: "broker 2 和 3 截断到 broker 1 的六条。",
      },
    },
    {
      violations: ["ack-durability", "consistent-read", "leader-completeness"],
      text: {
        en: "What was acknowledged is gone, and so is what a consumer had read.",
        zh: "已确认的消息消失了，消费者已经读到的内容也消失了。",
      },
    },
  ],
  control: {
    title: { en: "The same with flush.messages=1", zh: "同样的过程，flush.messages=1" },
    change: { topics: { orders: { "flush.messages": 1 } } },
    expect: [
      {
        eventually: { partition: "orders-0", leader: -1, isr: [1] },
        text: {
          en: "Without broker 1 there is no leader.",
          zh: "broker 1 不在时没有 leader。",
        },
      },
      {
        eventually: {
          replica: "orders-0",
          broker: 1,
          role: "leader",
          leaderEpoch: { atLeast: 1 },
          logEndOffset: 11,
        },
        text: {
          en: "Broker 1 comes back with everything it had.",
          zh: "broker 1 带着全部消息回来。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
