import type { Scenario } from "../../sim/index.ts";

export const lastIsrMemberOffline: Scenario = {
  id: "last-isr-member-offline",
  group: "durability",
  importance: 3,
  title: {
    en: "The last member of the ISR dies: no loss, no service until it returns",
    zh: "ISR 的最后一个成员宕机：不丢数据，但在它回来之前不可用",
  },
  explanation: {
    en:
      "The ISR shrinks to the leader, which goes on acknowledging records that only it has. When it " +
      "dies there are two healthy replicas, but neither may lead: they lack those records, and " +
      "unclean elections are off. ZooKeeper keeps the ISR [1] and leader -1 until broker 1 is back. " +
      "min.insync.replicas=2 would have refused the records that had a single copy.",
    zh:
      "ISR 缩到只剩 leader，leader 继续确认只有它一份的消息。它宕机后还有两个健康的副本，但都不能当 " +
      "leader：它们缺少那些消息，而且不允许不干净选举。ZooKeeper 里一直是 ISR [1]、leader -1，" +
      "直到 broker 1 回来。min.insync.replicas=2 会拒绝那些只有一份的消息。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "unclean.leader.election.enable": false, "replica.lag.time.max.ms": 10_000 },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 1 } }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
    {
      name: "second",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "k0..k4" } },
    {
      wait: {
        all: [
          { records: "k0..k4", status: "acked" },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5 },
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
    { produce: { client: "producer", topic: "orders", partition: 0, values: "k5..k9" } },
    { wait: { partition: "orders-0", isr: [1] } },
    {
      note: {
        en: "The leader hears that the smaller ISR is recorded.",
        zh: "leader 得知缩小的 ISR 已被记录。",
      },
      sleep: "100ms",
    },
    {
      note: {
        en: "Another producer writes on, to the leader alone.",
        zh: "另一个生产者继续写入，此时只有 leader。",
      },
      produce: { client: "second", topic: "orders", partition: 0, values: "k10..k14" },
    },
    {
      wait: {
        any: [
          { records: "k5..k14", status: "acked" },
          { error: "NOT_ENOUGH_REPLICAS", client: "producer" },
        ],
      },
    },
    { kill: 1 },
    { wait: { partition: "orders-0", leader: -1 } },
    { note: { en: "The network heals.", zh: "网络恢复。" }, heal: "all" },
    {
      note: {
        en: "Brokers 2 and 3 are well, and the partition stays down.",
        zh: "broker 2 和 3 都健康，分区依然不可用。",
      },
      sleep: "10s",
    },
    { restart: 1 },
    { wait: { partition: "orders-0", leader: 1, isr: [1, 2, 3] } },
    { wait: { records: "k0..k14", status: "acked" } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { records: "k10..k14", status: "acked" },
          { replica: "orders-0", broker: [2, 3], logEndOffset: 5 },
        ],
      },
      text: {
        en: "k10 to k14 are acknowledged while broker 1 has the only copy.",
        zh: "k10 到 k14 被确认时，只有 broker 1 有唯一的一份。",
      },
    },
    {
      eventually: { partition: "orders-0", leader: -1, isr: [1] },
      text: {
        en: "With broker 1 dead the registry says leader -1 and keeps ISR [1].",
        zh: "broker 1 宕机后，注册中心里是 leader -1，ISR 仍为 [1]。",
      },
    },
    {
      always: {
        not: {
          any: [
            { partition: "orders-0", leader: 2 },
            { partition: "orders-0", leader: 3 },
          ],
        },
      },
      text: {
        en: "Neither of the two other replicas is ever elected.",
        zh: "另外两个副本始终没有当选。",
      },
    },
    {
      unavailable: "orders-0",
      atLeast: "10s",
      text: {
        en: "The partition is down for more than ten seconds.",
        zh: "分区不可用超过十秒。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    {
      finally: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 15, highWatermark: 15 },
          { read: "k0..k14", by: "reader" },
        ],
      },
      text: {
        en: "With broker 1 back, the ISR grows to three and everything can be read.",
        zh: "broker 1 回来后，ISR 恢复为三个，所有消息都可读。",
      },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with min.insync.replicas=2", zh: "同样的过程，min.insync.replicas=2" },
    change: { topics: { orders: { "min.insync.replicas": 2 } } },
    expect: [
      {
        eventually: { error: "NOT_ENOUGH_REPLICAS", client: "producer" },
        text: {
          en: "The leader alone refuses the records with NOT_ENOUGH_REPLICAS.",
          zh: "只剩 leader 时以 NOT_ENOUGH_REPLICAS 拒绝写入。",
        },
      },
      {
        always: {
          not: {
            all: [
              {
                any: [
                  { records: ["k5"], status: "acked" },
                  { records: ["k10"], status: "acked" },
                ],
              },
              { replica: "orders-0", broker: [2, 3], logEndOffset: { atMost: 5 } },
            ],
          },
        },
        text: {
          en: "No record is acknowledged while broker 1 has the only copy.",
          zh: "没有一条消息在只有 broker 1 有时就被确认。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: { atLeast: 15 } },
        text: {
          en: "Every record is on all three replicas in the end.",
          zh: "最终每条消息都在三个副本上。",
        },
      },
    ],
  },
};
