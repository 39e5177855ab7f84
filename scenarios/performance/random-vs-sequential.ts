import type { Scenario, Step } from "../../sim/index.ts";

const PARTITIONS = 20;

function note(partitions: number) {
  return partitions === 1
    ? {
        en: "A record every 12 ms, all to one partition.",
        zh: "每 12 毫秒一条消息，都写入一个分区。",
      }
    : {
        en: `A record every 12 ms, to ${partitions} partitions in turn.`,
        zh: `每 12 毫秒一条消息，轮流写入 ${partitions} 个分区。`,
      };
}

export const randomVsSequential: Scenario = {
  id: "random-vs-sequential",
  group: "performance",
  importance: 3,
  title: {
    en: "A disk that must seek for every record, and one that appends",
    zh: "每条消息都要寻道的磁盘，与只管追加的磁盘",
  },
  explanation: {
    en:
      "flush.messages=1 has every record on a spinning disk before it counts. Records of twenty partitions " +
      "lie in twenty files, and the head moves for each: 10 ms to get there and 8.3 ms for the platter to " +
      "come round. Records of one partition lie behind each other: 8.3 ms. A record every 12 ms is too " +
      "much for the one and no trouble for the other. Left alone (flush.messages at its default) Kafka " +
      "waits for no disk at all: it writes to the page cache, and the system writes long runs in the " +
      "background. Kafka's documentation (Design, Persistence) has linear writes 6,000 times as fast as " +
      "random ones.",
    zh:
      "flush.messages=1 要求每条消息先落到机械硬盘才算数。二十个分区的消息在二十个文件里，磁头每条都要移动：寻道" +
      " 10 毫秒，再等盘片转一圈 8.3 毫秒。一个分区的消息首尾相接：8.3 毫秒。每 12 毫秒一条，前者受不了，后者毫无问题。" +
      "不作要求时（flush.messages 为默认值）Kafka 根本不等磁盘：写进页缓存，由系统在后台成段写出。Kafka 文档（设计，" +
      "持久化）说顺序写比随机写快六千倍。",
  },
  eras: ["0.9", "0.11", "2.4", "2.8", "3.9"],
  cluster: { brokers: 1, hardware: { disk: "hdd" } },
  topics: [
    {
      name: "orders",
      assignment: Array.from({ length: PARTITIONS }, () => [1]),
      configs: { "flush.messages": 1 },
    },
  ],
  clients: [{ name: "producer", producer: { acks: "1" } }],
  steps: [
    ...Array.from(
      { length: PARTITIONS },
      (_, partition): Step => ({
        at: `${5000 + 12 * partition}ms`,
        ...(partition > 0 ? {} : { note: note(PARTITIONS) }),
        produce: {
          client: "producer",
          topic: "orders",
          partition,
          values: Array.from({ length: 20 }, (_, i) => `r${i * PARTITIONS + partition}`),
          every: "240ms",
        },
      }),
    ),
    { wait: { records: "r0..r399", status: "acked" } },
  ],
  expect: [
    {
      latency: { records: "r0..r399", percentile: 50 },
      atLeast: "500ms",
      text: {
        en: "Half of the records wait for dozens of others.",
        zh: "一半的消息要等几十条别的消息。",
      },
    },
  ],
  control: {
    title: { en: "All records to one partition", zh: "所有消息写入一个分区" },
    change: {
      steps: [
        {
          note: note(1),
          produce: {
            client: "producer",
            topic: "orders",
            partition: 0,
            values: "r0..r399",
            every: "12ms",
          },
        },
        { wait: { records: "r0..r399", status: "acked" } },
      ],
    },
    expect: [
      {
        latency: { records: "r0..r399", percentile: 99 },
        atLeast: "8ms",
        atMost: "20ms",
        text: { en: "Each record waits for one turn of the disk.", zh: "每条消息只等盘片转一圈。" },
      },
    ],
  },
};
