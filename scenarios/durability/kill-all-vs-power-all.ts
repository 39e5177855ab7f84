import type { Scenario, Step } from "../../sim/index.ts";

const WRITES: readonly Step[] = [
  {
    note: {
      en: "Ten records, one after another: all three replicas get each of them.",
      zh: "逐条发送十条消息：每条都写到全部三个副本。",
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
      ],
    },
  },
];

const RETURNS: readonly Step[] = [
  {
    wait: {
      all: [
        { broker: 1, registered: false },
        { broker: 2, registered: false },
        { broker: 3, registered: false },
      ],
    },
  },
  {
    note: { en: "Broker 1 is the first to come back.", zh: "broker 1 第一个回来。" },
    restart: 1,
  },
  { wait: { replica: "orders-0", broker: 1, role: "leader" } },
  { restart: [2, 3] },
  { wait: { partition: "orders-0", leader: 1, isr: [1, 2, 3] } },
];

export const killAllVsPowerAll: Scenario = {
  id: "kill-all-vs-power-all",
  group: "durability",
  importance: 3,
  title: {
    en: "All replicas lose power at once: what the first to return had not synced is gone; a kill loses nothing",
    zh: "所有副本同时断电：最先恢复的那台没刷盘的消息全部丢失；同时被杀进程则一条不丢",
  },
  explanation: {
    en:
      "Kafka answers when the replicas have a record in memory, in the page cache of their machines; " +
      "it does not wait for the disk. Copies on three machines are the protection, and it holds " +
      "against everything but a failure of all at once. Here the power of a whole data centre fails. " +
      "The replicas had synced six, seven and eight records. (The brokers sync after so many records " +
      "in place of an operating system that writes back in its own time.) The first that returns is " +
      "in the ISR and leads with what it has, and the others truncate to that: the order in which " +
      "machines come back decides how much is lost, and here the poorest copy is first. If only the " +
      "processes die, the page caches survive, and so does every record. flush.messages=1, or " +
      "replicas that do not share their power, would keep the records too.",
    zh:
      "副本把消息写进内存（机器的页缓存），Kafka 就回复成功，并不等刷盘。三台机器上各有一份，这就是保障；" +
      "除非全部同时出事，它都管用。这里是整个机房断电。三个副本分别刷盘到第六、七、八条。（这里让 broker " +
      "每隔几条刷一次盘，代替操作系统自己安排的回写。）最先回来的副本在 ISR 里，就带着它仅有的数据当 " +
      "leader，其他副本都截断到与它一致：机器恢复的先后决定丢多少，而这里最先回来的恰是最少的那份。" +
      "如果只是进程都被杀死，页缓存还在，一条也不丢。flush.messages=1，或者副本不共用电源，" +
      "也能保住这些消息。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 3,
    controller: 3,
    brokerSettings: {
      "1": { "log.flush.interval.messages": 6 },
      "2": { "log.flush.interval.messages": 7 },
      "3": { "log.flush.interval.messages": 8 },
    },
  },
  topics: [{ name: "orders", assignment: [[1, 2, 3]], configs: { "min.insync.replicas": 2 } }],
  clients: [
    {
      name: "producer",
      producer: { acks: "all", retries: 2_147_483_647 },
    },
  ],
  steps: [
    ...WRITES,
    {
      note: {
        en: "The power fails, for all three brokers at once.",
        zh: "停电，三台 broker 同时断电。",
      },
      powerLoss: [1, 2, 3],
      lose: "all",
    },
    ...RETURNS,
  ],
  expect: [
    {
      status: "acked",
      records: "r0..r9",
      text: { en: "All ten records were acknowledged.", zh: "十条消息全部得到了确认。" },
    },
    {
      lost: "r6..r9",
      text: {
        en: "r6 to r9 are lost: the first broker that came back had six records.",
        zh: "r6 到 r9 丢失：最先回来的 broker 只有六条消息。",
      },
    },
    {
      eventually: { replica: "orders-0", broker: 1, role: "leader", logEndOffset: 6 },
      text: { en: "Broker 1 leads with six records.", zh: "broker 1 带着六条消息当上 leader。" },
    },
    {
      finally: {
        all: [
          { partition: "orders-0", leader: 1, isr: [1, 2, 3] },
          { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 6 },
        ],
      },
      text: {
        en: "Brokers 2 and 3, which had more, end with six records as well.",
        zh: "broker 2 和 3 本来更多，最终也只有六条。",
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
    title: {
      en: "The same, but only the processes are killed",
      zh: "同样的过程，但只是进程被杀死",
    },
    change: {
      steps: [
        ...WRITES,
        {
          note: {
            en: "All three broker processes are killed at once.",
            zh: "三个 broker 进程同时被杀死。",
          },
          kill: [1, 2, 3],
        },
        ...RETURNS,
      ],
    },
    expect: [
      {
        eventually: {
          all: [
            { host: 1, life: "down" },
            { host: 2, life: "down" },
            { host: 3, life: "down" },
            { records: "r0..r9", status: "acked" },
          ],
        },
        text: { en: "All brokers are down at once.", zh: "所有 broker 同时宕机。" },
      },
      { lost: [], text: { en: "Nothing is lost.", zh: "没有丢失。" } },
      {
        finally: { replica: "orders-0", broker: [1, 2, 3], logEndOffset: 10 },
        text: { en: "Ten records on every replica.", zh: "每个副本上都有十条消息。" },
      },
      { violations: [], text: { en: "No invariant is broken.", zh: "没有违反任何不变式。" } },
    ],
  },
};
