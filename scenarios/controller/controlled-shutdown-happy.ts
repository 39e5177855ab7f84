import type { Scenario } from "../../sim/index.ts";

export const controlledShutdownHappy: Scenario = {
  id: "controlled-shutdown-happy",
  group: "controller",
  importance: 2,
  title: {
    en: "A broker that is shut down hands its leaderships over first",
    zh: "正常关闭的 broker 会先交出自己的 leader 身份",
  },
  explanation: {
    en:
      "Broker 1 is asked to stop. Before it does it asks the controller, which elects other members of " +
      "the ISR for what broker 1 leads and takes it out of the ISRs of what it follows; only then it " +
      "flushes its logs, leaves a mark of a clean shutdown and ends its session, so that nobody has to " +
      "wait for a timeout. The producer meets one or two NOT_LEADER answers, and goes on. A kill takes " +
      "the same broker away with its leaderships: the partitions have no leader until its session " +
      "expires.",
    zh:
      "broker 1 收到关闭的要求。它先请示控制器：由它担任 leader 的分区，控制器从 ISR 的其他成员中选出新 leader；" +
      "它作为 follower 的分区，则把它移出 ISR。之后它才把日志刷盘、留下正常关闭的标记并结束会话，谁都不必等超时。" +
      "生产者遇到一两次 NOT_LEADER，随即继续。若是直接杀掉，leader 身份随它一起消失，直到会话过期分区都没有 leader。",
  },
  eras: ["0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: { brokers: 3, controller: 3 },
  topics: [
    {
      name: "orders",
      assignment: [
        [1, 2, 3],
        [2, 3, 1],
        [1, 3, 2],
      ],
      configs: { "min.insync.replicas": 2 },
    },
  ],
  clients: [{ name: "producer", producer: { acks: "all", retries: 2_147_483_647 } }],
  steps: [
    {
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r99",
        every: "50ms",
      },
    },
    { sleep: "1s" },
    { note: { en: "Broker 1 is asked to stop.", zh: "要求 broker 1 停止。" }, shutdown: 1 },
    { wait: { host: 1, life: "down" } },
    { wait: { records: "r0..r99", status: "acked" } },
    { note: { en: "Broker 1 is started again.", zh: "重新启动 broker 1。" }, restart: 1 },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
  ],
  expect: [
    {
      order: [
        {
          all: [
            { host: 1, life: "up" },
            { partition: "orders-0", leader: 2, isr: [2, 3] },
            { partition: "orders-1", leader: 2, isr: [2, 3] },
            { partition: "orders-2", leader: 3, isr: [2, 3] },
          ],
        },
        {
          all: [
            { host: 1, life: "down" },
            { partition: "orders-0", leader: 2 },
          ],
        },
      ],
      text: {
        en: "Every partition has its leader and an ISR without broker 1 before broker 1 is gone.",
        zh: "broker 1 离开之前，每个分区都已有新 leader，ISR 里也不再有它。",
      },
    },
    {
      unavailable: "orders-0",
      atMost: "1s",
      text: {
        en: "The partition is without a leader for less than a second.",
        zh: "分区没有 leader 的时间不到一秒。",
      },
    },
    { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    {
      status: "acked",
      records: "r0..r99",
      text: { en: "Every record is acknowledged.", zh: "每条消息都得到了确认。" },
    },
    { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
  ],
  control: {
    title: { en: "The same broker is killed", zh: "直接杀掉同一个 broker" },
    change: {
      steps: [
        {
          produce: {
            client: "producer",
            topic: "orders",
            partition: 0,
            values: "r0..r99",
            every: "50ms",
          },
        },
        { sleep: "1s" },
        { kill: 1 },
        { wait: { records: "r0..r99", status: "acked" } },
        { restart: 1 },
        { wait: { partition: "orders-0", isr: [1, 2, 3] } },
      ],
    },
    expect: [
      {
        unavailable: "orders-0",
        atLeast: "3s",
        text: {
          en: "The partition waits for the session to expire.",
          zh: "分区要一直等到会话过期。",
        },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
    ],
  },
};
