import type { Scenario } from "../../sim/index.ts";

export const preferredLeaderFlap: Scenario = {
  id: "preferred-leader-flap",
  group: "controller",
  importance: 1,
  title: {
    en: "Auto rebalance keeps handing the leadership back to a broker that keeps failing",
    zh: "自动均衡一再把 leader 身份交还给反复出问题的 broker",
  },
  explanation: {
    en:
      "Broker 1 is the preferred leader and hangs for longer than its session every now and then. Each " +
      "time it is deposed, comes back into the ISR, and the next check of the leader imbalance elects it " +
      "again, as if nothing had been. Every turn costs a time without a leader, and records that were " +
      "acknowledged with acks=1 in the last moment. Without auto.leader.rebalance.enable the partition " +
      "moves away once and stays where it is well.",
    zh:
      "broker 1 是首选 leader，却时不时卡住，时间超过会话。每次它都被罢免，又回到 ISR，下一次 leader 均衡检查便若无其事" +
      "地重新选它。每一轮都要付出一段没有 leader 的时间，以及最后一刻以 acks=1 确认的消息。关闭 " +
      "auto.leader.rebalance.enable 后，分区只搬走一次，就留在健康的地方。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: {
      "zookeeper.session.timeout.ms": 6000,
      "leader.imbalance.check.interval.seconds": 20,
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]] }],
  clients: [{ name: "producer", producer: { acks: "all", retries: 2_147_483_647 } }],
  steps: [
    {
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r799",
        every: "100ms",
      },
    },
    { sleep: "2s" },
    { note: { en: "Broker 1 hangs.", zh: "broker 1 卡住。" }, pause: 1 },
    { wait: { partition: "orders-0", leader: 2 } },
    { resume: 1 },
    { sleep: "35s" },
    { note: { en: "Broker 1 hangs again.", zh: "broker 1 再次卡住。" }, pause: 1 },
    { sleep: "8s" },
    { resume: 1 },
    { wait: { records: "r0..r799", status: "acked" } },
    { sleep: "20s" },
  ],
  expect: [
    {
      order: [
        { partition: "orders-0", leader: 1, leaderEpoch: 0 },
        { partition: "orders-0", leader: 2 },
        { partition: "orders-0", leader: 1, leaderEpoch: { atLeast: 2 } },
        { partition: "orders-0", leader: 2, leaderEpoch: { atLeast: 3 } },
        { partition: "orders-0", leader: 1, leaderEpoch: { atLeast: 4 } },
      ],
      text: {
        en: "The leadership goes to broker 2 and back to broker 1, and again.",
        zh: "leader 身份去到 broker 2，又回到 broker 1，如此反复。",
      },
    },
    {
      unavailable: "orders-0",
      atLeast: "8s",
      text: {
        en: "Two times without a leader, several seconds each.",
        zh: "两段没有 leader 的时间，每段好几秒。",
      },
    },
    { lost: [], text: { en: "With acks=all nothing is lost.", zh: "acks=all 下没有丢失。" } },
  ],
  control: {
    title: { en: "Without auto rebalance", zh: "关闭自动均衡" },
    change: { cluster: { settings: { "auto.leader.rebalance.enable": false } } },
    expect: [
      {
        always: { partition: "orders-0", leader: 2 },
        after: { partition: "orders-0", leader: 2 },
        text: { en: "Broker 2 leads from then on.", zh: "此后 broker 2 一直是 leader。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
