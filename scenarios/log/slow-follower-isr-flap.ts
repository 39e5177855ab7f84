import type { Scenario } from "../../sim/index.ts";

export const slowFollowerIsrFlap: Scenario = {
  id: "slow-follower-isr-flap",
  group: "log",
  importance: 3,
  title: {
    en: "A follower with a slow disk keeps leaving and joining the ISR",
    zh: "磁盘慢的 follower 在 ISR 里反复进出",
  },
  explanation: {
    en:
      "Every record is synced to disk before it counts (flush.messages=1), and the disk of broker 3 hangs " +
      "for twelve seconds now and then. While it does, the high watermark waits for broker 3, and every " +
      "write with acks=all with it, until replica.lag.time.max.ms has passed and the leader removes the " +
      "follower. It catches up and joins again; then the next hang begins. Each round costs two writes " +
      "to ZooKeeper and a pause as long as the lag time (longer in 2.8, where the removal does not by " +
      "itself raise the high watermark: KAFKA-13091). A lag time longer than the hang ends the flapping, " +
      "at the price of a pause as long as the hang; a much shorter one removes the follower sooner. In " +
      "2.5 the default went from 10 to 30 seconds (KIP-537).",
    zh:
      "每条消息都先刷盘才算数（flush.messages=1），而 broker 3 的磁盘时不时卡住 12 秒。这期间高水位要等 broker 3，" +
      "所有 acks=all 的写入也跟着等，直到超过 replica.lag.time.max.ms，leader 把它移出 ISR。它追上来又加入，接着又" +
      "卡住。每一轮都要停顿一个 lag 时间（2.8 更久：移出 ISR 本身不推高水位，KAFKA-13091），并写两次 ZooKeeper。lag 时间比卡顿长，就不再进出，代价是停顿与卡顿一样长；" +
      "短得多，则更早移出。2.5 把默认值从 10 秒改为 30 秒（KIP-537）。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
  cluster: {
    brokers: 4,
    controller: 4,
    settings: { "replica.lag.time.max.ms": 6000 },
    hardware: { disk: "ssd" },
  },
  topics: [
    {
      name: "orders",
      assignment: [[1, 2, 3]],
      configs: { "min.insync.replicas": 2, "flush.messages": 1 },
    },
  ],
  clients: [{ name: "producer", producer: { acks: "all", retries: 2_147_483_647 } }],
  steps: [
    {
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r249",
        every: "200ms",
      },
    },
    { sleep: "2s" },
    { slow: { host: 3, disk: "stalled" } },
    { sleep: "12s" },
    { slow: { host: 3, disk: 1 } },
    { sleep: "12s" },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
    { slow: { host: 3, disk: "stalled" } },
    { sleep: "12s" },
    { slow: { host: 3, disk: 1 } },
    { wait: { partition: "orders-0", isr: [1, 2, 3] } },
    { wait: { records: "r0..r249", status: "acked" } },
  ],
  expect: [
    {
      order: [
        { partition: "orders-0", isr: [1, 2, 3] },
        { partition: "orders-0", isr: [1, 2] },
      ],
      text: {
        en: "Broker 3 leaves the ISR.",
        zh: "broker 3 离开 ISR。",
      },
    },
    {
      latency: { records: "r0..r249", percentile: 100 },
      atLeast: "6s",
      text: {
        en: "The slowest record waits at least as long as the lag time.",
        zh: "最慢的一条至少要等一个 lag 时间。",
      },
    },
    {
      status: "acked",
      records: "r0..r249",
      text: { en: "No record is lost.", zh: "没有丢失消息。" },
    },
    {
      finally: { partition: "orders-0", isr: [1, 2, 3] },
      text: { en: "In the end it is in the ISR again.", zh: "最后它又在 ISR 里。" },
    },
  ],
  control: {
    title: {
      en: "replica.lag.time.max.ms longer than the hang",
      zh: "replica.lag.time.max.ms 比卡顿长",
    },
    change: { cluster: { settings: { "replica.lag.time.max.ms": 30_000 } } },
    expect: [
      {
        always: { partition: "orders-0", isr: [1, 2, 3] },
        after: { partition: "orders-0", isr: [1, 2, 3] },
        text: { en: "The ISR never changes.", zh: "ISR 始终不变。" },
      },
      {
        latency: { records: "r0..r249", percentile: 100 },
        atLeast: "11s",
        atMost: "13s",
        text: {
          en: "The slowest record waits as long as the disk hangs.",
          zh: "最慢的一条与磁盘卡住的时间一样长。",
        },
      },
    ],
  },
};
