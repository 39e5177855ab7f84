import type { Scenario } from "../../sim/index.ts";

export const offsetExpiryIdleGroup: Scenario = {
  id: "offset-expiry-idle-group",
  group: "consumers",
  importance: 3,
  title: {
    en: "The offsets of a group that is alive, but has nothing to do, expire",
    zh: "消费组活着，只是没事做，它的偏移量也过期了",
  },
  explanation: {
    en:
      "Brokers forget committed offsets after offsets.retention.minutes (a day by default, a week since " +
      "2.0; a minute here). Before 2.1 the time runs from the last commit, whether the group lives or " +
      "not. A consumer commits when it has processed something; no records come for two minutes, so it " +
      "commits nothing, and its offset is deleted while it sends heartbeats. It notices nothing: it has " +
      "its position in memory. Then it is deployed anew, and meanwhile five records come. The new process " +
      "asks where to begin and is told: nowhere. With auto.offset.reset=latest it begins at the end, and " +
      "the five are skipped; with earliest it would process the whole log again. Since 2.1 (KIP-211) the " +
      "time runs from the moment when the group has lost its last member.",
    zh:
      "broker 在 offsets.retention.minutes 之后忘掉已提交的偏移量（默认一天，2.0 起一周；这里一分钟）。2.1 之前从最后一次提交算起，" +
      "不管消费组是否活着。消费者处理了消息才提交；两分钟没有消息，它就什么也不提交，于是一边发着心跳，一边偏移量被删掉。" +
      "它毫无察觉：位置在自己的内存里。随后它重新部署，这期间来了五条消息。新进程询问从哪里开始，得到的回答是：没有记录。" +
      "auto.offset.reset=latest 让它从末尾开始，这五条被跳过；换成 earliest 则会把整个日志再处理一遍。" +
      "2.1 起（KIP-211）从消费组失去最后一个成员时才开始计时。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0"],
  cluster: {
    brokers: 1,
    settings: {
      "offsets.topic.replication.factor": 1,
      "offsets.retention.minutes": 1,
      "offsets.retention.check.interval.ms": 10_000,
    },
  },
  topics: [{ name: "orders", assignment: [[1]] }],
  clients: [
    { name: "producer", producer: { acks: "all" } },
    {
      name: "consumer",
      consumer: {
        "group.id": "billing",
        "auto.offset.reset": "latest",
        "enable.auto.commit": false,
      },
      subscribe: ["orders"],
      application: { commit: "afterProcessing" },
    },
  ],
  steps: [
    { wait: { position: "orders-0", client: "consumer", offset: 0 } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r4" } },
    { wait: { committed: "orders-0", group: "billing", offset: 5 } },
    {
      note: {
        en: "Two quiet minutes: no records, no commits.",
        zh: "安静的两分钟：没有消息，也没有提交。",
      },
      sleep: "2m",
    },
    {
      note: { en: "The consumer is deployed anew.", zh: "消费者重新部署。" },
      shutdown: "consumer",
    },
    { wait: { host: "consumer", life: "down" } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r5..r9" } },
    { wait: { records: "r5..r9", status: "acked" } },
    { restart: "consumer" },
    { wait: { position: "orders-0", client: "consumer", offset: 10 } },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "last" } },
    { wait: { processed: "last" } },
    { sleep: "1s" },
  ],
  expect: [
    {
      elapsed: {
        from: { committed: "orders-0", group: "billing", offset: 5 },
        to: {
          all: [
            { committed: "orders-0", group: "billing", offset: -1 },
            { group: "billing", state: "Stable", members: 1 },
          ],
        },
      },
      atLeast: "1m",
      atMost: "75s",
      text: {
        en: "A minute later the offset is gone, while the group is stable and its member alive.",
        zh: "一分钟后偏移量没了，而消费组稳定，成员也活着。",
      },
    },
    {
      neverProcessed: "r5..r9",
      group: "billing",
      text: {
        en: "What came during the deployment is skipped.",
        zh: "部署期间来的消息被跳过了。",
      },
    },
    { lost: [], text: { en: "The records are in the log.", zh: "这些消息都在日志里。" } },
  ],
  control: {
    title: {
      en: "Kafka 2.1: offsets of a group with members do not expire",
      zh: "Kafka 2.1：有成员的消费组，偏移量不过期",
    },
    change: { era: "2.1" },
    expect: [
      {
        always: { committed: "orders-0", group: "billing", offset: { atLeast: 5 } },
        after: { committed: "orders-0", group: "billing", offset: 5 },
        text: { en: "The offset stays.", zh: "偏移量一直在。" },
      },
      {
        neverProcessed: [],
        group: "billing",
        text: { en: "Every record is processed.", zh: "每条消息都处理了。" },
      },
      { processedTwice: [], text: { en: "None of them twice.", zh: "没有处理两遍的。" } },
    ],
  },
};
