import type { Scenario } from "../../sim/index.ts";

export const acksallMinisr2Reject: Scenario = {
  id: "acksall-minisr2-reject",
  group: "durability",
  importance: 3,
  title: {
    en: "The safe configuration: three replicas, min.insync.replicas=2, acks=all",
    zh: "安全配置：三副本、min.insync.replicas=2、acks=all",
  },
  explanation: {
    en:
      "The leader is cut from its followers. First a write waits for them in vain; when the ISR has " +
      "shrunk to the leader alone, the leader refuses writes with NOT_ENOUGH_REPLICAS and appends " +
      "nothing. When it then dies, the partition is down until it returns, because only it is in the " +
      "ISR. Nothing acknowledged is lost. With min.insync.replicas=1 the same leader would go on and " +
      "acknowledge records of which it has the only copy. The controller is broker 4, which the " +
      "leader still reaches: it must record the smaller ISR.",
    zh:
      "leader 与 follower 断开。起初写入一直等不到它们；等 ISR 缩到只剩 leader，leader 就以 " +
      "NOT_ENOUGH_REPLICAS 拒绝写入，什么也不追加。随后 leader 宕机，由于 ISR 里只有它，分区在它回来" +
      "之前不可用。已确认的消息没有丢失。如果 min.insync.replicas=1，这个 leader 会继续接收，" +
      "确认只有它一份的消息。控制器是 broker 4，leader 仍连得上它：缩小的 ISR 要由它记录。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", "enable.idempotence": true, retries: 2_147_483_647 },
    },
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
        en: "The leader is cut from both followers; the controller and the producer still reach it.",
        zh: "leader 与两个 follower 断开；控制器和生产者仍连得上它。",
      },
      cut: { from: 1, to: [2, 3] },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "k5..k9" } },
    { wait: { replica: "orders-0", broker: 1, logEndOffset: 10 } },
    {
      note: {
        en: "Nobody fetches for replica.lag.time.max.ms: the ISR shrinks to the leader.",
        zh: "超过 replica.lag.time.max.ms 没人拉取：ISR 缩到只剩 leader。",
      },
      wait: { partition: "orders-0", isr: [1] },
    },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "k10..k14" } },
    {
      wait: {
        any: [
          { error: "NOT_ENOUGH_REPLICAS", client: "producer" },
          { records: "k10..k14", status: "acked" },
        ],
      },
    },
    { kill: 1 },
    { wait: { partition: "orders-0", leader: -1 } },
    {
      note: {
        en: "The followers are well and may not lead: they are not in the ISR.",
        zh: "两个 follower 都健康，但不能当 leader：它们不在 ISR 里。",
      },
      heal: "all",
    },
    { sleep: "5s" },
    { restart: 1 },
    { wait: { partition: "orders-0", leader: 1, isr: [1, 2, 3] } },
    { wait: { records: "k0..k14", status: "acked" } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
          { replica: "orders-0", broker: 1, logEndOffset: 10, highWatermark: 5 },
          { records: "k5..k9", status: "pending" },
        ],
      },
      text: {
        en: "Before the ISR shrinks, k5 to k9 are in the leader's log and wait for the followers.",
        zh: "ISR 缩小之前，k5 到 k9 在 leader 日志里等待 follower。",
      },
    },
    {
      eventually: { error: "NOT_ENOUGH_REPLICAS", client: "producer" },
      text: {
        en: "Afterwards the leader refuses with NOT_ENOUGH_REPLICAS.",
        zh: "缩小之后 leader 以 NOT_ENOUGH_REPLICAS 拒绝。",
      },
    },
    {
      always: {
        any: [
          { partition: "orders-0", isrSize: { atLeast: 2 } },
          { replica: "orders-0", broker: 1, logEndOffset: { atMost: 10 } },
        ],
      },
      after: { partition: "orders-0", isr: [1, 2, 3] },
      text: {
        en: "While the ISR is the leader alone, nothing is appended.",
        zh: "ISR 只有 leader 时，什么都没有追加。",
      },
    },
    {
      eventually: { partition: "orders-0", leader: -1, isr: [1] },
      text: {
        en: "With broker 1 dead there is no leader; the ISR keeps its last member.",
        zh: "broker 1 宕机后没有 leader；ISR 保留最后一个成员。",
      },
    },
    {
      status: "acked",
      records: "k0..k14",
      text: {
        en: "In the end every record is acknowledged.",
        zh: "最终每条消息都得到确认。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    {
      duplicated: [],
      text: { en: "The retries made no duplicates.", zh: "重试没有造成重复。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same with min.insync.replicas=1", zh: "同样的过程，min.insync.replicas=1" },
    change: { topics: { orders: { "min.insync.replicas": 1 } } },
    expect: [
      {
        eventually: {
          all: [
            { records: "k10..k14", status: "acked" },
            { replica: "orders-0", broker: [2, 3], logEndOffset: 5 },
          ],
        },
        text: {
          en: "k10 to k14 are acknowledged while the leader has the only copy.",
          zh: "k10 到 k14 被确认时，只有 leader 有唯一的一份。",
        },
      },
      {
        lost: [],
        text: {
          en: "Nothing is lost this time, because that one disk survives.",
          zh: "这一次没有丢失，因为那块磁盘还在。",
        },
      },
    ],
  },
};
