import type { Scenario } from "../../sim/index.ts";
import { CANCELLATION, STUCK_REASSIGNMENT } from "./stuck-reassignment.ts";

export const reassignmentCancelled: Scenario = {
  id: "reassignment-cancelled",
  group: "operations",
  importance: 1,
  title: {
    en: "A reassignment that does not end is cancelled",
    zh: "取消一次没完没了的分区迁移",
  },
  explanation: {
    en:
      "A replica is to move from broker 3 to broker 4, but broker 4 does not reach the leader. As long as " +
      "it is not in the ISR the reassignment does not end: the partition has four replicas, three of them " +
      "in sync, and serves on. Before 2.4 an operator could only wait, or edit ZooKeeper and have another " +
      "controller elected. Since then (KIP-455) a reassignment can be cancelled: the original replicas " +
      "are the replicas again, as if nothing had been asked. When the network heals, nothing moves any more.",
    zh:
      "一个副本要从 broker 3 迁到 broker 4，可 broker 4 连不上 leader。它进不了 ISR，迁移就不会结束：分区有四个副本，其中" +
      "三个同步，照常服务。2.4 之前，运维人员只能等，或者直接改 ZooKeeper，再让控制器换人。此后（KIP-455）可以取消迁移：" +
      "副本恢复为原来那几个，像什么也没要求过一样。网络恢复后，也不再搬动什么。",
  },
  eras: ["2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 5, controller: 5 },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [{ name: "producer", producer: { acks: "all" } }],
  steps: [...STUCK_REASSIGNMENT, ...CANCELLATION],
  expect: [
    {
      elapsed: {
        from: { partition: "orders-0", reassigning: true },
        to: { partition: "orders-0", reassigning: false },
      },
      atLeast: "60s",
      text: {
        en: "The reassignment goes on until it is cancelled.",
        zh: "迁移一直进行，直到被取消。",
      },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", replicas: [1, 2, 3], isr: [1, 2, 3], reassigning: false },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 20, highWatermark: 20 },
        ],
      },
      text: {
        en: "The original replicas are there, in sync.",
        zh: "还是原来的副本，全部同步。",
      },
    },
    {
      always: { partition: "orders-0", isr: [1, 2, 3] },
      after: { partition: "orders-0", isrSize: 3 },
      text: { en: "The ISR never changes.", zh: "ISR 从未改变。" },
    },
    {
      status: "acked",
      records: "r10..r19",
      text: { en: "Writes go on meanwhile.", zh: "其间写入照常。" },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "Nobody cancels it, and the network heals", zh: "没有人取消，网络恢复了" },
    change: {
      steps: [
        ...STUCK_REASSIGNMENT,
        { sleep: "5s" },
        { note: { en: "The network heals.", zh: "网络恢复。" }, heal: "all" },
        { wait: { partition: "orders-0", reassigning: false } },
        { sleep: "30s" },
      ],
    },
    expect: [
      {
        finally: {
          all: [
            { partition: "orders-0", replicas: [1, 2, 4], isr: [1, 2, 4], reassigning: false },
            { replica: "orders-0", broker: 3, role: "none" },
            { replica: "orders-0", broker: [1, 2, 4], logEndOffset: 20, highWatermark: 20 },
          ],
        },
        text: {
          en: "The replica moves to broker 4, and broker 3 deletes its own.",
          zh: "副本迁到 broker 4，broker 3 删除了自己的那份。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
