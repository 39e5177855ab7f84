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

export const configChangeEnablesUnclean: Scenario = {
  id: "config-change-enables-unclean",
  group: "operations",
  importance: 2,
  title: {
    en: "A setting is changed while there is no leader: unclean elections at once, records lost",
    zh: "没有 leader 时改了一项设置：立即不干净选举，消息丢失",
  },
  explanation: {
    en:
      "Brokers 1 and 2 are dead; broker 3 lives, but lacks the last five records of two partitions, and " +
      "may not lead them. In the heat of the moment the operator sets unclean.leader.election.enable=true " +
      "for the topic. No restart and no further event is needed: since 2.1 the controller tries at once " +
      "to find leaders for the topic's partitions (KAFKA-6835). Broker 3 leads both, and ten records are " +
      "lost. Before, nothing happened until a broker came or went. min.insync.replicas, which sounds as " +
      "if it could help, has nothing to do with elections; a broker's repair has. And the setting stays: " +
      "it allows the next unclean election too, until it is taken back.",
    zh:
      "broker 1 和 2 宕机；broker 3 活着，但两个分区各缺最后五条消息，不能当它们的 leader。慌乱之中，运维人员给主题设了 " +
      "unclean.leader.election.enable=true。不需要重启，也不需要别的事件：从 2.1 起，控制器立即尝试为主题的分区选出 leader" +
      "（KAFKA-6835）。broker 3 成为两个分区的 leader，十条消息丢失。更早的版本要等到有 broker 上线或下线才有动作。" +
      "min.insync.replicas 听上去像是能帮上忙，其实与选举无关；管用的是把 broker 修好。而且设置会留下来：在改回去之前，" +
      "下一次不干净选举也是允许的。",
  },
  eras: ["2.1", "2.4", "2.6", "2.8", "3.9"],
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
    { alterConfig: { topic: "orders", set: { "unclean.leader.election.enable": true } } },
    ...OTHERS_RETURN,
  ],
  expect: [
    {
      elapsed: {
        from: { topic: "orders", configs: { "unclean.leader.election.enable": true } },
        to: {
          all: [
            { partition: "orders-0", leader: 3 },
            { partition: "orders-1", leader: 3 },
          ],
        },
      },
      atMost: "1s",
      text: {
        en: "Broker 3 leads both partitions at once.",
        zh: "broker 3 立即成为两个分区的 leader。",
      },
    },
    {
      lost: "r10..r19",
      text: { en: "The last five records of each are lost.", zh: "每个分区的最后五条消息丢失。" },
    },
    {
      finally: {
        all: [
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 5 },
          { replica: "orders-1", broker: [1, 2, 3], logEndOffset: 5 },
        ],
      },
      text: {
        en: "Brokers 1 and 2 return, and truncate what only they had.",
        zh: "broker 1 和 2 回来后，把只有它们才有的消息截断了。",
      },
    },
    {
      violations: ["ack-durability", "leader-completeness"],
      text: {
        en: "What was acknowledged is gone: the leaders lack what had been committed.",
        zh: "已确认的消息没有保住：leader 缺少已提交的内容。",
      },
    },
  ],
  control: {
    title: {
      en: "The operator sets min.insync.replicas=1 instead",
      zh: "运维人员改设 min.insync.replicas=1",
    },
    change: {
      steps: [
        ...LAST_IN_SYNC_DIES,
        { alterConfig: { topic: "orders", set: { "min.insync.replicas": 1 } } },
        ...OTHERS_RETURN,
      ],
    },
    expect: [
      {
        elapsed: {
          from: { topic: "orders", configs: { "min.insync.replicas": 1 } },
          to: { partition: "orders-0", leader: 1 },
        },
        atLeast: "20s",
        text: {
          en: "That elects nobody: the partitions wait for broker 1.",
          zh: "这选不出任何人：分区一直等到 broker 1 回来。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
