import type { Scenario } from "../../sim/index.ts";

export const minisrIgnoredByAcks1: Scenario = {
  id: "minisr-ignored-by-acks1",
  group: "durability",
  importance: 3,
  title: {
    en: "min.insync.replicas=2 does nothing for a producer with acks=1",
    zh: "min.insync.replicas=2 管不了 acks=1 的生产者",
  },
  explanation: {
    en:
      "min.insync.replicas is a condition on writes with acks=all. With acks=0 or 1 the leader " +
      "appends and answers even when it is alone in the ISR. Two producers write to the same " +
      "partition while both followers are down: the one with acks=all is refused, the one with " +
      "acks=1 is told that all is well. Then the leader dies for good, and an operator who allows " +
      "unclean elections brings back broker 2. The record that was acknowledged is lost; the one " +
      "that was refused is tried again, and is kept. The broker has no setting that raises a " +
      "producer's acks: every producer has to ask for all.",
    zh:
      "min.insync.replicas 只约束 acks=all 的写入。acks=0 或 1 时，即使 ISR 只剩 leader 一个，它也照样" +
      "追加、照样回复成功。两个 follower 都宕机时，两个生产者写同一个分区：acks=all 的被拒绝，acks=1 的" +
      "得到成功。随后 leader 一去不回，运维允许不干净选举，把 broker 2 拉起来。得到确认的那条消息丢了；" +
      "被拒绝的那条不断重试，保住了。broker 上没有哪个配置能抬高生产者的 acks：" +
      "每个生产者都要自己要求 all。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 4, controller: 4 },
  topics: [
    {
      name: "orders",
      assignment: [[1, 2, 3]],
      configs: { "min.insync.replicas": 2, "unclean.leader.election.enable": true },
    },
  ],
  clients: [
    {
      name: "careless",
      producer: { acks: "1", retries: 2_147_483_647 },
    },
    {
      name: "careful",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
  ],
  steps: [
    {
      note: { en: "Both followers die.", zh: "两个 follower 都宕机。" },
      kill: [2, 3],
    },
    { wait: { partition: "orders-0", leader: 1, isr: [1] } },
    {
      wait: { replica: "orders-0", broker: 1, role: "leader", leaderEpoch: { atLeast: 1 } },
    },
    {
      note: {
        en: "a is sent with the producer's own acks.",
        zh: "a 按这个生产者自己的 acks 发送。",
      },
      produce: { client: "careless", topic: "orders", partition: 0, values: "a" },
    },
    {
      wait: {
        any: [
          { records: "a", status: "acked" },
          { error: "NOT_ENOUGH_REPLICAS", client: "careless" },
        ],
      },
    },
    {
      note: { en: "b is sent with acks=all.", zh: "b 以 acks=all 发送。" },
      produce: { client: "careful", topic: "orders", partition: 0, values: "b" },
    },
    { wait: { error: "NOT_ENOUGH_REPLICAS", client: "careful" } },
    { kill: 1 },
    { wait: { partition: "orders-0", leader: -1 } },
    {
      note: {
        en: "Broker 1 does not return. Broker 2 is started, and may lead without being in the ISR.",
        zh: "broker 1 没有回来。启动 broker 2，它不在 ISR 里也可以当 leader。",
      },
      restart: 2,
    },
    { wait: { partition: "orders-0", leader: 2 } },
    { restart: 3 },
    { wait: { partition: "orders-0", isr: [2, 3] } },
    { wait: { records: "b", status: "acked" } },
  ],
  expect: [
    {
      eventually: {
        all: [
          { records: "a", status: "acked" },
          { partition: "orders-0", leader: 1, isr: [1] },
        ],
      },
      text: {
        en: "a is acknowledged although the ISR is smaller than min.insync.replicas.",
        zh: "ISR 少于 min.insync.replicas，a 仍然得到确认。",
      },
    },
    {
      order: [
        { error: "NOT_ENOUGH_REPLICAS", client: "careful" },
        { partition: "orders-0", leader: 2, isr: [2, 3] },
        { records: "b", status: "acked" },
      ],
      text: {
        en: "b is refused with NOT_ENOUGH_REPLICAS, and acknowledged only when two replicas are in sync.",
        zh: "b 被 NOT_ENOUGH_REPLICAS 拒绝，直到有两个同步副本才得到确认。",
      },
    },
    { lost: "a", text: { en: "a is lost.", zh: "a 丢了。" } },
    {
      finally: { replica: "orders-0", broker: [2, 3], logEndOffset: 1 },
      text: {
        en: "The log holds b, and nothing else.",
        zh: "日志里只有 b。",
      },
    },
    { duplicated: [], text: { en: "Nothing is there twice.", zh: "没有重复。" } },
  ],
  control: {
    title: { en: "The same with acks=all for both", zh: "同样的过程，两个生产者都用 acks=all" },
    change: { clients: { careless: { acks: "all" } } },
    expect: [
      {
        eventually: { error: "NOT_ENOUGH_REPLICAS", client: "careless" },
        text: { en: "a is refused too, at first.", zh: "a 起初也被拒绝。" },
      },
      {
        status: "acked",
        records: ["a", "b"],
        text: {
          en: "Both are acknowledged when two replicas are in sync.",
          zh: "有了两个同步副本，两条都得到确认。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
