import type { Scenario, Step } from "../../sim/index.ts";
import { LAST_IN_SYNC_DIES } from "./last-in-sync-dies.ts";

const OTHERS_RETURN: readonly Step[] = [
  { sleep: "20s" },
  { note: { en: "Brokers 1 and 2 are repaired.", zh: "broker 1 和 2 修好了。" }, restart: [1, 2] },
  {
    wait: {
      all: [
        { partition: "orders-0", isr: [1, 2, 3] },
        { partition: "orders-1", isr: [1, 2, 3] },
      ],
    },
  },
];

export const uncleanElectionByAdmin: Scenario = {
  id: "unclean-election-by-admin",
  group: "operations",
  importance: 2,
  title: {
    en: "The operator asks for an unclean election: one partition is back, without its last records",
    zh: "运维人员发起不干净选举：一个分区恢复了，最后几条消息丢了",
  },
  explanation: {
    en:
      "acks=all and min.insync.replicas=2, as it should be. Brokers 1 and 2 are dead; broker 3 lives, but lacks " +
      "the last five records of two partitions. Unclean elections are off, so both partitions have no " +
      "leader. orders-0 cannot wait: the operator asks for an unclean election of this one partition " +
      "(kafka-leader-election --election-type unclean, KIP-460, since 2.4). Broker 3 leads it, and r10 to " +
      "r14 are lost, although two replicas had confirmed them: brokers 1 and 2 truncate them when they " +
      "return. orders-1 waits, and loses nothing. unclean.leader.election.enable=true for the topic would " +
      "have given up both partitions, and would go on doing so.",
    zh:
      "acks=all，min.insync.replicas=2，配置无可挑剔。broker 1 和 2 宕机；broker 3 活着，但两个分区各缺最后五条消息。" +
      "不干净选举是关闭的，所以两个分区都没有 leader。orders-0 等不起：运维人员只为这一个分区发起不干净选举" +
      "（kafka-leader-election --election-type unclean，KIP-460，2.4 起）。broker 3 成为它的 leader，r10 到 r14 丢失，" +
      "尽管有两个副本确认过它们：broker 1 和 2 回来后会把它们截断。orders-1 继续等待，什么也没丢。如果给主题设 " +
      "unclean.leader.election.enable=true，两个分区的数据都会被放弃，而且以后还会如此。",
  },
  eras: ["2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4, settings: { "unclean.leader.election.enable": false } },
  topics: [
    {
      name: "orders",
      assignment: [
        [1, 2, 3],
        [1, 2, 3],
      ],
      configs: { "min.insync.replicas": 2 },
    },
  ],
  clients: [{ name: "producer", producer: { acks: "all" } }],
  steps: [
    ...LAST_IN_SYNC_DIES,
    {
      note: {
        en: "The operator gives up what broker 3 does not have of orders-0.",
        zh: "对于 orders-0，运维人员决定放弃 broker 3 没有的数据。",
      },
      electLeaders: { type: "unclean", partitions: ["orders-0"] },
    },
    { wait: { partition: "orders-0", leader: 3 } },
    ...OTHERS_RETURN,
  ],
  expect: [
    {
      status: "acked",
      records: "r0..r19",
      text: { en: "Every record was acknowledged.", zh: "每条消息都得到了确认。" },
    },
    {
      eventually: {
        all: [
          { partition: "orders-0", leader: 3, isr: [3] },
          { partition: "orders-1", leader: -1, isr: [1] },
        ],
      },
      text: {
        en: "Broker 3 leads orders-0; orders-1, for which nobody asked, has no leader.",
        zh: "orders-0 由 broker 3 领导；没有人为 orders-1 发起选举，它没有 leader。",
      },
    },
    {
      lost: "r10..r14",
      text: {
        en: "r10 to r14 are lost; of orders-1, nothing is.",
        zh: "r10 到 r14 丢失；orders-1 什么也没丢。",
      },
    },
    {
      finally: {
        all: [
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5 },
          { replica: "orders-1", broker: [1, 2, 3], logEndOffset: 10 },
        ],
      },
      text: {
        en: "In the end no replica of orders-0 has them.",
        zh: "最终 orders-0 的副本上都没有它们。",
      },
    },
    {
      violations: ["ack-durability", "leader-completeness"],
      text: {
        en: "What was acknowledged is gone: the leader lacks what had been committed.",
        zh: "已确认的消息没有保住：leader 缺少已提交的内容。",
      },
    },
  ],
  control: {
    title: { en: "The operator waits", zh: "运维人员选择等待" },
    change: { steps: [...LAST_IN_SYNC_DIES, ...OTHERS_RETURN] },
    expect: [
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        always: { not: { partition: "orders-0", leader: 3 } },
        text: { en: "Broker 3 never leads.", zh: "broker 3 从未当过 leader。" },
      },
      {
        unavailable: "orders-0",
        atLeast: "30s",
        text: {
          en: "The price: orders-0 is down until broker 1 is repaired.",
          zh: "代价是：broker 1 修好之前，orders-0 不可用。",
        },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
