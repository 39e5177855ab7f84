import type { Scenario } from "../../sim/index.ts";

export const crashDuringRecoveryCleanMarker: Scenario = {
  id: "crash-during-recovery-clean-marker",
  group: "log",
  importance: 2,
  title: {
    en: "Power fails while a broker loads its logs: the mark of the last clean shutdown is still there, and nobody checks them",
    zh: "broker 加载日志时断电：上次正常关闭的标记还在，于是没有人再检查日志",
  },
  explanation: {
    en:
      "A broker that shuts down cleanly leaves a file, .kafka_cleanshutdown, so that its next start need " +
      "not read its logs to check them. Until 2.7 the broker removed the file only when all logs of the " +
      "directory were loaded. Here the power fails before that, and the disk suffers: the last batch is " +
      "damaged. The next start finds the file, believes that all is well, and trusts what lies there. As " +
      "the log is as long as the leader's, the broker joins the ISR at once. When broker 2 dies, broker 1 " +
      "leads, and hands out a batch that no consumer can read. A start that checks finds the damage, cuts " +
      "the log there, and fetches from the leader what it dropped.",
    zh:
      "broker 正常关闭时会留下一个文件 .kafka_cleanshutdown，这样下次启动就不必通读日志做检查。2.7 及以前，要等目录里的日志" +
      "全部加载完才删除它。这里还没加载完就断电了，磁盘也受了伤：最后一个批次损坏。下一次启动看到文件还在，以为一切正常，" +
      "就信了磁盘上的内容。日志和 leader 的一样长，它马上回到 ISR。broker 2 宕机后由 broker 1 当 leader，发出去的批次没有" +
      "哪个消费者读得了。要是启动时检查，就会发现损坏，从那里截断，再向 leader 要回丢掉的部分。",
  },
  eras: ["0.8.2", "0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6"],
  cluster: { brokers: 3, controller: 3, settings: { "auto.leader.rebalance.enable": false } },
  topics: [{ name: "orders", assignment: [[1, 2]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    { name: "reader", consumer: { "auto.offset.reset": "earliest" }, assign: ["orders-0"] },
  ],
  steps: [
    { kill: "reader" },
    {
      produce: {
        client: "producer",
        topic: "orders",
        partition: 0,
        values: "r0..r4",
        every: "100ms",
      },
    },
    {
      wait: {
        all: [
          { records: "r0..r4", status: "acked" },
          { replica: "orders-0", broker: [1, 2], logEndOffset: 5, highWatermark: 5 },
        ],
      },
    },
    { shutdown: 1 },
    {
      wait: {
        all: [
          { host: 1, life: "down" },
          { partition: "orders-0", leader: 2 },
        ],
      },
    },
    { restart: 1 },
    {
      note: {
        en: "Broker 1 has read the mark and begins to load its logs. The power fails.",
        zh: "broker 1 看过标记，开始加载日志。断电了。",
      },
      powerLoss: 1,
    },
    {
      note: { en: "The power cut damaged the last batch.", zh: "断电损坏了最后一个批次。" },
      corrupt: { broker: 1, partition: "orders-0", offset: 4 },
    },
    { restart: 1 },
    { wait: { partition: "orders-0", isr: [2, 1] }, within: "1m" },
    { kill: 2 },
    { wait: { replica: "orders-0", broker: 1, role: "leader" }, within: "1m" },
    { restart: "reader" },
    { sleep: "30s" },
  ],
  expect: [
    {
      eventually: { error: "CORRUPT_MESSAGE", client: "reader" },
      text: {
        en: "The consumer is given a batch that does not match its CRC.",
        zh: "消费者收到的批次与 CRC 不符。",
      },
    },
    {
      finally: { not: { read: "r4", by: "reader" } },
      text: { en: "It cannot read r4.", zh: "它读不到 r4。" },
    },
  ],
  control: {
    title: {
      en: "The mark is removed as soon as it is read (KAFKA-10471, 2.8)",
      zh: "标记一读到就删除（KAFKA-10471，2.8）",
    },
    change: { cluster: { settings: { cleanShutdownMarker: "deletedAsRead" } } },
    expect: [
      {
        eventually: { replica: "orders-0", broker: 1, logEndOffset: 4 },
        text: {
          en: "Recovery cuts the damaged batch off.",
          zh: "恢复时截掉了损坏的批次。",
        },
      },
      {
        finally: { read: "r0..r4", by: "reader" },
        text: {
          en: "Broker 1 fetched it again: the consumer reads everything.",
          zh: "broker 1 重新拉取了它：消费者读到全部消息。",
        },
      },
    ],
  },
};
