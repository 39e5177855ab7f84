import type { Scenario } from "../../sim/index.ts";

export const offsetResetFlood: Scenario = {
  id: "offset-reset-flood",
  group: "consumers",
  importance: 2,
  title: {
    en: "Offsets are gone, and earliest processes the whole log again",
    zh: "偏移量没了，earliest 把整个日志再处理一遍",
  },
  explanation: {
    en:
      "A group is stopped for longer than offsets.retention.minutes (a week by default since 2.0, a day " +
      "before; a minute here), and what it had committed is deleted. The same comes of a group.id with a " +
      "typing error, and of lost __consumer_offsets. When it starts again it has no offset, and " +
      "auto.offset.reset=earliest has it begin at the start of the log: everything that the topic still " +
      "keeps floods whatever is behind the consumer. With none the consumer stops with an error, and " +
      "somebody can decide, with kafka-consumer-groups --reset-offsets, where to go on.",
    zh:
      "一个消费组停得比 offsets.retention.minutes 久（2.0 起默认一周，之前一天；这里一分钟），它提交的偏移量被删除。group.id 写错，" +
      "或者 __consumer_offsets 丢失，结果也一样。再启动时它没有偏移量，auto.offset.reset=earliest 让它从日志开头读起：" +
      "主题里还保留的一切涌向下游。用 none，消费者报错停下，由人用 kafka-consumer-groups --reset-offsets 决定从哪里继续。",
  },
  eras: ["0.9", "0.10.2", "0.11", "1.1", "2.0", "2.1", "2.4", "2.6", "2.8", "3.9"],
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
        "auto.offset.reset": "earliest",
        "enable.auto.commit": false,
      },
      subscribe: ["orders"],
      application: { commit: "afterProcessing" },
    },
    {
      name: "successor",
      starts: "byStep",
      consumer: {
        "group.id": "billing",
        "auto.offset.reset": "earliest",
        "enable.auto.commit": false,
      },
      subscribe: ["orders"],
      application: { commit: "afterProcessing" },
    },
  ],
  steps: [
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r0..r99" } },
    { wait: { committed: "orders-0", group: "billing", offset: 100 } },
    {
      note: { en: "The group is stopped for two minutes.", zh: "消费组停两分钟。" },
      shutdown: "consumer",
    },
    { sleep: "2m" },
    { produce: { client: "producer", topic: "orders", partition: 0, values: "r100..r104" } },
    { wait: { records: "r100..r104", status: "acked" } },
    { note: { en: "It starts again.", zh: "重新启动。" }, start: "successor" },
    { sleep: "15s" },
  ],
  expect: [
    {
      elapsed: {
        from: { committed: "orders-0", group: "billing", offset: 100 },
        to: { committed: "orders-0", group: "billing", offset: -1 },
      },
      atLeast: "1m",
      atMost: "75s",
      text: {
        en: "A minute after the last commit the offset is gone.",
        zh: "最后一次提交一分钟后，偏移量没了。",
      },
    },
    {
      processedTwice: "r0..r99",
      text: {
        en: "All that had been processed is processed again.",
        zh: "处理过的全部又处理了一遍。",
      },
    },
  ],
  control: {
    title: { en: "The same with auto.offset.reset=none", zh: "改用 auto.offset.reset=none" },
    change: { clients: { successor: { "auto.offset.reset": "none" } } },
    expect: [
      { processedTwice: [], text: { en: "Nothing is processed twice.", zh: "没有处理两遍的。" } },
      {
        finally: { not: { processed: "r100" } },
        text: {
          en: "The consumer does not begin by itself, anywhere.",
          zh: "消费者不自作主张，哪里也不开始。",
        },
      },
    ],
  },
};
